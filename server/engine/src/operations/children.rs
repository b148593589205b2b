//! Child operations: what is deleted along with a deletion, and what is done about a parent operation and its children.
//!
//! The records of each object form an operation of their own, a child of the first, with its own number, rights, retention
//! and page. Parent and children are previewed and confirmed as one set, approved as one, and begin together or not at
//! all. Pausing, stopping, putting back and undoing the parent does the same to its children.
//!
//! Of activities a cascade takes only those that are on the timeline of no record that stays, as far as the actor sees
//! it: a call belongs to all who took part in it.

use super::{delete::still_shown, in_sight, restore::Restorer, select::Selected};
use crate::{
    Error, Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    operations::Operations,
    records::Lifecycle,
    rows::object_names,
};
use domain::{
    ids::{ObjectId, OperationId, RecordId},
    object::Object,
    operation::{CascadedObject, ChildOperation, Choice, Choices, Control, RestoreOrder, Selection, TrashSet},
    policy::{Actor, Delete, Edit, Permit, Restore},
    surface::Surface,
};

/// The records of one object that a cascading delete takes along.
pub(super) struct CascadeSet {
    pub permit: Permit<Delete>,
    pub selection: Selection,
    pub selected: Selected,
    pub shown: CascadedObject,
}

/// The restore of one child of a deletion.
pub(super) struct ChildRestore {
    pub deletion: OperationId,
    pub permit: Permit<Restore>,
    edit: Option<Permit<Edit>>,
    object: Object,
    pub order: RestoreOrder,
}

impl ChildRestore {
    /// The rights and the object of the restore.
    pub fn by(&self) -> Restorer<'_> {
        Restorer { permit: &self.permit, edit: self.edit.as_ref(), object: &self.object }
    }
}

impl Operations {
    /// The records of `objects` that a delete of the selection takes along, activities last. An object without associated
    /// records has no set.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] where the actor may delete no record of one of the objects, or one at a time only.
    pub(super) async fn cascade_sets(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
        objects: &[ObjectId],
    ) -> Result<Vec<CascadeSet>> {
        let mut sets = Vec::new();
        if objects.is_empty() {
            return Ok(sets);
        }
        let own = tx.ints(self.changeable("r.id", permit, selection)).await?;
        tx.set_planner_hints(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        let things = VisibleObjects::of(tx, actor, ObjectKinds::NonActivities).await?;
        // All that is deleted so far. Activities come last, so that those of the other sets are found, and do not stay
        // because of them.
        let mut deleted = own.clone();
        let sql = Sql::new(
            "SELECT id, activity, slug, singular_en, plural_en, singular_it, plural_it FROM object WHERE id IN ",
        )
        .in_list(objects.iter().filter(|object| **object != permit.object()).map(|object| object.0))
        .push(" ORDER BY activity, id");
        for row in &tx.all(sql).await? {
            let object = ObjectId(row.int("id")?);
            let permit = actor.delete(object)?;
            let is_activity = row.get("activity")?;
            let linked = if is_activity {
                tx.ints(leaving(&permit, &deleted, &things)).await?
            } else {
                tx.ints(linked(Sql::default(), &permit, &own)).await?
            };
            if linked.is_empty() {
                continue;
            }
            let selection = Selection::Records(linked.into_iter().map(RecordId).collect());
            let selected = self.select(tx, &permit, &selection).await?;
            permit.require_bulk_right(selected.count)?;
            if !is_activity {
                deleted.extend(tx.ints(self.changeable("r.id", &permit, &selection)).await?);
            }
            let shown =
                CascadedObject { object, slug: row.text("slug")?, names: object_names(row)?, count: selected.count };
            sets.push(CascadeSet { permit, selection, selected, shown });
        }
        Ok(sets)
    }

    /// The restores of those children of a deletion whose objects the actor may restore. What stands in the way
    /// of a record keeps it in the trash, and the page of its restore says so.
    pub(super) async fn child_restores(
        &self,
        actor: &Actor,
        deletion: OperationId,
        surface: Surface,
    ) -> Result<Vec<ChildRestore>> {
        let mut tx = self.store.snapshot().await?;
        let children = children_of(&mut tx, deletion).await?;
        drop(tx);
        let mut restores = Vec::new();
        for (child, object) in children {
            let Ok(permit) = actor.restore(object) else { continue };
            let order = RestoreOrder {
                set: TrashSet::Deletion(child),
                choices: Choices { all: Some(Choice::Skip), ..Choices::default() },
                surface,
            };
            let (object, edit) = (self.objects.object_by_id(object).await?, actor.edit(object).ok());
            restores.push(ChildRestore { deletion: child, permit, edit, object, order });
        }
        Ok(restores)
    }

    /// Applies a control to the children of an operation, to those that it applies to and that the actor may control.
    pub(super) async fn control_children(&self, actor: &Actor, id: OperationId, control: Control) -> Result<()> {
        let mut tx = self.store.snapshot().await?;
        let children = children_of(&mut tx, id).await?;
        drop(tx);
        for (child, _) in children {
            match self.control_one(actor, child, control).await {
                Ok(_) | Err(Error::Forbidden(_) | Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The children of an operation, with their objects.
pub(super) async fn children_of(tx: &mut Tx, parent: OperationId) -> Result<Vec<(OperationId, ObjectId)>> {
    let sql =
        Sql::new("SELECT id, object_id FROM operation WHERE parent_operation_id = ").bind(parent).push(" ORDER BY id");
    let rows = tx.all(sql).await?;
    rows.iter().map(|row| Ok((OperationId(row.int("id")?), ObjectId(row.int("object_id")?)))).collect()
}

/// The children of an operation that the actor may see, as its page shows them.
pub(super) async fn shown_children(tx: &mut Tx, actor: &Actor, parent: OperationId) -> Result<Vec<ChildOperation>> {
    let sql = Sql::new(
        "SELECT o.id, o.state, o.total, o.skipped, o.done, object.singular_en, object.plural_en, object.singular_it, \
         object.plural_it FROM operation AS o JOIN object ON object.id = o.object_id \
         WHERE o.state <> 'preparing' AND o.parent_operation_id = ",
    )
    .bind(parent)
    .push(" ORDER BY o.id");
    let mut children = Vec::new();
    for row in tx.all(sql).await? {
        let id = OperationId(row.int("id")?);
        if !sees(tx, actor, id).await? {
            continue;
        }
        children.push(ChildOperation {
            id,
            names: object_names(&row)?,
            state: row.tag("state")?,
            records: row.int("total")? - row.int("skipped")?,
            done: row.int("done")?,
        });
    }
    Ok(children)
}

/// The parent of the operation in `row`, where the actor may see it.
pub(super) async fn parent_of(tx: &mut Tx, actor: &Actor, row: &Row) -> Result<Option<OperationId>> {
    let Some(parent) = row.get::<Option<i64>>("parent_operation_id")?.map(OperationId) else { return Ok(None) };
    Ok(sees(tx, actor, parent).await?.then_some(parent))
}

/// Whether the actor may see an operation at all.
async fn sees(tx: &mut Tx, actor: &Actor, operation: OperationId) -> Result<bool> {
    match in_sight(tx, actor, operation).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::Forbidden(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Selects the living records in sight that are associated with one of `ids`. `before` is put before the query.
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

/// Selects those of [`linked`] that are on the timeline of no other living record in sight.
fn leaving(permit: &Permit<Delete>, ids: &[i64], things: &VisibleObjects) -> Sql {
    let chosen = Sql::new("WITH chosen (id) AS MATERIALIZED (SELECT CAST(each.value AS BIGINT) FROM ")
        .json_rows(ids.iter().map(|id| (*id).into()))
        .push(") ");
    linked(chosen, permit, ids).push(&format!(" AND NOT {}", still_shown(things)))
}
