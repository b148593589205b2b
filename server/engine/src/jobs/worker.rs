//! The worker of a lane: it claims jobs and lets each of them do a part of its work in turn.

use super::{Job, JobFuture, Jobs};
use crate::{Error, Result};
use domain::{
    job::{JobKind, Lane},
    time::Timestamp,
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// How long a worker waits for a signal before it looks for jobs of other programs.
const POLL: Duration = Duration::from_secs(1);

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The job is done.
    Done,
    /// There is more to do, after the other jobs of the lane had their turn.
    More,
    /// Nothing more can be done before then. It counts as no failure.
    Later(Timestamp),
    /// Another worker has the job by now.
    Lost,
}

/// What runs the jobs of one kind. It is called again for a job that was cut off, so it must be idempotent.
pub trait Handler: Send + Sync {
    /// The kind of its jobs.
    fn kind(&self) -> JobKind;

    /// Whether a recurring job has anything to do. It only reads, and is asked before the job is claimed, so that an idle
    /// program writes nothing.
    fn is_due(&self) -> JobFuture<'_, bool> {
        Box::pin(async { Ok(true) })
    }

    /// Does a part of a job: little enough that the other jobs of its lane can wait for it.
    fn run<'a>(&'a self, job: &'a Job) -> JobFuture<'a, Progress>;
}

/// Runs the jobs of one lane.
pub struct Worker {
    jobs: Jobs,
    lane: Lane,
    handlers: BTreeMap<JobKind, Arc<dyn Handler>>,
    /// Tells this worker's leases from those of others.
    owner: i64,
    /// Claimed jobs that have more to do, in the order of their turns.
    held: Vec<Job>,
    /// When each recurring job is next looked at.
    next_look: BTreeMap<JobKind, Timestamp>,
}

impl Worker {
    /// A worker of a lane with those of the handlers whose kinds belong there. Jobs without a handler are left alone.
    pub fn new(jobs: Jobs, lane: Lane, handlers: impl IntoIterator<Item = Arc<dyn Handler>>) -> Self {
        let owner = i64::from_be_bytes(jobs.store.random());
        let worker =
            Self { jobs, lane, handlers: BTreeMap::new(), owner, held: Vec::new(), next_look: BTreeMap::new() };
        worker.with_handlers(handlers)
    }

    /// The same worker, which holds the same jobs, with other handlers.
    #[must_use]
    pub fn with_handlers(mut self, handlers: impl IntoIterator<Item = Arc<dyn Handler>>) -> Self {
        let handlers = handlers.into_iter().filter(|handler| handler.kind().lane() == self.lane);
        self.handlers = handlers.map(|handler| (handler.kind(), handler)).collect();
        self
    }

    /// Runs for as long as the program does.
    pub async fn run(mut self) {
        loop {
            match self.round().await {
                Ok(true) => {}
                Ok(false) => self.wait().await,
                Err(error) => {
                    tracing::error!(lane = ?self.lane, %error, "failed to claim or finish jobs; trying again in 1 s");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Gives each job that is due a turn. Returns whether any of them came further.
    ///
    /// # Errors
    /// If the rows of jobs cannot be read or written. A handler that fails is no error of the worker.
    pub async fn round(&mut self) -> Result<bool> {
        self.claim().await?;
        let mut further = false;
        for job in std::mem::take(&mut self.held) {
            further |= self.turn(job).await?;
            tokio::task::yield_now().await;
        }
        Ok(further)
    }

    /// Waits for a signal, or for [`POLL`]: another program may have enqueued a job, or the time of one may have come.
    pub async fn wait(&self) {
        // Without a signal the time is over, which is as good a reason to look.
        let _ = tokio::time::timeout(POLL, self.jobs.wakers.woken(self.lane)).await;
    }

    async fn claim(&mut self) -> Result<()> {
        let room = self.lane.capacity() - i64::try_from(self.held.len()).unwrap_or(i64::MAX);
        let kinds: Vec<JobKind> = self.handlers.keys().copied().filter(|kind| kind.every().is_none()).collect();
        self.held.extend(self.jobs.claim_jobs(self.owner, &kinds, room).await?);
        for handler in self.handlers.values() {
            let kind = handler.kind();
            let Some(every) = kind.every() else { continue };
            let now = self.jobs.store.now();
            if self.next_look.get(&kind).is_some_and(|next| *next > now) || self.held.iter().any(|job| job.kind == kind)
            {
                continue;
            }
            self.next_look.insert(kind, now.plus(every));
            match handler.is_due().await {
                Ok(true) => self.held.extend(self.jobs.claim_recurring(self.owner, kind).await?),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(job = %kind, %error, "failed to look whether a recurring job is due; trying again later");
                }
            }
        }
        Ok(())
    }

    /// Lets a job do a part of its work. Returns whether it came further.
    async fn turn(&mut self, job: Job) -> Result<bool> {
        let Some(handler) = self.handlers.get(&job.kind) else { return Ok(false) };
        match handler.run(&job).await {
            // Where others were in the way, the job keeps its place.
            Ok(Progress::More) | Err(Error::Busy) => self.held.push(job),
            Ok(Progress::Done) => self.jobs.complete_job(&job).await?,
            Ok(Progress::Later(run_at)) => {
                self.jobs.release_job(&job, run_at).await?;
                return Ok(false);
            }
            Ok(Progress::Lost) => return Ok(false),
            Err(error) => {
                self.jobs.failures.count(job.kind);
                let next = self.jobs.fail_job(&job, &error).await?;
                if let (Some(next), Some(_)) = (next, job.kind.every()) {
                    self.next_look.insert(job.kind, next);
                }
                let retry_at = next.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
                tracing::error!(job = %job.kind, subject = job.subject, %error, retry_at, "a job failed");
                return Ok(false);
            }
        }
        Ok(true)
    }
}
