//! Giving keys back: what a restore cleared to get past a conflict, when that restore is undone.
//!
//! What was cleared is told by the versions that the restore wrote. It is put back where nothing has changed the record
//! since; where something has, the newer state is kept.

use crate::{
    Result,
    db::{Sql, Tx},
    keys::{claim, holders},
    records::{
        Life,
        read::{Stored, load},
        write::Author,
    },
};
use domain::{
    ids::{OperationId, RecordId},
    object::{FURTHER_KEYS, Object},
    operation::Outcome,
    policy::Scope,
    record::{Change, RecordInput},
};

/// Gives back the keys that a restore took from `records`, which were just deleted again, and from those that had them
/// meanwhile.
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
            Outcome::Without { .. } => revert(tx, object, author, restore, RecordId(row.int("record_id")?)).await?,
            Outcome::TookBack { from, .. } => {
                for holder in from {
                    revert(tx, object, author, restore, holder).await?;
                }
            }
            Outcome::Done | Outcome::Waiting | Outcome::Skipped { .. } => {}
        }
    }
    Ok(())
}

/// Puts back what an operation changed in a record, if it is the last that changed it and the keys are free.
async fn revert(tx: &mut Tx, object: &Object, author: Author, operation: OperationId, id: RecordId) -> Result<()> {
    let sql = Sql::new("SELECT version, changes FROM record_version WHERE operation_id = ").bind(operation);
    let Some(row) = tx.optional(sql.push(" AND record_id = ").bind(id)).await? else { return Ok(()) };
    let Some(Stored { view, deletion }) = load(tx, object.id, &Scope::Everything, id).await? else { return Ok(()) };
    if view.version != row.int("version")? {
        return Ok(());
    }
    let changes: Vec<Change> = row.json("changes")?;
    let mut after: RecordInput = view.as_input(object);
    for Change { field, old, .. } in changes {
        if field == FURTHER_KEYS {
            after.further_keys = old.unwrap_or_default();
        } else if let Some(old) = old {
            after.values.insert(field, old);
        }
    }
    let life = if deletion.is_some() { Life::Deleted } else { Life::Living };
    if life == Life::Living {
        let first = object.key_property.as_deref().and_then(|key| after.values.get(key)).map(String::as_str);
        let keys: Vec<&str> = first.into_iter().chain(after.further_keys.lines()).collect();
        claim(tx, object.id, keys.iter().copied()).await?;
        if holders(tx, object.id, keys).await?.iter().any(|holder| holder.record != id) {
            return Ok(());
        }
    }
    super::restore::put(tx, object, author, life, view, &after).await
}
