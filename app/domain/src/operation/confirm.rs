//! Confirmation of operations: the preview, the confirmation of it, and the reasons for which it is refused.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The reason why an operation skips a record of its selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The permissions of the actor do not cover the record, for example because of its owner.
    NotYours,
    /// The record already has the target state: it is in the trash, active, or assigned to the new owner.
    Already,
    /// An active record has its key, and the user chose to skip it.
    KeyTaken,
    /// Its stage is archived, and the user chose to skip it.
    StageGone,
    /// Its owner was deactivated, and the user chose to skip it.
    OwnerGone,
    /// The record has been deleted permanently.
    Gone,
    /// The operation was stopped before it reached the record.
    NotReached,
    /// A later operation or edit changed the record, and that change is kept.
    Newer,
    /// The record is on hold.
    Held,
    /// The retention of the record has not ended.
    Kept,
    /// One of its e-mails is on the blocklist.
    Blocked,
    /// The database refused this record, while the rest of its batch succeeded.
    Failed,
}

/// The number of records that an operation skips for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// The reason.
    pub reason: SkipReason,
    /// The number of records.
    pub count: i64,
}

/// A 64-bit hash of a set of records, which detects that a selection changed between preview and confirmation. It is
/// not cryptographic. It is made of sums that a database computes without returning the ids: the count, the ids, and
/// two products of remainders, which distinguish sets with equal sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The divisors of the remainders. No sum over a hundred million records exceeds 64 bits.
    pub const MODULI: [i64; 2] = [99_991, 100_003];

    /// The fingerprint of a set with these sums over its ids: the count, the ids, the squares of their remainders by
    /// the first of [`Self::MODULI`], and the products of their remainders by both.
    pub fn of_sums(sums: [i64; 4]) -> Self {
        Self(sums.into_iter().fold(0, |hash, sum| mix(hash ^ sum.cast_unsigned())))
    }

    /// The fingerprint of this set together with a set of records of another object.
    #[must_use]
    pub fn and(self, object: ObjectId, other: Self) -> Self {
        Self(mix(mix(self.0 ^ object.0.cast_unsigned()) ^ other.0))
    }

    /// The fingerprint of a set. The order of the ids does not matter.
    pub fn of(records: impl IntoIterator<Item = RecordId>) -> Self {
        let [p, q] = Self::MODULI;
        Self::of_sums(records.into_iter().fold([0; 4], |[count, ids, squares, products], RecordId(id)| {
            [
                count + 1,
                ids.wrapping_add(id),
                squares.wrapping_add((id % p) * (id % p)),
                products.wrapping_add((id % p) * (id % q)),
            ]
        }))
    }
}

/// The finalizer of SplitMix64: each bit of the result depends on each bit of the input.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Self)
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// The result of a dry run of an operation, shown before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The exact number of records that the operation would change, which is the number to type.
    pub count: i64,
    /// The names of the first of them.
    pub names: Vec<String>,
    /// The records that would be skipped, by reason.
    pub skipped: Vec<Skip>,
    /// The fingerprint of the set that the operation would change.
    pub fingerprint: Fingerprint,
    /// The idempotency token of the confirmation: a second confirmation with it returns the receipt of the first.
    pub token: String,
    /// The end of the retention of a deletion, until which it can be undone; `None` for other operations.
    pub until: Option<Timestamp>,
    /// The moment of the preview, from which changes of the selection are reported.
    pub seen: Timestamp,
    /// Whether the deletion requires approval by a second person; `false` for other operations.
    pub requires_approval: bool,
    /// The associated records that a deletion includes. `count` and `fingerprint` include them too.
    pub cascade: Vec<CascadedObject>,
}

/// Records of another object that are deleted together with the records that they are associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadedObject {
    /// The id of the object.
    pub object: ObjectId,
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
    /// The number of records.
    pub count: i64,
}

/// The confirmation of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The number that the user typed; `None` where none is required (R2.7).
    pub typed: Option<i64>,
    /// The fingerprint of the preview.
    pub fingerprint: Fingerprint,
    /// The idempotency token of the preview.
    pub token: String,
    /// The number of records and the moment of the preview, for the report of changes since then.
    pub shown: Option<(i64, Timestamp)>,
}

impl Preview {
    /// The number of selected records that would change, without associated records of other objects.
    pub fn own(&self) -> i64 {
        self.count - self.cascade.iter().map(|object| object.count).sum::<i64>()
    }

    /// The confirmation of this preview with the typed number.
    pub fn confirm(&self, typed: Option<i64>) -> Confirm {
        Confirm {
            typed,
            fingerprint: self.fingerprint,
            token: self.token.clone(),
            shown: Some((self.count, self.seen)),
        }
    }
}

/// The reason why a confirmed operation was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderRefused {
    /// The typed number differs from the number of records.
    WrongCount {
        /// The number of records.
        expected: i64,
    },
    /// The set differs from the one that was previewed.
    Moved(Box<Difference>),
    /// The set is empty.
    Nothing,
}

/// The changes of a selection between preview and confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The present preview.
    pub now: Preview,
    /// The number of records in the earlier preview, if known.
    pub before: Option<i64>,
    /// The names of some records that are in the set now and were created, changed or restored since.
    pub came: Vec<String>,
    /// The names of some records that were deleted since.
    pub went: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_does_not_matter_and_a_changed_set_does(mut ids in proptest::collection::btree_set(any::<i64>(), 1..20)) {
            let forward = Fingerprint::of(ids.iter().copied().map(RecordId));
            let backward = Fingerprint::of(ids.iter().rev().copied().map(RecordId));
            prop_assert_eq!(forward, backward);
            prop_assert_eq!(forward.to_string().parse::<Fingerprint>().unwrap(), forward);
            ids.pop_first();
            prop_assert_ne!(Fingerprint::of(ids.into_iter().map(RecordId)), forward);
        }

        #[test]
        fn sets_of_equal_sums_differ(one in 1_i64..1_000_000, step in 1_i64..1_000, apart in 1_i64..1_000) {
            let set = |ids: [i64; 2]| Fingerprint::of(ids.map(RecordId));
            prop_assert_ne!(set([one, one + step + 2 * apart]), set([one + apart, one + step + apart]));
        }
    }
}
