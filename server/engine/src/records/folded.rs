//! The values of records as texts are compared, as far as a database cannot make them of the values: accents, and capitals
//! that are not ASCII. Beside values of ASCII alone nothing stands; a long text with an accent is there twice.

use crate::{
    Engine, Result,
    db::{Sql, Tx, UPGRADE},
};
use domain::{
    ids::RecordId,
    record::{self},
    value::Values,
};
use serde_json::json;

/// Records of one transaction.
const CHUNK: i64 = 2_000;

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
        "UPDATE record SET folded = again.folded FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS id, \
         each.value -> 1 AS folded FROM ",
    );
    tx.execute(sql.each(rows).push(") AS again WHERE again.id = record.id")).await?;
    Ok(())
}

impl Engine {
    /// Folds the values that were there before folded ones were kept; migration 0030 says whose. Some records at a time: a
    /// program that dies on the way goes on when it starts again.
    pub(crate) async fn fold_older(&self) -> Result<()> {
        let some = |most| Sql::new("SELECT record_id AS value FROM unfolded ORDER BY record_id LIMIT ").bind(most);
        // Whoever has nothing to do waits for nobody who writes.
        while self.db.optional(some(1)).await?.is_some() {
            let mut tx = self.db.write().await?;
            // Another server that starts too has folded what it took when this one reads on.
            tx.lock(None, &[UPGRADE]).await?;
            let ids: Vec<RecordId> = tx.ints(some(CHUNK)).await?.into_iter().map(RecordId).collect();
            fold_again(&mut tx, &ids).await?;
            tx.execute(Sql::new("DELETE FROM unfolded WHERE record_id IN ").records(&ids)).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
