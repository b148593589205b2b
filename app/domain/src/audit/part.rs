//! What of an object an event tells of.

use crate::object::Part;
use serde::{Deserialize, Serialize};

/// A part of an object by its kind and key, as in addresses. Keys are made once, of small letters and digits, and are not
/// what it is called; options, which can be called like a person, are told as their property alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartWord(String);

impl PartWord {
    /// Of a part.
    pub fn of(part: &Part) -> Self {
        match part {
            Part::Option(key, _) => Self(format!("option.{key}")),
            part => Self(part.to_string()),
        }
    }

    /// The word.
    pub fn word(&self) -> &str {
        &self.0
    }
}
