//! Resolution of label conflicts that a restore causes: of two links with a label that is limited to one, the newer keeps
//! it.
//!
//! Example: a contact's primary company is deleted, another one becomes primary, and the first is restored. Its link comes
//! back with the label "primary", which would make two. So the older link loses the label and stays a link. Both timelines
//! and the receipt of the restore show it and offer to make it primary again (L20–L24).
//!
//! The undo of that restore gives the label back with its original moment, unless the link was changed since, so a restore
//! and its undo leave the rows of links byte for byte as they were.

use super::event::{self, LinkEvent};
use crate::{
    Result,
    db::{Sql, Tx},
    records::{Lifecycle, write::Author},
};
use domain::{
    association::{End, LinkChange, LinkRole},
    ids::{ObjectId, OperationId, RecordId},
};
use serde_json::json;
use std::collections::BTreeSet;

/// The SQL condition that the records `f` and `t` have no link in either direction.
pub(super) const NOT_LINKED: &str = " AND NOT EXISTS (SELECT 1 FROM association AS a \
     WHERE a.from_id = f.id AND a.to_id = t.id) AND NOT EXISTS (SELECT 1 FROM association AS a \
     WHERE a.from_id = t.id AND a.to_id = f.id)";

/// A label that is limited to one link.
struct LimitedLabel {
    tag: String,
    from: ObjectId,
    to: ObjectId,
}

/// A row of a link: `from`, `to`, the tag of the label, and the moment it was given in microseconds.
pub(super) type DatedRow = (RecordId, RecordId, String, i64);

/// Removes the labels that the restore of `records` made one too many from the older links. The records are active again,
/// and the caller holds the lock on labels.
pub(crate) async fn resolve_label_conflicts(tx: &mut Tx, author: Author, records: &[RecordId]) -> Result<()> {
    let sql = Sql::new("SELECT tag, from_object, to_object FROM association_label WHERE one_per_from ORDER BY id");
    for row in tx.all(sql).await? {
        let (from, to) = (ObjectId(row.int("from_object")?), ObjectId(row.int("to_object")?));
        let label = LimitedLabel { tag: row.text("tag")?, from, to };
        let over_limit = over_limit(tx, &label, records).await?;
        if over_limit.is_empty() {
            continue;
        }
        let older = older_rows(tx, &label, &over_limit).await?;
        let events = older.iter().map(|(from, to, tag, made)| LinkEvent {
            from: *from,
            to: *to,
            change: LinkChange::LabelRemoved,
            roles: BTreeSet::from([LinkRole { tag: tag.clone(), end: End::From }]),
            made: *made,
        });
        event::write(tx, author, &events.collect::<Vec<_>>()).await?;
        remove(tx, &older).await?;
        // A link without other labels stays, with an empty label.
        let plain: Vec<DatedRow> =
            older.into_iter().map(|(from, to, _, made)| (from, to, String::new(), made)).collect();
        insert(tx, &plain, NOT_LINKED).await?;
    }
    Ok(())
}

/// The records at `from` with several links of the label, of which one is to or from `records`.
async fn over_limit(tx: &mut Tx, label: &LimitedLabel, records: &[RecordId]) -> Result<Vec<RecordId>> {
    let sql = Sql::new("SELECT many.from_id FROM association AS many WHERE many.label = $1 AND many.from_id IN (")
        .with(&label.tag)
        .push("SELECT from_id FROM association WHERE label = $1 AND from_id IN ")
        .records(records)
        .push(" UNION SELECT from_id FROM association WHERE label = $1 AND to_id IN ")
        .records(records)
        .push(") GROUP BY many.from_id HAVING count(*) > 1 ORDER BY many.from_id");
    Ok(tx.ints(sql).await?.into_iter().map(RecordId).collect())
}

/// The active links of the label, without the newest one of each record.
async fn older_rows(tx: &mut Tx, label: &LimitedLabel, froms: &[RecordId]) -> Result<Vec<DatedRow>> {
    // Of two concurrent restores the second waits here, and then sees the links that the first brought back.
    tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(froms)).await?;
    let sql = Sql::new(
        "SELECT a.from_id, a.to_id, a.created_at FROM association AS a JOIN record AS f ON f.id = a.from_id \
         JOIN record AS t ON t.id = a.to_id WHERE a.label = $1",
    )
    .with(&label.tag)
    .push(&format!(" AND f.object_id = {} AND t.object_id = {}", label.from, label.to))
    .push(&Lifecycle::Active.condition("f"))
    .push(&Lifecycle::Active.condition("t"))
    .push(" AND a.from_id IN ")
    .records(froms)
    .push(" ORDER BY a.from_id, a.created_at DESC, a.to_id DESC");
    let mut older = Vec::new();
    let mut newest = None;
    for row in tx.all(sql).await? {
        let from = RecordId(row.int("from_id")?);
        if newest == Some(from) {
            older.push((from, RecordId(row.int("to_id")?), label.tag.clone(), row.int("created_at")?));
        }
        newest = Some(from);
    }
    Ok(older)
}

/// Gives back the labels that a restore removed, for links of `records`, which its undo has just deleted again. Labels that
/// are deleted permanently are left out.
pub(crate) async fn return_labels(tx: &mut Tx, restore: OperationId, records: &[RecordId]) -> Result<()> {
    let sql = Sql::new(
        "SELECT e.from_id, e.to_id, e.labels, e.link_created_at FROM association_event AS e WHERE e.change = 'gave_way' \
         AND e.operation_id = ",
    )
    .bind(restore)
    .push(
        " AND e.labels IN (SELECT l.tag FROM association_label AS l WHERE l.archived_at IS NULL OR l.archived_at > 0) \
         AND NOT EXISTS (SELECT 1 FROM association_event AS later WHERE later.from_id = e.from_id \
         AND later.to_id = e.to_id AND later.id > e.id) \
         AND NOT EXISTS (SELECT 1 FROM association_event AS later WHERE later.from_id = e.to_id \
         AND later.to_id = e.from_id AND later.id > e.id) \
         AND (EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = e.from_id AND a.to_id = e.to_id) \
         OR EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = e.to_id AND a.to_id = e.from_id)) \
         AND (e.from_id IN ",
    )
    .records(records)
    .push(" OR e.to_id IN ")
    .records(records)
    .push(") ORDER BY e.id");
    let mut labels: Vec<DatedRow> = Vec::new();
    for row in tx.all(sql).await? {
        labels.push((
            RecordId(row.int("from_id")?),
            RecordId(row.int("to_id")?),
            row.text("labels")?,
            row.int("link_created_at")?,
        ));
    }
    let plain: Vec<DatedRow> = labels.iter().map(|(from, to, _, made)| (*from, *to, String::new(), *made)).collect();
    remove(tx, &plain).await?;
    insert(tx, &labels, "").await
}

async fn remove(tx: &mut Tx, links: &[DatedRow]) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "DELETE FROM association WHERE (from_id, to_id, label) IN (SELECT CAST(each.value ->> 0 AS BIGINT), \
         CAST(each.value ->> 1 AS BIGINT), each.value ->> 2 FROM ",
    );
    tx.execute(sql.json_rows(links.iter().map(|link| json!(link))).push(")")).await?;
    Ok(())
}

/// Inserts rows of links, those for which `condition` holds.
pub(super) async fn insert(tx: &mut Tx, links: &[DatedRow], condition: &str) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO association (from_id, from_object, to_id, to_object, label, created_at) SELECT f.id, f.object_id, t.id, \
         t.object_id, each.value ->> 2, CAST(each.value ->> 3 AS BIGINT) FROM ",
    )
    .json_rows(links.iter().map(|link| json!(link)))
    .push(
        " CROSS JOIN record AS f CROSS JOIN record AS t WHERE f.id = CAST(each.value ->> 0 AS BIGINT) \
         AND t.id = CAST(each.value ->> 1 AS BIGINT)",
    );
    tx.execute(sql.push(condition)).await?;
    Ok(())
}
