//! Set-up: the first administrator, created through a link that is printed to standard output at start.

use super::{Client, SignIn, hash, token_text, user};
use crate::{Result, db::Sql, people::People};
use domain::{
    email::Email,
    password::{PasswordError, check_password},
    policy::BuiltInRole,
};
use serde::{Deserialize, Serialize};

const SETTING: &str = "set_up_token_hash";
/// Most characters of a user's name.
const NAME_MAX: usize = 100;

/// A new user as entered in a form or on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUser {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// A field of the form of a new user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserField {
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// The password.
    Password,
}

/// Why a field is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserProblem {
    /// It must have between 1 and this many characters.
    Length(usize),
    /// It is not an e-mail address.
    NotAnEmail,
    /// Another user has this e-mail address.
    Taken,
    /// The password is not allowed.
    Password(PasswordError),
}

/// Why a user was not created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SetUpRefused {
    /// Some fields are not accepted.
    Invalid(Vec<(UserField, UserProblem)>),
    /// The link is not valid, or was used already.
    BadLink,
}

impl SetUpRefused {
    pub(super) fn taken() -> Self {
        Self::Invalid(vec![(UserField::Email, UserProblem::Taken)])
    }
}

impl NewUser {
    /// The e-mail address and the name in their stored form, if all fields are accepted.
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

impl People {
    /// Creates a set-up token if there is no user yet. Earlier tokens stop working.
    pub async fn begin_set_up(&self) -> Result<Option<String>> {
        if self.has_users().await? {
            return Ok(None);
        }
        let token = token_text(self.store.random());
        let mut tx = self.store.write().await?;
        let sql = Sql::new("INSERT INTO setting (key, value) VALUES (")
            .bind(SETTING)
            .push(", ")
            .bind(token_text(hash(&token)))
            .push(") ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        tx.execute(sql).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Creates the first administrator and signs them in. The token is used up in the same transaction, so
    /// only one of several concurrent requests succeeds.
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
        let now = self.store.now();
        let mut tx = self.store.write().await?;
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
