//! What somebody was refused: so that the audit can say which right they lack, and on what.

use super::{Action, Right};
use crate::ids::{ObjectId, RecordId};
use serde::{Deserialize, Serialize};

/// What is lacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// An action does not reach so far.
    Action(Action),
    /// A right is off.
    Right(Right),
}

/// What was refused, as far as whoever refuses knows it. It decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Denied {
    /// What is lacking; nothing where it is no matter of rights.
    pub lacks: Option<Lack>,
    /// On which object.
    pub object: Option<ObjectId>,
    /// On which record.
    pub record: Option<RecordId>,
}

impl Denied {
    /// That an action does not reach the records of an object, or one of them.
    pub fn action(action: Action, object: ObjectId) -> Self {
        Self { lacks: Some(Lack::Action(action)), object: Some(object), record: None }
    }

    /// That a right is off which the records of an object need.
    pub fn right(right: Right, object: ObjectId) -> Self {
        Self { lacks: Some(Lack::Right(right)), object: Some(object), record: None }
    }

    /// The same, of one record.
    #[must_use]
    pub fn of(self, record: RecordId) -> Self {
        Self { record: Some(record), ..self }
    }
}
