//! Users: creation, lookup and preferences.

use super::NewUser;
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::grants,
    people::People,
};
use domain::{
    audit::Event,
    ids::{RoleId, UserId},
    people::{Lang, Theme},
    policy::{Actor, BuiltInRole, Grants},
    text::normalize,
    time::Timestamp,
};

impl People {
    /// Whether any user exists.
    pub async fn has_users(&self) -> Result<bool> {
        Ok(self.store.optional(Sql::new("SELECT 1 AS value FROM app_user LIMIT 1")).await?.is_some())
    }

    /// Creates a user with a built-in role.
    pub async fn create_user(&self, user: &NewUser, role: BuiltInRole) -> Result<Result<UserId, super::SetUpRefused>> {
        let accepted = match user.check() {
            Ok(accepted) => accepted,
            Err(refused) => return Ok(Err(refused)),
        };
        let hash = self.hash_password(&user.password).await?;
        let mut tx = self.store.write().await?;
        let now = self.store.now();
        match insert_built_in(&mut tx, (accepted.0.as_str(), &accepted.1, &hash), role, now).await {
            Ok(id) => {
                tx.commit().await?;
                Ok(Ok(id))
            }
            Err(error) if error.is_unique_violation() => Ok(Err(super::SetUpRefused::taken())),
            Err(error) => Err(error),
        }
    }

    /// The user with the current grants of their role.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such user or they are deactivated.
    pub async fn actor(&self, user: UserId) -> Result<Actor> {
        actor(&mut self.store.snapshot().await?, user).await
    }

    /// The user with this e-mail address.
    pub async fn user_by_email(&self, email: &str) -> Result<UserId> {
        let sql = Sql::new("SELECT id FROM app_user WHERE email = ").bind(email.trim().to_lowercase());
        self.store.optional(sql).await?.ok_or(Error::NotFound)?.int("id").map(UserId)
    }

    /// The active administrator with the lowest id.
    pub async fn first_admin(&self) -> Result<UserId> {
        let sql =
            Sql::new("SELECT app_user.id FROM app_user JOIN role ON role.id = app_user.role_id WHERE role.tag = ")
                .bind(BuiltInRole::Admin.tag())
                .push(" AND app_user.deactivated_at IS NULL ORDER BY app_user.id LIMIT 1");
        self.store.optional(sql).await?.ok_or(Error::NotFound)?.int("id").map(UserId)
    }

    /// Saves the user's language and theme; `None` leaves the current value.
    pub async fn set_preferences(&self, user: UserId, lang: Option<Lang>, theme: Option<Theme>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE app_user SET lang = coalesce(")
            .bind(lang.map(Lang::tag))
            .push(", lang), theme = coalesce(")
            .bind(theme.map(Theme::tag))
            .push(", theme) WHERE id = ")
            .bind(user);
        tx.execute(sql).await?;
        tx.commit().await
    }
}

/// See [`People::actor`].
pub(crate) async fn actor(tx: &mut Tx, user: UserId) -> Result<Actor> {
    let sql = Sql::new("SELECT role_id AS value FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
    let role = tx.value(sql).await?.map(RoleId).ok_or(Error::NotFound)?;
    with_role(tx, user, role).await
}

/// A user with the current grants of a role.
pub(super) async fn with_role(tx: &mut Tx, user: UserId, role: RoleId) -> Result<Actor> {
    let grants = grants::load(tx, role).await?;
    let team_mates = team_mates(tx, user, &grants).await?;
    Ok(Actor { user, grants, team_mates })
}

/// The users whose records the reach `team` covers: see [`domain::teams::members_below`]. Skips the query if no grant
/// has this reach.
pub(super) async fn team_mates(tx: &mut Tx, user: UserId, grants: &Grants) -> Result<Vec<UserId>> {
    if !grants.reach_a_team() {
        return Ok(vec![user]);
    }
    let sql = Sql::new(
        "WITH RECURSIVE reached (id) AS (SELECT team_id FROM team_member WHERE user_id = $1 \
         UNION SELECT team.id FROM team JOIN reached ON team.parent_team_id = reached.id) \
         SELECT user_id FROM team_member WHERE team_id IN (SELECT id FROM reached) UNION SELECT $2 ORDER BY 1",
    );
    Ok(tx.ints(sql.with(user).with(user)).await?.into_iter().map(UserId).collect())
}

/// Whether the user has a password. Users created by the provider have none.
pub(super) async fn has_password(tx: &mut Tx, user: UserId) -> Result<bool> {
    let sql = Sql::new("SELECT password_hash <> '' AS value FROM app_user WHERE id = ").bind(user);
    tx.value(sql).await?.ok_or(Error::NotFound)
}

/// Creates a user with a built-in role, without an invitation, from address, name and password hash.
pub(super) async fn insert_built_in(
    tx: &mut Tx,
    user: (&str, &str, &str),
    role: BuiltInRole,
    now: Timestamp,
) -> Result<UserId> {
    let sql = Sql::new("SELECT id AS value FROM role WHERE tag = ").bind(role.tag());
    let role = tx.value(sql).await?.map(RoleId);
    let role = role.ok_or_else(|| Error::Corrupt("a built-in role is missing".to_owned()))?;
    let id = insert(tx, user, role, now).await?;
    note(tx, None, &Event::UserCreated { user: id, role }, now).await?;
    Ok(id)
}

/// Creates a user from address, name and password hash, which is empty for users without a password.
pub(super) async fn insert(
    tx: &mut Tx,
    (email, name, password_hash): (&str, &str, &str),
    role: RoleId,
    now: Timestamp,
) -> Result<UserId> {
    let sql = Sql::new(
        "INSERT INTO app_user (email, name, name_normalized, password_hash, role_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id AS value",
    );
    let sql = sql.with(email).with(name).with(normalize(name)).with(password_hash).with(role).with(now);
    tx.value(sql).await?.map(UserId).ok_or(Error::Busy)
}
