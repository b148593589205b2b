//! The records and saved views that use a part of an object.

use super::labels::{active_label, links_with};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    definitions::labels,
    objects::Objects,
};
use domain::{
    ids::{ObjectId, StageId},
    object::{ArchiveBarrier, Object, Part, PartUsage, Property, PropertyKind, barrier},
    policy::Administrator,
    saved_view::query_uses_part,
    value::BETWEEN,
};

impl Objects {
    /// The uses of a part, and the reason why it cannot be archived, if any. It may read every record of the object.
    pub async fn part_usage(
        &self,
        by: Administrator,
        object: &Object,
        part: &Part,
    ) -> Result<(PartUsage, Option<ArchiveBarrier>)> {
        let mut tx = self.store.snapshot().await?;
        usage(&mut tx, by, object, part).await
    }
}

pub(super) async fn usage(
    tx: &mut Tx,
    by: Administrator,
    object: &Object,
    part: &Part,
) -> Result<(PartUsage, Option<ArchiveBarrier>)> {
    let property = find_property(object, part)?;
    let (living, deleted) = match part {
        Part::Object => counted(tx, object.id, "TRUE").await?,
        Part::Property(_) => count_with_value(tx, object, property.ok_or(Error::NotFound)?).await?,
        Part::Option(_, tag) => counted(tx, object.id, &has_option(property.ok_or(Error::NotFound)?, tag)).await?,
        Part::Pipeline(id) => {
            let pipeline = object.pipelines.iter().find(|pipeline| pipeline.id == *id).ok_or(Error::NotFound)?;
            counted(tx, object.id, &in_stages(pipeline.stages.iter().map(|stage| stage.id))).await?
        }
        Part::Stage(id) => {
            object.stage(*id).ok_or(Error::NotFound)?;
            counted(tx, object.id, &in_stages([*id])).await?
        }
        Part::Label(id) => {
            let labels = labels(tx).await?;
            links_with(tx, &active_label(&labels, object.id, *id)?.tag).await?
        }
    };
    let (views, private_views) = views(tx, by, object, part).await?;
    let uses = PartUsage { living, deleted, views, private_views };
    let barrier = barrier(object, part, &uses);
    Ok((uses, barrier))
}

/// The property that a part is or belongs to; `None` for other parts.
///
/// # Errors
/// [`Error::NotFound`] if the object has no such property or active option.
pub(super) fn find_property<'a>(object: &'a Object, part: &Part) -> Result<Option<&'a Property>> {
    let property = |key: &str| object.property(key).ok_or(Error::NotFound);
    match part {
        Part::Property(key) => property(key).map(Some),
        Part::Option(key, tag) => {
            let property = property(key)?;
            property.choices().find(|option| option.tag == *tag).ok_or(Error::NotFound)?;
            Ok(Some(property))
        }
        Part::Object | Part::Pipeline(_) | Part::Stage(_) | Part::Label(_) => Ok(None),
    }
}

/// The number of records that have a value of a property: active ones, and those in the trash.
pub(super) async fn count_with_value(tx: &mut Tx, object: &Object, property: &Property) -> Result<(i64, i64)> {
    let condition = if object.is_key(&property.key) {
        "unique_key IS NOT NULL".to_owned()
    } else {
        format!("(properties ->> '{}') IS NOT NULL", property.key)
    };
    counted(tx, object.id, &condition).await
}

/// An SQL condition: the record has an option. Keys and tags consist of letters, digits and `_`, so they need no escaping
/// other than that of `LIKE`.
pub(super) fn has_option(property: &Property, tag: &str) -> String {
    let key = &property.key;
    if property.kind == PropertyKind::ManyOf {
        // `_` is a wildcard of LIKE.
        let tag = tag.replace('_', "\\_");
        format!("('{BETWEEN}' || (properties ->> '{key}') || '{BETWEEN}') LIKE '%{BETWEEN}{tag}{BETWEEN}%' ESCAPE '\\'")
    } else {
        format!("(properties ->> '{key}') = '{tag}'")
    }
}

fn in_stages(stages: impl IntoIterator<Item = StageId>) -> String {
    let stages: Vec<String> = stages.into_iter().map(|stage| stage.to_string()).collect();
    format!("stage_id IN ({})", stages.join(", "))
}

async fn counted(tx: &mut Tx, object: ObjectId, condition: &str) -> Result<(i64, i64)> {
    let sql = Sql::new(
        "SELECT count(CASE WHEN deletion IS NULL THEN 1 END) AS active, \
         count(CASE WHEN deletion IS NOT NULL THEN 1 END) AS trashed FROM record WHERE object_id = ",
    )
    .bind(object)
    .push(" AND ")
    .push(condition);
    let row = tx.optional(sql.unprepared()).await?.ok_or(Error::NotFound)?;
    Ok((row.int("active")?, row.int("trashed")?))
}

/// The saved views that use a part: the name and owner of those that `by` may see, and the number of the others.
async fn views(tx: &mut Tx, by: Administrator, object: &Object, part: &Part) -> Result<(Vec<(String, String)>, i64)> {
    let sql = Sql::new(
        "SELECT v.name, v.query, v.shared, v.user_id, u.name AS user_name FROM saved_view AS v \
         JOIN app_user AS u ON u.id = v.user_id WHERE v.object_id = ",
    )
    .bind(object.id)
    .push(" ORDER BY v.name, v.id");
    let (mut named, mut private) = (Vec::new(), 0);
    for row in tx.all(sql).await? {
        if !query_uses_part(&row.text("query")?, object, part) {
            continue;
        }
        if row.get("shared")? || row.int("user_id")? == by.user().0 {
            named.push((row.text("name")?, row.text("user_name")?));
        } else {
            private += 1;
        }
    }
    Ok((named, private))
}
