//! Sign-in: the same answer and the same time for unknown users, and fewer tries for those who guess.

use super::{hash, password, session, token_text};
use crate::{
    Engine, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{audit::Event, ids::UserId, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Seconds over which failures are counted.
const WINDOW: i64 = 15 * 60;
/// Failures of one account within the window after which it must wait.
const PER_ACCOUNT: i64 = 10;
/// Failures from one address within the window after which it must wait.
const PER_ADDRESS: i64 = 50;

/// A new session: the token for the browser's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The token; we keep only its hash.
    pub token: String,
    /// When it ends.
    pub expires: Timestamp,
}

/// Why somebody was not signed in. Nobody is told whether a user was deactivated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInRefused {
    /// There is no such user, or none who can sign in, or this is not their password.
    Wrong,
    /// Too many failures; the next try counts after so many seconds.
    Throttled {
        /// Seconds to wait.
        seconds: i64,
    },
}

impl Engine {
    /// Signs a user in. `address` is where the request came from. Who must wait is not written down: what limits guessing
    /// limits what the audit grows by.
    pub async fn sign_in(&self, email: &str, password: &str, address: &str) -> Result<Result<SignIn, SignInRefused>> {
        let email = email.trim().to_lowercase();
        let account = hash(&format!("account {email}"));
        let client = self.for_client(address);
        let address = hash(&format!("address {address}"));
        let now = self.now();
        let mut tx = self.db.snapshot().await?;
        for (subject, most) in [(account, PER_ACCOUNT), (address, PER_ADDRESS)] {
            if let Some(seconds) = throttled(&mut tx, &subject, most, now).await? {
                return Ok(Err(SignInRefused::Throttled { seconds }));
            }
        }
        let sql =
            Sql::new("SELECT id, password_hash, deactivated IS NOT NULL AS deactivated FROM app_user WHERE email = ");
        let row = tx.optional(sql.bind(&email)).await?;
        drop(tx);
        let (known, stored) = match row {
            Some(row) if row.get("deactivated")? => (Some(UserId(row.int("id")?)), None),
            Some(row) => (Some(UserId(row.int("id")?)), Some(row.text("password_hash")?)),
            None => (None, None),
        };
        let right = password::verify(password, stored).await?;
        let mut tx = client.db.write().await?;
        let stale = Sql::new("DELETE FROM sign_in_failure WHERE at <= ").bind(now.plus_seconds(-WINDOW));
        tx.execute(stale).await?;
        let Some(user) = known.filter(|_| right) else {
            for subject in [account, address] {
                let sql = Sql::new("INSERT INTO sign_in_failure (subject, at) VALUES (")
                    .bind(subject.as_slice())
                    .push(", ")
                    .bind(now)
                    .push(")");
                tx.execute(sql).await?;
            }
            note(&mut tx, None, &Event::SignInRefused { user: known }, now).await?;
            tx.commit().await?;
            return Ok(Err(SignInRefused::Wrong));
        };
        tx.execute(Sql::new("DELETE FROM sign_in_failure WHERE subject = ").bind(account.as_slice())).await?;
        let sign_in = session::begin(&mut tx, user, now, token_text(self.random())).await?;
        tx.commit().await?;
        Ok(Ok(sign_in))
    }
}

/// Seconds a subject must wait, if it failed `most` times within the window: until the oldest of those leaves it.
async fn throttled(tx: &mut Tx, subject: &[u8], most: i64, now: Timestamp) -> Result<Option<i64>> {
    let sql = Sql::new("SELECT at AS value FROM sign_in_failure WHERE subject = ")
        .bind(subject)
        .push(" AND at > ")
        .bind(now.plus_seconds(-WINDOW))
        .push(" ORDER BY at DESC LIMIT 1 OFFSET ")
        .bind(most - 1);
    let oldest = tx.value::<i64>(sql).await?.map(Timestamp);
    Ok(oldest.map(|oldest| oldest.plus_seconds(WINDOW).seconds_since(now).max(0) + 1))
}
