//! Operations: every change of many records as a numbered thing, with its actor, surface, reason, frozen set, one outcome per
//! record, and undo.
//!
//! A small set is decided inside the transaction that changes it: the rights of the actor, the records that still exist, the
//! conflicts. The set, the outcomes and the change are written together or not at all. A set that is too large for one
//! transaction is frozen first, see [`freeze`], and changed in batches by the background loop, see [`runner`].
//!
//! The README of this crate describes the life of an operation.

mod anomaly;
mod approval;
mod assign;
mod batch;
mod children;
mod confirm;
mod control;
mod delete;
mod digest;
mod freeze;
mod idempotency;
mod items;
mod later_operations;
mod limits;
mod list;
mod new_operation;
mod operation_audit;
mod purge;
mod read;
mod restore;
mod revert;
mod runner;
mod select;
mod trash_set;
mod undo;

pub use limits::Limits;
pub(crate) use read::in_sight;
pub use runner::Runner;

use crate::{db::Store, objects::Objects, outbox::Outbox, people::People, records::Records};
use std::sync::Arc;
use tokio::sync::Notify;

/// Deletions, restores and the other changes of many records.
#[derive(Clone)]
pub struct Operations {
    store: Store,
    people: People,
    records: Records,
    objects: Objects,
    outbox: Outbox,
    limits: Limits,
    work: Arc<Notify>,
}

impl Operations {
    pub(crate) fn new(
        store: Store,
        people: People,
        records: Records,
        objects: Objects,
        outbox: Outbox,
        limits: Limits,
        work: Arc<Notify>,
    ) -> Self {
        Self { store, people, records, objects, outbox, limits, work }
    }
}

/// A length as an integer of the database.
fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
