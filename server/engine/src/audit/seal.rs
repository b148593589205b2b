//! Sealing of events into the hash chain.

use super::{
    LOCK,
    chain::{COLUMNS, Link},
};
use crate::{Result, audit::Audit, db::Sql};
use serde_json::json;

/// Events sealed per transaction.
const CHUNK: usize = 500;

impl Audit {
    /// Seals all events committed since the last call. Several programs may call it at once: each event is sealed
    /// once.
    pub async fn seal_audit(&self) -> Result<()> {
        while self.seal_some().await? {}
        Ok(())
    }

    /// Seals one batch. Returns whether there may be more.
    async fn seal_some(&self) -> Result<bool> {
        // Checked first, so that an idle system starts no write transaction.
        if self.store.optional(Sql::new("SELECT event_id FROM audit_unsealed LIMIT 1")).await?.is_none() {
            return Ok(false);
        }
        let mut tx = self.store.write().await?;
        tx.lock(None, &[LOCK]).await?;
        let sql = Sql::new("SELECT ")
            .push(COLUMNS)
            .push(" FROM audit_unsealed AS w JOIN audit_event AS e ON e.id = w.event_id ORDER BY w.event_id LIMIT ");
        let events = tx.all(sql.bind(i64::try_from(CHUNK).unwrap_or(i64::MAX))).await?;
        if events.is_empty() {
            return Ok(false);
        }
        let mut link = Link::head(&mut tx).await?;
        let (mut seals, mut ids) = (Vec::new(), Vec::new());
        for event in &events {
            link = link.next(event)?;
            ids.push(event.int("id")?);
            seals.push(json!([link.seq, ids.last(), link.hash]));
        }
        let sql = "INSERT INTO audit_seal (seq, event_id, hash) SELECT CAST(each.value ->> 0 AS BIGINT), \
                   CAST(each.value ->> 1 AS BIGINT), each.value ->> 2 FROM ";
        tx.execute(Sql::new(sql).json_rows(seals)).await?;
        tx.execute(Sql::new("DELETE FROM audit_unsealed WHERE event_id IN ").in_list(ids)).await?;
        tx.commit().await?;
        Ok(events.len() == CHUNK)
    }

    /// Whether an event waits to be sealed.
    pub(crate) async fn has_unsealed(&self) -> Result<bool> {
        Ok(self.store.optional(Sql::new("SELECT event_id FROM audit_unsealed LIMIT 1")).await?.is_some())
    }
}
