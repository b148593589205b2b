//! Association labels: the meanings that a link can have, each with a name for either direction.

use crate::{
    ids::{LabelId, ObjectId},
    people::Lang,
    text::normalize,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// The prefix of a label that is read from its `to` end, in forms and in the database.
pub const BACK: char = '~';
/// The separator of labels in a list.
pub const BETWEEN: char = ';';

/// A label that links between records of two objects can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociationLabel {
    /// The id in the database.
    pub id: LabelId,
    /// The object of the record at `from`.
    pub from: ObjectId,
    /// The object of the record at `to`.
    pub to: ObjectId,
    /// The unique word that links and events store.
    pub tag: String,
    /// English: what the record at `to` is to the one at `from`.
    pub name_en: String,
    /// The same in Italian.
    pub name_it: String,
    /// English: what the record at `from` is to the one at `to`.
    pub inverse_en: String,
    /// The same in Italian.
    pub inverse_it: String,
    /// Whether a record at `from` can have one active link of this label only: a new one takes the label from the old.
    pub one_per_from: bool,
    /// When it was archived: links keep it, hidden. Zero once it is deleted; its names stay for timelines.
    pub archived: Option<Timestamp>,
}

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum End {
    /// The record that the link starts at.
    From,
    /// The record that the link leads to.
    To,
}

impl End {
    /// The end at which a record of `here` is, in a link to a record of `there`: the object with the lower id is at
    /// `From`. `None` for two records of one object, whose direction is the one in which the link was made.
    pub fn of(here: ObjectId, there: ObjectId) -> Option<Self> {
        match here.cmp(&there) {
            std::cmp::Ordering::Less => Some(Self::From),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self::To),
        }
    }

    /// The opposite end.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }
}

/// A label as read from one end of a link: `parent` from the `from` end, `~parent` from the `to` end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkRole {
    /// The tag of the label.
    pub tag: String,
    /// The end that it is read from.
    pub end: End,
}

impl LinkRole {
    /// The same label, read from the opposite end.
    #[must_use]
    pub fn flipped(&self) -> Self {
        Self { tag: self.tag.clone(), end: self.end.flipped() }
    }
}

impl fmt::Display for LinkRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.end == End::To {
            write!(f, "{BACK}")?;
        }
        self.tag.fmt(f)
    }
}

impl FromStr for LinkRole {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (end, tag) = text.strip_prefix(BACK).map_or((End::From, text), |tag| (End::To, tag));
        let word = !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if word { Ok(Self { tag: tag.to_owned(), end }) } else { Err(()) }
    }
}

/// Parses `primary;~parent`. Parts that are not labels are ignored.
pub fn parse_roles(text: &str) -> BTreeSet<LinkRole> {
    text.split(BETWEEN).filter_map(|role| role.parse().ok()).collect()
}

/// Formats labels for [`parse_roles`].
pub fn join_roles(roles: &BTreeSet<LinkRole>) -> String {
    roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

impl AssociationLabel {
    /// The name of the record at the opposite end, for the one at `end`.
    pub fn name(&self, end: End, lang: Lang) -> &str {
        match (end, lang) {
            (End::From, Lang::En) => &self.name_en,
            (End::From, Lang::It) => &self.name_it,
            (End::To, Lang::En) => &self.inverse_en,
            (End::To, Lang::It) => &self.inverse_it,
        }
    }

    /// Whether a record can have one active link of `role` only.
    pub fn is_alone(&self, role: &LinkRole) -> bool {
        self.one_per_from && role.end == End::From
    }

    /// Whether `role` is this label, read by a record of `here` in a link to a record of `there`.
    pub fn is(&self, role: &LinkRole, here: ObjectId, there: ObjectId) -> bool {
        let ends = match role.end {
            End::From => (here, there),
            End::To => (there, here),
        };
        self.tag == role.tag && ends == (self.from, self.to)
    }

    /// Whether it can be given to links: it is not archived.
    pub fn is_offered(&self) -> bool {
        self.archived.is_none()
    }

    /// Whether it is deleted permanently, so that only timelines still name it.
    pub fn is_gone(&self) -> bool {
        self.archived == Some(Timestamp(0))
    }

    /// The end at which a record of `here` is, and the object at the opposite end; `From` for two records of one object.
    /// `None` if links of `here` cannot have this label.
    pub fn from_here(&self, here: ObjectId) -> Option<(End, ObjectId)> {
        match here {
            here if here == self.from => Some((End::From, self.to)),
            here if here == self.to => Some((End::To, self.from)),
            _ => None,
        }
    }

    /// Whether it reads the same from both ends, as "partner" does: then its direction has no meaning.
    pub fn is_mutual(&self) -> bool {
        let same = |lang| normalize(self.name(End::From, lang)) == normalize(self.name(End::To, lang));
        self.from == self.to && same(Lang::En) && same(Lang::It)
    }
}

/// The labels that a link from a record of `here` to one of `there` can be given, each from the end at which `here` is.
/// A mutual label appears once.
pub fn offered(
    labels: &[AssociationLabel],
    here: ObjectId,
    there: ObjectId,
) -> impl Iterator<Item = (LinkRole, &AssociationLabel)> {
    labels.iter().filter(|label| label.is_offered()).flat_map(move |label| {
        [End::From, End::To].into_iter().filter_map(move |end| {
            let role = LinkRole { tag: label.tag.clone(), end };
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
            inverse_en: text("back"),
            inverse_it: text("retro"),
            one_per_from: false,
            archived: None,
        }
    }

    fn seen(labels: &[AssociationLabel], here: i64, there: i64) -> Vec<String> {
        let found = offered(labels, ObjectId(here), ObjectId(there));
        found.map(|(role, label)| format!("{role}: {}", label.name(role.end, Lang::En))).collect()
    }

    #[test]
    fn label_is_offered_from_each_matching_end() {
        let labels = [label(1, (1, 2), "primary"), label(2, (2, 2), "parent")];
        assert_eq!(seen(&labels, 1, 2), ["primary: primary name"]);
        assert_eq!(seen(&labels, 2, 1), ["~primary: primary back"]);
        assert_eq!(seen(&labels, 2, 2), ["parent: parent name", "~parent: parent back"]);
        assert!(seen(&labels, 1, 1).is_empty());
    }

    #[test]
    fn archived_label_is_not_offered_and_mutual_label_once() {
        let mut labels = [label(1, (1, 2), "primary"), label(2, (2, 2), "partner")];
        labels[0].archived = Some(Timestamp(7));
        assert!(seen(&labels, 1, 2).is_empty() && !labels[0].is_gone());
        labels[1].inverse_en = "Partner Name".to_owned();
        assert!(!labels[1].is_mutual(), "in one language alone");
        labels[1].inverse_it = labels[1].name_it.clone();
        assert_eq!(seen(&labels, 2, 2), ["partner: partner name"]);
        assert_eq!(labels[0].from_here(ObjectId(2)), Some((End::To, ObjectId(1))));
        assert_eq!(labels[1].from_here(ObjectId(2)), Some((End::From, ObjectId(2))));
        assert_eq!(labels[1].from_here(ObjectId(1)), None);
    }

    #[test]
    fn roles_round_trip() {
        let roles = parse_roles("~parent;primary;;no tag;~");
        assert_eq!(join_roles(&roles), "~parent;primary");
        assert_eq!(roles.iter().map(|role| role.flipped().to_string()).collect::<Vec<_>>(), ["parent", "~primary"]);
    }
}
