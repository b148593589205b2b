//! The preview of an erasure: what it removes, what stays and how, and what is to be decided.

use super::{HeldRecord, Mention, Place};
use crate::{
    ids::{ImportId, RecordId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// How much there is in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// The place.
    pub place: Place,
    /// How much.
    pub count: i64,
}

/// The text to type as the confirmation of an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// The first e-mail address of the contact.
    Address(String),
    /// The name of a contact without an address.
    Name(String),
}

impl Confirmation {
    /// The text to type.
    pub fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Name(text) => text,
        }
    }

    /// Whether a typed text is it, without regard to case and accents.
    pub fn is_met_by(&self, typed: &str) -> bool {
        crate::text::normalize(typed) == crate::text::normalize(self.text())
    }
}

/// A copy of the data that the program cannot reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreachable {
    /// Copies of the database that were made before.
    Backups,
    /// The archive of PostgreSQL's write-ahead log, where the operator keeps one.
    LogArchive,
    /// Freed space inside the files of PostgreSQL, until new rows overwrite it.
    FreedSpace,
    /// Files that users exported and downloaded; the count is of the exports that the audit still knows.
    Exports,
    /// Files that the command line imported: they are the operator's.
    LocalFiles,
}

/// The effect that the erasure of one contact would have. It was computed without any change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasurePreview {
    /// The contact.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Whether it is in the trash.
    pub trashed: bool,
    /// The text to type as the confirmation.
    pub confirmation: Confirmation,
    /// The number of items to remove in each place; places without any are left out.
    pub erased: Vec<PlaceCount>,
    /// The number of items to anonymise in each place.
    pub anonymised: Vec<PlaceCount>,
    /// Addresses that are put on the blocklist.
    pub addresses: i64,
    /// The mentions that the user may see, each of which needs a decision.
    pub mentions: Vec<Mention>,
    /// Mentions in records that the user may not see. An erasure with such mentions ends as incomplete.
    pub unseen_mentions: i64,
    /// Copies that stay out of reach: the number, if it is known, and the end of their retention.
    pub unreachable: Vec<(Unreachable, Option<i64>, Option<Timestamp>)>,
    /// Holds that prevent the erasure.
    pub held: Vec<HeldRecord>,
    /// Imports that run with a file that mentions the person: the erasure can begin when they have ended.
    pub running_imports: Vec<ImportId>,
    /// How many records are removed: the contact and its own activities. The order repeats it.
    pub records: i64,
    /// Makes the order idempotent.
    pub token: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirmation_ignores_case_and_blanks() {
        let address = Confirmation::Address("anna.moretti@example.com".to_owned());
        assert!(address.is_met_by(" Anna.Moretti@example.com\n"));
        for wrong in ["", "anna@example.com", "anna.moretti@example.com.au"] {
            assert!(!address.is_met_by(wrong), "{wrong}");
        }
        assert!(Confirmation::Name("José  Ñ".to_owned()).is_met_by("jose n"));
    }
}
