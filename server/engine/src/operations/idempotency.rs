//! Idempotency: a confirm that is sent twice, at once or again after a lost answer, is one operation.
//!
//! An [`IdempotencyKey`] names the operation that an earlier request with the same confirm may have begun. It is looked up
//! twice: in the snapshot in which the set is decided, where a request waits until the set of the earlier one is frozen,
//! and again under the lock of the key in the transaction that writes, so that of two requests at once the second finds
//! what the first committed.

use super::count;
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    keys::lock_of,
    operations::Operations,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{Confirm, OperationKind, OperationState, Receipt, TrashSet},
    policy::Permit,
    time::Timestamp,
};
use std::time::Duration;

/// What makes two requests the same.
#[derive(Clone, Copy)]
pub(super) enum IdempotencyKey<'a> {
    /// They confirm the same preview: its token, by this user, on this object.
    Confirm(&'a str, UserId, ObjectId),
    /// They undo this whole operation, and the first undo has not ended.
    Undo(OperationId),
}

/// The outcome of looking for an operation with the same key.
pub(super) enum Existing {
    /// There is none. The transaction in which that holds.
    New(Tx),
    /// There is one, and its set is frozen.
    Duplicate(Receipt),
}

impl<'a> IdempotencyKey<'a> {
    /// The key of a confirm by the holder of a permit.
    pub fn of<A>(confirm: &'a Confirm, permit: &Permit<A>) -> Self {
        Self::Confirm(&confirm.token, permit.actor(), permit.object())
    }

    fn lock(self) -> i64 {
        match self {
            Self::Confirm(token, actor, object) => {
                lock_of(&["confirm", token, &actor.to_string(), &object.to_string()])
            }
            Self::Undo(undone) => lock_of(&["undo", &undone.to_string()]),
        }
    }
}

impl Operations {
    /// Looks for the operation with this key in a new snapshot. Waits while its set is being frozen.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when it is still being frozen after ten seconds.
    pub(super) async fn find_existing(&self, key: IdempotencyKey<'_>) -> Result<Existing> {
        const PAUSE: Duration = Duration::from_millis(50);
        const ATTEMPTS: u32 = 200;

        for _ in 0..ATTEMPTS {
            let mut tx = self.store.snapshot().await?;
            let Some(row) = find(&mut tx, key).await? else { return Ok(Existing::New(tx)) };
            drop(tx);
            let receipt = receipt(&row)?;
            if receipt.state != OperationState::Preparing {
                return Ok(Existing::Duplicate(receipt));
            }
            // If the program that prepared it was killed, this request begins anew.
            self.discard_unfrozen(receipt.operation, self.store.now()).await?;
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::Busy)
    }

    /// Looks for the operation with this key in a transaction that writes, and locks the key until its end. Waits while the
    /// set of the operation is being frozen.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] when it is still being frozen after ten seconds, or was discarded meanwhile.
    pub(super) async fn find_existing_locked(&self, mut tx: Tx, key: IdempotencyKey<'_>) -> Result<Existing> {
        tx.lock(None, &[key.lock()]).await?;
        let Some(row) = find(&mut tx, key).await? else { return Ok(Existing::New(tx)) };
        let receipt = receipt(&row)?;
        if receipt.state != OperationState::Preparing {
            return Ok(Existing::Duplicate(receipt));
        }
        drop(tx);
        match self.find_existing(key).await? {
            Existing::New(_) => Err(Error::Busy),
            duplicate @ Existing::Duplicate(_) => Ok(duplicate),
        }
    }
}

/// The latest restore by `actor` that brought this set back, if some of what it restored is still living. A restore with
/// nothing left to do is answered with its receipt.
pub(super) async fn earlier_restore(tx: &mut Tx, actor: UserId, set: &TrashSet) -> Result<Option<Receipt>> {
    let living = "SELECT 1 FROM operation_item AS i JOIN record AS r ON r.id = i.record_id \
                  WHERE i.operation_id = operation.id AND (i.outcome ->> 'skipped') IS NULL AND r.deletion IS NULL";
    let sql = Sql::new(RECEIPT).push("kind = ").bind(OperationKind::Restore.tag()).push(" AND actor_id = ").bind(actor);
    let sql = match set {
        TrashSet::Deletion(deletion) => {
            sql.push(" AND undoes_operation_id = ").bind(*deletion).push(&format!(" AND EXISTS ({living})"))
        }
        TrashSet::Records(records) => sql
            .push(" AND id IN (SELECT max(operation_id) FROM operation_item WHERE record_id IN ")
            .records(records)
            .push(&format!(" GROUP BY record_id) AND EXISTS ({living} AND r.id IN "))
            .records(records)
            .push(")"),
        TrashSet::Trash(_) => return Ok(None),
    };
    tx.optional(sql.push(" ORDER BY id DESC LIMIT 1")).await?.map(|row| receipt(&row)).transpose()
}

/// The partial undo of an operation by `actor` that waits for approval with exactly these records. The same undo sent again
/// is answered with it, so that it asks once.
pub(super) async fn waiting_undo(
    tx: &mut Tx,
    actor: UserId,
    undone: OperationId,
    ids: &[i64],
) -> Result<Option<Receipt>> {
    let sql = Sql::new(RECEIPT)
        .push("state = 'waiting' AND undoes_operation_id IS NULL AND CAST(decisions ->> 'reverts' AS BIGINT) = ")
        .bind(undone)
        .push(" AND actor_id = ")
        .bind(actor)
        .push(" AND total = ")
        .bind(count(ids.len()))
        .push(
            " AND NOT EXISTS (SELECT 1 FROM operation_item AS i WHERE i.operation_id = operation.id \
             AND i.record_id NOT IN ",
        )
        .in_list(ids.iter().copied())
        .push(") ORDER BY id DESC LIMIT 1");
    tx.optional(sql).await?.map(|row| receipt(&row)).transpose()
}

/// The columns of a receipt, up to the condition.
const RECEIPT: &str = "SELECT id, kind, created_at, expires_at, total, done, skipped, state FROM operation WHERE ";

async fn find(tx: &mut Tx, key: IdempotencyKey<'_>) -> Result<Option<Row>> {
    let sql = Sql::new(RECEIPT);
    let sql = match key {
        IdempotencyKey::Confirm(token, actor, object) => sql
            .push("idempotency_key = ")
            .bind(token)
            .push(" AND actor_id = ")
            .bind(actor)
            .push(" AND object_id = ")
            .bind(object),
        IdempotencyKey::Undo(undone) => sql
            .push("undoes_operation_id = ")
            .bind(undone)
            .push(" AND state IN ('preparing', 'waiting', 'running', 'paused')"),
    };
    tx.optional(sql).await
}

fn receipt(row: &Row) -> Result<Receipt> {
    let at: Timestamp = row.time("created_at")?;
    let state: OperationState = row.tag("state")?;
    let skipped = row.int("skipped")?;
    Ok(Receipt {
        operation: OperationId(row.int("id")?),
        kind: row.tag("kind")?,
        done: if state.has_ended() { row.int("done")? } else { row.int("total")? - skipped },
        skipped,
        state,
        until: row.get::<Option<i64>>("expires_at")?.map_or(at, Timestamp),
    })
}
