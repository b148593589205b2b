//! The page of an operation: what it did, what of it can still be undone, and later operations on its records.

use super::{
    approval::approval,
    batch::Decisions,
    children::{parent_of, shown_children},
    control::controls,
    later_operations::later_operations,
    undo::{Undone, may_undo, undoable},
};
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    operations::Operations,
    rows::{object_names, person},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{OperationItem, OperationItems, OperationKind, OperationState, OperationView, Outcome, SkipReason},
    people::Person,
    policy::{Actor, Permit, Scope, View},
    text::{search_term, search_terms},
    time::Timestamp,
};
use std::collections::BTreeSet;

impl Operations {
    /// An operation by its id. Visible to its actor, to users who approve its object if it required approval, and to users
    /// who see the trash of its object and at least one of its records.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for everybody else.
    pub async fn operation(&self, actor: &Actor, id: OperationId) -> Result<OperationView> {
        let mut tx = self.store.snapshot().await?;
        let (row, permit) = in_sight(&mut tx, actor, id).await?;
        let at = row.time("created_at")?;
        let now = self.store.now();
        let (kind, state): (OperationKind, OperationState) = (row.tag("kind")?, row.tag("state")?);
        let total = row.int("total")?;
        // The page of a running operation is polled every second and must not count a million records each time.
        let (undoable, later) = if state.has_ended() {
            let sql = undoable("count(*) AS value", &permit, &Undone::of(id, &row)?);
            (
                tx.value(sql).await?.unwrap_or_default(),
                later_operations(&mut tx, id, permit.object(), total > self.limits.traced).await?,
            )
        } else {
            let done = if kind == OperationKind::Purge { 0 } else { row.int("done")? };
            (done, Vec::new())
        };
        let by = person(&row, "actor")?;
        let actor_id = by.as_ref().map(|by| by.id);
        let until = row.get::<Option<i64>>("expires_at")?.map_or(at, Timestamp);
        let decisions: Decisions = row.json_or_null("decisions")?.unwrap_or_default();
        let assigned = match decisions.to {
            Some(to) => user(&mut tx, to).await?,
            None => None,
        };
        Ok(OperationView {
            id,
            kind,
            state,
            total,
            seen: row.get::<Option<i64>>("ended_at")?.map_or(now, Timestamp),
            controls: controls(actor, permit.object(), kind, state, actor_id),
            slug: row.text("slug")?,
            names: object_names(&row)?,
            at,
            surface: row.tag("surface")?,
            reason: row.get("reason")?,
            done: row.int("done")?,
            skipped: row.int("skipped")?,
            selection: row.json_or_null("selection")?,
            assigned,
            approval: approval(&mut tx, actor, &permit, id, state, now).await?,
            undoable,
            until,
            days_left: now.days_left(until),
            undoes: row.get::<Option<i64>>("undoes_operation_id")?.map(OperationId),
            parent: parent_of(&mut tx, actor, &row).await?,
            children: shown_children(&mut tx, actor, id).await?,
            later,
            may_undo: undoable > 0 && state.has_ended() && may_undo(actor, permit.object(), kind, actor_id),
            by,
        })
    }

    /// The records of an operation that the actor may see, by id, `limit` after the record `after`. A purged record has no
    /// name and is listed only to actors who may see every record, since its owner is unknown. `search` filters by name and
    /// key, `skipped` by whether the record was skipped.
    pub async fn operation_items(
        &self,
        actor: &Actor,
        id: OperationId,
        search: &str,
        skipped: bool,
        after: Option<RecordId>,
        limit: i64,
    ) -> Result<OperationItems> {
        let mut tx = self.store.snapshot().await?;
        let (operation, permit) = in_sight(&mut tx, actor, id).await?;
        let reached = Reached::of(&operation)?;
        let gone = if *permit.view() == Scope::Everything { "r.id IS NULL OR " } else { "" };
        let sql = Sql::new(
            "SELECT i.record_id, r.name, r.owner_id, owner.name AS owner_name, i.outcome, \
             r.id IS NOT NULL AND r.deletion IS NULL AS active FROM operation_item AS i \
             LEFT JOIN record AS r ON r.id = i.record_id LEFT JOIN app_user AS owner ON owner.id = r.owner_id WHERE (",
        )
        .push(gone)
        .push("r.object_id = ")
        .bind(permit.object())
        .and_in_scope("r.owner_id", permit.view())
        .push(") AND i.operation_id = ")
        .bind(id)
        .push(" AND i.record_id > ")
        .bind(after.map_or(i64::MIN, |record| record.0));
        let sql = match search_term(search) {
            Some(term) => {
                self.store.hits(sql.push(" AND i.record_id IN (SELECT hit.id FROM "), &search_terms(&term)).push(")")
            }
            None => sql,
        };
        let sql = if skipped { reached.skipped(sql) } else { sql };
        let mut rows = tx.all(sql.push(" ORDER BY i.record_id LIMIT ").bind(limit + 1)).await?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let ids = rows.iter().map(|row| row.int("record_id").map(RecordId)).collect::<Result<Vec<_>>>()?;
        let undoable = undoable("r.id", &permit, &Undone::of(id, &operation)?).push(" AND r.id IN ").records(&ids);
        let undoable: BTreeSet<i64> =
            if reached.state.has_ended() { tx.ints(undoable).await?.into_iter().collect() } else { BTreeSet::new() };
        let next = if more { ids.last().copied() } else { None };
        let items = rows.iter().map(|row| item(row, &reached, &undoable)).collect::<Result<Vec<_>>>()?;
        Ok(OperationItems { items, next })
    }
}

async fn user(tx: &mut Tx, id: UserId) -> Result<Option<Person>> {
    let sql = Sql::new("SELECT id AS user_id, name AS user_name FROM app_user WHERE id = ").bind(id);
    tx.optional(sql).await?.map_or(Ok(None), |row| person(&row, "user"))
}

/// The row of an operation, and the actor's permit to view its object.
///
/// # Errors
///
/// [`Error::NotFound`] where the actor may not see the operation.
pub(crate) async fn in_sight(tx: &mut Tx, actor: &Actor, id: OperationId) -> Result<(Row, Permit<View>)> {
    let sql = Sql::new(
        "SELECT o.kind, o.state, o.total, o.ended_at, o.watermark, o.object_id, o.actor_id, actor.name AS actor_name, \
         o.created_at, o.expires_at, o.surface, o.reason, o.undoes_operation_id, o.parent_operation_id, o.done, o.skipped, o.selection, o.decisions, object.slug, \
         object.singular_en, object.plural_en, object.singular_it, object.plural_it, approval.requested_at \
         FROM operation AS o JOIN object ON object.id = o.object_id \
         LEFT JOIN approval ON approval.operation_id = o.id \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE o.id = ",
    )
    .bind(id);
    let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
    let object = ObjectId(row.int("object_id")?);
    let permit = actor.view(object)?;
    let own = row.get::<Option<i64>>("actor_id")?.map(UserId) == Some(actor.user);
    let decides = row.get::<Option<i64>>("requested_at")?.is_some() && actor.approve(object).is_ok();
    if own || decides {
        return Ok((row, permit));
    }
    if actor.see_trash(object).is_err() {
        return Err(Error::NotFound);
    }
    if let Some(some) = some_in_sight(permit.view()) {
        let sql = Sql::new("SELECT 1 AS value FROM operation AS o WHERE o.id = ").bind(id).push(" AND ").push(&some);
        tx.optional(sql).await?.ok_or(Error::NotFound)?;
    }
    Ok((row, permit))
}

/// The condition that a record of the operation `o` is in a scope, `None` where it covers everything. Purged records do not
/// count.
pub(super) fn some_in_sight(view: &Scope) -> Option<String> {
    (*view != Scope::Everything).then(|| {
        format!(
            "EXISTS (SELECT 1 FROM operation_item AS seen JOIN record AS r ON r.id = seen.record_id \
             WHERE seen.operation_id = o.id AND {})",
            Sql::scope("r.owner_id", view)
        )
    })
}

/// How far an operation has run through its set.
struct Reached {
    state: OperationState,
    watermark: i64,
}

impl Reached {
    fn of(operation: &Row) -> Result<Self> {
        let watermark = operation.get::<Option<i64>>("watermark")?.unwrap_or(i64::MIN);
        Ok(Self { state: operation.tag("state")?, watermark })
    }

    /// Adds the condition that an item was skipped.
    fn skipped(&self, sql: Sql) -> Sql {
        let sql = sql.push(" AND ((i.outcome ->> 'skipped') IS NOT NULL");
        let sql = match self.state {
            OperationState::Stopped => {
                sql.push(" OR (i.outcome IS NULL AND i.record_id > ").bind(self.watermark).push(")")
            }
            _ => sql,
        };
        sql.push(")")
    }

    /// The outcome of a record that has none of its own.
    fn outcome(&self, record: RecordId) -> Outcome {
        match self.state {
            OperationState::Done => Outcome::Done,
            _ if record.0 <= self.watermark => Outcome::Done,
            OperationState::Stopped => Outcome::Skipped { reason: SkipReason::NotReached },
            _ => Outcome::Waiting,
        }
    }
}

fn item(row: &Row, reached: &Reached, undoable: &BTreeSet<i64>) -> Result<OperationItem> {
    let record = RecordId(row.int("record_id")?);
    Ok(OperationItem {
        record,
        name: row.get("name")?,
        owner: person(row, "owner")?,
        outcome: row.json_or_null("outcome")?.unwrap_or_else(|| reached.outcome(record)),
        living: row.get("active")?,
        undoable: undoable.contains(&record.0),
    })
}
