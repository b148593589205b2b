//! Requests for operations that are confirmed with a preview: delete, assign, purge.

use super::{Confirm, Selection, TrashSet};
use crate::{ids::UserId, surface::Surface};
use serde::{Deserialize, Serialize};

/// A confirmed deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteOrder {
    /// The records to delete.
    pub selection: Selection,
    /// The confirmation. It has no number on a record page, which requires none (R2.7).
    pub confirm: Confirm,
    /// The surface of the request.
    pub surface: Surface,
    /// The reason that the user gave.
    pub reason: Option<String>,
}

/// A confirmed assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignOrder {
    /// The records to assign.
    pub selection: Selection,
    /// The new owner; `None` to unassign the records.
    pub to: Option<UserId>,
    /// The confirmation of the preview.
    pub confirm: Confirm,
    /// The surface of the request.
    pub surface: Surface,
}

/// A confirmed permanent deletion of records in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeOrder {
    /// The records in the trash to purge.
    pub set: TrashSet,
    /// The confirmation of the preview.
    pub confirm: Confirm,
    /// The surface of the request.
    pub surface: Surface,
    /// The reason that the user gave.
    pub reason: Option<String>,
}
