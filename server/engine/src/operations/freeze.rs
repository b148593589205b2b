//! Freezing a set that is too large for one transaction.
//!
//! Its ids come from one snapshot and are written in chunks, so that the one writer of SQLite is held for moments only.
//! The operation begins when the set is whole, and only then is somebody answered. Where that fails, or the program dies,
//! nothing was done to any record, and the operation is given up: at once, or by whoever runs operations next.

use super::{items, noted::note_begun};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
};
use domain::{ids::OperationId, time::Timestamp};

/// Seconds after which an operation whose set is not whole is given up, unless more of it was written.
const UNBEGUN: i64 = 30;

/// Until when nobody gives up an operation that more was written of just now.
pub(super) fn kept_until(now: Timestamp) -> Timestamp {
    now.plus_seconds(UNBEGUN)
}

impl Engine {
    /// Writes the frozen set of an operation and lets it begin.
    pub(super) async fn freeze(&self, operation: OperationId, ids: Vec<i64>) -> Result<()> {
        self.freeze_all(operation, vec![(operation, ids)]).await
    }

    /// Writes frozen sets, those of an operation and of its parts, and lets all of these begin together. Goes on when whoever asked does not wait for the answer any
    /// more: they will ask again.
    pub(super) async fn freeze_all(
        &self,
        operation: OperationId,
        mut sets: Vec<(OperationId, Vec<i64>)>,
    ) -> Result<()> {
        for (_, ids) in &mut sets {
            // In the order of the index they enter.
            ids.sort_unstable();
        }
        let engine = self.clone();
        let frozen = tokio::spawn(async move {
            let frozen = engine.write_sets(operation, &sets).await;
            if frozen.is_err() {
                // The same confirm may come again at once.
                engine.give_up(operation, Timestamp(i64::MAX)).await?;
            }
            frozen
        });
        frozen.await.map_err(|_| Error::Busy)??;
        self.work.notify_one();
        Ok(())
    }

    async fn write_sets(&self, operation: OperationId, sets: &[(OperationId, Vec<i64>)]) -> Result<()> {
        for (of, ids) in sets {
            for chunk in ids.chunks(self.limits.frozen) {
                let mut tx = self.db.write().await?;
                let sql = Sql::new("UPDATE operation SET lease_until = ").bind(kept_until(self.now()));
                still_preparing(&mut tx, sql, operation).await?;
                items::freeze(&mut tx, *of, chunk).await?;
                tx.commit().await?;
            }
        }
        let mut tx = self.db.write().await?;
        let waits = self.tell_approvers(&mut tx, operation).await?;
        for (of, _) in sets {
            let sql = Sql::new("UPDATE operation SET lease_until = 0, state = ");
            let sql = sql.bind(if waits { "waiting" } else { "running" });
            still_preparing(&mut tx, sql, *of).await?;
            if !waits {
                note_begun(&mut tx, *of).await?;
            }
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(())
    }

    /// Gives up the operations whose set did not become whole.
    pub(super) async fn sweep_unbegun(&self) -> Result<()> {
        let now = self.now();
        let sql = Sql::new(
            "SELECT id FROM operation WHERE state = 'preparing' AND parent_operation_id IS NULL AND lease_until < ",
        )
        .bind(now);
        for row in self.db.all(sql).await? {
            self.give_up(OperationId(row.int("id")?), now).await?;
        }
        Ok(())
    }

    /// Removes an operation that did not begin, if it was kept until before `now`.
    pub(super) async fn give_up(&self, id: OperationId, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
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
}

/// Changes an operation that is being prepared; fails when it was given up meanwhile.
async fn still_preparing(tx: &mut Tx, change: Sql, operation: OperationId) -> Result<()> {
    let sql = change.push(" WHERE state = 'preparing' AND id = ").bind(operation);
    if tx.execute(sql).await? == 0 { Err(Error::Busy) } else { Ok(()) }
}
