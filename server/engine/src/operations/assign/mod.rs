//! Giving records another owner, many at a time.
//!
//! Each record that changes hands gets a version like that of an edit, which names the operation: the timeline tells it,
//! and the undo reads the former owner there. Who had the record already is skipped, as is what was deleted meanwhile.
//! An edit meanwhile is kept, since only the owner changes; one that was begun before is refused by its version.

mod chunk;

pub(super) use chunk::GIVEN;

use super::{
    begin::{Begin, Same, settle},
    confirm::same,
    items,
    run::{Chunk, Decisions, Job, Work},
    select::Selected,
};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    records::write::Author,
};
use domain::{
    ids::UserId,
    operation::{AssignOrder, Chosen, OperationKind, OperationState, OrderRefused, Preview, Receipt, Selection},
    policy::{Edit, Permit},
    time::Timestamp,
};

impl Engine {
    /// What giving a selection another owner would touch. Changes nothing. Unknown when nothing of it is in sight.
    pub async fn preview_assign(&self, permit: &Permit<Edit>, selection: &Selection) -> Result<Preview> {
        let mut tx = self.db.snapshot().await?;
        let selected = self.select(&mut tx, permit, selection).await?;
        Ok(self.shown(&selected, None))
    }

    /// Gives the records that the order names to somebody, or to nobody, if they are what the person saw. The same order
    /// twice is one operation. Unknown when there is no such user, or none who can sign in.
    pub async fn assign(&self, permit: &Permit<Edit>, order: &AssignOrder) -> Result<Result<Receipt, OrderRefused>> {
        let same = same(&order.confirm, permit.actor(), permit.object());
        let mut tx = match self.first(same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
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
            return self.assign_at_once(permit, order, same).await;
        }
        let ids = tx.ints(self.changeable("r.id", permit, &order.selection)).await?;
        drop(tx);
        let operation = Begin {
            total: selected.count + selected.left(),
            skipped: selected.left(),
            ..new_assign(permit, order, self.now())
        };
        self.begin_later(same, operation, ids, Vec::new()).await.map(Ok)
    }

    async fn assign_at_once(
        &self,
        permit: &Permit<Edit>,
        order: &AssignOrder,
        same: Same<'_>,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let mut tx = match self.unbegun(self.db.write().await?, same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        let selected = match self.selected_to_assign(&mut tx, permit, order).await? {
            Ok(selected) => selected,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(taken) = self.taken(&mut tx, permit, &order.selection, order.confirm.fingerprint).await? else {
            drop(tx);
            let mut tx = self.db.snapshot().await?;
            return self.selected_to_assign(&mut tx, permit, order).await?.err().map(Err).ok_or(Error::Busy);
        };
        let ids = taken.ids.clone();
        let operation = Begin { state: OperationState::Done, ..new_assign(permit, order, self.now()) };
        let (mut tx, receipt) = match self.begin_once(tx, same, operation).await? {
            Ok(begun) => begun,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        items::freeze(&mut tx, receipt.operation, &ids).await?;
        items::write(&mut tx, receipt.operation, &taken.skipped().collect::<Vec<_>>()).await?;
        let decisions = Decisions { to: order.to, ..Decisions::default() };
        let author = Author { user: Some(permit.actor()), at: self.now(), surface: order.surface, operation: None };
        let job = Job::at_once(&receipt, permit.object(), author, decisions);
        let chunk = Chunk::whole(ids);
        let tally = self.go_through(&mut tx, &job, &chunk, &Work::Assign(permit.clone())).await?;
        if tally.done == 0 {
            return Ok(Err(OrderRefused::Nothing));
        }
        let receipt = settle(&mut tx, receipt, tally.done, tally.skipped + selected.left()).await?;
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
        let moves = || self.moves(permit, &order.selection);
        let refused = self.refused(tx, &selected, &order.confirm, None, moves).await?;
        Ok(refused.map_or(Ok(selected), Err))
    }
}

fn new_assign<'a>(permit: &Permit<Edit>, order: &'a AssignOrder, at: Timestamp) -> Begin<'a> {
    Begin {
        token: Some(&order.confirm.token),
        decisions: Some(serde_json::json!(Decisions { to: order.to, ..Decisions::default() })),
        chosen: Some(Chosen::of(&order.selection)),
        ..Begin::new(OperationKind::Assign, permit.object(), Some(permit.actor()), order.surface, at)
    }
}

/// Unknown where there is no such user, or none who can sign in.
async fn can_own(tx: &mut Tx, user: UserId) -> Result<()> {
    let sql = Sql::new("SELECT id AS value FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
    tx.value::<i64>(sql).await?.map(|_| ()).ok_or(Error::NotFound)
}
