//! Retention of audit events.

use super::{LOCK, chain::Link, note};
use crate::{
    Result,
    audit::Audit,
    db::{Sql, Tx},
};
use domain::{
    audit::{AUDIT_DAYS, Event},
    policy::Administrator,
};

const SETTING: &str = "audit_days";
/// Events deleted per transaction.
const CHUNK: i64 = 2_000;

impl Audit {
    /// The retention of events, in days.
    pub async fn audit_days(&self) -> Result<i64> {
        days(&mut self.store.snapshot().await?).await
    }

    /// Sets the retention of events. `to` must be within the limits of [`domain::audit`]. Older events are deleted
    /// soon after.
    pub async fn set_audit_days(&self, by: Administrator, to: i64) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.lock(None, &[LOCK]).await?;
        let from = days(&mut tx).await?;
        if from == to {
            return Ok(());
        }
        let sql = Sql::new(
            "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        );
        tx.execute(sql.with(SETTING).with(to.to_string())).await?;
        note(&mut tx, Some(by.user()), &Event::AuditKept { from, to }, self.store.now()).await?;
        tx.commit().await
    }

    /// Deletes a batch of expired events, in whole days and from the start of the chain; the hash of the last one
    /// becomes the new anchor. Returns whether there may be more.
    pub async fn delete_expired_audit_events(&self) -> Result<bool> {
        let mut tx = self.store.snapshot().await?;
        let before = self.store.now().date().start().plus_days(-days(&mut tx).await?);
        let oldest = "SELECT e.created_at AS value FROM audit_seal AS s JOIN audit_event AS e ON e.id = s.event_id \
                      ORDER BY s.seq LIMIT 1";
        if tx.value::<i64>(Sql::new(oldest)).await?.is_none_or(|at| at >= before.0) {
            return Ok(false);
        }
        drop(tx);
        let mut tx = self.store.write().await?;
        tx.lock(None, &[LOCK]).await?;
        let sql = Sql::new(
            "SELECT s.seq, s.event_id, s.hash, e.created_at FROM audit_seal AS s LEFT JOIN audit_event AS e \
             ON e.id = s.event_id ORDER BY s.seq LIMIT ",
        );
        let rows = tx.all(sql.bind(CHUNK)).await?;
        let (mut ids, mut last) = (Vec::new(), None);
        for row in &rows {
            // A sealed event is missing: verification must report it before it is deleted.
            if row.get::<Option<i64>>("created_at")?.is_none_or(|at| at >= before.0) {
                break;
            }
            ids.push(row.int("event_id")?);
            last = Some(Link { seq: row.int("seq")?, hash: row.text("hash")? });
        }
        let Some(last) = last else { return Ok(false) };
        let events = i64::try_from(ids.len()).unwrap_or(CHUNK);
        // The anchor moves first: a trigger refuses to delete an event that it has not passed.
        let sql = Sql::new("UPDATE audit_anchor SET seq = ").bind(last.seq).push(", hash = ").bind(&last.hash);
        tx.execute(sql).await?;
        tx.execute(Sql::new("DELETE FROM audit_event WHERE id IN ").in_list(ids)).await?;
        tx.execute(Sql::new("DELETE FROM audit_seal WHERE seq <= ").bind(last.seq)).await?;
        note(&mut tx, None, &Event::AuditForgotten { events }, self.store.now()).await?;
        tx.commit().await?;
        Ok(events == CHUNK)
    }
}

async fn days(tx: &mut Tx) -> Result<i64> {
    let sql = Sql::new("SELECT value FROM setting WHERE key = ").bind(SETTING);
    Ok(tx.value::<String>(sql).await?.and_then(|days| days.parse().ok()).unwrap_or(AUDIT_DAYS))
}
