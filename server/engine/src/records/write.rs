//! The statements that write records, shared by forms, imports and the sample data, so that a record is complete
//! whichever way it came. Each statement takes many records.

use super::{Lifecycle, normalized::normalized};
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    record::{Accepted, Change},
    surface::Surface,
    text::normalize,
    time::Timestamp,
};
use serde_json::json;

/// The author of a change: the user, the moment and the surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Author {
    /// The user; `None` for the program itself.
    pub user: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub surface: Surface,
    /// The operation that the edit belongs to, if any.
    pub operation: Option<OperationId>,
}

/// Inserts records and returns their ids, in the order given. Their keys must be claimed and free.
pub(crate) async fn insert(
    tx: &mut Tx,
    object: ObjectId,
    author: Author,
    records: &[Accepted],
) -> Result<Vec<RecordId>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let created = vec![author.at; records.len()];
    insert_created(tx, object, author, records, &created).await
}

/// The same, with a moment of creation for each record.
pub(crate) async fn insert_created(
    tx: &mut Tx,
    object: ObjectId,
    author: Author,
    records: &[Accepted],
    created: &[Timestamp],
) -> Result<Vec<RecordId>> {
    let ids = tx.record_ids(records.len()).await?;
    let rows = records.iter().zip(&ids).zip(created).map(|((record, id), created)| {
        let mut row = vec![
            json!(id),
            json!(record.name),
            json!(normalize(&record.name)),
            json!(record.key),
            json!(record.owner),
            json!(record.values),
            json!(created.0),
            json!(record.stage),
        ];
        // What is not there is NULL.
        row.extend(normalized(&record.values));
        json!(row)
    });
    let sql = Sql::new(
        "INSERT INTO record (id, object_id, name, name_normalized, unique_key, owner_id, properties, created_at, created_by_id, \
         created_surface, updated_at, stage_id, normalized) SELECT CAST(each.value ->> 0 AS BIGINT), ",
    )
    .bind(object)
    .push(
        ", each.value ->> 1, each.value ->> 2, each.value ->> 3, CAST(each.value ->> 4 AS BIGINT), each.value -> 5, \
         CAST(each.value ->> 6 AS BIGINT), ",
    )
    .bind(author.user)
    .push(", ")
    .bind(author.surface.tag())
    .push(", CAST(each.value ->> 6 AS BIGINT), CAST(each.value ->> 7 AS BIGINT), each.value -> 8 FROM ")
    .json_rows(rows);
    tx.execute(sql).await?;
    insert_search(tx, ids.iter().copied().zip(records)).await?;
    insert_secondary_keys(tx, object, ids.iter().copied().zip(records)).await?;
    Ok(ids)
}

/// An edit of a record: its id, its expected version and its new content.
pub(crate) struct Update<'a> {
    pub life: Lifecycle,
    pub id: RecordId,
    pub from: i64,
    pub record: &'a Accepted,
    pub changes: &'a [Change],
}

/// Replaces the content of a record if it still has the version `from` and is in the state `life`. Returns whether it
/// did. New keys must be claimed and free.
pub(crate) async fn update(tx: &mut Tx, object: ObjectId, author: Author, update: Update<'_>) -> Result<bool> {
    let Update { life, id, from, record, changes } = update;
    let sql = Sql::new("UPDATE record SET name = ")
        .bind(&record.name)
        .push(", name_normalized = ")
        .bind(normalize(&record.name))
        .push(", unique_key = ")
        .bind(record.key.clone())
        .push(", owner_id = ")
        .bind(record.owner)
        .push(", stage_id = ")
        .bind(record.stage)
        .push(", properties = ")
        .bind(serde_json::json!(record.values))
        .push(", normalized = ")
        .bind(normalized(&record.values))
        .push(", updated_at = ")
        .bind(author.at)
        .push(", version = version + 1 WHERE id = ")
        .bind(id)
        .push(&life.condition("record"))
        .push(" AND version = ")
        .bind(from);
    if tx.execute(sql).await? == 0 {
        return Ok(false);
    }
    let sql = Sql::new(
        "INSERT INTO record_version (record_id, version, created_at, actor_id, surface, changes, operation_id) VALUES (",
    )
    .bind(id)
    .push(", ")
    .bind(from + 1)
    .push(", ")
    .bind(author.at)
    .push(", ")
    .bind(author.user)
    .push(", ")
    .bind(author.surface.tag())
    .push(", ")
    .bind(serde_json::json!(changes))
    .push(", ")
    .bind(author.operation)
    .push(")");
    tx.execute(sql).await?;
    let sql = Sql::new("UPDATE record_search SET text = ").bind(&record.search).push(" WHERE record_id = ").bind(id);
    tx.execute(sql).await?;
    tx.execute(Sql::new("DELETE FROM secondary_key WHERE record_id = ").bind(id)).await?;
    insert_secondary_keys(tx, object, [(id, record)]).await?;
    Ok(true)
}

async fn insert_search<'a>(tx: &mut Tx, records: impl IntoIterator<Item = (RecordId, &'a Accepted)>) -> Result<()> {
    let rows = records.into_iter().map(|(id, record)| json!([id, record.search]));
    let sql =
        "INSERT INTO record_search (record_id, text) SELECT CAST(each.value ->> 0 AS BIGINT), each.value ->> 1 FROM ";
    tx.execute(Sql::new(sql).json_rows(rows)).await?;
    Ok(())
}

async fn insert_secondary_keys<'a>(
    tx: &mut Tx,
    object: ObjectId,
    records: impl IntoIterator<Item = (RecordId, &'a Accepted)>,
) -> Result<()> {
    let rows = records.into_iter().flat_map(|(id, record)| {
        record.secondary_keys.iter().enumerate().map(move |(position, key)| json!([id, key, position]))
    });
    let rows: Vec<serde_json::Value> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO secondary_key (record_id, object_id, key, position) SELECT CAST(each.value ->> 0 AS BIGINT), ",
    )
    .bind(object)
    .push(", each.value ->> 1, CAST(each.value ->> 2 AS BIGINT) FROM ")
    .json_rows(rows);
    tx.execute(sql).await?;
    Ok(())
}
