//! A chunk of a large deletion.

use crate::{
    Engine, Result,
    associations::return_labels,
    db::{Sql, Tx},
    operations::{
        revert::give_keys_back,
        run::{Chunk, Job, Tally},
        undo::unmoved,
    },
};
use domain::{
    ids::RecordId,
    object::Object,
    operation::{Outcome, SkipReason},
    policy::{Delete, Permit},
};

impl Engine {
    /// Deletes what may be deleted of a chunk, and tells of the rest why not.
    pub(in crate::operations) async fn delete_chunk(
        &self,
        tx: &mut Tx,
        job: &Job,
        chunk: &Chunk,
        permit: &Permit<Delete>,
        object: &Object,
    ) -> Result<Tally> {
        // Said so that the indexes of the living do not serve: PostgreSQL thinks them nearly empty until it has counted
        // again after a large restore, and would go through all of them for each chunk.
        let sql = Sql::new("UPDATE record SET deletion = ")
            .bind(job.id)
            .push(" WHERE coalesce(deletion, 0) = 0 AND object_id = ")
            .bind(job.object)
            .and_in_scope("owner_id", permit.view())
            .and_in_scope("owner_id", permit.scope())
            .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
        let sql = job.items_of(chunk, sql).push(")");
        let sql = match job.decisions.reverts {
            Some(restore) => unmoved(sql, "record.id", restore, job.id),
            None => sql,
        };
        let done = tx.execute(sql).await?;
        let skipped = chunk.count() - done;
        if skipped > 0 {
            let skip = |reason| serde_json::json!(Outcome::Skipped { reason });
            let theirs = "SELECT 1 FROM record WHERE record.id = operation_item.record_id";
            let sql = Sql::new("UPDATE operation_item SET outcome = CASE WHEN NOT EXISTS (")
                .push(theirs)
                .push(") THEN ")
                .bind(skip(SkipReason::Gone))
                .push(" WHEN EXISTS (")
                .push(theirs)
                .push(" AND record.deletion IS NOT NULL) THEN ")
                .bind(skip(SkipReason::Already))
                .push(" WHEN EXISTS (")
                .push(theirs)
                .and_in_scope("record.owner_id", permit.view())
                .and_in_scope("record.owner_id", permit.scope())
                .push(") THEN ")
                .bind(skip(SkipReason::Newer))
                .push(" ELSE ")
                .bind(skip(SkipReason::NotYours))
                .push(" END WHERE ");
            let sql = job
                .items_of(chunk, sql)
                .push(" AND NOT EXISTS (")
                .push(theirs)
                .push(" AND record.deletion = ")
                .bind(job.id);
            tx.execute(sql.push(")")).await?;
        }
        if let Some(restore) = job.decisions.reverts {
            let sql = Sql::new("SELECT id FROM record WHERE deletion = ").bind(job.id).push(" AND id IN ");
            let deleted: Vec<RecordId> = tx.ints(sql.records(&chunk.ids)).await?.into_iter().map(RecordId).collect();
            give_keys_back(tx, object, job.author, restore, &deleted).await?;
            return_labels(tx, restore, &deleted).await?;
        }
        Ok(Tally { done, skipped })
    }
}
