//! Erasures: the order, its states, and the proof that no hold is in the way.

use super::{DecidedMention, MentionSource, Statement, StatementProblem};
use crate::{
    ids::{ErasureId, ImportId, ObjectId, RecordId},
    people::Person,
    surface::Surface,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// Erasures of a page of the index.
pub const ERASURE_PAGE: i64 = 50;

/// The kind of a legal basis, as a form sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasisKind {
    /// The person asked for it.
    Request,
    /// The person withdrew their consent.
    ConsentWithdrawn,
    /// The period for which the data may be kept is over.
    RetentionOver,
    /// Another one, in words.
    Other,
}

impl LegalBasisKind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Request, Self::ConsentWithdrawn, Self::RetentionOver, Self::Other];

    /// The tag in forms.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::RetentionOver => "retention_over",
            Self::Other => "other",
        }
    }
}

impl FromStr for LegalBasisKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
    }
}

/// Why a person is erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "text")]
pub enum LegalBasis {
    /// The person asked for it.
    Request,
    /// The person withdrew their consent.
    ConsentWithdrawn,
    /// The period for which the data may be kept is over.
    RetentionOver,
    /// Another one, in words that do not name the person.
    Other(Statement),
}

impl LegalBasis {
    /// Its kind.
    pub fn kind(&self) -> LegalBasisKind {
        match self {
            Self::Request => LegalBasisKind::Request,
            Self::ConsentWithdrawn => LegalBasisKind::ConsentWithdrawn,
            Self::RetentionOver => LegalBasisKind::RetentionOver,
            Self::Other(_) => LegalBasisKind::Other,
        }
    }
}

/// How far an erasure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErasureState {
    /// The records are gone; files, the second scan or the certificate are still to come.
    Running,
    /// The second scan found nothing but what was decided to stay.
    Complete,
    /// The second scan found more. It can be run again.
    Incomplete,
}

impl ErasureState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Running, Self::Complete, Self::Incomplete];

    /// The tag in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Incomplete => "incomplete",
        }
    }
}

impl FromStr for ErasureState {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.tag() == tag).ok_or(())
    }
}

/// A confirmed erasure of one contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseOrder {
    /// The contact, active or in the trash.
    pub record: RecordId,
    /// The text that was typed as the confirmation: the first address, or the name where there is none.
    pub typed: String,
    /// The legal basis.
    pub basis: LegalBasisKind,
    /// The words of [`LegalBasisKind::Other`].
    pub basis_text: String,
    /// The decision about each mention.
    pub mentions: Vec<DecidedMention>,
    /// The number of records that the preview said would be removed.
    pub records: i64,
    /// The token of the preview. The same order sent twice is one erasure.
    pub token: String,
    /// The surface of the request.
    pub surface: Surface,
}

/// A hold that prevents an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRecord {
    /// The record on hold: the contact, one of its own activities, or a record that was to be deleted.
    pub record: RecordId,
    /// Its object.
    pub object: ObjectId,
    /// Its name; empty where the user may not see it.
    pub name: String,
    /// The reason of the hold; empty where the user may not see the record.
    pub reason: String,
}

/// Why an order was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EraseRefused {
    /// The typed text is neither the address nor the name.
    Typed,
    /// The words of the legal basis cannot stay in a certificate.
    Basis(StatementProblem),
    /// The reason why a mention stays cannot stay in a certificate.
    Reason(MentionSource, StatementProblem),
    /// These mentions have no decision: they are new, or were not decided.
    Undecided(Vec<MentionSource>),
    /// This mention cannot be deleted by this user.
    CannotDelete(MentionSource),
    /// More or fewer records would be removed than the preview said: the number now.
    Changed(i64),
    /// Records on hold.
    Held(Vec<HeldRecord>),
    /// These imports run with a file that mentions the person.
    ImportRunning(Vec<ImportId>),
}

impl EraseRefused {
    /// The kind of obstacle, in a word for logs: no name and no text.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Typed => "confirmation",
            Self::Basis(_) | Self::Reason(..) => "reason",
            Self::Undecided(_) | Self::CannotDelete(_) | Self::Changed(_) => "changed meanwhile",
            Self::Held(_) => "on hold",
            Self::ImportRunning(_) => "import running",
        }
    }
}

/// The answer to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseReceipt {
    /// The erasure, whose number is that of its certificate.
    pub erasure: ErasureId,
    /// The state that was reached.
    pub state: ErasureState,
}

/// An erasure as the index shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureRow {
    /// Its number.
    pub id: ErasureId,
    /// When it was ordered.
    pub at: Timestamp,
    /// The user who ordered it, if they still exist.
    pub by: Option<Person>,
    /// The legal basis.
    pub basis: LegalBasis,
    /// How many contacts were erased.
    pub contacts: i64,
    /// How far it is.
    pub state: ErasureState,
}

/// The query of the index of erasures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureQuery {
    /// The text of the search box: the number of an erasure, or an address that one put on the blocklist. The
    /// address is compared as a hash and not stored.
    pub search: String,
    /// Only those before this number.
    pub before: Option<ErasureId>,
}

/// A page of the index, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasurePage {
    /// The erasures.
    pub rows: Vec<ErasureRow>,
    /// Whether there are more.
    pub more: bool,
    /// How many there are in all.
    pub total: i64,
}

/// The notice at the address of an erased contact, for users who may see erasures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedNotice {
    /// The erasure.
    pub erasure: ErasureId,
    /// When it was ordered.
    pub at: Timestamp,
}

/// Records that were checked against the holds and may be removed permanently, all of them or none. An erasure takes only
/// this type, so an unchecked one does not compile (L71).
///
/// ```compile_fail
/// use domain::{ids::RecordId, privacy::Erasable};
/// fn erase(_: &Erasable) {}
/// erase(&Erasable { records: [RecordId(1)].into() });
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Erasable {
    records: BTreeSet<RecordId>,
}

impl Erasable {
    /// The records, unless one of them is on hold.
    ///
    /// # Errors
    ///
    /// Those of the holds that are on one of them.
    pub fn of(
        records: impl IntoIterator<Item = RecordId>,
        mut holds: BTreeMap<RecordId, HeldRecord>,
    ) -> Result<Self, Vec<HeldRecord>> {
        let records: BTreeSet<RecordId> = records.into_iter().collect();
        holds.retain(|record, _| records.contains(record));
        if holds.is_empty() { Ok(Self { records }) } else { Err(holds.into_values().collect()) }
    }

    /// The records.
    pub fn records(&self) -> Vec<RecordId> {
        self.records.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erasable_with_a_hold_is_refused_as_a_whole() {
        let held = |record| HeldRecord { record, object: ObjectId(1), name: String::new(), reason: String::new() };
        let holds = |records: &[i64]| records.iter().map(|id| (RecordId(*id), held(RecordId(*id)))).collect();
        let records = [RecordId(1), RecordId(2)];
        assert_eq!(Erasable::of(records, holds(&[3])).unwrap().records(), records);
        assert_eq!(Erasable::of(records, holds(&[2, 3])).unwrap_err(), [held(RecordId(2))]);
    }

    #[test]
    fn legal_basis_kind_is_read_back() {
        for kind in LegalBasisKind::ALL {
            assert_eq!(kind.tag().parse(), Ok(kind));
        }
        for state in ErasureState::ALL {
            assert_eq!(state.tag().parse(), Ok(state));
        }
    }
}
