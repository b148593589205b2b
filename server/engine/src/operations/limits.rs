//! Where a set counts as large, and how much of it is done in one transaction.

use crate::Engine;

/// The sizes that decide which way an operation goes and in which steps. They are not settings: tests make them small, so
/// that a few records go the way of a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most records that are done at once, while whoever asked waits: a few hundredths of a second of the one writer.
    pub at_once: i64,
    /// Records of a frozen set that are written in one transaction.
    pub frozen: usize,
    /// Records of the first chunk of an operation.
    pub first_chunk: i64,
    /// Fewest records that a chunk shrinks to, however slow the disk: most of what a small chunk takes is its commit, so a
    /// smaller one would take as long.
    pub least_chunk: i64,
    /// Most records that a chunk grows to.
    pub most_chunk: i64,
    /// Conflicts of a large restore that are listed one by one.
    pub listed: i64,
    /// Beyond so many records of an operation it is asked of each later one what it has of this one, rather than of each
    /// record.
    pub traced: i64,
    /// Most rows that are counted of a view that is searched or filtered, before its page.
    pub counted: i64,
    /// Most rows that are counted of it beside the page.
    pub counted_beside: i64,
    /// Records of a view that are looked at in its order, in the hope that they fill a page of the usual size.
    pub walked: i64,
    /// Most records that are put in order by themselves, where those did not.
    pub sorted: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 1_000,
            frozen: 10_000,
            first_chunk: 500,
            least_chunk: 1_000,
            most_chunk: 10_000,
            listed: 50,
            traced: 10_000,
            counted: domain::view::COUNT_FIRST,
            counted_beside: domain::view::COUNT_MAX,
            walked: 3_000,
            sorted: 10_000,
        }
    }
}

impl Engine {
    /// The same data, with operations cut up in another way.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}
