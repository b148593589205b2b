//! Sign-in by password, with a second-factor code if the user has one.
//!
//! Unknown and deactivated users get the same answer as a wrong password, after the same time. Failed attempts are
//! throttled.

use super::{Client, hash, login_throttle::ThrottleKey, password, session::SignInMethod, token_text, two_step};
use crate::{
    Result,
    audit::note,
    db::{Sql, Tx},
    people::People,
};
use domain::{account::AccountProblem, audit::Event, ids::UserId, time::Timestamp};

/// Seconds that a sign-in may wait for its code after the password was accepted.
pub const PENDING_MFA_SECONDS: i64 = 10 * 60;

/// A new session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The token for the browser's cookie; only its hash is stored.
    pub token: String,
    /// Seconds until the session ends, however much it is used.
    pub seconds: i64,
}

/// Why a user is not signed in. A deactivated user is not told apart from a wrong password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefused {
    /// Unknown user, deactivated user or wrong password.
    Wrong,
    /// Too many failed attempts.
    Throttled {
        /// Seconds until the next attempt is accepted.
        seconds: i64,
    },
    /// The password is right and the user has a second factor: a code is required next.
    NeedsCode {
        /// The token that the browser sends together with the code; only its hash is stored.
        token: String,
    },
}

/// Why a user is not signed in after entering a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// The sign-in has expired: the password is required again.
    TooLate,
    /// Wrong code, or too many attempts.
    Problem(AccountProblem),
}

impl People {
    /// Signs a user in by password. Throttled attempts are not recorded in the audit, so that guessing cannot
    /// fill it.
    pub async fn sign_in<'a>(
        &self,
        email: &str,
        password: &str,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, SignInRefused>> {
        let from = from.into();
        let email = email.trim().to_lowercase();
        let (account, address) = (ThrottleKey::account(&email), ThrottleKey::address(from.address));
        let store = self.store.for_client(from.address);
        let now = self.store.now();
        let mut tx = self.store.snapshot().await?;
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
        let mut tx = store.write().await?;
        // Checked again under the lock: concurrent attempts may all have passed the first check.
        ThrottleKey::lock(&[&account, &address], &mut tx).await?;
        if let Some(throttled) = throttled(&mut tx, [&account, &address], now).await? {
            return Ok(Err(throttled));
        }
        let user = match known.filter(|_| right) {
            Some(user) if password::hold(&mut tx, user, stored).await? => Some(user),
            _ => None,
        };
        let Some(user) = user else {
            account.record_failure(&mut tx, now).await?;
            address.record_failure(&mut tx, now).await?;
            note(&mut tx, None, &Event::SignInRefused { user: known }, now).await?;
            tx.commit().await?;
            return Ok(Err(SignInRefused::Wrong));
        };
        account.clear(&mut tx).await?;
        let answer = if two_step::on(&mut tx, user).await?.is_some() {
            Err(SignInRefused::NeedsCode {
                token: self.begin_pending_mfa(&mut tx, user, SignInMethod::Password, now).await?,
            })
        } else {
            Ok(self.begin_session(&mut tx, user, from).await?)
        };
        tx.commit().await?;
        Ok(answer)
    }

    /// Completes a sign-in that waits for its second factor, with a code of the app or a recovery code.
    pub async fn sign_in_with_code<'a>(
        &self,
        token: &str,
        code: &str,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, CodeRefused>> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new(
            "SELECT h.user_id, h.authenticated_at FROM pending_mfa_session AS h JOIN app_user AS u ON u.id = h.user_id \
             WHERE u.deactivated_at IS NULL AND h.token_hash = ",
        );
        let sql =
            sql.bind(hash(token).as_slice()).push(" AND h.created_at > ").bind(now.plus_seconds(-PENDING_MFA_SECONDS));
        let Some(row) = tx.optional(sql).await? else { return Ok(Err(CodeRefused::TooLate)) };
        let user = UserId(row.int("user_id")?);
        let method = row.get::<Option<i64>>("authenticated_at")?.map(Timestamp);
        let method = method.map_or(SignInMethod::Password, |proved| SignInMethod::Provider { proved });
        if let Err(problem) = two_step::use_code(&mut tx, user, code, now).await? {
            tx.commit().await?;
            return Ok(Err(CodeRefused::Problem(problem)));
        }
        let sql = Sql::new("DELETE FROM pending_mfa_session WHERE user_id = ").bind(user);
        if tx.execute(sql).await? == 0 {
            // On PostgreSQL the password may have been changed since the row was read.
            return Ok(Err(CodeRefused::TooLate));
        }
        let sign_in = self.begin_session_by(&mut tx, user, method, from.into()).await?;
        tx.commit().await?;
        Ok(Ok(sign_in))
    }

    /// Creates a pending MFA session: the password or the provider was accepted, the code is missing. Returns
    /// its token.
    pub(super) async fn begin_pending_mfa(
        &self,
        tx: &mut Tx,
        user: UserId,
        method: SignInMethod,
        now: Timestamp,
    ) -> Result<String> {
        let proved = match method {
            SignInMethod::Password => None,
            SignInMethod::Provider { proved } => Some(proved.0),
        };
        let token = token_text(self.store.random());
        tx.execute(
            Sql::new("DELETE FROM pending_mfa_session WHERE created_at <= ")
                .bind(now.plus_seconds(-PENDING_MFA_SECONDS)),
        )
        .await?;
        let sql = Sql::new(
            "INSERT INTO pending_mfa_session (token_hash, user_id, authenticated_at, created_at) VALUES ($1, $2, $3, $4)",
        );
        tx.execute(sql.with(hash(&token).as_slice()).with(user).with(proved).with(now)).await?;
        Ok(token)
    }
}

async fn throttled(tx: &mut Tx, keys: [&ThrottleKey; 2], now: Timestamp) -> Result<Option<SignInRefused>> {
    for key in keys {
        if let Some(seconds) = key.retry_after(tx, now).await? {
            return Ok(Some(SignInRefused::Throttled { seconds }));
        }
    }
    Ok(None)
}
