//! A browser's way to the provider and back.
//!
//! It is kept here and not sealed into a cookie: so it is good once, whichever of several servers it comes back to, and an
//! installation needs no key beside its database. Of the two secrets, one goes through the provider (the state) and one
//! stays in a cookie of the browser that was sent; both must come back together. We hold their hashes. What the provider is
//! asked to prove with (nonce and verifier) follows from the cookie's, so whoever reads the database has none of it.

use super::{attempts::Subject, hash, token_text};
use crate::{
    Engine, Result,
    db::{Sql, Tx},
};
use domain::{ids::SessionId, provider::AWAY_MINUTES, time::Timestamp};

/// Most browsers of one address that are away at once: beyond that the oldest are given up, so that nobody fills the database.
const AWAY_MOST: i64 = 500;

/// What a browser is sent to the provider for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To sign in.
    SignIn {
        /// The page to go on to.
        next: String,
    },
    /// To prove again whose session it is.
    Proof {
        /// The session.
        session: SessionId,
        /// The form that waits for the proof, as whoever asks for it writes it.
        form: String,
    },
}

/// The secrets of a browser that is sent to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What comes back through the provider.
    pub state: String,
    /// What the browser keeps in a cookie.
    pub browser: String,
}

impl Passage {
    /// What the provider writes into its token, so that the token is of this passage.
    pub fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What proves to the provider that whoever brings its code is who asked for it (RFC 7636).
    pub fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        token_text(hash(&format!("{what} {}", self.browser)))
    }
}

impl Engine {
    /// Sends a browser off, or says after how many seconds: from an address that was refused too often it waits, as with
    /// passwords.
    pub async fn begin_passage(&self, errand: &Errand, address: &str) -> Result<Result<Passage, i64>> {
        let now = self.now();
        let passage = Passage { state: token_text(self.random()), browser: token_text(self.random()) };
        let mut tx = self.db.write().await?;
        if let Some(seconds) = Subject::address(address).wait(&mut tx, now).await? {
            return Ok(Err(seconds));
        }
        forget(&mut tx, now).await?;
        let (next, session, form) = match errand {
            Errand::SignIn { next } => (next.as_str(), None, None),
            Errand::Proof { session, form } => ("", Some(session.0), Some(form.as_str())),
        };
        let sql = Sql::new("DELETE FROM oidc_login_attempt WHERE state_hash IN (SELECT state_hash FROM oidc_login_attempt WHERE client_address = ")
            .bind(address)
            .push(" ORDER BY created_at DESC LIMIT ")
            .bind(AWAY_MOST)
            .push(" OFFSET ")
            .bind(AWAY_MOST - 1);
        tx.execute(sql.push(")")).await?;
        // The form that a session sent last is the one that is meant.
        let sql = Sql::new(
            "INSERT INTO oidc_login_attempt (state_hash, browser_hash, client_address, return_to, session_id, pending_form, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (session_id) DO UPDATE SET \
             state_hash = excluded.state_hash, browser_hash = excluded.browser_hash, client_address = excluded.client_address, \
             return_to = excluded.return_to, pending_form = excluded.pending_form, created_at = excluded.created_at",
        );
        let sql = sql.with(hash(&passage.state).as_slice()).with(hash(&passage.browser).as_slice()).with(address);
        tx.execute(sql.with(next).with(session).with(form).with(now)).await?;
        tx.commit().await?;
        Ok(Ok(passage))
    }

    /// What the browser was sent for, and when, if it is back in time, with both secrets, for the first time.
    pub async fn end_passage(&self, back: &Passage) -> Result<Option<(Errand, Timestamp)>> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("DELETE FROM oidc_login_attempt WHERE state_hash = ")
            .bind(hash(&back.state).as_slice())
            .push(" AND browser_hash = ")
            .bind(hash(&back.browser).as_slice())
            .push(" AND created_at > ")
            .bind(self.now().plus_seconds(-AWAY_MINUTES * 60));
        let Some(row) = tx.optional(sql.push(" RETURNING return_to, session_id, pending_form, created_at")).await?
        else {
            return Ok(None);
        };
        tx.commit().await?;
        let errand = match (row.get::<Option<i64>>("session_id")?, row.get::<Option<String>>("pending_form")?) {
            (Some(session), Some(form)) => Errand::Proof { session: SessionId(session), form },
            _ => Errand::SignIn { next: row.text("return_to")? },
        };
        Ok(Some((errand, row.time("created_at")?)))
    }

    /// Forgets the browsers that did not come back, and what they would have come back to.
    pub(crate) async fn forget_passages(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        forget(&mut tx, self.now()).await?;
        tx.commit().await
    }
}

async fn forget(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let before = now.plus_seconds(-AWAY_MINUTES * 60);
    tx.execute(Sql::new("DELETE FROM oidc_login_attempt WHERE created_at <= ").bind(before)).await?;
    Ok(())
}
