//! Deleting: preview, typed confirm, and one transaction that does all of it or nothing.
//!
//! A delete changes one column of a record and nothing else. Two deletes of the same record: the second finds it in
//! the trash already and skips it. An edit meanwhile is kept, since a delete does not touch values.

use super::{Begin, begin, items};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    records::{Life, select},
};
use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{
        DeleteOrder, DeletePreview, DeleteRefused, Fingerprint, OperationKind, Outcome, REASON_MAX, Receipt, Skip,
        SkipReason,
    },
    policy::{Delete, Permit},
    time::Timestamp,
};
use std::{collections::BTreeMap, fmt::Write};

/// Names that a preview shows.
const NAMES: usize = 5;

/// A selection, decided for one actor at one moment.
struct Selected {
    /// What would be deleted, by id.
    deletable: Vec<(RecordId, String)>,
    /// What would not, and why.
    skipped: Vec<(RecordId, SkipReason)>,
}

impl Engine {
    /// What deleting these records would do. Changes nothing. Unknown when none of them is in sight; forbidden when
    /// they are several and the actor may delete one at a time only (R2.14).
    pub async fn preview_delete(&self, permit: &Permit<Delete>, records: &[RecordId]) -> Result<DeletePreview> {
        let mut tx = self.db.snapshot().await?;
        let selected = select_records(&mut tx, permit, records).await?;
        permit.allow_count(selected.deletable.len())?;
        Ok(self.preview(&selected))
    }

    /// Deletes what the order names, if it is what the person saw and they typed its number. The same order twice is
    /// one deletion and answers with the same receipt.
    pub async fn delete(&self, permit: &Permit<Delete>, order: &DeleteOrder) -> Result<Result<Receipt, DeleteRefused>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        if let Some(receipt) = earlier(&mut tx, permit, &order.token).await? {
            return Ok(Ok(receipt));
        }
        let selected = select_records(&mut tx, permit, &order.records).await?;
        permit.allow_count(selected.deletable.len())?;
        let ids: Vec<RecordId> = selected.deletable.iter().map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(Err(DeleteRefused::Nothing));
        }
        if Fingerprint::of(ids.iter().copied()) != order.fingerprint {
            return Ok(Err(DeleteRefused::Moved(self.preview(&selected))));
        }
        let expected = count(&ids);
        if order.typed.is_some_and(|typed| typed != expected) {
            return Ok(Err(DeleteRefused::WrongCount { expected }));
        }
        let reason: Option<String> = order
            .reason
            .as_deref()
            .map(str::trim)
            .filter(|reason| !reason.is_empty())
            .map(|reason| reason.chars().take(REASON_MAX).collect());
        let begin_order = Begin {
            kind: OperationKind::Delete,
            object: permit.object(),
            actor: permit.actor(),
            surface: order.surface,
            reason: reason.as_deref(),
            token: Some(&order.token),
            undoes: None,
            at: now,
            done: expected,
            skipped: count(&selected.skipped),
        };
        let operation = match begin(&mut tx, begin_order).await {
            Ok(operation) => operation,
            // The same confirm came twice at once and the other was faster.
            Err(error) if error.is_unique_violation() => {
                drop(tx);
                let mut tx = self.db.snapshot().await?;
                return earlier(&mut tx, permit, &order.token).await?.map(Ok).ok_or(Error::Busy);
            }
            Err(error) => return Err(error),
        };
        let done = ids.iter().map(|id| (*id, None));
        let skipped = selected.skipped.iter().map(|(id, reason)| (*id, Some(Outcome::Skipped { reason: *reason })));
        items::write(&mut tx, operation, &done.chain(skipped).collect::<Vec<_>>()).await?;
        let sql = Sql::new("UPDATE record SET deletion = ")
            .bind(operation)
            .push(" WHERE deletion IS NULL AND object_id = ")
            .bind(permit.object())
            .and_in_scope("owner_id", permit.view())
            .and_in_scope("owner_id", permit.scope())
            .push(" AND id IN ")
            .records(&ids);
        if tx.execute(sql).await? != expected {
            // PostgreSQL: somebody moved one of them since we looked. Roll back and show what is there now.
            drop(tx);
            return Ok(Err(DeleteRefused::Moved(self.preview_delete(permit, &order.records).await?)));
        }
        tx.commit().await?;
        Ok(Ok(Receipt {
            operation,
            kind: OperationKind::Delete,
            done: expected,
            skipped: count(&selected.skipped),
            until: now.retained_until(),
        }))
    }

    fn preview(&self, selected: &Selected) -> DeletePreview {
        let mut skipped: BTreeMap<SkipReason, i64> = BTreeMap::new();
        for (_, reason) in &selected.skipped {
            *skipped.entry(*reason).or_default() += 1;
        }
        let token = self.random::<16>().iter().fold(String::new(), |mut token, byte| {
            // Writing to a text cannot fail.
            let _ = write!(token, "{byte:02x}");
            token
        });
        DeletePreview {
            count: count(&selected.deletable),
            names: selected.deletable.iter().take(NAMES).map(|(_, name)| name.clone()).collect(),
            skipped: skipped.into_iter().map(|(reason, count)| Skip { reason, count }).collect(),
            fingerprint: Fingerprint::of(selected.deletable.iter().map(|(id, _)| *id)),
            token,
            until: self.now().retained_until(),
        }
    }
}

fn count<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

/// Decides each record of a selection. Records out of sight are as good as unknown and are not counted.
async fn select_records(tx: &mut Tx, permit: &Permit<Delete>, records: &[RecordId]) -> Result<Selected> {
    let columns = "r.id, r.name, r.owner_id, r.deletion";
    let sql = select(columns, Sql::new("record AS r"), Life::Any, permit.object(), permit.view())
        .push(" AND r.id IN ")
        .records(records)
        .push(" ORDER BY r.id");
    let mut selected = Selected { deletable: Vec::new(), skipped: Vec::new() };
    for row in tx.all(sql).await? {
        let id = RecordId(row.int("id")?);
        let owner = row.get::<Option<i64>>("owner_id")?.map(UserId);
        if !permit.covers(owner) {
            selected.skipped.push((id, SkipReason::NotYours));
        } else if row.get::<Option<i64>>("deletion")?.is_some() {
            selected.skipped.push((id, SkipReason::Already));
        } else {
            selected.deletable.push((id, row.text("name")?));
        }
    }
    if selected.deletable.is_empty() && selected.skipped.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(selected)
}

/// The receipt of the deletion that was confirmed with this token before, by the same person.
async fn earlier(tx: &mut Tx, permit: &Permit<Delete>, token: &str) -> Result<Option<Receipt>> {
    let sql = Sql::new("SELECT id, at, done, skipped FROM operation WHERE token = ")
        .bind(token)
        .push(" AND actor_id = ")
        .bind(permit.actor())
        .push(" AND object_id = ")
        .bind(permit.object());
    let Some(row) = tx.optional(sql).await? else { return Ok(None) };
    let at: Timestamp = row.time("at")?;
    Ok(Some(Receipt {
        operation: OperationId(row.int("id")?),
        kind: OperationKind::Delete,
        done: row.int("done")?,
        skipped: row.int("skipped")?,
        until: at.retained_until(),
    }))
}
