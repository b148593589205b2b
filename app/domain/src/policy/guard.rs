//! The guard against mass deletion: how much of it a role may do alone.

use crate::operation::Open;
use serde::{Deserialize, Serialize};

/// What a role may delete at once without a second person. Nothing set asks nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Most records.
    pub count: Option<i64>,
    /// Most that the open deals among them may come to in one currency, in whole units.
    pub amount: Option<i64>,
}

impl Guard {
    /// Whether a deletion of so many records, these of them open, needs a second person.
    pub fn asks(&self, count: i64, open: &Open) -> bool {
        let cents = |most: i64| most.saturating_mul(100);
        self.count.is_some_and(|most| count > most)
            || self.amount.is_some_and(|most| open.sums.values().any(|sum| *sum > cents(most)))
    }

    /// Whether whoever is guarded by this is guarded no less than by another: nobody gives more than they hold.
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
        let none = Guard::default();
        assert!(!none.asks(i64::MAX, &open(i64::MAX)));
        let guard = Guard { count: Some(10), amount: Some(5_000) };
        assert!(!guard.asks(10, &open(500_000)));
        assert!(guard.asks(11, &Open::default()));
        assert!(guard.asks(1, &open(500_001)));
    }

    proptest! {
        /// What the looser guard asks about, the tighter asks about too.
        #[test]
        fn a_guard_that_covers_another_asks_no_more(
            ours in proptest::option::of(0_i64..20), theirs in proptest::option::of(0_i64..20),
            amount in proptest::option::of(0_i64..20), count in 0_i64..30, cents in 0_i64..3_000,
        ) {
            let (ours, theirs) = (Guard { count: ours, amount }, Guard { count: theirs, amount });
            if ours.covers(&theirs) && ours.asks(count, &open(cents)) {
                prop_assert!(theirs.asks(count, &open(cents)));
            }
        }
    }
}
