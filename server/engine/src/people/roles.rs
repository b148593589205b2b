//! Roles: reading and changing what each role grants.

use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::grants,
    people::People,
    rows::role_name,
};
use domain::{
    audit::Event,
    ids::RoleId,
    policy::{ApprovalPolicy, GrantChange, Grants, Reauthenticated, Right, ScopedGrant, UserAdministrator},
    roles::{RoleDraft, RoleName, RoleView, clean_name, grant_changes, more_rights},
    text::normalize,
    users::PeopleProblem,
};

const ROLES: &str =
    "SELECT id AS role_id, tag AS role_tag, name AS role_name FROM role WHERE removed_at IS NULL ORDER BY id";

impl People {
    /// Every role with what it grants.
    pub async fn roles(&self, by: &UserAdministrator) -> Result<Vec<RoleView>> {
        let mut tx = self.store.snapshot().await?;
        let mut roles = Vec::new();
        for role in all(&mut tx).await? {
            roles.push(view(&mut tx, by, role).await?);
        }
        Ok(roles)
    }

    /// One role with what it grants.
    pub async fn role(&self, by: &UserAdministrator, id: RoleId) -> Result<RoleView> {
        let mut tx = self.store.snapshot().await?;
        let role = role_by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
        view(&mut tx, by, role).await
    }

    /// Saves the name and the grants of a role. They apply to the next request of every user with this role.
    pub async fn save_role(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: RoleId,
        draft: &RoleDraft,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let roles = all(&mut tx).await?;
        let role = roles.iter().find(|role| role.id == id).ok_or(Error::NotFound)?;
        if role.is_admin() {
            return Ok(Err(PeopleProblem::Fixed));
        }
        let Some(name) = clean_name(&draft.name) else { return Ok(Err(PeopleProblem::Name)) };
        if roles.iter().any(|other| other.id != id && normalize(&other.name) == normalize(&name)) {
            return Ok(Err(PeopleProblem::Twice));
        }
        let from = grants::load(&mut tx, id).await?;
        let mut to = Grants { objects: from.objects.clone(), ..draft.grants.clone() };
        to.objects.extend(&draft.grants.objects);
        if !by.may_grant(&from) || !by.may_grant(&to) {
            return Ok(Err(PeopleProblem::Beyond));
        }
        let own = Sql::new("SELECT role_id AS value FROM app_user WHERE id = ").bind(by.user());
        if tx.value(own).await? == Some(id.0) && !to.rights.contains(&Right::AdministerUsers) {
            return Ok(Err(PeopleProblem::Yourself));
        }
        let event = Event::RoleChanged {
            role: id,
            renamed: role.name != name,
            grants: grant_changes(&from, &draft.grants),
            given: more_rights(&from, &to),
            taken: more_rights(&to, &from),
            approval_policy: (from.approval_policy != to.approval_policy).then_some(to.approval_policy),
        };
        let Event::RoleChanged { renamed, grants, given, taken, approval_policy, .. } = &event else {
            return Err(Error::Busy);
        };
        if !renamed && grants.is_empty() && given.is_empty() && taken.is_empty() && approval_policy.is_none() {
            return Ok(Ok(()));
        }
        tx.execute(Sql::new("UPDATE role SET name = ").bind(&name).push(" WHERE id = ").bind(id)).await?;
        set_approval_policy(&mut tx, id, to.approval_policy).await?;
        for change in grants {
            put(&mut tx, id, change).await?;
        }
        for right in given {
            give(&mut tx, id, *right).await?;
        }
        for right in taken {
            let sql = Sql::new("DELETE FROM role_right WHERE role_id = ").bind(id).push(" AND tag = ");
            tx.execute(sql.bind(right.tag())).await?;
        }
        note(&mut tx, Some(by.user()), &event, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Creates a role with the grants of another, under a name that is not in use.
    pub async fn copy_role(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: RoleId,
    ) -> Result<Result<RoleId, PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let roles = all(&mut tx).await?;
        let role = roles.iter().find(|role| role.id == id).ok_or(Error::NotFound)?;
        let grants = grants::load(&mut tx, id).await?;
        if !by.may_grant(&grants) {
            return Ok(Err(PeopleProblem::Beyond));
        }
        let free = |name: &String| roles.iter().all(|other| normalize(&other.name) != normalize(name));
        let mut names = (2..=roles.len() + 2).map(|number| format!("{} {number}", role.name));
        let Some(name) = names.find(free).as_deref().and_then(clean_name) else { return Ok(Err(PeopleProblem::Name)) };
        let sql = Sql::new("SELECT max(id) AS value FROM role");
        let new = RoleId(tx.value::<i64>(sql).await?.unwrap_or_default() + 1);
        let sql = Sql::new("INSERT INTO role (id, tag, name) VALUES ($1, $2, $3)");
        tx.execute(sql.with(new).with(format!("role-{new}")).with(name)).await?;
        for change in grant_changes(&Grants::default(), &grants) {
            put(&mut tx, new, &change).await?;
        }
        for right in &grants.rights {
            give(&mut tx, new, *right).await?;
        }
        set_approval_policy(&mut tx, new, grants.approval_policy).await?;
        note(&mut tx, Some(by.user()), &Event::RoleCreated { role: new, copied: id }, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(new))
    }

    /// Removes a role that no user and no invitation has.
    pub async fn remove_role(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: RoleId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let role = role_by_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let view = view(&mut tx, &by, role).await?;
        if view.role.is_admin() {
            return Ok(Err(PeopleProblem::Fixed));
        }
        if !view.is_unused() {
            return Ok(Err(PeopleProblem::InUse));
        }
        if !view.may_change {
            return Ok(Err(PeopleProblem::Beyond));
        }
        let now = self.store.now();
        tx.execute(Sql::new("UPDATE role SET removed_at = ").bind(now).push(" WHERE id = ").bind(id)).await?;
        note(&mut tx, Some(by.user()), &Event::RoleRemoved { role: id }, now).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// Every role that is not removed, in the order of their ids.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<RoleName>> {
    tx.all(Sql::new(ROLES)).await?.iter().map(role_name).collect()
}

/// The role, unless it is removed.
pub(super) async fn role_by_id(tx: &mut Tx, id: RoleId) -> Result<Option<RoleName>> {
    Ok(all(tx).await?.into_iter().find(|role| role.id == id))
}

async fn view(tx: &mut Tx, by: &UserAdministrator, role: RoleName) -> Result<RoleView> {
    let count = |text: &str| Sql::new(text).bind(role.id);
    let users = tx.value(count("SELECT count(*) AS value FROM app_user WHERE role_id = ")).await?;
    let invitations = tx.value(count("SELECT count(*) AS value FROM invitation WHERE role_id = ")).await?;
    let grants = grants::load(tx, role.id).await?;
    Ok(RoleView {
        may_change: !role.is_admin() && by.may_grant(&grants),
        role,
        grants,
        users: users.unwrap_or_default(),
        invitations: invitations.unwrap_or_default(),
    })
}

async fn put(tx: &mut Tx, role: RoleId, change: &GrantChange) -> Result<()> {
    let GrantChange { object, action, to, .. } = change;
    let sql = if *to == ScopedGrant::default() {
        let sql = Sql::new("DELETE FROM role_grant WHERE role_id = ").bind(role).push(" AND object_id = ");
        sql.bind(*object).push(" AND action = ").bind(action.tag())
    } else {
        Sql::new(
            "INSERT INTO role_grant (role_id, object_id, action, reach, unassigned) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (role_id, object_id, action) DO UPDATE SET reach = excluded.reach, \
             unassigned = excluded.unassigned",
        )
        .with(role)
        .with(*object)
        .with(action.tag())
        .with(to.reach.tag())
        .with(to.unassigned)
    };
    tx.execute(sql).await?;
    Ok(())
}

async fn set_approval_policy(tx: &mut Tx, role: RoleId, approval_policy: ApprovalPolicy) -> Result<()> {
    let sql = Sql::new("UPDATE role SET approval_threshold_records = ")
        .bind(approval_policy.count)
        .push(", approval_threshold_amount = ")
        .bind(approval_policy.amount);
    tx.execute(sql.push(" WHERE id = ").bind(role)).await?;
    Ok(())
}

async fn give(tx: &mut Tx, role: RoleId, right: Right) -> Result<()> {
    let sql = Sql::new("INSERT INTO role_right (role_id, tag) VALUES ($1, $2)").with(role).with(right.tag());
    tx.execute(sql).await?;
    Ok(())
}
