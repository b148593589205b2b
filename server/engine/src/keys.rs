//! Unique keys: the first and secondary keys of a record, such as a contact's e-mails, are unique among active records
//! (R3.10).
//!
//! No index can enforce this without a write per record in a bulk delete, because a secondary key does not know whether
//! its record is active. So every transaction that *adds* a key to the active records (create, edit, import, restore)
//! first claims it with [`claim`], then looks with [`holders`], then writes. On SQLite the single writer makes that
//! safe. On PostgreSQL the claim is an advisory lock on the key, held to the end of the transaction: of two
//! transactions that add the same key, the second waits and then finds the first. Deleting claims nothing, since it
//! only frees keys. The partial unique index on the first key is the last line of defence.
//!
//! Here is also where the blocklist holds: an e-mail that is on it cannot be added (R6.10). [`claim`] answers which of the keys are
//! blocked, and [`blocked`] answers it for a restore. A transaction that blocks an address excludes those that claim, so of a
//! creation and a block at once the second sees the first.

use crate::{
    Error, Result,
    address_key::AddressKey,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, RecordId, UserId},
    object::{EMAIL, Object, Property, SECONDARY_KEYS},
    privacy::Address,
    record::FieldError,
    value::Problem,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Above so many keys the whole object is claimed, because PostgreSQL's lock table is limited.
const MANY: usize = 1_000;

/// The advisory lock of the blocklist: shared by transactions that add keys, exclusive to one that blocks addresses.
pub(crate) const BLOCKLIST: i64 = 0x626c_6f63_6b6c_6973;

/// Digits of a hash that SQLite looks up in an index of so many.
const PREFIX: usize = 12;

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
/// `object`, block one of them, or change the object's key property, the types of its properties or its stages. Returns the
/// keys that are on the blocklist, which must not be added to a record that does not have them.
///
/// # Errors
/// [`Error::Busy`] if one of these changed since `object` was read: see [`unchanged`]. [`Error::BlocklistKey`] if there is a
/// blocklist and its key cannot be used.
pub(crate) async fn claim<'a>(
    tx: &mut Tx,
    object: &Object,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeSet<String>> {
    let whole = whole(object.id);
    let space = object.id.to_string();
    let keys: Vec<&str> = keys.into_iter().collect();
    hold_blocklist(tx, object).await?;
    // A set, so that all transactions take the locks in one order and cannot deadlock.
    let locks: BTreeSet<i64> = keys.iter().map(|key| lock_of(&["key", &space, key])).collect();
    if locks.len() <= MANY {
        tx.lock(Some(whole), &locks.into_iter().collect::<Vec<_>>()).await?;
    } else {
        tx.lock(None, &[whole]).await?;
    }
    unchanged(tx, object).await?;
    blocked(tx, object, keys).await
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

/// Keeps the blocklist from growing until the end of the transaction, for one that adds keys to the active records of `object`.
/// Taken before the locks of keys and records.
pub(crate) async fn hold_blocklist(tx: &mut Tx, object: &Object) -> Result<()> {
    if object.has_secondary_keys() { tx.lock(Some(BLOCKLIST), &[]).await } else { Ok(()) }
}

/// Those of `keys` whose address is on the blocklist. Only e-mails can be: the keys of other objects are no addresses.
///
/// # Errors
/// [`Error::BlocklistKey`] if there is a blocklist and its key cannot be used.
pub(crate) async fn blocked<'a>(
    tx: &mut Tx,
    object: &Object,
    keys: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeSet<String>> {
    if !object.has_secondary_keys() {
        return Ok(BTreeSet::new());
    }
    let Some(secret) = blocklist_key(tx).await? else { return Ok(BTreeSet::new()) };
    let hashed: Vec<(String, &str)> =
        keys.into_iter().filter_map(|key| Some((secret.hash(&Address::parse(key).ok()?), key))).collect();
    let found = blocked_hashes(tx, hashed.iter().map(|(hash, _)| hash.as_str())).await?;
    if found.is_empty() {
        return Ok(BTreeSet::new());
    }
    Ok(hashed.into_iter().filter(|(hash, _)| found.contains(hash)).map(|(_, key)| key.to_owned()).collect())
}

/// The key of the blocklist; `None` as long as no address was ever blocked.
///
/// # Errors
/// [`Error::BlocklistKey`] if its file is not there or holds another key.
pub(crate) async fn blocklist_key(tx: &mut Tx) -> Result<Option<AddressKey>> {
    let file = tx.address_key().clone();
    if let Some(key) = file.verified() {
        return Ok(Some(key));
    }
    let check: Option<String> = tx.value(Sql::new("SELECT check_value AS value FROM blocklist_key")).await?;
    check.map(|check| file.verify(&check).map_err(Error::from)).transpose()
}

/// Those of `hashes` that are on the blocklist, looked up in an index one by one.
pub(crate) async fn blocked_hashes<'a>(tx: &mut Tx, hashes: impl Iterator<Item = &'a str>) -> Result<BTreeSet<String>> {
    let hashes: Vec<&str> = hashes.collect();
    if hashes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = if tx.is_shared() {
        // An order that only the index has: PostgreSQL might read the whole table otherwise.
        let sql = Sql::new("SELECT wanted.hash FROM (SELECT each.value ->> 0 AS hash FROM ")
            .json_rows(hashes.iter().map(|hash| json!([hash])))
            .push(
                ") AS wanted WHERE (SELECT b.id FROM blocklist AS b WHERE b.lifted_at IS NULL \
                 AND b.hash BETWEEN wanted.hash AND wanted.hash ORDER BY b.hash LIMIT 1) IS NOT NULL",
            );
        tx.allow_sort(false).await?;
        let rows = tx.all(sql).await?;
        tx.allow_sort(true).await?;
        rows
    } else {
        // By their first digits, whose index fits into the cache of a connection. SQLite follows the order of a cross join.
        let prefixes = hashes.iter().map(|hash| json!(hash.get(..PREFIX)));
        let sql = Sql::new("SELECT b.hash FROM ").json_rows(prefixes).push(&format!(
            " CROSS JOIN blocklist AS b WHERE b.lifted_at IS NULL AND substr(b.hash, 1, {PREFIX}) = each.value"
        ));
        tx.all(sql).await?
    };
    let mut found = rows.iter().map(|row| row.text("hash")).collect::<Result<BTreeSet<String>>>()?;
    if !tx.is_shared() && !found.is_empty() {
        let wanted: BTreeSet<&str> = hashes.into_iter().collect();
        found.retain(|hash| wanted.contains(hash.as_str()));
    }
    Ok(found)
}

/// The error of a field whose e-mail is on the blocklist.
pub(crate) fn refused(object: &Object, key: &str, first: Option<&str>) -> FieldError {
    FieldError::new(key_field(object, key, first), Problem::Blocked)
}

/// The field that holds `key`, of a record whose first key is `first`.
pub(crate) fn key_field<'a>(object: &'a Object, key: &str, first: Option<&str>) -> &'a str {
    if first == Some(key) { object.key_property.as_deref().unwrap_or(EMAIL) } else { SECONDARY_KEYS }
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
