//! A chunk of a large restore. On SQLite what nothing stands in the way of comes back with one statement, and only the
//! rest is looked at one by one. PostgreSQL, whose statistics do not know the chunk, plans the search for what stands in
//! the way so badly that looking at each is ten times as fast.

use super::{
    Restorer,
    apply::apply,
    decided,
    plan::{Midway, Planned, TAKEN},
    tally,
};
use crate::{
    Engine, Error, Result,
    associations::give_way::give_way,
    db::{Sql, Tx},
    keys::claim_all,
    operations::{
        count, items,
        run::{Chunk, Job, Tally},
    },
};
use domain::{
    ids::RecordId,
    operation::{Choice, Choices, Outcome, SkipReason, TrashSet},
    policy::RestoreReach,
};
use std::collections::BTreeSet;

impl Engine {
    /// Restores a chunk of a frozen set. A conflict that came up after the dry run, and that no open decision covers,
    /// leaves its record in the trash.
    pub(in crate::operations) async fn restore_chunk(
        &self,
        tx: &mut Tx,
        job: &Job,
        chunk: &Chunk,
        by: Restorer<'_>,
    ) -> Result<Tally> {
        // Until the end of this transaction, so that what is free stays free.
        claim_all(tx, by.object.id).await?;
        let easy = if self.db.is_sqlite() { easy(tx, job, chunk, by).await? } else { BTreeSet::new() };
        let rest: Vec<RecordId> = chunk.ids.iter().copied().filter(|id| !easy.contains(&id.0)).collect();
        if !easy.is_empty() {
            let sql = Sql::new("UPDATE record SET deletion = NULL WHERE deletion IS NOT NULL AND object_id = ")
                .bind(job.object)
                .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
            let sql = job.items_of(chunk, sql).push(")");
            let sql = if rest.is_empty() { sql } else { sql.push(" AND id NOT IN ").records(&rest) };
            tx.execute(sql).await?;
        }
        let done = count(easy.len());
        let others =
            if rest.is_empty() { Tally::default() } else { self.restore_rest(tx, job, chunk, by, rest).await? };
        give_way(tx, job.author, &chunk.ids).await?;
        Ok(Tally { done: done + others.done, skipped: others.skipped })
    }

    /// Restores what the decisions allow of records that something stands in the way of, and tells of each.
    async fn restore_rest(
        &self,
        tx: &mut Tx,
        job: &Job,
        chunk: &Chunk,
        by: Restorer<'_>,
        rest: Vec<RecordId>,
    ) -> Result<Tally> {
        let midway = Midway { job: job.id, watermark: chunk.watermark };
        let planned = match self.plan(tx, by, &TrashSet::Records(rest.clone()), Some(midway)).await {
            // None of them is there, or in sight, any more.
            Err(Error::NotFound) => Planned::default(),
            planned => planned?,
        };
        let mut choices: Choices = job.decisions.choices.clone();
        for conflict in planned.conflicts.iter().filter(|conflict| !decided(conflict, &job.decisions.choices)) {
            choices.by_record.insert(conflict.record, Choice::Skip);
        }
        let mut outcomes = apply(tx, by, job.author, &planned, &choices).await?;
        for id in rest {
            outcomes.entry(id).or_insert(Some(Outcome::Skipped { reason: SkipReason::Gone }));
        }
        let tally = tally(&outcomes);
        items::tell(tx, job.id, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        Ok(tally)
    }
}

/// The records of a chunk that come back just as they were.
async fn easy(tx: &mut Tx, job: &Job, chunk: &Chunk, by: Restorer<'_>) -> Result<BTreeSet<i64>> {
    let waiting = Sql::new(&waiting("r.id", job, chunk, by)).once();
    let mut easy: BTreeSet<i64> = tx.ints(waiting).await?.into_iter().collect();
    for id in in_conflict(tx, job, chunk, by).await? {
        easy.remove(&id);
    }
    Ok(easy)
}

/// `SELECT columns` of the records `r` of a chunk that wait in the trash since before the operation was ordered and that
/// the actor may restore. It holds numbers of ours only.
fn waiting(columns: &str, job: &Job, chunk: &Chunk, by: Restorer<'_>) -> String {
    let own = match by.permit.reach() {
        RestoreReach::Any => String::new(),
        RestoreReach::Own => format!(" AND o.actor_id = {}", by.permit.actor()),
    };
    format!(
        "SELECT {columns} FROM operation_item AS i JOIN record AS r ON r.id = i.record_id \
         JOIN operation AS o ON o.id = r.deletion WHERE i.operation_id = {} AND i.record_id > {} AND i.record_id <= {} \
         AND i.outcome IS NULL AND r.object_id = {} AND r.deletion < {} AND {}{own}",
        job.id,
        // The least number of all cannot be written as one.
        chunk.watermark.max(-i64::MAX),
        chunk.last,
        job.object,
        job.id,
        Sql::scope("r.owner_id", by.permit.view()),
    )
}

/// Those of them with a key that a living record has, or that another of them wants too.
async fn in_conflict(tx: &mut Tx, job: &Job, chunk: &Chunk, by: Restorer<'_>) -> Result<Vec<i64>> {
    let mut found = tx.ints(Sql::new(&waiting("r.id", job, chunk, by)).push(TAKEN).once()).await?;
    let (ids, first) = (waiting("r.id", job, chunk, by), waiting("r.unique_key AS key", job, chunk, by));
    let further = format!("SELECT f.key FROM further_key AS f WHERE f.record_id IN ({ids})");
    let wanted = format!("SELECT keys.key FROM ({first} AND r.unique_key IS NOT NULL UNION ALL {further}) AS keys");
    let twice = Sql::new(&format!("{wanted} GROUP BY keys.key HAVING count(*) > 1")).once();
    let twice = tx.all(twice).await?.iter().map(|row| row.text("key")).collect::<Result<Vec<_>>>()?;
    if !twice.is_empty() {
        let keys = || twice.iter().map(String::as_str);
        let sql = Sql::new(&ids)
            .push(" AND (r.unique_key IN ")
            .texts(keys())
            .push(" OR EXISTS (SELECT 1 FROM further_key AS f WHERE f.record_id = r.id AND f.key IN ")
            .texts(keys());
        found.extend(tx.ints(sql.push("))")).await?);
    }
    Ok(found)
}
