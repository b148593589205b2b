//! Rows of `operation_item`: the frozen set of an operation, with an outcome where one differs from the operation's own.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{OperationId, RecordId},
    operation::Outcome,
};
use serde_json::json;

/// Inserts records of an operation with their outcomes. `None` is what the operation itself does.
pub(super) async fn write(tx: &mut Tx, operation: OperationId, items: &[(RecordId, Option<Outcome>)]) -> Result<()> {
    let rows = items.iter().map(|(record, outcome)| json!([record, outcome]));
    // Without an outcome the cell is JSON `null` in one database and SQL NULL in the other.
    let sql = Sql::new("INSERT INTO operation_item (operation_id, record_id, outcome) SELECT ").bind(operation).push(
        ", CAST(each.value ->> 0 AS BIGINT), \
         CASE WHEN each.value ->> 1 IS NULL THEN NULL ELSE each.value -> 1 END FROM ",
    );
    tx.execute(sql.json_rows(rows)).await?;
    Ok(())
}

/// Inserts records of an operation without an outcome.
pub(super) async fn freeze(tx: &mut Tx, operation: OperationId, ids: &[i64]) -> Result<()> {
    let sql = Sql::new("INSERT INTO operation_item (operation_id, record_id) SELECT ")
        .bind(operation)
        .push(", CAST(each.value AS BIGINT) FROM ")
        .json_rows(ids.iter().map(|id| json!(id)));
    tx.execute(sql).await?;
    Ok(())
}

/// Sets the outcomes of records of an operation. Those with `None` keep the outcome of the operation itself.
pub(super) async fn set_outcomes(
    tx: &mut Tx,
    operation: OperationId,
    items: &[(RecordId, Option<Outcome>)],
) -> Result<()> {
    let outcomes: Vec<_> = items.iter().filter(|(_, outcome)| outcome.is_some()).map(|item| json!(item)).collect();
    if outcomes.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("UPDATE operation_item SET outcome = each.value -> 1 FROM ")
        .json_rows(outcomes)
        .push(" WHERE record_id = CAST(each.value ->> 0 AS BIGINT) AND operation_id = ")
        .bind(operation);
    tx.execute(sql).await?;
    Ok(())
}
