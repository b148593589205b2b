//! Recurring maintenance: sealing the audit log, expiring the trash, deleting what was kept long enough.
//!
//! Chores share the background loop with large operations and are independent of them and of each other. A chore that
//! fails is logged by its name and tried again with back-off; the others, and the operations, run in the same round.
//! `/metrics` counts the failures of each and says when it last succeeded.
//!
//! Every chore is idempotent and safe to run in several programs on one database at once. A new one is a line of
//! [`CHORES`].

use crate::{Engine, Result};
use domain::time::Timestamp;
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The longest wait before a chore that failed is tried again, unless it runs less often anyway.
const RETRY_MOST: Duration = Duration::from_mins(5);

const EVERY_ROUND: Duration = Duration::ZERO;
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

type Run = for<'a> fn(&'a Engine) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Work that recurs: a name for logs and metrics, how long it waits after a success, and what it does.
struct Chore {
    name: &'static str,
    every: Duration,
    run: Run,
}

const CHORES: [Chore; 8] = [
    Chore { name: "seal_audit", every: EVERY_ROUND, run: |engine| Box::pin(engine.seal_audit()) },
    Chore { name: "discard_abandoned", every: EVERY_ROUND, run: |engine| Box::pin(engine.discard_abandoned()) },
    Chore { name: "purge_expired", every: MINUTE, run: |engine| Box::pin(engine.purge_expired()) },
    Chore { name: "decline_unanswered", every: MINUTE, run: |engine| Box::pin(engine.decline_unanswered()) },
    Chore {
        name: "detect_deletion_anomalies",
        every: MINUTE,
        run: |engine| Box::pin(engine.detect_deletion_anomalies()),
    },
    Chore {
        name: "remove_archived",
        every: MINUTE,
        run: |engine| {
            Box::pin(async move {
                while engine.remove_archived().await? {}
                Ok(())
            })
        },
    },
    Chore {
        name: "delete_expired_oidc_logins",
        every: HOUR,
        run: |engine| Box::pin(engine.delete_expired_oidc_logins()),
    },
    Chore {
        name: "delete_expired_audit_events",
        every: HOUR,
        run: |engine| {
            Box::pin(async move {
                while engine.delete_expired_audit_events().await? {}
                Ok(())
            })
        },
    },
];

/// The chores of one runner, and when each is due.
pub(super) struct Chores(Vec<Scheduled>);

struct Scheduled {
    chore: Chore,
    due: Timestamp,
    /// Failures since the last success.
    failures: u32,
}

impl Chores {
    /// All of them, due at once.
    pub fn new() -> Self {
        Self(CHORES.into_iter().map(|chore| Scheduled { chore, due: Timestamp(0), failures: 0 }).collect())
    }

    /// Runs those that are due.
    pub async fn run_due(&mut self, engine: &Engine) {
        for Scheduled { chore, due, failures } in &mut self.0 {
            if *due > engine.now() {
                continue;
            }
            let outcome = (chore.run)(engine).await;
            let now = engine.now();
            engine.chores.record(chore.name, outcome.is_ok(), now);
            let wait = match outcome {
                Ok(()) => {
                    *failures = 0;
                    chore.every
                }
                Err(error) => {
                    *failures = failures.saturating_add(1);
                    let wait = retry_after(*failures, chore.every);
                    let (failures, retry_in_seconds) = (*failures, wait.as_secs());
                    tracing::error!(chore = chore.name, %error, failures, retry_in_seconds, "a chore failed");
                    wait
                }
            };
            *due = now.plus_seconds(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
        }
    }
}

/// How long a chore that failed this many times in a row waits: twice as long each time, up to [`RETRY_MOST`] or, where
/// that is longer, its usual interval.
fn retry_after(failures: u32, every: Duration) -> Duration {
    let wait = 1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX);
    Duration::from_secs(wait).min(RETRY_MOST.max(every))
}

/// What became of the chores of this program since it started, shared by all clones of an engine.
#[derive(Default)]
pub(crate) struct ChoreLog(Mutex<BTreeMap<&'static str, ChoreStatus>>);

/// What became of one chore since the program started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChoreStatus {
    /// How often it failed.
    pub failures: u64,
    /// When it last succeeded.
    pub last_success: Option<Timestamp>,
}

impl ChoreLog {
    fn record(&self, name: &'static str, succeeded: bool, now: Timestamp) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let status = log.entry(name).or_default();
        if succeeded {
            status.last_success = Some(now);
        } else {
            status.failures += 1;
        }
    }

    /// Each chore that ran, by name.
    pub fn statuses(&self) -> BTreeMap<&'static str, ChoreStatus> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_backs_off_to_five_minutes_or_the_usual_interval() {
        let seconds = |failures, every| retry_after(failures, every).as_secs();
        assert_eq!([1, 2, 3, 9].map(|failures| seconds(failures, EVERY_ROUND)), [1, 2, 4, 256]);
        assert_eq!([10, 64, u32::MAX].map(|failures| seconds(failures, MINUTE)), [300; 3]);
        assert_eq!([1, 12, 13, u32::MAX].map(|failures| seconds(failures, HOUR)), [1, 2_048, 3_600, 3_600]);
    }

    #[test]
    fn chore_names_are_unique() {
        let names: std::collections::BTreeSet<_> = CHORES.iter().map(|chore| chore.name).collect();
        assert_eq!(names.len(), CHORES.len());
    }
}
