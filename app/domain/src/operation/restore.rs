//! Restoring records from the trash. A conflict with an active record is an expected outcome that a user resolves
//! (L20–L24).

use crate::{
    ids::{OperationId, RecordId, StageId},
    operation::Skip,
    surface::Surface,
    trash::TrashQuery,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str::FromStr};

/// The records of the trash that a restore or a purge is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrashSet {
    /// These records.
    Records(Vec<RecordId>),
    /// All records that this deletion put into the trash.
    Deletion(OperationId),
    /// All records that a query of the trash finds, on every page.
    Trash(TrashQuery),
}

/// The resolution of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Restore without the keys that active records have, in the first stage if its stage is archived, and unassigned
    /// if its owner was deactivated.
    Without,
    /// Restore with the owner who was deactivated.
    Keep,
    /// Restore with the key and remove it from the active record.
    TakeBack,
    /// Leave it in the trash.
    Skip,
}

impl Choice {
    /// Every resolution, in the order of the page.
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

/// The chosen resolutions, for single records and for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The resolution of conflicts without one of their own.
    pub all: Option<Choice>,
    /// The resolutions of single records.
    pub by_record: BTreeMap<RecordId, Choice>,
}

impl Choices {
    /// The resolution for a record.
    pub fn of(&self, record: RecordId) -> Option<Choice> {
        self.by_record.get(&record).copied().or(self.all)
    }
}

/// A key of a record in the trash that an active record has (R3.10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenKey {
    /// The key.
    pub key: String,
    /// Whether it is the unique key of the record in the trash, not a secondary one.
    pub first: bool,
    /// The active record that has it, if the user may see it. `None` also if another record of the same restore has the
    /// key.
    pub holder: Option<(RecordId, String)>,
    /// Whether the user may remove it from that record.
    pub may_take_back: bool,
}

/// A record that cannot be restored exactly as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The id of the record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Its keys that active records have.
    pub keys: Vec<TakenKey>,
    /// Its stage, if that is archived.
    pub stage: Option<GoneStage>,
    /// Its owner, if that user was deactivated.
    pub owner: Option<GoneOwner>,
}

/// The deactivated owner of a record in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneOwner {
    /// The name of the user.
    pub name: String,
    /// Whether the record can be restored unassigned, which requires that the user may still see it then.
    pub may_unassign: bool,
}

/// The archived stage of a record in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneStage {
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// The stage of the record if it is restored before the stage is: the first one of its pipeline, or of the first
    /// pipeline of the object.
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

    /// The possible resolutions of this conflict.
    pub fn ways_out(&self) -> impl Iterator<Item = Choice> + '_ {
        Choice::ALL.into_iter().filter(|choice| self.is_open(*choice))
    }
}

/// The dry run of a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestorePlan {
    /// The number of records that would be restored, including those with conflicts.
    pub count: i64,
    /// The names of the first of them by id, because the trash is not sorted by name.
    pub names: Vec<String>,
    /// The number of records with conflicts.
    pub conflict_count: i64,
    /// The first conflicts.
    pub conflicts: Vec<Conflict>,
    /// The records that would be skipped, by reason.
    pub skipped: Vec<Skip>,
}

/// A confirmed restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreOrder {
    /// The records in the trash.
    pub set: TrashSet,
    /// The chosen resolutions.
    pub choices: Choices,
    /// The surface of the request.
    pub surface: Surface,
}

/// The reason why a restore was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestoreRefused {
    /// Some conflicts have no resolution, or one that this user may not choose.
    Conflicts(RestorePlan),
    /// There is nothing to restore.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn take_back_needs_edit_right_on_every_holder() {
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
    fn unassigned_restore_needs_view_of_unassigned() {
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
    fn choice_of_one_record_precedes_choice_for_all() {
        let choices = Choices { all: Some(Choice::Skip), by_record: [(RecordId(1), Choice::Without)].into() };
        assert_eq!(choices.of(RecordId(1)), Some(Choice::Without));
        assert_eq!(choices.of(RecordId(2)), Some(Choice::Skip));
        assert_eq!(Choices::default().of(RecordId(2)), None);
    }
}
