//! The workers of background jobs, with the handlers of every area.
//!
//! Each piece of recurring maintenance is a [job](crate::jobs): it runs in one program of a database at a time, is tried
//! again with back-off where it fails, and keeps neither the others nor operations from running. All of it is idempotent.
//! A new one is a kind of [`JobKind`] and a line here.

use crate::{
    Engine,
    imports::RunImport,
    jobs::{Handler, Recurring, Worker},
    operations::Runner,
    privacy::{EraseAgain, FinishErasure},
};
use domain::job::{JobKind, Lane};
use std::sync::Arc;

impl Engine {
    /// The background loop of one program: maintenance, and the operations that are too large for a request.
    pub fn runner(&self) -> Runner {
        let engine = self.for_background();
        let worker = Worker::new(engine.jobs().clone(), Lane::Maintenance, engine.maintenance());
        Runner::new(engine.operations().clone(), worker)
    }

    /// A worker that runs the imports of uploaded files, and those that other programs left.
    pub fn import_worker(&self) -> Worker {
        // Definitions may change between two turns of an import.
        let engine = self.for_background();
        let handler: Arc<dyn Handler> = Arc::new(RunImport(engine.imports().clone()));
        Worker::new(engine.jobs().clone(), Lane::Imports, [handler])
    }

    /// A worker that finishes erasures.
    pub fn privacy_worker(&self) -> Worker {
        let engine = self.for_background();
        let handlers: [Arc<dyn Handler>; 2] =
            [Arc::new(FinishErasure(engine.privacy().clone())), Arc::new(EraseAgain(engine.privacy().clone()))];
        Worker::new(engine.jobs().clone(), Lane::Privacy, handlers)
    }

    /// A worker that queues digests and deletes messages whose retention is over.
    pub fn outbox_worker(&self) -> Worker {
        let engine = self.for_background();
        let handlers: [Arc<dyn Handler>; 2] = [
            Arc::new(Recurring::always(JobKind::QueueDigests, engine.operations().clone(), |operations| {
                Box::pin(operations.queue_digests())
            })),
            Arc::new(Recurring::always(JobKind::DeleteExpiredMail, engine.outbox().clone(), |outbox| {
                Box::pin(async { outbox.delete_expired_mail().await.map(|()| false) })
            })),
        ];
        Worker::new(engine.jobs().clone(), Lane::Outbox, handlers)
    }

    /// The handlers of the lane of maintenance.
    fn maintenance(&self) -> Vec<Arc<dyn Handler>> {
        let (audit, operations) = (self.audit(), self.operations());
        vec![
            Arc::new(Recurring::new(
                JobKind::SealAudit,
                audit.clone(),
                |audit| Box::pin(audit.has_unsealed()),
                |audit| Box::pin(async { audit.seal_audit().await.map(|()| false) }),
            )),
            Arc::new(Recurring::new(
                JobKind::AbandonPreparing,
                operations.clone(),
                |operations| Box::pin(operations.has_abandoned()),
                |operations| Box::pin(async { operations.discard_abandoned().await.map(|()| false) }),
            )),
            Arc::new(Recurring::always(JobKind::PurgeExpired, operations.clone(), |operations| {
                Box::pin(async { operations.purge_expired().await.map(|()| false) })
            })),
            Arc::new(Recurring::always(JobKind::DeclineUnanswered, operations.clone(), |operations| {
                Box::pin(async { operations.decline_unanswered().await.map(|()| false) })
            })),
            Arc::new(Recurring::always(JobKind::DetectAnomalies, operations.clone(), |operations| {
                Box::pin(async { operations.detect_deletion_anomalies().await.map(|()| false) })
            })),
            Arc::new(Recurring::always(JobKind::RemoveArchived, self.objects().clone(), |objects| {
                Box::pin(objects.remove_archived())
            })),
            Arc::new(Recurring::always(JobKind::DeleteExpiredSignIns, self.people().clone(), |people| {
                Box::pin(async { people.delete_expired_oidc_logins().await.map(|()| false) })
            })),
            Arc::new(Recurring::always(JobKind::DeleteExpiredAudit, audit.clone(), |audit| {
                Box::pin(audit.delete_expired_audit_events())
            })),
        ]
    }
}
