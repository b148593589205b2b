//! Changes of a user: who may sign in, and with what role.
//!
//! Nobody changes their own role or state: another must, so it is never an accident (L75). And the last of those who may do
//! everything stays one.

use super::{invite::withdraw, roles::role_by_id, session};
use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::grants,
};
use domain::{
    audit::Event,
    ids::{InvitationId, RoleId, UserId},
    policy::{BuiltInRole, Fresh, UserAdministrator},
    roles::RoleName,
    users::PeopleProblem,
};

/// A user whom somebody may change.
pub(super) struct Target {
    role: RoleName,
    deactivated: bool,
}

impl Engine {
    /// Lets a user sign in no more, and ends their sessions. Their records stay theirs; what of theirs is open, operations
    /// and invitations, goes no further.
    pub async fn deactivate_user(
        &self,
        by: &Fresh<UserAdministrator>,
        user: UserId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let target = match target(&mut tx, &by, user).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        if target.deactivated {
            return Ok(Ok(()));
        }
        if target.role.is_admin() && other_admins(&mut tx, user).await? == 0 {
            return Ok(Err(PeopleProblem::LastAdmin));
        }
        let now = self.now();
        tx.execute(Sql::new("UPDATE app_user SET deactivated_at = ").bind(now).push(" WHERE id = ").bind(user)).await?;
        session::end_all(&mut tx, user).await?;
        for invitation in tx.ints(Sql::new("SELECT id FROM invitation WHERE invited_by_id = ").bind(user)).await? {
            withdraw(&mut tx, by.user(), InvitationId(invitation), now).await?;
        }
        note(&mut tx, Some(by.user()), &Event::UserDeactivated { user }, now).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Lets a user who was deactivated sign in again, as before.
    pub async fn reactivate_user(
        &self,
        by: &Fresh<UserAdministrator>,
        user: UserId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let target = match target(&mut tx, &by, user).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        if target.deactivated {
            tx.execute(Sql::new("UPDATE app_user SET deactivated_at = NULL WHERE id = ").bind(user)).await?;
            note(&mut tx, Some(by.user()), &Event::UserReactivated { user }, self.now()).await?;
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    /// Gives a user another role, which acts on their next request.
    pub async fn give_role(
        &self,
        by: &Fresh<UserAdministrator>,
        user: UserId,
        role: RoleId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let target = match target(&mut tx, &by, user).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        let new = match role_to_give(&mut tx, &by, role).await? {
            Ok(new) => new,
            Err(problem) => return Ok(Err(problem)),
        };
        if new.id == target.role.id {
            return Ok(Ok(()));
        }
        if target.role.is_admin() && !target.deactivated && other_admins(&mut tx, user).await? == 0 {
            return Ok(Err(PeopleProblem::LastAdmin));
        }
        tx.execute(Sql::new("UPDATE app_user SET role_id = ").bind(role).push(" WHERE id = ").bind(user)).await?;
        let event = Event::RoleGiven { user, from: target.role.id, to: role };
        note(&mut tx, Some(by.user()), &event, self.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// The role that somebody may give.
pub(super) async fn role_to_give(
    tx: &mut Tx,
    by: &UserAdministrator,
    role: RoleId,
) -> Result<Result<RoleName, PeopleProblem>> {
    let Some(role) = role_by_id(tx, role).await? else { return Ok(Err(PeopleProblem::NoRole)) };
    let may = by.may_give(&grants::load(tx, role.id).await?);
    Ok(if may { Ok(role) } else { Err(PeopleProblem::Beyond) })
}

/// The user, if whoever acts may change them: another than themselves, who may do no more than they.
pub(super) async fn target(tx: &mut Tx, by: &UserAdministrator, user: UserId) -> Result<Result<Target, PeopleProblem>> {
    let sql =
        Sql::new("SELECT role_id, deactivated_at IS NOT NULL AS deactivated FROM app_user WHERE id = ").bind(user);
    let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
    if user == by.user() {
        return Ok(Err(PeopleProblem::Yourself));
    }
    let role = RoleId(row.int("role_id")?);
    if !by.may_give(&grants::load(tx, role).await?) {
        return Ok(Err(PeopleProblem::Beyond));
    }
    let role = role_by_id(tx, role).await?.ok_or_else(|| Error::Corrupt(format!("no role {role}")))?;
    Ok(Ok(Target { role, deactivated: row.get("deactivated")? }))
}

/// How many others may do everything and can sign in.
pub(super) async fn other_admins(tx: &mut Tx, user: UserId) -> Result<i64> {
    let sql = Sql::new(
        "SELECT count(*) AS value FROM app_user JOIN role ON role.id = app_user.role_id \
         WHERE app_user.deactivated_at IS NULL AND role.tag = ",
    );
    let sql = sql.bind(BuiltInRole::Admin.tag()).push(" AND app_user.id <> ").bind(user);
    Ok(tx.value(sql).await?.unwrap_or_default())
}
