//! Objects and their properties, as rows. What is archived is not among them, except where it is said.

mod archive;
mod define;
mod index;
mod labels;
mod pipelines;
mod properties;
mod remove;
mod unique;
mod uses;

use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
};
use domain::{
    ids::{ObjectId, PipelineId, StageId},
    object::{Object, ObjectCount, ObjectNames, Pipeline, Property, Stage},
    policy::{Actor, Permit, Scope, View},
};
use std::collections::BTreeMap;

impl Engine {
    /// Every object, in the order of the navigation.
    pub async fn objects(&self) -> Result<Vec<Object>> {
        Ok(self.definitions().await?.objects.clone())
    }

    /// The object with this word in addresses.
    pub async fn object(&self, slug: &str) -> Result<Object> {
        let definitions = self.definitions().await?;
        definitions.objects.iter().find(|object| object.slug == slug).cloned().ok_or(Error::NotFound)
    }

    /// The object with this id, archived or not: what happened to its records is told still.
    pub(crate) async fn object_by_id(&self, id: ObjectId) -> Result<Object> {
        let definitions = self.definitions().await?;
        if let Some(object) = definitions.objects.iter().find(|object| object.id == id) {
            return Ok(object.clone());
        }
        object_in(&mut self.db.snapshot().await?, id).await
    }

    /// How many records of each object the actor may see, living and in the trash. Objects they may not see are not
    /// there.
    pub async fn object_counts(&self, actor: &Actor) -> Result<Vec<ObjectCount>> {
        let definitions = self.definitions().await?;
        let seen: Vec<(&Object, Permit<View>)> =
            definitions.objects.iter().filter_map(|object| Some((object, actor.view(object.id).ok()?))).collect();
        // Of all objects at once: the shell of every page asks for them.
        let in_sight: Vec<String> = seen
            .iter()
            .map(|(object, permit)| {
                format!("object_id = {} AND {}", object.id, Sql::scope("nullif(owner_id, 0)", permit.view()))
            })
            .collect();
        let sql = Sql::new(
            "SELECT object_id, CAST(sum(living) AS BIGINT) AS living, CAST(sum(deleted) AS BIGINT) AS deleted \
             FROM record_count WHERE ",
        )
        .push(if in_sight.is_empty() { "FALSE" } else { "" })
        .push(&in_sight.join(" OR "))
        .push(" GROUP BY object_id");
        let own = seen.iter().any(|(_, permit)| *permit.view() != Scope::Everything);
        let mut totals = BTreeMap::new();
        for row in self.db.all(if own { sql.once() } else { sql }).await? {
            totals.insert(row.int("object_id")?, (row.int("living")?, row.int("deleted")?));
        }
        let count = |(object, _): (&Object, _)| {
            let (living, deleted) = totals.get(&object.id.0).copied().unwrap_or_default();
            ObjectCount {
                slug: object.slug.clone(),
                names: object.names.clone(),
                icon: object.icon.clone(),
                activity: object.activity,
                living,
                deleted: if actor.see_trash(object.id).is_ok() { deleted } else { 0 },
            }
        };
        Ok(seen.into_iter().map(count).collect())
    }
}

/// The object with this id as a transaction sees it, archived or not.
async fn object_in(tx: &mut Tx, id: ObjectId) -> Result<Object> {
    let rows = tx.all(Sql::new(OBJECTS).push(" WHERE id = ").bind(id)).await?;
    with_properties(tx, rows).await?.pop().ok_or(Error::NotFound)
}

/// Every object that is in use, in the order of the navigation.
pub(crate) async fn living_objects(tx: &mut Tx) -> Result<Vec<Object>> {
    let rows = tx.all(Sql::new(OBJECTS).push(" WHERE archived IS NULL ORDER BY id")).await?;
    with_properties(tx, rows).await
}

async fn with_properties(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Object>> {
    let mut properties: BTreeMap<i64, Vec<Property>> = BTreeMap::new();
    let ids = rows.iter().map(|row| row.int("id")).collect::<Result<Vec<_>>>()?;
    let mut pipelines = pipelines_of(tx, &ids).await?;
    let sql = Sql::new(
        "SELECT object_id, key, label_en, label_it, kind, options, required, indexed, listed FROM property \
         WHERE archived IS NULL AND object_id IN ",
    )
    .list(ids)
    .push(" ORDER BY object_id, position, id");
    for row in tx.all(sql).await? {
        properties.entry(row.int("object_id")?).or_default().push(Property {
            key: row.text("key")?,
            label_en: row.text("label_en")?,
            label_it: row.text("label_it")?,
            kind: row.tag("kind")?,
            options: row.json("options")?,
            required: row.get("required")?,
            indexed: row.get("indexed")?,
            listed: row.get("listed")?,
        });
    }
    rows.into_iter()
        .map(|row| {
            let id = row.int("id")?;
            Ok(Object {
                id: ObjectId(id),
                slug: row.text("slug")?,
                names: names(&row)?,
                name_properties: row.text("name_properties")?.split(' ').map(str::to_owned).collect(),
                key_property: row.get("key_property")?,
                icon: row.text("icon")?,
                activity: row.get("activity")?,
                properties: properties.remove(&id).unwrap_or_default(),
                pipelines: pipelines.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

/// The pipelines of these objects with their stages, in order.
async fn pipelines_of(tx: &mut Tx, objects: &[i64]) -> Result<BTreeMap<i64, Vec<Pipeline>>> {
    let sql = Sql::new(
        "SELECT p.object_id, p.id AS pipeline_id, p.name_en AS pipeline_en, p.name_it AS pipeline_it, s.id, \
         s.name_en, s.name_it, s.kind FROM pipeline AS p JOIN stage AS s ON s.pipeline_id = p.id \
         WHERE p.archived IS NULL AND s.archived IS NULL AND p.object_id IN ",
    )
    .list(objects.iter().copied())
    .push(" ORDER BY p.object_id, p.position, p.id, s.position, s.id");
    let mut pipelines: BTreeMap<i64, Vec<Pipeline>> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let of = pipelines.entry(row.int("object_id")?).or_default();
        let id = PipelineId(row.int("pipeline_id")?);
        if of.last().is_none_or(|last| last.id != id) {
            let (name_en, name_it) = (row.text("pipeline_en")?, row.text("pipeline_it")?);
            of.push(Pipeline { id, name_en, name_it, stages: Vec::new() });
        }
        if let Some(pipeline) = of.last_mut() {
            pipeline.stages.push(Stage {
                id: StageId(row.int("id")?),
                name_en: row.text("name_en")?,
                name_it: row.text("name_it")?,
                kind: row.tag("kind")?,
            });
        }
    }
    Ok(pipelines)
}

const OBJECTS: &str = "SELECT id, slug, one_en, many_en, one_it, many_it, name_properties, key_property, icon, activity \
                       FROM object";

/// Living and deleted records in scope, from the totals.
pub(crate) async fn count(tx: &mut Tx, object: ObjectId, scope: &Scope) -> Result<(i64, i64)> {
    let sql = Sql::new(
        "SELECT CAST(coalesce(sum(living), 0) AS BIGINT) AS living, \
         CAST(coalesce(sum(deleted), 0) AS BIGINT) AS deleted FROM record_count WHERE object_id = ",
    )
    .bind(object)
    .and_in_scope("nullif(owner_id, 0)", scope);
    match tx.optional(sql).await? {
        Some(row) => Ok((row.int("living")?, row.int("deleted")?)),
        None => Ok((0, 0)),
    }
}

pub(crate) fn names(row: &Row) -> Result<ObjectNames> {
    Ok(ObjectNames {
        one_en: row.text("one_en")?,
        many_en: row.text("many_en")?,
        one_it: row.text("one_it")?,
        many_it: row.text("many_it")?,
    })
}
