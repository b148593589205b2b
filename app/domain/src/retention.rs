//! Retention: how long what is deleted waits in the trash before it is purged (R3.4, S16).
//!
//! The time is the object's; until when a deletion waits is fixed when it is made. A longer time moves that of every
//! deletion at once, since nobody loses by it; a shorter one holds for later deletions only.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Fewest days.
pub const RETENTION_MIN: i64 = 1;
/// Most days: ten years.
pub const RETENTION_MAX: i64 = 3_650;
/// Days before its end at which those concerned are told, at most.
pub const WARNING_DAYS: i64 = 7;

/// The retention of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The object.
    pub object: ObjectId,
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// How many days.
    pub days: i64,
    /// Records that wait now.
    pub waiting: i64,
}

/// What a change of retention came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetentionChange {
    /// It is what it was.
    Same,
    /// It is longer, for what waits already too.
    Longer,
    /// It is shorter, for later deletions.
    Shorter,
}

impl RetentionChange {
    /// What going from `old` to `new` days is.
    pub fn of(old: i64, new: i64) -> Self {
        match new.cmp(&old) {
            std::cmp::Ordering::Equal => Self::Same,
            std::cmp::Ordering::Greater => Self::Longer,
            std::cmp::Ordering::Less => Self::Shorter,
        }
    }
}

/// Reads a number of days that somebody typed; nothing where it is not one that can be kept.
pub fn parse_days(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|days| (RETENTION_MIN..=RETENTION_MAX).contains(days))
}

/// From when on those concerned are told that a deletion expires: a week before, and not before half of its time is
/// over.
pub fn warned_from(at: Timestamp, expires: Timestamp) -> Timestamp {
    let half = Timestamp(expires.0 - expires.0.saturating_sub(at.0) / 2);
    expires.plus_days(-WARNING_DAYS).max(half)
}

/// Records that were looked up among the holds and are not held. Nothing else makes one, and a purge takes nothing else:
/// one that nobody checked does not compile (L71).
///
/// ```compile_fail
/// use domain::{ids::RecordId, retention::Unheld};
/// fn purge(_: &Unheld) {}
/// purge(&Unheld { records: vec![RecordId(1)] });
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Unheld {
    records: Vec<RecordId>,
}

impl Unheld {
    /// Those of `records` that are not among `held`.
    pub fn of(records: &[RecordId], held: &BTreeSet<RecordId>) -> Self {
        Self { records: records.iter().copied().filter(|record| !held.contains(record)).collect() }
    }

    /// The records.
    pub fn records(&self) -> &[RecordId] {
        &self.records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_a_number_within_bounds() {
        assert_eq!(parse_days(" 90 "), Some(90));
        for wrong in ["0", "-1", "3651", "ninety", "", "9.5", "99999999999999999999"] {
            assert_eq!(parse_days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_change_is_longer_or_shorter() {
        assert_eq!(RetentionChange::of(90, 90), RetentionChange::Same);
        assert_eq!(RetentionChange::of(90, 91), RetentionChange::Longer);
        assert_eq!(RetentionChange::of(90, 30), RetentionChange::Shorter);
    }

    #[test]
    fn a_warning_comes_a_week_before_or_half_way() {
        let at = Timestamp(1_000_000);
        assert_eq!(warned_from(at, at.plus_days(90)), at.plus_days(83));
        assert_eq!(warned_from(at, at.plus_days(8)), at.plus_days(4));
        assert_eq!(warned_from(at, at.plus_days(14)), at.plus_days(7));
    }

    #[test]
    fn what_is_held_is_left_out() {
        let records = [RecordId(1), RecordId(2), RecordId(3)];
        assert_eq!(Unheld::of(&records, &BTreeSet::from([RecordId(2)])).records(), [RecordId(1), RecordId(3)]);
    }
}
