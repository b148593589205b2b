//! Cascading deletes: records together with the records of other objects that are associated with them. Which those are
//! is decided in [`super::super::children`].

use super::super::{
    children::CascadeSet,
    confirm::reason,
    idempotency::{Existing, IdempotencyKey},
    new_operation::NewOperation,
    select::Selected,
};
use crate::{Result, db::Tx, operations::Operations};
use domain::{
    ids::ObjectId,
    operation::{
        CascadedObject, DeleteOrder, OperationKind, OrderRefused, Preview, Receipt, Selection, SelectionSummary,
    },
    policy::{Actor, Delete, Permit},
};

impl Operations {
    /// Previews deleting a selection together with the records of `objects` that are associated with it, as far as the
    /// actor may delete them. Changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::preview_delete`], and [`Error::Forbidden`](crate::Error::Forbidden) where the actor may delete no
    /// record of one of the objects.
    pub async fn preview_delete_with(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
        objects: &[ObjectId],
    ) -> Result<Preview> {
        if objects.is_empty() {
            return self.preview_delete(permit, selection).await;
        }
        let mut tx = self.store.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        permit.require_bulk_right(selected.count)?;
        let cascade = self.cascade_sets(&mut tx, actor, permit, selection, objects).await?;
        let all = joined(selected, &cascade);
        let until = self.until(&mut tx, permit).await?;
        let requires_approval = self.delete_requires_approval(&mut tx, permit, selection, all.count, &cascade).await?;
        Ok(Preview { requires_approval, cascade: shown(&cascade), ..self.preview_of(&all, Some(until)) })
    }

    /// Deletes what the order names together with the records of `objects` that are associated with it, if that is the
    /// set that was previewed and the number typed is that of all of it. The sets are frozen whatever their size, so that
    /// the parent and its children begin together.
    pub async fn delete_with(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
        objects: &[ObjectId],
    ) -> Result<Result<Receipt, OrderRefused>> {
        if objects.is_empty() {
            return self.delete(permit, order).await;
        }
        let key = IdempotencyKey::of(&order.confirm, permit);
        let mut tx = match self.find_existing(key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        permit.require_bulk_right(selected.count)?;
        let cascade = self.cascade_sets(&mut tx, actor, permit, &order.selection, objects).await?;
        let own = self.new_delete(permit, order, &selected);
        let all = joined(selected, &cascade);
        if let Some(refused) = self.refused_delete(&mut tx, permit, &all, order).await? {
            return Ok(Err(with_cascade(refused, &cascade)));
        }
        let requires_approval =
            self.delete_requires_approval(&mut tx, permit, &order.selection, all.count, &cascade).await?;
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        let mut children = Vec::new();
        for set in cascade.iter().filter(|set| set.selected.count > 0) {
            children.push(self.new_child(&mut tx, set, order).await?);
        }
        drop(tx);
        self.enqueue_once(key, NewOperation { requires_approval, ..own }, ids, children).await.map(Ok)
    }

    async fn new_child<'a>(
        &self,
        tx: &mut Tx,
        set: &CascadeSet,
        order: &'a DeleteOrder,
    ) -> Result<(NewOperation<'a>, Vec<i64>)> {
        let CascadeSet { permit, selection, selected, .. } = set;
        let ids = tx.ints(self.changeable("r.id", permit, selection)).await?;
        let operation = NewOperation {
            reason: reason(order.reason.as_deref()),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            selection: Some(SelectionSummary::Cascade),
            ..NewOperation::new(
                OperationKind::Delete,
                permit.object(),
                Some(permit.actor()),
                order.surface,
                self.store.now(),
            )
        };
        Ok((operation, ids))
    }
}

/// A selection and its cascade counted as one set.
fn joined(own: Selected, cascade: &[CascadeSet]) -> Selected {
    cascade.iter().fold(own, |all, set| Selected {
        count: all.count + set.selected.count,
        fingerprint: all.fingerprint.and(set.shown.object, set.selected.fingerprint),
        ..all
    })
}

fn shown(cascade: &[CascadeSet]) -> Vec<CascadedObject> {
    cascade.iter().map(|set| set.shown.clone()).collect()
}

fn with_cascade(refused: OrderRefused, cascade: &[CascadeSet]) -> OrderRefused {
    match refused {
        OrderRefused::Moved(mut difference) => {
            difference.now.cascade = shown(cascade);
            OrderRefused::Moved(difference)
        }
        refused => refused,
    }
}
