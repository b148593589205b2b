//! The page of an operation: what it did, what is left of it, what came later.

use super::{control::controls, later::later};
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    objects::names,
    records::{Life, person, select},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{OperationItem, OperationItems, OperationKind, OperationState, OperationView, Outcome, SkipReason},
    policy::{Actor, Permit, View},
    time::Timestamp,
};

impl Engine {
    /// An operation by its address. Whoever did it sees it; so does whoever may see the trash of its object, where its
    /// records show their names within sight and no further. To others it is unknown.
    pub async fn operation(&self, actor: &Actor, id: OperationId) -> Result<OperationView> {
        let mut tx = self.db.snapshot().await?;
        let (row, permit) = in_sight(&mut tx, actor, id).await?;
        let at = row.time("at")?;
        let now = self.now();
        let (kind, state): (OperationKind, OperationState) = (row.tag("kind")?, row.tag("state")?);
        let total = row.int("total")?;
        // A page that is asked every second how far it is does not count a million records each time.
        let (in_trash, later) = if state.has_ended() {
            let rows = Sql::new("record AS r");
            let sql = select("count(*) AS value", rows, Life::Deleted, permit.object(), permit.view());
            let in_trash = tx.value(sql.push(" AND r.deletion = ").bind(id)).await?.unwrap_or_default();
            (in_trash, later(&mut tx, id, permit.object(), total).await?)
        } else {
            let deleted = if kind == OperationKind::Delete { row.int("done")? } else { 0 };
            (deleted, Vec::new())
        };
        let by = person(&row, "actor")?;
        let deleter = by.as_ref().map(|by| by.id);
        let restore = actor.restore(permit.object());
        Ok(OperationView {
            id,
            kind,
            state,
            total,
            seen: row.get::<Option<i64>>("ended")?.map_or(now, Timestamp),
            controls: controls(actor, permit.object(), kind, state, deleter),
            slug: row.text("slug")?,
            names: names(&row)?,
            at,
            surface: row.tag("surface")?,
            reason: row.get("reason")?,
            done: row.int("done")?,
            skipped: row.int("skipped")?,
            in_trash,
            until: at.retained_until(),
            days_left: now.days_left(at.retained_until()),
            undoes: row.get::<Option<i64>>("undoes")?.map(OperationId),
            later,
            may_restore: in_trash > 0
                && state.has_ended()
                && restore.is_ok_and(|permit| permit.covers_deletion_by(deleter)),
            by,
        })
    }

    /// The records of an operation by id, `limit` at a time, as far as they are in sight.
    pub async fn operation_items(
        &self,
        actor: &Actor,
        id: OperationId,
        after: Option<RecordId>,
        limit: i64,
    ) -> Result<OperationItems> {
        let mut tx = self.db.snapshot().await?;
        let (operation, permit) = in_sight(&mut tx, actor, id).await?;
        let reached = Reached::of(&operation)?;
        let columns = "r.id, r.name, r.owner_id, owner.name AS owner_name, i.outcome, r.deletion IS NULL AS living";
        let source = Sql::new(
            "operation_item AS i JOIN record AS r ON r.id = i.record_id \
             LEFT JOIN app_user AS owner ON owner.id = r.owner_id",
        );
        let sql = select(columns, source, Life::Any, permit.object(), permit.view())
            .push(" AND i.operation_id = ")
            .bind(id)
            .push(" AND i.record_id > ")
            .bind(after.map_or(i64::MIN, |record| record.0))
            .push(" ORDER BY i.record_id LIMIT ")
            .bind(limit + 1);
        let mut items = tx.all(sql).await?.iter().map(|row| item(row, &reached)).collect::<Result<Vec<_>>>()?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(|item| item.record) } else { None };
        Ok(OperationItems { items, next })
    }
}

/// The operation, if the actor may open its page.
async fn in_sight(tx: &mut Tx, actor: &Actor, id: OperationId) -> Result<(Row, Permit<View>)> {
    let sql = Sql::new(
        "SELECT o.kind, o.state, o.total, o.ended, o.watermark, o.object_id, o.actor_id, actor.name AS actor_name, \
         o.at, o.surface, o.reason, o.undoes, o.done, o.skipped, object.slug, object.one_en, object.many_en, object.one_it, object.many_it \
         FROM operation AS o JOIN object ON object.id = o.object_id \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE o.id = ",
    )
    .bind(id);
    let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
    let object = ObjectId(row.int("object_id")?);
    let permit = actor.view(object)?;
    let own = row.get::<Option<i64>>("actor_id")?.map(UserId) == Some(actor.user);
    if !own && actor.see_trash(object).is_err() {
        return Err(Error::NotFound);
    }
    Ok((row, permit))
}

/// How far an operation came.
struct Reached {
    state: OperationState,
    watermark: i64,
}

impl Reached {
    fn of(operation: &Row) -> Result<Self> {
        let watermark = operation.get::<Option<i64>>("watermark")?.unwrap_or(i64::MIN);
        Ok(Self { state: operation.tag("state")?, watermark })
    }

    /// What happened to a record that no outcome was noted for.
    fn outcome(&self, record: RecordId) -> Outcome {
        match self.state {
            OperationState::Done => Outcome::Done,
            _ if record.0 <= self.watermark => Outcome::Done,
            OperationState::Stopped => Outcome::Skipped { reason: SkipReason::NotReached },
            _ => Outcome::Waiting,
        }
    }
}

fn item(row: &Row, reached: &Reached) -> Result<OperationItem> {
    let record = RecordId(row.int("id")?);
    Ok(OperationItem {
        record,
        name: row.text("name")?,
        owner: person(row, "owner")?,
        outcome: row.json_or_null("outcome")?.unwrap_or_else(|| reached.outcome(record)),
        living: row.get("living")?,
    })
}
