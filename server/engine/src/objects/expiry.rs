//! Permanent deletion of parts that were archived more than [`ARCHIVE_DAYS`] ago, with their values.

use super::{define::lock_and_read, properties::write_options, usage::has_option};
use crate::{
    Error, Result,
    associations::remove_label,
    audit::note,
    db::{Sql, Tx},
    objects::Objects,
};
use domain::{
    audit::{Definition, Event, PartWord},
    ids::{LabelId, ObjectId, PipelineId, StageId},
    object::{ARCHIVE_DAYS, Part, PropertyOption},
    time::Timestamp,
};

/// The records or links that one transaction changes.
const CHUNK: i64 = 2_000;
/// The value of the archiving moment that marks a permanently deleted object or label.
const DELETED: i64 = 0;

impl Objects {
    /// Deletes some of the parts that were archived more than [`ARCHIVE_DAYS`] ago, in a short transaction. Returns whether
    /// it deleted anything; call it again until it did not. Stages and options stay while records in the trash use them,
    /// and objects while they have records.
    pub async fn remove_archived(&self) -> Result<bool> {
        let before = self.store.now().plus_days(-ARCHIVE_DAYS);
        Ok(self.remove_property(before).await?
            || self.remove_options(before).await?
            || self.remove_stages(before).await?
            || self.remove_labels(before).await?
            || self.remove_object(before).await?)
    }

    /// Removes the values of one property from some records, or deletes the property when no record has one.
    async fn remove_property(&self, before: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "SELECT id, object_id, key, index_name FROM property WHERE archived_at IS NOT NULL AND archived_at <= ",
        )
        .bind(before)
        .push(" ORDER BY id LIMIT 1");
        let Some(row) = self.store.optional(sql).await? else { return Ok(false) };
        let (id, key) = (row.int("id")?, row.text("key")?);
        let mut tx = self.store.write().await?;
        // The property may have been restored meanwhile.
        let sql = Sql::new("UPDATE property SET index_name = NULL, indexed = FALSE WHERE archived_at <= ").bind(before);
        if tx.execute(sql.push(" AND id = ").bind(id)).await? == 0 {
            return Ok(true);
        }
        // The index is dropped first: a property that is restored now is marked as not indexed.
        if let Some(name) = row.get::<Option<String>>("index_name")? {
            tx.commit().await?;
            self.store.drop_index(&name).await?;
            return Ok(true);
        }
        let sql = Sql::new("UPDATE record SET properties = ")
            .push(&self.store.without("properties", &key))
            .push(&format!(", normalized = nullif({}, '{{}}')", self.store.without("normalized", &key)))
            .push(" WHERE id IN (SELECT r.id FROM record AS r WHERE r.object_id = ")
            .bind(row.int("object_id")?)
            .push(&format!(" AND (r.properties ->> '{key}') IS NOT NULL LIMIT {CHUNK})"));
        if tx.execute(sql.unprepared()).await? == 0 {
            tx.execute(Sql::new("DELETE FROM property WHERE id = ").bind(id)).await?;
            let object = ObjectId(row.int("object_id")?);
            self.audit_deletion(&mut tx, object, &Part::Property(key)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes the options that no record uses.
    async fn remove_options(&self, before: Timestamp) -> Result<bool> {
        let due = |option: &PropertyOption| option.archived.is_some_and(|at| at <= before);
        let mut removed = false;
        for known in self.active().await? {
            if !known.properties.iter().any(|property| property.options.iter().any(due)) {
                continue;
            }
            let mut tx = self.store.write().await?;
            // An object that was archived meanwhile is deleted as a whole later.
            let object = match lock_and_read(&mut tx, &known.slug).await {
                Err(Error::NotFound) => continue,
                object => object?,
            };
            let mut changed = false;
            for property in &object.properties {
                let mut left = property.clone();
                for option in property.options.iter().filter(|option| due(option)) {
                    let sql = Sql::new("SELECT id AS value FROM record WHERE object_id = ").bind(object.id);
                    let sql = sql.push(" AND ").push(&has_option(property, &option.tag)).push(" LIMIT 1").unprepared();
                    if tx.value::<i64>(sql).await?.is_none() {
                        left.options.retain(|other| other.tag != option.tag);
                    }
                }
                if left.options.len() < property.options.len() {
                    write_options(&mut tx, &object, &left).await?;
                    let part = Part::Option(property.key.clone(), String::new());
                    self.audit_deletion(&mut tx, object.id, &part).await?;
                    changed = true;
                }
            }
            if changed {
                tx.commit().await?;
                removed = true;
            }
        }
        Ok(removed)
    }

    /// Deletes the stages without records, and then the pipelines without stages.
    async fn remove_stages(&self, before: Timestamp) -> Result<bool> {
        let mut tx = self.store.write().await?;
        // Lock the rows, so that no pipeline is restored meanwhile.
        let sql = Sql::new("SELECT id FROM pipeline WHERE archived_at <= ").bind(before);
        let pipelines = tx.all_locked(sql).await?;
        let pipelines = pipelines.iter().map(|row| row.int("id")).collect::<Result<Vec<_>>>()?;
        let sql = Sql::new("DELETE FROM stage WHERE (archived_at <= ")
            .bind(before)
            .push(" OR pipeline_id IN ")
            .in_list(pipelines)
            .push(") AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.stage_id = stage.id)");
        let sql =
            sql.push(" RETURNING id, (SELECT object_id FROM pipeline WHERE pipeline.id = pipeline_id) AS object_id");
        let stages = tx.all(sql).await?;
        for stage in &stages {
            let object = ObjectId(stage.int("object_id")?);
            self.audit_deletion(&mut tx, object, &Part::Stage(StageId(stage.int("id")?))).await?;
        }
        let sql = Sql::new("DELETE FROM pipeline WHERE archived_at <= ").bind(before).push(
            " AND NOT EXISTS (SELECT 1 FROM stage AS s WHERE s.pipeline_id = pipeline.id) RETURNING id, object_id",
        );
        let pipelines = tx.all(sql).await?;
        for pipeline in &pipelines {
            let object = ObjectId(pipeline.int("object_id")?);
            self.audit_deletion(&mut tx, object, &Part::Pipeline(PipelineId(pipeline.int("id")?))).await?;
        }
        tx.commit().await?;
        Ok(!stages.is_empty() || !pipelines.is_empty())
    }

    /// Removes one label from some links, or marks it as deleted when no link has it. Its names stay for timelines.
    async fn remove_labels(&self, before: Timestamp) -> Result<bool> {
        let mut tx = self.store.write().await?;
        // Lock the row, so that the label is not restored meanwhile.
        let sql = Sql::new(
            "SELECT id, tag, from_object FROM association_label WHERE id = (SELECT min(id) FROM association_label \
             WHERE archived_at > 0 AND archived_at <= ",
        )
        .bind(before)
        .push(") AND archived_at > 0");
        let Some(row) = tx.all_locked(sql).await?.pop() else { return Ok(false) };
        if !remove_label(&mut tx, &row.text("tag")?, CHUNK).await? {
            let id = LabelId(row.int("id")?);
            let sql =
                Sql::new("UPDATE association_label SET archived_at = ").bind(DELETED).push(" WHERE id = ").bind(id);
            tx.execute(sql).await?;
            self.audit_deletion(&mut tx, ObjectId(row.int("from_object")?), &Part::Label(id)).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes an audit event for a permanent deletion.
    async fn audit_deletion(&self, tx: &mut Tx, object: ObjectId, part: &Part) -> Result<()> {
        let event = Event::ObjectDefined { object, part: PartWord::of(part), change: Definition::Removed };
        note(tx, None, &event, self.store.now()).await
    }

    /// Marks an object without records as deleted and deletes its parts. Its names stay for operations and events; its slug
    /// can be used again.
    async fn remove_object(&self, before: Timestamp) -> Result<bool> {
        let mut tx = self.store.write().await?;
        // Lock the row, so that the object is not restored meanwhile.
        let sql = Sql::new(
            "SELECT id FROM object WHERE id = (SELECT min(o.id) FROM object AS o WHERE o.archived_at > 0 \
             AND o.archived_at <= ",
        )
        .bind(before)
        .push(" AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.object_id = o.id)) AND archived_at > 0");
        let Some(row) = tx.all_locked(sql).await?.pop() else { return Ok(false) };
        let id = ObjectId(row.int("id")?);
        for table in ["saved_view", "role_grant", "property"] {
            remove_of(&mut tx, table, id).await?;
        }
        let sql = Sql::new("DELETE FROM association_label WHERE from_object = ").bind(id).push(" OR to_object = ");
        tx.execute(sql.bind(id)).await?;
        let stages = Sql::new("DELETE FROM stage WHERE pipeline_id IN (SELECT id FROM pipeline WHERE object_id = ");
        tx.execute(stages.bind(id).push(")")).await?;
        remove_of(&mut tx, "pipeline", id).await?;
        let sql =
            Sql::new("UPDATE object SET archived_at = ").bind(DELETED).push(", slug = '~' || id WHERE id = ").bind(id);
        tx.execute(sql).await?;
        self.audit_deletion(&mut tx, id, &Part::Object).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn remove_of(tx: &mut Tx, table: &str, object: ObjectId) -> Result<()> {
    tx.execute(Sql::new("DELETE FROM ").push(table).push(" WHERE object_id = ").bind(object)).await?;
    Ok(())
}
