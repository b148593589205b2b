//! Retention: how long deleted records stay in the trash before they are purged (R3.4, S16).
//!
//! The period belongs to the object; the expiry of a deletion is set when it is made. A longer period extends all
//! deletions in the trash, since nothing is lost by it; a shorter one applies to later deletions only.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The shortest period, in days.
pub const RETENTION_MIN: i64 = 1;
/// The longest period, in days: ten years.
pub const RETENTION_MAX: i64 = 3_650;
/// Days before expiry at which the deleter and the owners are warned, at most.
pub const WARNING_DAYS: i64 = 7;

/// The retention period of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// The object.
    pub object: ObjectId,
    /// The object's slug.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// The period in days.
    pub days: i64,
    /// Records in the trash.
    pub waiting: i64,
}

/// The effect of a change of a retention period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetentionChange {
    /// It is unchanged.
    Same,
    /// It is longer, also for deletions in the trash.
    Longer,
    /// It is shorter, for later deletions only.
    Shorter,
}

impl RetentionChange {
    /// The effect of a change from `old` to `new` days.
    pub fn of(old: i64, new: i64) -> Self {
        match new.cmp(&old) {
            std::cmp::Ordering::Equal => Self::Same,
            std::cmp::Ordering::Greater => Self::Longer,
            std::cmp::Ordering::Less => Self::Shorter,
        }
    }
}

/// Parses a typed number of days; `None` unless it is within the limits.
pub fn parse_days(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|days| (RETENTION_MIN..=RETENTION_MAX).contains(days))
}

/// When the warning about a deletion is due: a week before it expires, but not before half of its time has passed.
pub fn warned_from(at: Timestamp, expires: Timestamp) -> Timestamp {
    let half = Timestamp(expires.0 - expires.0.saturating_sub(at.0) / 2);
    expires.plus_days(-WARNING_DAYS).max(half)
}

/// Records that were checked against the holds and are not on hold. A purge takes only this type, so an unchecked
/// purge does not compile (L71).
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
    /// The records that are not in `held`.
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
    fn parse_days_outside_limits_is_none() {
        assert_eq!(parse_days(" 90 "), Some(90));
        for wrong in ["0", "-1", "3651", "ninety", "", "9.5", "99999999999999999999"] {
            assert_eq!(parse_days(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn retention_change_compares_periods() {
        assert_eq!(RetentionChange::of(90, 90), RetentionChange::Same);
        assert_eq!(RetentionChange::of(90, 91), RetentionChange::Longer);
        assert_eq!(RetentionChange::of(90, 30), RetentionChange::Shorter);
    }

    #[test]
    fn warning_is_a_week_before_or_half_way() {
        let at = Timestamp(1_000_000);
        assert_eq!(warned_from(at, at.plus_days(90)), at.plus_days(83));
        assert_eq!(warned_from(at, at.plus_days(8)), at.plus_days(4));
        assert_eq!(warned_from(at, at.plus_days(14)), at.plus_days(7));
    }

    #[test]
    fn unheld_excludes_held_records() {
        let records = [RecordId(1), RecordId(2), RecordId(3)];
        assert_eq!(Unheld::of(&records, &BTreeSet::from([RecordId(2)])).records(), [RecordId(1), RecordId(3)]);
    }
}
