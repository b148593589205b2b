//! The background loop: runs the [maintenance](super::maintenance) and the operations that are too large for one transaction.
//!
//! Invariants:
//!
//! - An operation is run through its frozen set in the order of ids, in batches of one transaction each, see
//!   [`super::batch`]. A program that is killed between two batches loses nothing, and nothing is done twice.
//! - Each running operation gets a batch in turn, so a large one does not delay the others. One that fails is logged, is
//!   tried again in the next round, and stops neither the others nor the maintenance.
//! - A batch that the database refuses because of one of its records is tried again in halves until that record is alone;
//!   it is skipped, the operation says so, and goes on (L66).
//!
//! Concurrency: several programs on one PostgreSQL share the work. The one that takes a batch holds a lease on the
//! operation and goes on with it; when it is killed the lease runs out, and another goes on. The lease only spares useless
//! work: what makes a batch happen once is the row of the operation, which each batch locks first and whose watermark it
//! moves last. On SQLite there is one program, which takes over at once when it starts.
//!
//! The size of a batch follows from how long the last one kept other writers waiting, measured by a clock that does not
//! step.

use crate::{Error, Result, db::Sql, jobs::Worker, operations::Operations};
use domain::ids::OperationId;
use std::{collections::BTreeMap, time::Duration};

/// How long a batch should keep other writers waiting.
const BATCH_TARGET: Duration = Duration::from_millis(50);
/// How long the loop waits for work at most. Another program may enqueue some, and maintenance is due.
const IDLE: Duration = Duration::from_secs(1);

/// The background loop of one program.
pub struct Runner {
    operations: Operations,
    /// The owner of its leases.
    me: i64,
    /// Records of the next batch of each operation.
    sizes: BTreeMap<OperationId, i64>,
    maintenance: Worker,
}

impl Runner {
    /// A runner of these operations and of the jobs of maintenance, with a random id that tells its leases from those of
    /// other programs.
    pub(crate) fn new(operations: Operations, maintenance: Worker) -> Self {
        let me = i64::from_be_bytes(operations.store.random());
        Self { operations, me, sizes: BTreeMap::new(), maintenance }
    }

    /// Gives each job of maintenance that is due a turn, then a batch of every running operation. Returns whether an operation made
    /// progress. A job or an operation that fails is logged and tried again; the others run all the same.
    ///
    /// # Errors
    ///
    /// Fails when the running operations cannot be listed.
    pub async fn round(&mut self) -> Result<bool> {
        if let Err(error) = self.maintenance.round().await {
            tracing::error!(%error, "failed to claim or finish jobs of maintenance; trying again in the next round");
        }
        let runnable = self.operations.runnable_operations(self.me).await?;
        self.sizes.retain(|id, _| runnable.contains(id));
        let mut progress = false;
        for id in runnable {
            progress |= self.run(id).await;
            tokio::task::yield_now().await;
        }
        Ok(progress)
    }

    /// Runs a batch of an operation and chooses the size of the next one. Returns whether there was progress.
    async fn run(&mut self, id: OperationId) -> bool {
        let limits = self.operations.limits;
        let size = self.sizes.entry(id).or_insert(limits.first_batch);
        match self.operations.run_batch(self.me, id, *size).await {
            Ok(None) | Err(Error::Busy) => true,
            Ok(Some(took)) => {
                *size = next_size(*size, took).clamp(limits.min_batch, limits.max_batch);
                true
            }
            Err(error) if error.is_about_a_row() && *size > 1 => {
                *size /= 2;
                true
            }
            Err(error) if error.is_about_a_row() => {
                tracing::error!(operation = id.0, %error, "the database refuses to change a record; skipping it");
                let skipped = self.operations.skip_record(self.me, id).await;
                if let Err(error) = &skipped {
                    tracing::error!(operation = id.0, %error, "failed to skip a record; retrying in the next round");
                }
                skipped.is_ok()
            }
            Err(error) => {
                tracing::error!(operation = id.0, %error, "a batch failed; retrying in the next round");
                false
            }
        }
    }

    /// Waits until an operation is enqueued in this program, at most a second.
    pub async fn wait(&self) {
        // Timing out is the usual case.
        let _ = tokio::time::timeout(IDLE, self.operations.work.notified()).await;
    }
}

/// As many records as would have taken [`BATCH_TARGET`], at most twice and at least half of `size`.
fn next_size(size: i64, took: Duration) -> i64 {
    let micros = |duration: Duration| i64::try_from(duration.as_micros()).unwrap_or(i64::MAX).max(1);
    (size.saturating_mul(micros(BATCH_TARGET)) / micros(took)).clamp(size / 2, size.saturating_mul(2))
}

impl Operations {
    /// Releases the leases of a program that was killed, where only one runs at a time: this one starts, so the other is
    /// gone. Does nothing where several share the work; there a lease has to run out.
    pub async fn take_over_operations(&self) -> Result<()> {
        if self.store.is_shared() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        tx.execute(Sql::new("UPDATE operation SET lease_until = 0 WHERE state IN ('preparing', 'running')")).await?;
        tx.commit().await
    }

    /// The running operations that no other program holds a lease on.
    async fn runnable_operations(&self, me: i64) -> Result<Vec<OperationId>> {
        let sql = Sql::new("SELECT id FROM operation WHERE state = 'running' AND (lease_owner = ")
            .bind(me)
            .push(" OR lease_until < ")
            .bind(self.store.now())
            .push(") ORDER BY id");
        self.store.all(sql).await?.iter().map(|row| row.int("id").map(OperationId)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_size_follows_the_time_it_took() {
        let next = |millis| next_size(1_000, Duration::from_millis(millis));
        assert_eq!([0, 10, 50, 80, 100, 10_000].map(next), [2_000, 2_000, 1_000, 625, 500, 500]);
    }
}
