//! Counts the queries of this process and the time spent waiting for them.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

static QUERIES: AtomicU64 = AtomicU64::new(0);
static NANOS: AtomicU64 = AtomicU64::new(0);

/// Counts one query when it is dropped, whether the query was answered or not.
pub(super) struct Timed(Instant);

impl Timed {
    /// Starts the measurement.
    #[expect(clippy::disallowed_methods, reason = "a duration must not depend on the wall clock, which can step back")]
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        QUERIES.fetch_add(1, Ordering::Relaxed);
        NANOS.fetch_add(u64::try_from(self.0.elapsed().as_nanos()).unwrap_or_default(), Ordering::Relaxed);
    }
}

/// The number of queries since the process started, and the time spent waiting for them.
pub(crate) fn queries() -> (u64, Duration) {
    (QUERIES.load(Ordering::Relaxed), Duration::from_nanos(NANOS.load(Ordering::Relaxed)))
}
