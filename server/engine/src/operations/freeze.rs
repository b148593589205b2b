//! Freezing: writing the set of an operation that is too large for one transaction.
//!
//! The ids were read in one snapshot and are written in chunks, so that the one writer of SQLite is held for moments only.
//! Until the last chunk is written the operation is `preparing` and no record is changed; then it and its children begin
//! in one transaction, and only then is the request answered. An operation whose freezing fails, or whose program is
//! killed, is discarded: at once, or by the chore `discard_abandoned`.

use super::{items, operation_audit::record_start};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
};
use domain::{ids::OperationId, operation::OperationState, time::Timestamp};

/// Seconds since its last chunk after which an operation that is being frozen counts as abandoned.
const ABANDONED_AFTER: i64 = 30;

/// The lease of an operation a chunk of whose set was written at `now`.
pub(super) fn preparing_until(now: Timestamp) -> Timestamp {
    now.plus_seconds(ABANDONED_AFTER)
}

impl Operations {
    /// Writes the sets of an operation and of its children, and lets all of them begin together. Runs to its end even if
    /// the request is cancelled: it will be sent again.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when the operation was discarded meanwhile. After any error none of the operations exists.
    pub(super) async fn freeze_sets(&self, parent: OperationId, mut sets: Vec<(OperationId, Vec<i64>)>) -> Result<()> {
        for (_, ids) in &mut sets {
            // In the order of the index they enter.
            ids.sort_unstable();
        }
        let engine = self.clone();
        let frozen = tokio::spawn(async move {
            let frozen = engine.write_sets(parent, &sets).await;
            if frozen.is_err() {
                // The same confirm may be sent again at once.
                engine.discard_unfrozen(parent, Timestamp(i64::MAX)).await?;
            }
            frozen
        });
        frozen.await.map_err(|_| Error::Busy)??;
        self.work.notify_one();
        Ok(())
    }

    async fn write_sets(&self, parent: OperationId, sets: &[(OperationId, Vec<i64>)]) -> Result<()> {
        for (operation, ids) in sets {
            for chunk in ids.chunks(self.limits.frozen) {
                let mut tx = self.store.write().await?;
                let sql = Sql::new("UPDATE operation SET lease_until = ").bind(preparing_until(self.store.now()));
                update_preparing(&mut tx, sql, parent).await?;
                items::freeze(&mut tx, *operation, chunk).await?;
                tx.commit().await?;
            }
        }
        let mut tx = self.store.write().await?;
        let waits = self.notify_approvers(&mut tx, parent).await?;
        let state = if waits { OperationState::Waiting } else { OperationState::Running };
        for (operation, _) in sets {
            let sql = Sql::new("UPDATE operation SET lease_until = 0, state = ").bind(state.tag());
            update_preparing(&mut tx, sql, *operation).await?;
            if !waits {
                record_start(&mut tx, *operation).await?;
            }
        }
        tx.commit().await?;
        self.outbox.wake();
        Ok(())
    }

    /// Discards the operations whose freezing was abandoned.
    pub(crate) async fn discard_abandoned(&self) -> Result<()> {
        let now = self.store.now();
        let sql = Sql::new(
            "SELECT id FROM operation WHERE state = 'preparing' AND parent_operation_id IS NULL AND lease_until < ",
        )
        .bind(now);
        for row in self.store.all(sql).await? {
            self.discard_unfrozen(OperationId(row.int("id")?), now).await?;
        }
        Ok(())
    }

    /// Removes an operation that is still being frozen, and its children, if its lease ran out before `now`.
    pub(super) async fn discard_unfrozen(&self, id: OperationId, now: Timestamp) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE operation SET lease_until = 0 WHERE state = 'preparing' AND id = ").bind(id);
        if tx.execute(sql.push(" AND lease_until < ").bind(now)).await? == 0 {
            return Ok(());
        }
        let mut all = tx.ints(Sql::new("SELECT id FROM operation WHERE parent_operation_id = ").bind(id)).await?;
        all.push(id.0);
        tx.execute(Sql::new("DELETE FROM operation_item WHERE operation_id IN ").in_list(all)).await?;
        tx.execute(Sql::new("DELETE FROM approval WHERE operation_id = ").bind(id)).await?;
        tx.execute(Sql::new("DELETE FROM operation WHERE parent_operation_id = ").bind(id)).await?;
        tx.execute(Sql::new("DELETE FROM operation WHERE id = ").bind(id)).await?;
        tx.commit().await
    }

    /// Whether a program was killed while it froze an operation.
    pub(crate) async fn has_abandoned(&self) -> Result<bool> {
        let sql =
            Sql::new("SELECT id FROM operation WHERE state = 'preparing' AND lease_until < ").bind(self.store.now());
        Ok(self.store.optional(sql.push(" LIMIT 1")).await?.is_some())
    }
}

/// Changes an operation that is being frozen.
///
/// # Errors
///
/// [`Error::Busy`] when it was discarded meanwhile.
async fn update_preparing(tx: &mut Tx, change: Sql, operation: OperationId) -> Result<()> {
    let sql = change.push(" WHERE state = 'preparing' AND id = ").bind(operation);
    if tx.execute(sql).await? == 0 { Err(Error::Busy) } else { Ok(()) }
}
