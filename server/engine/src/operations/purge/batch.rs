//! A batch of a purge, and the one place that removes records permanently.

use crate::{
    Result,
    db::{Sql, Tx},
    operations::Operations,
    operations::{
        batch::{Batch, BatchOutcome, RunningOperation},
        count, items,
    },
};
use domain::{
    ids::{ObjectId, RecordId},
    operation::{Outcome, SkipReason},
    policy::{Permit, Purge},
    retention::Unheld,
};
use std::collections::{BTreeMap, BTreeSet};

/// The authority of a purge.
#[derive(Clone, Copy)]
pub(in crate::operations) enum Purger<'a> {
    /// A user chose the records.
    Person(&'a Permit<Purge>),
    /// The retention of the records is over.
    Retention,
}

impl Operations {
    /// Purges the records of a batch that may be purged, and sets the outcome of the rest.
    pub(in crate::operations) async fn purge_batch(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        by: Purger<'_>,
    ) -> Result<BatchOutcome> {
        let waiting = |columns: &str| {
            Sql::new(&format!(
                "SELECT {columns} FROM record AS r JOIN operation AS o ON o.id = r.deletion WHERE r.object_id = "
            ))
            .bind(running.object)
            .push(" AND r.id IN ")
            .records(&batch.ids)
        };
        // Keeps others from restoring one of them or putting it on hold meanwhile.
        tx.hold(waiting("r.id")).await?;
        // A deletion that is later than the purge is not the one that was confirmed.
        let meant = waiting("r.id").push(" AND r.deletion < ").bind(running.id);
        let sql = match by {
            Purger::Person(permit) => {
                meant.and_in_scope("r.owner_id", permit.view()).and_in_scope("r.owner_id", permit.scope())
            }
            Purger::Retention => meant.push(" AND o.expires_at <= ").bind(running.author.at),
        };
        let wanted: Vec<RecordId> = tx.ints(sql).await?.into_iter().map(RecordId).collect();
        let held = Sql::new("SELECT record_id FROM hold WHERE record_id IN ").records(&wanted);
        let held: BTreeSet<RecordId> = tx.ints(held).await?.into_iter().map(RecordId).collect();
        let unheld = Unheld::of(&wanted, &held);
        let gone: BTreeSet<RecordId> = unheld.records().iter().copied().collect();
        if gone.len() < batch.ids.len() {
            let rest: Vec<RecordId> = batch.ids.iter().copied().filter(|id| !gone.contains(id)).collect();
            record_skipped(tx, running, &rest, &held, by).await?;
        }
        remove(tx, running.object, &unheld).await?;
        let done = count(gone.len());
        Ok(BatchOutcome { done, skipped: batch.count() - done })
    }
}

/// Removes records and all rows that refer to them, in the order of their references (L65, L66).
async fn remove(tx: &mut Tx, object: ObjectId, unheld: &Unheld) -> Result<()> {
    if unheld.records().is_empty() {
        return Ok(());
    }
    for (table, column) in [
        ("association", "from_id"),
        ("association", "to_id"),
        ("association_event", "from_id"),
        ("association_event", "to_id"),
        ("secondary_key", "record_id"),
        ("record_version", "record_id"),
        ("record_search", "record_id"),
        ("recent_record", "record_id"),
    ] {
        let sql = Sql::new(&format!("DELETE FROM {table} WHERE {column} IN ")).records(unheld.records());
        tx.execute(sql).await?;
    }
    let sql = Sql::new("DELETE FROM record WHERE deletion IS NOT NULL AND object_id = ").bind(object);
    tx.execute(sql.push(" AND id IN ").records(unheld.records())).await?;
    Ok(())
}

/// Sets the outcome of records of a batch that were not purged.
async fn record_skipped(
    tx: &mut Tx,
    running: &RunningOperation,
    rest: &[RecordId],
    held: &BTreeSet<RecordId>,
    by: Purger<'_>,
) -> Result<()> {
    let sql = Sql::new("SELECT id, deletion FROM record WHERE id IN ").records(rest);
    let mut there = BTreeMap::new();
    for row in tx.all(sql).await? {
        there.insert(RecordId(row.int("id")?), row.get::<Option<i64>>("deletion")?);
    }
    let outcomes: Vec<_> = rest
        .iter()
        .map(|id| {
            let reason = match (there.get(id), by) {
                (None, _) => SkipReason::Gone,
                (Some(None), _) => SkipReason::Newer,
                (Some(Some(deletion)), _) if *deletion > running.id.0 => SkipReason::Newer,
                (Some(_), _) if held.contains(id) => SkipReason::Held,
                (Some(_), Purger::Retention) => SkipReason::Kept,
                (Some(_), Purger::Person(_)) => SkipReason::NotYours,
            };
            (*id, Some(Outcome::Skipped { reason }))
        })
        .collect();
    items::set_outcomes(tx, running.id, &outcomes).await
}
