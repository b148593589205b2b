//! Unique keys: the first and secondary keys of a record, such as a contact's e-mails, are unique among active records
//! (R3.10).
//!
//! No index can enforce this without a write per record in a bulk delete, because a secondary key does not know whether
//! its record is active. So every transaction that *adds* a key to the active records (create, edit, import, restore)
//! first claims it with [`claim`], then looks with [`holders`], then writes. On SQLite the single writer makes that
//! safe. On PostgreSQL the claim is an advisory lock on the key, held to the end of the transaction: of two
//! transactions that add the same key, the second waits and then finds the first. Deleting claims nothing, since it
//! only frees keys. The partial unique index on the first key is the last line of defence.

use crate::{
    Error, Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, RecordId, UserId},
    object::{Object, Property},
    record::FieldError,
    value::Problem,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Above so many keys the whole object is claimed, because PostgreSQL's lock table is limited.
const MANY: usize = 1_000;

/// An active record that has a key.
pub(crate) struct Holder {
    /// The key.
    pub key: String,
    /// The record.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: Option<UserId>,
}

/// Claims `keys` until the end of the transaction: no other transaction can add one of them to the active records of
/// `object`, or change the object's key property, the types of its properties or its stages.
///
/// # Errors
/// [`Error::Busy`] if one of these changed since `object` was read: see [`unchanged`].
pub(crate) async fn claim<'a>(tx: &mut Tx, object: &Object, keys: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let whole = whole(object.id);
    let space = object.id.to_string();
    // A set, so that all transactions take the locks in one order and cannot deadlock.
    let locks: BTreeSet<i64> = keys.into_iter().map(|key| lock_of(&["key", &space, key])).collect();
    if locks.len() <= MANY {
        tx.lock(Some(whole), &locks.into_iter().collect::<Vec<_>>()).await?;
    } else {
        tx.lock(None, &[whole]).await?;
    }
    unchanged(tx, object).await
}

/// Checks that the object's definition is still the one that was read: values that were checked by an outdated
/// definition would be stored in the wrong place.
///
/// # Errors
/// [`Error::Busy`] if the key property, a property or its type, or a stage has changed.
pub(crate) async fn unchanged(tx: &mut Tx, object: &Object) -> Result<()> {
    let sql = Sql::new(
        "SELECT coalesce(key_property, '') AS key_property, (SELECT string_agg(p.key || ' ' || p.kind, ',') \
         FROM property AS p WHERE p.archived_at IS NULL AND p.object_id = object.id) AS kinds, \
         (SELECT string_agg(CAST(s.id AS TEXT), ',') FROM stage AS s JOIN pipeline AS l ON l.id = s.pipeline_id \
         WHERE s.archived_at IS NULL AND l.archived_at IS NULL AND l.object_id = object.id) AS stages FROM object WHERE id = ",
    );
    let row = tx.optional(sql.bind(object.id)).await?.ok_or(Error::Busy)?;
    let kind = |property: &Property| format!("{} {}", property.key, property.kind.tag());
    // In any order: moving a property changes nothing of a record.
    let is = |column: &str, words: BTreeSet<String>| {
        let now = row.get::<Option<String>>(column)?.unwrap_or_default();
        Ok::<_, Error>(now.split_terminator(',').map(str::to_owned).collect::<BTreeSet<_>>() == words)
    };
    let unchanged = row.text("key_property")? == object.key_property.as_deref().unwrap_or_default()
        && is("kinds", object.properties.iter().map(kind).collect())?
        && is("stages", object.stages().map(|stage| stage.id.to_string()).collect())?;
    if unchanged { Ok(()) } else { Err(Error::Busy) }
}

/// Claims every key of `object`, for a transaction that adds many.
pub(crate) async fn claim_all(tx: &mut Tx, object: ObjectId) -> Result<()> {
    tx.lock(None, &[whole(object)]).await
}

fn whole(object: ObjectId) -> i64 {
    lock_of(&["object", &object.to_string()])
}

/// An SQL expression for the id of the active record of `object` that has `key`, as first or secondary key, or NULL.
/// `key` is an expression. The query must run with [`Tx::allow_sort`] off.
pub(crate) fn holder(object: ObjectId, key: &str) -> String {
    // `BETWEEN` with an order instead of `=`: only the index of first keys has that order. For secondary keys the
    // deletion is hidden from the planner, so that it uses no index of active records.
    format!(
        "coalesce((SELECT l.id FROM record AS l WHERE l.deletion IS NULL AND l.object_id = {object} \
         AND l.unique_key BETWEEN {key} AND {key} ORDER BY l.unique_key LIMIT 1), \
         (SELECT l.id FROM secondary_key AS f JOIN record AS l ON l.id = f.record_id WHERE f.object_id = {object} \
         AND f.key = {key} AND coalesce(l.deletion, 0) = 0 LIMIT 1))"
    )
}

/// The active records of `object` that have one of `keys`, as first or secondary key. Each key is looked up by itself,
/// in a time that depends neither on the number of active and trashed records nor on the statistics of PostgreSQL.
pub(crate) async fn holders<'a>(
    tx: &mut Tx,
    object: ObjectId,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Holder>> {
    let keys: Vec<_> = keys.into_iter().map(|key| json!([key])).collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Sql::new(
        "SELECT wanted.key, record.id, record.name, record.owner_id FROM (SELECT each.value ->> 0 AS key FROM ",
    )
    .json_rows(keys)
    .push(") AS wanted JOIN record ON record.id = ")
    .push(&holder(object, "wanted.key"));
    tx.allow_sort(false).await?;
    let rows = tx.all(sql).await?;
    tx.allow_sort(true).await?;
    rows.iter()
        .map(|row| {
            Ok(Holder {
                key: row.text("key")?,
                record: RecordId(row.int("id")?),
                name: row.text("name")?,
                owner: row.get::<Option<i64>>("owner_id")?.map(UserId),
            })
        })
        .collect()
}

/// Locks the active records of `object` that have one of `keys` until the end of the transaction. A transaction that
/// changes many records in another order than others do could deadlock with them.
pub(crate) async fn hold_holders<'a>(
    tx: &mut Tx,
    object: ObjectId,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    if !tx.is_shared() {
        return Ok(());
    }
    let held: BTreeSet<i64> = holders(tx, object, keys).await?.iter().map(|holder| holder.record.0).collect();
    tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").in_list(held)).await
}

/// The error of a field whose key is taken by `holder`, which is named only if the actor may see it.
pub(crate) fn taken(field: &str, holder: Holder, may_see: impl Fn(Option<UserId>) -> bool) -> FieldError {
    let named = may_see(holder.owner).then_some((holder.record, holder.name));
    FieldError::new(field, Problem::KeyTaken { key: holder.key, holder: named })
}

/// The number of an advisory lock, hashed from the parts of its name.
pub(crate) fn lock_of(parts: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    bytes.first_chunk().copied().map_or(0, i64::from_be_bytes)
}
