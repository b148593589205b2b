//! Users.

use super::{NewUser, grants};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{RoleId, UserId},
    people::{Lang, Theme},
    policy::{Actor, BuiltInRole},
    text::fold,
    time::Timestamp,
};

impl Engine {
    /// Whether anybody could sign in.
    pub async fn has_users(&self) -> Result<bool> {
        Ok(self.db.optional(Sql::new("SELECT 1 AS value FROM app_user LIMIT 1")).await?.is_some())
    }

    /// Adds a user with a built-in role.
    pub async fn create_user(&self, user: &NewUser, role: BuiltInRole) -> Result<Result<UserId, super::SetUpRefused>> {
        let accepted = match user.check() {
            Ok(accepted) => accepted,
            Err(refused) => return Ok(Err(refused)),
        };
        let hash = self.hash_password(&user.password).await?;
        let mut tx = self.db.write().await?;
        let inserted = insert(&mut tx, accepted.0.as_str(), &accepted.1, &hash, role, self.now()).await;
        match inserted {
            Ok(id) => {
                tx.commit().await?;
                Ok(Ok(id))
            }
            Err(error) if error.is_unique_violation() => Ok(Err(super::SetUpRefused::taken())),
            Err(error) => Err(error),
        }
    }

    /// The user with what their role grants now.
    pub async fn actor(&self, user: UserId) -> Result<Actor> {
        let mut tx = self.db.snapshot().await?;
        let sql = Sql::new("SELECT role_id AS value FROM app_user WHERE id = ").bind(user);
        let role = tx.value(sql).await?.map(RoleId).ok_or(Error::NotFound)?;
        Ok(Actor { user, grants: grants::load(&mut tx, role).await?, team_mates: vec![user] })
    }

    /// The user with this address.
    pub async fn user_by_email(&self, email: &str) -> Result<UserId> {
        let sql = Sql::new("SELECT id FROM app_user WHERE email = ").bind(email.trim().to_lowercase());
        self.db.optional(sql).await?.ok_or(Error::NotFound)?.int("id").map(UserId)
    }

    /// The admin who has been here longest.
    pub async fn first_admin(&self) -> Result<UserId> {
        let sql =
            Sql::new("SELECT app_user.id FROM app_user JOIN role ON role.id = app_user.role_id WHERE role.tag = ")
                .bind(BuiltInRole::Admin.tag())
                .push(" ORDER BY app_user.id LIMIT 1");
        self.db.optional(sql).await?.ok_or(Error::NotFound)?.int("id").map(UserId)
    }

    /// Gives a user another built-in role.
    pub async fn set_role(&self, user: UserId, role: BuiltInRole) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE app_user SET role_id = (SELECT id FROM role WHERE tag = ")
            .bind(role.tag())
            .push(") WHERE id = ")
            .bind(user);
        if tx.execute(sql).await? == 0 {
            return Err(Error::NotFound);
        }
        tx.commit().await
    }

    /// Keeps the language and the theme somebody chose; what is not given stays.
    pub async fn set_preferences(&self, user: UserId, lang: Option<Lang>, theme: Option<Theme>) -> Result<()> {
        let mut tx = self.db.write().await?;
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

pub(super) async fn insert(
    tx: &mut Tx,
    email: &str,
    name: &str,
    password_hash: &str,
    role: BuiltInRole,
    now: Timestamp,
) -> Result<UserId> {
    let sql = Sql::new("INSERT INTO app_user (email, name, name_folded, password_hash, role_id, created) SELECT ")
        .bind(email)
        .push(", ")
        .bind(name)
        .push(", ")
        .bind(fold(name))
        .push(", ")
        .bind(password_hash)
        .push(", role.id, ")
        .bind(now)
        .push(" FROM role WHERE role.tag = ")
        .bind(role.tag())
        .push(" RETURNING id AS value");
    tx.value(sql).await?.map(UserId).ok_or_else(|| Error::Corrupt(format!("no role {}", role.tag())))
}
