//! Pausing an operation, letting it go on, stopping it, and taking back what it did.

use super::{noted::note_control, undo::may_undo};
use crate::{Engine, Error, Result, db::Sql};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{
        Choice, Choices, Control, OperationKind, OperationState, OperationView, Receipt, RestoreOrder, TrashSet,
    },
    policy::{Actor, Denied, RestoreReach, Right},
    surface::Surface,
};

impl Engine {
    /// Does something about an operation that is not done: its actor may, and whoever may restore anything. Taking back
    /// ends it and undoes what it did; where a key was taken meanwhile the record stays in the trash.
    /// The same is done about what went along with it.
    pub async fn control_operation(&self, actor: &Actor, id: OperationId, control: Control) -> Result<Option<Receipt>> {
        let receipt = self.control_one(actor, id, control).await?;
        self.control_parts(actor, id, control).await?;
        Ok(receipt)
    }

    pub(super) async fn control_one(
        &self,
        actor: &Actor,
        id: OperationId,
        control: Control,
    ) -> Result<Option<Receipt>> {
        let view = self.operation(actor, id).await?;
        if !view.controls.contains(&control) {
            return Err(Error::Forbidden(self.denied(actor, &view).await?));
        }
        if control == Control::PutBack {
            return self.put_back(actor, &view).await;
        }
        let Some(next) = control.applied_to(view.state) else { return Ok(None) };
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE operation SET state = ")
            .bind(next.tag())
            .push(", ended_at = ")
            .bind(next.has_ended().then_some(now.0))
            .push(" WHERE state = ")
            .bind(view.state.tag())
            .push(" AND id = ")
            .bind(id);
        // Where somebody else, or the operation itself, was faster it is shown as it is now.
        if tx.execute(sql).await? > 0 {
            note_control(&mut tx, id, actor.user, control, now).await?;
        }
        tx.commit().await?;
        if next == OperationState::Running {
            self.work.notify_one();
        }
        Ok(None)
    }

    /// Why somebody who sees an operation may do nothing about it: it is of somebody else, or has ended.
    async fn denied(&self, actor: &Actor, view: &OperationView) -> Result<Denied> {
        if view.by.as_ref().is_some_and(|by| by.id == actor.user) || view.state.has_ended() {
            return Ok(Denied::default());
        }
        Ok(Denied::right(Right::RestoreAny, self.object(&view.slug).await?.id))
    }

    async fn put_back(&self, actor: &Actor, view: &OperationView) -> Result<Option<Receipt>> {
        if view.kind != OperationKind::Delete {
            return Ok(self.undo(actor, view.id, &[]).await?.ok());
        }
        let object = self.object(&view.slug).await?;
        let order = RestoreOrder {
            set: TrashSet::Deletion(view.id),
            choices: Choices { all: Some(Choice::Skip), ..Choices::default() },
            surface: Surface::Operation,
        };
        match self.restore(actor, &object, &order).await {
            Ok(restored) => Ok(restored.ok()),
            // It had done nothing yet.
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What this actor may do about an operation of this kind, state and author.
pub(super) fn controls(
    actor: &Actor,
    object: ObjectId,
    kind: OperationKind,
    state: OperationState,
    by: Option<UserId>,
) -> Vec<Control> {
    let any = actor.restore(object).is_ok_and(|permit| permit.reach() == RestoreReach::Any);
    if by != Some(actor.user) && !any {
        return Vec::new();
    }
    let put_back = may_undo(actor, object, kind, by);
    let open = |control: &Control| control.applied_to(state).is_some() && (*control != Control::PutBack || put_back);
    Control::ALL.into_iter().filter(open).collect()
}
