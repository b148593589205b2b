//! Deleting: preview, typed confirm, and the frozen set.
//!
//! A delete changes one column of a record and nothing else. A few records go at once, in the transaction that freezes
//! the set: all of them or nothing. More of them are frozen and gone through in chunks.
//!
//! Two deletes of the same record: the second finds it in the trash already and skips it. An edit meanwhile is kept,
//! since a delete does not touch values. An import that brings back the e-mail of a deleted record makes a new one. A
//! confirm that is sent twice, at once or after a lost answer, is one deletion.

mod along;
mod chunk;
mod touched;

pub(super) use touched::still_shown;

use super::{
    begin::{Begin, Same},
    confirm::{reason, same},
    items,
    noted::{EndedBy, note_ended},
    select::Selected,
};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    retention::retention_days,
};
use domain::{
    ids::RecordId,
    operation::{Chosen, DeleteOrder, OperationKind, OperationState, OrderRefused, Preview, Receipt, Selection},
    policy::{Delete, Permit},
    time::Timestamp,
};

impl Engine {
    /// What deleting a selection would do. Changes nothing. Unknown when nothing of it is in sight; forbidden when
    /// they are several and the actor may delete one at a time only (R2.14).
    pub async fn preview_delete(&self, permit: &Permit<Delete>, selection: &Selection) -> Result<Preview> {
        let mut tx = self.db.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        permit.allow_count(selected.count)?;
        let until = self.until(&mut tx, permit).await?;
        let guarded = self.is_guarded(&mut tx, permit, selection, selected.count, &[]).await?;
        Ok(Preview { guarded, ..self.shown(&selected, Some(until)) })
    }

    /// Deletes what the order names, if it is what the person saw and they typed its number. The same order twice is
    /// one deletion and answers with the same receipt, whose state says whether it is done already, or waits for a second
    /// person.
    pub async fn delete(&self, permit: &Permit<Delete>, order: &DeleteOrder) -> Result<Result<Receipt, OrderRefused>> {
        let same = same(&order.confirm, permit.actor(), permit.object());
        let mut tx = match self.first(same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        permit.allow_count(selected.count)?;
        if let Some(refused) = self.refused_delete(&mut tx, permit, &selected, order).await? {
            return Ok(Err(refused));
        }
        let guarded = self.is_guarded(&mut tx, permit, &order.selection, selected.count, &[]).await?;
        if selected.count <= self.limits.at_once && !guarded {
            drop(tx);
            return self.delete_at_once(permit, order, same).await;
        }
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        drop(tx);
        let operation = Begin { guarded, ..self.new_delete(permit, order, &selected) };
        self.begin_later(same, operation, ids, Vec::new()).await.map(Ok)
    }

    async fn delete_at_once(
        &self,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
        same: Same<'_>,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let mut tx = match self.unbegun(self.db.write().await?, same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        if let Some(refused) = self.refused_delete(&mut tx, permit, &selected, order).await? {
            return Ok(Err(refused));
        }
        let Some(taken) = self.taken(&mut tx, permit, &order.selection, order.confirm.fingerprint).await? else {
            return self.moved_delete(tx, permit, order).await;
        };
        let ids: Vec<RecordId> = taken.ids.iter().copied().map(RecordId).collect();
        let operation =
            Begin { state: OperationState::Done, done: selected.count, ..self.new_delete(permit, order, &selected) };
        let (mut tx, receipt) = match self.begin_once(tx, same, operation).await? {
            Ok(begun) => begun,
            Err(receipt) => return Ok(Ok(receipt)),
        };
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
            return self.moved_delete(tx, permit, order).await;
        }
        note_ended(&mut tx, receipt.operation, EndedBy::Itself).await?;
        tx.commit().await?;
        Ok(Ok(receipt))
    }

    /// PostgreSQL: somebody moved one of the set after it was decided. Nothing was done, and what is there now is shown.
    async fn moved_delete(
        &self,
        tx: Tx,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
    ) -> Result<Result<Receipt, OrderRefused>> {
        drop(tx);
        let mut tx = self.db.snapshot().await?;
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        self.refused_delete(&mut tx, permit, &selected, order).await?.map(Err).ok_or(Error::Busy)
    }

    fn new_delete<'a>(&self, permit: &Permit<Delete>, order: &'a DeleteOrder, selected: &Selected) -> Begin<'a> {
        Begin {
            reason: reason(order.reason.as_deref()),
            token: Some(&order.confirm.token),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            chosen: Some(Chosen::of(&order.selection)),
            ..Begin::new(OperationKind::Delete, permit.object(), Some(permit.actor()), order.surface, self.now())
        }
    }

    /// Until when what is deleted now can be taken back.
    async fn until(&self, tx: &mut Tx, permit: &Permit<Delete>) -> Result<Timestamp> {
        Ok(self.now().plus_days(retention_days(tx, permit.object()).await?))
    }

    async fn refused_delete(
        &self,
        tx: &mut Tx,
        permit: &Permit<Delete>,
        selected: &Selected,
        order: &DeleteOrder,
    ) -> Result<Option<OrderRefused>> {
        let until = self.until(tx, permit).await?;
        let moves = || self.moves(permit, &order.selection);
        self.refused(tx, selected, &order.confirm, Some(until), moves).await
    }
}
