//! Running operations that are too large for one transaction.
//!
//! An operation goes through its frozen set in the order of ids. A chunk of it is one transaction, short enough that
//! other writers wait a moment only: the records change, what was skipped and why is noted, the watermark and the counts
//! move, together. So whoever dies between two chunks loses nothing and does nothing twice.
//!
//! Several programs on one PostgreSQL share the work: who takes a chunk holds a lease on the operation, and goes on with
//! it; the lease of one that died runs out, and another goes on. On SQLite there is one program, which goes on at once
//! when it starts. The lease only spares useless work. What makes a chunk happen once is the row of the operation, which
//! a chunk locks first and whose watermark it moves last.
//!
//! Rights are asked for again before each chunk. Where the actor may not go on, the operation stops. Of several
//! operations each gets a chunk in turn, so a large one does not delay the others.
//!
//! A chunk that the database refuses because of one of its records is tried again in halves, until that record is alone:
//! it is left as it was, the operation says so, and goes on (L66).

use super::{
    chores::Chores,
    count, items,
    noted::{EndedBy, note_ended},
    purge::Purger,
    restore::Restorer,
};
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    records::write::Author,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    object::Object,
    operation::{Choices, OperationKind, OperationState, Outcome, Receipt, SkipReason},
    policy::{Delete, Denied, Edit, Permit, Purge, Restore},
    surface::Surface,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a lease holds without being renewed, in seconds.
const LEASE: i64 = 5;
/// What a chunk should take, in microseconds, for as long as it keeps other writers waiting.
const CHUNK: i64 = 50_000;

/// The background loop: runs large operations in chunks, and the recurring [chores](super::chores).
pub struct Runner {
    engine: Engine,
    me: i64,
    /// Records of the next chunk of each operation: as many as took the right time before.
    sizes: BTreeMap<OperationId, i64>,
    chores: Chores,
}

/// An operation that runs, as its next chunk needs it.
pub(super) struct Job {
    pub id: OperationId,
    pub object: ObjectId,
    pub author: Author,
    pub decisions: Decisions,
    kind: OperationKind,
    total: i64,
}

/// What was decided when an operation was confirmed, beyond its set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Decisions {
    /// Of a restore: the ways out of its conflicts.
    pub choices: Choices,
    /// Of a change of owner: to whom; nothing stands for nobody.
    pub to: Option<UserId>,
    /// The operation whose work is undone, all of it or some.
    pub reverts: Option<OperationId>,
}

/// The records of a chunk: those of the frozen set behind the watermark, up to and with the last.
pub(super) struct Chunk {
    pub ids: Vec<RecordId>,
    pub watermark: i64,
    pub last: RecordId,
}

/// What a chunk came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub done: i64,
    pub skipped: i64,
}

/// What an operation does, with the rights that its actor has to it now.
pub(super) enum Work {
    Delete(Permit<Delete>, Box<Object>),
    Restore(Permit<Restore>, Option<Permit<Edit>>, Box<Object>),
    Assign(Permit<Edit>),
    /// Without a permit: what has waited long enough.
    Purge(Option<Permit<Purge>>),
}

impl Runner {
    /// A runner over this data, which others do not take for another.
    pub fn new(engine: Engine) -> Self {
        let me = i64::from_be_bytes(engine.random());
        Self { engine, me, sizes: BTreeMap::new(), chores: Chores::new() }
    }

    /// Runs the chores that are due, then a chunk of every running operation. Returns whether an operation made
    /// progress. A chore or an operation that fails is logged and tried again; the others run all the same.
    ///
    /// # Errors
    ///
    /// Fails when the running operations cannot be listed.
    pub async fn round(&mut self) -> Result<bool> {
        self.chores.run_due(&self.engine).await;
        let open = self.engine.open_operations(self.me).await?;
        self.sizes.retain(|id, _| open.contains(id));
        let limits = self.engine.limits;
        let mut further = false;
        for id in &open {
            let size = self.sizes.entry(*id).or_insert(limits.first_chunk);
            match self.engine.run_chunk(self.me, *id, *size).await {
                Ok(took) => {
                    further = true;
                    let right = (*size * CHUNK / took.max(1)).clamp(*size / 2, *size * 2);
                    *size = right.clamp(limits.least_chunk, limits.most_chunk);
                }
                Err(Error::Busy) => further = true,
                Err(error) if error.is_about_a_row() => {
                    further = true;
                    if *size > 1 {
                        *size /= 2;
                    } else {
                        tracing::error!(operation = id.0, %error, "a record is left as it was");
                        self.engine.leave_one(self.me, *id).await?;
                    }
                }
                Err(error) => tracing::error!(operation = id.0, %error, "a chunk failed"),
            }
            tokio::task::yield_now().await;
        }
        Ok(further)
    }

    /// Waits until somebody confirms an operation here, or for a while: another program may have left one, and what was
    /// written down meanwhile is to be sealed.
    pub async fn wait(&self) {
        const WHILE: std::time::Duration = std::time::Duration::from_secs(1);

        // That nobody called is what the while is for.
        let _ = tokio::time::timeout(WHILE, self.engine.work.notified()).await;
    }
}

impl Job {
    fn of(id: OperationId, row: &Row, now: Timestamp) -> Result<Self> {
        let user = row.get::<Option<i64>>("actor_id")?.map(UserId);
        Ok(Self {
            id,
            kind: row.tag("kind")?,
            object: ObjectId(row.int("object_id")?),
            author: Author { user, at: now, surface: row.tag("surface")?, operation: Some(id) },
            decisions: row.json_or_null("decisions")?.unwrap_or_default(),
            total: row.int("total")?,
        })
    }

    /// An operation that is gone through in the transaction that writes it.
    pub fn at_once(receipt: &Receipt, object: ObjectId, author: Author, decisions: Decisions) -> Self {
        let author = Author { operation: Some(receipt.operation), ..author };
        Self { id: receipt.operation, object, author, decisions, kind: receipt.kind, total: receipt.done }
    }

    /// Adds the condition: an item of this chunk that nothing was told of.
    pub fn items_of(&self, chunk: &Chunk, sql: Sql) -> Sql {
        sql.push("operation_id = ")
            .bind(self.id)
            .push(" AND record_id > ")
            .bind(chunk.watermark)
            .push(" AND record_id <= ")
            .bind(chunk.last)
            .push(" AND outcome IS NULL")
    }
}

impl Chunk {
    /// All records of an operation, which must be some.
    pub fn whole(mut ids: Vec<i64>) -> Self {
        ids.sort_unstable();
        let last = RecordId(ids.last().copied().unwrap_or(i64::MIN));
        Self { ids: ids.into_iter().map(RecordId).collect(), watermark: i64::MIN, last }
    }

    /// How many records it has.
    pub fn count(&self) -> i64 {
        count(self.ids.len())
    }
}

impl Engine {
    /// Frees what a program that died held, where only one program at a time runs operations: it begins, so the other
    /// is dead. Where several share the work, a lease must run out.
    pub async fn take_over_operations(&self) -> Result<()> {
        if self.db.is_shared() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        tx.execute(Sql::new("UPDATE operation SET lease_until = 0 WHERE state IN ('preparing', 'running')")).await?;
        tx.commit().await
    }

    async fn open_operations(&self, me: i64) -> Result<Vec<OperationId>> {
        let sql = Sql::new("SELECT id FROM operation WHERE state = 'running' AND (lease_owner = ")
            .bind(me)
            .push(" OR lease_until < ")
            .bind(self.now())
            .push(") ORDER BY id");
        self.db.all(sql).await?.iter().map(|row| row.int("id").map(OperationId)).collect()
    }

    /// Does a chunk. For how many microseconds it kept other writers waiting.
    async fn run_chunk(&self, me: i64, id: OperationId, size: i64) -> Result<i64> {
        let sql = "SELECT kind, object_id, actor_id, surface, decisions, total FROM operation WHERE id = ";
        let Some(row) = self.db.optional(Sql::new(sql).bind(id)).await? else { return Ok(CHUNK) };
        let job = Job::of(id, &row, self.now())?;
        let work = match self.work(&job).await {
            Ok(work) => Some(work),
            // Its actor may not go on.
            Err(Error::Forbidden(_) | Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        let mut tx = self.db.write().await?;
        let start = self.now();
        let Some(watermark) = take(&mut tx, me, id, start).await? else { return Ok(CHUNK) };
        let Some(work) = work else {
            // What was done stays, with its undo.
            end(&mut tx, id, OperationState::Stopped, self.now()).await?;
            note_ended(&mut tx, id, EndedBy::Program).await?;
            tx.commit().await?;
            return Ok(CHUNK);
        };
        let ids = next_ids(&mut tx, id, watermark, size).await?;
        let Some(last) = ids.last().copied() else {
            end(&mut tx, id, OperationState::Done, self.now()).await?;
            note_ended(&mut tx, id, EndedBy::Itself).await?;
            tx.commit().await?;
            return Ok(CHUNK);
        };
        let chunk = Chunk { ids, watermark, last };
        let tally = self.go_through(&mut tx, &job, &chunk, &work).await?;
        move_on(&mut tx, id, last, tally).await?;
        tx.commit().await?;
        Ok(self.now().0 - start.0)
    }

    /// Does to the records of a chunk what the operation does.
    pub(super) async fn go_through(&self, tx: &mut Tx, job: &Job, chunk: &Chunk, work: &Work) -> Result<Tally> {
        match work {
            Work::Delete(permit, object) => self.delete_chunk(tx, job, chunk, permit, object).await,
            Work::Restore(permit, edit, object) => {
                let by = Restorer { permit, edit: edit.as_ref(), object };
                self.restore_chunk(tx, job, chunk, by).await
            }
            Work::Assign(permit) => self.assign_chunk(tx, job, chunk, permit).await,
            Work::Purge(permit) => {
                let by = permit.as_ref().map_or(Purger::Retention, Purger::Person);
                self.purge_chunk(tx, job, chunk, by).await
            }
        }
    }

    /// Leaves the next record of an operation as it is, since the database refuses to change it.
    async fn leave_one(&self, me: i64, id: OperationId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let Some(watermark) = take(&mut tx, me, id, self.now()).await? else { return Ok(()) };
        let Some(record) = next_ids(&mut tx, id, watermark, 1).await?.first().copied() else { return Ok(()) };
        items::tell(&mut tx, id, &[(record, Some(Outcome::Skipped { reason: SkipReason::Failed }))]).await?;
        move_on(&mut tx, id, record, Tally { done: 0, skipped: 1 }).await?;
        tx.commit().await
    }

    /// The rights of the actor, as they are now.
    async fn work(&self, job: &Job) -> Result<Work> {
        let Some(user) = job.author.user else {
            let retention = job.kind == OperationKind::Purge && job.author.surface == Surface::Retention;
            return if retention { Ok(Work::Purge(None)) } else { Err(Error::Forbidden(Denied::default())) };
        };
        let actor = self.actor(user).await?;
        match job.kind {
            OperationKind::Delete => {
                let permit = actor.delete(job.object)?;
                permit.allow_count(job.total)?;
                Ok(Work::Delete(permit, Box::new(self.object_by_id(job.object).await?)))
            }
            OperationKind::Restore => {
                let object = self.object_by_id(job.object).await?;
                Ok(Work::Restore(actor.restore(job.object)?, actor.edit(job.object).ok(), Box::new(object)))
            }
            OperationKind::Assign => Ok(Work::Assign(actor.edit(job.object)?)),
            OperationKind::Purge => Ok(Work::Purge(Some(actor.purge(job.object)?))),
        }
    }
}

/// Moves the watermark and the counts, in the transaction that did the chunk.
async fn move_on(tx: &mut Tx, id: OperationId, last: RecordId, tally: Tally) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET watermark = ")
        .bind(last)
        .push(", done = done + ")
        .bind(tally.done)
        .push(", skipped = skipped + ")
        .bind(tally.skipped)
        .push(" WHERE id = ")
        .bind(id);
    tx.execute(sql).await?;
    Ok(())
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
    // Behind the watermark nothing has an outcome yet. Only what the index holds is asked for: PostgreSQL, which may not
    // know yet how large the set is, would otherwise read and sort all of it for each chunk.
    let sql = Sql::new("SELECT record_id FROM operation_item WHERE operation_id = ")
        .bind(id)
        .push(" AND record_id > ")
        .bind(watermark)
        .push(" ORDER BY record_id LIMIT ")
        .bind(size);
    Ok(tx.ints(sql).await?.into_iter().map(RecordId).collect())
}

async fn end(tx: &mut Tx, id: OperationId, state: OperationState, now: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET state = ").bind(state.tag()).push(", ended_at = ").bind(now);
    tx.execute(sql.push(" WHERE id = ").bind(id)).await?;
    Ok(())
}
