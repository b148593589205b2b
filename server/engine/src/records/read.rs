//! Reading one record, active or in the trash.

use super::{Lifecycle, select};
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    records::Records,
    rows::person,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, StageId},
    object::Object,
    policy::{Actor, Scope},
    record::{RecordState, RecordView, Tombstone},
    time::Timestamp,
};
use std::collections::BTreeSet;

const COLUMNS: &str = "r.id, r.name, r.unique_key, r.properties, r.owner_id, owner.name AS owner_name, r.stage_id, \
                       r.created_at, r.updated_at, r.version, r.deletion, (SELECT string_agg(key, '\n' ORDER BY position) \
                       FROM secondary_key WHERE record_id = r.id) AS secondary_keys";

/// A record as it is stored, and the deletion that it belongs to.
pub(crate) struct Stored {
    /// The record. `may_edit` and `may_delete` are not filled in.
    pub view: RecordView,
    /// The deletion, for a record in the trash.
    pub deletion: Option<OperationId>,
}

impl Records {
    /// A record by its id. One in the trash is returned to an actor who may see the trash.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the record does not exist, is not in scope, or is in a trash that the actor may not see.
    pub async fn record(&self, actor: &Actor, object: &Object, id: RecordId) -> Result<RecordState> {
        let permit = actor.view(object.id)?;
        let row = self.store.optional(one(object.id, permit.view(), id)).await?.ok_or(Error::NotFound)?;
        let Stored { mut view, deletion } = stored(&row)?;
        let Some(operation) = deletion else {
            let owner = view.owner_id();
            view.may_edit = actor.edit(object.id).is_ok_and(|permit| permit.covers(owner));
            view.may_delete = actor.delete(object.id).is_ok_and(|permit| permit.covers(owner));
            return Ok(RecordState::Living(view));
        };
        actor.see_trash(object.id).map_err(|_| Error::NotFound)?;
        let sql = Sql::new(
            "SELECT operation.created_at, operation.expires_at, operation.surface, operation.actor_id, actor.name AS actor_name FROM operation \
             LEFT JOIN app_user AS actor ON actor.id = operation.actor_id WHERE operation.id = ",
        )
        .bind(operation);
        // Who deleted a record, and when, never changes.
        let row = self.store.optional(sql).await?.ok_or_else(|| Error::Corrupt(format!("operation {operation}")))?;
        let by = person(&row, "actor")?;
        let at = row.time("created_at")?;
        let deleter = by.as_ref().map(|by| by.id);
        let now = self.store.now();
        let until = row.get::<Option<i64>>("expires_at")?.map_or(at, Timestamp);
        Ok(RecordState::Deleted(Tombstone {
            record: view,
            operation,
            at,
            surface: row.tag("surface")?,
            until,
            days_left: now.days_left(until),
            may_restore: actor.restore(object.id).is_ok_and(|permit| permit.covers_deletion_by(deleter)),
            by,
        }))
    }
}

/// These active records, regardless of the actor's scope: the caller decides what the actor may do with them.
pub(crate) async fn load_many(tx: &mut Tx, object: ObjectId, ids: &BTreeSet<RecordId>) -> Result<Vec<RecordView>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let source = Sql::new("record AS r LEFT JOIN app_user AS owner ON owner.id = r.owner_id");
    let sql = select(COLUMNS, source, Lifecycle::Active, object, &Scope::Everything)
        .push(" AND r.id IN ")
        .in_list(ids.iter().map(|id| id.0));
    let rows = tx.all(sql.push(" ORDER BY r.id")).await?;
    rows.iter().map(view).collect()
}

fn view(row: &Row) -> Result<RecordView> {
    Ok(RecordView {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        key: row.get("unique_key")?,
        secondary_keys: row
            .get::<Option<String>>("secondary_keys")?
            .iter()
            .flat_map(|keys| keys.lines().map(str::to_owned))
            .collect(),
        values: row.json("properties")?,
        owner: person(row, "owner")?,
        stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
        created: row.time("created_at")?,
        updated: row.time("updated_at")?,
        version: row.int("version")?,
        may_edit: false,
        may_delete: false,
    })
}

/// The record `id` if it is of `object` and in scope, active or not.
pub(crate) async fn load(tx: &mut Tx, object: ObjectId, sight: &Scope, id: RecordId) -> Result<Option<Stored>> {
    tx.optional(one(object, sight, id)).await?.as_ref().map(stored).transpose()
}

fn one(object: ObjectId, sight: &Scope, id: RecordId) -> Sql {
    let source = Sql::new("record AS r LEFT JOIN app_user AS owner ON owner.id = r.owner_id");
    select(COLUMNS, source, Lifecycle::Any, object, sight).push(" AND r.id = ").bind(id)
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored { view: view(row)?, deletion: row.get::<Option<i64>>("deletion")?.map(OperationId) })
}
