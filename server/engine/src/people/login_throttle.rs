//! Throttling of failed sign-ins, counted per account, per client address and per user of a second factor.
//!
//! The table holds SHA-256 hashes of the keys, never an e-mail address or a network address. Failures are counted in a
//! sliding window; entries older than the window are deleted whenever a failure is recorded.

use super::hash;
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{ids::UserId, time::Timestamp};
use std::collections::BTreeSet;

/// Length of the sliding window, in seconds.
const WINDOW: i64 = 15 * 60;

/// A key under which failures are counted, with the number of failures that its window allows.
pub(super) struct ThrottleKey {
    hash: [u8; 32],
    limit: i64,
}

impl ThrottleKey {
    /// Failed passwords for one account: 10.
    pub fn account(email: &str) -> Self {
        Self { hash: hash(&format!("account {email}")), limit: 10 }
    }

    /// Failures of any kind from one client address: 50.
    pub fn address(address: &str) -> Self {
        Self { hash: hash(&format!("address {address}")), limit: 50 }
    }

    /// Failed second-factor codes of one user: 5. A code has only six digits, and a person who enters one has already
    /// given the password.
    pub fn code(user: UserId) -> Self {
        Self { hash: hash(&format!("code {user}")), limit: 5 }
    }

    /// Locks the keys until the end of the transaction, so that concurrent attempts are counted one after the other.
    /// The locks are taken in ascending order to avoid deadlocks.
    pub async fn lock(keys: &[&Self], tx: &mut Tx) -> Result<()> {
        let locks: BTreeSet<i64> =
            keys.iter().filter_map(|key| key.hash.first_chunk().copied().map(i64::from_be_bytes)).collect();
        tx.lock(None, &locks.into_iter().collect::<Vec<_>>()).await
    }

    /// Seconds until another attempt is allowed: until the oldest of the counted failures leaves the window. `None` while
    /// the limit is not reached.
    pub async fn retry_after(&self, tx: &mut Tx, now: Timestamp) -> Result<Option<i64>> {
        let sql = Sql::new("SELECT failed_at AS value FROM sign_in_failure WHERE throttle_key = ")
            .bind(self.hash.as_slice())
            .push(" AND failed_at > ")
            .bind(now.plus_seconds(-WINDOW))
            .push(" ORDER BY failed_at DESC LIMIT 1 OFFSET ")
            .bind(self.limit - 1);
        let oldest = tx.value::<i64>(sql).await?.map(Timestamp);
        Ok(oldest.map(|oldest| oldest.plus_seconds(WINDOW).seconds_since(now).max(0) + 1))
    }

    /// Records a failure and deletes those that have left the window.
    pub async fn record_failure(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let stale = Sql::new("DELETE FROM sign_in_failure WHERE failed_at <= ").bind(now.plus_seconds(-WINDOW));
        tx.execute(stale).await?;
        let sql = Sql::new("INSERT INTO sign_in_failure (throttle_key, failed_at) VALUES ($1, $2)");
        tx.execute(sql.with(self.hash.as_slice()).with(now)).await?;
        Ok(())
    }

    /// Deletes the failures of this key, after a successful attempt.
    pub async fn clear(&self, tx: &mut Tx) -> Result<()> {
        tx.execute(Sql::new("DELETE FROM sign_in_failure WHERE throttle_key = ").bind(self.hash.as_slice())).await?;
        Ok(())
    }
}
