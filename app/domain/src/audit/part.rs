//! The part of an object that an event concerns.

use crate::object::Part;
use serde::{Deserialize, Serialize};

/// The kind and key of a part. Keys consist of lower-case letters and digits and never change, so they are not
/// personal data. Options, which may be named like a person, are recorded by their property only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartWord(String);

impl PartWord {
    /// The word of a part.
    pub fn of(part: &Part) -> Self {
        match part {
            Part::Option(key, _) => Self(format!("option.{key}")),
            part => Self(part.to_string()),
        }
    }

    /// The text.
    pub fn word(&self) -> &str {
        &self.0
    }
}
