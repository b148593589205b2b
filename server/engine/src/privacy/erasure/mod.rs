//! Erasures: permanent deletion of a person, and the proof of it.
//!
//! - The [data map](DATA_MAP) says of every column of the schema what of a person it can hold. The removal, the preview, the
//!   second scan and the certificate follow from it.
//! - An erasure is one transaction, so there is no half of it that could be restored or edited. It removes the contact and its
//!   own activities, takes the person out of what is shared, does what was decided with each mention elsewhere, and puts the
//!   addresses on the [blocklist](super::blocklist).
//! - [`domain::privacy::Erasable`] is the proof that no hold is on a record that is removed, and nothing is removed without it.
//! - The steps after the transaction are a [job](crate::jobs): files, a second scan of every column for the identifiers of the
//!   person, and the freed space of the database. The scan ends with a certificate, whose hash is in the audit. It is complete
//!   if nothing was found but what was decided to stay.
//! - The identifiers are stored with the erasure until it is complete, and nowhere afterwards.

mod again;
mod came_back;
mod certify;
mod data_map;
mod decide;
mod erase;
mod export;
mod files;
mod findings;
mod list;
mod person;
mod preview;
mod redact;
mod remove;
mod run;
mod scan;
mod tally;
mod texts;

pub(crate) use came_back::EraseAgain;
pub(super) use came_back::enqueue_came_back;
pub use data_map::{Class, DATA_MAP, MappedTable, OUTSIDE, Rule, Source};
pub(crate) use run::FinishErasure;

use crate::privacy::Privacy;

impl Privacy {
    /// Writes the tables that hold data of persons anew, so that freed space inside the files of the database keeps no old
    /// bytes. The tables are locked meanwhile: it is for a maintenance window.
    pub async fn scrub(&self) -> crate::Result<()> {
        self.store.rewrite(&run::changed_tables()).await
    }
}
