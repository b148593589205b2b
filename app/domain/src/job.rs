//! Jobs: work that runs in the background, its kinds, its schedule and its retries.
//!
//! A job is a row with a kind, a payload and the moment from which it may run. It is written in the transaction that
//! causes it, and its handler is idempotent: a job that was cut off runs again.

use crate::{ids::JobId, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, time::Duration};

/// Rows of a page of jobs.
pub const JOB_PAGE: i64 = 50;
/// Attempts after which a job is dead. Recurring jobs are never dead.
pub const MAX_ATTEMPTS: i64 = 20;
/// The wait after the first failed attempt; it doubles with each further one.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// The longest wait between two attempts.
const LONGEST_RETRY: Duration = Duration::from_hours(1);

/// Jobs that wait for each other. Each lane has a worker of its own, so that a long import delays no maintenance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Imports of files.
    Imports,
    /// Recurring work on the outbox.
    Outbox,
    /// All other recurring work.
    Maintenance,
    /// Erasures of persons.
    Privacy,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 4] = [Self::Imports, Self::Outbox, Self::Maintenance, Self::Privacy];

    /// How long a job is left to the worker that claimed it, unless that renews the lease.
    pub fn lease(self) -> Duration {
        match self {
            Self::Imports => Duration::from_secs(10),
            Self::Outbox | Self::Maintenance | Self::Privacy => Duration::from_mins(5),
        }
    }

    /// How many enqueued jobs a worker holds at once.
    pub fn capacity(self) -> i64 {
        match self {
            Self::Imports => 10,
            Self::Outbox | Self::Maintenance | Self::Privacy => 1,
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $tag:literal, $lane:ident, $every:expr;)*) => {
        /// What a job does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum JobKind {
            $($(#[$doc])* $name,)*
        }

        impl JobKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in the database, in logs and in metrics.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag,)* }
            }

            /// The lane it runs in.
            pub fn lane(self) -> Lane {
                match self { $(Self::$name => Lane::$lane,)* }
            }

            /// How often it runs by itself, zero for as often as the worker looks; `None` for a job that is enqueued.
            pub fn every(self) -> Option<Duration> {
                match self { $(Self::$name => $every,)* }
            }
        }
    };
}

kinds! {
    /// Runs an import to the end of its file.
    RunImport = "import.run", Imports, None;
    /// Ends an erasure: files, the second scan, the certificate, the freed space.
    Erase = "privacy.erase", Privacy, None;
    /// Erases contacts that came back with a backup.
    EraseAgain = "privacy.erase-again", Privacy, None;
    /// Removes operations whose set was never completed.
    AbandonPreparing = "operation.abandon-preparing", Maintenance, Some(Duration::ZERO);
    /// Appends new audit events to the hash chain.
    SealAudit = "audit.seal", Maintenance, Some(Duration::ZERO);
    /// Purges what was in the trash for its whole retention.
    PurgeExpired = "trash.purge-expired", Maintenance, Some(Duration::from_mins(1));
    /// Declines deletions whose approval was not decided in time.
    DeclineUnanswered = "approval.decline-unanswered", Maintenance, Some(Duration::from_mins(1));
    /// Looks for users who deleted far more than usual today.
    DetectAnomalies = "operation.detect-anomalies", Maintenance, Some(Duration::from_mins(1));
    /// Removes archived definitions whose retention is over.
    RemoveArchived = "object.remove-archived", Maintenance, Some(Duration::from_mins(1));
    /// Queues the digests about deletions.
    QueueDigests = "mail.queue-digests", Outbox, Some(Duration::from_hours(1));
    /// Deletes messages whose retention is over.
    DeleteExpiredMail = "mail.delete-expired", Outbox, Some(Duration::from_hours(1));
    /// Deletes sign-in attempts that were abandoned.
    DeleteExpiredSignIns = "sign-in.delete-expired", Maintenance, Some(Duration::from_hours(1));
    /// Deletes audit events whose retention is over.
    DeleteExpiredAudit = "audit.delete-expired", Maintenance, Some(Duration::from_hours(1));
}

impl FromStr for JobKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.tag() == tag).ok_or(())
    }
}

impl fmt::Display for JobKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The wait before the next attempt of a job that failed `attempts` times: one second, doubled each time, at most an
/// hour.
pub fn retry_after(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 31)).unwrap_or_default();
    FIRST_RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY)
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It failed too often, and runs again only when an admin says so.
    Dead,
    /// Its last attempt failed; it is tried again.
    Retrying,
    /// A worker has it.
    Running,
    /// It waits for its time, or for a worker.
    Waiting,
}

impl JobState {
    /// All states, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Dead, Self::Retrying, Self::Running, Self::Waiting];

    /// Its word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Retrying => "retrying",
            Self::Running => "running",
            Self::Waiting => "waiting",
        }
    }
}

impl FromStr for JobState {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.tag() == tag).ok_or(())
    }
}

/// A job as the page of jobs shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// Its identity.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// What it is about, such as the number of an operation; empty for a recurring job.
    pub subject: String,
    /// How far it is.
    pub state: JobState,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// Not before then.
    pub run_at: Timestamp,
    /// The end of the last attempt that succeeded, of a recurring job.
    pub succeeded_at: Option<Timestamp>,
    /// Why the last attempt failed: a class of failure, never a value of a record.
    pub failure: Option<String>,
}

/// One page of jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// The jobs, most urgent state first, then by the moment from which they may run.
    pub rows: Vec<JobRow>,
    /// Jobs by state, in the order of [`JobState::ALL`].
    pub counts: [i64; 4],
    /// Whether there are more than a page of them.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_doubles_up_to_an_hour() {
        let seconds: Vec<u64> = (1..=4).map(|attempts| retry_after(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8]);
        assert_eq!(retry_after(0), FIRST_RETRY);
        assert_eq!(retry_after(13), LONGEST_RETRY);
        assert_eq!(retry_after(i64::MAX), LONGEST_RETRY);
    }

    #[test]
    fn tags_are_read_back() {
        for kind in JobKind::ALL {
            assert_eq!(kind.tag().parse(), Ok(*kind));
        }
        for state in JobState::ALL {
            assert_eq!(state.tag().parse(), Ok(state));
        }
        assert_eq!("nothing".parse::<JobKind>(), Err(()));
    }

    #[test]
    fn imports_and_erasures_are_enqueued_and_all_others_recur() {
        for kind in JobKind::ALL {
            assert_eq!(kind.every().is_none(), matches!(kind.lane(), Lane::Imports | Lane::Privacy), "{kind}");
        }
    }
}
