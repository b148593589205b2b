//! A batch of an assignment, or of its undo.

use crate::{
    Result,
    db::{Sql, Tx},
    operations::Operations,
    operations::{
        batch::{Batch, BatchOutcome, RunningOperation},
        items,
    },
};
use domain::{
    ids::{OperationId, RecordId, UserId},
    object::OWNER,
    operation::{Outcome, SkipReason},
    policy::{Edit, Permit},
};
use std::collections::{BTreeMap, BTreeSet};

/// The former owner of a record, by the version `v` that an assignment wrote.
const FORMER: &str = "CAST((v.changes -> 0) ->> 'old' AS BIGINT)";
/// The new owner of a record, by the version `v` that an assignment wrote.
pub(in crate::operations) const GIVEN: &str = "CAST((v.changes -> 0) ->> 'new' AS BIGINT)";

impl Operations {
    /// Assigns the records of a batch that the actor may edit to their new owner, or back to their former one, and sets the
    /// outcome of the rest.
    pub(in crate::operations) async fn assign_batch(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        permit: &Permit<Edit>,
    ) -> Result<BatchOutcome> {
        let source = |columns: &str, running: &RunningOperation| match running.decisions.reverts {
            None => given(columns, running, batch, permit),
            Some(undone) => given_back(columns, running, batch, permit, undone),
        };
        // Keeps others from changing a record between writing its version and the record itself.
        tx.hold(source("r.id", running)).await?;
        let new = match running.decisions.reverts {
            None => format!("'{}'", running.decisions.to.map_or("null".to_owned(), |to| format!("\"{to}\""))),
            Some(_) => text_or_null(FORMER),
        };
        let old = text_or_null("r.owner_id");
        let changes =
            self.store.json(&format!("'[{{\"field\":\"{OWNER}\",\"old\":' || {old} || ',\"new\":' || {new} || '}}]'"));
        // The values that are the same for all records are literals of ours or numbers; the text holds nothing else.
        let columns = format!(
            "r.id, r.version + 1, {changes}, {}, {}, '{}', {}",
            running.author.at.0,
            running.author.user.map_or("NULL".to_owned(), |user| user.to_string()),
            running.author.surface.tag(),
            running.id
        );
        let versions = source(&columns, running).prepend(
            "INSERT INTO record_version (record_id, version, changes, created_at, actor_id, surface, operation_id) ",
        );
        let done = tx.execute(versions).await?;
        let made = Sql::new("SELECT v.record_id FROM record_version AS v WHERE v.operation_id = ")
            .bind(running.id)
            .push(" AND v.record_id > ")
            .bind(batch.watermark)
            .push(" AND v.record_id <= ")
            .bind(batch.last);
        let update = made
            .clone()
            .prepend(&format!(
                "UPDATE record SET version = version + 1, updated_at = {}, owner_id = (SELECT {GIVEN} FROM record_version \
                 AS v WHERE v.operation_id = {} AND v.record_id = record.id) WHERE id IN (",
                running.author.at.0, running.id
            ))
            .push(")");
        tx.execute(update.unprepared()).await?;
        if done < batch.count() {
            let done: BTreeSet<i64> = tx.ints(made).await?.into_iter().collect();
            let rest: Vec<RecordId> = batch.ids.iter().copied().filter(|id| !done.contains(&id.0)).collect();
            record_skipped(tx, running, permit, &rest).await?;
        }
        Ok(BatchOutcome { done, skipped: batch.count() - done })
    }
}

/// `SELECT columns` of the records `r` of a batch that change their owner.
fn given(columns: &str, running: &RunningOperation, batch: &Batch, permit: &Permit<Edit>) -> Sql {
    let to = running.decisions.to.map_or("NULL".to_owned(), |to| to.to_string());
    let sql = Sql::new(&format!("SELECT {columns} FROM record AS r WHERE r.deletion IS NULL AND r.object_id = "))
        .bind(running.object)
        .and_in_scope("r.owner_id", permit.view())
        .and_in_scope("r.owner_id", permit.scope())
        .push(&format!(" AND r.owner_id IS DISTINCT FROM {to}"));
    in_batch(sql, running, batch)
}

/// `SELECT columns` of the records `r` of a batch that return to their former owner, by the version `v` that reassigned
/// them. The actor must be allowed to edit the record now, or have reassigned it and been allowed to edit it then.
fn given_back(
    columns: &str,
    running: &RunningOperation,
    batch: &Batch,
    permit: &Permit<Edit>,
    undone: OperationId,
) -> Sql {
    let (now, then) = (Sql::scope("r.owner_id", permit.scope()), Sql::scope(FORMER, permit.scope()));
    let sql = Sql::new(&format!(
        "SELECT {columns} FROM record AS r JOIN record_version AS v ON v.record_id = r.id AND v.operation_id = {undone} \
         WHERE r.deletion IS NULL AND r.owner_id IS NOT DISTINCT FROM {GIVEN} AND ({now} OR (v.actor_id = {} AND {then})) \
         AND r.object_id = ",
        permit.actor()
    ))
    .bind(running.object)
    .and_in_scope("r.owner_id", permit.view());
    in_batch(sql, running, batch)
}

fn in_batch(sql: Sql, running: &RunningOperation, batch: &Batch) -> Sql {
    let sql = sql.push(" AND r.id IN (SELECT record_id FROM operation_item WHERE ");
    running.items_of(batch, sql).push(")").unprepared()
}

/// Sets the outcome of records of a batch that kept their owner.
async fn record_skipped(
    tx: &mut Tx,
    running: &RunningOperation,
    permit: &Permit<Edit>,
    rest: &[RecordId],
) -> Result<()> {
    let sql = Sql::new("SELECT id, owner_id, deletion FROM record WHERE id IN ").records(rest);
    let mut there = BTreeMap::new();
    for row in tx.all(sql).await? {
        let (owner, deletion): (Option<i64>, Option<i64>) = (row.get("owner_id")?, row.get("deletion")?);
        there.insert(RecordId(row.int("id")?), (owner.map(UserId), deletion.is_some()));
    }
    let outcomes: Vec<_> = rest
        .iter()
        .map(|id| {
            let reason = match there.get(id) {
                None => SkipReason::Gone,
                Some((_, true)) => SkipReason::Newer,
                Some((owner, false)) if !permit.covers(*owner) => SkipReason::NotYours,
                Some(_) if running.decisions.reverts.is_some() => SkipReason::Newer,
                Some(_) => SkipReason::Already,
            };
            (*id, Some(Outcome::Skipped { reason }))
        })
        .collect();
    items::set_outcomes(tx, running.id, &outcomes).await
}

fn text_or_null(of: &str) -> String {
    format!("coalesce('\"' || CAST({of} AS TEXT) || '\"', 'null')")
}
