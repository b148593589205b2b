//! Recurring jobs: work that runs by itself, at most once per period in all programs of a database.

use super::{Handler, Job, JobFuture, Progress};
use domain::job::JobKind;

/// A recurring job made of two calls of an area.
pub struct Recurring<A> {
    kind: JobKind,
    area: A,
    is_due: for<'a> fn(&'a A) -> JobFuture<'a, bool>,
    run: for<'a> fn(&'a A) -> JobFuture<'a, bool>,
}

impl<A> Recurring<A> {
    /// A job that asks `is_due`, which only reads, before it is claimed, and calls `run` until that returns `false`.
    pub const fn new(
        kind: JobKind,
        area: A,
        is_due: for<'a> fn(&'a A) -> JobFuture<'a, bool>,
        run: for<'a> fn(&'a A) -> JobFuture<'a, bool>,
    ) -> Self {
        Self { kind, area, is_due, run }
    }

    /// A job that is due whenever its time has come.
    pub const fn always(kind: JobKind, area: A, run: for<'a> fn(&'a A) -> JobFuture<'a, bool>) -> Self {
        Self::new(kind, area, |_| Box::pin(async { Ok(true) }), run)
    }
}

impl<A: Send + Sync> Handler for Recurring<A> {
    fn kind(&self) -> JobKind {
        self.kind
    }

    fn is_due(&self) -> JobFuture<'_, bool> {
        (self.is_due)(&self.area)
    }

    fn run<'a>(&'a self, _: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async move { Ok(if (self.run)(&self.area).await? { Progress::More } else { Progress::Done }) })
    }
}
