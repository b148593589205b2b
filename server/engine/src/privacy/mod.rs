//! Privacy: the blocklist of addresses that must not come back, and its ledger.

mod blocklist;
mod file;
mod ledger;
mod list;
mod replay;

pub(crate) use ledger::Ledger;
pub use replay::{LedgerReplay, LedgerSurplus, ledger_surplus};
