//! How many queries this program asked, and how long it waited for their answers.

use crate::clock::{Clock, SystemClock};
use domain::time::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

static QUERIES: AtomicU64 = AtomicU64::new(0);
static MICROS: AtomicU64 = AtomicU64::new(0);

/// Counts a query when it is dropped, answered or not.
pub(super) struct Timed(Timestamp);

impl Timed {
    /// A query is asked now.
    pub fn start() -> Self {
        Self(SystemClock.now())
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        QUERIES.fetch_add(1, Ordering::Relaxed);
        MICROS.fetch_add(u64::try_from(SystemClock.now().0 - self.0.0).unwrap_or_default(), Ordering::Relaxed);
    }
}

/// How many queries, and for how many microseconds.
pub(crate) fn queries() -> (u64, u64) {
    (QUERIES.load(Ordering::Relaxed), MICROS.load(Ordering::Relaxed))
}
