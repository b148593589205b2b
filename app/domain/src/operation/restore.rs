//! Restoring: a conflict is an expected outcome with ways out, never a dead end (L20–L24).

use crate::{
    ids::{OperationId, RecordId, StageId},
    operation::Skip,
    surface::Surface,
    trash::TrashQuery,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};

/// What of the trash is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrashSet {
    /// These records.
    Records(Vec<RecordId>),
    /// All that is in the trash because of this deletion.
    Deletion(OperationId),
    /// All that a view of the trash shows; its place in the pages says nothing.
    Trash(TrashQuery),
}

/// The way out of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Restore without the keys that living records have, in the first stage instead of one that is archived, and without
    /// an owner who was deactivated.
    Without,
    /// Restore as it was, with the owner who was deactivated.
    Keep,
    /// Put the old value back and clear it on the living record.
    TakeBack,
    /// Leave it in the trash.
    Skip,
}

impl Choice {
    /// Every way out, in the order a page offers them.
    pub const ALL: [Self; 4] = [Self::Without, Self::Keep, Self::TakeBack, Self::Skip];

    /// The word in forms.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Without => "without",
            Self::Keep => "keep",
            Self::TakeBack => "take_back",
            Self::Skip => "skip",
        }
    }
}

impl FromStr for Choice {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|choice| choice.tag() == tag).ok_or(())
    }
}

/// What the person decided: for single records, and for all the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// For every conflict that has no decision of its own.
    pub all: Option<Choice>,
    /// For single records.
    pub by_record: BTreeMap<RecordId, Choice>,
}

impl Choices {
    /// The decision for one record.
    pub fn of(&self, record: RecordId) -> Option<Choice> {
        self.by_record.get(&record).copied().or(self.all)
    }
}

/// A key of a deleted record that a living one has (R3.10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenKey {
    /// The key.
    pub key: String,
    /// Whether it is the first key of the deleted record, not a further one.
    pub first: bool,
    /// The living record that has it, named only to one who may see it. Nothing means that another record of the same
    /// restore has it.
    pub holder: Option<(RecordId, String)>,
    /// Whether the person may clear it there.
    pub may_take_back: bool,
}

/// A record that cannot come back just as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Which record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// The keys that are taken.
    pub keys: Vec<TakenKey>,
    /// The stage that it stood in, where that is archived by now.
    pub stage: Option<GoneStage>,
    /// The owner it had, where that one was deactivated since.
    pub owner: Option<GoneOwner>,
}

/// An owner who was deactivated while a record of theirs waited in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneOwner {
    /// Their name.
    pub name: String,
    /// Whether the record may come back without an owner: whoever restores it must still see it.
    pub may_unassign: bool,
}

/// A stage that was archived while a record that stood in it waited in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneStage {
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Where the record stands instead, if it comes back before the stage does: the first one of its pipeline, or of the
    /// object's first.
    pub instead: Option<StageId>,
}

impl Conflict {
    fn may_take_back(&self) -> bool {
        !self.keys.is_empty() && self.keys.iter().all(|key| key.may_take_back)
    }

    fn is_open(&self, choice: Choice) -> bool {
        match choice {
            Choice::Without => self.owner.as_ref().is_none_or(|owner| owner.may_unassign),
            Choice::Keep => self.keys.is_empty() && self.stage.is_none(),
            Choice::TakeBack => self.may_take_back(),
            Choice::Skip => true,
        }
    }

    /// The ways out of this one.
    pub fn ways_out(&self) -> impl Iterator<Item = Choice> + '_ {
        Choice::ALL.into_iter().filter(|choice| self.is_open(*choice))
    }
}

/// What restoring a set would do: the dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestorePlan {
    /// Records that come back, conflicts included.
    pub count: i64,
    /// The first of them, by id: the trash has no order of names.
    pub names: Vec<String>,
    /// How many records need a decision.
    pub conflict_count: i64,
    /// The first of them.
    pub conflicts: Vec<Conflict>,
    /// What would be left alone and why.
    pub skipped: Vec<Skip>,
}

/// A confirmed restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreOrder {
    /// What.
    pub set: TrashSet,
    /// The decisions.
    pub choices: Choices,
    /// From where.
    pub surface: Surface,
}

/// Why a restore did not happen. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreRefused {
    /// Some records need a decision that was not given, or one that is not open to this person.
    Conflicts(RestorePlan),
    /// There is nothing to restore.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_back_needs_the_right_on_every_holder() {
        let key =
            |may_take_back| TakenKey { key: "a@example.com".to_owned(), first: true, holder: None, may_take_back };
        let conflict = |keys| Conflict { record: RecordId(1), name: String::new(), keys, stage: None, owner: None };
        let with_keys = [Choice::Without, Choice::TakeBack, Choice::Skip];
        assert_eq!(conflict(vec![key(true)]).ways_out().collect::<Vec<_>>(), with_keys);
        assert_eq!(
            conflict(vec![key(true), key(false)]).ways_out().collect::<Vec<_>>(),
            [Choice::Without, Choice::Skip]
        );
        let instead = Some(StageId(2));
        let stage = Some(GoneStage { name_en: "Proposal".to_owned(), name_it: "Proposta".to_owned(), instead });
        let staged = Conflict { stage, ..conflict(vec![]) };
        assert_eq!(staged.ways_out().collect::<Vec<_>>(), [Choice::Without, Choice::Skip]);
        let both = Conflict { keys: vec![key(true)], ..staged };
        assert_eq!(both.ways_out().collect::<Vec<_>>(), with_keys);
    }

    #[test]
    fn a_record_comes_back_unassigned_only_to_one_who_sees_it_then() {
        let conflict = |keys, may_unassign| {
            let owner = Some(GoneOwner { name: "Dora Deactivated".to_owned(), may_unassign });
            Conflict { record: RecordId(1), name: String::new(), keys, stage: None, owner }
        };
        let ways = |conflict: &Conflict| conflict.ways_out().collect::<Vec<_>>();
        assert_eq!(ways(&conflict(vec![], true)), [Choice::Without, Choice::Keep, Choice::Skip]);
        assert_eq!(ways(&conflict(vec![], false)), [Choice::Keep, Choice::Skip]);
        let key = TakenKey { key: "a@example.com".to_owned(), first: true, holder: None, may_take_back: true };
        assert_eq!(ways(&conflict(vec![key], false)), [Choice::TakeBack, Choice::Skip]);
    }

    #[test]
    fn a_single_decision_beats_the_one_for_all() {
        let choices = Choices { all: Some(Choice::Skip), by_record: [(RecordId(1), Choice::Without)].into() };
        assert_eq!(choices.of(RecordId(1)), Some(Choice::Without));
        assert_eq!(choices.of(RecordId(2)), Some(Choice::Skip));
        assert_eq!(Choices::default().of(RecordId(2)), None);
    }
}
