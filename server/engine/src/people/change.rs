//! Changes to a user: activation and role.
//!
//! Users cannot change their own role or state; another administrator must, so that it never happens by accident
//! (L75). The last active administrator keeps the admin role.

use super::{invite::withdraw, roles::role_by_id, session};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::grants,
    people::People,
};
use domain::{
    audit::Event,
    ids::{InvitationId, RoleId, UserId},
    policy::{BuiltInRole, Reauthenticated, UserAdministrator},
    roles::RoleName,
    users::PeopleProblem,
};

/// A user that the acting administrator is allowed to change.
pub(super) struct Target {
    role: RoleName,
    deactivated: bool,
}

impl People {
    /// Deactivates a user: they can no longer sign in, their sessions end and their open invitations are
    /// withdrawn. Their records stay theirs. Does nothing if the user is deactivated already.
    pub async fn deactivate_user(
        &self,
        by: &Reauthenticated<UserAdministrator>,
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
        let now = self.store.now();
        tx.execute(Sql::new("UPDATE app_user SET deactivated_at = ").bind(now).push(" WHERE id = ").bind(user)).await?;
        session::end_all(&mut tx, user).await?;
        for invitation in tx.ints(Sql::new("SELECT id FROM invitation WHERE invited_by_id = ").bind(user)).await? {
            withdraw(&mut tx, by.user(), InvitationId(invitation), now).await?;
        }
        note(&mut tx, Some(by.user()), &Event::UserDeactivated { user }, now).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Lets a deactivated user sign in again, with the role they had.
    pub async fn reactivate_user(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        user: UserId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let target = match target(&mut tx, &by, user).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        if target.deactivated {
            tx.execute(Sql::new("UPDATE app_user SET deactivated_at = NULL WHERE id = ").bind(user)).await?;
            note(&mut tx, Some(by.user()), &Event::UserReactivated { user }, self.store.now()).await?;
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    /// Assigns another role to a user. It takes effect with their next request.
    pub async fn assign_role(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        user: UserId,
        role: RoleId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let target = match target(&mut tx, &by, user).await? {
            Ok(target) => target,
            Err(problem) => return Ok(Err(problem)),
        };
        let new = match assignable_role(&mut tx, &by, role).await? {
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
        let event = Event::RoleAssigned { user, from: target.role.id, to: role };
        note(&mut tx, Some(by.user()), &event, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// Returns the role if the administrator may assign it.
pub(super) async fn assignable_role(
    tx: &mut Tx,
    by: &UserAdministrator,
    role: RoleId,
) -> Result<Result<RoleName, PeopleProblem>> {
    let Some(role) = role_by_id(tx, role).await? else { return Ok(Err(PeopleProblem::NoRole)) };
    let may = by.may_grant(&grants::load(tx, role.id).await?);
    Ok(if may { Ok(role) } else { Err(PeopleProblem::Beyond) })
}

/// Returns the user if the administrator may change them: they must not be the administrator themselves and must
/// not hold more rights.
pub(super) async fn target(tx: &mut Tx, by: &UserAdministrator, user: UserId) -> Result<Result<Target, PeopleProblem>> {
    let sql =
        Sql::new("SELECT role_id, deactivated_at IS NOT NULL AS deactivated FROM app_user WHERE id = ").bind(user);
    let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
    if user == by.user() {
        return Ok(Err(PeopleProblem::Yourself));
    }
    let role = RoleId(row.int("role_id")?);
    if !by.may_grant(&grants::load(tx, role).await?) {
        return Ok(Err(PeopleProblem::Beyond));
    }
    let role = role_by_id(tx, role).await?.ok_or_else(|| Error::Corrupt(format!("no role {role}")))?;
    Ok(Ok(Target { role, deactivated: row.get("deactivated")? }))
}

/// The number of other users with the admin role who can sign in.
pub(super) async fn other_admins(tx: &mut Tx, user: UserId) -> Result<i64> {
    let sql = Sql::new(
        "SELECT count(*) AS value FROM app_user JOIN role ON role.id = app_user.role_id \
         WHERE app_user.deactivated_at IS NULL AND role.tag = ",
    );
    let sql = sql.bind(BuiltInRole::Admin.tag()).push(" AND app_user.id <> ").bind(user);
    Ok(tx.value(sql).await?.unwrap_or_default())
}
