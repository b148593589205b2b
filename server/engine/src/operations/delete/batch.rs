//! A batch of a large deletion, or of the undo of a restore.

use crate::{
    Result,
    associations::return_labels,
    db::{Sql, Tx},
    operations::Operations,
    operations::{
        batch::{Batch, BatchOutcome, RunningOperation},
        revert::give_keys_back,
        undo::unmoved,
    },
};
use domain::{
    ids::RecordId,
    object::Object,
    operation::{Outcome, SkipReason},
    policy::{Delete, Permit},
};

impl Operations {
    /// Deletes the records of a batch that may be deleted, and sets the outcome of the rest.
    pub(in crate::operations) async fn delete_batch(
        &self,
        tx: &mut Tx,
        running: &RunningOperation,
        batch: &Batch,
        permit: &Permit<Delete>,
        object: &Object,
    ) -> Result<BatchOutcome> {
        // The condition on `deletion` hides the partial indexes of living records from the planner: PostgreSQL estimates
        // them as nearly empty until it has analyzed the table after a large restore, and would scan all of them for each
        // batch.
        let sql = Sql::new("UPDATE record SET deletion = ")
            .bind(running.id)
            .push(" WHERE coalesce(deletion, 0) = 0 AND object_id = ")
            .bind(running.object)
            .and_in_scope("owner_id", permit.view())
            .and_in_scope("owner_id", permit.scope())
            .push(" AND id IN (SELECT record_id FROM operation_item WHERE ");
        let sql = running.items_of(batch, sql).push(")");
        let sql = match running.decisions.reverts {
            Some(restore) => unmoved(sql, "record.id", restore, running.id),
            None => sql,
        };
        let done = tx.execute(sql).await?;
        let skipped = batch.count() - done;
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
            let sql = running
                .items_of(batch, sql)
                .push(" AND NOT EXISTS (")
                .push(theirs)
                .push(" AND record.deletion = ")
                .bind(running.id);
            tx.execute(sql.push(")")).await?;
        }
        if let Some(restore) = running.decisions.reverts {
            let sql = Sql::new("SELECT id FROM record WHERE deletion = ").bind(running.id).push(" AND id IN ");
            let deleted: Vec<RecordId> = tx.ints(sql.records(&batch.ids)).await?.into_iter().map(RecordId).collect();
            give_keys_back(tx, object, running.author, restore, &deleted).await?;
            return_labels(tx, restore, &deleted).await?;
        }
        Ok(BatchOutcome { done, skipped })
    }
}
