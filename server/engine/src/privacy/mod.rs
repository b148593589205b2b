//! Privacy: permanent deletion of persons, the blocklist of addresses that must not come back, and its ledger.

mod blocklist;
mod erasure;
mod file;
mod ledger;
mod list;
mod replay;

pub use erasure::{Class, DATA_MAP, MappedTable, OUTSIDE, Rule, Source};
pub(crate) use erasure::{EraseAgain, FinishErasure};
pub(crate) use ledger::Ledger;
pub use replay::{LedgerReplay, LedgerSurplus, ledger_surplus};

use crate::{db::Store, imports::Imports, jobs::Jobs, objects::Objects, outbox::Outbox, people::People};
use std::{path::Path, sync::Arc};

/// Permanent deletion of persons, and the blocklist of addresses that must not come back.
#[derive(Clone)]
pub struct Privacy {
    pub(crate) store: Store,
    pub(crate) jobs: Jobs,
    pub(crate) outbox: Outbox,
    pub(crate) people: People,
    pub(crate) objects: Objects,
    pub(crate) imports: Imports,
    /// The record of blocks and lifts, in a file outside of the database.
    pub(crate) ledger: Ledger,
    /// The folder that mail is written to, where there is no mail server.
    pub(crate) mail_folder: Option<Arc<Path>>,
}
