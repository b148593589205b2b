//! What a restore may have to change: of two links of which a record can have one only, the newer one stays.
//!
//! A contact's primary company is deleted, another becomes primary, and the first returns. Its link returns too, and were
//! it still primary there would be two. So it loses the label and stays a link; both timelines and the receipt of the
//! restore tell of it, with the way to make it primary again (L20–L24).
//!
//! The undo of that restore gives the label back, with the moment it was given, unless somebody changed the link since:
//! so a restore and its undo leave the links byte for byte as they were.

use super::event::{self, Event};
use crate::{
    Engine, Result,
    db::{Sql, Tx},
    records::{Life, write::Author},
};
use domain::{
    association::{End, GaveWay, LinkChange, Role},
    ids::{ObjectId, OperationId, RecordId},
    policy::Actor,
};
use serde_json::json;
use std::collections::BTreeSet;

/// The condition that the pair of a row has no link at all, from whichever end.
pub(super) const WITHOUT_A_LINK: &str = " AND NOT EXISTS (SELECT 1 FROM association AS a \
     WHERE a.from_id = f.id AND a.to_id = t.id) AND NOT EXISTS (SELECT 1 FROM association AS a \
     WHERE a.from_id = t.id AND a.to_id = f.id)";

/// A label of which a record can have one link only.
struct Alone {
    tag: String,
    from: ObjectId,
    to: ObjectId,
}

/// A row of a link: where it begins, where it leads, its label, when it was given.
pub(super) type Made = (RecordId, RecordId, String, i64);

/// Lets the older links give way that a restore of `records`, which live again, made one too many. The restore holds the
/// labels.
pub(crate) async fn give_way(tx: &mut Tx, author: Author, records: &[RecordId]) -> Result<()> {
    let sql = Sql::new("SELECT tag, from_object, to_object FROM association_label WHERE one_per_from ORDER BY id");
    for row in tx.all(sql).await? {
        let (from, to) = (ObjectId(row.int("from_object")?), ObjectId(row.int("to_object")?));
        let label = Alone { tag: row.text("tag")?, from, to };
        let crowded = crowded(tx, &label, records).await?;
        if crowded.is_empty() {
            continue;
        }
        let older = older(tx, &label, &crowded).await?;
        let events = older.iter().map(|(from, to, tag, made)| Event {
            from: *from,
            to: *to,
            change: LinkChange::GaveWay,
            roles: BTreeSet::from([Role { tag: tag.clone(), end: End::From }]),
            made: *made,
        });
        event::write(tx, author, &events.collect::<Vec<_>>()).await?;
        remove(tx, &older).await?;
        // What has no other label is still a link.
        let plain: Vec<Made> = older.into_iter().map(|(from, to, _, made)| (from, to, String::new(), made)).collect();
        insert(tx, &plain, WITHOUT_A_LINK).await?;
    }
    Ok(())
}

/// The records, among those that a link of this label ties to `records`, that have several such links.
async fn crowded(tx: &mut Tx, label: &Alone, records: &[RecordId]) -> Result<Vec<RecordId>> {
    let sql = Sql::new("SELECT many.from_id FROM association AS many WHERE many.label = $1 AND many.from_id IN (")
        .with(&label.tag)
        .push("SELECT from_id FROM association WHERE label = $1 AND from_id IN ")
        .records(records)
        .push(" UNION SELECT from_id FROM association WHERE label = $1 AND to_id IN ")
        .records(records)
        .push(") GROUP BY many.from_id HAVING count(*) > 1 ORDER BY many.from_id");
    Ok(tx.ints(sql).await?.into_iter().map(RecordId).collect())
}

/// All but the newest of the living links of this label that each of these has.
async fn older(tx: &mut Tx, label: &Alone, froms: &[RecordId]) -> Result<Vec<Made>> {
    // Of two restores at once, of either end, the second waits here and then sees what the first brought back.
    tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(froms)).await?;
    let sql = Sql::new(
        "SELECT a.from_id, a.to_id, a.made FROM association AS a JOIN record AS f ON f.id = a.from_id \
         JOIN record AS t ON t.id = a.to_id WHERE a.label = $1",
    )
    .with(&label.tag)
    .push(&format!(" AND f.object_id = {} AND t.object_id = {}", label.from, label.to))
    .push(&Life::Living.condition("f"))
    .push(&Life::Living.condition("t"))
    .push(" AND a.from_id IN ")
    .records(froms)
    .push(" ORDER BY a.from_id, a.made DESC, a.to_id DESC");
    let mut older = Vec::new();
    let mut newest = None;
    for row in tx.all(sql).await? {
        let from = RecordId(row.int("from_id")?);
        if newest == Some(from) {
            older.push((from, RecordId(row.int("to_id")?), label.tag.clone(), row.int("made")?));
        }
        newest = Some(from);
    }
    Ok(older)
}

/// Gives back the labels that a restore took, of links to `records`, which its undo has just deleted again; not one that is
/// gone for good by now.
pub(crate) async fn give_back(tx: &mut Tx, restore: OperationId, records: &[RecordId]) -> Result<()> {
    let sql = Sql::new(
        "SELECT e.from_id, e.to_id, e.labels, e.made FROM association_event AS e WHERE e.change = 'gave_way' \
         AND e.operation_id = ",
    )
    .bind(restore)
    .push(
        " AND e.labels IN (SELECT l.tag FROM association_label AS l WHERE l.archived IS NULL OR l.archived > 0) \
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
    let mut labels: Vec<Made> = Vec::new();
    for row in tx.all(sql).await? {
        labels.push((
            RecordId(row.int("from_id")?),
            RecordId(row.int("to_id")?),
            row.text("labels")?,
            row.int("made")?,
        ));
    }
    let plain: Vec<Made> = labels.iter().map(|(from, to, _, made)| (*from, *to, String::new(), *made)).collect();
    remove(tx, &plain).await?;
    insert(tx, &labels, "").await
}

async fn remove(tx: &mut Tx, links: &[Made]) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "DELETE FROM association WHERE (from_id, to_id, label) IN (SELECT CAST(each.value ->> 0 AS BIGINT), \
         CAST(each.value ->> 1 AS BIGINT), each.value ->> 2 FROM ",
    );
    tx.execute(sql.each(links.iter().map(|link| json!(link))).push(")")).await?;
    Ok(())
}

/// Writes rows of links, those for which `condition` holds.
pub(super) async fn insert(tx: &mut Tx, links: &[Made], condition: &str) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let sql = Sql::new(
        "INSERT INTO association (from_id, from_object, to_id, to_object, label, made) SELECT f.id, f.object_id, t.id, \
         t.object_id, each.value ->> 2, CAST(each.value ->> 3 AS BIGINT) FROM ",
    )
    .each(links.iter().map(|link| json!(link)))
    .push(
        " CROSS JOIN record AS f CROSS JOIN record AS t WHERE f.id = CAST(each.value ->> 0 AS BIGINT) \
         AND t.id = CAST(each.value ->> 1 AS BIGINT)",
    );
    tx.execute(sql.push(condition)).await?;
    Ok(())
}
