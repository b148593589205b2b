//! Replacing the identifiers of a person in what stays.

use super::{
    data_map::Rule,
    findings::Copies,
    texts::{redact, redacted},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    privacy::Privacy,
    records::{
        Lifecycle,
        read::load,
        write::{Author, Update, update},
    },
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, ViewId},
    object::{Object, PropertyKind},
    policy::Scope,
    privacy::{ERASED_ADDRESS, ERASED_TOKEN, Identifiers},
    record::{Accepted, Change, RecordView},
};
use serde_json::Value;

impl Privacy {
    /// Replaces the identifiers in a record, active or in the trash, and in its history. The record must be locked.
    pub(super) async fn redact_record(
        &self,
        tx: &mut Tx,
        identifiers: &Identifiers,
        author: Author,
        id: RecordId,
    ) -> Result<()> {
        let object = Sql::new("SELECT object_id AS value FROM record WHERE id = ").bind(id);
        let Some(object) = tx.value(object).await?.map(ObjectId) else { return Ok(()) };
        let object = self.objects.object_by_id(object).await?;
        let stored = load(tx, object.id, &Scope::Everything, id).await?.ok_or(Error::NotFound)?;
        if let Some((record, changes)) = redacted_record(&object, &stored.view, identifiers) {
            let version = stored.view.version;
            let change = Update { life: Lifecycle::Any, id, from: version, record: &record, changes: &changes };
            if !update(tx, object.id, author, change).await? {
                return Err(Error::Busy);
            }
        }
        let versions = Sql::new("SELECT version, changes FROM record_version WHERE record_id = ").bind(id);
        for row in tx.all(versions).await? {
            let mut changes: Value = row.json("changes")?;
            if redact(&mut changes, identifiers) {
                let sql = Sql::new("UPDATE record_version SET changes = ").bind(changes).push(" WHERE record_id = ");
                tx.execute(sql.bind(id).push(" AND version = ").bind(row.int("version")?)).await?;
            }
        }
        Ok(())
    }
}

/// The record without the identifiers, and what changed; `None` where it contains none.
fn redacted_record(object: &Object, view: &RecordView, identifiers: &Identifiers) -> Option<(Accepted, Vec<Change>)> {
    let mut values = view.values.clone();
    let mut changes = Vec::new();
    for (key, value) in &view.values {
        if !identifiers.mentioned_in(value) {
            continue;
        }
        // A value must stay one of its kind: an address is replaced by an address, a number or a link is removed.
        let replacement = match object.property(key).map(|property| property.kind) {
            None | Some(PropertyKind::Text | PropertyKind::LongText) => identifiers.redacted(value),
            Some(PropertyKind::Email) => Some(ERASED_ADDRESS.to_owned()),
            Some(_) => None,
        };
        match replacement {
            Some(text) => {
                values.insert(key.clone(), text.clone());
                changes.push(Change { field: key.clone(), old: None, new: Some(text) });
            }
            None => drop(values.remove(key)),
        }
    }
    let stays = |key: &&String| !identifiers.mentioned_in(key);
    let key = view.key.as_ref().filter(stays).cloned();
    let secondary_keys: Vec<String> = view.secondary_keys.iter().filter(stays).cloned().collect();
    let build =
        |values| Accepted::of_values(object, values, key.clone(), secondary_keys.clone(), view.owner_id(), view.stage);
    let mut record = build(values.clone());
    if record.name.is_empty() || identifiers.mentioned_in(&record.name) {
        // The parts of the name are no name by themselves.
        for (place, part) in object.name_properties.iter().enumerate() {
            values.remove(part);
            if place == 0 {
                values.insert(part.clone(), ERASED_TOKEN.to_owned());
                changes.push(Change { field: part.clone(), old: None, new: Some(ERASED_TOKEN.to_owned()) });
            }
        }
        record = build(values);
    }
    let same = record.values == view.values && record.key == view.key && record.secondary_keys == view.secondary_keys;
    (!same).then_some((record, changes))
}

/// Replaces the identifiers in the name and the filter of a saved view.
pub(super) async fn redact_view(tx: &mut Tx, identifiers: &Identifiers, id: ViewId) -> Result<()> {
    let Some(row) = tx.optional(Sql::new("SELECT name, query FROM saved_view WHERE id = ").bind(id)).await? else {
        return Ok(());
    };
    let (name, query) = (row.text("name")?, row.text("query")?);
    let sql = Sql::new("UPDATE saved_view SET name = ")
        .bind(identifiers.redacted(&name).unwrap_or(name))
        .push(", query = ")
        .bind(identifiers.redacted_query(&query).unwrap_or(query))
        .push(" WHERE id = ")
        .bind(id);
    tx.execute(sql).await?;
    Ok(())
}

/// Replaces the identifiers in the reason, the selection and the decisions of an operation.
pub(super) async fn redact_operation(tx: &mut Tx, identifiers: &Identifiers, id: OperationId) -> Result<()> {
    let sql = Sql::new("SELECT reason, selection, decisions FROM operation WHERE id = ").bind(id);
    let Some(row) = tx.optional(sql).await? else { return Ok(()) };
    let reason: Option<String> = row.get("reason")?;
    let mut documents = [row.json_or_null::<Value>("selection")?, row.json_or_null::<Value>("decisions")?];
    for document in documents.iter_mut().flatten() {
        redact(document, identifiers);
    }
    let [selection, decisions] = documents;
    let sql = Sql::new("UPDATE operation SET reason = ")
        .bind(reason.map(|reason| identifiers.redacted(&reason).unwrap_or(reason)))
        .push(", selection = ")
        .bind(selection)
        .push(", decisions = ")
        .bind(decisions)
        .push(" WHERE id = ")
        .bind(id);
    tx.execute(sql).await?;
    Ok(())
}

/// Replaces the identifiers in a column of text.
pub(super) async fn redact_text(
    tx: &mut Tx,
    identifiers: &Identifiers,
    (table, key, column): (&str, &str, &str),
    id: i64,
) -> Result<()> {
    let sql = Sql::new(&format!("SELECT {column} AS value FROM {table} WHERE {key} = ")).bind(id);
    let Some(text) = tx.value::<Option<String>>(sql).await?.flatten() else { return Ok(()) };
    if let Some(text) = redacted(&text, identifiers) {
        let sql = Sql::new(&format!("UPDATE {table} SET {column} = ")).bind(text);
        tx.execute(sql.push(&format!(" WHERE {key} = ")).bind(id)).await?;
    }
    Ok(())
}

/// Removes or redacts the rows with copies of the person's data.
pub(super) async fn redact_copies(tx: &mut Tx, identifiers: &Identifiers, copies: &Copies) -> Result<()> {
    for (table, rule, key) in copies {
        match (*table, rule) {
            ("invitation", Rule::DeleteRow) => {
                for sql in [
                    "DELETE FROM outbox WHERE invitation_id = ",
                    "DELETE FROM invitation_link WHERE invitation_id = ",
                    "DELETE FROM invitation WHERE id = ",
                ] {
                    tx.execute(Sql::new(sql).bind(*key)).await?;
                }
            }
            (table, Rule::DeleteRow) => {
                let column = super::data_map::mapped(table).map_or("id", |table| table.key);
                tx.execute(Sql::new(&format!("DELETE FROM {table} WHERE {column} = ")).bind(*key)).await?;
            }
            ("operation_item", Rule::Redact) => redact_outcomes(tx, identifiers, OperationId(*key)).await?,
            ("blocklist", Rule::Redact) => {
                for column in ["reason", "lift_reason"] {
                    redact_text(tx, identifiers, ("blocklist", "id", column), *key).await?;
                }
            }
            ("import", Rule::Redact) => redact_import(tx, identifiers, *key).await?,
            (table, Rule::Redact) => {
                return Err(Error::Corrupt(format!("no way to redact a row of {table} is known")));
            }
        }
    }
    Ok(())
}

async fn redact_import(tx: &mut Tx, identifiers: &Identifiers, id: i64) -> Result<()> {
    redact_text(tx, identifiers, ("import", "id", "file_name"), id).await?;
    let sql = Sql::new("SELECT headers FROM import WHERE id = ").bind(id);
    let Some(row) = tx.optional(sql).await? else { return Ok(()) };
    let Some(mut headers) = row.json_or_null::<Value>("headers")? else { return Ok(()) };
    if redact(&mut headers, identifiers) {
        let sql = Sql::new("UPDATE import SET headers = ").bind(headers).push(" WHERE id = ").bind(id);
        tx.execute(sql).await?;
    }
    Ok(())
}

async fn redact_outcomes(tx: &mut Tx, identifiers: &Identifiers, id: OperationId) -> Result<()> {
    let sql = Sql::new("SELECT record_id, outcome FROM operation_item WHERE outcome IS NOT NULL AND operation_id = ");
    for row in tx.all(sql.bind(id)).await? {
        let mut outcome: Value = row.json("outcome")?;
        if redact(&mut outcome, identifiers) {
            set_outcome(tx, id, row.int("record_id")?, outcome).await?;
        }
    }
    Ok(())
}

/// Takes the keys out of the outcomes of these records: also a key that they no longer had when they were erased.
pub(super) async fn strip_outcomes(tx: &mut Tx, records: &[RecordId]) -> Result<()> {
    let sql = Sql::new(
        "SELECT operation_id, record_id, outcome FROM operation_item WHERE outcome IS NOT NULL AND record_id IN ",
    );
    for row in tx.all(sql.records(records)).await? {
        let mut outcome: Value = row.json("outcome")?;
        let keys = outcome.as_object_mut().into_iter().flat_map(|outcome| outcome.values_mut());
        let keys: Vec<&mut Value> = keys.filter_map(|variant| variant.get_mut("keys")).collect();
        if keys.is_empty() {
            continue;
        }
        for keys in keys {
            *keys = Value::Array(Vec::new());
        }
        set_outcome(tx, OperationId(row.int("operation_id")?), row.int("record_id")?, outcome).await?;
    }
    Ok(())
}

async fn set_outcome(tx: &mut Tx, operation: OperationId, record: i64, outcome: Value) -> Result<()> {
    let sql = Sql::new("UPDATE operation_item SET outcome = ")
        .bind(outcome)
        .push(" WHERE operation_id = ")
        .bind(operation)
        .push(" AND record_id = ")
        .bind(record);
    tx.execute(sql).await?;
    Ok(())
}
