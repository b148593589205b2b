//! Hourly maintenance of the outbox: queueing of digests and deletion of old messages.

use crate::{
    Engine,
    jobs::{Handler, Recurring, Worker},
};
use domain::job::{JobKind, Lane};
use std::sync::Arc;

impl Engine {
    /// A worker that queues digests and deletes messages whose retention is over.
    pub fn outbox_worker(&self) -> Worker {
        let handlers = [
            Recurring::always(JobKind::QueueDigests, |engine| Box::pin(engine.queue_digests())),
            Recurring::always(JobKind::DeleteExpiredMail, |engine| {
                Box::pin(async { engine.delete_expired_mail().await.map(|()| false) })
            }),
        ];
        let handlers = handlers.map(|recurring| Arc::new(recurring) as Arc<dyn Handler>);
        Worker::new(self.clone(), Lane::Outbox, handlers)
    }
}
