//! Deleting records together with what is associated with them.

use super::super::{
    begin::Begin,
    confirm::{reason, same},
    parts::Part,
    select::Selected,
};
use crate::{Engine, Result, db::Tx};
use domain::{
    ids::ObjectId,
    operation::{Also, Chosen, DeleteOrder, OperationKind, OrderRefused, Preview, Receipt, Selection},
    policy::{Actor, Delete, Permit},
};

impl Engine {
    /// What deleting a selection would do, together with the records of these objects that are associated with it. Of what
    /// goes along only those count that the actor may delete. Changes nothing.
    pub async fn preview_delete_with(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
        also: &[ObjectId],
    ) -> Result<Preview> {
        if also.is_empty() {
            return self.preview_delete(permit, selection).await;
        }
        let mut tx = self.db.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        permit.allow_count(selected.count)?;
        let parts = self.parts(&mut tx, actor, permit, selection, also).await?;
        let all = together(selected, &parts);
        let until = self.until(&mut tx, permit).await?;
        let guarded = self.is_guarded(&mut tx, permit, selection, all.count, &parts).await?;
        Ok(Preview { guarded, also: shown(&parts), ..self.shown(&all, Some(until)) })
    }

    /// Deletes what the order names together with the records of these objects that are associated with it, if that is what
    /// the person saw and they typed the number of all of it. Also few of them are frozen first: they begin together.
    pub async fn delete_with(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        order: &DeleteOrder,
        also: &[ObjectId],
    ) -> Result<Result<Receipt, OrderRefused>> {
        if also.is_empty() {
            return self.delete(permit, order).await;
        }
        let same = same(&order.confirm, permit.actor(), permit.object());
        let mut tx = match self.first(same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select(&mut tx, permit, &order.selection).await?;
        permit.allow_count(selected.count)?;
        let parts = self.parts(&mut tx, actor, permit, &order.selection, also).await?;
        let own = self.new_delete(permit, order, &selected);
        let all = together(selected, &parts);
        if let Some(refused) = self.refused_delete(&mut tx, permit, &all, order).await? {
            return Ok(Err(with_parts(refused, &parts)));
        }
        let guarded = self.is_guarded(&mut tx, permit, &order.selection, all.count, &parts).await?;
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        let mut along = Vec::new();
        for part in parts.iter().filter(|part| part.selected.count > 0) {
            along.push(self.begin_part(&mut tx, part, order).await?);
        }
        drop(tx);
        self.begin_later(same, Begin { guarded, ..own }, ids, along).await.map(Ok)
    }

    async fn begin_part<'a>(&self, tx: &mut Tx, part: &Part, order: &'a DeleteOrder) -> Result<(Begin<'a>, Vec<i64>)> {
        let Part { permit, selection, selected, .. } = part;
        let ids = tx.ints(self.changeable("r.id", permit, selection)).await?;
        let operation = Begin {
            reason: reason(order.reason.as_deref()),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            chosen: Some(Chosen::Along),
            ..Begin::new(OperationKind::Delete, permit.object(), Some(permit.actor()), order.surface, self.now())
        };
        Ok((operation, ids))
    }
}

/// A selection and its parts, as one set.
fn together(own: Selected, parts: &[Part]) -> Selected {
    parts.iter().fold(own, |all, part| Selected {
        count: all.count + part.selected.count,
        fingerprint: all.fingerprint.and(part.shown.object, part.selected.fingerprint),
        ..all
    })
}

fn shown(parts: &[Part]) -> Vec<Also> {
    parts.iter().map(|part| part.shown.clone()).collect()
}

/// What moved is shown with its parts.
fn with_parts(refused: OrderRefused, parts: &[Part]) -> OrderRefused {
    match refused {
        OrderRefused::Moved(mut difference) => {
            difference.now.also = shown(parts);
            OrderRefused::Moved(difference)
        }
        refused => refused,
    }
}
