//! Running operations that are too large for one transaction.
//!
//! An operation goes through its frozen set in the order of ids. A chunk of it is one transaction, short enough that
//! other writers wait a moment only: the records change, what was skipped and why is noted, the watermark and the counts
//! move, together. So whoever dies between two chunks loses nothing and does nothing twice.
//!
//! Several programs on one PostgreSQL share the work: who takes a chunk holds a lease on the operation, and goes on with
//! it; the lease of one that died runs out, and another goes on. The lease only spares useless work. What makes a chunk
//! happen once is the row of the operation, which a chunk locks first and whose watermark it moves last.
//!
//! Rights are asked for again before each chunk. Where the actor may not go on, the operation stops. Of several
//! operations each gets a chunk in turn, so a large one does not delay the others.

use super::{items, restore};
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    records::write::Author,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{Choices, OperationKind, OperationState, Outcome, SkipReason},
    time::Timestamp,
};
use std::collections::BTreeMap;

/// How long a lease holds without being renewed, in seconds.
const LEASE: i64 = 30;
/// What a chunk should take, in microseconds.
const CHUNK: i64 = 50_000;
const FIRST: i64 = 500;
const LEAST: i64 = 50;
const MOST: i64 = 5_000;

/// Goes through the operations that wait.
pub struct Runner {
    engine: Engine,
    me: i64,
    /// Records of the next chunk of each operation: as many as took the right time before.
    sizes: BTreeMap<OperationId, i64>,
}

/// An operation that runs, as its next chunk needs it.
struct Job {
    id: OperationId,
    kind: OperationKind,
    object: ObjectId,
    actor: UserId,
    author: Author,
    choices: Choices,
}

impl Runner {
    /// A runner over this data, which others do not take for another.
    pub fn new(engine: Engine) -> Self {
        let me = i64::from_be_bytes(engine.random());
        Self { engine, me, sizes: BTreeMap::new() }
    }

    /// Does a chunk of every operation that runs. Says whether there was any.
    pub async fn round(&mut self) -> Result<bool> {
        self.engine.sweep_unbegun().await?;
        let open = self.engine.open_operations(self.me).await?;
        self.sizes.retain(|id, _| open.contains(id));
        for id in &open {
            let size = self.sizes.entry(*id).or_insert(FIRST);
            let start = self.engine.now();
            match self.engine.run_chunk(self.me, *id, *size).await {
                // The next round tries again.
                Ok(()) | Err(Error::Busy) => {}
                Err(error) => return Err(error),
            }
            let took = self.engine.now().0 - start.0;
            if took > CHUNK {
                *size = (*size / 2).max(LEAST);
            } else if took < CHUNK / 2 {
                *size = (*size * 2).min(MOST);
            }
            tokio::task::yield_now().await;
        }
        Ok(!open.is_empty())
    }

    /// Waits until somebody confirms an operation here, or for a while: another program may have left one.
    pub async fn wait(&self) {
        const WHILE: std::time::Duration = std::time::Duration::from_secs(2);

        // That nobody called is what the while is for.
        let _ = tokio::time::timeout(WHILE, self.engine.work.notified()).await;
    }
}

impl Engine {
    /// Operations whose frozen set never became whole: the program that was confirmed to died, and nobody was answered.
    async fn sweep_unbegun(&self) -> Result<()> {
        let unbegun = "SELECT id FROM operation WHERE state = 'preparing' AND lease_until < ";
        let rows = self.db.all(Sql::new(unbegun).bind(self.now())).await?;
        for row in rows {
            let id = OperationId(row.int("id")?);
            let mut tx = self.db.write().await?;
            let sql = Sql::new("SELECT id FROM operation WHERE state = 'preparing' AND lease_until < ")
                .bind(self.now())
                .push(" AND id = ")
                .bind(id);
            if tx.optional(sql).await?.is_some() {
                tx.execute(Sql::new("DELETE FROM operation_item WHERE operation_id = ").bind(id)).await?;
                tx.execute(Sql::new("DELETE FROM operation WHERE state = 'preparing' AND id = ").bind(id)).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn open_operations(&self, me: i64) -> Result<Vec<OperationId>> {
        let sql = Sql::new("SELECT id FROM operation WHERE state = 'running' AND (lease_owner = ")
            .bind(me)
            .push(" OR lease_until < ")
            .bind(self.now())
            .push(") ORDER BY id");
        self.db.all(sql).await?.iter().map(|row| row.int("id").map(OperationId)).collect()
    }

    async fn run_chunk(&self, me: i64, id: OperationId, size: i64) -> Result<()> {
        let sql = Sql::new("SELECT kind, object_id, actor_id, surface, decisions FROM operation WHERE id = ").bind(id);
        let Some(row) = self.db.optional(sql).await? else { return Ok(()) };
        let job = self.job(id, &row)?;
        let mut tx = self.db.write().await?;
        let Some(watermark) = take(&mut tx, me, id, self.now()).await? else { return Ok(()) };
        let next = next_ids(&mut tx, id, watermark, size).await?;
        let Some(upto) = next.last().copied() else {
            end(&mut tx, id, OperationState::Done, self.now()).await?;
            return tx.commit().await;
        };
        let run = match job.kind {
            OperationKind::Delete => self.delete_chunk(&mut tx, &job, watermark, upto).await,
            OperationKind::Restore => self.restore_chunk(&mut tx, &job, next).await,
        };
        let (done, skipped) = match run {
            // Its actor may not go on. What was done stays, with its undo.
            Err(Error::Forbidden | Error::NotFound) => {
                end(&mut tx, id, OperationState::Stopped, self.now()).await?;
                return tx.commit().await;
            }
            run => run?,
        };
        let sql = Sql::new("UPDATE operation SET watermark = ")
            .bind(upto)
            .push(", done = done + ")
            .bind(done)
            .push(", skipped = skipped + ")
            .bind(skipped)
            .push(" WHERE id = ")
            .bind(id);
        tx.execute(sql).await?;
        tx.commit().await
    }

    fn job(&self, id: OperationId, row: &Row) -> Result<Job> {
        let actor = UserId(row.int("actor_id")?);
        Ok(Job {
            id,
            kind: row.tag("kind")?,
            object: ObjectId(row.int("object_id")?),
            actor,
            author: Author { user: Some(actor), at: self.now(), surface: row.tag("surface")? },
            choices: row.json_or_null("decisions")?.unwrap_or_default(),
        })
    }

    /// Deletes what may be deleted of the set between the watermark and `upto`. How many, and how many not.
    async fn delete_chunk(&self, tx: &mut Tx, job: &Job, watermark: i64, upto: RecordId) -> Result<(i64, i64)> {
        let permit = self.actor(job.actor).await?.delete(job.object)?;
        let range = |sql: Sql| {
            sql.push("operation_id = ")
                .bind(job.id)
                .push(" AND record_id > ")
                .bind(watermark)
                .push(" AND record_id <= ")
                .bind(upto)
                .push(" AND outcome IS NULL")
        };
        let sql = Sql::new("UPDATE record SET deletion = ")
            .bind(job.id)
            .push(" WHERE deletion IS NULL AND object_id = ")
            .bind(job.object)
            .and_in_scope("owner_id", permit.view())
            .and_in_scope("owner_id", permit.scope())
            .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
        let done = tx.execute(range(sql).push(")")).await?;
        let reached = range(Sql::new("SELECT count(*) AS value FROM operation_item WHERE "));
        let reached: i64 = tx.value(reached).await?.unwrap_or_default();
        if done < reached {
            let skip = |reason| serde_json::json!(Outcome::Skipped { reason });
            let theirs = "SELECT 1 FROM record WHERE record.id = operation_item.record_id";
            let sql = Sql::new("UPDATE operation_item SET outcome = CASE WHEN NOT EXISTS (")
                .push(theirs)
                .push(") THEN ")
                .bind(skip(SkipReason::Gone))
                .push(" WHEN EXISTS (")
                .push(theirs)
                .push(" AND record.deletion IS NOT NULL) THEN ")
                .bind(skip(SkipReason::Already))
                .push(" ELSE ")
                .bind(skip(SkipReason::NotYours))
                .push(" END WHERE ");
            let sql = range(sql).push(" AND NOT EXISTS (").push(theirs).push(" AND record.deletion = ").bind(job.id);
            tx.execute(sql.push(")")).await?;
        }
        Ok((done, reached - done))
    }

    /// Restores what can be restored of these. A conflict that came up after the dry run, and that no decision covers,
    /// leaves its record in the trash.
    async fn restore_chunk(&self, tx: &mut Tx, job: &Job, ids: Vec<RecordId>) -> Result<(i64, i64)> {
        let actor = self.actor(job.actor).await?;
        let (permit, edit) = (actor.restore(job.object)?, actor.edit(job.object).ok());
        let object = self.object_by_id(job.object).await?;
        let order = restore::Set { permit: &permit, edit: edit.as_ref(), object: &object, author: job.author };
        let outcomes = self.restore_records(tx, &order, ids, &job.choices).await?;
        let skipped = outcomes.values().filter(|outcome| matches!(outcome, Some(Outcome::Skipped { .. }))).count();
        let (all, skipped) = (count(outcomes.len()), count(skipped));
        items::tell(tx, job.id, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        Ok((all - skipped, skipped))
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Takes the operation for one chunk, with its row locked. Its watermark, if it runs and nobody else has it.
async fn take(tx: &mut Tx, me: i64, id: OperationId, now: Timestamp) -> Result<Option<i64>> {
    let sql = Sql::new("UPDATE operation SET lease_owner = ")
        .bind(me)
        .push(", lease_until = ")
        .bind(now.plus_seconds(LEASE))
        .push(" WHERE state = 'running' AND id = ")
        .bind(id)
        .push(" AND (lease_owner = ")
        .bind(me)
        .push(" OR lease_until < ")
        .bind(now)
        .push(") RETURNING coalesce(watermark, ")
        .bind(i64::MIN)
        .push(") AS value");
    tx.value(sql).await
}

async fn next_ids(tx: &mut Tx, id: OperationId, watermark: i64, size: i64) -> Result<Vec<RecordId>> {
    let sql = Sql::new("SELECT record_id FROM operation_item WHERE outcome IS NULL AND operation_id = ")
        .bind(id)
        .push(" AND record_id > ")
        .bind(watermark)
        .push(" ORDER BY record_id LIMIT ")
        .bind(size);
    Ok(tx.ints(sql).await?.into_iter().map(RecordId).collect())
}

async fn end(tx: &mut Tx, id: OperationId, state: OperationState, now: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET state = ").bind(state.tag()).push(", ended = ").bind(now);
    tx.execute(sql.push(" WHERE id = ").bind(id)).await?;
    Ok(())
}

/// Says that the set of an operation is still being written; fails when it was given up meanwhile.
pub(super) async fn keep_preparing(tx: &mut Tx, id: OperationId, now: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET lease_until = ").bind(now.plus_seconds(LEASE));
    let sql = sql.push(" WHERE state = 'preparing' AND id = ").bind(id);
    if tx.execute(sql).await? == 0 { Err(Error::Busy) } else { Ok(()) }
}

/// Lets an operation begin whose set is whole.
pub(super) async fn set_whole(tx: &mut Tx, id: OperationId) -> Result<()> {
    let sql = "UPDATE operation SET state = 'running', lease_until = 0 WHERE state = 'preparing' AND id = ";
    if tx.execute(Sql::new(sql).bind(id)).await? == 0 { Err(Error::Busy) } else { Ok(()) }
}
