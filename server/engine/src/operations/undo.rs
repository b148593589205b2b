//! Undoing what an operation did, as far as nothing later changed it.
//!
//! The undo of a deletion is a restore, see [`super::restore`]. The undo of a restore deletes again what it brought back,
//! and gives back the keys that it cleared to do so; the undo of a change of owner gives the records back. Each is an
//! operation of its own that can be undone in its turn. A purge has none.
//!
//! The undo of a restore is a deletion, and needs a second person where a deletion of as much would.
//!
//! An undo of an operation that still runs stops it first. Records that a later operation deleted, restored or gave away
//! are left as they are: the newer state is kept. Of two undos of one operation at once the second is answered with the
//! first.

use super::{
    begin::{Begin, Same, begin, settle, waiting_undo},
    count, items,
    noted::{EndedBy, note_ended},
    parts::parts_of,
    read::in_sight,
    run::{Chunk, Decisions, Job, Work},
};
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    records::{Lifecycle, select, write::Author},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{Chosen, OperationKind, OperationState, OrderRefused, Receipt},
    policy::{Action, Actor, Denied, Guard, Permit, RestoreReach, Right, View},
    surface::Surface,
    time::Timestamp,
};

impl Engine {
    /// Undoes a restore or a change of owner: all of it, or only these of its records. The person who did it may, and
    /// whoever may restore anything, as far as they may do what the undo does. Not found for operations of other kinds.
    pub async fn undo(
        &self,
        actor: &Actor,
        id: OperationId,
        only: &[RecordId],
    ) -> Result<Result<Receipt, OrderRefused>> {
        let whole = only.is_empty();
        let mut targets = vec![self.undo_target(actor, id).await?];
        if whole {
            targets.extend(self.child_targets(actor, id).await?);
            if let Err(receipt) = self.first(Same::Undo(id)).await? {
                return Ok(Ok(receipt));
            }
        }
        let mut tx = self.db.write().await?;
        for target in &targets {
            stop(&mut tx, target.id, actor.user, self.now()).await?;
        }
        tx.commit().await?;

        let mut tx = self.db.write().await?;
        // Of two who undo some of it at once the second waits here and then finds what the first left.
        tx.execute(Sql::new("UPDATE operation SET state = state WHERE id = ").bind(id)).await?;
        if whole {
            tx = match self.unbegun(tx, Same::Undo(id)).await? {
                Ok(tx) => tx,
                Err(receipt) => return Ok(Ok(receipt)),
            };
        }
        let Undoing { sets, guarded } = self.undoing(&mut tx, actor, targets, only).await?;
        if sets.first().is_none_or(|(first, _)| first.id != id) {
            return Ok(Err(OrderRefused::Nothing));
        }
        let all = sets.iter().map(|(_, ids)| ids.len()).sum();
        let frozen = guarded || count(all) > self.limits.at_once;
        let (now, state) = (self.now(), if frozen { OperationState::Preparing } else { OperationState::Done });
        let new = |target: &Target, ids: &[i64]| Begin {
            undoes: whole.then_some(target.id),
            state,
            total: count(ids.len()),
            decisions: Some(serde_json::json!(target.decisions())),
            chosen: Some(if whole { Chosen::Operation(target.id) } else { Chosen::Records }),
            ..Begin::new(target.undo, target.object, Some(actor.user), Surface::Operation, now)
        };
        if frozen {
            let mut sets = sets.into_iter().map(|(target, ids)| (new(&target, &ids), ids));
            let Some((operation, ids)) = sets.next() else { return Ok(Err(OrderRefused::Nothing)) };
            if guarded
                && !whole
                && let Some(receipt) = waiting_undo(&mut tx, actor.user, id, &ids).await?
            {
                return Ok(Ok(receipt));
            }
            let parts = sets.collect();
            return self.begin_frozen(tx, Begin { guarded, ..operation }, ids, parts).await.map(Ok);
        }
        let author = Author { user: Some(actor.user), at: now, surface: Surface::Operation, operation: None };
        let mut parent: Option<Receipt> = None;
        for (target, ids) in sets {
            let part_of = parent.as_ref().map(|parent| parent.operation);
            let receipt = begin(&mut tx, Begin { part_of, ..new(&target, &ids) }).await?;
            items::freeze(&mut tx, receipt.operation, &ids).await?;
            let job = Job::at_once(&receipt, target.object, author, target.decisions());
            let tally = self.go_through(&mut tx, &job, &Chunk::whole(ids), &target.work).await?;
            if tally.done == 0 && parent.is_none() {
                return Ok(Err(OrderRefused::Nothing));
            }
            let receipt = settle(&mut tx, receipt, tally.done, tally.skipped).await?;
            parent.get_or_insert(receipt);
        }
        tx.commit().await?;
        parent.map(Ok).ok_or(Error::Busy)
    }

    /// An operation that the actor may undo, and what its undo does.
    async fn undo_target(&self, actor: &Actor, id: OperationId) -> Result<Target> {
        let mut tx = self.db.snapshot().await?;
        let (row, view) = in_sight(&mut tx, actor, id).await?;
        drop(tx);
        let (kind, object): (OperationKind, ObjectId) = (row.tag("kind")?, view.object());
        let by = row.get::<Option<i64>>("actor_id")?.map(UserId);
        if !may_undo(actor, object, kind, by) {
            return Err(Error::Forbidden(denied(actor, object, kind, by)));
        }
        let (work, undo) = match kind {
            OperationKind::Restore => {
                let permit = actor.delete(object)?;
                (Work::Delete(permit, Box::new(self.object_by_id(object).await?)), OperationKind::Delete)
            }
            OperationKind::Assign => (Work::Assign(actor.edit(object)?), OperationKind::Assign),
            OperationKind::Delete | OperationKind::Purge => return Err(Error::NotFound),
        };
        Ok(Target { id, object, undo, work })
    }

    /// The children of an operation that the actor may undo.
    async fn child_targets(&self, actor: &Actor, id: OperationId) -> Result<Vec<Target>> {
        let mut tx = self.db.snapshot().await?;
        let children = parts_of(&mut tx, id).await?;
        drop(tx);
        let mut targets = Vec::new();
        for (child, _) in children {
            match self.undo_target(actor, child).await {
                Ok(target) => targets.push(target),
                Err(Error::Forbidden(_) | Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(targets)
    }

    /// The records of each target that are still as it left them, without the targets of which none is. All of them
    /// together are deleted at once where the undo deletes, so they need a second person where a deletion of as many
    /// would.
    async fn undoing(&self, tx: &mut Tx, actor: &Actor, targets: Vec<Target>, only: &[RecordId]) -> Result<Undoing> {
        let (mut records, mut open, mut guard) = (0, Vec::new(), Guard::default());
        let mut sets = Vec::new();
        for target in targets {
            let (row, view) = in_sight(tx, actor, target.id).await?;
            let undone = Undone::of(target.id, &row)?;
            let set = |columns: &str| {
                let sql = undoable(columns, &view, &undone);
                if only.is_empty() { sql } else { sql.push(" AND r.id IN ").records(only) }
            };
            let ids = tx.ints(set("r.id")).await?;
            if ids.is_empty() {
                continue;
            }
            if let Work::Delete(permit, _) = &target.work {
                permit.allow_count(count(ids.len()))?;
                let deletable = |columns: &str| set(columns).and_in_scope("r.owner_id", permit.scope());
                records += tx.value::<i64>(deletable("count(*) AS value")).await?.unwrap_or_default();
                open.push(deletable(&self.open_columns()));
                guard = permit.guard();
            }
            sets.push((target, ids));
        }
        Ok(Undoing { guarded: self.needs_approval(tx, guard, records, open).await?, sets })
    }
}

/// An operation that is undone.
struct Target {
    id: OperationId,
    object: ObjectId,
    /// What its undo does.
    undo: OperationKind,
    work: Work,
}

impl Target {
    fn decisions(&self) -> Decisions {
        Decisions { reverts: Some(self.id), ..Decisions::default() }
    }
}

/// What an undo goes through: the records of the operation that was asked for, then those of its children.
struct Undoing {
    sets: Vec<(Target, Vec<i64>)>,
    /// Whether a second person must approve it.
    guarded: bool,
}

/// Whether this actor may undo an operation of this kind by that person at all.
pub(super) fn may_undo(actor: &Actor, object: ObjectId, kind: OperationKind, by: Option<UserId>) -> bool {
    let restore = actor.restore(object).ok();
    let theirs = by == Some(actor.user) || restore.as_ref().is_some_and(|permit| permit.reach() == RestoreReach::Any);
    match kind {
        OperationKind::Delete => restore.is_some_and(|permit| permit.covers_deletion_by(by)),
        OperationKind::Restore => theirs && actor.delete(object).is_ok(),
        OperationKind::Assign => theirs && actor.edit(object).is_ok(),
        OperationKind::Purge => false,
    }
}

/// What an actor lacks who may not undo an operation.
fn denied(actor: &Actor, object: ObjectId, kind: OperationKind, by: Option<UserId>) -> Denied {
    let own = by == Some(actor.user);
    match kind {
        OperationKind::Restore if own => Denied::action(Action::Delete, object),
        OperationKind::Assign if own => Denied::action(Action::Edit, object),
        OperationKind::Delete | OperationKind::Restore | OperationKind::Assign => {
            Denied::right(Right::RestoreAny, object)
        }
        // Nobody may.
        OperationKind::Purge => Denied::default(),
    }
}

/// Ends an operation that has not ended, where it is, and writes it down. The caller has asked for the right.
pub(super) async fn stop(tx: &mut Tx, id: OperationId, by: UserId, now: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE operation SET state = 'stopped', ended_at = ").bind(now);
    if tx.execute(sql.push(" WHERE state IN ('running', 'paused') AND id = ").bind(id)).await? > 0 {
        note_ended(tx, id, EndedBy::Person(by)).await?;
    }
    Ok(())
}

/// An operation whose work is looked at: how far it came.
pub(super) struct Undone {
    id: OperationId,
    kind: OperationKind,
    /// The last record it came to; nothing when it went through all of them.
    watermark: Option<i64>,
}

impl Undone {
    /// From its row.
    pub fn of(id: OperationId, row: &Row) -> Result<Self> {
        let watermark = match row.tag("state")? {
            OperationState::Done => None,
            _ => Some(row.get::<Option<i64>>("watermark")?.unwrap_or(i64::MIN)),
        };
        Ok(Self { id, kind: row.tag("kind")?, watermark })
    }
}

/// `SELECT columns` of the records `r` in sight that are still as the operation left them.
pub(super) fn undoable(columns: &str, sight: &Permit<View>, undone: &Undone) -> Sql {
    let (object, view) = (sight.object(), sight.view());
    match undone.kind {
        OperationKind::Delete => select(columns, Sql::new("record AS r"), Lifecycle::Trashed, object, view)
            .push(" AND r.deletion = ")
            .bind(undone.id),
        OperationKind::Restore => {
            let source = Sql::new("operation_item AS i JOIN record AS r ON r.id = i.record_id");
            let sql = select(columns, source, Lifecycle::Active, object, view)
                .push(" AND i.operation_id = ")
                .bind(undone.id)
                .push(" AND (i.outcome ->> 'skipped') IS NULL");
            let sql = match undone.watermark {
                Some(watermark) => sql.push(" AND i.record_id <= ").bind(watermark),
                None => sql,
            };
            unmoved(sql, "r.id", undone.id, undone.id)
        }
        OperationKind::Assign => {
            let source = Sql::new("record_version AS v JOIN record AS r ON r.id = v.record_id");
            select(columns, source, Lifecycle::Active, object, view)
                .push(" AND v.operation_id = ")
                .bind(undone.id)
                .push(&format!(" AND r.owner_id IS NOT DISTINCT FROM {}", super::assign::GIVEN))
        }
        OperationKind::Purge => {
            select(columns, Sql::new("record AS r"), Lifecycle::Trashed, object, view).push(" AND FALSE")
        }
    }
}

/// Adds that no operation after `since`, other than `but`, has deleted or restored the record in column `record`. One that
/// did not come to it, or skipped it, has not.
pub(super) fn unmoved(sql: Sql, record: &str, since: OperationId, but: OperationId) -> Sql {
    sql.push(&format!(
        " AND NOT EXISTS (SELECT 1 FROM operation_item AS later JOIN operation AS moved \
         ON moved.id = later.operation_id WHERE later.record_id = {record} AND moved.kind IN ('delete', 'restore') \
         AND (moved.state = 'done' OR later.record_id <= moved.watermark) AND (later.outcome ->> 'skipped') IS NULL \
         AND later.operation_id > "
    ))
    .bind(since)
    .push(" AND later.operation_id <> ")
    .bind(but)
    .push(")")
}
