//! Operations: a deletion is a thing, not a flag (S1). Who, when, through what, why, on which frozen set of records,
//! with one outcome per record.

mod delete;
mod restore;
mod state;

pub use delete::{DeleteOrder, DeletePreview, DeleteRefused, Fingerprint, Selection, Skip, SkipReason};
pub use restore::{Choice, Choices, Conflict, RestoreOrder, RestorePlan, RestoreRefused, RestoreSet, TakenKey};
pub use state::{Control, OperationState};

use crate::{
    ids::{OperationId, RecordId},
    object::ObjectNames,
    people::Person,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most characters of a reason.
pub const REASON_MAX: usize = 500;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Moves records to the trash: a deletion.
    Delete,
    /// Brings records back from the trash.
    Restore,
}

impl OperationKind {
    const ALL: [Self; 2] = [Self::Delete, Self::Restore];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Restore => "restore",
        }
    }
}

impl FromStr for OperationKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
    }
}

/// Through what something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// The page of one record.
    RecordPage,
    /// An index page, as a table.
    Index,
    /// The trash.
    Trash,
    /// The page of an operation, or the undo of a toast, which is the same undo.
    Operation,
    /// An imported file.
    Import,
    /// The command line.
    CommandLine,
    /// Sample data.
    Demo,
}

impl Surface {
    /// Every surface.
    pub const ALL: [Self; 7] =
        [Self::RecordPage, Self::Index, Self::Trash, Self::Operation, Self::Import, Self::CommandLine, Self::Demo];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::RecordPage => "record_page",
            Self::Index => "index",
            Self::Trash => "trash",
            Self::Operation => "operation",
            Self::Import => "import",
            Self::CommandLine => "command_line",
            Self::Demo => "demo",
        }
    }
}

impl FromStr for Surface {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|surface| surface.tag() == tag).ok_or(())
    }
}

/// What happened to one record of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What the operation does.
    Done,
    /// Nothing yet.
    Waiting,
    /// Restored, without keys that a living record had taken.
    Without {
        /// The keys left behind.
        keys: Vec<String>,
    },
    /// Restored, and a key was taken back from a living record.
    TookBack {
        /// The keys.
        keys: Vec<String>,
        /// The records that had them.
        from: Vec<RecordId>,
    },
    /// Nothing, and why.
    Skipped {
        /// Why.
        reason: SkipReason,
    },
}

/// What an operation answers with: the state reached, not the intent (L79).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The operation, whose page keeps the undo.
    pub operation: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// Records it did that to.
    pub done: i64,
    /// Records it skipped.
    pub skipped: i64,
    /// Whether it has done it already, or goes on with it.
    pub state: OperationState,
    /// Until when a deletion can be taken back.
    pub until: Timestamp,
}

/// An operation as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationView {
    /// Which.
    pub id: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// The object's word in addresses.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// Who; nobody means the system.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub surface: Surface,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// How far it is.
    pub state: OperationState,
    /// Records of its frozen set.
    pub total: i64,
    /// Records it did that to, so far.
    pub done: i64,
    /// Records it skipped, so far.
    pub skipped: i64,
    /// When it ended, or now.
    pub seen: Timestamp,
    /// What the viewer may do about it while it is not done.
    pub controls: Vec<Control>,
    /// Of a deletion: records that are in the trash because of it, now.
    pub in_trash: i64,
    /// Of a deletion: until when it can be taken back.
    pub until: Timestamp,
    /// Days left until then.
    pub days_left: i64,
    /// Of a restore: the deletion it undid, when it undid one whole.
    pub undoes: Option<OperationId>,
    /// Operations that later touched records of this one, latest first.
    pub later: Vec<LaterOperation>,
    /// Whether the viewer may put it back.
    pub may_restore: bool,
}

/// A later operation on some of the same records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterOperation {
    /// Which.
    pub id: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Option<Person>,
    /// How many of this operation's records it has.
    pub records: i64,
}

/// One record of an operation. Records the viewer may not see are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationItem {
    /// Which record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: Option<Person>,
    /// What happened to it.
    pub outcome: Outcome,
    /// Whether it lives now.
    pub living: bool,
}

/// Records of an operation, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationItems {
    /// The records.
    pub items: Vec<OperationItem>,
    /// The record after which the next page starts.
    pub next: Option<RecordId>,
}
