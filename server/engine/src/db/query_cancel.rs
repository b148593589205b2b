//! Cancels a running query in the database when its request is dropped.
//!
//! A client that disconnects drops the future of its request, and with it the transaction; the last query would still run to its
//! end in the database. SQLite polls a flag from its progress handler; PostgreSQL is cancelled from another connection.

use super::{Sql, Store, Tx, driver::Open};
use crate::{Result, db::Row};
use sqlx::PgPool;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Virtual machine instructions of SQLite between two calls of the progress handler: about 0.1 ms.
const STEPS: i32 = 10_000;

/// Numbers the guarded transactions of this process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Cancels the running query of a transaction when dropped, unless [`CancelOnDrop::done`] was called. Declare it after the
/// transaction, so that it is dropped first.
pub(crate) struct CancelOnDrop(Option<Stop>);

enum Stop {
    /// The flag that the progress handler polls.
    Sqlite(Arc<AtomicBool>),
    /// The backend process of PostgreSQL, and the `application_name` of the transaction.
    Postgres { pool: PgPool, process: i64, name: String },
}

impl Store {
    /// Guards a transaction: its running query is cancelled when the guard is dropped.
    pub async fn cancel_on_drop(&self, tx: &mut Tx) -> Result<CancelOnDrop> {
        if let Open::Sqlite(open) = &mut tx.open {
            let unwanted = Arc::new(AtomicBool::new(false));
            let asked = unwanted.clone();
            // The pool removes the handler when the connection is returned.
            open.lock_handle().await?.set_progress_handler(STEPS, move || !asked.load(Ordering::Relaxed));
            return Ok(CancelOnDrop(Some(Stop::Sqlite(unwanted))));
        }
        let Some(pool) = &self.stops else { return Ok(CancelOnDrop(None)) };
        let name = format!("reprieve {} {}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let sql =
            Sql::new("SELECT CAST(pg_backend_pid() AS BIGINT) AS process, set_config('application_name', $1, TRUE)");
        let row = tx.optional(sql.with(&name)).await?;
        let process = row.as_ref().map(|row: &Row| row.int("process")).transpose()?.unwrap_or_default();
        Ok(CancelOnDrop(Some(Stop::Postgres { pool: pool.clone(), process, name })))
    }
}

impl CancelOnDrop {
    /// Disarms the guard: the transaction completed.
    pub fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        match self.0.take() {
            Some(Stop::Sqlite(unwanted)) => unwanted.store(true, Ordering::Relaxed),
            Some(Stop::Postgres { pool, process, name }) => {
                let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
                runtime.spawn(async move {
                    // The name is compared too, because the process may serve another transaction by now.
                    let stop = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity \
                                WHERE pid = $1 AND application_name = $2 AND state = 'active'";
                    let stopped = sqlx::query(stop).bind(process).bind(name).execute(&pool).await;
                    if let Err(error) = stopped {
                        tracing::warn!(%error, "failed to cancel a query whose request was dropped; it runs to its end");
                    }
                });
            }
            None => {}
        }
    }
}
