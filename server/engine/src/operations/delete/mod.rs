//! Delete: preview, typed confirm, and the frozen set.
//!
//! A delete changes one column of a record and nothing else. A small set is deleted in the transaction that inserts the
//! operation, all of it or nothing; a large one is frozen and deleted in batches.
//!
//! Concurrency: of two deletes of a record the second finds it in the trash and skips it. A concurrent edit is kept, since a
//! delete does not change values. An import with the e-mail of a deleted record creates a new one.

mod batch;
mod cascade;
mod impact;

pub(super) use impact::still_shown;

use super::{
    confirm::reason,
    idempotency::{Existing, IdempotencyKey},
    items,
    new_operation::{NewOperation, insert_operation},
    operation_audit::{EndedBy, record_end},
    select::Selected,
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
    trash::retention_days,
};
use domain::{
    ids::RecordId,
    operation::{
        DeleteOrder, OperationKind, OperationState, OrderRefused, Preview, Receipt, Selection, SelectionSummary,
    },
    policy::{Delete, Permit},
    time::Timestamp,
};

impl Operations {
    /// Previews deleting a selection. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where none of its records is visible, [`Error::Forbidden`] for several records where the actor
    /// may delete one at a time only (R2.14).
    pub async fn preview_delete(&self, permit: &Permit<Delete>, selection: &Selection) -> Result<Preview> {
        let mut tx = self.store.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        permit.require_bulk_right(selected.count)?;
        let until = self.until(&mut tx, permit).await?;
        let requires_approval = self.delete_requires_approval(&mut tx, permit, selection, selected.count, &[]).await?;
        Ok(Preview { requires_approval, ..self.preview_of(&selected, Some(until)) })
    }

    /// Deletes a selection, if it is the selection that was previewed and its number was typed. The state of the receipt says
    /// whether it is done, running, or waiting for approval. The same order sent twice is one deletion.
    pub async fn delete(&self, permit: &Permit<Delete>, order: &DeleteOrder) -> Result<Result<Receipt, OrderRefused>> {
        let key = IdempotencyKey::of(&order.confirm, permit);
        let mut tx = match self.find_existing(key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        permit.require_bulk_right(selected.count)?;
        if let Some(refused) = self.refused_delete(&mut tx, permit, &selected, order).await? {
            return Ok(Err(refused));
        }
        let requires_approval =
            self.delete_requires_approval(&mut tx, permit, &order.selection, selected.count, &[]).await?;
        if selected.count <= self.limits.at_once && !requires_approval {
            drop(tx);
            return self.delete_at_once(permit, order, key).await;
        }
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        drop(tx);
        let operation = NewOperation { requires_approval, ..self.new_delete(permit, order, &selected) };
        self.enqueue_once(key, operation, ids, Vec::new()).await.map(Ok)
    }

    async fn delete_at_once(
        &self,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
        key: IdempotencyKey<'_>,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let mut tx = match self.find_existing_locked(self.store.write().await?, key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        if let Some(refused) = self.refused_delete(&mut tx, permit, &selected, order).await? {
            return Ok(Err(refused));
        }
        let Some(taken) = self.taken(&mut tx, permit, &order.selection, order.confirm.fingerprint).await? else {
            return self.changed_delete(tx, permit, order).await;
        };
        let ids: Vec<RecordId> = taken.ids.iter().copied().map(RecordId).collect();
        let operation = NewOperation {
            state: OperationState::Done,
            done: selected.count,
            ..self.new_delete(permit, order, &selected)
        };
        let receipt = insert_operation(&mut tx, operation).await?;
        let done = ids.iter().map(|id| (*id, None));
        items::write(&mut tx, receipt.operation, &done.chain(taken.skipped()).collect::<Vec<_>>()).await?;
        tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&ids)).await?;
        let sql = Sql::new("UPDATE record SET deletion = ")
            .bind(receipt.operation)
            .push(" WHERE deletion IS NULL AND object_id = ")
            .bind(permit.object())
            .and_in_scope("owner_id", permit.view())
            .and_in_scope("owner_id", permit.scope())
            .push(" AND id IN ")
            .records(&ids);
        if tx.execute(sql).await? != selected.count {
            return self.changed_delete(tx, permit, order).await;
        }
        record_end(&mut tx, receipt.operation, EndedBy::Itself).await?;
        tx.commit().await?;
        Ok(Ok(receipt))
    }

    /// Refuses a delete whose set changed after it was compared with the confirm, which can happen on PostgreSQL.
    async fn changed_delete(
        &self,
        tx: Tx,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
    ) -> Result<Result<Receipt, OrderRefused>> {
        drop(tx);
        let mut tx = self.store.snapshot().await?;
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        self.refused_delete(&mut tx, permit, &selected, order).await?.map(Err).ok_or(Error::Busy)
    }

    fn new_delete<'a>(&self, permit: &Permit<Delete>, order: &'a DeleteOrder, selected: &Selected) -> NewOperation<'a> {
        NewOperation {
            reason: reason(order.reason.as_deref()),
            token: Some(&order.confirm.token),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            selection: Some(SelectionSummary::from(&order.selection)),
            ..NewOperation::new(
                OperationKind::Delete,
                permit.object(),
                Some(permit.actor()),
                order.surface,
                self.store.now(),
            )
        }
    }

    /// Until when records that are deleted now can be restored.
    async fn until(&self, tx: &mut Tx, permit: &Permit<Delete>) -> Result<Timestamp> {
        Ok(self.store.now().plus_days(retention_days(tx, permit.object()).await?))
    }

    async fn refused_delete(
        &self,
        tx: &mut Tx,
        permit: &Permit<Delete>,
        selected: &Selected,
        order: &DeleteOrder,
    ) -> Result<Option<OrderRefused>> {
        let until = self.until(tx, permit).await?;
        let diff = || self.diff_queries(permit, &order.selection);
        self.check_confirm(tx, selected, &order.confirm, Some(until), diff).await
    }
}
