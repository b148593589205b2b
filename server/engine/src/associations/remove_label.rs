//! Removing a permanently deleted label from its links, which stay.

use super::resolve_label_conflicts::{DatedRow, NOT_LINKED, insert};
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::ids::RecordId;
use serde_json::json;
use std::collections::BTreeMap;

/// Removes a label from at most `most` links, visible or hidden, and returns whether there were any. A link without other
/// labels stays, with an empty label.
pub(crate) async fn remove_label(tx: &mut Tx, tag: &str, most: i64) -> Result<bool> {
    let sql = Sql::new("SELECT a.from_id, a.to_id FROM association AS a WHERE a.label = ").bind(tag);
    let mut pairs = Vec::new();
    for row in tx.all(sql.push(" LIMIT ").bind(most).unprepared()).await? {
        pairs.push((RecordId(row.int("from_id")?), RecordId(row.int("to_id")?)));
    }
    if pairs.is_empty() {
        return Ok(false);
    }
    // Wait for other changes of these links and see what they left.
    let ends: Vec<RecordId> = pairs.iter().flat_map(|(from, to)| [*from, *to]).collect();
    tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&ends)).await?;
    let sql = Sql::new(
        "DELETE FROM association WHERE (from_id, to_id, label) IN (SELECT CAST(each.value ->> 0 AS BIGINT), \
         CAST(each.value ->> 1 AS BIGINT), each.value ->> 2 FROM ",
    )
    .json_rows(pairs.iter().map(|(from, to)| json!([from, to, tag])))
    .push(") RETURNING from_id, to_id, created_at");
    // Between two records of one object the label can exist in both directions: that is one link.
    let mut plain: BTreeMap<(RecordId, RecordId), DatedRow> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let (from, to) = (RecordId(row.int("from_id")?), RecordId(row.int("to_id")?));
        plain.insert((from.min(to), from.max(to)), (from, to, String::new(), row.int("created_at")?));
    }
    insert(tx, &plain.into_values().collect::<Vec<_>>(), NOT_LINKED).await?;
    Ok(true)
}
