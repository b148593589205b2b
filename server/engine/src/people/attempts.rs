//! Failed tries of those who guess: counted by what they guess at and by where they come from, both as hashes.

use super::hash;
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{ids::UserId, time::Timestamp};
use std::collections::BTreeSet;

/// Seconds over which failures are counted.
const WINDOW: i64 = 15 * 60;

/// What is guessed at, or who guesses.
pub(super) struct Subject {
    hash: [u8; 32],
    most: i64,
}

impl Subject {
    /// The password of an account.
    pub fn account(email: &str) -> Self {
        Self { hash: hash(&format!("account {email}")), most: 10 }
    }

    /// Whatever comes from one address.
    pub fn address(address: &str) -> Self {
        Self { hash: hash(&format!("address {address}")), most: 50 }
    }

    /// The codes of a user. Six digits are soon guessed, so there are few tries, and whoever makes them knows the password.
    pub fn code(user: UserId) -> Self {
        Self { hash: hash(&format!("code {user}")), most: 5 }
    }

    /// Lets those who guess at once wait for each other until the end of this transaction: what they failed at is counted
    /// then. Those that are held together are held in one order.
    pub async fn hold(subjects: &[&Self], tx: &mut Tx) -> Result<()> {
        let locks: BTreeSet<i64> =
            subjects.iter().filter_map(|subject| subject.hash.first_chunk().copied().map(i64::from_be_bytes)).collect();
        tx.lock(None, &locks.into_iter().collect::<Vec<_>>()).await
    }

    /// Seconds that it must wait, if there were too many failures within the window: until the oldest of those leaves it.
    pub async fn wait(&self, tx: &mut Tx, now: Timestamp) -> Result<Option<i64>> {
        let sql = Sql::new("SELECT failed_at AS value FROM sign_in_failure WHERE throttle_key = ")
            .bind(self.hash.as_slice())
            .push(" AND failed_at > ")
            .bind(now.plus_seconds(-WINDOW))
            .push(" ORDER BY failed_at DESC LIMIT 1 OFFSET ")
            .bind(self.most - 1);
        let oldest = tx.value::<i64>(sql).await?.map(Timestamp);
        Ok(oldest.map(|oldest| oldest.plus_seconds(WINDOW).seconds_since(now).max(0) + 1))
    }

    /// Counts a failure, and forgets those that count no more.
    pub async fn failed(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let stale = Sql::new("DELETE FROM sign_in_failure WHERE failed_at <= ").bind(now.plus_seconds(-WINDOW));
        tx.execute(stale).await?;
        let sql = Sql::new("INSERT INTO sign_in_failure (throttle_key, failed_at) VALUES ($1, $2)");
        tx.execute(sql.with(self.hash.as_slice()).with(now)).await?;
        Ok(())
    }

    /// Forgets the failures of whoever did it right at last.
    pub async fn succeeded(&self, tx: &mut Tx) -> Result<()> {
        tx.execute(Sql::new("DELETE FROM sign_in_failure WHERE throttle_key = ").bind(self.hash.as_slice())).await?;
        Ok(())
    }
}
