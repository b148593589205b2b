//! Approval of large deletions by a second person, and the detection of unusual deletion counts (C12).

use crate::{
    ids::OperationId,
    object::ObjectNames,
    people::Person,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

/// The number of days after which a deletion without a decision is declined.
pub const APPROVAL_DAYS: i64 = 7;
/// The maximum length of the comment of a decision, in characters.
pub const COMMENT_MAX: usize = 500;
/// The number of past days whose deletions define what is usual for a user.
pub const BASELINE_DAYS: i64 = 30;
/// The number of records per day that is never unusual.
pub const ANOMALY_MIN: i64 = 100;
/// A day is unusual if it has this many times the records of the busiest usual day.
const ANOMALY_FACTOR: i64 = 3;

/// Whether the number of records that a user deleted today is unusual, compared with the busiest of their last days.
pub fn is_deletion_anomaly(today: i64, busiest: i64) -> bool {
    today > ANOMALY_MIN && today > busiest.saturating_mul(ANOMALY_FACTOR)
}

/// The decision about a deletion that waits for approval.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it is approved.
    pub approve: bool,
    /// The comment of the approver.
    pub comment: Option<String>,
}

/// The approval of a deletion: requested, decided or expired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The moment of the request.
    pub asked: Timestamp,
    /// The moment at which it expires and the deletion is declined.
    pub expires: Timestamp,
    /// The outcome, if there is one.
    pub decided: Option<Decided>,
    /// Whether the user may decide.
    pub may_decide: bool,
}

/// The outcome of an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The approver; `None` if it expired.
    pub by: Option<Person>,
    /// The moment of the decision.
    pub at: Timestamp,
    /// The decision.
    pub decision: Decision,
}

/// A deletion that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDeletion {
    /// The deletion.
    pub operation: OperationId,
    /// The names of the object.
    pub names: ObjectNames,
    /// The user who deletes.
    pub by: Option<Person>,
    /// The moment of the request.
    pub asked: Timestamp,
    /// The number of records.
    pub records: i64,
}

/// A user who deleted an unusual number of records in a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionAnomaly {
    /// The user.
    pub by: Person,
    /// The day.
    pub day: Date,
    /// The number of records when it was detected.
    pub records: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_is_unusual_only_above_the_users_own_days() {
        assert!(!is_deletion_anomaly(100, 0), "few are never unusual");
        assert!(is_deletion_anomaly(101, 0));
        assert!(!is_deletion_anomaly(3_000, 1_000));
        assert!(is_deletion_anomaly(3_001, 1_000));
    }
}
