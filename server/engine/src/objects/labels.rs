//! Creating and changing association labels.

use super::{SaveFailure, define::lock_object};
use crate::{
    Error, Result,
    associations::LABELS_LOCK,
    db::{Sql, Tx},
    definitions::labels,
    objects::Objects,
    records::Lifecycle,
};
use domain::{
    association::{AcceptedLabel, AssociationLabel, LabelInput},
    audit::Definition,
    ids::{LabelId, ObjectId},
    object::{DefineError, DefineProblem, Part, fresh_label},
    policy::Administrator,
};

impl Objects {
    /// Creates a label between the object `slug` and another, or changes the label `id`, and returns its id. Links do not
    /// change.
    ///
    /// # Errors
    /// [`SaveFailure::Invalid`] if fields are not valid, [`Error::NotFound`] if there is no such object or label.
    pub async fn save_label(
        &self,
        by: Administrator,
        slug: &str,
        id: Option<LabelId>,
        input: &LabelInput,
    ) -> Result<LabelId, SaveFailure> {
        let mut tx = self.store.write().await?;
        // Waits for other changes of labels, and for transactions that give labels to links.
        tx.lock(None, &[LABELS_LOCK]).await?;
        let here = lock_object(&mut tx, slug).await?;
        let known = labels(&mut tx).await?;
        let before = match id {
            Some(id) => Some(active_label(&known, here, id)?),
            None => None,
        };
        let there = match before.and_then(|before| before.from_here(here)) {
            Some((_, there)) => Some(living(&mut tx, "id = ", there.0).await?.ok_or(Error::NotFound)?),
            None => living(&mut tx, "slug = ", input.other.as_str()).await?,
        };
        let accepted = input.check(here, there, &known, before)?;
        let (id, change) = match before {
            Some(before) => {
                if accepted.one_per_from && !before.one_per_from {
                    let several = several(&mut tx, &before.tag).await?;
                    if several > 0 {
                        return Err(DefineError::new("one", DefineProblem::Several(several)).into());
                    }
                }
                update(&mut tx, before.id, &accepted).await?;
                (before.id, Definition::Changed)
            }
            None => (insert(&mut tx, &known, &accepted).await?, Definition::Created),
        };
        self.audit_change(&mut tx, by, here, &Part::Label(id), change).await?;
        tx.commit().await?;
        Ok(id)
    }
}

/// Finds an active label of links of the object `here`.
///
/// # Errors
/// [`Error::NotFound`] if there is none with this id.
pub(super) fn active_label(labels: &[AssociationLabel], here: ObjectId, id: LabelId) -> Result<&AssociationLabel> {
    let found = labels.iter().find(|label| label.id == id && label.is_offered() && label.from_here(here).is_some());
    found.ok_or(Error::NotFound)
}

async fn living(tx: &mut Tx, is: &str, what: impl Into<crate::db::Value>) -> Result<Option<ObjectId>> {
    let sql = Sql::new("SELECT id AS value FROM object WHERE archived_at IS NULL AND ").push(is).bind(what);
    Ok(tx.value(sql).await?.map(ObjectId))
}

/// The number of active records with several active links of a label.
async fn several(tx: &mut Tx, tag: &str) -> Result<i64> {
    let sql = Sql::new(
        "SELECT count(*) AS value FROM (SELECT a.from_id FROM association AS a JOIN record AS f ON f.id = a.from_id \
         JOIN record AS t ON t.id = a.to_id WHERE a.label = ",
    )
    .bind(tag)
    .push(&Lifecycle::Active.condition("f"))
    .push(&Lifecycle::Active.condition("t"))
    .push(" GROUP BY a.from_id HAVING count(*) > 1) AS many");
    Ok(tx.value(sql.unprepared()).await?.unwrap_or_default())
}

/// The number of links with a label: between active records, and with an end in the trash.
pub(super) async fn links_with(tx: &mut Tx, tag: &str) -> Result<(i64, i64)> {
    let live = format!("TRUE{}{}", Lifecycle::Active.condition("f"), Lifecycle::Active.condition("t"));
    let sql = Sql::new(&format!(
        "SELECT count(CASE WHEN {live} THEN 1 END) AS active, count(*) AS every FROM association AS a \
         JOIN record AS f ON f.id = a.from_id JOIN record AS t ON t.id = a.to_id WHERE a.label = ",
    ));
    let row = tx.optional(sql.bind(tag).unprepared()).await?.ok_or(Error::NotFound)?;
    let living = row.int("active")?;
    Ok((living, row.int("every")? - living))
}

async fn insert(tx: &mut Tx, known: &[AssociationLabel], label: &AcceptedLabel) -> Result<LabelId> {
    // Deleted labels keep their tags, because timelines refer to them.
    let tag = fresh_label(&label.name.0, |tag| known.iter().any(|label| label.tag == tag));
    let sql = Sql::new(
        "INSERT INTO association_label (from_object, to_object, tag, name_en, name_it, inverse_en, inverse_it, one_per_from) \
         VALUES (",
    )
    .bind(label.ends.0)
    .push(", ")
    .bind(label.ends.1)
    .push(", ")
    .bind(tag)
    .push(", ")
    .bind(&label.name.0)
    .push(", ")
    .bind(&label.name.1)
    .push(", ")
    .bind(&label.back.0)
    .push(", ")
    .bind(&label.back.1)
    .push(", ")
    .bind(label.one_per_from)
    .push(") RETURNING id AS value");
    tx.value(sql).await?.map(LabelId).ok_or(Error::Busy)
}

async fn update(tx: &mut Tx, id: LabelId, label: &AcceptedLabel) -> Result<()> {
    let sql = Sql::new("UPDATE association_label SET name_en = ")
        .bind(&label.name.0)
        .push(", name_it = ")
        .bind(&label.name.1)
        .push(", inverse_en = ")
        .bind(&label.back.0)
        .push(", inverse_it = ")
        .bind(&label.back.1)
        .push(", one_per_from = ")
        .bind(label.one_per_from)
        .push(" WHERE id = ")
        .bind(id);
    tx.execute(sql).await?;
    Ok(())
}
