//! The column `record.normalized`: the normalized form of the values that the databases cannot normalize themselves, because they
//! hold accents or upper-case letters outside ASCII. It is NULL for a record whose values are all ASCII.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{ids::RecordId, record, value::Values};
use serde_json::json;

/// The value of the column for a record with these values.
pub(super) fn normalized(values: &Values) -> Option<serde_json::Value> {
    let normalized = record::normalized(values);
    (!normalized.is_empty()).then(|| json!(normalized))
}

/// Computes the column of these records again, after a statement moved their values inside the database.
pub(crate) async fn renormalize(tx: &mut Tx, ids: &[RecordId]) -> Result<()> {
    let sql = Sql::new("SELECT id, properties FROM record WHERE id IN ").records(ids);
    let mut rows = Vec::with_capacity(ids.len());
    for row in tx.all(sql).await? {
        let mut cells = vec![json!(row.int("id")?)];
        // A missing cell is NULL.
        cells.extend(normalized(&row.json("properties")?));
        rows.push(json!(cells));
    }
    let sql = Sql::new(
        "UPDATE record SET normalized = again.normalized FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS id, \
         each.value -> 1 AS normalized FROM ",
    );
    tx.execute(sql.json_rows(rows).push(") AS again WHERE again.id = record.id")).await?;
    Ok(())
}
