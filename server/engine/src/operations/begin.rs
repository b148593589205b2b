//! The row of an operation: writing it once, however often the same confirm is sent.

use super::{
    approval::ask,
    freeze::kept_until,
    noted::{EndedBy, note_ended},
};
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    keys::lock_of,
    retention::waits_until,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{Chosen, OperationKind, OperationState, Receipt, TrashSet},
    surface::Surface,
    time::Timestamp,
};
use std::time::Duration;

/// What a new operation is written with.
pub(super) struct Begin<'a> {
    pub kind: OperationKind,
    pub object: ObjectId,
    /// Nobody means the program itself.
    pub actor: Option<UserId>,
    pub surface: Surface,
    pub reason: Option<String>,
    pub token: Option<&'a str>,
    pub undoes: Option<OperationId>,
    pub at: Timestamp,
    pub state: OperationState,
    /// Records it is about: those it goes through and those it leaves alone from the start, which are `skipped`.
    pub total: i64,
    pub done: i64,
    pub skipped: i64,
    pub decisions: Option<serde_json::Value>,
    pub chosen: Option<Chosen>,
    /// Whether a second person must approve it first.
    pub guarded: bool,
    /// The deletion that it goes along with.
    pub part_of: Option<OperationId>,
}

/// What goes along with an operation whose set is frozen: more of them, and their sets.
pub(super) type Parts<'a> = Vec<(Begin<'a>, Vec<i64>)>;

impl Begin<'_> {
    /// One that did nothing yet.
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
            chosen: None,
            guarded: false,
            part_of: None,
        }
    }
}

/// Writes an operation. Fails with a unique violation when one of its token is there.
pub(super) async fn begin(tx: &mut Tx, operation: Begin<'_>) -> Result<Receipt> {
    let Begin { kind, at, state, .. } = operation;
    // Until when a deletion can be taken back.
    let expires = match kind {
        OperationKind::Delete => Some(waits_until(tx, operation.object, at).await?),
        OperationKind::Restore | OperationKind::Assign | OperationKind::Purge => None,
    };
    let lease = if state == OperationState::Preparing { kept_until(at).0 } else { 0 };
    let sql = Sql::new(
        "INSERT INTO operation (kind, object_id, actor_id, surface, reason, idempotency_key, undoes_operation_id, created_at, state, total, done, \
         skipped, decisions, ended_at, lease_until, selection, expires_at, parent_operation_id) \
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
    .with(operation.chosen.map(|chosen| serde_json::json!(chosen)))
    .with(expires.map(|expires| expires.0))
    .with(operation.part_of);
    let id = OperationId(tx.value(sql).await?.unwrap_or_default());
    if operation.guarded {
        ask(tx, id, at).await?;
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

impl Engine {
    /// The transaction with a new operation in it; or the receipt of the one that the same confirm, sent twice at once,
    /// made meanwhile.
    pub(super) async fn begin_once(
        &self,
        mut tx: Tx,
        same: Same<'_>,
        operation: Begin<'_>,
    ) -> Result<Result<(Tx, Receipt), Receipt>> {
        match begin(&mut tx, operation).await {
            Ok(receipt) => Ok(Ok((tx, receipt))),
            Err(error) if error.is_unique_violation() => {
                drop(tx);
                self.first(same).await?.err().map(Err).ok_or(Error::Busy)
            }
            Err(error) => Err(error),
        }
    }

    /// Begins an operation whose set is frozen and gone through in chunks, once it is approved where it must be.
    /// Its parts begin with it.
    pub(super) async fn begin_later(
        &self,
        same: Same<'_>,
        operation: Begin<'_>,
        ids: Vec<i64>,
        parts: Parts<'_>,
    ) -> Result<Receipt> {
        let guarded = operation.guarded;
        match self.begin_once(self.db.write().await?, same, operation).await? {
            Ok((tx, receipt)) => self.freeze_begun(tx, receipt, guarded, ids, parts).await,
            Err(receipt) => Ok(receipt),
        }
    }

    /// The same for one that nothing but the transaction keeps from being begun twice.
    pub(super) async fn begin_frozen(
        &self,
        mut tx: Tx,
        operation: Begin<'_>,
        ids: Vec<i64>,
        parts: Parts<'_>,
    ) -> Result<Receipt> {
        let guarded = operation.guarded;
        let receipt = begin(&mut tx, operation).await?;
        self.freeze_begun(tx, receipt, guarded, ids, parts).await
    }

    async fn freeze_begun(
        &self,
        mut tx: Tx,
        receipt: Receipt,
        guarded: bool,
        ids: Vec<i64>,
        parts: Parts<'_>,
    ) -> Result<Receipt> {
        let state = if guarded { OperationState::Waiting } else { OperationState::Running };
        let mut sets = Vec::new();
        for (part, ids) in parts {
            let part = begin(&mut tx, Begin { part_of: Some(receipt.operation), ..part }).await?;
            sets.push((part.operation, ids));
        }
        tx.commit().await?;
        sets.push((receipt.operation, ids));
        self.freeze_all(receipt.operation, sets).await?;
        Ok(Receipt { state, ..receipt })
    }
}

/// Says how much an operation came to that was done at once, and writes it down.
pub(super) async fn settle(tx: &mut Tx, receipt: Receipt, done: i64, skipped: i64) -> Result<Receipt> {
    let sql = Sql::new("UPDATE operation SET total = ")
        .bind(done + skipped)
        .push(", done = ")
        .bind(done)
        .push(", skipped = ")
        .bind(skipped)
        .push(" WHERE id = ")
        .bind(receipt.operation);
    tx.execute(sql).await?;
    note_ended(tx, receipt.operation, EndedBy::Itself).await?;
    Ok(Receipt { done, skipped, ..receipt })
}

/// Which operation may have been begun by the same confirm before.
#[derive(Clone, Copy)]
pub(super) enum Same<'a> {
    /// The one with this token, by this person, on this object.
    Token(&'a str, UserId, ObjectId),
    /// An undo of this whole operation that has not ended.
    Undo(OperationId),
}

/// The receipt of the operation that the same confirm began before. Busy while nobody knows yet whether it will begin.
/// Of two that are sent at once the second waits here for the first: without that it could look before the first has
/// committed and find nothing left to change after it.
async fn begun(tx: &mut Tx, same: Same<'_>) -> Result<Option<Receipt>> {
    let lock = match same {
        Same::Token(token, actor, object) => lock_of(&["confirm", token, &actor.to_string(), &object.to_string()]),
        Same::Undo(undone) => lock_of(&["undo", &undone.to_string()]),
    };
    tx.lock(None, &[lock]).await?;
    let Some(row) = find(tx, same).await? else { return Ok(None) };
    let receipt = receipt(&row)?;
    if receipt.state == OperationState::Preparing { Err(Error::Busy) } else { Ok(Some(receipt)) }
}

impl Engine {
    /// The transaction, if the same confirm has begun nothing; or the receipt of what it began, once its set is whole.
    pub(super) async fn unbegun(&self, mut tx: Tx, same: Same<'_>) -> Result<Result<Tx, Receipt>> {
        match begun(&mut tx, same).await {
            Ok(None) => Ok(Ok(tx)),
            Ok(Some(receipt)) => Ok(Err(receipt)),
            Err(Error::Busy) => {
                drop(tx);
                self.first(same).await?.err().map(Err).ok_or(Error::Busy)
            }
            Err(error) => Err(error),
        }
    }

    /// A snapshot in which the same confirm has begun nothing; or the receipt of what it began.
    pub(super) async fn first(&self, same: Same<'_>) -> Result<Result<Tx, Receipt>> {
        const AGAIN: Duration = Duration::from_millis(50);
        const TIMES: u32 = 200;

        for _ in 0..TIMES {
            let mut tx = self.db.snapshot().await?;
            let Some(row) = find(&mut tx, same).await? else { return Ok(Ok(tx)) };
            drop(tx);
            let receipt = receipt(&row)?;
            if receipt.state != OperationState::Preparing {
                return Ok(Err(receipt));
            }
            // If the program that prepared it died, this confirm takes its place.
            self.give_up(receipt.operation, self.now()).await?;
            tokio::time::sleep(AGAIN).await;
        }
        Err(Error::Busy)
    }
}

/// The receipt of the restore by `actor` that brought a set back, as far as some of that lives still: sent again, a restore
/// with nothing left to do is answered with it.
pub(super) async fn restored(tx: &mut Tx, actor: UserId, set: &TrashSet) -> Result<Option<Receipt>> {
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

/// The receipt of the partial undo of an operation by `actor` that waits for a second person with exactly these records: sent
/// again, it asks once.
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
        .bind(super::count(ids.len()))
        .push(
            " AND NOT EXISTS (SELECT 1 FROM operation_item AS i WHERE i.operation_id = operation.id AND i.record_id NOT IN ",
        )
        .in_list(ids.iter().copied())
        .push(") ORDER BY id DESC LIMIT 1");
    tx.optional(sql).await?.map(|row| receipt(&row)).transpose()
}

/// What a receipt is made of.
const RECEIPT: &str = "SELECT id, kind, created_at, expires_at, total, done, skipped, state FROM operation WHERE ";

async fn find(tx: &mut Tx, same: Same<'_>) -> Result<Option<Row>> {
    let sql = Sql::new(RECEIPT);
    let sql = match same {
        Same::Token(token, actor, object) => sql
            .push("idempotency_key = ")
            .bind(token)
            .push(" AND actor_id = ")
            .bind(actor)
            .push(" AND object_id = ")
            .bind(object),
        Same::Undo(undone) => sql
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
