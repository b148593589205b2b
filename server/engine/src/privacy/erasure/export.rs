//! The export of a person's data, which follows from the data map as an erasure does.

use super::{
    data_map::{Class, DATA_MAP, MappedTable, mapped},
    findings::{removed, visible},
    person::{activities_of, load_person},
    tally::Tally,
};
use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Tx},
    privacy::Privacy,
};
use domain::{
    audit::{Event, Exported},
    ids::{ObjectId, RecordId},
    policy::{Actor, PrivacyManager},
    privacy::{MentionSource, PersonData, PersonRow, exported_moment},
    time::Timestamp,
};
use serde_json::Value;
use std::collections::BTreeSet;

impl Privacy {
    /// Everything about a contact, active or in the trash, as far as the actor may see it. The audit has an event of it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the actor does not see the contact.
    pub async fn export_person(
        &self,
        actor: &Actor,
        by: PrivacyManager,
        object: ObjectId,
        id: RecordId,
    ) -> Result<PersonData> {
        let view = actor.view(object)?;
        let mut tx = self.store.snapshot().await?;
        let definition = self.objects.object_by_id(object).await?;
        let person = load_person(&mut tx, &definition, view.view(), id).await?;
        if person.trashed && actor.see_trash(object).is_err() {
            return Err(Error::NotFound);
        }
        let mut activities = activities_of(&mut tx, id).await?;
        let records = removed(id, &activities).into_iter().chain(activities.shared.iter().copied());
        // What the actor does not see is no mention either: it is counted.
        let settled: BTreeSet<MentionSource> =
            records.clone().flat_map(|id| [MentionSource::Record(id), MentionSource::Hold(id)]).collect();
        let seen = visible(&mut tx, actor, &records.collect::<Vec<_>>()).await?;
        let all = activities.own.len() + activities.shared.len();
        activities.own.retain(|id| seen.contains(id));
        activities.shared.retain(|id| seen.contains(id));
        let hidden = all - activities.own.len() - activities.shared.len();
        let own = removed(id, &activities);
        let mut rows = Vec::new();
        for table in DATA_MAP.iter().filter(|table| !table.of_record.is_empty()) {
            rows.extend(rows_of(&mut tx, table, table.of_record, &own).await?);
        }
        // Of an activity with others, the activity itself.
        if let Some(table) = mapped("record") {
            rows.extend(rows_of(&mut tx, table, table.of_record, &activities.shared).await?);
        }
        let elsewhere = self.elsewhere(&mut tx, actor, &person.identifiers, &settled, &mut Tally::default()).await?;
        for (table, _, key) in &elsewhere.copies {
            if let Some(table) = mapped(table) {
                rows.extend(rows_of(&mut tx, table, &[table.key], &[RecordId(*key)]).await?);
            }
        }
        drop(tx);
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let event = Event::Exported { file: Exported::Person, object: Some(object), operation: None, import: None };
        note(&mut tx, Some(by.user()), &event, now).await?;
        tx.commit().await?;
        Ok(PersonData {
            record: id,
            name: person.view.name,
            exported_at: now.rfc3339(),
            rows,
            mentions: elsewhere.mentions,
            unseen: elsewhere.unseen + i64::try_from(hidden).unwrap_or(i64::MAX),
        })
    }
}

/// The rows of a table that have one of these numbers in one of `columns`.
async fn rows_of(
    tx: &mut Tx,
    table: &'static MappedTable,
    columns: &[&str],
    ids: &[RecordId],
) -> Result<Vec<PersonRow>> {
    let shown: Vec<&str> =
        table.columns.iter().filter(|(_, class)| *class != Class::Derived).map(|(column, _)| *column).collect();
    let texts: Vec<String> = shown.iter().map(|column| format!("CAST({column} AS TEXT) AS {column}")).collect();
    let mut sql = Sql::new(&format!("SELECT {} FROM {} WHERE ", texts.join(", "), table.name));
    for (place, column) in columns.iter().enumerate() {
        sql = sql.push(if place == 0 { "" } else { " OR " }).push(&format!("{column} IN ")).records(ids);
    }
    let rows = tx.all(sql).await?;
    rows.iter()
        .map(|row| {
            let value = |column: &&str| Ok(value(row, column)?.map(|value| ((*column).to_owned(), value)));
            let values = shown.iter().filter_map(|column| value(column).transpose()).collect::<Result<_>>()?;
            Ok(PersonRow { place: table.place, table: table.name.to_owned(), values })
        })
        .collect()
}

/// A column for a reader: moments as such, JSON documents as documents, everything else as text. `None` where it is empty.
fn value(row: &Row, column: &str) -> Result<Option<Value>> {
    let Some(text) = row.get::<Option<String>>(column)? else { return Ok(None) };
    if column.ends_with("_at")
        && let Ok(micros) = text.parse()
    {
        return Ok((micros != 0).then(|| exported_moment(Timestamp(micros))));
    }
    if text.starts_with(['{', '['])
        && let Ok(document) = serde_json::from_str(&text)
    {
        return Ok(Some(document));
    }
    Ok((!text.is_empty()).then_some(Value::String(text)))
}
