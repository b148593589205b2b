//! The values of records as texts are compared, as far as a database cannot make them of the values: accents, and capitals
//! that are not ASCII. Beside values of ASCII alone nothing stands; a long text with an accent is there twice.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::RecordId,
    record::{self},
    value::Values,
};
use serde_json::json;

/// What stands beside these values; nothing where the database does as well.
pub(super) fn folded(values: &Values) -> Option<serde_json::Value> {
    let folded = record::folded(values);
    (!folded.is_empty()).then(|| json!(folded))
}

/// Folds the values of these records again, after the database moved them by itself.
pub(crate) async fn fold_again(tx: &mut Tx, ids: &[RecordId]) -> Result<()> {
    let sql = Sql::new("SELECT id, properties FROM record WHERE id IN ").records(ids);
    let mut rows = Vec::with_capacity(ids.len());
    for row in tx.all(sql).await? {
        let mut cells = vec![json!(row.int("id")?)];
        // What is not there is NULL.
        cells.extend(folded(&row.json("properties")?));
        rows.push(json!(cells));
    }
    let sql = Sql::new(
        "UPDATE record SET normalized = again.normalized FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS id, \
         each.value -> 1 AS normalized FROM ",
    );
    tx.execute(sql.each(rows).push(") AS again WHERE again.id = record.id")).await?;
    Ok(())
}
