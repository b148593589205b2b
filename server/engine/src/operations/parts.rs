//! What is deleted along with a deletion: the records of other objects that are associated with its own. Of activities only
//! those go that are on the timeline of no record that stays, as far as the person sees it: a call belongs to all who
//! took part in it.
//!
//! Each object's records are a deletion of their own, a part of the first: with its own number, rights, retention and page.
//! The number that is typed is that of all of them, and the set that was shown is all of theirs. They are frozen before
//! any of them begins, and begin together or not at all; a second person decides about all of them at once. What is done
//! about the first, pausing, stopping, putting back, undoing, is done about its parts.

use super::{delete::still_shown, in_sight, restore::Restorer, select::Selected};
use crate::{
    Engine, Error, Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    records::Lifecycle,
    rows::object_names,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId},
    object::Object,
    operation::{Also, Choice, Choices, Control, OperationPart, RestoreOrder, Selection, TrashSet},
    policy::{Actor, Delete, Edit, Permit, Restore},
    surface::Surface,
};

/// Records of one object that go along.
pub(super) struct Part {
    pub permit: Permit<Delete>,
    pub selection: Selection,
    pub selected: Selected,
    pub shown: Also,
}

/// The restore of what one child of a deletion deleted.
pub(super) struct ChildRestore {
    pub deletion: OperationId,
    pub permit: Permit<Restore>,
    edit: Option<Permit<Edit>>,
    object: Object,
    pub order: RestoreOrder,
}

impl ChildRestore {
    /// With which rights.
    pub fn by(&self) -> Restorer<'_> {
        Restorer { permit: &self.permit, edit: self.edit.as_ref(), object: &self.object }
    }
}

impl Engine {
    /// What of these objects goes along with a selection. An object that nothing is associated of has no part; one that the
    /// actor may not delete of is refused.
    pub(super) async fn parts(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
        also: &[ObjectId],
    ) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        if also.is_empty() {
            return Ok(parts);
        }
        let own = tx.ints(self.changeable("r.id", permit, selection)).await?;
        tx.set_planner_hints(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        let things = VisibleObjects::of(tx, actor, ObjectKinds::NonActivities).await?;
        // All that goes so far. Activities come last: also those of what goes along go, and for them it does not stay.
        let mut going = own.clone();
        let sql = Sql::new(
            "SELECT id, activity, slug, singular_en, plural_en, singular_it, plural_it FROM object WHERE id IN ",
        )
        .in_list(also.iter().filter(|object| **object != permit.object()).map(|object| object.0))
        .push(" ORDER BY activity, id");
        let objects = tx.all(sql).await?;
        for row in &objects {
            let object = ObjectId(row.int("id")?);
            let part = actor.delete(object)?;
            let linked = if row.get("activity")? {
                tx.ints(leaving(&part, &going, &things)).await?
            } else {
                tx.ints(linked(Sql::default(), &part, &own)).await?
            };
            if linked.is_empty() {
                continue;
            }
            let selection = Selection::Records(linked.into_iter().map(RecordId).collect());
            let selected = self.select(tx, &part, &selection).await?;
            part.allow_count(selected.count)?;
            if !row.get("activity")? {
                going.extend(tx.ints(self.changeable("r.id", &part, &selection)).await?);
            }
            let shown = Also { object, slug: row.text("slug")?, names: object_names(row)?, count: selected.count };
            parts.push(Part { permit: part, selection, selected, shown });
        }
        Ok(parts)
    }

    /// The restores of the children of a deletion, of those whose objects the actor may restore. What stands in the way
    /// of a record keeps it in the trash, and the page of its restore says so.
    pub(super) async fn child_restores(
        &self,
        actor: &Actor,
        deletion: OperationId,
        surface: Surface,
    ) -> Result<Vec<ChildRestore>> {
        let mut tx = self.db.snapshot().await?;
        let parts = parts_of(&mut tx, deletion).await?;
        drop(tx);
        let mut children = Vec::new();
        for (part, object) in parts {
            let Ok(permit) = actor.restore(object) else { continue };
            let order = RestoreOrder {
                set: TrashSet::Deletion(part),
                choices: Choices { all: Some(Choice::Skip), ..Choices::default() },
                surface,
            };
            let (object, edit) = (self.object_by_id(object).await?, actor.edit(object).ok());
            children.push(ChildRestore { deletion: part, permit, edit, object, order });
        }
        Ok(children)
    }

    /// Does the same about the parts of an operation as about itself, as far as that can be done about them.
    pub(super) async fn control_parts(&self, actor: &Actor, id: OperationId, control: Control) -> Result<()> {
        let mut tx = self.db.snapshot().await?;
        let parts = parts_of(&mut tx, id).await?;
        drop(tx);
        for (part, _) in parts {
            match self.control_one(actor, part, control).await {
                Ok(_) | Err(Error::Forbidden(_) | Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The parts of a deletion, with their objects.
pub(super) async fn parts_of(tx: &mut Tx, deletion: OperationId) -> Result<Vec<(OperationId, ObjectId)>> {
    let sql = Sql::new("SELECT id, object_id FROM operation WHERE parent_operation_id = ")
        .bind(deletion)
        .push(" ORDER BY id");
    let rows = tx.all(sql).await?;
    rows.iter().map(|row| Ok((OperationId(row.int("id")?), ObjectId(row.int("object_id")?)))).collect()
}

/// The parts of a deletion that the actor may look at, as its page shows them.
pub(super) async fn shown_parts(tx: &mut Tx, actor: &Actor, deletion: OperationId) -> Result<Vec<OperationPart>> {
    let sql = Sql::new(
        "SELECT o.id, o.state, o.total, o.skipped, o.done, object.singular_en, object.plural_en, object.singular_it, \
         object.plural_it FROM operation AS o JOIN object ON object.id = o.object_id \
         WHERE o.state <> 'preparing' AND o.parent_operation_id = ",
    )
    .bind(deletion)
    .push(" ORDER BY o.id");
    let mut parts = Vec::new();
    for row in tx.all(sql).await? {
        let id = OperationId(row.int("id")?);
        if !sees(tx, actor, id).await? {
            continue;
        }
        parts.push(OperationPart {
            id,
            names: object_names(&row)?,
            state: row.tag("state")?,
            records: row.int("total")? - row.int("skipped")?,
            done: row.int("done")?,
        });
    }
    Ok(parts)
}

/// The deletion that the operation of a row went along with, where the actor may look at it.
pub(super) async fn whole(tx: &mut Tx, actor: &Actor, row: &Row) -> Result<Option<OperationId>> {
    let Some(whole) = row.get::<Option<i64>>("parent_operation_id")?.map(OperationId) else { return Ok(None) };
    Ok(sees(tx, actor, whole).await?.then_some(whole))
}

/// Whether the actor may look at a deletion: one of which they see no record does not exist, as no other does.
async fn sees(tx: &mut Tx, actor: &Actor, deletion: OperationId) -> Result<bool> {
    match in_sight(tx, actor, deletion).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::Forbidden(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The living records in sight that are associated with one of these, after what stands before the query.
fn linked(before: Sql, permit: &Permit<Delete>, ids: &[i64]) -> Sql {
    let ids: Vec<RecordId> = ids.iter().copied().map(RecordId).collect();
    before
        .push("SELECT r.id FROM record AS r WHERE r.object_id = ")
        .bind(permit.object())
        .push(&Lifecycle::Active.condition("r"))
        .and_in_scope("r.owner_id", permit.view())
        .push(" AND r.id IN (SELECT a.to_id FROM association AS a WHERE a.from_id IN ")
        .records(&ids)
        .push(" UNION SELECT a.from_id FROM association AS a WHERE a.to_id IN ")
        .records(&ids)
        .push(")")
}

/// Those of them that are on the timeline of no other living record in sight.
fn leaving(permit: &Permit<Delete>, ids: &[i64], things: &VisibleObjects) -> Sql {
    let chosen = Sql::new("WITH chosen (id) AS MATERIALIZED (SELECT CAST(each.value AS BIGINT) FROM ")
        .json_rows(ids.iter().map(|id| (*id).into()))
        .push(") ");
    linked(chosen, permit, ids).push(&format!(" AND NOT {}", still_shown(things)))
}
