//! A chunk of a purge, and the one place that removes records for good.

use crate::{
    Engine, Result,
    db::{Sql, Tx},
    operations::{
        count, items,
        run::{Chunk, Job, Tally},
    },
};
use domain::{
    ids::{ObjectId, RecordId},
    operation::{Outcome, SkipReason},
    policy::{Permit, Purge},
    retention::Unheld,
};
use std::collections::{BTreeMap, BTreeSet};

/// By what right records are purged.
#[derive(Clone, Copy)]
pub(in crate::operations) enum Purger<'a> {
    /// Somebody chose them, and may.
    Person(&'a Permit<Purge>),
    /// They waited as long as they should.
    Retention,
}

impl Engine {
    /// Purges what may be purged of a chunk, and tells of the rest why not.
    pub(in crate::operations) async fn purge_chunk(
        &self,
        tx: &mut Tx,
        job: &Job,
        chunk: &Chunk,
        by: Purger<'_>,
    ) -> Result<Tally> {
        let waiting = |columns: &str| {
            Sql::new(&format!(
                "SELECT {columns} FROM record AS r JOIN operation AS o ON o.id = r.deletion WHERE r.object_id = "
            ))
            .bind(job.object)
            .push(" AND r.id IN ")
            .records(&chunk.ids)
        };
        // So that nobody restores or holds one of them meanwhile.
        tx.hold(waiting("r.id")).await?;
        // A deletion that came after the purge is not the one it was ordered for.
        let meant = waiting("r.id").push(" AND r.deletion < ").bind(job.id);
        let sql = match by {
            Purger::Person(permit) => {
                meant.and_in_scope("r.owner_id", permit.view()).and_in_scope("r.owner_id", permit.scope())
            }
            Purger::Retention => meant.push(" AND o.expires_at <= ").bind(job.author.at),
        };
        let wanted: Vec<RecordId> = tx.ints(sql).await?.into_iter().map(RecordId).collect();
        let held = Sql::new("SELECT record_id FROM hold WHERE record_id IN ").records(&wanted);
        let held: BTreeSet<RecordId> = tx.ints(held).await?.into_iter().map(RecordId).collect();
        let unheld = Unheld::of(&wanted, &held);
        let gone: BTreeSet<RecordId> = unheld.records().iter().copied().collect();
        if gone.len() < chunk.ids.len() {
            let rest: Vec<RecordId> = chunk.ids.iter().copied().filter(|id| !gone.contains(id)).collect();
            tell_why(tx, job, &rest, &held, by).await?;
        }
        remove(tx, job.object, &unheld).await?;
        let done = count(gone.len());
        Ok(Tally { done, skipped: chunk.count() - done })
    }
}

/// Removes records for good, with all that hangs on them, what depends on others first (L65, L66).
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

/// Tells why these records were not purged.
async fn tell_why(tx: &mut Tx, job: &Job, rest: &[RecordId], held: &BTreeSet<RecordId>, by: Purger<'_>) -> Result<()> {
    let sql = Sql::new("SELECT id, deletion FROM record WHERE id IN ").records(rest);
    let mut there = BTreeMap::new();
    for row in tx.all(sql).await? {
        there.insert(RecordId(row.int("id")?), row.get::<Option<i64>>("deletion")?);
    }
    let told: Vec<_> = rest
        .iter()
        .map(|id| {
            let reason = match (there.get(id), by) {
                (None, _) => SkipReason::Gone,
                (Some(None), _) => SkipReason::Newer,
                (Some(Some(deletion)), _) if *deletion > job.id.0 => SkipReason::Newer,
                (Some(_), _) if held.contains(id) => SkipReason::Held,
                (Some(_), Purger::Retention) => SkipReason::Kept,
                (Some(_), Purger::Person(_)) => SkipReason::NotYours,
            };
            (*id, Some(Outcome::Skipped { reason }))
        })
        .collect();
    items::tell(tx, job.id, &told).await
}
