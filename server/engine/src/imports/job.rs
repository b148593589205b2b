//! The job that runs an import in the background of a server.

use crate::{
    Engine,
    jobs::{Handler, Job, JobFuture, Progress, Worker},
};
use domain::job::{JobKind, Lane};
use std::sync::Arc;

/// Batches of an import before the other imports have their turn.
const TURN: usize = 4;

struct RunImport;

impl Handler for RunImport {
    fn kind(&self) -> JobKind {
        JobKind::RunImport
    }

    fn run<'a>(&'a self, engine: &'a Engine, job: &'a Job) -> JobFuture<'a, Progress> {
        // Definitions may change between two turns.
        Box::pin(async { engine.for_background().run_claimed_import(job, Some(TURN), &mut |_| {}).await })
    }
}

impl Engine {
    /// A worker that runs the imports of uploaded files, and those that other programs left.
    pub fn import_worker(&self) -> Worker {
        Worker::new(self.clone(), Lane::Imports, [Arc::new(RunImport) as Arc<dyn Handler>])
    }
}
