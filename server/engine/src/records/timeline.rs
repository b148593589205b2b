//! The history of a record: its creation from the record itself, its edits from its versions, its deletions and
//! restores from the operations that it was part of. A bulk deletion writes no history of its own.

use super::{Lifecycle, select};
use crate::{
    Result,
    db::{Row, Sql, Tx},
    records::Records,
    rows::person,
};
use domain::{
    ids::{OperationId, RecordId},
    object::{OWNER, Object, PropertyKind},
    operation::{OperationKind, Outcome},
    policy::{Permit, View},
    record::{Change, TimelineEntry, What},
};
use std::collections::BTreeMap;

impl Records {
    /// The history of a visible record: of each kind a few more entries than the latest `limit`.
    pub(crate) async fn changes(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        object: &Object,
        id: RecordId,
        limit: i64,
    ) -> Result<Vec<TimelineEntry>> {
        let mut entries = edits(tx, id, limit).await?;
        entries.extend(operations(tx, id, limit).await?);
        entries.extend(creation(tx, permit, id).await?);
        name_users(tx, object, &mut entries).await?;
        Ok(entries)
    }
}

async fn creation(tx: &mut Tx, permit: &Permit<View>, id: RecordId) -> Result<Option<TimelineEntry>> {
    let columns = "r.created_at, r.created_surface AS surface, r.created_by_id AS actor_id, actor.name AS actor_name";
    let source = Sql::new("record AS r LEFT JOIN app_user AS actor ON actor.id = r.created_by_id");
    let sql = select(columns, source, Lifecycle::Any, permit.object(), permit.view()).push(" AND r.id = ").bind(id);
    tx.optional(sql).await?.map(|row| entry(&row, What::Created)).transpose()
}

async fn edits(tx: &mut Tx, id: RecordId, limit: i64) -> Result<Vec<TimelineEntry>> {
    let sql = Sql::new(
        "SELECT v.created_at, v.surface, v.actor_id, actor.name AS actor_name, v.changes FROM record_version AS v \
         LEFT JOIN app_user AS actor ON actor.id = v.actor_id WHERE v.record_id = ",
    )
    .bind(id)
    .push(" ORDER BY v.version DESC LIMIT ")
    .bind(limit + 1);
    tx.all(sql).await?.iter().map(|row| entry(row, What::Edited(row.json("changes")?))).collect()
}

/// An operation that has not reached the record, or was stopped before, did nothing to it.
async fn operations(tx: &mut Tx, id: RecordId, limit: i64) -> Result<Vec<TimelineEntry>> {
    let sql = Sql::new(
        "SELECT o.id, o.kind, o.done, o.created_at, o.surface, o.actor_id, actor.name AS actor_name, i.outcome \
         FROM operation_item AS i JOIN operation AS o ON o.id = i.operation_id \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id \
         WHERE (o.state = 'done' OR i.record_id <= o.watermark) AND i.record_id = ",
    )
    .bind(id)
    .push(" ORDER BY o.id DESC LIMIT ")
    .bind(limit + 1);
    let mut entries = Vec::new();
    for row in tx.all(sql).await? {
        let operation = OperationId(row.int("id")?);
        let outcome = row.json_or_null("outcome")?.unwrap_or(Outcome::Done);
        let what = match (row.tag("kind")?, outcome) {
            // The version that an assignment made already says so.
            (_, Outcome::Skipped { .. }) | (OperationKind::Assign | OperationKind::Purge, _) => continue,
            (OperationKind::Delete, _) => What::Deleted { operation, others: row.int("done")? - 1 },
            (OperationKind::Restore, Outcome::Without { keys, .. }) => What::Restored { operation, without: keys },
            (OperationKind::Restore, _) => What::Restored { operation, without: Vec::new() },
        };
        entries.push(entry(&row, what)?);
    }
    Ok(entries)
}

fn entry(row: &Row, what: What) -> Result<TimelineEntry> {
    Ok(TimelineEntry { at: row.time("created_at")?, by: person(row, "actor")?, surface: row.tag("surface")?, what })
}

/// A change of owner, or of another user, is stored by id and shown by name.
async fn name_users(tx: &mut Tx, object: &Object, entries: &mut [TimelineEntry]) -> Result<()> {
    let is_user = |field: &str| {
        field == OWNER || object.property(field).is_some_and(|property| property.kind == PropertyKind::User)
    };
    let mut values: Vec<&mut String> = Vec::new();
    for entry in entries {
        if let What::Edited(changes) = &mut entry.what {
            for Change { old, new, .. } in changes.iter_mut().filter(|change| is_user(&change.field)) {
                values.extend(old.as_mut());
                values.extend(new.as_mut());
            }
        }
    }
    let names = user_names(tx, values.iter().map(|value| value.as_str())).await?;
    for value in values {
        if let Some(name) = names.get(value) {
            value.clone_from(name);
        }
    }
    Ok(())
}

/// The names of the users with these ids.
async fn user_names<'a>(tx: &mut Tx, ids: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, String>> {
    let ids: Vec<i64> = ids.filter_map(|id| id.parse().ok()).collect();
    let mut names = BTreeMap::new();
    if ids.is_empty() {
        return Ok(names);
    }
    for row in tx.all(Sql::new("SELECT id, name FROM app_user WHERE id IN ").in_list(ids)).await? {
        names.insert(row.int("id")?.to_string(), row.text("name")?);
    }
    Ok(names)
}
