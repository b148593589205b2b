//! The impact of a deletion beyond the deleted records. It is only shown, and decides nothing.

use crate::ids::ObjectId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The maximum number of records of a selection that are examined. For a larger selection, the impact covers only the
/// first ones.
pub const IMPACT_MAX: i64 = 100_000;

/// The impact of deleting a selection, limited to the records that the user may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionImpact {
    /// The number of examined records of the selection.
    pub looked_at: i64,
    /// Whether the whole selection was examined.
    pub whole: bool,
    /// The number of selected records with another owner.
    pub of_others: i64,
    /// The selected records in an open stage.
    pub open: Open,
    /// The number of activities that disappear from timelines.
    pub activities: i64,
    /// The number of those activities that remain on the timeline of an active record.
    pub still_shown: i64,
    /// The number of those activities that are open tasks.
    pub to_do: i64,
    /// The number of those activities that remain on no timeline, by object. They can be deleted too.
    pub leaving: BTreeMap<ObjectId, i64>,
    /// The records of other objects that remain and lose an association, by object.
    pub losing: BTreeMap<ObjectId, Losing>,
}

/// Records that remain and lose an association.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losing {
    /// The number of records.
    pub count: i64,
    /// Those of them in an open stage.
    pub open: Open,
}

/// Records in an open stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The number of records.
    pub count: i64,
    /// Their total amount by currency, in hundredths.
    pub sums: BTreeMap<String, i64>,
}

impl DeletionImpact {
    /// Whether the deletion affects only the records themselves.
    pub fn is_nothing(&self) -> bool {
        self.activities == 0 && self.losing.is_empty() && self.of_others == 0 && self.open.count == 0
    }
}

impl Open {
    /// Adds records with an amount in one currency, or without an amount.
    pub fn add(&mut self, count: i64, sum: Option<(String, i64)>) {
        self.count += count;
        if let Some((currency, cents)) = sum {
            *self.sums.entry(currency).or_default() += cents;
        }
    }
}
