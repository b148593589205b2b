//! A chunk of a change of owner, or of its undo.

use crate::{
    Engine, Result,
    db::{Sql, Tx},
    operations::{
        items,
        run::{Chunk, Job, Tally},
    },
};
use domain::{
    ids::{OperationId, RecordId, UserId},
    object::OWNER,
    operation::{Outcome, SkipReason},
    policy::{Edit, Permit},
};
use std::collections::{BTreeMap, BTreeSet};

/// The owner that the version `v` of an operation took a record from.
const FORMER: &str = "CAST((v.changes -> 0) ->> 'old' AS BIGINT)";
/// The owner that the version `v` of an operation gave a record to.
pub(in crate::operations) const GIVEN: &str = "CAST((v.changes -> 0) ->> 'new' AS BIGINT)";

impl Engine {
    /// Gives what may be given of a chunk to its new owner, or back to its former one, and tells of the rest why not.
    pub(in crate::operations) async fn assign_chunk(
        &self,
        tx: &mut Tx,
        job: &Job,
        chunk: &Chunk,
        permit: &Permit<Edit>,
    ) -> Result<Tally> {
        let source = |columns: &str, job: &Job| match job.decisions.reverts {
            None => given(columns, job, chunk, permit),
            Some(undone) => given_back(columns, job, chunk, permit, undone),
        };
        // So that nobody changes a record between its version and itself.
        tx.hold(source("r.id", job)).await?;
        let new = match job.decisions.reverts {
            None => format!("'{}'", job.decisions.to.map_or("null".to_owned(), |to| format!("\"{to}\""))),
            Some(_) => text_or_null(FORMER),
        };
        let old = text_or_null("r.owner_id");
        let changes =
            self.db.json(&format!("'[{{\"field\":\"{OWNER}\",\"old\":' || {old} || ',\"new\":' || {new} || '}}]'"));
        // What is the same for all is a literal of ours or a number; the text holds nothing else.
        let columns = format!(
            "r.id, r.version + 1, {changes}, {}, {}, '{}', {}",
            job.author.at.0,
            job.author.user.map_or("NULL".to_owned(), |user| user.to_string()),
            job.author.surface.tag(),
            job.id
        );
        let versions = source(&columns, job).prepend(
            "INSERT INTO record_version (record_id, version, changes, created_at, actor_id, surface, operation_id) ",
        );
        let done = tx.execute(versions).await?;
        let made = Sql::new("SELECT v.record_id FROM record_version AS v WHERE v.operation_id = ")
            .bind(job.id)
            .push(" AND v.record_id > ")
            .bind(chunk.watermark)
            .push(" AND v.record_id <= ")
            .bind(chunk.last);
        let update = made
            .clone()
            .prepend(&format!(
                "UPDATE record SET version = version + 1, updated_at = {}, owner_id = (SELECT {GIVEN} FROM record_version \
                 AS v WHERE v.operation_id = {} AND v.record_id = record.id) WHERE id IN (",
                job.author.at.0, job.id
            ))
            .push(")");
        tx.execute(update.unprepared()).await?;
        if done < chunk.count() {
            let done: BTreeSet<i64> = tx.ints(made).await?.into_iter().collect();
            let rest: Vec<RecordId> = chunk.ids.iter().copied().filter(|id| !done.contains(&id.0)).collect();
            tell_why(tx, job, permit, &rest).await?;
        }
        Ok(Tally { done, skipped: chunk.count() - done })
    }
}

/// `SELECT columns` of the records `r` of a chunk that change hands.
fn given(columns: &str, job: &Job, chunk: &Chunk, permit: &Permit<Edit>) -> Sql {
    let to = job.decisions.to.map_or("NULL".to_owned(), |to| to.to_string());
    let sql = Sql::new(&format!("SELECT {columns} FROM record AS r WHERE r.deletion IS NULL AND r.object_id = "))
        .bind(job.object)
        .and_in_scope("r.owner_id", permit.view())
        .and_in_scope("r.owner_id", permit.scope())
        .push(&format!(" AND r.owner_id IS DISTINCT FROM {to}"));
    in_chunk(sql, job, chunk)
}

/// `SELECT columns` of the records `r` of a chunk that go back, by the version `v` that gave them away. Those who may
/// edit what they have now may take it back, and so may whoever gave it away, if they might then.
fn given_back(columns: &str, job: &Job, chunk: &Chunk, permit: &Permit<Edit>, undone: OperationId) -> Sql {
    let (now, then) = (Sql::scope("r.owner_id", permit.scope()), Sql::scope(FORMER, permit.scope()));
    let sql = Sql::new(&format!(
        "SELECT {columns} FROM record AS r JOIN record_version AS v ON v.record_id = r.id AND v.operation_id = {undone} \
         WHERE r.deletion IS NULL AND r.owner_id IS NOT DISTINCT FROM {GIVEN} AND ({now} OR (v.actor_id = {} AND {then})) \
         AND r.object_id = ",
        permit.actor()
    ))
    .bind(job.object)
    .and_in_scope("r.owner_id", permit.view());
    in_chunk(sql, job, chunk)
}

fn in_chunk(sql: Sql, job: &Job, chunk: &Chunk) -> Sql {
    let sql = sql.push(" AND r.id IN (SELECT record_id FROM operation_item WHERE ");
    job.items_of(chunk, sql).push(")").unprepared()
}

/// Tells why these records kept their owner.
async fn tell_why(tx: &mut Tx, job: &Job, permit: &Permit<Edit>, rest: &[RecordId]) -> Result<()> {
    let sql = Sql::new("SELECT id, owner_id, deletion FROM record WHERE id IN ").records(rest);
    let mut there = BTreeMap::new();
    for row in tx.all(sql).await? {
        let (owner, deletion): (Option<i64>, Option<i64>) = (row.get("owner_id")?, row.get("deletion")?);
        there.insert(RecordId(row.int("id")?), (owner.map(UserId), deletion.is_some()));
    }
    let told: Vec<_> = rest
        .iter()
        .map(|id| {
            let reason = match there.get(id) {
                None => SkipReason::Gone,
                Some((_, true)) => SkipReason::Newer,
                Some((owner, false)) if !permit.covers(*owner) => SkipReason::NotYours,
                Some(_) if job.decisions.reverts.is_some() => SkipReason::Newer,
                Some(_) => SkipReason::Already,
            };
            (*id, Some(Outcome::Skipped { reason }))
        })
        .collect();
    items::tell(tx, job.id, &told).await
}

fn text_or_null(of: &str) -> String {
    format!("coalesce('\"' || CAST({of} AS TEXT) || '\"', 'null')")
}
