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
    /// Writes a frozen set and lets its operation begin. Goes on when whoever asked does not wait for the answer any
    /// more: they will ask again.
    pub(super) async fn freeze(&self, operation: OperationId, mut ids: Vec<i64>) -> Result<()> {
        // In the order of the index they enter.
        ids.sort_unstable();
        let engine = self.clone();
        let frozen = tokio::spawn(async move {
            let frozen = engine.write_set(operation, &ids).await;
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

    async fn write_set(&self, operation: OperationId, ids: &[i64]) -> Result<()> {
        for chunk in ids.chunks(self.limits.frozen) {
            let mut tx = self.db.write().await?;
            let sql = Sql::new("UPDATE operation SET lease_until = ").bind(kept_until(self.now()));
            still_preparing(&mut tx, sql, operation).await?;
            items::freeze(&mut tx, operation, chunk).await?;
            tx.commit().await?;
        }
        let mut tx = self.db.write().await?;
        let waits = self.tell_approvers(&mut tx, operation).await?;
        let sql = Sql::new("UPDATE operation SET lease_until = 0, state = ");
        let sql = sql.bind(if waits { "waiting" } else { "running" });
        still_preparing(&mut tx, sql, operation).await?;
        if !waits {
            note_begun(&mut tx, operation).await?;
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(())
    }

    /// Gives up the operations whose set did not become whole.
    pub(super) async fn sweep_unbegun(&self) -> Result<()> {
        let now = self.now();
        let sql = Sql::new("SELECT id FROM operation WHERE state = 'preparing' AND lease_until < ").bind(now);
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
        tx.execute(Sql::new("DELETE FROM operation_item WHERE operation_id = ").bind(id)).await?;
        tx.execute(Sql::new("DELETE FROM approval WHERE operation_id = ").bind(id)).await?;
        tx.execute(Sql::new("DELETE FROM operation WHERE id = ").bind(id)).await?;
        tx.commit().await
    }
}

/// Changes an operation that is being prepared; fails when it was given up meanwhile.
async fn still_preparing(tx: &mut Tx, change: Sql, operation: OperationId) -> Result<()> {
    let sql = change.push(" WHERE state = 'preparing' AND id = ").bind(operation);
    if tx.execute(sql).await? == 0 { Err(Error::Busy) } else { Ok(()) }
}
