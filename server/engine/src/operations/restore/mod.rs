//! Restore: the plan with its conflicts, the decisions, and the transaction that does all of it or nothing.
//!
//! A restore sets one column back. It is not an edit and validates nothing (L32), except for three conflicts, each with ways
//! to resolve it: a living record has taken a key (R3.10), the stage was archived, the owner was deactivated. Of two records
//! of one restore that want the same key the first gets it, and the other cannot take it back.
//!
//! A large set is restored in batches. A record that is deleted again, restored by another operation or purged before its
//! batch is skipped.
//!
//! The undo of a deletion stops it first if it is still running, and restores its children with it. A second undo while the
//! first is running is the same undo.

mod apply;
mod batch;
mod label_conflicts;
mod plan;

pub(super) use apply::put;

use super::{
    batch::{BatchOutcome, Decisions},
    children::ChildRestore,
    count,
    idempotency::{Existing, IdempotencyKey, earlier_restore},
    items,
    new_operation::{NewOperation, complete, insert_operation},
    undo::stop,
};
use crate::{
    Error, Result,
    associations::{lock_labels, resolve_label_conflicts},
    db::{Sql, Tx},
    keys::claim,
    operations::Operations,
    records::{Lifecycle, write::Author},
};
use apply::{Outcomes, apply, is_restored};
use domain::{
    ids::OperationId,
    object::Object,
    operation::{
        Choices, Conflict, OperationKind, OperationState, Receipt, RestoreOrder, RestorePlan, RestoreRefused,
        SelectionSummary, TrashSet,
    },
    policy::{Actor, Denied, Edit, Permit, Restore, Right},
    time::Timestamp,
};

/// The permits of a restore, and the object of its records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Restorer<'a> {
    /// What may be restored.
    pub permit: &'a Permit<Restore>,
    /// The permit for the active records that a key may be taken back from; `None` if there is none.
    pub edit: Option<&'a Permit<Edit>>,
    /// The object of the records.
    pub object: &'a Object,
}

/// The outcome of a restore.
enum Restored {
    /// It was enqueued, or done.
    New(Receipt),
    /// The same restore was enqueued, or done, before.
    Earlier(Receipt),
    /// Nothing was changed.
    Refused(RestoreRefused),
}

impl Operations {
    /// Plans restoring a set: the dry run. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] where the actor may not restore records of the object, [`Error::NotFound`] where no record of
    /// the set is visible.
    pub async fn plan_restore(&self, actor: &Actor, object: &Object, set: &TrashSet) -> Result<RestorePlan> {
        let (permit, edit) = (actor.restore(object.id)?, actor.edit(object.id).ok());
        let by = Restorer { permit: &permit, edit: edit.as_ref(), object };
        let mut tx = self.store.snapshot().await?;
        if self.set_count(&mut tx, by.permit, set).await? <= self.limits.at_once {
            return Ok(self.plan(&mut tx, by, set, None).await?.show());
        }
        self.plan_many(&mut tx, by, set).await
    }

    /// Restores a set. Every conflict needs a decision that is open to the actor; otherwise nothing is changed and the plan is
    /// returned. Of a large set, which is restored in batches, only the first conflicts can be decided one by one; where the
    /// decision for all is not open to the actor, the record stays in the trash.
    ///
    /// A whole deletion is restored together with its children, as one operation with children of its own: in one
    /// transaction, or frozen and begun together.
    ///
    /// # Errors
    ///
    /// As [`Self::plan_restore`]; [`Error::Forbidden`] also for a running deletion that the actor may not stop.
    pub async fn restore(
        &self,
        actor: &Actor,
        object: &Object,
        order: &RestoreOrder,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        let (permit, edit) = (actor.restore(object.id)?, actor.edit(object.id).ok());
        let by = Restorer { permit: &permit, edit: edit.as_ref(), object };
        let children = match order.set {
            TrashSet::Deletion(deletion) => self.child_restores(actor, deletion, order.surface).await?,
            TrashSet::Records(_) | TrashSet::Trash(_) => Vec::new(),
        };
        match self.restore_with(by, order, &children).await {
            Ok(Restored::New(receipt)) => Ok(Ok(receipt)),
            Ok(Restored::Refused(refused)) => Ok(Err(refused)),
            // The conflicts that kept records of its children in the trash may be gone.
            Ok(Restored::Earlier(receipt)) => {
                self.restore_rest_of(&children).await?;
                Ok(Ok(receipt))
            }
            // The parent has no record in the trash. Its children may have some.
            Err(Error::NotFound) => self.restore_rest_of(&children).await?.map(Ok).ok_or(Error::NotFound),
            Err(error) => Err(error),
        }
    }

    /// Restores what these children still have in the trash, each by itself. Returns the first restore that did something.
    async fn restore_rest_of(&self, children: &[ChildRestore]) -> Result<Option<Receipt>> {
        let mut first = None;
        for child in children {
            match self.restore_with(child.by(), &child.order, &[]).await {
                Ok(Restored::New(receipt)) => {
                    first.get_or_insert(receipt);
                }
                Ok(Restored::Earlier(_) | Restored::Refused(_)) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(first)
    }

    /// Restores a set and the sets of `children` as one operation.
    async fn restore_with(
        &self,
        by: Restorer<'_>,
        order: &RestoreOrder,
        children: &[ChildRestore],
    ) -> Result<Restored> {
        if let TrashSet::Deletion(deletion) = order.set {
            if let Existing::Duplicate(receipt) = self.find_existing(IdempotencyKey::Undo(deletion)).await? {
                return Ok(Restored::Earlier(receipt));
            }
            self.stop_deletions(by.permit, deletion, children).await?;
        }
        let mut tx = self.store.snapshot().await?;
        let trashed = self.has_trashed(&mut tx, by, &order.set).await?;
        if !trashed && let Some(receipt) = earlier_restore(&mut tx, by.permit.actor(), &order.set).await? {
            return Ok(Restored::Earlier(receipt));
        }
        let own = self.set_count(&mut tx, by.permit, &order.set).await?;
        let mut all = own;
        for child in children {
            all += self.set_count(&mut tx, &child.permit, &child.order.set).await?;
        }
        if all > self.limits.at_once {
            return self.enqueue_restore(tx, by, order, own, children).await;
        }
        drop(tx);
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        lock_labels(&mut tx).await?;
        let mut sets = vec![(by, order)];
        sets.extend(children.iter().map(|child| (child.by(), &child.order)));
        self.lock_sets(&mut tx, sets).await?;
        if trashed
            && !self.has_trashed(&mut tx, by, &order.set).await?
            && let Some(receipt) = earlier_restore(&mut tx, by.permit.actor(), &order.set).await?
        {
            return Ok(Restored::Earlier(receipt));
        }
        let receipt = match self.restore_locked(&mut tx, by, order, now, None).await? {
            Ok(receipt) => receipt,
            Err(refused) => {
                // Nothing was changed, but a refused e-mail was noted.
                tx.commit().await?;
                return Ok(Restored::Refused(refused));
            }
        };
        for child in children {
            match self.restore_locked(&mut tx, child.by(), &child.order, now, Some(receipt.operation)).await {
                // It has nothing in the trash, or all of it stays there.
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
        Ok(Restored::New(receipt))
    }

    /// Locks the keys and the records of these sets until the end of the transaction, in the order of objects, so that no two
    /// restores wait for each other.
    async fn lock_sets(&self, tx: &mut Tx, mut sets: Vec<(Restorer<'_>, &RestoreOrder)>) -> Result<()> {
        sets.sort_unstable_by_key(|(by, _)| by.object.id);
        for (by, order) in &sets {
            // Locked before they are looked up, so that a free key stays free.
            let keys = self.keys_of(tx, by.permit, &order.set).await?;
            // The plan looks for blocked keys, because it is also shown before.
            drop(claim(tx, by.object, keys.iter().map(String::as_str)).await?);
        }
        for (by, order) in sets {
            // Of two restores of a record at once the second waits here, and finds it living.
            tx.hold(self.restorable("r.id", by.permit, &order.set)).await?;
        }
        Ok(())
    }

    /// Restores a set that is locked in this transaction.
    async fn restore_locked(
        &self,
        tx: &mut Tx,
        by: Restorer<'_>,
        order: &RestoreOrder,
        now: Timestamp,
        parent: Option<OperationId>,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        let planned = self.plan(tx, by, &order.set, None).await?;
        if !all_decided(&planned.conflicts, &order.choices) {
            return Ok(Err(RestoreRefused::Conflicts(planned.show())));
        }
        planned.note_blocked(tx, by, order.surface, now).await?;
        if planned.restores_nothing(&order.choices) {
            return Ok(Err(RestoreRefused::Nothing));
        }
        let new = new_operation(by.permit, order, now, OperationState::Done, 0);
        let receipt = insert_operation(tx, NewOperation { parent, ..new }).await?;
        let operation = Some(receipt.operation);
        let author = Author { user: Some(by.permit.actor()), at: now, surface: order.surface, operation };
        let outcomes = apply(tx, by, author, &planned, &order.choices).await?;
        let BatchOutcome { done, skipped } = outcome_of(&outcomes);
        resolve_label_conflicts(tx, author, &outcomes.keys().copied().collect::<Vec<_>>()).await?;
        items::write(tx, receipt.operation, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        complete(tx, receipt, done, skipped).await.map(Ok)
    }

    /// Whether a record of the set is in the trash.
    async fn has_trashed(&self, tx: &mut Tx, by: Restorer<'_>, set: &TrashSet) -> Result<bool> {
        let sql = self.set_rows("r.id", by.permit, set).push(&Lifecycle::Trashed.condition("r"));
        Ok(!tx.ints(sql.push(" LIMIT 1")).await?.is_empty())
    }

    /// Enqueues the restore of a large set. `own` is the number of records of the parent alone.
    async fn enqueue_restore(
        &self,
        mut tx: Tx,
        by: Restorer<'_>,
        order: &RestoreOrder,
        own: i64,
        children: &[ChildRestore],
    ) -> Result<Restored> {
        if order.choices.all.is_none() {
            let plan = if own <= self.limits.at_once {
                self.plan(&mut tx, by, &order.set, None).await?.show()
            } else {
                self.plan_many(&mut tx, by, &order.set).await?
            };
            if plan.conflict_count > count(plan.conflicts.len()) || !all_decided(&plan.conflicts, &order.choices) {
                return Ok(Restored::Refused(RestoreRefused::Conflicts(plan)));
            }
        }
        let ids = tx.ints(self.restorable("r.id", by.permit, &order.set)).await?;
        if own == 0 {
            return Err(Error::NotFound);
        }
        if ids.is_empty() {
            return Ok(Restored::Refused(RestoreRefused::Nothing));
        }
        let (now, mut sets) = (self.store.now(), Vec::new());
        for child in children {
            let ids = tx.ints(self.restorable("r.id", &child.permit, &child.order.set)).await?;
            if !ids.is_empty() {
                let state = OperationState::Preparing;
                sets.push((new_operation(&child.permit, &child.order, now, state, count(ids.len())), ids));
            }
        }
        drop(tx);
        let mut tx = self.store.write().await?;
        if let TrashSet::Deletion(deletion) = order.set {
            tx = match self.find_existing_locked(tx, IdempotencyKey::Undo(deletion)).await? {
                Existing::New(tx) => tx,
                Existing::Duplicate(receipt) => return Ok(Restored::Earlier(receipt)),
            };
        }
        let operation = new_operation(by.permit, order, now, OperationState::Preparing, count(ids.len()));
        self.enqueue(tx, operation, ids, sets).await.map(Restored::New)
    }

    /// Stops a deletion and its children, where they have not ended.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] where the permit does not cover it.
    async fn stop_deletions(
        &self,
        permit: &Permit<Restore>,
        deletion: OperationId,
        children: &[ChildRestore],
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        let all = children.iter().map(|child| (&child.permit, child.deletion));
        for (permit, deletion) in [(permit, deletion)].into_iter().chain(all) {
            let sql = Sql::new("SELECT actor_id FROM operation WHERE state IN ('running', 'paused') AND id = ")
                .bind(deletion)
                .push(" AND object_id = ")
                .bind(permit.object());
            let Some(row) = tx.optional(sql).await? else { continue };
            if !permit.covers_deletion_by(row.get::<Option<i64>>("actor_id")?.map(domain::ids::UserId)) {
                return Err(Error::Forbidden(Denied::right(Right::RestoreAny, permit.object())));
            }
            stop(&mut tx, deletion, permit.actor(), self.store.now()).await?;
        }
        tx.commit().await
    }
}

fn new_operation(
    permit: &Permit<Restore>,
    order: &RestoreOrder,
    at: Timestamp,
    state: OperationState,
    total: i64,
) -> NewOperation<'static> {
    let decisions = Decisions { choices: order.choices.clone(), ..Decisions::default() };
    NewOperation {
        undoes: match &order.set {
            TrashSet::Deletion(deletion) => Some(*deletion),
            TrashSet::Records(_) | TrashSet::Trash(_) => None,
        },
        state,
        total,
        decisions: (state == OperationState::Preparing).then(|| serde_json::json!(decisions)),
        selection: Some(SelectionSummary::from(&order.set)),
        ..NewOperation::new(OperationKind::Restore, permit.object(), Some(permit.actor()), order.surface, at)
    }
}

fn outcome_of(outcomes: &Outcomes) -> BatchOutcome {
    let done = count(outcomes.values().filter(|outcome| is_restored(outcome.as_ref())).count());
    BatchOutcome { done, skipped: count(outcomes.len()) - done }
}

fn all_decided(conflicts: &[Conflict], choices: &Choices) -> bool {
    conflicts.iter().all(|conflict| decided(conflict, choices))
}

fn decided(conflict: &Conflict, choices: &Choices) -> bool {
    choices.of(conflict.record).is_some_and(|choice| conflict.ways_out().any(|open| open == choice))
}
