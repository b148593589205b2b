//! Operations: what was done, to which records, by whom, through what, and the way back.
//!
//! A set is decided inside the transaction that changes it: the rights of the actor, the records that are still
//! there, the conflicts. The set, the outcomes and the change itself are written together or not at all. A set that is
//! too large for one transaction is frozen first and gone through in chunks: see [`jobs`].

mod control;
mod delete;
mod items;
mod jobs;
mod read;
mod restore;
mod select;

pub use jobs::Runner;

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{OperationKind, OperationState, Surface},
    time::Timestamp,
};

/// Most records that are done at once, while whoever asked waits: a few hundredths of a second of the one writer.
const AT_ONCE: i64 = 1_000;

/// Seconds after which an operation whose set is not whole is given up, unless more of it was written.
const UNBEGUN: i64 = 30;

/// What a new operation is written with.
struct Begin<'a> {
    kind: OperationKind,
    object: ObjectId,
    actor: UserId,
    surface: Surface,
    reason: Option<&'a str>,
    token: Option<&'a str>,
    undoes: Option<OperationId>,
    at: Timestamp,
    state: OperationState,
    total: i64,
    done: i64,
    skipped: i64,
    decisions: Option<serde_json::Value>,
}

async fn begin(tx: &mut Tx, operation: Begin<'_>) -> Result<OperationId> {
    let sql = Sql::new(
        "INSERT INTO operation (kind, object_id, actor_id, surface, reason, token, undoes, at, state, total, done, \
         skipped, decisions, ended, lease_until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id AS value",
    )
    .with(operation.kind.tag())
    .with(operation.object)
    .with(operation.actor)
    .with(operation.surface.tag())
    .with(operation.reason)
    .with(operation.token)
    .with(operation.undoes)
    .with(operation.at)
    .with(operation.state.tag())
    .with(operation.total)
    .with(operation.done)
    .with(operation.skipped)
    .with(operation.decisions)
    .with(operation.state.has_ended().then_some(operation.at.0))
    .with(operation.at.plus_seconds(if operation.state == OperationState::Preparing { UNBEGUN } else { 0 }));
    Ok(OperationId(tx.value(sql).await?.unwrap_or_default()))
}
