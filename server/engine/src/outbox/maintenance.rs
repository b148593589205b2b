//! Hourly maintenance of the outbox: queueing of digests and deletion of old messages.

use crate::Engine;
use std::time::Duration;

/// How often the maintenance runs.
const INTERVAL: Duration = Duration::from_hours(1);

impl Engine {
    /// Runs the maintenance of the outbox, now and then every hour, for as long as the future is polled. Each task fails
    /// alone and is retried an hour later.
    pub async fn run_outbox_maintenance(&self) {
        let mut interval = tokio::time::interval(INTERVAL);
        loop {
            interval.tick().await;
            loop {
                match self.queue_digests().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "failed to queue digests; retrying in 1 h");
                        break;
                    }
                }
            }
            if let Err(error) = self.delete_expired_mail().await {
                tracing::error!(%error, "failed to delete expired mail; retrying in 1 h");
            }
        }
    }
}
