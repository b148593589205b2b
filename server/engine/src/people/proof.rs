//! Proving again who one is: by the password, and by a code where there is a second step.

use super::{CurrentSession, attempts::Subject, password, two_step};
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

impl Engine {
    /// Whether a proof of this user needs a code.
    pub async fn proof_needs_code(&self, session: &CurrentSession) -> Result<bool> {
        Ok(two_step::on(&mut self.db.snapshot().await?, session.person.id).await?.is_some())
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
        tx.execute(Sql::new("UPDATE session SET proved = ").bind(now).push(" WHERE id = ").bind(session.id)).await?;
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
            Sql::new("SELECT password_hash AS value FROM app_user WHERE deactivated IS NULL AND id = ").bind(user);
        let stored = tx.value::<String>(sql).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let right = password::verify(password, Some(stored)).await?;
        let mut tx = self.db.write().await?;
        if !right {
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
