//! Legal holds: records on hold are not purged (L71, S14).
//!
//! A hold prevents the purge of a record by users and by retention. It does not prevent deletion, because a record in
//! the trash is complete and can be restored. A record has at most one hold, with the reason given by the user who
//! placed it.

use crate::{operation::REASON_MAX, people::Person, time::Timestamp};
use serde::{Deserialize, Serialize};

/// A hold as the page of its record shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    /// The user who placed it, if they still exist.
    pub by: Option<Person>,
    /// When it was placed.
    pub at: Timestamp,
    /// The reason.
    pub reason: String,
}

/// The reason of a hold: not empty, at most [`REASON_MAX`] characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldReason(String);

/// Why a reason is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldProblem {
    /// It is empty. Years later someone will need to know why the record is kept.
    Empty,
    /// It is longer than [`REASON_MAX`] characters.
    Long,
}

impl HoldReason {
    /// Parses a typed reason, without surrounding whitespace.
    pub fn parse(typed: &str) -> Result<Self, HoldProblem> {
        let reason = typed.trim();
        if reason.is_empty() {
            return Err(HoldProblem::Empty);
        }
        // Browsers count a line break as one character and send two.
        if reason.replace("\r\n", "\n").chars().count() > REASON_MAX {
            return Err(HoldProblem::Long);
        }
        Ok(Self(reason.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hold_reason_empty_or_long_is_refused() {
        let parse = |typed: &str| HoldReason::parse(typed).map(|reason| reason.as_str().to_owned());
        assert_eq!(parse("  A case at court\n"), Ok("A case at court".to_owned()));
        assert_eq!(parse(" \n\t\u{a0}"), Err(HoldProblem::Empty));
        let longest = "é".repeat(REASON_MAX);
        assert_eq!(parse(&longest), Ok(longest.clone()));
        assert_eq!(parse(&format!("{longest}é")), Err(HoldProblem::Long));
        assert!(parse(&"a\r\n".repeat(REASON_MAX / 2)).is_ok());
    }
}
