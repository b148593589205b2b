//! The audit: what was done, by whom and when, written in the transaction that does it; and the chain that proves it.
//!
//! Everything goes through [`note`], and rows are added and never changed: triggers refuse the rest, but for retention.
//!
//! Each event is chained to the one before by a hash, so that whoever keeps the last hash elsewhere can tell later whether
//! anything up to there was changed, added or taken away. To chain a row in the transaction that writes it, writers would
//! have to wait for each other until they commit: on PostgreSQL a deletion of a thousand records would keep everybody else
//! from signing in. So an event is written unsealed, a trigger notes that it waits, and [`Engine::seal_audit`], which is
//! called about each second, seals what was committed since, in short transactions of its own and under one lock. That an
//! event of a long transaction commits after ones with larger ids does not matter: the chain has an order of its own,
//! which is the order of sealing. What is changed before it is sealed cannot be told; that is about a second.
//!
//! Retention removes the oldest part of the chain and keeps its last hash as the anchor, from which the rest is proved.

mod chain;
mod export;
mod forget;
mod list;
mod note;
mod refusal;
mod seal;
mod verify;

pub use export::Taken;
pub(crate) use note::note;
pub use verify::{Chain, ChainBreak};

/// What PostgreSQL is asked for by those who add to the chain, or take from it.
const LOCK: i64 = 0x0061_7564_6974;
