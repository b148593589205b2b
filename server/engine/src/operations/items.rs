//! The frozen set of an operation.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{OperationId, RecordId},
    operation::Outcome,
};
use serde_json::json;

/// Writes the records of an operation, `None` standing for what the operation itself does.
pub(super) async fn write(tx: &mut Tx, operation: OperationId, items: &[(RecordId, Option<Outcome>)]) -> Result<()> {
    let rows = items.iter().map(|(record, outcome)| json!([record, outcome]));
    // A cell that holds no outcome is the word `null` of JSON in one database and NULL in the other.
    let sql = Sql::new("INSERT INTO operation_item (operation_id, record_id, outcome) SELECT ")
        .bind(operation)
        .push(", CAST(each.value ->> 0 AS BIGINT), CASE WHEN each.value ->> 1 IS NULL THEN NULL ELSE each.value -> 1 END FROM ")
        .each(rows);
    tx.execute(sql).await?;
    Ok(())
}
