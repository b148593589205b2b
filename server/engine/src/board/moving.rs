//! Moving records to a stage: an edit of one field, of one record or of many.
//!
//! Only the stage changes, so concurrent edits of other fields are kept; a form that was opened before is refused by
//! its version. A move is one transaction whose statements each take all of its records, so that two moves, or a move
//! and a deletion, lock in one order.

use crate::{
    Error, Result,
    board::Boards,
    db::{Sql, Tx},
    keys::claim,
    records::Lifecycle,
};
use domain::{
    board::{MOVE_MAX, MoveOrder, MoveRefused, Moved},
    ids::{RecordId, StageId, UserId},
    object::{Object, STAGE},
    operation::{Preview, Selection},
    policy::{Action, Denied, Edit, Permit, View},
    record::Change,
    surface::Surface,
};
use serde_json::json;

/// A record to move, in its current state.
struct Found {
    id: RecordId,
    owner: Option<UserId>,
    stage: Option<StageId>,
    version: i64,
}

impl Boards {
    /// The records that moving a selection would change. Reads only.
    ///
    /// # Errors
    /// [`Error::NotFound`] if nothing of the selection is visible.
    pub async fn preview_move(&self, permit: &Permit<Edit>, selection: &Selection) -> Result<Preview> {
        self.operations.preview_assign(permit, selection).await
    }

    /// Moves active records to a stage. Records that the actor may not edit stay where they are and are named.
    ///
    /// # Errors
    /// [`Error::NotFound`] if nothing of the selection is active and visible; [`Error::Forbidden`] if it is one record
    /// that the actor may not edit.
    pub async fn move_to_stage(
        &self,
        permit: &Permit<Edit>,
        object: &Object,
        order: &MoveOrder,
    ) -> Result<Result<Moved, MoveRefused>> {
        if object.stage(order.to).is_none() {
            return Ok(Err(MoveRefused::NoSuchStage));
        }
        let mut tx = self.store.write().await?;
        // Locks the stage, so that it is not archived meanwhile.
        claim(&mut tx, object, std::iter::empty()).await?;
        let wanted = |columns: &str| {
            self.operations.selected(columns, permit, &order.selection).push(&Lifecycle::Active.condition("r"))
        };
        let ids = tx.ints(wanted("r.id").push(" ORDER BY r.id LIMIT ").bind(MOVE_MAX + 1)).await?;
        if i64::try_from(ids.len()).is_ok_and(|count| count > MOVE_MAX) {
            let count = tx.value(wanted("count(*) AS value")).await?.unwrap_or_default();
            return Ok(Err(MoveRefused::TooMany { count, most: MOVE_MAX }));
        }
        let these = |columns: &str| wanted(columns).push(" AND r.id IN ").in_list(ids.iter().copied());
        // Locks the records, so that their versions stay current.
        tx.hold(these("r.id")).await?;
        let found = tx
            .all(these("r.id, r.owner_id, r.stage_id, r.version"))
            .await?
            .iter()
            .map(|row| {
                Ok(Found {
                    id: RecordId(row.int("id")?),
                    owner: row.get::<Option<i64>>("owner_id")?.map(UserId),
                    stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
                    version: row.int("version")?,
                })
            })
            .collect::<Result<Vec<Found>>>()?;
        let (may, may_not): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|found| permit.covers(found.owner));
        match (&may[..], &may_not[..]) {
            ([], []) => return Err(Error::NotFound),
            ([], [one]) => return Err(Error::Forbidden(Denied::action(Action::Edit, object.id).of(one.id))),
            _ => {}
        }
        let there = i64::try_from(may.len()).unwrap_or_default();
        let moving: Vec<&Found> = may.iter().filter(|found| found.stage != Some(order.to)).collect();
        if let Some(moved) = moving.iter().find(|found| order.from.is_some_and(|from| found.stage != Some(from))) {
            return Ok(Err(MoveRefused::Elsewhere(moved.stage)));
        }
        if !moving.is_empty() {
            self.write_moves(&mut tx, permit, order.to, &moving).await?;
            tx.commit().await?;
        }
        Ok(Ok(Moved { there, not_yours: may_not.into_iter().map(|found| found.id).collect() }))
    }

    /// The names of some visible active records, for a message.
    pub async fn names_of(&self, permit: &Permit<View>, records: &[RecordId]) -> Result<Vec<String>> {
        let sql = self
            .records
            .find("r.name", None, "", Lifecycle::Active, permit.object(), permit.view())
            .push(" AND r.id IN ")
            .records(records)
            .push(" ORDER BY r.name_normalized, r.id");
        self.store.all(sql).await?.iter().map(|row| row.text("name")).collect()
    }

    async fn write_moves(&self, tx: &mut Tx, permit: &Permit<Edit>, to: StageId, moving: &[&Found]) -> Result<()> {
        let at = self.store.now();
        let versions = moving.iter().map(|found| {
            let change = Change {
                field: STAGE.to_owned(),
                old: found.stage.map(|stage| stage.to_string()),
                new: Some(to.to_string()),
            };
            json!([found.id, found.version + 1, [change]])
        });
        let sql = Sql::new(
            "INSERT INTO record_version (record_id, version, created_at, actor_id, surface, changes) \
             SELECT CAST(each.value ->> 0 AS BIGINT), CAST(each.value ->> 1 AS BIGINT), ",
        )
        .bind(at)
        .push(", ")
        .bind(permit.actor())
        .push(", ")
        .bind(Surface::Board.tag())
        .push(", each.value -> 2 FROM ")
        .json_rows(versions);
        tx.execute(sql).await?;
        let sql = Sql::new("UPDATE record SET stage_id = ")
            .bind(to)
            .push(", updated_at = ")
            .bind(at)
            .push(", version = version + 1 WHERE id IN ")
            .in_list(moving.iter().map(|found| found.id.0));
        tx.execute(sql).await?;
        Ok(())
    }
}
