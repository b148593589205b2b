//! Operations (S1). An operation stores its actor, time, surface and reason, a frozen set of records, and one outcome
//! per record.

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

/// The maximum length of a reason, in characters.
pub const REASON_MAX: usize = 500;

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Moves records to the trash: a deletion.
    Delete,
    /// Restores records from the trash.
    Restore,
    /// Assigns another owner to records.
    Assign,
    /// Deletes records in the trash permanently.
    Purge,
}

impl OperationKind {
    /// Every kind, in the order of the filter.
    pub const ALL: [Self; 4] = [Self::Delete, Self::Restore, Self::Assign, Self::Purge];

    /// The text in the database.
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

/// The outcome of an operation for one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The record was changed as intended.
    Done,
    /// The operation has not reached the record yet.
    Waiting,
    /// Restored with differences: without keys that an active record has, in another stage, or without its owner.
    Without {
        /// The keys that the record lost.
        keys: Vec<String>,
        /// Whether it is in another stage, because its own is archived.
        #[serde(default)]
        restaged: bool,
        /// Whether it is unassigned, because its owner was deactivated.
        #[serde(default)]
        unassigned: bool,
    },
    /// Restored with a key that was removed from an active record.
    TookBack {
        /// The keys.
        keys: Vec<String>,
        /// The records that had them.
        from: Vec<RecordId>,
        /// Whether it is in another stage, because its own is archived.
        #[serde(default)]
        restaged: bool,
    },
    /// The record was not changed.
    Skipped {
        /// The reason.
        reason: SkipReason,
    },
}

/// The result of a confirmed operation: the state that was reached, not the one that was requested (L79).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The operation, whose page offers to undo it.
    pub operation: OperationId,
    /// The kind of the operation.
    pub kind: OperationKind,
    /// The number of records that it has changed.
    pub done: i64,
    /// The number of records that it has skipped.
    pub skipped: i64,
    /// The state: done, or still running in the background.
    pub state: OperationState,
    /// The moment until which a deletion can be undone.
    pub until: Timestamp,
}

/// An operation, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationView {
    /// The id, which is also in the address of the page.
    pub id: OperationId,
    /// The kind.
    pub kind: OperationKind,
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
    /// The actor; `None` for the system.
    pub by: Option<Person>,
    /// The moment of the start.
    pub at: Timestamp,
    /// The surface of the request.
    pub surface: Surface,
    /// The reason that the user gave.
    pub reason: Option<String>,
    /// The state.
    pub state: OperationState,
    /// The number of records, including those that were skipped from the start.
    pub total: i64,
    /// The number of records that it has changed so far.
    pub done: i64,
    /// The number of records that it has skipped so far.
    pub skipped: i64,
    /// The moment of the end, or of this view if the operation has not ended.
    pub seen: Timestamp,
    /// The controls that the user may use.
    pub controls: Vec<Control>,
    /// The selection that it was started on; `None` for records that were created by the demo or the command line.
    pub selection: Option<SelectionSummary>,
    /// The approval of the deletion, if it required one.
    pub approval: Option<Approval>,
    /// The new owner of an assignment; `None` if the records became unassigned.
    pub assigned: Option<Person>,
    /// The number of visible records that an undo would change. For a deletion, those that are in the trash because of
    /// it.
    pub undoable: i64,
    /// The moment until which a deletion can be undone.
    pub until: Timestamp,
    /// The number of days until then.
    pub days_left: i64,
    /// The operation that it undid as a whole, if any.
    pub undoes: Option<OperationId>,
    /// The operation that it is a child of, if any.
    pub parent: Option<OperationId>,
    /// Its child operations.
    pub children: Vec<ChildOperation>,
    /// Later operations on records of this one, the latest first.
    pub later: Vec<LaterOperation>,
    /// Whether the user may undo it.
    pub may_undo: bool,
}

/// An operation on the records of another object that started together with its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildOperation {
    /// The id of the child operation.
    pub id: OperationId,
    /// The names of its object.
    pub names: ObjectNames,
    /// Its state.
    pub state: OperationState,
    /// The number of its records.
    pub records: i64,
    /// The number of records that it has deleted so far.
    pub done: i64,
}

/// A later operation on some of the same records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaterOperation {
    /// The id of the later operation.
    pub id: OperationId,
    /// Its kind.
    pub kind: OperationKind,
    /// The moment of its start.
    pub at: Timestamp,
    /// Its actor; `None` for the system.
    pub by: Option<Person>,
    /// The number of records that both operations have.
    pub records: i64,
}

/// A record of an operation. Records that the user may not see are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationItem {
    /// The id of the record.
    pub record: RecordId,
    /// The name; `None` if the record has been deleted permanently.
    pub name: Option<String>,
    /// The owner; `None` if the record is unassigned.
    pub owner: Option<Person>,
    /// The outcome for this record.
    pub outcome: Outcome,
    /// Whether the record is active now.
    pub living: bool,
    /// Whether the record is unchanged since the operation, so that the operation can be undone for it.
    pub undoable: bool,
}

/// A page of the records of an operation, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationItems {
    /// The records.
    pub items: Vec<OperationItem>,
    /// The last record of this page, if there is a next page.
    pub next: Option<RecordId>,
}
