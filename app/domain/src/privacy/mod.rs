//! Privacy: addresses as they are compared, permanent deletion of a person (erasure), its certificate, and the identifiers by
//! which a person is found.
//!
//! An erasure removes a contact and everything that is theirs alone, anonymises what they share with other records, asks
//! what to do with each other mention of them, looks for their identifiers again, and ends with a certificate (R2.3–R2.6,
//! R6.1–R6.17).

mod address;
mod certificate;
mod erasure;
mod folded;
mod identifiers;
mod mention;
mod place;
mod preview;

pub use address::Address;
pub use certificate::{Certificate, CertificateView, CheckedPlace, Remainder, Remains, ScanHit, Seal, SecondScan};
pub use erasure::{
    ERASURE_PAGE, Erasable, EraseOrder, EraseReceipt, EraseRefused, ErasedNotice, ErasurePage, ErasureQuery,
    ErasureRow, ErasureState, HeldRecord, LegalBasis, LegalBasisKind,
};
pub use identifiers::{ERASED_ADDRESS, ERASED_TOKEN, IdentifierKind, Identifiers, Statement, StatementProblem};
pub use mention::{DecidedMention, Decision, Excerpt, Kept, Mention, MentionSource};
pub use place::Place;
pub use preview::{Confirmation, ErasurePreview, PlaceCount, Unreachable};
