//! Limits: which sets count as large, and how much is done in one transaction.

/// The sizes that decide how an operation runs. They are not settings; tests make them small, so that a few records run like
/// a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most records of an operation that is done in its request: a few hundredths of a second of SQLite's one writer.
    pub at_once: i64,
    /// Records of a set that are frozen in one transaction.
    pub frozen: usize,
    /// Records of the first batch of an operation.
    pub first_batch: i64,
    /// Fewest records that a batch shrinks to, however slow the disk: most of the time of a small batch is its commit, so a
    /// smaller one would take as long.
    pub min_batch: i64,
    /// Most records that a batch grows to.
    pub max_batch: i64,
    /// Conflicts of a large restore that its plan lists.
    pub listed: i64,
    /// Most records of an operation that are each asked for their later operations; beyond, each later operation is asked.
    pub traced: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 1_000,
            frozen: 10_000,
            first_batch: 500,
            min_batch: 1_000,
            max_batch: 10_000,
            listed: 50,
            traced: 10_000,
        }
    }
}
