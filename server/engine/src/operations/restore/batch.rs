//! A batch of a large restore: records without a conflict are restored with one statement, the rest one by one.

use super::{
    Restorer,
    apply::apply,
    decided, outcome_of,
    plan::{Midway, Planned, gone_owners},
};
use crate::{
    Error, Result,
    associations::{lock_labels, resolve_label_conflicts},
    db::{Sql, Tx},
    keys::{blocked, claim_all, hold_blocklist, holders, unchanged},
    operations::Operations,
    operations::{
        batch::{Batch, BatchOutcome, RunningOperation},
        count, items,
    },
};
use domain::{
    ids::{RecordId, StageId, UserId},
    operation::{Choice, Choices, Outcome, SkipReason, TrashSet},
    policy::RestoreReach,
};
use std::collections::{BTreeMap, BTreeSet};

impl Operations {
    /// Restores a batch of a frozen set. A conflict that arose after the plan and has no decision that is open to the actor
    /// leaves its record in the trash.
    pub(in crate::operations) async fn restore_batch(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        by: Restorer<'_>,
    ) -> Result<BatchOutcome> {
        lock_labels(tx).await?;
        // Locked until the end of this transaction, so that a free key stays free.
        hold_blocklist(tx, by.object).await?;
        claim_all(tx, by.object.id).await?;
        unchanged(tx, by.object).await?;
        let easy = without_conflict(tx, running, batch, by).await?;
        let rest: Vec<RecordId> = batch.ids.iter().copied().filter(|id| !easy.contains(&id.0)).collect();
        if !easy.is_empty() {
            // Hides the partial indexes of the trash from the planner, as in `super::apply`.
            let sql = Sql::new("UPDATE record SET deletion = NULL WHERE coalesce(deletion, 0) <> 0 AND object_id = ")
                .bind(running.object)
                .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
            let sql = running.items_of(batch, sql).push(")");
            let sql = if rest.is_empty() { sql } else { sql.push(" AND id NOT IN ").records(&rest) };
            tx.execute(sql).await?;
        }
        let done = count(easy.len());
        let others = if rest.is_empty() {
            BatchOutcome::default()
        } else {
            self.restore_rest(tx, running, batch, by, rest).await?
        };
        resolve_label_conflicts(tx, running.author, &batch.ids).await?;
        Ok(BatchOutcome { done: done + others.done, skipped: others.skipped })
    }

    /// Restores the records of a batch that have a conflict, as far as the decisions allow, and sets the outcome of each.
    async fn restore_rest(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        by: Restorer<'_>,
        rest: Vec<RecordId>,
    ) -> Result<BatchOutcome> {
        let midway = Midway { running: running.id, watermark: batch.watermark };
        let planned = match self.plan(tx, by, &TrashSet::Records(rest.clone()), Some(midway)).await {
            // None of them exists, or is visible, any more.
            Err(Error::NotFound) => Planned::default(),
            planned => planned?,
        };
        planned.note_blocked(tx, by, running.author.surface, running.author.at).await?;
        let mut choices: Choices = running.decisions.choices.clone();
        for conflict in planned.conflicts.iter().filter(|conflict| !decided(conflict, &running.decisions.choices)) {
            choices.by_record.insert(conflict.record, Choice::Skip);
        }
        let mut outcomes = apply(tx, by, running.author, &planned, &choices).await?;
        for id in rest {
            outcomes.entry(id).or_insert(Some(Outcome::Skipped { reason: SkipReason::Gone }));
        }
        let outcome = outcome_of(&outcomes);
        items::set_outcomes(tx, running.id, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        Ok(outcome)
    }
}

/// The records of a batch without a conflict: their stage is not archived, their owner not deactivated, and none of their keys
/// is held by a living record, wanted by another of them or blocked. They are locked until the end of this transaction.
async fn without_conflict(
    tx: &mut Tx,
    running: &RunningOperation,
    batch: &Batch,
    by: Restorer<'_>,
) -> Result<BTreeSet<i64>> {
    let (mut easy, mut all) = (BTreeSet::new(), Vec::new());
    let mut wanted: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let gone = gone_owners(tx).await?;
    for row in tx.all_held(trashed(running, batch, by)).await? {
        let id = row.int("id")?;
        all.push(id);
        let staged = row.get::<Option<i64>>("stage_id")?.is_none_or(|stage| by.object.stage(StageId(stage)).is_some());
        let owned = row.get::<Option<i64>>("owner_id")?.is_none_or(|owner| !gone.contains_key(&UserId(owner)));
        // The others need a decision; their keys count all the same.
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
    let blocked = blocked(tx, by.object, wanted.keys().map(String::as_str)).await?;
    let in_the_way = wanted.iter().filter(|(key, ids)| ids.len() > 1 || taken.contains(*key) || blocked.contains(*key));
    for id in in_the_way.flat_map(|(_, ids)| ids) {
        easy.remove(id);
    }
    Ok(easy)
}

/// Selects the records `r` of a batch that are in the trash since before the operation and that the actor may restore. Each
/// is found by its id alone: the condition on `deletion` hides the partial indexes of the trash, and the actor of the
/// deletion is a subquery per record, because PostgreSQL would otherwise start from the deletions and scan all of each.
fn trashed(running: &RunningOperation, batch: &Batch, by: Restorer<'_>) -> Sql {
    let own = match by.permit.reach() {
        RestoreReach::Any => String::new(),
        RestoreReach::Own => {
            let actor = by.permit.actor();
            format!(" AND (SELECT o.actor_id FROM operation AS o WHERE o.id = r.deletion) = {actor}")
        }
    };
    Sql::new(&format!(
        "SELECT r.id, r.unique_key, r.stage_id, r.owner_id FROM operation_item AS i JOIN record AS r ON r.id = i.record_id \
         WHERE i.operation_id = {running} AND i.record_id > {} AND i.record_id <= {} AND i.outcome IS NULL \
         AND r.object_id = {} AND coalesce(r.deletion, {running}) < {running} AND {}{own}",
        // The least integer of all cannot be written as a literal.
        batch.watermark.max(-i64::MAX),
        batch.last,
        running.object,
        Sql::scope("r.owner_id", by.permit.view()),
        running = running.id,
    ))
    .unprepared()
}
