//! Operations: what was done, to which records, by whom, through what, and the way back.
//!
//! A set is decided inside the transaction that changes it: the rights of the actor, the records that are still
//! there, the conflicts. The set, the outcomes and the change itself are written together or not at all.

mod delete;
mod items;
mod read;
mod restore;

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{OperationKind, Surface},
    time::Timestamp,
};

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
    done: i64,
    skipped: i64,
}

async fn begin(tx: &mut Tx, operation: Begin<'_>) -> Result<OperationId> {
    let sql = Sql::new(
        "INSERT INTO operation (kind, object_id, actor_id, surface, reason, token, undoes, at, done, skipped) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id AS value",
    )
    .with(operation.kind.tag())
    .with(operation.object)
    .with(operation.actor)
    .with(operation.surface.tag())
    .with(operation.reason)
    .with(operation.token)
    .with(operation.undoes)
    .with(operation.at)
    .with(operation.done)
    .with(operation.skipped);
    Ok(OperationId(tx.value(sql).await?.unwrap_or_default()))
}
