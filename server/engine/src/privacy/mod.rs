//! Privacy: permanent deletion of persons, the blocklist of addresses that must not come back, and its ledger.

mod blocklist;
mod erasure;
mod file;
mod ledger;
mod list;
mod replay;

pub use erasure::{Class, DATA_MAP, MappedTable, OUTSIDE, Rule, Source};
pub(crate) use ledger::Ledger;
pub use replay::{LedgerReplay, LedgerSurplus, ledger_surplus};
