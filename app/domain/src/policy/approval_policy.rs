//! The approval policy of a role: how much its members may delete without a second person.

use crate::operation::Open;
use serde::{Deserialize, Serialize};

/// The most that a role may delete at once without approval. The default requires none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalPolicy {
    /// Most records.
    pub count: Option<i64>,
    /// Largest sum of the open deals among them in one currency, in whole units.
    pub amount: Option<i64>,
}

impl ApprovalPolicy {
    /// Whether a deletion of `count` records, with these open deals among them, requires approval.
    pub fn requires_approval(&self, count: i64, open: &Open) -> bool {
        let cents = |most: i64| most.saturating_mul(100);
        self.count.is_some_and(|most| count > most)
            || self.amount.is_some_and(|most| open.sums.values().any(|sum| *sum > cents(most)))
    }

    /// Whether this policy requires approval of no more than `other` does, so that a role with it may grant `other`.
    pub fn covers(&self, other: &Self) -> bool {
        let looser = |ours: Option<i64>, theirs: Option<i64>| match (ours, theirs) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(ours), Some(theirs)) => ours >= theirs,
        };
        looser(self.count, other.count) && looser(self.amount, other.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(cents: i64) -> Open {
        let mut open = Open::default();
        open.add(1, Some(("EUR".to_owned(), cents)));
        open
    }

    #[test]
    fn a_second_person_is_asked_above_what_is_set() {
        let none = ApprovalPolicy::default();
        assert!(!none.requires_approval(i64::MAX, &open(i64::MAX)));
        let policy = ApprovalPolicy { count: Some(10), amount: Some(5_000) };
        assert!(!policy.requires_approval(10, &open(500_000)));
        assert!(policy.requires_approval(11, &Open::default()));
        assert!(policy.requires_approval(1, &open(500_001)));
    }

    proptest! {
        /// Whatever the more permissive limits stop, the stricter ones stop too.
        #[test]
        fn guard_that_covers_another_asks_no_more(
            ours in proptest::option::of(0_i64..20), theirs in proptest::option::of(0_i64..20),
            amount in proptest::option::of(0_i64..20), count in 0_i64..30, cents in 0_i64..3_000,
        ) {
            let (ours, theirs) = (ApprovalPolicy { count: ours, amount }, ApprovalPolicy { count: theirs, amount });
            if ours.covers(&theirs) && ours.requires_approval(count, &open(cents)) {
                prop_assert!(theirs.requires_approval(count, &open(cents)));
            }
        }
    }
}
