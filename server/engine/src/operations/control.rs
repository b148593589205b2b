//! Controls of an operation that has not ended: pause, resume, stop, put back.

use super::{operation_audit::record_control, undo::may_undo};
use crate::{Error, Result, db::Sql, operations::Operations};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{
        Choice, Choices, Control, OperationKind, OperationState, OperationView, Receipt, RestoreOrder, TrashSet,
    },
    policy::{Actor, Denied, RestoreReach, Right},
    surface::Surface,
};

impl Operations {
    /// Applies a control to an operation and to its children. Its actor may, and users who may restore any deletion.
    /// Putting back stops it and undoes what it did; records that conflict stay in the trash. Returns the receipt of that
    /// undo, `None` for the other controls or where there was nothing to undo.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the actor may not see the operation, [`Error::Forbidden`] where the control does not apply
    /// to its state or the actor may not use it.
    pub async fn control_operation(&self, actor: &Actor, id: OperationId, control: Control) -> Result<Option<Receipt>> {
        let receipt = self.control_one(actor, id, control).await?;
        self.control_children(actor, id, control).await?;
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
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE operation SET state = ")
            .bind(next.tag())
            .push(", ended_at = ")
            .bind(next.has_ended().then_some(now.0))
            .push(" WHERE state = ")
            .bind(view.state.tag())
            .push(" AND id = ")
            .bind(id);
        // Where its state has changed meanwhile, nothing happens and the page shows it as it is now.
        if tx.execute(sql).await? > 0 {
            record_control(&mut tx, id, actor.user, control, now).await?;
        }
        tx.commit().await?;
        if next == OperationState::Running {
            self.work.notify_one();
        }
        Ok(None)
    }

    /// Why a control is refused to an actor who sees the operation: the right they lack, or none where it does not apply.
    async fn denied(&self, actor: &Actor, view: &OperationView) -> Result<Denied> {
        if view.by.as_ref().is_some_and(|by| by.id == actor.user) || view.state.has_ended() {
            return Ok(Denied::default());
        }
        Ok(Denied::right(Right::RestoreAny, self.objects.object(&view.slug).await?.id))
    }

    async fn put_back(&self, actor: &Actor, view: &OperationView) -> Result<Option<Receipt>> {
        if view.kind != OperationKind::Delete {
            return Ok(self.undo(actor, view.id, &[]).await?.ok());
        }
        let object = self.objects.object(&view.slug).await?;
        let order = RestoreOrder {
            set: TrashSet::Deletion(view.id),
            choices: Choices { all: Some(Choice::Skip), ..Choices::default() },
            surface: Surface::Operation,
        };
        match self.restore(actor, &object, &order).await {
            Ok(restored) => Ok(restored.ok()),
            // It had changed nothing yet.
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The controls that an actor has over an operation of this kind and state by the user `by`.
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
