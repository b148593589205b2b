//! What a deletion touches beyond the records it takes: shown before it happens, decides nothing.

use crate::ids::ObjectId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most records of a selection that are looked at: beyond, what is said is said of the first of them.
pub const IMPACT_MAX: i64 = 100_000;

/// What deleting a selection touches, as far as the person sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionImpact {
    /// Records of the selection that were looked at.
    pub looked_at: i64,
    /// Whether those are all of it.
    pub whole: bool,
    /// Records of the selection that others own.
    pub of_others: i64,
    /// Records of the selection that stand in an open stage.
    pub open: Open,
    /// Activities that leave timelines.
    pub activities: i64,
    /// Those of them that stay on the timeline of a record that lives on.
    pub still_shown: i64,
    /// Those of them that are something still to be done.
    pub to_do: i64,
    /// Those of them that stay on no timeline, by their object: they can go along.
    pub leaving: BTreeMap<ObjectId, i64>,
    /// Records of other objects that stay, and lose a link.
    pub losing: BTreeMap<ObjectId, Losing>,
}

/// Records that stay, and lose a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losing {
    /// How many.
    pub count: i64,
    /// Those that stand in an open stage.
    pub open: Open,
}

/// Records in an open stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// How many.
    pub count: i64,
    /// What they amount to: hundredths by currency.
    pub sums: BTreeMap<String, i64>,
}

impl DeletionImpact {
    /// Whether nothing but the records themselves is touched.
    pub fn is_nothing(&self) -> bool {
        self.activities == 0 && self.losing.is_empty() && self.of_others == 0 && self.open.count == 0
    }
}

impl Open {
    /// Adds records with one currency, or with none.
    pub fn add(&mut self, count: i64, sum: Option<(String, i64)>) {
        self.count += count;
        if let Some((currency, cents)) = sum {
            *self.sums.entry(currency).or_default() += cents;
        }
    }
}
