//! Creating and changing objects.

use super::SaveFailure;
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::object_in,
    objects::Objects,
};
use domain::{
    audit::{Definition, Event, PartWord},
    ids::ObjectId,
    object::{
        AcceptedObject, DefineError, DefineProblem, FIRST_CUSTOM, Object, ObjectInput, Part, PropertyKind, StageKind,
        fresh_key,
    },
    policy::Administrator,
};

/// The maximum of objects of an installation, archived ones included.
const OBJECTS_MAX: i64 = 100;
/// The advisory lock of changes to the set of slugs, which must stay unique.
const SLUGS_LOCK: i64 = 0x006f_626a_6563_7400;

impl Objects {
    /// Creates an object with the property that is the name of its records, and returns its slug. Roles that administer
    /// objects get every right on its records; other roles get none until an admin grants them.
    ///
    /// # Errors
    /// [`SaveFailure::Invalid`] if fields are not valid.
    pub async fn create_object(&self, by: Administrator, input: &ObjectInput) -> Result<String, SaveFailure> {
        let mut tx = self.store.write().await?;
        tx.lock(None, &[SLUGS_LOCK]).await?;
        let slugs = slugs(&mut tx).await?;
        let accepted = input.check(true, |slug| slugs.iter().any(|(_, taken)| taken == slug))?;
        if i64::try_from(slugs.len()).unwrap_or(OBJECTS_MAX) >= OBJECTS_MAX {
            return Err(DefineError::new("singular_en", DefineProblem::TooMany(slugs.len())).into());
        }
        let last = slugs.iter().map(|(id, _)| id.0).max().unwrap_or_default();
        let id = ObjectId(last.max(FIRST_CUSTOM - 1) + 1);
        insert(&mut tx, id, &accepted).await?;
        self.audit_change(&mut tx, by, id, &Part::Object, Definition::Created).await?;
        tx.commit().await?;
        Ok(accepted.slug)
    }

    /// Changes the names, the icon and the slug of an object, and returns the slug. The slug of a standard object does not
    /// change.
    ///
    /// # Errors
    /// [`SaveFailure::Invalid`] if fields are not valid, [`Error::NotFound`] if there is no such object.
    pub async fn edit_object(&self, by: Administrator, slug: &str, input: &ObjectInput) -> Result<String, SaveFailure> {
        let mut tx = self.store.write().await?;
        tx.lock(None, &[SLUGS_LOCK]).await?;
        let id = lock_object(&mut tx, slug).await?;
        let slugs = slugs(&mut tx).await?;
        let mut input = input.clone();
        if id.is_standard() {
            slug.clone_into(&mut input.slug);
        }
        let taken = |word: &str| slugs.iter().any(|(other, taken)| *other != id && taken == word);
        let accepted = input.check(false, taken)?;
        let names = &accepted.names;
        let sql = Sql::new("UPDATE object SET singular_en = ")
            .bind(&names.singular_en)
            .push(", plural_en = ")
            .bind(&names.plural_en)
            .push(", singular_it = ")
            .bind(&names.singular_it)
            .push(", plural_it = ")
            .bind(&names.plural_it)
            .push(", slug = ")
            .bind(&accepted.slug)
            .push(", icon = ")
            .bind(&accepted.icon)
            .push(" WHERE id = ")
            .bind(id);
        tx.execute(sql).await?;
        self.audit_change(&mut tx, by, id, &Part::Object, Definition::Changed).await?;
        tx.commit().await?;
        Ok(accepted.slug)
    }

    /// Writes an audit event for a change of an object or a part of it.
    pub(super) async fn audit_change(
        &self,
        tx: &mut Tx,
        by: Administrator,
        object: ObjectId,
        part: &Part,
        change: Definition,
    ) -> Result<()> {
        let part = PartWord::of(part);
        note(tx, Some(by.user()), &Event::ObjectDefined { object, part, change }, self.store.now()).await
    }
}

/// Locks the active object with this slug until the end of the transaction, and returns its id.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
pub(super) async fn lock_object(tx: &mut Tx, slug: &str) -> Result<ObjectId> {
    let sql = Sql::new("SELECT id FROM object WHERE archived_at IS NULL AND slug = ").bind(slug);
    tx.all_locked(sql).await?.pop().ok_or(Error::NotFound)?.int("id").map(ObjectId)
}

/// Locks the active object with this slug until the end of the transaction, and reads it with its parts.
pub(super) async fn lock_and_read(tx: &mut Tx, slug: &str) -> Result<Object> {
    let id = lock_object(tx, slug).await?;
    object_in(tx, id).await
}

async fn slugs(tx: &mut Tx) -> Result<Vec<(ObjectId, String)>> {
    let rows = tx.all(Sql::new("SELECT id, slug FROM object")).await?;
    rows.iter().map(|row| Ok((ObjectId(row.int("id")?), row.text("slug")?))).collect()
}

async fn insert(tx: &mut Tx, id: ObjectId, object: &AcceptedObject) -> Result<()> {
    let name = fresh_key(&object.name.0, |_| false);
    let code = object.code.as_ref().map(|(en, it)| (fresh_key(en, |key| key == name), en, it));
    let names = &object.names;
    let sql = Sql::new(
        "INSERT INTO object (id, slug, singular_en, plural_en, singular_it, plural_it, name_properties, key_property, icon, activity) \
         VALUES (",
    )
    .bind(id)
    .push(", ")
    .bind(&object.slug)
    .push(", ")
    .bind(&names.singular_en)
    .push(", ")
    .bind(&names.plural_en)
    .push(", ")
    .bind(&names.singular_it)
    .push(", ")
    .bind(&names.plural_it)
    .push(", ")
    .bind(&name)
    .push(", ")
    .bind(code.as_ref().map(|(key, ..)| key.clone()))
    .push(", ")
    .bind(&object.icon)
    .push(", FALSE)");
    tx.execute(sql).await?;
    let property = |position: i64, key: &str, en: &str, it: &str| {
        let text =
            "INSERT INTO property (object_id, position, key, label_en, label_it, kind, required, listed) VALUES (";
        Sql::new(text)
            .bind(id)
            .push(", ")
            .bind(position)
            .push(", ")
            .bind(key)
            .push(", ")
            .bind(en)
            .push(", ")
            .bind(it)
            .push(", ")
            .bind(PropertyKind::Text.tag())
            .push(", ")
            .bind(position == 1)
            .push(", ")
            .bind(position > 1)
            .push(")")
    };
    tx.execute(property(1, &name, &object.name.0, &object.name.1)).await?;
    if let Some((key, en, it)) = code {
        tx.execute(property(2, &key, en, it)).await?;
    }
    if object.staged {
        let stages = [
            ("New", "Nuovo", StageKind::Open),
            ("In progress", "In corso", StageKind::Open),
            ("Done", "Concluso", StageKind::Won),
            ("Dropped", "Abbandonato", StageKind::Lost),
        ];
        let stages = stages.map(|(en, it, kind)| (None, en.to_owned(), it.to_owned(), kind));
        let pipeline = domain::object::AcceptedPipeline {
            name_en: "Pipeline".to_owned(),
            name_it: "Pipeline".to_owned(),
            stages: stages.to_vec(),
        };
        super::pipelines::insert(tx, id, &pipeline).await?;
    }
    for action in ["view", "edit", "delete"] {
        let sql = Sql::new("INSERT INTO role_grant (role_id, object_id, action, reach, unassigned) SELECT role_id, ")
            .bind(id)
            .push(&format!(", '{action}', 'everything', TRUE FROM role_right WHERE tag = 'administer_objects'"));
        tx.execute(sql).await?;
    }
    Ok(())
}
