//! Creating, changing and reordering properties.

use super::SaveFailure;
use super::define::{lock_and_read, lock_object};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    keys::claim_all,
    objects::Objects,
};
use domain::{
    audit::Definition,
    ids::ObjectId,
    object::{
        AcceptedProperty, DefineError, DefineProblem, Object, PROPERTIES_MAX, Part, Property, PropertyInput,
        Uniqueness, fresh_key,
    },
    policy::Administrator,
};
use serde_json::json;

impl Objects {
    /// Creates a property, or changes the property `key`, and returns its key. The values of records do not change; those of
    /// a property that becomes unique, or stops being so, move to or from the column of unique keys. The index that the form
    /// asks for exists when this returns.
    ///
    /// # Errors
    /// [`SaveFailure::Invalid`] if fields are not valid, [`Error::NotFound`] if there is no such object or property.
    pub async fn save_property(
        &self,
        by: Administrator,
        slug: &str,
        key: Option<&str>,
        input: &PropertyInput,
    ) -> Result<String, SaveFailure> {
        let mut tx = self.store.write().await?;
        let object = lock_and_read(&mut tx, slug).await?;
        let id = object.id;
        let before = match key {
            Some(key) => Some(object.property(key).ok_or(Error::NotFound)?),
            None => None,
        };
        let others: Vec<&Property> =
            object.properties.iter().filter(|property| Some(property.key.as_str()) != key).collect();
        // Counted only if the kind changes, because it reads every record of the object.
        let used = match before {
            Some(before) if before.kind.tag() != input.kind => {
                // Wait for writers of values, so that theirs are counted.
                claim_all(&mut tx, id).await?;
                let (living, deleted) = super::usage::count_with_value(&mut tx, &object, before).await?;
                living + deleted
            }
            _ => 0,
        };
        let mut accepted = input.check(&others, before, used)?;
        if let Some(before) = before
            && object.is_key(&before.key)
            && used > 0
            && before.kind != accepted.kind
        {
            // The unique keys of existing records have the form of the old kind.
            return Err(DefineError::new("kind", DefineProblem::InUse(used)).into());
        }
        let uniqueness = input.uniqueness(&object, key, accepted.kind)?;
        // Unique keys are in a column that has an index already.
        match (uniqueness, before) {
            (Uniqueness::Begins, _) => accepted.indexed = false,
            (Uniqueness::Stays, Some(before)) if object.is_key(&before.key) => accepted.indexed = before.indexed,
            _ => {}
        }
        let key = match before {
            Some(before) => {
                update(&mut tx, id, &before.key, &accepted).await?;
                before.key.clone()
            }
            None => add(&mut tx, id, &accepted).await?,
        };
        match uniqueness {
            Uniqueness::Stays => {}
            Uniqueness::Begins => self.begin_unique(&mut tx, id, &accepted.property(&key)).await?,
            Uniqueness::Ends => self.end_unique(&mut tx, id, &key).await?,
        }
        let change = if before.is_some() { Definition::Changed } else { Definition::Created };
        self.audit_change(&mut tx, by, id, &Part::Property(key.clone()), change).await?;
        tx.commit().await?;
        let was = before.map(|before| (before.indexed, before.kind.is_number()));
        let unchanged = (accepted.indexed, accepted.kind.is_number());
        if was != Some(unchanged) && (accepted.indexed || was.is_some_and(|(indexed, _)| indexed)) {
            self.index_property(id, &key, accepted.kind, accepted.indexed).await?;
        }
        Ok(key)
    }

    /// Moves a property one place up or down in the order of the form.
    pub async fn move_property(&self, _: Administrator, slug: &str, key: &str, up: bool) -> Result<()> {
        let mut tx = self.store.write().await?;
        let id = lock_object(&mut tx, slug).await?;
        let sql = Sql::new("SELECT id AS value FROM property WHERE archived_at IS NULL AND object_id = ").bind(id);
        let mut order = tx.ints(sql.push(" ORDER BY position, id")).await?;
        let sql = Sql::new("SELECT id AS value FROM property WHERE archived_at IS NULL AND object_id = ").bind(id);
        let moved: i64 = tx.value(sql.push(" AND key = ").bind(key)).await?.ok_or(Error::NotFound)?;
        let place = order.iter().position(|id| *id == moved).ok_or(Error::NotFound)?;
        let other = if up { place.checked_sub(1) } else { Some(place + 1).filter(|next| *next < order.len()) };
        if let Some(other) = other {
            order.swap(place, other);
        }
        let rows = (1_i64..).zip(order).map(|(position, id)| json!([id, position]));
        let sql = Sql::new(
            "UPDATE property SET position = moved.position FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS id, \
             CAST(each.value ->> 1 AS BIGINT) AS position FROM ",
        )
        .json_rows(rows)
        .push(") AS moved WHERE moved.id = property.id");
        tx.execute(sql).await?;
        tx.commit().await
    }
}

async fn add(tx: &mut Tx, object: ObjectId, property: &AcceptedProperty) -> Result<String, SaveFailure> {
    let sql = Sql::new("SELECT key FROM property WHERE object_id = ").bind(object);
    let keys = tx.all(sql).await?.iter().map(|row| row.text("key")).collect::<Result<Vec<_>>>()?;
    if keys.len() >= PROPERTIES_MAX {
        return Err(DefineError::new("label_en", DefineProblem::TooMany(PROPERTIES_MAX)).into());
    }
    // Archived properties keep their keys: records still have their values.
    let key = fresh_key(&property.label_en, |key| keys.iter().any(|taken| taken == key));
    let sql = Sql::new(
        "INSERT INTO property (object_id, position, key, label_en, label_it, kind, required, listed, options) SELECT ",
    )
    .bind(object)
    .push(", coalesce(max(position), 0) + 1, ")
    .bind(&key)
    .push(", ")
    .bind(&property.label_en)
    .push(", ")
    .bind(&property.label_it)
    .push(", ")
    .bind(property.kind.tag())
    .push(", ")
    .bind(property.required)
    .push(", ")
    .bind(property.listed)
    .push(", ")
    .bind(json!(property.options))
    .push(" FROM property WHERE object_id = ")
    .bind(object);
    tx.execute(sql).await?;
    Ok(key)
}

async fn update(tx: &mut Tx, object: ObjectId, key: &str, property: &AcceptedProperty) -> Result<()> {
    let sql = Sql::new("UPDATE property SET label_en = ")
        .bind(&property.label_en)
        .push(", label_it = ")
        .bind(&property.label_it)
        .push(", kind = ")
        .bind(property.kind.tag())
        .push(", required = ")
        .bind(property.required)
        .push(", listed = ")
        .bind(property.listed)
        .push(", options = ")
        .bind(json!(property.options))
        .push(" WHERE object_id = ")
        .bind(object)
        .push(" AND key = ")
        .bind(key);
    tx.execute(sql).await?;
    Ok(())
}

/// Updates the options of a property.
pub(super) async fn write_options(tx: &mut Tx, object: &Object, property: &Property) -> Result<()> {
    let sql = Sql::new("UPDATE property SET options = ")
        .bind(json!(property.options))
        .push(" WHERE object_id = ")
        .bind(object.id)
        .push(" AND key = ")
        .bind(&property.key);
    tx.execute(sql).await?;
    Ok(())
}
