//! The trash: deleted records, latest deletion first. Seeing the trash shows no further records: rows and counts are limited
//! in SQL to what the viewer may see now (L48–L52).

mod holds;
mod retention;

pub(crate) use retention::{expires_at, retention_days};

use crate::{
    Result,
    db::{Row, Sql, Store, Tx},
    keys::holders,
    records::{Lifecycle, Records, count, select},
    rows::person,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId},
    object::Object,
    people::Person,
    policy::{Permit, Restore, Scope, SeeTrash},
    text::search_term,
    time::{Date, Timestamp},
    trash::{TrashCursor, TrashPage, TrashQuery, TrashRow},
};
use std::collections::BTreeSet;

const JOINS: &str = " JOIN operation AS o ON o.id = r.deletion LEFT JOIN app_user AS actor ON actor.id = o.actor_id";

/// The trash, its retention, and the records on hold.
#[derive(Clone)]
pub struct Trash {
    store: Store,
    records: Records,
}

impl Trash {
    pub(crate) fn new(store: Store, records: Records) -> Self {
        Self { store, records }
    }
}

impl Trash {
    /// One page of the deleted records that the viewer may see. `restore` decides which of them show a button to restore. A
    /// page after the first that has become empty is replaced by the first.
    pub async fn list_trash(
        &self,
        permit: &Permit<SeeTrash>,
        restore: Option<&Permit<Restore>>,
        object: &Object,
        query: &TrashQuery,
    ) -> Result<TrashPage> {
        let page = self.trash_page(permit, restore, object, query).await?;
        if !page.rows.is_empty() || query.after.is_none() {
            return Ok(page);
        }
        self.trash_page(permit, restore, object, &TrashQuery { after: None, ..query.clone() }).await
    }

    async fn trash_page(
        &self,
        permit: &Permit<SeeTrash>,
        restore: Option<&Permit<Restore>>,
        object: &Object,
        query: &TrashQuery,
    ) -> Result<TrashPage> {
        let now = self.store.now();
        let mut tx = self.store.snapshot().await?;
        let columns = "r.id, r.name, r.unique_key, r.deletion, o.done, o.actor_id, actor.name AS actor_name, o.created_at, \
                       o.expires_at, o.surface, EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id) AS held";
        let mut sql = trash_rows(&self.records, columns, permit.object(), permit.view(), query);
        if let Some(after) = query.after {
            sql = sql.push(" AND (r.deletion, r.id) < (").bind(after.operation).push(", ").bind(after.record).push(")");
        }
        let sql = sql.push(" ORDER BY r.deletion DESC, r.id DESC LIMIT ").bind(query.size + 1);
        let mut rows = tx.all(sql).await?;
        let wanted = usize::try_from(query.size).unwrap_or_default();
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let position = query.after.map_or(0, |after| after.position);
        let mut page = TrashPage {
            rows: rows.iter().map(|row| trash_row(row, restore, now)).collect::<Result<_>>()?,
            total: self.trash_total(&mut tx, permit, query).await?,
            position,
            next: None,
            deleters: deleters(&mut tx, permit).await?,
            retention_days: retention_days(&mut tx, permit.object()).await?,
        };
        if more && let Some(last) = page.rows.last() {
            let position = position + query.size;
            page.next = Some(TrashCursor { position, operation: last.operation, record: last.id });
        }
        mark_taken(&mut tx, object, &mut page.rows).await?;
        Ok(page)
    }

    async fn trash_total(&self, tx: &mut Tx, permit: &Permit<SeeTrash>, query: &TrashQuery) -> Result<i64> {
        if !query.is_filtered() {
            return Ok(count(tx, permit.object(), permit.view()).await?.1);
        }
        Ok(tx
            .value(trash_rows(&self.records, "count(*) AS value", permit.object(), permit.view(), query))
            .await?
            .unwrap_or_default())
    }
}

/// `SELECT columns` of the records `r` of a view of the trash, with the deletion of each as `o`.
pub(crate) fn trash_rows(records: &Records, columns: &str, object: ObjectId, sight: &Scope, query: &TrashQuery) -> Sql {
    let term = search_term(&query.search);
    let mut sql = records.find(columns, term.as_deref(), JOINS, Lifecycle::Trashed, object, sight);
    if let Some(by) = query.by {
        sql = sql.push(" AND o.actor_id = ").bind(by);
    }
    if let Some(from) = query.from {
        sql = sql.push(" AND o.created_at >= ").bind(from.start());
    }
    if let Some(to) = query.to.map(Date::end) {
        sql = sql.push(" AND o.created_at < ").bind(to);
    }
    sql
}

fn trash_row(row: &Row, restore: Option<&Permit<Restore>>, now: Timestamp) -> Result<TrashRow> {
    let at = row.time("created_at")?;
    let by = person(row, "actor")?;
    Ok(TrashRow {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        key: row.get("unique_key")?,
        operation: OperationId(row.int("deletion")?),
        operation_records: row.int("done")?,
        at,
        surface: row.tag("surface")?,
        days_left: now.days_left(row.get::<Option<i64>>("expires_at")?.map_or(at, Timestamp)),
        held: row.get("held")?,
        key_taken: false,
        may_restore: restore.is_some_and(|permit| permit.covers_deletion_by(by.as_ref().map(|by| by.id))),
        by,
    })
}

/// The users who deleted something that the viewer sees in the trash: the choices of the filter.
async fn deleters(tx: &mut Tx, permit: &Permit<SeeTrash>) -> Result<Vec<Person>> {
    let deleted = select("1", Sql::new("record AS r"), Lifecycle::Trashed, permit.object(), permit.view());
    let sql = deleted
        .prepend(
            "SELECT actor.id AS actor_id, actor.name AS actor_name FROM app_user AS actor WHERE EXISTS ( \
             SELECT 1 FROM operation AS o WHERE o.actor_id = actor.id AND EXISTS (",
        )
        .push(" AND r.deletion = o.id)) ORDER BY actor.name_normalized, actor.id");
    let rows = tx.all(sql).await?;
    rows.iter().filter_map(|row| person(row, "actor").transpose()).collect()
}

/// Marks the rows that have a key that a living record holds: restoring them needs a decision.
async fn mark_taken(tx: &mut Tx, object: &Object, rows: &mut [TrashRow]) -> Result<()> {
    let mut keys: Vec<(RecordId, String)> = rows.iter().filter_map(|row| Some((row.id, row.key.clone()?))).collect();
    let sql = Sql::new("SELECT record_id, key FROM secondary_key WHERE record_id IN ")
        .in_list(rows.iter().map(|row| row.id.0));
    for row in tx.all(sql).await? {
        keys.push((RecordId(row.int("record_id")?), row.text("key")?));
    }
    let held = holders(tx, object.id, keys.iter().map(|(_, key)| key.as_str())).await?;
    let held: BTreeSet<String> = held.into_iter().map(|holder| holder.key).collect();
    let taken: BTreeSet<RecordId> =
        keys.into_iter().filter(|(_, key)| held.contains(key)).map(|(record, _)| record).collect();
    for row in rows {
        row.key_taken = taken.contains(&row.id);
    }
    Ok(())
}
