//! Making a property unique, and ending that.
//!
//! Unique keys have a column of their own with a unique index, so the values of all records, in the trash too, move there
//! or back. This is one transaction that blocks writers of keys. A request that checked a record against the object as it
//! was before is refused by [`claim`](crate::keys::claim) and retried. The versions of records do not change, because
//! their values do not.

use super::SaveFailure;
use crate::{
    Result,
    db::{Row, Sql, Tx},
    keys::claim_all,
    objects::Objects,
    records::renormalize,
};
use domain::{
    ids::{ObjectId, RecordId},
    object::{DefineError, DefineProblem, PHONE, Property},
    text::search_text,
    value::as_key,
};
use serde_json::json;
use std::collections::BTreeMap;

/// The maximum of records whose values move: more would block writers for longer than some seconds.
const RECORDS_MAX: usize = 100_000;
/// The records of one statement.
const CHUNK: usize = 2_000;

/// A value that moves to or from the column of unique keys.
struct MovedValue {
    id: i64,
    value: String,
    /// The new search text of the record.
    search: String,
}

impl Objects {
    /// Moves the values of `property` to the column of unique keys.
    pub(super) async fn begin_unique(
        &self,
        tx: &mut Tx,
        object: ObjectId,
        property: &Property,
    ) -> Result<(), SaveFailure> {
        claim_all(tx, object).await?;
        let value = format!("properties ->> '{}'", property.key);
        let rows = read(tx, object, &value).await?;
        let mut living: BTreeMap<String, i64> = BTreeMap::new();
        let mut moving = Vec::with_capacity(rows.len());
        for row in &rows {
            let Ok(key) = as_key(property, &row.text("value")?) else {
                let records = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                return Err(DefineError::new("kind", DefineProblem::InUse(records)).into());
            };
            if row.get::<Option<i64>>("deletion")?.is_none() {
                *living.entry(key.clone()).or_default() += 1;
            }
            let search = search(row, Some(&key))?;
            moving.push(MovedValue { id: row.int("id")?, value: key, search });
        }
        let shared = || living.iter().filter(|(_, count)| **count > 1);
        if let Some((value, _)) = shared().next() {
            let records = shared().map(|(_, count)| count).sum();
            let problem = DefineProblem::Shared { records, value: value.clone() };
            return Err(DefineError::new("unique", problem).into());
        }
        let without = self.store.without("properties", &property.key);
        let to = format!("unique_key = moved.value, properties = {without}");
        write(tx, &to, moving).await?;
        name_key(tx, object, Some(&property.key)).await?;
        Ok(())
    }

    /// Moves the unique keys back to the values of the property `key`.
    pub(super) async fn end_unique(&self, tx: &mut Tx, object: ObjectId, key: &str) -> Result<(), SaveFailure> {
        claim_all(tx, object).await?;
        let sql = Sql::new("SELECT count(DISTINCT record_id) AS value FROM secondary_key WHERE object_id = ");
        let further: i64 = tx.value(sql.bind(object)).await?.unwrap_or_default();
        if further > 0 {
            return Err(DefineError::new("unique", DefineProblem::SecondaryKeys(further)).into());
        }
        let rows = read(tx, object, "unique_key").await?;
        let moving = rows
            .iter()
            .map(|row| Ok(MovedValue { id: row.int("id")?, value: row.text("value")?, search: search(row, None)? }));
        let with = self.store.with_text("properties", key, "moved.value");
        let to = format!("unique_key = NULL, properties = {with}");
        write(tx, &to, moving.collect::<Result<Vec<_>>>()?).await?;
        name_key(tx, object, None).await?;
        Ok(())
    }
}

/// Reads the records of an object that have `value`, ordered by id, unless there are more than [`RECORDS_MAX`].
async fn read(tx: &mut Tx, object: ObjectId, value: &str) -> Result<Vec<Row>, SaveFailure> {
    let sql = Sql::new(&format!(
        "SELECT id, name, deletion, {value} AS value, properties ->> '{PHONE}' AS phone FROM record WHERE object_id = "
    ))
    .bind(object)
    .push(&format!(" AND ({value}) IS NOT NULL ORDER BY id LIMIT {}", RECORDS_MAX + 1));
    let rows = tx.all(sql.unprepared()).await?;
    if rows.len() > RECORDS_MAX {
        let most = i64::try_from(RECORDS_MAX).unwrap_or(i64::MAX);
        return Err(DefineError::new("unique", DefineProblem::TooManyRecords(most)).into());
    }
    Ok(rows)
}

fn search(row: &Row, key: Option<&str>) -> Result<String> {
    let phone: Option<String> = row.get("phone")?;
    Ok(search_text(&row.text("name")?, key, phone.as_deref()))
}

async fn write(tx: &mut Tx, to: &str, moving: Vec<MovedValue>) -> Result<()> {
    for moving in moving.chunks(CHUNK) {
        let moved = |sql: Sql| {
            let rows = moving.iter().map(|moving| json!([moving.id, moving.value, moving.search]));
            sql.push(
                " FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS id, each.value ->> 1 AS value, \
                 each.value ->> 2 AS search FROM ",
            )
            .json_rows(rows)
            .push(") AS moved WHERE moved.id = ")
        };
        tx.execute(moved(Sql::new("UPDATE record SET ").push(to)).push("record.id").unprepared()).await?;
        let search = moved(Sql::new("UPDATE record_search SET text = moved.search"));
        tx.execute(search.push("record_search.record_id")).await?;
        let ids: Vec<RecordId> = moving.iter().map(|moving| RecordId(moving.id)).collect();
        renormalize(tx, &ids).await?;
    }
    Ok(())
}

async fn name_key(tx: &mut Tx, object: ObjectId, key: Option<&str>) -> Result<()> {
    let sql = Sql::new("UPDATE object SET key_property = ").bind(key.map(str::to_owned)).push(" WHERE id = ");
    tx.execute(sql.bind(object)).await?;
    Ok(())
}
