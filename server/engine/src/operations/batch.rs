//! One batch of an operation: the next records of its frozen set, changed in one transaction.
//!
//! The records, the outcomes of those that are skipped, the watermark and the counts are written together, so a batch
//! happens once or not at all. The rights of the actor are read again before each.

use super::{
    count, items,
    operation_audit::{EndedBy, record_end},
    purge::Purger,
    restore::Restorer,
};
use crate::{
    Error, Result,
    clock::Stopwatch,
    db::{Row, Sql, Tx},
    operations::Operations,
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
use std::time::Duration;

/// Seconds that a lease lasts unless it is renewed.
const LEASE_SECONDS: i64 = 5;

/// A running operation, as its next batch needs it.
pub(super) struct RunningOperation {
    pub id: OperationId,
    pub object: ObjectId,
    pub author: Author,
    pub decisions: Decisions,
    kind: OperationKind,
    total: i64,
}

/// What was decided when an operation was confirmed, beyond its set. Stored as JSON.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Decisions {
    /// Of a restore: how conflicts are resolved.
    pub choices: Choices,
    /// Of a change of owner: the new owner, `None` for unassigned.
    pub to: Option<UserId>,
    /// The operation that is undone, whole or in part.
    pub reverts: Option<OperationId>,
}

/// The next records of a frozen set.
pub(super) struct Batch {
    pub ids: Vec<RecordId>,
    /// The last record of the batch before.
    pub watermark: i64,
    pub last: RecordId,
}

/// How many records of a batch were changed, and how many skipped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BatchOutcome {
    pub done: i64,
    pub skipped: i64,
}

/// What an operation does, with the permits that its actor holds at this moment.
pub(super) enum AuthorizedWork {
    Delete(Permit<Delete>, Box<Object>),
    Restore(Permit<Restore>, Option<Permit<Edit>>, Box<Object>),
    Assign(Permit<Edit>),
    /// `None` purges what is past its retention.
    Purge(Option<Permit<Purge>>),
}

impl RunningOperation {
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

    /// An operation that is done in the transaction that inserts it.
    pub fn at_once(receipt: &Receipt, object: ObjectId, author: Author, decisions: Decisions) -> Self {
        let author = Author { operation: Some(receipt.operation), ..author };
        Self { id: receipt.operation, object, author, decisions, kind: receipt.kind, total: receipt.done }
    }

    /// Adds the condition that a row of `operation_item` is of this batch and has no outcome yet.
    pub fn items_of(&self, batch: &Batch, sql: Sql) -> Sql {
        sql.push("operation_id = ")
            .bind(self.id)
            .push(" AND record_id > ")
            .bind(batch.watermark)
            .push(" AND record_id <= ")
            .bind(batch.last)
            .push(" AND outcome IS NULL")
    }
}

impl Batch {
    /// All records of an operation, of which there must be at least one.
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

impl Operations {
    /// Runs the next batch of an operation, of at most `size` records. Returns how long it kept other writers waiting, or
    /// `None` where there was no batch to run: the operation ended, or another program holds it.
    ///
    /// The rights of the actor are read anew. Where they lack one, the operation stops; what it did stays, with its undo.
    pub(super) async fn run_batch(&self, me: i64, id: OperationId, size: i64) -> Result<Option<Duration>> {
        let sql = "SELECT kind, object_id, actor_id, surface, decisions, total FROM operation WHERE id = ";
        let Some(row) = self.store.optional(Sql::new(sql).bind(id)).await? else { return Ok(None) };
        let running = RunningOperation::of(id, &row, self.store.now())?;
        let work = match self.authorize(&running).await {
            Ok(work) => Some(work),
            Err(Error::Forbidden(_) | Error::NotFound) => None,
            Err(error) => return Err(error),
        };
        let mut tx = self.store.write().await?;
        let stopwatch = Stopwatch::start();
        let Some(watermark) = lease(&mut tx, me, id, self.store.now()).await? else { return Ok(None) };
        let Some(work) = work else {
            end(&mut tx, id, OperationState::Stopped, self.store.now()).await?;
            record_end(&mut tx, id, EndedBy::Program).await?;
            tx.commit().await?;
            return Ok(None);
        };
        let ids = next_ids(&mut tx, id, watermark, size).await?;
        let Some(last) = ids.last().copied() else {
            end(&mut tx, id, OperationState::Done, self.store.now()).await?;
            record_end(&mut tx, id, EndedBy::Itself).await?;
            tx.commit().await?;
            return Ok(None);
        };
        let batch = Batch { ids, watermark, last };
        let outcome = self.execute_batch(&mut tx, &running, &batch, &work).await?;
        advance_cursor(&mut tx, id, last, outcome).await?;
        tx.commit().await?;
        Ok(Some(stopwatch.elapsed()))
    }

    /// Does to the records of a batch what the operation does, and records an outcome for those it skips.
    pub(super) async fn execute_batch(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        work: &AuthorizedWork,
    ) -> Result<BatchOutcome> {
        match work {
            AuthorizedWork::Delete(permit, object) => self.delete_batch(tx, running, batch, permit, object).await,
            AuthorizedWork::Restore(permit, edit, object) => {
                let by = Restorer { permit, edit: edit.as_ref(), object };
                self.restore_batch(tx, running, batch, by).await
            }
            AuthorizedWork::Assign(permit) => self.assign_batch(tx, running, batch, permit).await,
            AuthorizedWork::Purge(permit) => {
                let by = permit.as_ref().map_or(Purger::Retention, Purger::Person);
                self.purge_batch(tx, running, batch, by).await
            }
        }
    }

    /// Skips the next record of an operation, which the database refuses to change.
    pub(super) async fn skip_record(&self, me: i64, id: OperationId) -> Result<()> {
        let mut tx = self.store.write().await?;
        let Some(watermark) = lease(&mut tx, me, id, self.store.now()).await? else { return Ok(()) };
        let Some(record) = next_ids(&mut tx, id, watermark, 1).await?.first().copied() else { return Ok(()) };
        items::set_outcomes(&mut tx, id, &[(record, Some(Outcome::Skipped { reason: SkipReason::Failed }))]).await?;
        advance_cursor(&mut tx, id, record, BatchOutcome { done: 0, skipped: 1 }).await?;
        tx.commit().await
    }

    /// The permits that the actor of an operation holds for it now.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] or [`Error::NotFound`] where the actor may not go on.
    async fn authorize(&self, running: &RunningOperation) -> Result<AuthorizedWork> {
        let Some(user) = running.author.user else {
            let retention = running.kind == OperationKind::Purge && running.author.surface == Surface::Retention;
            return if retention { Ok(AuthorizedWork::Purge(None)) } else { Err(Error::Forbidden(Denied::default())) };
        };
        let actor = self.people.actor(user).await?;
        match running.kind {
            OperationKind::Delete => {
                let permit = actor.delete(running.object)?;
                permit.require_bulk_right(running.total)?;
                Ok(AuthorizedWork::Delete(permit, Box::new(self.objects.object_by_id(running.object).await?)))
            }
            OperationKind::Restore => {
                let object = self.objects.object_by_id(running.object).await?;
                Ok(AuthorizedWork::Restore(
                    actor.restore(running.object)?,
                    actor.edit(running.object).ok(),
                    Box::new(object),
                ))
            }
            OperationKind::Assign => Ok(AuthorizedWork::Assign(actor.edit(running.object)?)),
            OperationKind::Purge => Ok(AuthorizedWork::Purge(Some(actor.purge(running.object)?))),
        }
    }
}

/// Moves the watermark to the last record of a batch, and adds to the counts, in the transaction of the batch.
async fn advance_cursor(tx: &mut Tx, id: OperationId, last: RecordId, outcome: BatchOutcome) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET watermark = ")
        .bind(last)
        .push(", done = done + ")
        .bind(outcome.done)
        .push(", skipped = skipped + ")
        .bind(outcome.skipped)
        .push(" WHERE id = ")
        .bind(id);
    tx.execute(sql).await?;
    Ok(())
}

/// Locks the row of an operation and renews the lease on it. Returns its watermark, or `None` where it is not running or
/// another program holds it.
async fn lease(tx: &mut Tx, me: i64, id: OperationId, now: Timestamp) -> Result<Option<i64>> {
    let sql = Sql::new("UPDATE operation SET lease_owner = ")
        .bind(me)
        .push(", lease_until = ")
        .bind(now.plus_seconds(LEASE_SECONDS))
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
    // No item behind the watermark has an outcome yet. The query uses the columns of the primary key only: PostgreSQL,
    // which may not have statistics about the set yet, would otherwise read and sort all of it for each batch.
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
