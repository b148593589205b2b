//! Enqueueing jobs, in the transaction that causes them.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{job::JobKind, time::Timestamp};
use serde::Serialize;

/// Enqueues a job that runs from `run_at` on. Where a job of this kind for this subject is there, it runs at the earlier
/// of the two moments; where a worker has that one now, it runs once more afterwards. A dead one lives again.
pub(crate) async fn enqueue(
    tx: &mut Tx,
    kind: JobKind,
    subject: &str,
    payload: &impl Serialize,
    run_at: Timestamp,
) -> Result<()> {
    let sql = Sql::new(
        "INSERT INTO job (kind, subject, payload, created_at, run_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (kind, subject) DO UPDATE SET revision = job.revision + 1, payload = excluded.payload, \
         run_at = CASE WHEN job.dead OR job.run_at > excluded.run_at THEN excluded.run_at ELSE job.run_at END, \
         attempts = CASE WHEN job.dead THEN 0 ELSE job.attempts END, dead = FALSE",
    );
    tx.execute(sql.with(kind.tag()).with(subject).with(serde_json::json!(payload)).with(run_at)).await?;
    Ok(())
}
