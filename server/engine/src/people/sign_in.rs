//! Sign-in: the same answer and the same time for unknown users, fewer tries for those who guess, and a code after the
//! password of those who have a second step.

use super::{Client, attempts::Subject, hash, password, session::Way, token_text, two_step};
use crate::{
    Engine, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{account::AccountProblem, audit::Event, ids::UserId, time::Timestamp};

/// Seconds between the password and the code.
pub const HALF: i64 = 10 * 60;

/// A new session: the token for the browser's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The token; we keep only its hash.
    pub token: String,
    /// After how many seconds it ends, however much it is used.
    pub seconds: i64,
}

/// Why somebody is not signed in. Nobody is told whether a user was deactivated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefused {
    /// There is no such user, or none who can sign in, or this is not their password.
    Wrong,
    /// Too many failures; the next try counts after so many seconds.
    Throttled {
        /// Seconds to wait.
        seconds: i64,
    },
    /// So far it is right: a code is asked for now.
    NeedsCode {
        /// What the browser shows together with the code; we keep only its hash.
        token: String,
    },
}

/// Why somebody is still not signed in after their code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// Too long ago: the password is asked for again.
    TooLate,
    /// Not this code, or too many of them.
    Problem(AccountProblem),
}

impl Engine {
    /// Signs a user in. Who must wait is not written down: what limits guessing
    /// limits what the audit grows by.
    pub async fn sign_in<'a>(
        &self,
        email: &str,
        password: &str,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, SignInRefused>> {
        let from = from.into();
        let email = email.trim().to_lowercase();
        let (account, address) = (Subject::account(&email), Subject::address(from.address));
        let client = self.for_client(from.address);
        let now = self.now();
        let mut tx = self.db.snapshot().await?;
        if let Some(throttled) = throttled(&mut tx, [&account, &address], now).await? {
            return Ok(Err(throttled));
        }
        let sql = Sql::new(
            "SELECT id, password_hash, deactivated_at IS NOT NULL AS deactivated FROM app_user WHERE email = ",
        );
        let row = tx.optional(sql.bind(&email)).await?;
        drop(tx);
        let (known, stored) = match row {
            Some(row) if row.get("deactivated")? => (Some(UserId(row.int("id")?)), None),
            Some(row) => (Some(UserId(row.int("id")?)), password::of(row.text("password_hash")?)),
            None => (None, None),
        };
        let right = password::verify(password, stored.clone()).await?;
        let mut tx = client.db.write().await?;
        // Once more, because many can have been let through above while the first of them failed.
        Subject::hold(&[&account, &address], &mut tx).await?;
        if let Some(throttled) = throttled(&mut tx, [&account, &address], now).await? {
            return Ok(Err(throttled));
        }
        let user = match known.filter(|_| right) {
            Some(user) if password::hold(&mut tx, user, stored).await? => Some(user),
            _ => None,
        };
        let Some(user) = user else {
            account.failed(&mut tx, now).await?;
            address.failed(&mut tx, now).await?;
            note(&mut tx, None, &Event::SignInRefused { user: known }, now).await?;
            tx.commit().await?;
            return Ok(Err(SignInRefused::Wrong));
        };
        account.succeeded(&mut tx).await?;
        let answer = if two_step::on(&mut tx, user).await?.is_some() {
            Err(SignInRefused::NeedsCode { token: self.begin_half(&mut tx, user, Way::Password, now).await? })
        } else {
            Ok(self.begin_session(&mut tx, user, from).await?)
        };
        tx.commit().await?;
        Ok(answer)
    }

    /// Signs in whoever gave the right password a moment ago, with a code of their app or a recovery code.
    pub async fn sign_in_with_code<'a>(
        &self,
        token: &str,
        code: &str,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, CodeRefused>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sql = Sql::new(
            "SELECT h.user_id, h.authenticated_at FROM pending_mfa_session AS h JOIN app_user AS u ON u.id = h.user_id \
             WHERE u.deactivated_at IS NULL AND h.token_hash = ",
        );
        let sql = sql.bind(hash(token).as_slice()).push(" AND h.created_at > ").bind(now.plus_seconds(-HALF));
        let Some(row) = tx.optional(sql).await? else { return Ok(Err(CodeRefused::TooLate)) };
        let user = UserId(row.int("user_id")?);
        let way = row.get::<Option<i64>>("authenticated_at")?.map(Timestamp);
        let way = way.map_or(Way::Password, |proved| Way::Provider { proved });
        if let Err(problem) = two_step::use_code(&mut tx, user, code, now).await? {
            tx.commit().await?;
            return Ok(Err(CodeRefused::Problem(problem)));
        }
        let sql = Sql::new("DELETE FROM pending_mfa_session WHERE user_id = ").bind(user);
        if tx.execute(sql).await? == 0 {
            // PostgreSQL: the password was changed since we looked.
            return Ok(Err(CodeRefused::TooLate));
        }
        let sign_in = self.begin_session_by(&mut tx, user, way, from.into()).await?;
        tx.commit().await?;
        Ok(Ok(sign_in))
    }

    /// What stands between the password, or the provider, and the code: a token, good for a moment.
    pub(super) async fn begin_half(&self, tx: &mut Tx, user: UserId, way: Way, now: Timestamp) -> Result<String> {
        let proved = match way {
            Way::Password => None,
            Way::Provider { proved } => Some(proved.0),
        };
        let token = token_text(self.random());
        tx.execute(Sql::new("DELETE FROM pending_mfa_session WHERE created_at <= ").bind(now.plus_seconds(-HALF)))
            .await?;
        let sql = Sql::new(
            "INSERT INTO pending_mfa_session (token_hash, user_id, authenticated_at, created_at) VALUES ($1, $2, $3, $4)",
        );
        tx.execute(sql.with(hash(&token).as_slice()).with(user).with(proved).with(now)).await?;
        Ok(token)
    }
}

async fn throttled(tx: &mut Tx, subjects: [&Subject; 2], now: Timestamp) -> Result<Option<SignInRefused>> {
    for subject in subjects {
        if let Some(seconds) = subject.wait(tx, now).await? {
            return Ok(Some(SignInRefused::Throttled { seconds }));
        }
    }
    Ok(None)
}
