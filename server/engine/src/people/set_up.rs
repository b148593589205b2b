//! The first admin: made through a link that only who starts the program can read.

use super::{Client, SignIn, hash, token_text, user};
use crate::{Engine, Result, db::Sql};
use domain::{
    email::Email,
    password::{PasswordError, check_password},
    policy::BuiltInRole,
};
use serde::{Deserialize, Serialize};

const SETTING: &str = "set_up_token_hash";
/// Most characters of a name.
const NAME_MAX: usize = 100;

/// A user as a form or a command line gives one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUser {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A field of the form of a new user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserField {
    /// The name.
    Name,
    /// The address.
    Email,
    /// The password.
    Password,
}

/// What can be wrong with such a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserProblem {
    /// It must have a value of at most so many characters.
    Length(usize),
    /// Not an address.
    NotAnEmail,
    /// Somebody has it.
    Taken,
    /// The password may not be used.
    Password(PasswordError),
}

/// Why a user was not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetUpRefused {
    /// Some fields are not acceptable.
    Invalid(Vec<(UserField, UserProblem)>),
    /// The link is not the one that was printed, or somebody has used it.
    BadLink,
}

impl SetUpRefused {
    pub(super) fn taken() -> Self {
        Self::Invalid(vec![(UserField::Email, UserProblem::Taken)])
    }
}

impl NewUser {
    /// The address and the name, if all is acceptable.
    pub(super) fn check(&self) -> Result<(Email, String), SetUpRefused> {
        let mut problems = Vec::new();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(1..=NAME_MAX).contains(&name.chars().count()) {
            problems.push((UserField::Name, UserProblem::Length(NAME_MAX)));
        }
        let email = Email::parse(&self.email);
        if email.is_err() {
            problems.push((UserField::Email, UserProblem::NotAnEmail));
        }
        if let Err(error) = check_password(&self.password, &name, &self.email) {
            problems.push((UserField::Password, UserProblem::Password(error)));
        }
        match email {
            Ok(email) if problems.is_empty() => Ok((email, name)),
            _ => Err(SetUpRefused::Invalid(problems)),
        }
    }
}

impl Engine {
    /// A new set-up token, if there is no user yet; earlier ones stop working.
    pub async fn begin_set_up(&self) -> Result<Option<String>> {
        if self.has_users().await? {
            return Ok(None);
        }
        let token = token_text(self.random());
        let mut tx = self.db.write().await?;
        let sql = Sql::new("INSERT INTO setting (key, value) VALUES (")
            .bind(SETTING)
            .push(", ")
            .bind(token_text(hash(&token)))
            .push(") ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        tx.execute(sql).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Makes the first admin and signs them in. The token is used up in the same transaction, so of two who try only
    /// one succeeds.
    pub async fn set_up<'a>(
        &self,
        token: &str,
        first: &NewUser,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, SetUpRefused>> {
        let (email, name) = match first.check() {
            Ok(accepted) => accepted,
            Err(refused) => return Ok(Err(refused)),
        };
        let password = self.hash_password(&first.password).await?;
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sql = Sql::new("DELETE FROM setting WHERE key = ")
            .bind(SETTING)
            .push(" AND value = ")
            .bind(token_text(hash(token)));
        let used = tx.execute(sql).await? == 1;
        let empty = tx.optional(Sql::new("SELECT 1 AS value FROM app_user LIMIT 1")).await?.is_none();
        if !used || !empty {
            return Ok(Err(SetUpRefused::BadLink));
        }
        let first = (email.as_str(), name.as_str(), password.as_str());
        let user = user::insert_built_in(&mut tx, first, BuiltInRole::Admin, now).await?;
        let sign_in = self.begin_session(&mut tx, user, from.into()).await?;
        tx.commit().await?;
        Ok(Ok(sign_in))
    }
}
