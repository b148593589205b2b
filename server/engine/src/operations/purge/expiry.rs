//! The end of retention: purges that the program itself enqueues.

use crate::{
    Result,
    db::Sql,
    operations::Operations,
    operations::{count, new_operation::NewOperation},
};
use domain::{
    ids::ObjectId,
    operation::{OperationKind, SelectionSummary},
    surface::Surface,
    time::Timestamp,
};

/// Seconds between two such purges of one object: what expires within is purged together, and what could not be purged is
/// not tried again at once.
const APART: i64 = 3_600;

impl Operations {
    /// Enqueues a purge of the records of each object whose retention is over and that are not on hold. Several programs on
    /// one database enqueue one.
    pub(crate) async fn purge_expired(&self) -> Result<()> {
        let objects = self.store.all(Sql::new("SELECT id FROM object ORDER BY id")).await?;
        for row in objects {
            self.purge_expired_of(ObjectId(row.int("id")?)).await?;
        }
        Ok(())
    }

    async fn purge_expired_of(&self, object: ObjectId) -> Result<()> {
        let now = self.store.now();
        if self.store.optional(latest(object, now)).await?.is_some() {
            return Ok(());
        }
        let sql = Sql::new(
            "SELECT r.id FROM operation AS o JOIN record AS r ON r.object_id = o.object_id AND r.deletion = o.id \
                  WHERE o.object_id = ",
        )
        .bind(object)
        .push(" AND o.expires_at <= ")
        .bind(now)
        .push(" AND NOT")
        .push(super::HELD);
        let mut tx = self.store.snapshot().await?;
        let ids = tx.ints(sql).await?;
        drop(tx);
        if ids.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        // Of two programs the second waits here and then finds the purge of the first.
        tx.lock_row("object", object).await?;
        if tx.optional(latest(object, now)).await?.is_some() {
            return Ok(());
        }
        let new = NewOperation::new(OperationKind::Purge, object, None, Surface::Retention, now);
        let new = NewOperation { total: count(ids.len()), selection: Some(SelectionSummary::Expired), ..new };
        self.enqueue(tx, new, ids, Vec::new()).await?;
        Ok(())
    }
}

/// The latest such purge, if it is less than [`APART`] old.
fn latest(object: ObjectId, now: Timestamp) -> Sql {
    Sql::new(
        "SELECT id FROM operation WHERE actor_id IS NULL AND kind = 'purge' AND surface = 'retention' AND object_id = ",
    )
    .bind(object)
    .push(" AND created_at > ")
    .bind(now.plus_seconds(-APART))
    .push(" LIMIT 1")
}
