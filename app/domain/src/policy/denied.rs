//! What was missing when an action was refused, for the audit.

use super::{Action, Right};
use crate::ids::{ObjectId, RecordId};
use serde::{Deserialize, Serialize};

/// The missing grant or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// The action's grant does not reach this far.
    Action(Action),
    /// The right is off.
    Right(Right),
}

/// What was refused, as far as it is known where the refusal happens. Used for reporting only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Denied {
    /// What was missing; `None` if rights were not the reason.
    pub lacks: Option<Lack>,
    /// The object concerned.
    pub object: Option<ObjectId>,
    /// The record concerned.
    pub record: Option<RecordId>,
}

impl Denied {
    /// An action that does not reach the records of an object, or one of them.
    pub fn action(action: Action, object: ObjectId) -> Self {
        Self { lacks: Some(Lack::Action(action)), object: Some(object), record: None }
    }

    /// A right that the action on an object's records needs and that is off.
    pub fn right(right: Right, object: ObjectId) -> Self {
        Self { lacks: Some(Lack::Right(right)), object: Some(object), record: None }
    }

    /// The same refusal for one record.
    #[must_use]
    pub fn of(self, record: RecordId) -> Self {
        Self { record: Some(record), ..self }
    }
}
