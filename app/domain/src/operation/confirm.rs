//! What every confirmed operation shares: the selection, the preview, the typed number, and what stands in the way.

use crate::{
    ids::{ObjectId, RecordId},
    object::ObjectNames,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a record of a selection is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It belongs to somebody whose records the actor may not touch.
    NotYours,
    /// It was in the trash already, or is living already when it should be restored.
    Already,
    /// A living record has its key and the person chose to leave it.
    KeyTaken,
    /// Its stage is archived and the person chose to leave it.
    StageGone,
    /// Its owner was deactivated and the person chose to leave it.
    OwnerGone,
    /// It was gone for good already.
    Gone,
    /// The operation was stopped before it came to it.
    NotReached,
    /// It was changed, deleted or restored by something later, which is kept.
    Newer,
    /// A hold keeps it.
    Held,
    /// Its retention has not run out.
    Kept,
    /// The database refused it, alone of its set.
    Failed,
}

/// How many records are left alone for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    pub count: i64,
}

/// A set of records, in 64 bits: two sets that differ have, but for chance, different ones. It says that a set moved
/// between preview and confirm; it keeps no secret. It is made of sums that a database can form without giving out the
/// set: of how many there are, of their ids, and of two products of remainders, which tell sets of equal sums apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// What the remainders are of. No sum of a hundred million records is too large for 64 bits.
    pub const MODULI: [i64; 2] = [99_991, 100_003];

    /// The fingerprint of the set with these sums over its ids: how many, the ids, their remainders by the first of
    /// [`Self::MODULI`] squared, and the products of their remainders by both.
    pub fn of_sums(sums: [i64; 4]) -> Self {
        Self(sums.into_iter().fold(0, |hash, sum| mix(hash ^ sum.cast_unsigned())))
    }

    /// The fingerprint of this set together with one of another object.
    #[must_use]
    pub fn and(self, object: ObjectId, other: Self) -> Self {
        Self(mix(mix(self.0 ^ object.0.cast_unsigned()) ^ other.0))
    }

    /// The fingerprint of a set, whatever the order it is given in.
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

/// The finaliser of SplitMix64: each bit of the result depends on each bit given.
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

/// What an operation would do to a set, before somebody confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Exactly as many records as it would change: the number to type.
    pub count: i64,
    /// The first of them, by name, for people to recognise.
    pub names: Vec<String>,
    /// What would be left alone and why.
    pub skipped: Vec<Skip>,
    /// The set that it would change.
    pub fingerprint: Fingerprint,
    /// Names the confirm that follows; a second confirm with it answers with the receipt of the first.
    pub token: String,
    /// Of a deletion: until when it could be taken back.
    pub until: Option<Timestamp>,
    /// When it was looked at, so that a confirm can be told what moved since.
    pub seen: Timestamp,
    /// Of a deletion: whether a second person must approve it.
    pub requires_approval: bool,
    /// Of a deletion: what goes along with it, which `count` and the set include.
    pub cascade: Vec<CascadedObject>,
}

/// Records of another object that are deleted along with those they are associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CascadedObject {
    /// The object.
    pub object: ObjectId,
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// How many of them.
    pub count: i64,
}

/// What somebody saw and confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The number they typed; nothing where none is asked (R2.7).
    pub typed: Option<i64>,
    /// The set they saw.
    pub fingerprint: Fingerprint,
    /// From the preview.
    pub token: String,
    /// How many they saw, and when, to tell what moved.
    pub shown: Option<(i64, Timestamp)>,
}

impl Preview {
    /// How many of the records themselves it would change, without what goes along.
    pub fn own(&self) -> i64 {
        self.count - self.cascade.iter().map(|object| object.count).sum::<i64>()
    }

    /// The confirm of what was shown, with the number that was typed.
    pub fn confirm(&self, typed: Option<i64>) -> Confirm {
        Confirm {
            typed,
            fingerprint: self.fingerprint,
            token: self.token.clone(),
            shown: Some((self.count, self.seen)),
        }
    }
}

/// Why a confirmed operation did not happen. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderRefused {
    /// The typed number is not the number of records.
    WrongCount {
        /// What was to be typed.
        expected: i64,
    },
    /// The set is not the one that was shown.
    Moved(Box<Difference>),
    /// There is nothing to do.
    Nothing,
}

/// How a set moved between preview and confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is now.
    pub now: Preview,
    /// How many there were.
    pub before: Option<i64>,
    /// Some that are in it now and changed, came or came back since.
    pub came: Vec<String>,
    /// Some that were deleted since.
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
