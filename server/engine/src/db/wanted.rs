//! Reads that may take long, and that end in the database too when nobody waits for them any more.
//!
//! A browser that leaves drops the future of its request, and with it the transaction; what the database was asked last
//! would run on to its end. SQLite asks now and then whether it shall go on; PostgreSQL is told from another connection.

use super::{Db, Sql, Tx, driver::Open};
use crate::{Result, db::Row};
use sqlx::PgPool;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Steps of SQLite's machine between two questions: about a tenth of a millisecond.
const STEPS: i32 = 10_000;

/// Tells transactions of this program apart, while they are wanted.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What a transaction runs is wanted for as long as this is held. It is declared after the transaction, so that it is
/// dropped before.
pub(crate) struct Wanted(Option<Stop>);

enum Stop {
    /// What SQLite looks at.
    Sqlite(Arc<AtomicBool>),
    /// The process of PostgreSQL that runs it, and the name it has while it does.
    Postgres { pool: PgPool, process: i64, name: String },
}

impl Db {
    /// Has a transaction stop when what is returned is dropped.
    pub async fn wanted(&self, tx: &mut Tx) -> Result<Wanted> {
        if let Open::Sqlite(open) = &mut tx.open {
            let unwanted = Arc::new(AtomicBool::new(false));
            let asked = unwanted.clone();
            // The pool takes it away again when the connection comes back.
            open.lock_handle().await?.set_progress_handler(STEPS, move || !asked.load(Ordering::Relaxed));
            return Ok(Wanted(Some(Stop::Sqlite(unwanted))));
        }
        let Some(pool) = &self.stops else { return Ok(Wanted(None)) };
        let name = format!("reprieve {} {}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let sql =
            Sql::new("SELECT CAST(pg_backend_pid() AS BIGINT) AS process, set_config('application_name', $1, TRUE)");
        let row = tx.optional(sql.with(&name)).await?;
        let process = row.as_ref().map(|row: &Row| row.int("process")).transpose()?.unwrap_or_default();
        Ok(Wanted(Some(Stop::Postgres { pool: pool.clone(), process, name })))
    }
}

impl Wanted {
    /// It has ended by itself.
    pub fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for Wanted {
    fn drop(&mut self) {
        match self.0.take() {
            Some(Stop::Sqlite(unwanted)) => unwanted.store(true, Ordering::Relaxed),
            Some(Stop::Postgres { pool, process, name }) => {
                let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
                runtime.spawn(async move {
                    // By its name too: the process may have gone on to something else.
                    let stop = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
                                WHERE pid = $1 AND application_name = $2 AND state = 'active'";
                    let stopped = sqlx::query(stop).bind(process).bind(name).execute(&pool).await;
                    if let Err(error) = stopped {
                        tracing::warn!(%error, "a read that nobody waits for runs on");
                    }
                });
            }
            None => {}
        }
    }
}
