//! Associations: links between records, and their labels.
//!
//! A link has two ends, `from` and `to`. `from` is the record whose object has the lower id; between two records of one
//! object it is the record on whose page the link was made. A label has a name for each direction: read from one company
//! it is "parent", read from the other "subsidiary".

pub(crate) mod label;
mod label_input;

pub use label::{AssociationLabel, BACK, BETWEEN, End, LinkRole, join_roles, offered, parse_roles};
pub use label_input::{AcceptedLabel, LABELS_MAX, LabelInput};

use crate::{
    ids::{ObjectId, RecordId, StageId},
    object::AT,
    time::Timestamp,
    value::Values,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// The maximum of records that one request associates.
pub const AT_ONCE: usize = 50;

/// The other record of a link, with the values that a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRecord {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a company's domain.
    pub key: Option<String>,
    /// Its values.
    pub values: Values,
    /// Its stage, if its object has stages.
    pub stage: Option<StageId>,
    /// The labels of the link, read from the record it is shown for.
    pub roles: BTreeSet<LinkRole>,
}

/// The records of one object that a record is associated with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkGroup {
    /// The number of all of them.
    pub count: i64,
    /// The first of them: those with labels before the others, each by name.
    pub first: Vec<LinkedRecord>,
}

/// The groups of a record, by object. An object without linked records has no entry.
pub type LinkGroups = BTreeMap<ObjectId, LinkGroup>;

/// A record that can be associated with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCandidate {
    /// The record, with the labels of a link that exists already.
    pub record: LinkedRecord,
    /// Whether the two are linked already.
    pub linked: bool,
}

/// The records that a page offers to associate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCandidates {
    /// The first of them.
    pub records: Vec<LinkCandidate>,
    /// Whether there are more, which a search can find.
    pub more: bool,
}

/// A change of a link, as timelines show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkChange {
    /// It was made.
    Added,
    /// Its labels changed.
    Labelled,
    /// It was removed.
    Removed,
    /// It lost a label of which a record can have one only, because a restore brought the other link back.
    LabelRemoved,
}

impl LinkChange {
    const ALL: [Self; 4] = [Self::Added, Self::Labelled, Self::Removed, Self::LabelRemoved];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Labelled => "labelled",
            Self::Removed => "removed",
            Self::LabelRemoved => "gave_way",
        }
    }
}

impl FromStr for LinkChange {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|change| change.tag() == tag).ok_or(())
    }
}

/// A record as timelines and receipts name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRef {
    /// The id of the record.
    pub id: RecordId,
    /// Its object.
    pub object: ObjectId,
    /// Its name.
    pub name: String,
}

/// An activity on the timeline of a record that it is linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The activity.
    pub record: RecordRef,
    /// Its values.
    pub values: Values,
}

/// The reason why a request to associate records changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotAssociated {
    /// No record was chosen.
    Nothing,
    /// More than [`AT_ONCE`] were chosen.
    TooMany,
    /// Several records were chosen for a label of which a record can have one link only.
    OnlyOne,
}

/// A link that lost a label to a restore, for the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelConflict {
    /// The record that can have one link of the label only: a contact.
    pub record: RecordRef,
    /// The record at the other end of the link that lost it: the company that was primary.
    pub other: RecordRef,
    /// The tag of the label.
    pub tag: String,
}

/// The filter of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineFilter {
    /// Every entry.
    #[default]
    All,
    /// Calls, emails, notes, tasks and meetings only.
    Activities,
    /// Changes of the record and of its links only.
    Changes,
}

impl TimelineFilter {
    /// Every filter, in the order of the page.
    pub const ALL: [Self; 3] = [Self::All, Self::Activities, Self::Changes];

    /// The word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Activities => "activities",
            Self::Changes => "changes",
        }
    }

    /// The filter that an address names; [`Self::All`] for an unknown word.
    pub fn from_address(tag: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|show| Some(show.tag()) == tag).unwrap_or_default()
    }
}

/// The moment at which a timeline shows an activity: when it took place or is due, else when it was created.
pub fn moment_of(values: &Values, created: Timestamp) -> Timestamp {
    let at = values.get(AT).and_then(|at| Timestamp::parse_rfc3339(at));
    let due = || values.get("due").and_then(|due| Timestamp::parse_rfc3339(&format!("{due}T00:00:00Z")));
    at.or_else(due).unwrap_or(created)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activity_moment_is_when_it_took_place_or_is_due() {
        let values = |key: &str, value: &str| Values::from([(key.to_owned(), value.to_owned())]);
        assert_eq!(moment_of(&values("at", "1970-01-01T00:00:01Z"), Timestamp(7)), Timestamp(1_000_000));
        assert_eq!(moment_of(&values("due", "1970-01-02"), Timestamp(7)), Timestamp(86_400_000_000));
        assert_eq!(moment_of(&values("at", "never"), Timestamp(7)), Timestamp(7));
    }
}
