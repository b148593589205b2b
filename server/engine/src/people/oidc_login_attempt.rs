//! OIDC login attempts: the state kept while a browser is at the provider.
//!
//! An attempt is kept in the database and not in a sealed cookie: so it can be used once, on any of several servers,
//! and an installation needs no key beside its database. One of its two secrets goes through the provider (`state`),
//! the other stays in a cookie of the browser; both must come back together. Only their hashes are stored. The nonce
//! and the PKCE verifier are derived from the cookie's secret, so a reader of the database learns neither.

use super::{hash, login_throttle::ThrottleKey, token_text};
use crate::{
    Result,
    db::{Sql, Tx},
    people::People,
};
use domain::{ids::SessionId, provider::OIDC_LOGIN_MINUTES, time::Timestamp};

/// Most open attempts of one client address. Beyond that the oldest are deleted, so that the table cannot be flooded.
const ATTEMPTS_PER_ADDRESS: i64 = 500;

/// Why a browser is sent to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginPurpose {
    /// To sign in.
    SignIn {
        /// The page to open after sign-in.
        next: String,
    },
    /// To reauthenticate a session.
    Reauthenticate {
        /// The session.
        session: SessionId,
        /// The form that is sent again after reauthentication, in the encoding of the HTTP layer.
        form: String,
    },
}

/// The secrets of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcLoginAttempt {
    /// Sent through the provider.
    pub state: String,
    /// Kept in a cookie of the browser.
    pub browser: String,
}

impl OidcLoginAttempt {
    /// What the provider writes into its token, so that the token is of this attempt.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// The PKCE code verifier (RFC 7636).
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        token_text(hash(&format!("{what} {}", self.browser)))
    }
}

impl People {
    /// Starts an attempt. Returns the seconds to wait if the client address has too many failed sign-ins.
    pub async fn begin_oidc_login(
        &self,
        purpose: &LoginPurpose,
        address: &str,
    ) -> Result<Result<OidcLoginAttempt, i64>> {
        let now = self.store.now();
        let attempt =
            OidcLoginAttempt { state: token_text(self.store.random()), browser: token_text(self.store.random()) };
        let mut tx = self.store.write().await?;
        if let Some(seconds) = ThrottleKey::address(address).retry_after(&mut tx, now).await? {
            return Ok(Err(seconds));
        }
        forget(&mut tx, now).await?;
        let (next, session, form) = match purpose {
            LoginPurpose::SignIn { next } => (next.as_str(), None, None),
            LoginPurpose::Reauthenticate { session, form } => ("", Some(session.0), Some(form.as_str())),
        };
        let sql = Sql::new("DELETE FROM oidc_login_attempt WHERE state_hash IN (SELECT state_hash FROM oidc_login_attempt WHERE client_address = ")
            .bind(address)
            .push(" ORDER BY created_at DESC LIMIT ")
            .bind(ATTEMPTS_PER_ADDRESS)
            .push(" OFFSET ")
            .bind(ATTEMPTS_PER_ADDRESS - 1);
        tx.execute(sql.push(")")).await?;
        // A session has one open attempt: the form that was sent last wins.
        let sql = Sql::new(
            "INSERT INTO oidc_login_attempt (state_hash, browser_hash, client_address, return_to, session_id, pending_form, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id) DO UPDATE SET \
             state_hash = excluded.state_hash, browser_hash = excluded.browser_hash, client_address = excluded.client_address, \
             return_to = excluded.return_to, pending_form = excluded.pending_form, created_at = excluded.created_at",
        );
        let sql = sql.with(hash(&attempt.state).as_slice()).with(hash(&attempt.browser).as_slice()).with(address);
        tx.execute(sql.with(next).with(session).with(form).with(now)).await?;
        tx.commit().await?;
        Ok(Ok(attempt))
    }

    /// Ends the attempt and returns its purpose and when it began. `None` if it expired, was used already, or if one
    /// of the two secrets does not match.
    pub async fn finish_oidc_login(&self, back: &OidcLoginAttempt) -> Result<Option<(LoginPurpose, Timestamp)>> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("DELETE FROM oidc_login_attempt WHERE state_hash = ")
            .bind(hash(&back.state).as_slice())
            .push(" AND browser_hash = ")
            .bind(hash(&back.browser).as_slice())
            .push(" AND created_at > ")
            .bind(self.store.now().plus_seconds(-OIDC_LOGIN_MINUTES * 60));
        let Some(row) = tx.optional(sql.push(" RETURNING return_to, session_id, pending_form, created_at")).await?
        else {
            return Ok(None);
        };
        tx.commit().await?;
        let purpose = match (row.get::<Option<i64>>("session_id")?, row.get::<Option<String>>("pending_form")?) {
            (Some(session), Some(form)) => LoginPurpose::Reauthenticate { session: SessionId(session), form },
            _ => LoginPurpose::SignIn { next: row.text("return_to")? },
        };
        Ok(Some((purpose, row.time("created_at")?)))
    }

    /// Deletes expired attempts, with the forms that they hold.
    pub(crate) async fn delete_expired_oidc_logins(&self) -> Result<()> {
        let mut tx = self.store.write().await?;
        forget(&mut tx, self.store.now()).await?;
        tx.commit().await
    }
}

async fn forget(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let before = now.plus_seconds(-OIDC_LOGIN_MINUTES * 60);
    tx.execute(Sql::new("DELETE FROM oidc_login_attempt WHERE created_at <= ").bind(before)).await?;
    Ok(())
}
