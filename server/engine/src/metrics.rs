//! The numbers behind `/metrics`: counts only, without personal data.

use crate::{
    Engine, Result,
    db::{self, Sql},
    jobs::JobMetrics,
};
use std::time::Duration;

/// A snapshot of the metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// The number of queries since the process started, and the time spent waiting for them.
    pub queries: (u64, Duration),
    /// Open connections by pool: all, and idle ones.
    pub connections: Vec<(&'static str, u32, usize)>,
    /// Open operations by state.
    pub operations: Vec<(String, i64)>,
    /// Running imports.
    pub imports: i64,
    /// Messages waiting to be sent.
    pub mail_waiting: i64,
    /// Messages whose attempts are exhausted.
    pub mail_dead: i64,
    /// Background jobs.
    pub jobs: JobMetrics,
}

impl Engine {
    /// Reads the metrics. All counts come from small indexes.
    pub async fn metrics(&self) -> Result<Metrics> {
        let jobs = self.jobs().job_metrics().await?;
        let mut tx = self.store().snapshot().await?;
        let states = "SELECT state, count(*) AS n FROM operation \
                      WHERE state IN ('preparing', 'waiting', 'running', 'paused') GROUP BY state ORDER BY state";
        let rows = tx.all(Sql::new(states)).await?;
        let operations = rows.iter().map(|row| Ok((row.text("state")?, row.int("n")?))).collect::<Result<_>>()?;
        let imports = tx.value(Sql::new("SELECT count(*) AS value FROM import WHERE state = 'running'")).await?;
        let waiting =
            tx.value(Sql::new("SELECT count(*) AS value FROM outbox WHERE next_attempt_at IS NOT NULL")).await?;
        let dead = "SELECT count(*) AS value FROM outbox WHERE next_attempt_at IS NULL AND sent_at IS NULL";
        let dead = tx.value(Sql::new(dead)).await?;
        Ok(Metrics {
            queries: db::queries(),
            connections: self.store().connections(),
            operations,
            imports: imports.unwrap_or_default(),
            mail_waiting: waiting.unwrap_or_default(),
            mail_dead: dead.unwrap_or_default(),
            jobs,
        })
    }
}
