//! Mentions: texts elsewhere that contain an identifier of the person, and what is decided about each.

use super::{IdentifierKind, Statement};
use crate::{
    ids::{ImportId, ObjectId, OperationId, RecordId, ViewId},
    time::Date,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// The text that mentions a person: one decision covers all mentions in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MentionSource {
    /// A record, with its history.
    Record(RecordId),
    /// The name or the filter of a saved view.
    View(ViewId),
    /// The reason or the selection of an operation.
    Operation(OperationId),
    /// The comment of the approval of an operation.
    Approval(OperationId),
    /// The reason of the hold on a record.
    Hold(RecordId),
    /// The uploaded file of an import that was not started yet.
    Import(ImportId),
}

/// A text is no mention source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the source of a mention")]
pub struct NotASource;

/// The form `record-12`, for the names of form fields.
impl fmt::Display for MentionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(id) => write!(f, "record-{id}"),
            Self::View(id) => write!(f, "view-{id}"),
            Self::Operation(id) => write!(f, "operation-{id}"),
            Self::Approval(id) => write!(f, "approval-{id}"),
            Self::Hold(id) => write!(f, "hold-{id}"),
            Self::Import(id) => write!(f, "import-{id}"),
        }
    }
}

impl FromStr for MentionSource {
    type Err = NotASource;

    fn from_str(text: &str) -> Result<Self, NotASource> {
        let (kind, id) = text.split_once('-').ok_or(NotASource)?;
        let id: i64 = id.parse().map_err(|_| NotASource)?;
        Ok(match kind {
            "record" => Self::Record(RecordId(id)),
            "view" => Self::View(ViewId(id)),
            "operation" => Self::Operation(OperationId(id)),
            "approval" => Self::Approval(OperationId(id)),
            "hold" => Self::Hold(RecordId(id)),
            "import" => Self::Import(ImportId(id)),
            _ => return Err(NotASource),
        })
    }
}

impl TryFrom<String> for MentionSource {
    type Error = NotASource;

    fn try_from(text: String) -> Result<Self, NotASource> {
        text.parse()
    }
}

impl From<MentionSource> for String {
    fn from(source: MentionSource) -> Self {
        source.to_string()
    }
}

/// A mention, as the preview of an erasure shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The text that mentions the person.
    pub source: MentionSource,
    /// The object of the record, view, operation or import, for its icon and the address of its page.
    pub object: ObjectId,
    /// The name of the record or view, the text of the operation's reason, the name of the file; it can be the mention.
    pub title: String,
    /// The kinds of identifiers that it contains. A name alone can be that of another person.
    pub found: BTreeSet<IdentifierKind>,
    /// The first place in the text.
    pub excerpt: Excerpt,
    /// Whether [`Decision::Delete`] is possible.
    pub may_delete: bool,
}

/// A part of a text around an identifier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The text before it, cut to some words.
    pub before: String,
    /// The identifier as it is written.
    pub found: String,
    /// The text after it, cut to some words.
    pub after: String,
}

impl Excerpt {
    /// Most characters before and after the identifier.
    const AROUND: usize = 60;

    /// The part of a text around a range of it.
    pub fn of(text: &str, range: std::ops::Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let cut = before.char_indices().rev().nth(Self::AROUND - 1).map_or(0, |(at, _)| at);
        Self {
            before: before.get(cut..).unwrap_or_default().to_owned(),
            found: text.get(range.clone()).unwrap_or_default().to_owned(),
            after: text.get(range.end..).unwrap_or_default().chars().take(Self::AROUND).collect(),
        }
    }
}

/// The decision about a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The identifiers are replaced by a neutral text.
    Redact,
    /// The whole text goes: the record, the view, the reason, the comment, the file. The record of a deal is deleted
    /// permanently. A hold keeps its record, so its reason can only be redacted.
    Delete,
    /// It stays, with a reason that is in the certificate.
    Leave,
}

impl Decision {
    /// Every decision, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Redact, Self::Delete, Self::Leave];

    /// The tag in forms.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Redact => "redact",
            Self::Delete => "delete",
            Self::Leave => "leave",
        }
    }
}

impl FromStr for Decision {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|decision| decision.tag() == tag).ok_or(())
    }
}

/// The decision about a mention, as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedMention {
    /// The text.
    pub source: MentionSource,
    /// The decision.
    pub decision: Decision,
    /// Why it stays; needed for [`Decision::Leave`], ignored otherwise.
    #[serde(default)]
    pub reason: String,
    /// Until when it stays, if that is known.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A mention that stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The text.
    pub source: MentionSource,
    /// Why.
    pub reason: Statement,
    /// Until when, if that is known.
    pub until: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mention_source_is_read_back() {
        for source in [
            MentionSource::Record(RecordId(12)),
            MentionSource::View(ViewId(3)),
            MentionSource::Operation(OperationId(4)),
            MentionSource::Approval(OperationId(4)),
            MentionSource::Hold(RecordId(5)),
            MentionSource::Import(ImportId(6)),
        ] {
            assert_eq!(source.to_string().parse(), Ok(source));
        }
        for wrong in ["", "record", "record-", "record-x", "person-1"] {
            assert_eq!(wrong.parse::<MentionSource>(), Err(NotASource), "{wrong}");
        }
    }

    #[test]
    fn excerpt_is_cut_around_the_match() {
        let text = format!("{}Anna{}", "é".repeat(80), "è".repeat(80));
        let excerpt = Excerpt::of(&text, 160..164);
        assert_eq!((excerpt.before.chars().count(), excerpt.after.chars().count()), (60, 60));
        assert_eq!(excerpt.found, "Anna");
        assert_eq!(Excerpt::of("Anna", 0..4).before, "");
    }
}
