//! What a link may mean, seen from either of its ends.

use crate::{
    ids::{LabelId, ObjectId},
    people::Lang,
    text::fold,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// What marks, in a form and in the database, a label that is looked at from its end.
pub const BACK: char = '~';
/// What stands between two labels.
pub const BETWEEN: char = ';';

/// What a link between records of two objects may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociationLabel {
    /// Which.
    pub id: LabelId,
    /// The object of the record at `from`.
    pub from: ObjectId,
    /// The object of the record at `to`.
    pub to: ObjectId,
    /// The word in the database, which no other label has.
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
    /// Since when it is put away: links keep it, unseen. Zero for one that is gone for good and leaves its names.
    pub archived: Option<Timestamp>,
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

    /// The other one.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
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
        Self { tag: self.tag.clone(), end: self.end.flipped() }
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

    /// Whether somebody can give it.
    pub fn is_offered(&self) -> bool {
        self.archived.is_none()
    }

    /// Whether nobody can bring it back, and only what was told of it knows it.
    pub fn is_gone(&self) -> bool {
        self.archived == Some(Timestamp(0))
    }

    /// The object that it leads to from `here`, and the end that a record of `here` stands at: the first, for two of one
    /// object. Nothing where `here` has no part in it.
    pub fn from_here(&self, here: ObjectId) -> Option<(End, ObjectId)> {
        match here {
            here if here == self.from => Some((End::From, self.to)),
            here if here == self.to => Some((End::To, self.from)),
            _ => None,
        }
    }

    /// Whether two of one object are the same to each other, as partners are: then no end is the first.
    pub fn is_mutual(&self) -> bool {
        let same = |lang| fold(self.name(End::From, lang)) == fold(self.name(End::To, lang));
        self.from == self.to && same(Lang::En) && same(Lang::It)
    }
}

/// What a record of `there` can be to one of `here`. What two are to each other is offered once.
pub fn offered(
    labels: &[AssociationLabel],
    here: ObjectId,
    there: ObjectId,
) -> impl Iterator<Item = (Role, &AssociationLabel)> {
    labels.iter().filter(|label| label.is_offered()).flat_map(move |label| {
        [End::From, End::To].into_iter().filter_map(move |end| {
            let role = Role { tag: label.tag.clone(), end };
            let twice = end == End::To && label.is_mutual();
            (label.is(&role, here, there) && !twice).then_some((role, label))
        })
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn label(id: i64, (from, to): (i64, i64), tag: &str) -> AssociationLabel {
        let text = |end: &str| format!("{tag} {end}");
        AssociationLabel {
            id: LabelId(id),
            from: ObjectId(from),
            to: ObjectId(to),
            tag: tag.to_owned(),
            name_en: text("name"),
            name_it: text("nome"),
            back_en: text("back"),
            back_it: text("retro"),
            one_per_from: false,
            archived: None,
        }
    }

    fn seen(labels: &[AssociationLabel], here: i64, there: i64) -> Vec<String> {
        let found = offered(labels, ObjectId(here), ObjectId(there));
        found.map(|(role, label)| format!("{role}: {}", label.name(role.end, Lang::En))).collect()
    }

    #[test]
    fn a_label_is_offered_from_each_end_that_it_has_there() {
        let labels = [label(1, (1, 2), "primary"), label(2, (2, 2), "parent")];
        assert_eq!(seen(&labels, 1, 2), ["primary: primary name"]);
        assert_eq!(seen(&labels, 2, 1), ["~primary: primary back"]);
        assert_eq!(seen(&labels, 2, 2), ["parent: parent name", "~parent: parent back"]);
        assert!(seen(&labels, 1, 1).is_empty());
    }

    #[test]
    fn what_is_archived_is_not_offered_and_what_two_are_to_each_other_only_once() {
        let mut labels = [label(1, (1, 2), "primary"), label(2, (2, 2), "partner")];
        labels[0].archived = Some(Timestamp(7));
        assert!(seen(&labels, 1, 2).is_empty() && !labels[0].is_gone());
        labels[1].back_en = "Partner Name".to_owned();
        assert!(!labels[1].is_mutual(), "in one language alone");
        labels[1].back_it = labels[1].name_it.clone();
        assert_eq!(seen(&labels, 2, 2), ["partner: partner name"]);
        assert_eq!(labels[0].from_here(ObjectId(2)), Some((End::To, ObjectId(1))));
        assert_eq!(labels[1].from_here(ObjectId(2)), Some((End::From, ObjectId(2))));
        assert_eq!(labels[1].from_here(ObjectId(1)), None);
    }

    #[test]
    fn roles_are_written_as_they_are_read() {
        let roles = parse_roles("~parent;primary;;no tag;~");
        assert_eq!(join_roles(&roles), "~parent;primary");
        assert_eq!(roles.iter().map(|role| role.flipped().to_string()).collect::<Vec<_>>(), ["parent", "~primary"]);
    }
}
