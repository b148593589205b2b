//! Background jobs: rows of `job` that workers claim, run and remove.
//!
//! - A job is enqueued in the transaction that causes it, so there is never the one without the other.
//! - There is one job of a kind for a subject. Enqueueing it again while it runs makes it run once more.
//! - Handlers are idempotent. A worker that dies leaves a job whose lease runs out; another worker runs it again.
//! - A job that fails is tried again with growing waits and keeps no other job from running. After
//!   [`domain::job::MAX_ATTEMPTS`] attempts it is dead until an admin retries it. A recurring job is never dead.
//!
//! Several programs on one PostgreSQL share the jobs. A claim is an `UPDATE` that sets the lease; a handler that changes
//! data renews the lease in the transaction of the change, and changes nothing where another worker has the job by then.

mod claim;
mod list;
mod queue;
mod recurring;
mod worker;

pub(crate) use list::Failures;
pub use list::JobMetrics;
pub(crate) use queue::enqueue;
pub use recurring::Recurring;
pub use worker::{Handler, Progress, Worker};

use crate::{Error, Result, db::Store};
use domain::{
    ids::JobId,
    job::{JobKind, Lane},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, pin::Pin, sync::Arc};
use tokio::sync::Notify;

/// What a handler's method returns.
pub type JobFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// The queue of background jobs.
#[derive(Clone)]
pub struct Jobs {
    store: Store,
    wakers: Wakers,
    failures: Failures,
}

impl Jobs {
    pub(crate) fn new(store: Store, wakers: Wakers, failures: Failures) -> Self {
        Self { store, wakers, failures }
    }

    /// Lets the worker of a lane look for jobs at once. Call it after the transaction that enqueued one has committed.
    pub(crate) fn wake(&self, lane: Lane) {
        self.wakers.wake(lane);
    }
}

/// A job that a worker has claimed.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its identity.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// What it is about; empty for a recurring job.
    pub subject: String,
    /// Failed attempts in a row before this one.
    pub attempts: i64,
    payload: Option<serde_json::Value>,
    revision: i64,
    /// The worker that claimed it.
    owner: i64,
}

impl Job {
    /// The payload it was enqueued with.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where the payload is not a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T> {
        let payload = self.payload.clone().unwrap_or_default();
        serde_json::from_value(payload).map_err(|error| Error::Corrupt(format!("payload of {}: {error}", self.kind)))
    }
}

/// Wakes the workers of this program, one signal a lane.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wakers(Arc<BTreeMap<Lane, Notify>>);

impl Wakers {
    /// One for each lane.
    pub fn new() -> Self {
        Self(Arc::new(Lane::ALL.into_iter().map(|lane| (lane, Notify::new())).collect()))
    }

    fn wake(&self, lane: Lane) {
        if let Some(notify) = self.0.get(&lane) {
            notify.notify_one();
        }
    }

    async fn woken(&self, lane: Lane) {
        match self.0.get(&lane) {
            Some(notify) => notify.notified().await,
            None => std::future::pending().await,
        }
    }
}
