//! Assign: changing the owner of many records.
//!
//! Each record that changes hands gets a version, as an edit does, which names the operation: the timeline shows it, and the
//! undo reads the former owner from it. Records that the new owner has already, or that were deleted meanwhile, are skipped.
//! A concurrent edit is kept, since only the owner changes; an edit form that was opened before is refused by its version.

mod batch;

pub(super) use batch::GIVEN;

use super::{
    batch::{AuthorizedWork, Batch, Decisions, RunningOperation},
    idempotency::{Existing, IdempotencyKey},
    items,
    new_operation::{NewOperation, complete, insert_operation},
    select::Selected,
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
    records::write::Author,
};
use domain::{
    ids::UserId,
    operation::{
        AssignOrder, OperationKind, OperationState, OrderRefused, Preview, Receipt, Selection, SelectionSummary,
    },
    policy::{Edit, Permit},
    time::Timestamp,
};

impl Operations {
    /// Previews changing the owner of a selection. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where none of its records is visible.
    pub async fn preview_assign(&self, permit: &Permit<Edit>, selection: &Selection) -> Result<Preview> {
        let mut tx = self.store.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        Ok(self.preview_of(&selected, None))
    }

    /// Assigns a selection to a user, or to none, if it is the selection that was previewed. The same order sent twice is one
    /// operation.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the user does not exist or is deactivated, or no record of the selection is visible.
    pub async fn assign(&self, permit: &Permit<Edit>, order: &AssignOrder) -> Result<Result<Receipt, OrderRefused>> {
        let key = IdempotencyKey::of(&order.confirm, permit);
        let mut tx = match self.find_existing(key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        if let Some(to) = order.to {
            can_own(&mut tx, to).await?;
        }
        let selected = match self.selected_to_assign(&mut tx, permit, order).await? {
            Ok(selected) => selected,
            Err(refused) => return Ok(Err(refused)),
        };
        if selected.count <= self.limits.at_once {
            drop(tx);
            return self.assign_at_once(permit, order, key).await;
        }
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        drop(tx);
        let operation = NewOperation {
            total: selected.count + selected.left(),
            skipped: selected.left(),
            ..new_assign(permit, order, self.store.now())
        };
        self.enqueue_once(key, operation, ids, Vec::new()).await.map(Ok)
    }

    async fn assign_at_once(
        &self,
        permit: &Permit<Edit>,
        order: &AssignOrder,
        key: IdempotencyKey<'_>,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let mut tx = match self.find_existing_locked(self.store.write().await?, key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        let selected = match self.selected_to_assign(&mut tx, permit, order).await? {
            Ok(selected) => selected,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(taken) = self.taken(&mut tx, permit, &order.selection, order.confirm.fingerprint).await? else {
            drop(tx);
            let mut tx = self.store.snapshot().await?;
            return self.selected_to_assign(&mut tx, permit, order).await?.err().map(Err).ok_or(Error::Busy);
        };
        let ids = taken.ids.clone();
        let operation = NewOperation { state: OperationState::Done, ..new_assign(permit, order, self.store.now()) };
        let receipt = insert_operation(&mut tx, operation).await?;
        items::freeze(&mut tx, receipt.operation, &ids).await?;
        items::write(&mut tx, receipt.operation, &taken.skipped().collect::<Vec<_>>()).await?;
        let decisions = Decisions { to: order.to, ..Decisions::default() };
        let author =
            Author { user: Some(permit.actor()), at: self.store.now(), surface: order.surface, operation: None };
        let running = RunningOperation::at_once(&receipt, permit.object(), author, decisions);
        let batch = Batch::whole(ids);
        let outcome = self.execute_batch(&mut tx, &running, &batch, &AuthorizedWork::Assign(permit.clone())).await?;
        if outcome.done == 0 {
            return Ok(Err(OrderRefused::Nothing));
        }
        let receipt = complete(&mut tx, receipt, outcome.done, outcome.skipped + selected.left()).await?;
        tx.commit().await?;
        Ok(Ok(receipt))
    }

    async fn selected_to_assign(
        &self,
        tx: &mut Tx,
        permit: &Permit<Edit>,
        order: &AssignOrder,
    ) -> Result<Result<Selected, OrderRefused>> {
        let selected = self.select(tx, permit, &order.selection).await?;
        let diff = || self.diff_queries(permit, &order.selection);
        let refused = self.check_confirm(tx, &selected, &order.confirm, None, diff).await?;
        Ok(refused.map_or(Ok(selected), Err))
    }
}

fn new_assign<'a>(permit: &Permit<Edit>, order: &'a AssignOrder, at: Timestamp) -> NewOperation<'a> {
    NewOperation {
        token: Some(&order.confirm.token),
        decisions: Some(serde_json::json!(Decisions { to: order.to, ..Decisions::default() })),
        selection: Some(SelectionSummary::from(&order.selection)),
        ..NewOperation::new(OperationKind::Assign, permit.object(), Some(permit.actor()), order.surface, at)
    }
}

/// Checks that a user can own records: they exist and are not deactivated.
async fn can_own(tx: &mut Tx, user: UserId) -> Result<()> {
    let sql = Sql::new("SELECT id AS value FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
    tx.value::<i64>(sql).await?.map(|_| ()).ok_or(Error::NotFound)
}
