//! Recurring maintenance: sealing the audit log, expiring the trash, deleting what was kept long enough.
//!
//! Each piece of work is a recurring [job](crate::jobs): it runs in one program of a database at a time, is tried again
//! with back-off where it fails, and keeps neither the others nor operations from running. All of it is idempotent. A new
//! one is a kind of [`JobKind`] and a line of [`handlers`].

use crate::{
    Engine, Result,
    db::Sql,
    jobs::{Handler, Recurring},
};
use domain::job::JobKind;
use std::sync::Arc;

/// The handlers of all recurring maintenance.
pub(super) fn handlers() -> Vec<Arc<dyn Handler>> {
    let all = [
        Recurring::new(
            JobKind::SealAudit,
            |engine| Box::pin(engine.has_unsealed_audit()),
            |engine| Box::pin(async { engine.seal_audit().await.map(|()| false) }),
        ),
        Recurring::new(
            JobKind::AbandonPreparing,
            |engine| Box::pin(engine.has_abandoned_operations()),
            |engine| Box::pin(async { engine.discard_abandoned().await.map(|()| false) }),
        ),
        Recurring::always(JobKind::PurgeExpired, |engine| {
            Box::pin(async { engine.purge_expired().await.map(|()| false) })
        }),
        Recurring::always(JobKind::DeclineUnanswered, |engine| {
            Box::pin(async { engine.decline_unanswered().await.map(|()| false) })
        }),
        Recurring::always(JobKind::DetectAnomalies, |engine| {
            Box::pin(async { engine.detect_deletion_anomalies().await.map(|()| false) })
        }),
        Recurring::always(JobKind::RemoveArchived, |engine| Box::pin(engine.remove_archived())),
        Recurring::always(JobKind::DeleteExpiredSignIns, |engine| {
            Box::pin(async { engine.delete_expired_oidc_logins().await.map(|()| false) })
        }),
        Recurring::always(JobKind::DeleteExpiredAudit, |engine| Box::pin(engine.delete_expired_audit_events())),
    ];
    all.into_iter().map(|recurring| Arc::new(recurring) as Arc<dyn Handler>).collect()
}

impl Engine {
    async fn has_unsealed_audit(&self) -> Result<bool> {
        Ok(self.db.optional(Sql::new("SELECT event_id FROM audit_unsealed LIMIT 1")).await?.is_some())
    }

    async fn has_abandoned_operations(&self) -> Result<bool> {
        let sql = Sql::new("SELECT id FROM operation WHERE state = 'preparing' AND lease_until < ").bind(self.now());
        Ok(self.db.optional(sql.push(" LIMIT 1")).await?.is_some())
    }
}
