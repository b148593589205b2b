//! Operations: a deletion is a thing, not a flag (S1). Who, when, through what, why, on which frozen set of records,
//! with one outcome per record.

mod approval;
mod confirm;
mod impact;
mod list;
mod order;
mod restore;
mod selection;
mod selection_form;
mod state;

pub use approval::{
    ANOMALY_MIN, APPROVAL_DAYS, Approval, BASELINE_DAYS, COMMENT_MAX, Decided, Decision, DeletionAnomaly,
    WaitingDeletion, is_deletion_anomaly,
};
pub use confirm::{CascadedObject, Confirm, Difference, Fingerprint, OrderRefused, Preview, Skip, SkipReason};
pub use impact::{DeletionImpact, IMPACT_MAX, Losing, Open};
pub use list::{
    CHART_DAYS, DayCount, OPERATION_PAGE, OperationCursor, OperationPage, OperationQuery, OperationRow, Whose,
};
pub use order::{AssignOrder, DeleteOrder, PurgeOrder};
pub use restore::{
    Choice, Choices, Conflict, GoneOwner, GoneStage, RestoreOrder, RestorePlan, RestoreRefused, TakenKey, TrashSet,
};
pub use selection::{InvalidSelection, RecordQuery, Selection, SelectionSummary, Source, UnknownSource};
pub use selection_form::{All, SelectionForm};
pub use state::{Control, OperationState};

use crate::{
    ids::{OperationId, RecordId},
    object::ObjectNames,
    people::Person,
    surface::Surface,
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
    /// Gives records another owner.
    Assign,
    /// Removes records from the trash for good.
    Purge,
}

impl OperationKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Delete, Self::Restore, Self::Assign, Self::Purge];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Assign => "assign",
            Self::Purge => "purge",
        }
    }
}

impl FromStr for OperationKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
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
    /// Restored, without keys that a living record had taken, not in the stage where it stood, or without its owner.
    Without {
        /// The keys left behind.
        keys: Vec<String>,
        /// Whether it stands in another stage, because its own is archived.
        #[serde(default)]
        restaged: bool,
        /// Whether nobody owns it, because its owner was deactivated.
        #[serde(default)]
        unassigned: bool,
    },
    /// Restored, and a key was taken back from a living record.
    TookBack {
        /// The keys.
        keys: Vec<String>,
        /// The records that had them.
        from: Vec<RecordId>,
        /// Whether it stands in another stage, because its own is archived.
        #[serde(default)]
        restaged: bool,
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
    /// Records it is about: what it goes through, and what it left alone from the start.
    pub total: i64,
    /// Records it did that to, so far.
    pub done: i64,
    /// Records it skipped, so far.
    pub skipped: i64,
    /// When it ended, or now.
    pub seen: Timestamp,
    /// What the viewer may do about it while it is not done.
    pub controls: Vec<Control>,
    /// What it was started on; nothing for records created by the demo or the command line.
    pub selection: Option<SelectionSummary>,
    /// Of a deletion that a second person had to approve: how that went.
    pub approval: Option<Approval>,
    /// Of a change of owner: whose the records became; nothing stands for nobody.
    pub assigned: Option<Person>,
    /// Records in sight that are still as it left them: what an undo would touch. Of a deletion, those that are in the
    /// trash because of it.
    pub undoable: i64,
    /// Of a deletion: until when it can be taken back.
    pub until: Timestamp,
    /// Days left until then.
    pub days_left: i64,
    /// The operation it undid, when it undid one whole.
    pub undoes: Option<OperationId>,
    /// The operation that it is a child of.
    pub parent: Option<OperationId>,
    /// Its child operations.
    pub children: Vec<ChildOperation>,
    /// Operations that later touched records of this one, latest first.
    pub later: Vec<LaterOperation>,
    /// Whether the viewer may undo it.
    pub may_undo: bool,
}

/// An operation on the records of another object that began together with its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildOperation {
    /// Which.
    pub id: OperationId,
    /// The object's names.
    pub names: ObjectNames,
    /// How far it is.
    pub state: OperationState,
    /// Records it is about.
    pub records: i64,
    /// Records that it deleted so far.
    pub done: i64,
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
    /// Its name; nothing where it is gone for good, and its name with it.
    pub name: Option<String>,
    /// Who owns it.
    pub owner: Option<Person>,
    /// What happened to it.
    pub outcome: Outcome,
    /// Whether it lives now.
    pub living: bool,
    /// Whether it is still as the operation left it, so that it can be undone alone.
    pub undoable: bool,
}

/// Records of an operation, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationItems {
    /// The records.
    pub items: Vec<OperationItem>,
    /// The record after which the next page starts.
    pub next: Option<RecordId>,
}
