//! The guard against mass deletion: above what a role may delete alone, a second person approves (C12).

use crate::{
    ids::OperationId,
    object::ObjectNames,
    people::Person,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

/// Days after which a deletion that nobody decided about is declined.
pub const APPROVAL_DAYS: i64 = 7;
/// Most characters of the comment of a decision.
pub const COMMENT_MAX: usize = 500;
/// Days that count as what somebody usually deletes.
pub const USUAL_DAYS: i64 = 30;
/// What is never unusual: so many records in a day.
pub const FEW: i64 = 100;
/// So many times the busiest usual day is unusual.
const TIMES: i64 = 3;

/// Whether somebody deleted unusually much in a day: `today`, against the busiest of their last days.
pub fn is_unusual(today: i64, busiest: i64) -> bool {
    today > FEW && today > busiest.saturating_mul(TIMES)
}

/// What is decided about a deletion that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether it goes on.
    pub approve: bool,
    /// What whoever decides says about it.
    pub comment: Option<String>,
}

/// The approval of a deletion: asked for, decided about, or run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// When it was asked for.
    pub asked: Timestamp,
    /// When it is declined by itself.
    pub expires: Timestamp,
    /// What came of it.
    pub decided: Option<Decided>,
    /// Whether whoever looks may decide.
    pub may_decide: bool,
}

/// What came of an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Who decided; nobody where it ran out.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub decision: Decision,
}

/// A deletion that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingDeletion {
    /// Which.
    pub operation: OperationId,
    /// The object's names.
    pub names: ObjectNames,
    /// Who asks.
    pub by: Option<Person>,
    /// When they asked.
    pub asked: Timestamp,
    /// Records.
    pub records: i64,
}

/// Somebody who deleted unusually much in a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusual {
    /// Who.
    pub by: Person,
    /// The day.
    pub day: Date,
    /// Records, when it was noticed.
    pub records: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_is_unusual_only_to_one_who_does_not_do_it() {
        assert!(!is_unusual(100, 0), "few are never unusual");
        assert!(is_unusual(101, 0));
        assert!(!is_unusual(3_000, 1_000));
        assert!(is_unusual(3_001, 1_000));
    }
}
