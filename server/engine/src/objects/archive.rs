//! Archiving an object or a part of it, and restoring it from the archive. Neither changes records.

use super::{
    ArchiveFailure,
    define::lock_and_read,
    labels::active_label,
    properties::write_options,
    usage::{find_property, usage},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    definitions::labels,
    keys::claim_all,
    objects::Objects,
    rows::object_names,
};
use domain::{
    association::AssociationLabel,
    audit::Definition,
    ids::{ObjectId, PipelineId, StageId},
    object::{ArchivedObject, ArchivedPart, Object, Part, PartUsage, PropertyOption, archive_days_left, barrier},
    people::Lang,
    policy::Administrator,
    time::Timestamp,
};

impl Objects {
    /// Archives an object or a part of it.
    ///
    /// # Errors
    /// [`ArchiveFailure::Blocked`] if something prevents it, [`Error::NotFound`] if there is no such part.
    pub async fn archive(&self, by: Administrator, slug: &str, part: &Part) -> Result<(), ArchiveFailure> {
        let mut tx = self.store.write().await?;
        let object = lock_and_read(&mut tx, slug).await?;
        if let Part::Pipeline(_) | Part::Stage(_) = part {
            // Wait for writers that put records there, so that theirs are counted.
            claim_all(&mut tx, object.id).await?;
        }
        // Records that use a property, an option or a label do not prevent archiving, so they are not counted here, where
        // the lock blocks writers.
        let stands = match part {
            Part::Property(_) | Part::Option(..) => {
                find_property(&object, part)?;
                barrier(&object, part, &PartUsage::default())
            }
            Part::Label(id) => {
                active_label(&labels(&mut tx).await?, object.id, *id)?;
                barrier(&object, part, &PartUsage::default())
            }
            _ => usage(&mut tx, by, &object, part).await?.1,
        };
        if let Some(barrier) = stands {
            return Err(ArchiveFailure::Blocked(barrier));
        }
        set(&mut tx, &object, part, Some(self.store.now())).await?;
        self.audit_change(&mut tx, by, object.id, part, Definition::Archived).await?;
        Ok(tx.commit().await?)
    }

    /// Restores an archived object or part as it was.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it is not archived, or deleted permanently.
    pub async fn unarchive(&self, by: Administrator, slug: &str, part: &Part) -> Result<()> {
        let mut tx = self.store.write().await?;
        if *part == Part::Object {
            let sql =
                Sql::new("UPDATE object SET archived_at = NULL WHERE archived_at IS NOT NULL AND slug = ").bind(slug);
            let id = tx.value(sql.push(" RETURNING id AS value")).await?.map(ObjectId).ok_or(Error::NotFound)?;
            self.audit_change(&mut tx, by, id, part, Definition::BroughtBack).await?;
            return tx.commit().await;
        }
        let object = lock_and_read(&mut tx, slug).await?;
        set(&mut tx, &object, part, None).await?;
        self.audit_change(&mut tx, by, object.id, part, Definition::BroughtBack).await?;
        tx.commit().await
    }

    /// The archived parts of an object, the latest first.
    pub async fn archived(&self, _: Administrator, object: &Object) -> Result<Vec<ArchivedPart>> {
        let now = self.store.now();
        let id = object.id;
        let sql = Sql::new(
            "SELECT 'property' AS kind, key, 0 AS id, label_en AS en, label_it AS it, archived_at FROM property \
             WHERE archived_at IS NOT NULL AND object_id = ",
        )
        .bind(id)
        .push(
            " UNION ALL SELECT 'pipeline', '', id, name_en, name_it, archived_at FROM pipeline \
             WHERE archived_at IS NOT NULL AND object_id = ",
        )
        .bind(id)
        .push(
            " UNION ALL SELECT 'stage', '', s.id, s.name_en, s.name_it, s.archived_at FROM stage AS s \
             JOIN pipeline AS p ON p.id = s.pipeline_id WHERE s.archived_at IS NOT NULL AND p.archived_at IS NULL \
             AND p.object_id = ",
        )
        .bind(id);
        let mut archived = Vec::new();
        for row in self.store.all(sql).await? {
            let at = Timestamp(row.int("archived_at")?);
            archived.push(ArchivedPart {
                part: match row.text("kind")?.as_str() {
                    "property" => Part::Property(row.text("key")?),
                    "pipeline" => Part::Pipeline(PipelineId(row.int("id")?)),
                    _ => Part::Stage(StageId(row.int("id")?)),
                },
                name_en: row.text("en")?,
                name_it: row.text("it")?,
                at,
                days_left: archive_days_left(at, now),
            });
        }
        for property in &object.properties {
            for option in &property.options {
                let Some(at) = option.archived else { continue };
                archived.push(ArchivedPart {
                    part: Part::Option(property.key.clone(), option.tag.clone()),
                    name_en: format!("{}: {}", property.label_en, option.en),
                    name_it: format!("{}: {}", property.label_it, option.it),
                    at,
                    days_left: archive_days_left(at, now),
                });
            }
        }
        archived.extend(self.archived_labels(object, now).await?);
        archived.sort_by_key(|archived| std::cmp::Reverse(archived.at));
        Ok(archived)
    }

    /// The archived labels of links of an object, named from its side. Labels to an archived object are left out.
    async fn archived_labels(&self, object: &Object, now: Timestamp) -> Result<Vec<ArchivedPart>> {
        let objects = self.active().await?;
        let archived = |label: &AssociationLabel| {
            let at = label.archived.filter(|_| !label.is_gone())?;
            let (end, there) = label.from_here(object.id)?;
            let there = objects.iter().find(|object| object.id == there)?;
            let name = |lang| format!("{} ({})", label.name(end, lang), there.names.plural(lang));
            Some(ArchivedPart {
                part: Part::Label(label.id),
                name_en: name(Lang::En),
                name_it: name(Lang::It),
                at,
                days_left: archive_days_left(at, now),
            })
        };
        Ok(self.records.association_labels().await?.iter().filter_map(archived).collect())
    }

    /// The archived objects that can be restored.
    pub async fn archived_objects(&self, _: Administrator) -> Result<Vec<ArchivedObject>> {
        let sql = "SELECT o.slug, o.singular_en, o.plural_en, o.singular_it, o.plural_it, o.icon, o.archived_at, \
                   CAST((SELECT coalesce(sum(trashed), 0) FROM record_count WHERE object_id = o.id) AS BIGINT) AS trashed \
                   FROM object AS o WHERE o.archived_at IS NOT NULL AND o.archived_at > 0 ORDER BY o.archived_at DESC, o.id";
        let now = self.store.now();
        let rows = self.store.all(Sql::new(sql)).await?;
        rows.iter()
            .map(|row| {
                Ok(ArchivedObject {
                    slug: row.text("slug")?,
                    names: object_names(row)?,
                    icon: row.text("icon")?,
                    deleted: row.int("trashed")?,
                    days_left: archive_days_left(Timestamp(row.int("archived_at")?), now),
                })
            })
            .collect()
    }
}

/// Sets the moment at which a part was archived, or clears it.
///
/// # Errors
/// [`Error::NotFound`] if the part is unknown or in that state already.
async fn set(tx: &mut Tx, object: &Object, part: &Part, at: Option<Timestamp>) -> Result<()> {
    let id = object.id;
    let is = if at.is_some() { " AND archived_at IS NULL" } else { " AND archived_at IS NOT NULL" };
    let archived = |table: &str| Sql::new("UPDATE ").push(table).push(" SET archived_at = ").bind(at.map(|at| at.0));
    let sql = match part {
        Part::Object => archived("object").push(" WHERE id = ").bind(id),
        Part::Property(key) => archived("property").push(" WHERE object_id = ").bind(id).push(" AND key = ").bind(key),
        Part::Pipeline(pipeline) => {
            archived("pipeline").push(" WHERE object_id = ").bind(id).push(" AND id = ").bind(*pipeline)
        }
        Part::Stage(stage) => archived("stage")
            .push(
                " WHERE pipeline_id IN (SELECT p.id FROM pipeline AS p WHERE p.archived_at IS NULL AND p.object_id = ",
            )
            .bind(id)
            .push(") AND id = ")
            .bind(*stage),
        // Zero marks a label that is deleted permanently.
        Part::Label(label) => archived("association_label")
            .push(" WHERE coalesce(archived_at, 1) > 0 AND (from_object = ")
            .bind(id)
            .push(" OR to_object = ")
            .bind(id)
            .push(") AND id = ")
            .bind(*label),
        Part::Option(key, tag) => {
            let mut property = object.property(key).ok_or(Error::NotFound)?.clone();
            let option: &mut PropertyOption = property
                .options
                .iter_mut()
                .find(|option| option.tag == *tag && option.archived.is_some() != at.is_some())
                .ok_or(Error::NotFound)?;
            option.archived = at;
            return write_options(tx, object, &property).await;
        }
    };
    if tx.execute(sql.push(is)).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}
