//! The import worker: runs imports in the background of a server.
//!
//! The worker runs every import that is started on this server at once, and looks every few seconds for imports whose lease
//! has expired because their program stopped. Whether that program was an earlier run of this one cannot be known, so the
//! lease must expire first, also on SQLite: the command line may import beside a server. Imports run concurrently; when the
//! worker is dropped, a batch in progress is rolled back and the import continues later.

use crate::{Engine, Error};
use domain::ids::ImportId;
use std::{collections::HashMap, time::Duration};
use tokio::task::{Id, JoinSet};

/// How often the worker looks for imports to continue.
const POLL: Duration = Duration::from_secs(10);
/// Attempts without progress after which an import is left to the next poll.
const ATTEMPTS: u32 = 20;
/// The wait after the first failed attempt. It doubles with each further one, up to [`BACKOFF_DOUBLINGS`] times.
const BACKOFF: Duration = Duration::from_millis(100);
const BACKOFF_DOUBLINGS: u32 = 6;

impl Engine {
    /// Runs imports for as long as the future is polled.
    pub async fn run_imports(&self) {
        let mut tasks = JoinSet::new();
        let mut running: HashMap<Id, ImportId> = HashMap::new();
        loop {
            match self.resumable_imports().await {
                Ok(imports) => {
                    for import in imports {
                        if running.values().all(|other| *other != import) {
                            let task = tasks.spawn(run_with_retries(self.for_background(), import));
                            running.insert(task.id(), import);
                        }
                    }
                }
                Err(error) => tracing::error!(%error, "failed to look for imports to run; retrying in 10 s"),
            }
            tokio::select! {
                () = self.import_started.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                Some(ended) = tasks.join_next_with_id() => {
                    let id = ended.map_or_else(|panic| panic.id(), |(id, ())| id);
                    running.remove(&id);
                }
            }
        }
    }
}

/// Runs an import, retrying while other writers are in the way.
async fn run_with_retries(engine: Engine, import: ImportId) {
    let mut failed = 0;
    while failed < ATTEMPTS {
        let mut progressed = false;
        match engine.run_import(import, |_| progressed = true).await {
            Ok(()) => return,
            Err(Error::Busy) => {
                failed = if progressed { 0 } else { failed + 1 };
                tokio::time::sleep(BACKOFF * 2_u32.pow(failed.min(BACKOFF_DOUBLINGS))).await;
            }
            Err(error) => {
                tracing::error!(import = import.0, %error, "an import failed; it continues later");
                return;
            }
        }
    }
    tracing::warn!(import = import.0, "an import is blocked by other writers; it continues later");
}
