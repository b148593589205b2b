//! The orders of operations that are confirmed by what was shown: deleting, assigning, purging.

use super::{Confirm, Selection, TrashSet};
use crate::{ids::UserId, surface::Surface};
use serde::{Deserialize, Serialize};

/// A confirmed deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteOrder {
    /// What is selected.
    pub selection: Selection,
    /// What they saw and typed; no number from a record page, where none is asked (R2.7).
    pub confirm: Confirm,
    /// From where.
    pub surface: Surface,
    /// Why, in their words.
    pub reason: Option<String>,
}

/// A confirmed change of owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignOrder {
    /// What is selected.
    pub selection: Selection,
    /// Whose the records become; nobody's where nothing is given.
    pub to: Option<UserId>,
    /// What they saw and typed.
    pub confirm: Confirm,
    /// From where.
    pub surface: Surface,
}

/// A confirmed purge: what is chosen in the trash is gone for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeOrder {
    /// What.
    pub set: TrashSet,
    /// What they saw and typed.
    pub confirm: Confirm,
    /// From where.
    pub surface: Surface,
    /// Why, in their words.
    pub reason: Option<String>,
}
