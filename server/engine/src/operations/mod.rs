//! Operations: what was done, to which records, by whom, through what, and the way back.
//!
//! A set is decided inside the transaction that changes it: the rights of the actor, the records that are still
//! there, the conflicts. The set, the outcomes and the change itself are written together or not at all. A set that is
//! too large for one transaction is frozen first, see [`freeze`], and gone through in chunks, see [`run`].

mod approval;
mod assign;
mod begin;
mod chores;
mod confirm;
mod control;
mod delete;
mod freeze;
mod items;
mod later;
mod limits;
mod list;
mod noted;
mod parts;
mod purge;
mod read;
mod restore;
mod revert;
mod run;
mod select;
mod trash_set;
mod undo;
mod unusual;

pub(crate) use chores::ChoreLog;
pub use chores::ChoreStatus;
pub use limits::Limits;
pub(crate) use read::in_sight;
pub use run::Runner;

/// A length as the database counts.
fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
