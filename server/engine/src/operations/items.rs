//! The frozen set of an operation.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{OperationId, RecordId},
    operation::Outcome,
};

/// Writes the records of an operation, `None` standing for what the operation itself does.
pub(super) async fn write(tx: &mut Tx, operation: OperationId, items: &[(RecordId, Option<Outcome>)]) -> Result<()> {
    // SQLite takes 32,766 values a statement.
    for chunk in items.chunks(5_000) {
        let mut sql = Sql::new("INSERT INTO operation_item (operation_id, record_id, outcome) VALUES ");
        for (index, (record, outcome)) in chunk.iter().enumerate() {
            let outcome = outcome.as_ref().map(|outcome| serde_json::json!(outcome));
            sql = sql
                .push(if index == 0 { "(" } else { ", (" })
                .bind(operation)
                .push(", ")
                .bind(*record)
                .push(", ")
                .bind(outcome)
                .push(")");
        }
        tx.execute(sql).await?;
    }
    Ok(())
}
