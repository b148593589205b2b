//! Reauthentication: the signed-in user gives their password again, and a code if they have a second factor. Users
//! without a password reauthenticate at the provider.

use super::{CurrentSession, login_throttle::ThrottleKey, password, two_step, user::has_password};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    people::People,
};
use domain::{account::AccountProblem, audit::Event, policy::Reauthentication};

/// Whether a second-factor code is checked besides the password.
#[derive(Clone, Copy)]
pub(super) enum CodeCheck<'a> {
    /// Checked if the user has a second factor.
    Required(&'a str),
    /// The password alone is enough.
    Skipped,
}

/// How a user reauthenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthenticationMethod {
    /// With their password.
    Password,
    /// With their password and a second-factor code.
    PasswordAndCode,
    /// By signing in at the provider again: they have no password.
    Provider,
}

impl People {
    /// How the signed-in user reauthenticates.
    pub async fn reauthentication_method(&self, session: &CurrentSession) -> Result<ReauthenticationMethod> {
        let mut tx = self.store.snapshot().await?;
        let user = session.person.id;
        if !has_password(&mut tx, user).await? {
            return Ok(ReauthenticationMethod::Provider);
        }
        let code = two_step::on(&mut tx, user).await?.is_some();
        Ok(if code { ReauthenticationMethod::PasswordAndCode } else { ReauthenticationMethod::Password })
    }

    /// Reauthenticates the session by password and code.
    pub async fn reauthenticate(
        &self,
        session: &CurrentSession,
        password: &str,
        code: &str,
    ) -> Result<Result<Reauthentication, AccountProblem>> {
        let mut tx = match self.verify_password(session, password, CodeCheck::Required(code)).await? {
            Ok(tx) => tx,
            Err(problem) => return Ok(Err(problem)),
        };
        let now = self.store.now();
        tx.execute(Sql::new("UPDATE session SET authenticated_at = ").bind(now).push(" WHERE id = ").bind(session.id))
            .await?;
        note(&mut tx, Some(session.person.id), &Event::Reauthenticated, now).await?;
        tx.commit().await?;
        Ok(Ok(Reauthentication::new(now, now)))
    }

    /// Verifies the password and, if required, a code, which is used up. Returns the transaction in which both hold.
    /// Failures are counted like those of sign-in.
    pub(super) async fn verify_password(
        &self,
        session: &CurrentSession,
        password: &str,
        code: CodeCheck<'_>,
    ) -> Result<Result<Tx, AccountProblem>> {
        let user = session.person.id;
        let account = ThrottleKey::account(&session.email);
        let now = self.store.now();
        let mut tx = self.store.snapshot().await?;
        if let Some(seconds) = account.retry_after(&mut tx, now).await? {
            return Ok(Err(two_step::wait(seconds)));
        }
        let sql =
            Sql::new("SELECT password_hash AS value FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
        let stored = tx.value::<String>(sql).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let stored = password::of(stored);
        let right = password::verify(password, stored.clone()).await?;
        let mut tx = self.store.write().await?;
        // Checked again under the lock: concurrent attempts may all have passed the first check.
        ThrottleKey::lock(&[&account], &mut tx).await?;
        if let Some(seconds) = account.retry_after(&mut tx, now).await? {
            return Ok(Err(two_step::wait(seconds)));
        }
        if !right || !password::hold(&mut tx, user, stored).await? {
            account.record_failure(&mut tx, now).await?;
            note(&mut tx, None, &Event::ReauthenticationFailed { user }, now).await?;
            tx.commit().await?;
            return Ok(Err(AccountProblem::WrongPassword));
        }
        account.clear(&mut tx).await?;
        if let CodeCheck::Required(code) = code
            && two_step::on(&mut tx, user).await?.is_some()
            && let Err(problem) = two_step::use_code(&mut tx, user, code, now).await?
        {
            tx.commit().await?;
            return Ok(Err(problem));
        }
        Ok(Ok(tx))
    }
}
