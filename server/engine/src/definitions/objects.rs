//! Objects with their properties and pipelines, as rows. Archived parts are left out.

use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    rows::object_names,
};
use domain::{
    ids::{ObjectId, PipelineId, StageId},
    object::{Object, Pipeline, Property, Stage},
};
use std::collections::BTreeMap;

/// Reads an object, archived or not.
///
/// # Errors
/// [`Error::NotFound`] if there is none with this id.
pub(crate) async fn object_in(tx: &mut Tx, id: ObjectId) -> Result<Object> {
    let rows = tx.all(Sql::new(OBJECTS).push(" WHERE id = ").bind(id)).await?;
    with_properties(tx, rows).await?.pop().ok_or(Error::NotFound)
}

/// Reads every active object, in the order of the navigation.
pub(crate) async fn active_objects(tx: &mut Tx) -> Result<Vec<Object>> {
    let rows = tx.all(Sql::new(OBJECTS).push(" WHERE archived_at IS NULL ORDER BY id")).await?;
    with_properties(tx, rows).await
}

async fn with_properties(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Object>> {
    let mut properties: BTreeMap<i64, Vec<Property>> = BTreeMap::new();
    let ids = rows.iter().map(|row| row.int("id")).collect::<Result<Vec<_>>>()?;
    let mut pipelines = pipelines_of(tx, &ids).await?;
    let sql = Sql::new(
        "SELECT object_id, key, label_en, label_it, kind, options, required, indexed, listed FROM property \
         WHERE archived_at IS NULL AND object_id IN ",
    )
    .in_list(ids)
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
                names: object_names(&row)?,
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

/// The active pipelines of these objects with their active stages, in order.
async fn pipelines_of(tx: &mut Tx, objects: &[i64]) -> Result<BTreeMap<i64, Vec<Pipeline>>> {
    let sql = Sql::new(
        "SELECT p.object_id, p.id AS pipeline_id, p.name_en AS pipeline_en, p.name_it AS pipeline_it, s.id, \
         s.name_en, s.name_it, s.kind FROM pipeline AS p JOIN stage AS s ON s.pipeline_id = p.id \
         WHERE p.archived_at IS NULL AND s.archived_at IS NULL AND p.object_id IN ",
    )
    .in_list(objects.iter().copied())
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

const OBJECTS: &str = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it, name_properties, key_property, icon, activity \
                       FROM object";
