//! Holds: records that nothing may purge for as long as somebody says so (L71, S14).
//!
//! A hold keeps a record from being purged, by anybody and by retention. It keeps nobody from deleting it: what is in the
//! trash is all there, and comes back. A record has one hold or none, with the reason of whoever put it.

use crate::{operation::REASON_MAX, people::Person, time::Timestamp};
use serde::{Deserialize, Serialize};

/// A hold, as its record's page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    /// Who put it; nothing where they are gone.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Why a record must be kept: never empty, never longer than [`REASON_MAX`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldReason(String);

/// What is wrong with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldProblem {
    /// There is none. Whoever asks years later why something is kept must find an answer.
    Empty,
    /// It is too long.
    Long,
}

impl HoldReason {
    /// What a person typed, without the blanks around it.
    pub fn parse(typed: &str) -> Result<Self, HoldProblem> {
        let reason = typed.trim();
        if reason.is_empty() {
            return Err(HoldProblem::Empty);
        }
        // A browser counts a line break once and sends it as two characters.
        if reason.replace("\r\n", "\n").chars().count() > REASON_MAX {
            return Err(HoldProblem::Long);
        }
        Ok(Self(reason.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_has_a_reason_of_a_length_that_can_be_read() {
        let parse = |typed: &str| HoldReason::parse(typed).map(|reason| reason.as_str().to_owned());
        assert_eq!(parse("  A case at court\n"), Ok("A case at court".to_owned()));
        assert_eq!(parse(" \n\t\u{a0}"), Err(HoldProblem::Empty));
        let longest = "é".repeat(REASON_MAX);
        assert_eq!(parse(&longest), Ok(longest.clone()));
        assert_eq!(parse(&format!("{longest}é")), Err(HoldProblem::Long));
        assert!(parse(&"a\r\n".repeat(REASON_MAX / 2)).is_ok());
    }
}
