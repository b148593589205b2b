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
    let sql = Sql::new("INSERT INTO operation_item (operation_id, record_id, outcome) SELECT ").bind(operation).push(
        ", CAST(each.value ->> 0 AS BIGINT), \
         CASE WHEN each.value ->> 1 IS NULL THEN NULL ELSE each.value -> 1 END FROM ",
    );
    tx.execute(sql.json_rows(rows)).await?;
    Ok(())
}

/// Writes records of an operation that nothing was done to yet.
pub(super) async fn freeze(tx: &mut Tx, operation: OperationId, ids: &[i64]) -> Result<()> {
    let sql = Sql::new("INSERT INTO operation_item (operation_id, record_id) SELECT ")
        .bind(operation)
        .push(", CAST(each.value AS BIGINT) FROM ")
        .json_rows(ids.iter().map(|id| json!(id)));
    tx.execute(sql).await?;
    Ok(())
}

/// Notes what happened to records of an operation, where it is not just what the operation does.
pub(super) async fn tell(tx: &mut Tx, operation: OperationId, items: &[(RecordId, Option<Outcome>)]) -> Result<()> {
    let told: Vec<_> = items.iter().filter(|(_, outcome)| outcome.is_some()).map(|item| json!(item)).collect();
    if told.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("UPDATE operation_item SET outcome = each.value -> 1 FROM ")
        .json_rows(told)
        .push(" WHERE record_id = CAST(each.value ->> 0 AS BIGINT) AND operation_id = ")
        .bind(operation);
    tx.execute(sql).await?;
    Ok(())
}
