//! The actor's open tasks.

use super::{own, up_to};
use crate::{
    Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{Sql, Tx},
    home::HomePage,
    records::{Lifecycle, select},
};
use domain::{
    home::{DONE, DUE, OpenTask, OpenTasks, TASKS},
    ids::RecordId,
    object::{Object, PropertyKind},
    policy::{Actor, Scope},
    time::Date,
    value::{NO, YES, parse_date},
};

use std::collections::BTreeMap;

/// Tasks that are listed.
const ROWS: i64 = 8;

impl HomePage {
    pub(super) async fn open_tasks(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        objects: &[Object],
        today: Date,
    ) -> Result<Option<OpenTasks>> {
        let has = |object: &Object, key, kind| object.property(key).is_some_and(|property| property.kind == kind);
        let tasks = own(actor, objects, TASKS);
        let whole = |object: &&Object| has(object, DUE, PropertyKind::Date) && has(object, DONE, PropertyKind::YesNo);
        let Some(object) = tasks.filter(whole) else { return Ok(None) };
        let due = self.records.property_expression(DUE, PropertyKind::Date)?;
        // Must be the condition of the index, word for word.
        let open = |columns: &str| {
            select(columns, Sql::new("record AS r"), Lifecycle::Active, object.id, &Scope::Everything)
                .push(&format!(" AND coalesce(r.properties ->> '{DONE}', '{NO}') <> '{YES}' AND r.owner_id = "))
                .bind(actor.user)
        };
        let columns = format!("r.id, r.name, {due} AS due");
        let dated = open(&columns).push(&format!(" AND {due} IS NOT NULL ORDER BY {due}, r.id LIMIT ")).bind(ROWS);
        let mut rows = tx.all(dated).await?;
        let left = ROWS - i64::try_from(rows.len()).unwrap_or(ROWS);
        if left > 0 {
            let undated = open(&columns).push(&format!(" AND {due} IS NULL ORDER BY r.id LIMIT ")).bind(left);
            rows.extend(tx.all(undated).await?);
        }
        let ids = rows.iter().map(|row| row.int("id").map(RecordId)).collect::<Result<Vec<_>>>()?;
        let mut with = with(tx, actor, &ids).await?;
        let late = open("1").push(&format!(" AND {due} < ")).bind(today.iso());
        let mut tasks = Vec::new();
        for row in rows {
            let due: Option<String> = row.get("due")?;
            let due = due.as_deref().and_then(parse_date);
            let id = RecordId(row.int("id")?);
            tasks.push(OpenTask { id, name: row.text("name")?, due, with: with.remove(&id) });
        }
        Ok(Some(OpenTasks {
            object: object.clone(),
            rows: tasks,
            open: up_to(tx, open("1")).await?,
            overdue: up_to(tx, late).await?,
        }))
    }
}

/// The name of a visible active record that each task is associated with; the object with the lowest id comes first, so
/// that a contact comes before a company.
async fn with(tx: &mut Tx, actor: &Actor, tasks: &[RecordId]) -> Result<BTreeMap<RecordId, String>> {
    let sight = VisibleObjects::of(tx, actor, ObjectKinds::NonActivities).await?;
    let sql = Sql::new(
        "SELECT ends.task, r.name FROM (SELECT to_id AS task, from_id AS other FROM association WHERE to_id IN ",
    )
    .records(tasks)
    .push(" UNION SELECT from_id, to_id FROM association WHERE from_id IN ")
    .records(tasks)
    .push(") AS ends JOIN record AS r ON r.id = ends.other WHERE ")
    .push(&sight.condition("r"))
    .push(&Lifecycle::Active.by_id("r"))
    .push(" ORDER BY r.object_id, r.id");
    let mut names = BTreeMap::new();
    for row in tx.all(sql).await? {
        names.entry(RecordId(row.int("task")?)).or_insert(row.text("name")?);
    }
    Ok(names)
}
