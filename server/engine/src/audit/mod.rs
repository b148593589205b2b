//! The audit: events of who did what, when and from where, and the hash chain that makes later changes detectable.
//!
//! All events are written by [`note`], in the transaction of the change they describe. Rows are added and never
//! updated; triggers refuse everything else except retention.
//!
//! Each event is chained to the one before it by a hash. Someone who keeps the last hash elsewhere can verify later
//! that no event up to it was changed, added or removed. Chaining an event in the transaction that writes it would
//! serialize all writers until they commit: on PostgreSQL a deletion of a thousand records would block every sign-in.
//! So an event is written unsealed, a trigger notes that it waits, and [`Audit::seal_audit`], which runs about once a
//! second, seals the events committed since, in short transactions of its own under one lock. Long transactions may
//! commit after events with larger ids; the order of the chain is therefore the order of sealing, not of the ids. A
//! change made before an event is sealed, within about a second, cannot be detected.
//!
//! Retention removes the oldest part of the chain and keeps its last hash as the anchor, from which the rest is
//! verified.

mod chain;
mod export;
mod list;
mod note;
mod refusal;
mod retention;
mod seal;
mod verify;

pub use export::ExportSource;
pub(crate) use note::note;
pub use verify::{Chain, ChainBreak};

use crate::db::Store;

/// The PostgreSQL advisory lock of sealing and retention.
const LOCK: i64 = 0x0061_7564_6974;

/// The audit log.
#[derive(Clone)]
pub struct Audit {
    store: Store,
}

impl Audit {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}
