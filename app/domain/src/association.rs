//! Associations: which records belong together, and what one is to the other.
//!
//! A link lies between two records, `from` and `to`: from the one whose object is the older, or as it was made between
//! two of one object. What a label means depends on the end one stands at: the parent of one company has a subsidiary in
//! the other.

use crate::{
    ids::{ObjectId, RecordId, StageId},
    object::AT,
    people::Lang,
    record::Values,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

/// Most records that are associated at once.
pub const AT_ONCE: usize = 50;
/// What marks, in a form and in the database, a label that is looked at from its end.
const BACK: char = '~';
/// What stands between two labels.
const BETWEEN: char = ';';

/// What a link between records of two objects may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociationLabel {
    /// The object of the record at `from`.
    pub from: ObjectId,
    /// The object of the record at `to`.
    pub to: ObjectId,
    /// The word in the database.
    pub tag: String,
    /// English: what the record at `to` is to the one at `from`.
    pub name_en: String,
    /// The same in Italian.
    pub name_it: String,
    /// English: what the record at `from` is to the one at `to`.
    pub back_en: String,
    /// The same in Italian.
    pub back_it: String,
    /// Whether a record at `from` has at most one that lives: another takes its place.
    pub one_per_from: bool,
}

/// The end of a link that one stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum End {
    /// Where it begins.
    From,
    /// Where it leads.
    To,
}

impl End {
    /// The end that a record of `here` stands at, of a link to one of another object. Between two of one object it is
    /// as it was made.
    pub fn of(here: ObjectId, there: ObjectId) -> Option<Self> {
        match here.cmp(&there) {
            std::cmp::Ordering::Less => Some(Self::From),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self::To),
        }
    }
}

/// A label of a link, from one of its ends: `parent`, or `~parent` from the other end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Role {
    /// The label's word.
    pub tag: String,
    /// The end one stands at.
    pub end: End,
}

impl Role {
    /// The same link, from its other end.
    #[must_use]
    pub fn flipped(&self) -> Self {
        let end = match self.end {
            End::From => End::To,
            End::To => End::From,
        };
        Self { tag: self.tag.clone(), end }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.end == End::To {
            write!(f, "{BACK}")?;
        }
        self.tag.fmt(f)
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (end, tag) = text.strip_prefix(BACK).map_or((End::From, text), |tag| (End::To, tag));
        let word = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if word { Ok(Self { tag: tag.to_owned(), end }) } else { Err(()) }
    }
}

/// Reads `primary;~parent`; what is no label is left out.
pub fn parse_roles(text: &str) -> BTreeSet<Role> {
    text.split(BETWEEN).filter_map(|role| role.parse().ok()).collect()
}

/// Writes labels as [`parse_roles`] reads them.
pub fn join_roles(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

impl AssociationLabel {
    /// What the other record is to the one at `end`.
    pub fn name(&self, end: End, lang: Lang) -> &str {
        match (end, lang) {
            (End::From, Lang::En) => &self.name_en,
            (End::From, Lang::It) => &self.name_it,
            (End::To, Lang::En) => &self.back_en,
            (End::To, Lang::It) => &self.back_it,
        }
    }

    /// Whether a record has at most one living other that is `role` to it.
    pub fn is_alone(&self, role: &Role) -> bool {
        self.one_per_from && role.end == End::From
    }

    /// Whether this is the label that `role` names between these objects.
    pub fn is(&self, role: &Role, here: ObjectId, there: ObjectId) -> bool {
        let ends = match role.end {
            End::From => (here, there),
            End::To => (there, here),
        };
        self.tag == role.tag && ends == (self.from, self.to)
    }
}

/// What a record of `there` can be to one of `here`.
pub fn offered(
    labels: &[AssociationLabel],
    here: ObjectId,
    there: ObjectId,
) -> impl Iterator<Item = (Role, &AssociationLabel)> {
    labels.iter().flat_map(move |label| {
        [End::From, End::To].into_iter().filter_map(move |end| {
            let role = Role { tag: label.tag.clone(), end };
            label.is(&role, here, there).then_some((role, label))
        })
    })
}

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

    fn label(from: i64, to: i64, tag: &str) -> AssociationLabel {
        let text = |end: &str| format!("{tag} {end}");
        AssociationLabel {
            from: ObjectId(from),
            to: ObjectId(to),
            tag: tag.to_owned(),
            name_en: text("name"),
            name_it: text("nome"),
            back_en: text("back"),
            back_it: text("retro"),
            one_per_from: false,
        }
    }

    #[test]
    fn a_label_is_offered_from_each_end_that_it_has_there() {
        let labels = [label(1, 2, "primary"), label(2, 2, "parent")];
        let offered = |here, there| {
            let found = offered(&labels, ObjectId(here), ObjectId(there));
            found.map(|(role, label)| format!("{role}: {}", label.name(role.end, Lang::En))).collect::<Vec<_>>()
        };
        assert_eq!(offered(1, 2), ["primary: primary name"]);
        assert_eq!(offered(2, 1), ["~primary: primary back"]);
        assert_eq!(offered(2, 2), ["parent: parent name", "~parent: parent back"]);
        assert!(offered(1, 1).is_empty());
    }

    #[test]
    fn roles_are_written_as_they_are_read() {
        let roles = parse_roles("~parent;primary;;no tag;~");
        assert_eq!(join_roles(&roles), "~parent;primary");
        assert_eq!(roles.iter().map(|role| role.flipped().to_string()).collect::<Vec<_>>(), ["parent", "~primary"]);
    }

    #[test]
    fn an_activity_stands_where_it_took_place() {
        let values = |key: &str, value: &str| Values::from([(key.to_owned(), value.to_owned())]);
        assert_eq!(moment_of(&values("at", "1970-01-01T00:00:01Z"), Timestamp(7)), Timestamp(1_000_000));
        assert_eq!(moment_of(&values("due", "1970-01-02"), Timestamp(7)), Timestamp(86_400_000_000));
        assert_eq!(moment_of(&values("at", "never"), Timestamp(7)), Timestamp(7));
    }
}
