//! Restoring: plan, decisions, and one transaction that does all of it or nothing.
//!
//! A restore sets one column back. What can stand in the way is a key that somebody living has by now (R3.10): an
//! expected outcome with ways out, never a dead end; so is a stage that was archived, or an owner who was deactivated, meanwhile.
//! Restoring validates nothing else: it is not an edit (L32). Of two records of one restore that want the same key the
//! first gets it, and the other cannot take it back.
//!
//! Many records are restored in chunks. A record that is deleted again, restored by somebody else or purged before its
//! chunk comes is left alone, and the operation says so.
//!
//! The undo of a deletion that still runs stops it first. An undo of a deletion whose undo still runs is the same undo.

mod apply;
mod chunk;
mod label_conflicts;
mod plan;

pub(super) use apply::put;

use super::{
    begin::{Begin, Same, begin, restored, settle},
    count, items,
    parts::ChildRestore,
    run::{Decisions, Tally},
    undo::stop,
};
use crate::{
    Engine, Error, Result,
    associations::{lock_labels, resolve_label_conflicts},
    db::{Sql, Tx},
    keys::claim,
    records::{Lifecycle, write::Author},
};
use apply::{Outcomes, apply, comes_back};
use domain::{
    ids::OperationId,
    object::Object,
    operation::{
        Choices, Chosen, Conflict, OperationKind, OperationState, Receipt, RestoreOrder, RestorePlan, RestoreRefused,
        TrashSet,
    },
    policy::{Actor, Denied, Edit, Permit, Restore, Right},
    time::Timestamp,
};

/// The rights that a restore has, and the object of its records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Restorer<'a> {
    /// What may be restored.
    pub permit: &'a Permit<Restore>,
    /// Which living records a key may be taken back from.
    pub edit: Option<&'a Permit<Edit>>,
    /// The object of the records.
    pub object: &'a Object,
}

/// What came of a restore.
enum Restored {
    /// It was begun, or done.
    New(Receipt),
    /// The same restore was begun, or done, before.
    Earlier(Receipt),
    /// Nothing was changed.
    Refused(RestoreRefused),
}

impl Engine {
    /// What restoring the set would do. Changes nothing.
    pub async fn plan_restore(&self, actor: &Actor, object: &Object, set: &TrashSet) -> Result<RestorePlan> {
        let (permit, edit) = (actor.restore(object.id)?, actor.edit(object.id).ok());
        let by = Restorer { permit: &permit, edit: edit.as_ref(), object };
        let mut tx = self.db.snapshot().await?;
        if self.set_count(&mut tx, by.permit, set).await? <= self.limits.at_once {
            return Ok(self.plan(&mut tx, by, set, None).await?.show());
        }
        self.plan_many(&mut tx, by, set).await
    }

    /// Restores the set. Every conflict needs a decision that is open to the actor; otherwise nothing happens and the
    /// plan comes back. A large set is frozen and gone through in chunks; of it only the first conflicts can be decided
    /// one by one, and where the decision for all is not open to the actor the record stays in the trash.
    ///
    /// A whole deletion comes back together with its children, as one operation with children of its own: in one
    /// transaction, or frozen together and begun together.
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
            // What stood in the way of a child's records then may be gone now.
            Ok(Restored::Earlier(receipt)) => {
                self.restore_rest_of(&children).await?;
                Ok(Ok(receipt))
            }
            // The deletion has no record in the trash, its children may.
            Err(Error::NotFound) => self.restore_rest_of(&children).await?.map(Ok).ok_or(Error::NotFound),
            Err(error) => Err(error),
        }
    }

    /// Restores what is left of these children in the trash, each by itself. The first restore that was begun.
    async fn restore_rest_of(&self, children: &[ChildRestore]) -> Result<Option<Receipt>> {
        let mut first = None;
        for child in children {
            match self.restore_with(child.by(), &child.order, &[]).await {
                Ok(Restored::New(receipt)) => drop(first.get_or_insert(receipt)),
                Ok(Restored::Earlier(_) | Restored::Refused(_)) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(first)
    }

    async fn restore_with(
        &self,
        by: Restorer<'_>,
        order: &RestoreOrder,
        children: &[ChildRestore],
    ) -> Result<Restored> {
        if let TrashSet::Deletion(deletion) = order.set {
            if let Err(receipt) = self.first(Same::Undo(deletion)).await? {
                return Ok(Restored::Earlier(receipt));
            }
            self.stop_deletions(by.permit, deletion, children).await?;
        }
        let mut tx = self.db.snapshot().await?;
        let waits = self.waits(&mut tx, by, &order.set).await?;
        if !waits && let Some(receipt) = restored(&mut tx, by.permit.actor(), &order.set).await? {
            return Ok(Restored::Earlier(receipt));
        }
        let own = self.set_count(&mut tx, by.permit, &order.set).await?;
        let mut all = own;
        for child in children {
            all += self.set_count(&mut tx, &child.permit, &child.order.set).await?;
        }
        if all > self.limits.at_once {
            return self.restore_later(tx, by, order, own, children).await;
        }
        drop(tx);
        let now = self.now();
        let mut tx = self.db.write().await?;
        lock_labels(&mut tx).await?;
        let mut sets = vec![(by, order)];
        sets.extend(children.iter().map(|child| (child.by(), &child.order)));
        self.hold_sets(&mut tx, sets).await?;
        if waits
            && !self.waits(&mut tx, by, &order.set).await?
            && let Some(receipt) = restored(&mut tx, by.permit.actor(), &order.set).await?
        {
            return Ok(Restored::Earlier(receipt));
        }
        let receipt = match self.restore_held(&mut tx, by, order, now, None).await? {
            Ok(receipt) => receipt,
            Err(refused) => return Ok(Restored::Refused(refused)),
        };
        for child in children {
            match self.restore_held(&mut tx, child.by(), &child.order, now, Some(receipt.operation)).await {
                // Nothing of it is in the trash, or all of it has to stay there.
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
        Ok(Restored::New(receipt))
    }

    /// Keeps others from the keys and the records of these sets until the end of the transaction, in one order for all.
    async fn hold_sets(&self, tx: &mut Tx, mut sets: Vec<(Restorer<'_>, &RestoreOrder)>) -> Result<()> {
        sets.sort_unstable_by_key(|(by, _)| by.object.id);
        for (by, order) in &sets {
            // Before the look, so that what is free stays free.
            let keys = self.keys_of(tx, by.permit, &order.set).await?;
            claim(tx, by.object, keys.iter().map(String::as_str)).await?;
        }
        for (by, order) in sets {
            // Of two who restore the same at once the second waits here, and finds it living.
            tx.hold(self.restorable("r.id", by.permit, &order.set)).await?;
        }
        Ok(())
    }

    /// Restores a set that is held in this transaction.
    async fn restore_held(
        &self,
        tx: &mut Tx,
        by: Restorer<'_>,
        order: &RestoreOrder,
        now: Timestamp,
        part_of: Option<OperationId>,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        let planned = self.plan(tx, by, &order.set, None).await?;
        if !all_decided(&planned.conflicts, &order.choices) {
            return Ok(Err(RestoreRefused::Conflicts(planned.show())));
        }
        if planned.nothing_comes_back(&order.choices) {
            return Ok(Err(RestoreRefused::Nothing));
        }
        let new = new_operation(by.permit, order, now, OperationState::Done, 0);
        let receipt = begin(tx, Begin { part_of, ..new }).await?;
        let operation = Some(receipt.operation);
        let author = Author { user: Some(by.permit.actor()), at: now, surface: order.surface, operation };
        let outcomes = apply(tx, by, author, &planned, &order.choices).await?;
        let Tally { done, skipped } = tally(&outcomes);
        resolve_label_conflicts(tx, author, &outcomes.keys().copied().collect::<Vec<_>>()).await?;
        items::write(tx, receipt.operation, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        settle(tx, receipt, done, skipped).await.map(Ok)
    }

    /// Whether something of the set is in the trash.
    async fn waits(&self, tx: &mut Tx, by: Restorer<'_>, set: &TrashSet) -> Result<bool> {
        let sql = self.set_rows("r.id", by.permit, set).push(&Lifecycle::Trashed.condition("r"));
        Ok(!tx.ints(sql.push(" LIMIT 1")).await?.is_empty())
    }

    async fn restore_later(
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
        let (now, mut parts) = (self.now(), Vec::new());
        for child in children {
            let ids = tx.ints(self.restorable("r.id", &child.permit, &child.order.set)).await?;
            if !ids.is_empty() {
                let state = OperationState::Preparing;
                parts.push((new_operation(&child.permit, &child.order, now, state, count(ids.len())), ids));
            }
        }
        drop(tx);
        let mut tx = self.db.write().await?;
        if let TrashSet::Deletion(deletion) = order.set {
            tx = match self.unbegun(tx, Same::Undo(deletion)).await? {
                Ok(tx) => tx,
                Err(receipt) => return Ok(Restored::Earlier(receipt)),
            };
        }
        let operation = new_operation(by.permit, order, now, OperationState::Preparing, count(ids.len()));
        self.begin_frozen(tx, operation, ids, parts).await.map(Restored::New)
    }

    /// Ends a deletion and its children, where they have not ended, for one who may undo them.
    async fn stop_deletions(
        &self,
        permit: &Permit<Restore>,
        deletion: OperationId,
        children: &[ChildRestore],
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
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
            stop(&mut tx, deletion, permit.actor(), self.now()).await?;
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
) -> Begin<'static> {
    let decisions = Decisions { choices: order.choices.clone(), ..Decisions::default() };
    Begin {
        undoes: match &order.set {
            TrashSet::Deletion(deletion) => Some(*deletion),
            TrashSet::Records(_) | TrashSet::Trash(_) => None,
        },
        state,
        total,
        decisions: (state == OperationState::Preparing).then(|| serde_json::json!(decisions)),
        chosen: Some(Chosen::in_trash(&order.set)),
        ..Begin::new(OperationKind::Restore, permit.object(), Some(permit.actor()), order.surface, at)
    }
}

fn tally(outcomes: &Outcomes) -> Tally {
    let done = count(outcomes.values().filter(|outcome| comes_back(outcome.as_ref())).count());
    Tally { done, skipped: count(outcomes.len()) - done }
}

fn all_decided(conflicts: &[Conflict], choices: &Choices) -> bool {
    conflicts.iter().all(|conflict| decided(conflict, choices))
}

fn decided(conflict: &Conflict, choices: &Choices) -> bool {
    choices.of(conflict.record).is_some_and(|choice| conflict.ways_out().any(|open| open == choice))
}
