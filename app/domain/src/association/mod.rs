//! Associations: which records belong together, and what one is to the other.
//!
//! A link lies between two records, `from` and `to`: from the one whose object is the older, or as it was made between
//! two of one object. What a label means depends on the end one stands at: the parent of one company has a subsidiary in
//! the other.

pub(crate) mod label;
mod label_input;

pub use label::{AssociationLabel, BACK, BETWEEN, End, Role, join_roles, offered, parse_roles};
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

/// Most records that are associated at once.
pub const AT_ONCE: usize = 50;

/// The other record of a link, as much of it as a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Which.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a company's domain.
    pub key: Option<String>,
    /// Its values.
    pub values: Values,
    /// Where it stands, for an object with stages.
    pub stage: Option<StageId>,
    /// What it is to the record it is shown for.
    pub roles: BTreeSet<Role>,
}

/// The records of one object that a record is associated with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkGroup {
    /// How many there are.
    pub count: i64,
    /// The first of them: those that are something in particular before the others, each by name.
    pub first: Vec<Linked>,
}

/// The groups of a record, by object. An object of which it has none is not there.
pub type LinkGroups = BTreeMap<ObjectId, LinkGroup>;

/// A record that another may be associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// It, and what it is to the other already.
    pub record: Linked,
    /// Whether the two are associated.
    pub linked: bool,
}

/// The records that a page offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidates {
    /// The first of them.
    pub records: Vec<Candidate>,
    /// Whether there are others, that a search finds.
    pub more: bool,
}

/// What was done to a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkChange {
    /// It was made.
    Added,
    /// What it means changed.
    Labelled,
    /// It was removed.
    Removed,
    /// It lost a label to a newer link when one of its ends was restored.
    GaveWay,
}

impl LinkChange {
    const ALL: [Self; 4] = [Self::Added, Self::Labelled, Self::Removed, Self::GaveWay];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Labelled => "labelled",
            Self::Removed => "removed",
            Self::GaveWay => "gave_way",
        }
    }
}

impl FromStr for LinkChange {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|change| change.tag() == tag).ok_or(())
    }
}

/// The other record of a link on a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Which.
    pub id: RecordId,
    /// Its object.
    pub object: ObjectId,
    /// Its name.
    pub name: String,
}

/// An activity on the timeline of a record that it is associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// It.
    pub record: Other,
    /// Its values.
    pub values: Values,
}

/// Why nothing was associated. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotAssociated {
    /// No record was chosen.
    Nothing,
    /// More than [`AT_ONCE`] were chosen.
    TooMany,
    /// Several were chosen for what only one can be.
    OnlyOne,
}

/// A link that a restore took a label from, for the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GaveWay {
    /// The record that has at most one link of the label: a contact.
    pub of: Other,
    /// The record whose link gave way: the company that was primary.
    pub gave: Other,
    /// The label it lost.
    pub tag: String,
}

/// What of a timeline is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Show {
    /// All of it.
    #[default]
    All,
    /// Calls, e-mails, notes, tasks, meetings.
    Activities,
    /// What happened to the record itself.
    Changes,
}

impl Show {
    /// Every choice, in the order of the page.
    pub const ALL: [Self; 3] = [Self::All, Self::Activities, Self::Changes];

    /// The word in the address.
    pub fn tag(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Activities => "activities",
            Self::Changes => "changes",
        }
    }

    /// The choice of an address; a word nobody knows shows all.
    pub fn from_address(tag: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|show| Some(show.tag()) == tag).unwrap_or_default()
    }
}

/// The moment of an activity: when it took place, is due, or else was written down.
pub fn moment_of(values: &Values, created: Timestamp) -> Timestamp {
    let at = values.get(AT).and_then(|at| Timestamp::parse_rfc3339(at));
    let due = || values.get("due").and_then(|due| Timestamp::parse_rfc3339(&format!("{due}T00:00:00Z")));
    at.or_else(due).unwrap_or(created)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activity_stands_where_it_took_place() {
        let values = |key: &str, value: &str| Values::from([(key.to_owned(), value.to_owned())]);
        assert_eq!(moment_of(&values("at", "1970-01-01T00:00:01Z"), Timestamp(7)), Timestamp(1_000_000));
        assert_eq!(moment_of(&values("due", "1970-01-02"), Timestamp(7)), Timestamp(86_400_000_000));
        assert_eq!(moment_of(&values("at", "never"), Timestamp(7)), Timestamp(7));
    }
}
