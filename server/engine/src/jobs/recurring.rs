//! Recurring jobs: work that runs by itself, at most once per period in all programs of a database.

use super::{Handler, Job, JobFuture, Progress};
use crate::Engine;
use domain::job::JobKind;

/// A recurring job made of two calls of the engine.
pub struct Recurring {
    kind: JobKind,
    is_due: for<'a> fn(&'a Engine) -> JobFuture<'a, bool>,
    run: for<'a> fn(&'a Engine) -> JobFuture<'a, bool>,
}

impl Recurring {
    /// A job that asks `is_due`, which only reads, before it is claimed, and calls `run` until that returns `false`.
    pub const fn new(
        kind: JobKind,
        is_due: for<'a> fn(&'a Engine) -> JobFuture<'a, bool>,
        run: for<'a> fn(&'a Engine) -> JobFuture<'a, bool>,
    ) -> Self {
        Self { kind, is_due, run }
    }

    /// A job that is due whenever its time has come.
    pub const fn always(kind: JobKind, run: for<'a> fn(&'a Engine) -> JobFuture<'a, bool>) -> Self {
        Self::new(kind, |_| Box::pin(async { Ok(true) }), run)
    }
}

impl Handler for Recurring {
    fn kind(&self) -> JobKind {
        self.kind
    }

    fn is_due<'a>(&'a self, engine: &'a Engine) -> JobFuture<'a, bool> {
        (self.is_due)(engine)
    }

    fn run<'a>(&'a self, engine: &'a Engine, _: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async move { Ok(if (self.run)(engine).await? { Progress::More } else { Progress::Done }) })
    }
}
