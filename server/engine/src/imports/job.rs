//! The job that runs an import in the background of a server.

use super::Imports;
use crate::jobs::{Handler, Job, JobFuture, Progress};
use domain::job::JobKind;

/// Batches of an import before the other imports have their turn.
const TURN: usize = 4;

/// Runs the imports of uploaded files, and those that other programs left.
pub(crate) struct RunImport(pub Imports);

impl Handler for RunImport {
    fn kind(&self) -> JobKind {
        JobKind::RunImport
    }

    fn run<'a>(&'a self, job: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async { self.0.run_claimed_import(job, Some(TURN), &mut |_| {}).await })
    }
}
