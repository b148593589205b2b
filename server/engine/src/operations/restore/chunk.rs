//! A chunk of a large restore: what nothing stands in the way of comes back with one statement, and only the rest is
//! looked at one by one.

use super::{
    Restorer,
    apply::apply,
    decided,
    plan::{Midway, Planned, gone_owners},
    tally,
};
use crate::{
    Engine, Error, Result,
    associations::{lock_labels, resolve_label_conflicts},
    db::{Sql, Tx},
    keys::{claim_all, holders, unchanged},
    operations::{
        count, items,
        run::{Chunk, Job, Tally},
    },
};
use domain::{
    ids::{RecordId, StageId, UserId},
    operation::{Choice, Choices, Outcome, SkipReason, TrashSet},
    policy::RestoreReach,
};
use std::collections::{BTreeMap, BTreeSet};

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
        lock_labels(tx).await?;
        // Until the end of this transaction, so that what is free stays free.
        claim_all(tx, by.object.id).await?;
        unchanged(tx, by.object).await?;
        let easy = easy(tx, job, chunk, by).await?;
        let rest: Vec<RecordId> = chunk.ids.iter().copied().filter(|id| !easy.contains(&id.0)).collect();
        if !easy.is_empty() {
            // Said so that the indexes of the trash do not serve: PostgreSQL thinks them nearly empty until it has counted
            // again after a large deletion, and would go through all of the trash for each chunk.
            let sql = Sql::new("UPDATE record SET deletion = NULL WHERE coalesce(deletion, 0) <> 0 AND object_id = ")
                .bind(job.object)
                .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
            let sql = job.items_of(chunk, sql).push(")");
            let sql = if rest.is_empty() { sql } else { sql.push(" AND id NOT IN ").records(&rest) };
            tx.execute(sql).await?;
        }
        let done = count(easy.len());
        let others =
            if rest.is_empty() { Tally::default() } else { self.restore_rest(tx, job, chunk, by, rest).await? };
        resolve_label_conflicts(tx, job.author, &chunk.ids).await?;
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

/// The records of a chunk that come back just as they were: they wait, their stage is there, their owner was not
/// deactivated, and nobody living has a key of theirs, nor does another of them want it too. Nobody else changes one that waits until the end of this transaction.
async fn easy(tx: &mut Tx, job: &Job, chunk: &Chunk, by: Restorer<'_>) -> Result<BTreeSet<i64>> {
    let (mut easy, mut all) = (BTreeSet::new(), Vec::new());
    let mut wanted: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let gone = gone_owners(tx).await?;
    for row in tx.all_held(waiting(job, chunk, by)).await? {
        let id = row.int("id")?;
        all.push(id);
        let staged = row.get::<Option<i64>>("stage_id")?.is_none_or(|stage| by.object.stage(StageId(stage)).is_some());
        let owned = row.get::<Option<i64>>("owner_id")?.is_none_or(|owner| !gone.contains_key(&UserId(owner)));
        // The others need a decision, and want their keys all the same.
        if staged && owned {
            easy.insert(id);
        }
        if let Some(key) = row.get::<Option<String>>("unique_key")? {
            wanted.entry(key).or_default().push(id);
        }
    }
    let further = Sql::new("SELECT record_id, key FROM secondary_key WHERE record_id IN ").in_list(all);
    for row in tx.all(further).await? {
        wanted.entry(row.text("key")?).or_default().push(row.int("record_id")?);
    }
    let taken = holders(tx, by.object.id, wanted.keys().map(String::as_str)).await?;
    let taken: BTreeSet<String> = taken.into_iter().map(|holder| holder.key).collect();
    let in_the_way = wanted.iter().filter(|(key, ids)| ids.len() > 1 || taken.contains(*key));
    for id in in_the_way.flat_map(|(_, ids)| ids) {
        easy.remove(id);
    }
    Ok(easy)
}

/// The records `r` of a chunk that wait in the trash since before the operation was ordered and that the actor may
/// restore. Each is found by its id alone: the deletion is hidden from the indexes of the trash as above, and whose it
/// was is looked up for each record, lest PostgreSQL begins with the deletions and goes through all that each has.
fn waiting(job: &Job, chunk: &Chunk, by: Restorer<'_>) -> Sql {
    let own = match by.permit.reach() {
        RestoreReach::Any => String::new(),
        RestoreReach::Own => {
            let actor = by.permit.actor();
            format!(" AND (SELECT o.actor_id FROM operation AS o WHERE o.id = r.deletion) = {actor}")
        }
    };
    Sql::new(&format!(
        "SELECT r.id, r.unique_key, r.stage_id, r.owner_id FROM operation_item AS i JOIN record AS r ON r.id = i.record_id \
         WHERE i.operation_id = {job} AND i.record_id > {} AND i.record_id <= {} AND i.outcome IS NULL \
         AND r.object_id = {} AND coalesce(r.deletion, {job}) < {job} AND {}{own}",
        // The least number of all cannot be written as one.
        chunk.watermark.max(-i64::MAX),
        chunk.last,
        job.object,
        Sql::scope("r.owner_id", by.permit.view()),
        job = job.id,
    ))
    .unprepared()
}
