//! Writing a new operation: its row, and for one that runs in batches its frozen set.
//!
//! An operation is either done in the transaction that inserts it, or enqueued: inserted as `preparing`, frozen, and then
//! run in batches, or held back until it is approved. Children are enqueued with their parent and begin with it.

use super::{
    approval::request_approval,
    freeze::preparing_until,
    idempotency::{Existing, IdempotencyKey},
    operation_audit::{EndedBy, record_end},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
    trash::expires_at,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{OperationKind, OperationState, Receipt, SelectionSummary},
    surface::Surface,
    time::Timestamp,
};

/// An operation that is about to be inserted.
pub(super) struct NewOperation<'a> {
    pub kind: OperationKind,
    pub object: ObjectId,
    /// `None` is the program itself.
    pub actor: Option<UserId>,
    pub surface: Surface,
    pub reason: Option<String>,
    /// The token of the preview that was confirmed, unique among all operations.
    pub token: Option<&'a str>,
    /// The operation that it undoes as a whole.
    pub undoes: Option<OperationId>,
    pub at: Timestamp,
    pub state: OperationState,
    /// Records it is about: those of its set, and those that were skipped from the start, which `skipped` counts too.
    pub total: i64,
    pub done: i64,
    pub skipped: i64,
    pub decisions: Option<serde_json::Value>,
    pub selection: Option<SelectionSummary>,
    pub requires_approval: bool,
    pub parent: Option<OperationId>,
}

/// Child operations that begin with their parent, and the ids of their sets.
pub(super) type Children<'a> = Vec<(NewOperation<'a>, Vec<i64>)>;

impl NewOperation<'_> {
    /// One that has done nothing yet.
    pub fn new(kind: OperationKind, object: ObjectId, actor: Option<UserId>, surface: Surface, at: Timestamp) -> Self {
        Self {
            kind,
            object,
            actor,
            surface,
            reason: None,
            token: None,
            undoes: None,
            at,
            state: OperationState::Preparing,
            total: 0,
            done: 0,
            skipped: 0,
            decisions: None,
            selection: None,
            requires_approval: false,
            parent: None,
        }
    }
}

/// Inserts the row of an operation, and the request for its approval where it requires one.
///
/// # Errors
///
/// [`Error::Busy`] when another operation has its token.
pub(super) async fn insert_operation(tx: &mut Tx, operation: NewOperation<'_>) -> Result<Receipt> {
    let NewOperation { kind, at, state, .. } = operation;
    let expires = match kind {
        OperationKind::Delete => Some(expires_at(tx, operation.object, at).await?),
        OperationKind::Restore | OperationKind::Assign | OperationKind::Purge => None,
    };
    let lease = if state == OperationState::Preparing { preparing_until(at).0 } else { 0 };
    let sql = Sql::new(
        "INSERT INTO operation (kind, object_id, actor_id, surface, reason, idempotency_key, undoes_operation_id, created_at, \
         state, total, done, skipped, decisions, ended_at, lease_until, selection, expires_at, parent_operation_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) \
         RETURNING id AS value",
    )
    .with(kind.tag())
    .with(operation.object)
    .with(operation.actor)
    .with(operation.surface.tag())
    .with(operation.reason)
    .with(operation.token)
    .with(operation.undoes)
    .with(at)
    .with(state.tag())
    .with(operation.total)
    .with(operation.done)
    .with(operation.skipped)
    .with(operation.decisions)
    .with(state.has_ended().then_some(at.0))
    .with(lease)
    .with(operation.selection.map(|selection| serde_json::json!(selection)))
    .with(expires.map(|expires| expires.0))
    .with(operation.parent);
    let id = match tx.value(sql).await {
        Ok(id) => OperationId(id.unwrap_or_default()),
        Err(error) if error.is_unique_violation() => return Err(Error::Busy),
        Err(error) => return Err(error),
    };
    if operation.requires_approval {
        request_approval(tx, id, at).await?;
    }
    Ok(Receipt {
        operation: id,
        kind,
        done: if state.has_ended() { operation.done } else { operation.total - operation.skipped },
        skipped: operation.skipped,
        state,
        until: expires.unwrap_or(at),
    })
}

impl Operations {
    /// Enqueues an operation and its children, unless an operation with this key exists: then its receipt is returned.
    pub(super) async fn enqueue_once(
        &self,
        key: IdempotencyKey<'_>,
        operation: NewOperation<'_>,
        ids: Vec<i64>,
        children: Children<'_>,
    ) -> Result<Receipt> {
        match self.find_existing_locked(self.store.write().await?, key).await? {
            Existing::New(tx) => self.enqueue(tx, operation, ids, children).await,
            Existing::Duplicate(receipt) => Ok(receipt),
        }
    }

    /// Inserts an operation and its children, commits, freezes their sets and lets them begin together: they run in
    /// batches, or wait where the operation requires approval.
    pub(super) async fn enqueue(
        &self,
        mut tx: Tx,
        operation: NewOperation<'_>,
        ids: Vec<i64>,
        children: Children<'_>,
    ) -> Result<Receipt> {
        let state = if operation.requires_approval { OperationState::Waiting } else { OperationState::Running };
        let receipt = insert_operation(&mut tx, operation).await?;
        let mut sets = Vec::new();
        for (child, ids) in children {
            let child = NewOperation { parent: Some(receipt.operation), ..child };
            sets.push((insert_operation(&mut tx, child).await?.operation, ids));
        }
        tx.commit().await?;
        sets.push((receipt.operation, ids));
        self.freeze_sets(receipt.operation, sets).await?;
        Ok(Receipt { state, ..receipt })
    }
}

/// Writes down what an operation came to that was done in the transaction that inserted it.
pub(super) async fn complete(tx: &mut Tx, receipt: Receipt, done: i64, skipped: i64) -> Result<Receipt> {
    let sql = Sql::new("UPDATE operation SET total = ")
        .bind(done + skipped)
        .push(", done = ")
        .bind(done)
        .push(", skipped = ")
        .bind(skipped)
        .push(" WHERE id = ")
        .bind(receipt.operation);
    tx.execute(sql).await?;
    record_end(tx, receipt.operation, EndedBy::Itself).await?;
    Ok(Receipt { done, skipped, ..receipt })
}
