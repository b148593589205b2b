//! Proving again who one is: by the password, and by a code where there is a second step. Whoever has no password goes
//! through the provider.

use super::{CurrentSession, attempts::Subject, password, two_step, user::has_password};
use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{account::AccountProblem, audit::Event, policy::Proof};

/// Whether a code is part of a proof.
#[derive(Clone, Copy)]
pub(super) enum Code<'a> {
    /// Where there is a second step.
    Asked(&'a str),
    /// The password alone will do.
    Spared,
}

/// How somebody proves again who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofBy {
    /// With their password.
    Password,
    /// With their password and a code.
    PasswordAndCode,
    /// By signing in to the provider once more: they have no password.
    Provider,
}

impl Engine {
    /// How this user proves again who they are.
    pub async fn proof_by(&self, session: &CurrentSession) -> Result<ProofBy> {
        let mut tx = self.db.snapshot().await?;
        let user = session.person.id;
        if !has_password(&mut tx, user).await? {
            return Ok(ProofBy::Provider);
        }
        let code = two_step::on(&mut tx, user).await?.is_some();
        Ok(if code { ProofBy::PasswordAndCode } else { ProofBy::Password })
    }

    /// Takes a proof of who holds this session, or says what is wrong with it.
    pub async fn prove(
        &self,
        session: &CurrentSession,
        password: &str,
        code: &str,
    ) -> Result<Result<Proof, AccountProblem>> {
        let mut tx = match self.proven(session, password, Code::Asked(code)).await? {
            Ok(tx) => tx,
            Err(problem) => return Ok(Err(problem)),
        };
        let now = self.now();
        tx.execute(Sql::new("UPDATE session SET authenticated_at = ").bind(now).push(" WHERE id = ").bind(session.id))
            .await?;
        note(&mut tx, Some(session.person.id), &Event::Proved, now).await?;
        tx.commit().await?;
        Ok(Ok(Proof::new(now, now)))
    }

    /// A transaction of somebody who gave their password and, where it is asked, a code, which is used up in it. Failures
    /// are counted as those of sign-in are.
    pub(super) async fn proven(
        &self,
        session: &CurrentSession,
        password: &str,
        code: Code<'_>,
    ) -> Result<Result<Tx, AccountProblem>> {
        let user = session.person.id;
        let account = Subject::account(&session.email);
        let now = self.now();
        let mut tx = self.db.snapshot().await?;
        if let Some(seconds) = account.wait(&mut tx, now).await? {
            return Ok(Err(two_step::wait(seconds)));
        }
        let sql =
            Sql::new("SELECT password_hash AS value FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
        let stored = tx.value::<String>(sql).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let stored = password::of(stored);
        let right = password::verify(password, stored.clone()).await?;
        let mut tx = self.db.write().await?;
        // Once more, because many can have been let through above while the first of them failed.
        Subject::hold(&[&account], &mut tx).await?;
        if let Some(seconds) = account.wait(&mut tx, now).await? {
            return Ok(Err(two_step::wait(seconds)));
        }
        if !right || !password::hold(&mut tx, user, stored).await? {
            account.failed(&mut tx, now).await?;
            note(&mut tx, None, &Event::ProofRefused { user }, now).await?;
            tx.commit().await?;
            return Ok(Err(AccountProblem::WrongPassword));
        }
        account.succeeded(&mut tx).await?;
        if let Code::Asked(code) = code
            && two_step::on(&mut tx, user).await?.is_some()
            && let Err(problem) = two_step::use_code(&mut tx, user, code, now).await?
        {
            tx.commit().await?;
            return Ok(Err(problem));
        }
        Ok(Ok(tx))
    }
}
