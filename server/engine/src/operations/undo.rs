//! Undo of a restore or of a change of owner. The undo of a deletion is a restore, see [`super::restore`]; a purge has none.
//!
//! - The undo of a restore deletes the records again, and gives back the keys that the restore cleared on other records. It
//!   is a deletion, so it requires approval where a deletion of as many records would.
//! - The undo of a change of owner gives the records back to their former owners.
//! - Each undo is an operation of its own, which can be undone in turn. The undo of a parent covers its children.
//! - Records that a later operation deleted, restored or reassigned keep their newer state.
//!
//! An undo stops the operation first if it is still running. Of two undos of one operation at once the second gets the
//! receipt of the first.

use super::{
    batch::{AuthorizedWork, Batch, Decisions, RunningOperation},
    children::children_of,
    count,
    idempotency::{Existing, IdempotencyKey, waiting_undo},
    items,
    new_operation::{NewOperation, complete, insert_operation},
    operation_audit::{EndedBy, record_end},
    read::in_sight,
};
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    operations::Operations,
    records::{Lifecycle, select, write::Author},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{OperationKind, OperationState, OrderRefused, Receipt, SelectionSummary},
    policy::{Action, Actor, ApprovalPolicy, Denied, Permit, RestoreReach, Right, View},
    surface::Surface,
    time::Timestamp,
};

impl Operations {
    /// Undoes a restore or a change of owner: all of it and its children, or only the records `only` of it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the actor may not see the operation or it is of another kind. [`Error::Forbidden`] where
    /// the actor neither did it nor may restore any deletion, or may not do what the undo does.
    pub async fn undo(
        &self,
        actor: &Actor,
        id: OperationId,
        only: &[RecordId],
    ) -> Result<Result<Receipt, OrderRefused>> {
        let whole = only.is_empty();
        let mut targets = vec![self.undo_target(actor, id).await?];
        if whole {
            targets.extend(self.child_targets(actor, id).await?);
            if let Existing::Duplicate(receipt) = self.find_existing(IdempotencyKey::Undo(id)).await? {
                return Ok(Ok(receipt));
            }
        }
        let mut tx = self.store.write().await?;
        for target in &targets {
            stop(&mut tx, target.id, actor.user, self.store.now()).await?;
        }
        tx.commit().await?;

        let mut tx = self.store.write().await?;
        // Of two partial undos at once the second waits here and then finds what the first left.
        tx.lock_row("operation", id).await?;
        if whole {
            tx = match self.find_existing_locked(tx, IdempotencyKey::Undo(id)).await? {
                Existing::New(tx) => tx,
                Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
            };
        }
        let Undoing { sets, requires_approval } = self.undoing(&mut tx, actor, targets, only).await?;
        if sets.first().is_none_or(|(first, _)| first.id != id) {
            return Ok(Err(OrderRefused::Nothing));
        }
        let all = sets.iter().map(|(_, ids)| ids.len()).sum();
        let frozen = requires_approval || count(all) > self.limits.at_once;
        let (now, state) = (self.store.now(), if frozen { OperationState::Preparing } else { OperationState::Done });
        let new = |target: &Target, ids: &[i64]| NewOperation {
            undoes: whole.then_some(target.id),
            state,
            total: count(ids.len()),
            decisions: Some(serde_json::json!(target.decisions())),
            selection: Some(if whole { SelectionSummary::Operation(target.id) } else { SelectionSummary::Records }),
            ..NewOperation::new(target.undo, target.object, Some(actor.user), Surface::Operation, now)
        };
        if frozen {
            let mut sets = sets.into_iter().map(|(target, ids)| (new(&target, &ids), ids));
            let Some((operation, ids)) = sets.next() else { return Ok(Err(OrderRefused::Nothing)) };
            if requires_approval
                && !whole
                && let Some(receipt) = waiting_undo(&mut tx, actor.user, id, &ids).await?
            {
                return Ok(Ok(receipt));
            }
            let children = sets.collect();
            return self.enqueue(tx, NewOperation { requires_approval, ..operation }, ids, children).await.map(Ok);
        }
        let author = Author { user: Some(actor.user), at: now, surface: Surface::Operation, operation: None };
        let mut answer = None;
        for (target, ids) in sets {
            let parent = answer.as_ref().map(|answer: &Receipt| answer.operation);
            let receipt = insert_operation(&mut tx, NewOperation { parent, ..new(&target, &ids) }).await?;
            items::freeze(&mut tx, receipt.operation, &ids).await?;
            let running = RunningOperation::at_once(&receipt, target.object, author, target.decisions());
            let outcome = self.execute_batch(&mut tx, &running, &Batch::whole(ids), &target.work).await?;
            if outcome.done == 0 && answer.is_none() {
                return Ok(Err(OrderRefused::Nothing));
            }
            let receipt = complete(&mut tx, receipt, outcome.done, outcome.skipped).await?;
            answer.get_or_insert(receipt);
        }
        tx.commit().await?;
        answer.map(Ok).ok_or(Error::Busy)
    }

    /// Checks that the actor may undo an operation, and with which rights.
    async fn undo_target(&self, actor: &Actor, id: OperationId) -> Result<Target> {
        let mut tx = self.store.snapshot().await?;
        let (row, view) = in_sight(&mut tx, actor, id).await?;
        drop(tx);
        let (kind, object): (OperationKind, ObjectId) = (row.tag("kind")?, view.object());
        let by = row.get::<Option<i64>>("actor_id")?.map(UserId);
        if !may_undo(actor, object, kind, by) {
            return Err(Error::Forbidden(denied(actor, object, kind, by)));
        }
        let (work, undo) = match kind {
            OperationKind::Restore => {
                let permit = actor.delete(object)?;
                (
                    AuthorizedWork::Delete(permit, Box::new(self.objects.object_by_id(object).await?)),
                    OperationKind::Delete,
                )
            }
            OperationKind::Assign => (AuthorizedWork::Assign(actor.edit(object)?), OperationKind::Assign),
            OperationKind::Delete | OperationKind::Purge => return Err(Error::NotFound),
        };
        Ok(Target { id, object, undo, work })
    }

    /// The children of an operation that the actor may undo.
    async fn child_targets(&self, actor: &Actor, id: OperationId) -> Result<Vec<Target>> {
        let mut tx = self.store.snapshot().await?;
        let children = children_of(&mut tx, id).await?;
        drop(tx);
        let mut targets = Vec::new();
        for (child, _) in children {
            match self.undo_target(actor, child).await {
                Ok(target) => targets.push(target),
                Err(Error::Forbidden(_) | Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(targets)
    }

    /// The records of each target that are still as it left them; targets without any are left out. Where the undo deletes,
    /// approval is required for all of them together.
    async fn undoing(&self, tx: &mut Tx, actor: &Actor, targets: Vec<Target>, only: &[RecordId]) -> Result<Undoing> {
        let (mut records, mut open, mut policy) = (0, Vec::new(), ApprovalPolicy::default());
        let mut sets = Vec::new();
        for target in targets {
            let (row, view) = in_sight(tx, actor, target.id).await?;
            let undone = Undone::of(target.id, &row)?;
            let set = |columns: &str| {
                let sql = undoable(columns, &view, &undone);
                if only.is_empty() { sql } else { sql.push(" AND r.id IN ").records(only) }
            };
            let ids = tx.ints(set("r.id")).await?;
            if ids.is_empty() {
                continue;
            }
            if let AuthorizedWork::Delete(permit, _) = &target.work {
                permit.require_bulk_right(count(ids.len()))?;
                let deletable = |columns: &str| set(columns).and_in_scope("r.owner_id", permit.scope());
                records += tx.value::<i64>(deletable("count(*) AS value")).await?.unwrap_or_default();
                open.push(deletable(&self.open_columns()));
                policy = permit.approval_policy();
            }
            sets.push((target, ids));
        }
        Ok(Undoing { requires_approval: self.requires_approval(tx, policy, records, open).await?, sets })
    }
}

/// An operation to undo.
struct Target {
    id: OperationId,
    object: ObjectId,
    /// The kind of its undo.
    undo: OperationKind,
    work: AuthorizedWork,
}

impl Target {
    fn decisions(&self) -> Decisions {
        Decisions { reverts: Some(self.id), ..Decisions::default() }
    }
}

/// The sets of an undo: of the operation itself, then of its children.
struct Undoing {
    sets: Vec<(Target, Vec<i64>)>,
    requires_approval: bool,
}

/// Whether an actor may undo operations of this kind by the user `by` at all.
pub(super) fn may_undo(actor: &Actor, object: ObjectId, kind: OperationKind, by: Option<UserId>) -> bool {
    let restore = actor.restore(object).ok();
    let theirs = by == Some(actor.user) || restore.as_ref().is_some_and(|permit| permit.reach() == RestoreReach::Any);
    match kind {
        OperationKind::Delete => restore.is_some_and(|permit| permit.covers_deletion_by(by)),
        OperationKind::Restore => theirs && actor.delete(object).is_ok(),
        OperationKind::Assign => theirs && actor.edit(object).is_ok(),
        OperationKind::Purge => false,
    }
}

/// The right that an actor lacks to undo an operation.
fn denied(actor: &Actor, object: ObjectId, kind: OperationKind, by: Option<UserId>) -> Denied {
    let own = by == Some(actor.user);
    match kind {
        OperationKind::Restore if own => Denied::action(Action::Delete, object),
        OperationKind::Assign if own => Denied::action(Action::Edit, object),
        OperationKind::Delete | OperationKind::Restore | OperationKind::Assign => {
            Denied::right(Right::RestoreAny, object)
        }
        OperationKind::Purge => Denied::default(),
    }
}

/// Stops an operation that has not ended. The caller has checked the right.
pub(super) async fn stop(tx: &mut Tx, id: OperationId, by: UserId, now: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET state = 'stopped', ended_at = ").bind(now);
    if tx.execute(sql.push(" WHERE state IN ('running', 'paused') AND id = ").bind(id)).await? > 0 {
        record_end(tx, id, EndedBy::Person(by)).await?;
    }
    Ok(())
}

/// How far an operation that is to be undone has run.
pub(super) struct Undone {
    id: OperationId,
    kind: OperationKind,
    /// The last record it reached, `None` where it ran through its whole set.
    watermark: Option<i64>,
}

impl Undone {
    /// Reads it from the row of the operation.
    pub fn of(id: OperationId, row: &Row) -> Result<Self> {
        let watermark = match row.tag("state")? {
            OperationState::Done => None,
            _ => Some(row.get::<Option<i64>>("watermark")?.unwrap_or(i64::MIN)),
        };
        Ok(Self { id, kind: row.tag("kind")?, watermark })
    }
}

/// `SELECT columns` of the visible records `r` that are still as the operation left them.
pub(super) fn undoable(columns: &str, sight: &Permit<View>, undone: &Undone) -> Sql {
    let (object, view) = (sight.object(), sight.view());
    match undone.kind {
        OperationKind::Delete => select(columns, Sql::new("record AS r"), Lifecycle::Trashed, object, view)
            .push(" AND r.deletion = ")
            .bind(undone.id),
        OperationKind::Restore => {
            let source = Sql::new("operation_item AS i JOIN record AS r ON r.id = i.record_id");
            let sql = select(columns, source, Lifecycle::Active, object, view)
                .push(" AND i.operation_id = ")
                .bind(undone.id)
                .push(" AND (i.outcome ->> 'skipped') IS NULL");
            let sql = match undone.watermark {
                Some(watermark) => sql.push(" AND i.record_id <= ").bind(watermark),
                None => sql,
            };
            unmoved(sql, "r.id", undone.id, undone.id)
        }
        OperationKind::Assign => {
            let source = Sql::new("record_version AS v JOIN record AS r ON r.id = v.record_id");
            select(columns, source, Lifecycle::Active, object, view)
                .push(" AND v.operation_id = ")
                .bind(undone.id)
                .push(&format!(" AND r.owner_id IS NOT DISTINCT FROM {}", super::assign::GIVEN))
        }
        OperationKind::Purge => {
            select(columns, Sql::new("record AS r"), Lifecycle::Trashed, object, view).push(" AND FALSE")
        }
    }
}

/// Adds the condition that no operation after `since`, other than `except`, has deleted or restored the record in the column
/// `record`. One that did not reach the record, or skipped it, does not count.
pub(super) fn unmoved(sql: Sql, record: &str, since: OperationId, except: OperationId) -> Sql {
    sql.push(&format!(
        " AND NOT EXISTS (SELECT 1 FROM operation_item AS later JOIN operation AS moved \
         ON moved.id = later.operation_id WHERE later.record_id = {record} AND moved.kind IN ('delete', 'restore') \
         AND (moved.state = 'done' OR later.record_id <= moved.watermark) AND (later.outcome ->> 'skipped') IS NULL \
         AND later.operation_id > "
    ))
    .bind(since)
    .push(" AND later.operation_id <> ")
    .bind(except)
    .push(")")
}
