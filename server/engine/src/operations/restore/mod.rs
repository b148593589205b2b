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
    run::{Decisions, Tally},
    undo::stop,
};
use crate::{
    Engine, Error, Result,
    associations::{lock_labels, resolve_label_conflicts},
    db::{Sql, Tx},
    keys::claim,
    records::{Life, write::Author},
};
use apply::{Outcomes, apply, comes_back};
use domain::{
    ids::OperationId,
    object::Object,
    operation::{
        Choices, Chosen, Conflict, OperationKind, OperationState, Receipt, RestoreOrder, RestorePlan, RestoreRefused,
        TrashSet,
    },
    policy::{Denied, Edit, Permit, Restore, Right},
    time::Timestamp,
};

/// Who restores, and into what.
#[derive(Clone, Copy, Debug)]
pub struct Restorer<'a> {
    /// What they may restore.
    pub permit: &'a Permit<Restore>,
    /// Which living records they may take a key back from.
    pub edit: Option<&'a Permit<Edit>>,
    /// The object of the records.
    pub object: &'a Object,
}

impl Engine {
    /// What restoring the set would do. Changes nothing.
    pub async fn plan_restore(&self, by: Restorer<'_>, set: &TrashSet) -> Result<RestorePlan> {
        let mut tx = self.db.snapshot().await?;
        if self.set_count(&mut tx, by.permit, set).await? <= self.limits.at_once {
            return Ok(self.plan(&mut tx, by, set, None).await?.show());
        }
        self.plan_many(&mut tx, by, set).await
    }

    /// Restores the set. Every conflict needs a decision that is open to the actor; otherwise nothing happens and the
    /// plan comes back. A large set is frozen and gone through in chunks; of it only the first conflicts can be decided
    /// one by one, and where the decision for all is not open to the actor the record stays in the trash.
    pub async fn restore(&self, by: Restorer<'_>, order: &RestoreOrder) -> Result<Result<Receipt, RestoreRefused>> {
        if let TrashSet::Deletion(deletion) = order.set {
            if let Err(receipt) = self.first(Same::Undo(deletion)).await? {
                return Ok(Ok(receipt));
            }
            self.stop_deletion(by.permit, deletion).await?;
        }
        let mut tx = self.db.snapshot().await?;
        let waits = self.waits(&mut tx, by, &order.set).await?;
        if !waits && let Some(receipt) = restored(&mut tx, by.permit.actor(), &order.set).await? {
            return Ok(Ok(receipt));
        }
        if self.set_count(&mut tx, by.permit, &order.set).await? > self.limits.at_once {
            return self.restore_later(tx, by, order).await;
        }
        drop(tx);
        let now = self.now();
        let mut tx = self.db.write().await?;
        lock_labels(&mut tx).await?;
        // Before the look, so that what is free stays free.
        let keys = self.keys_of(&mut tx, by.permit, &order.set).await?;
        claim(&mut tx, by.object, keys.iter().map(String::as_str)).await?;
        // Of two who restore the same at once the second waits here, and finds it living.
        tx.hold(self.restorable("r.id", by.permit, &order.set)).await?;
        if waits
            && !self.waits(&mut tx, by, &order.set).await?
            && let Some(receipt) = restored(&mut tx, by.permit.actor(), &order.set).await?
        {
            return Ok(Ok(receipt));
        }
        let planned = self.plan(&mut tx, by, &order.set, None).await?;
        if !all_decided(&planned.conflicts, &order.choices) {
            return Ok(Err(RestoreRefused::Conflicts(planned.show())));
        }
        let receipt = begin(&mut tx, new_operation(by.permit, order, now, OperationState::Done, 0)).await?;
        let operation = Some(receipt.operation);
        let author = Author { user: Some(by.permit.actor()), at: now, surface: order.surface, operation };
        let outcomes = apply(&mut tx, by, author, &planned, &order.choices).await?;
        let Tally { done, skipped } = tally(&outcomes);
        if done == 0 {
            return Ok(Err(RestoreRefused::Nothing));
        }
        resolve_label_conflicts(&mut tx, author, &outcomes.keys().copied().collect::<Vec<_>>()).await?;
        items::write(&mut tx, receipt.operation, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        let receipt = settle(&mut tx, receipt, done, skipped).await?;
        tx.commit().await?;
        Ok(Ok(receipt))
    }

    /// Whether something of the set is in the trash.
    async fn waits(&self, tx: &mut Tx, by: Restorer<'_>, set: &TrashSet) -> Result<bool> {
        let sql = self.set_rows("r.id", by.permit, set).push(&Life::Deleted.condition("r"));
        Ok(!tx.ints(sql.push(" LIMIT 1")).await?.is_empty())
    }

    async fn restore_later(
        &self,
        mut tx: Tx,
        by: Restorer<'_>,
        order: &RestoreOrder,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        if order.choices.all.is_none() {
            let plan = self.plan_many(&mut tx, by, &order.set).await?;
            if plan.conflict_count > count(plan.conflicts.len()) || !all_decided(&plan.conflicts, &order.choices) {
                return Ok(Err(RestoreRefused::Conflicts(plan)));
            }
        }
        let ids = tx.ints(self.restorable("r.id", by.permit, &order.set)).await?;
        drop(tx);
        if ids.is_empty() {
            return Ok(Err(RestoreRefused::Nothing));
        }
        let mut tx = self.db.write().await?;
        if let TrashSet::Deletion(deletion) = order.set {
            tx = match self.unbegun(tx, Same::Undo(deletion)).await? {
                Ok(tx) => tx,
                Err(receipt) => return Ok(Ok(receipt)),
            };
        }
        let operation = new_operation(by.permit, order, self.now(), OperationState::Preparing, count(ids.len()));
        let receipt = begin(&mut tx, operation).await?;
        tx.commit().await?;
        self.freeze(receipt.operation, ids).await?;
        Ok(Ok(Receipt { state: OperationState::Running, ..receipt }))
    }

    /// Ends a deletion that has not ended, for one who may undo it.
    async fn stop_deletion(&self, permit: &Permit<Restore>, deletion: OperationId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("SELECT actor_id FROM operation WHERE state IN ('running', 'paused') AND id = ")
            .bind(deletion)
            .push(" AND object_id = ")
            .bind(permit.object());
        let Some(row) = tx.optional(sql).await? else { return Ok(()) };
        if !permit.covers_deletion_by(row.get::<Option<i64>>("actor_id")?.map(domain::ids::UserId)) {
            return Err(Error::Forbidden(Denied::right(Right::RestoreAny, permit.object())));
        }
        stop(&mut tx, deletion, permit.actor(), self.now()).await?;
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
