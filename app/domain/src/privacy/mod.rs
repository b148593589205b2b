//! Privacy: addresses as they are compared, the blocklist, permanent deletion of a person (erasure), its certificate, and the
//! identifiers by which a person is found.
//!
//! An erasure removes a contact and everything that is theirs alone, anonymises what they share with other records, asks
//! what to do with each other mention of them, looks for their identifiers again, and ends with a certificate (R6.1, R6.2).

mod address;
mod blocklist;
mod certificate;
mod erasure;
mod folded;
mod identifiers;
mod mention;
mod person_data;
mod place;
mod preview;

pub use address::Address;
pub use blocklist::{
    ADDRESS_FILE_MAX, ADDRESS_LINES_MAX, AddressCheck, AddressFileProblem, AddressHolder, AddressProblem,
    BLOCKLIST_COUNTED, BLOCKLIST_PAGE, BlockEntry, BlockLift, BlockReason, BlockedFile, BlocklistPage, NotBlocked,
    ReasonProblem, read_addresses,
};
pub use certificate::{
    Certificate, CertificateHash, CertificateView, CheckedPlace, NotAHash, Remainder, Remains, ScanHit, Seal,
    SecondScan,
};
pub use erasure::{
    ERASURE_PAGE, Erasable, EraseOrder, EraseReceipt, EraseRefused, ErasedNotice, ErasurePage, ErasureQuery,
    ErasureRow, ErasureState, HeldRecord, LegalBasis, LegalBasisKind,
};
pub use identifiers::{ERASED_ADDRESS, ERASED_TOKEN, IdentifierKind, Identifiers, Statement, StatementProblem};
pub use mention::{DecidedMention, Decision, Excerpt, Kept, Mention, MentionSource};
pub use person_data::{PersonData, PersonRow, exported_moment};
pub use place::Place;
pub use preview::{Confirmation, ErasurePreview, PlaceCount, Unreachable};
