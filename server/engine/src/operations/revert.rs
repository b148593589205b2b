//! Reverting the edits of a restore when it is undone: keys that it cleared to resolve a conflict, a stage that it chose
//! in place of an archived one, an owner that it removed because they were deactivated.
//!
//! The record versions that the restore wrote say what was cleared. It is put back only where nothing but the restore, and
//! partial undos of it, has changed the record since; otherwise the newer state is kept. A stage that was deleted
//! permanently is not put back.

use crate::{
    Result,
    db::{Sql, Tx},
    keys::{claim, holders},
    records::{
        Lifecycle,
        read::{Stored, load},
        write::Author,
    },
};
use domain::{
    ids::{OperationId, RecordId},
    object::{OWNER, Object, SECONDARY_KEYS, STAGE},
    operation::Outcome,
    policy::Scope,
    record::{Change, RecordInput},
};

/// Gives back the keys that a restore took from `records`, which were just deleted again, and from the living records that
/// held them.
pub(super) async fn give_keys_back(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    restore: OperationId,
    records: &[RecordId],
) -> Result<()> {
    let sql = Sql::new("SELECT record_id, outcome FROM operation_item WHERE outcome IS NOT NULL AND operation_id = ")
        .bind(restore)
        .push(" AND record_id IN ")
        .records(records)
        .push(" ORDER BY record_id");
    for row in tx.all(sql).await? {
        match row.json("outcome")? {
            Outcome::Without { keys, .. } => {
                revert(tx, object, author, restore, RecordId(row.int("record_id")?), &keys).await?;
            }
            Outcome::TookBack { keys, from, restaged } => {
                if restaged {
                    revert(tx, object, author, restore, RecordId(row.int("record_id")?), &[]).await?;
                }
                for holder in from {
                    revert(tx, object, author, restore, holder, &keys).await?;
                }
            }
            Outcome::Done | Outcome::Waiting | Outcome::Skipped { .. } => {}
        }
    }
    Ok(())
}

/// Puts back the keys that a restore took from a record, in their former positions, if only the restore and undos of it
/// changed the record since and the keys are free.
async fn revert(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    restore: OperationId,
    id: RecordId,
    keys: &[String],
) -> Result<()> {
    let Some(Stored { view, deletion }) = load(tx, object.id, &Scope::Everything, id).await? else { return Ok(()) };
    let now = view.as_input(object);
    let Some(before) = before(tx, restore, id, &now).await? else { return Ok(()) };
    let wanted = |key: &str| {
        let has = view.key.as_deref() == Some(key) || view.secondary_keys.iter().any(|further| further == key);
        has || keys.iter().any(|back| back == key)
    };
    let mut after = now.clone();
    if let Some(property) = &object.key_property {
        match before.values.get(property).filter(|key| wanted(key)) {
            Some(key) => after.values.insert(property.clone(), key.clone()),
            None => after.values.remove(property),
        };
    }
    let further: Vec<&str> = before.secondary_keys.lines().filter(|key| wanted(key)).collect();
    after.secondary_keys = further.join("\n");
    if stage_exists(tx, &before.stage).await? {
        after.stage = before.stage;
    }
    after.owner = before.owner;
    if after == now {
        return Ok(());
    }
    let life = if deletion.is_some() { Lifecycle::Trashed } else { Lifecycle::Active };
    if life == Lifecycle::Active {
        let first = object.key_property.as_deref().and_then(|key| after.values.get(key)).map(String::as_str);
        let keys: Vec<&str> = first.into_iter().chain(after.secondary_keys.lines()).collect();
        let blocked = claim(tx, object, keys.iter().copied()).await?;
        if blocked.iter().any(|key| view.key.as_ref() != Some(key) && !view.secondary_keys.contains(key))
            || holders(tx, object.id, keys).await?.iter().any(|holder| holder.record != id)
        {
            return Ok(());
        }
    }
    super::restore::put(tx, object, author, life, view, &after).await
}

/// Whether a stage, given as in a form, still exists. An archived one does.
async fn stage_exists(tx: &mut Tx, stage: &str) -> Result<bool> {
    let Ok(id) = stage.parse::<i64>() else { return Ok(true) };
    let there: Option<i64> = tx.value(Sql::new("SELECT id AS value FROM stage WHERE id = ").bind(id)).await?;
    Ok(there.is_some())
}

/// A record as it was before a restore first changed it, if nothing else has changed it since. `now` is its present state.
async fn before(tx: &mut Tx, restore: OperationId, id: RecordId, now: &RecordInput) -> Result<Option<RecordInput>> {
    let sql = Sql::new(
        "SELECT v.changes, v.operation_id, CAST(o.decisions ->> 'reverts' AS BIGINT) AS reverts FROM record_version AS v \
         LEFT JOIN operation AS o ON o.id = v.operation_id WHERE v.record_id = ",
    )
    .bind(id)
    .push(" AND v.version >= (SELECT min(version) FROM record_version WHERE operation_id = ")
    .bind(restore)
    .push(" AND record_id = ")
    .bind(id)
    .push(") ORDER BY v.version DESC");
    let mut before = None;
    for row in tx.all(sql).await? {
        let by = [row.get::<Option<i64>>("operation_id")?, row.get("reverts")?];
        if !by.contains(&Some(restore.0)) {
            return Ok(None);
        }
        let changes: Vec<Change> = row.json("changes")?;
        let input = before.get_or_insert_with(|| now.clone());
        for Change { field, old, .. } in changes {
            match old {
                _ if field == SECONDARY_KEYS => input.secondary_keys = old.unwrap_or_default(),
                _ if field == STAGE => input.stage = old.unwrap_or_default(),
                _ if field == OWNER => input.owner = old.unwrap_or_default(),
                Some(old) => drop(input.values.insert(field, old)),
                None => drop(input.values.remove(&field)),
            }
        }
    }
    Ok(before)
}
