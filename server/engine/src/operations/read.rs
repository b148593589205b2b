//! The page of an operation: what it did, what is left of it, what came later.

use super::control::controls;
use crate::{
    Engine, Error, Result,
    db::{Row, Sql, Tx},
    objects::names,
    records::{Life, person, select},
};
use domain::{
    ids::{ObjectId, OperationId, RecordId, UserId},
    operation::{
        LaterOperation, OperationItem, OperationItems, OperationKind, OperationState, OperationView, Outcome,
        SkipReason,
    },
    policy::{Actor, Permit, View},
    time::Timestamp,
};

/// Later operations a page names.
const LATER: i64 = 20;

impl Engine {
    /// An operation by its address. Whoever did it sees it; so does whoever may see the trash of its object, where its
    /// records show their names within sight and no further. To others it is unknown.
    pub async fn operation(&self, actor: &Actor, id: OperationId) -> Result<OperationView> {
        let mut tx = self.db.snapshot().await?;
        let (row, permit) = in_sight(&mut tx, actor, id).await?;
        let at = row.time("at")?;
        let now = self.now();
        let (kind, state): (OperationKind, OperationState) = (row.tag("kind")?, row.tag("state")?);
        let in_trash =
            select("count(*) AS value", Sql::new("record AS r"), Life::Deleted, permit.object(), permit.view())
                .push(" AND r.deletion = ")
                .bind(id);
        let in_trash = tx.value(in_trash).await?.unwrap_or_default();
        let by = person(&row, "actor")?;
        let deleter = by.as_ref().map(|by| by.id);
        let restore = actor.restore(permit.object());
        Ok(OperationView {
            id,
            kind,
            state,
            total: row.int("total")?,
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
            later: later(&mut tx, id).await?,
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
        "SELECT o.kind, o.state, o.total, o.ended, o.watermark, o.object_id, o.actor_id, actor.name AS actor_name, o.at, o.surface, o.reason, o.undoes, o.done, \
         o.skipped, object.slug, object.one_en, object.many_en, object.one_it, object.many_it \
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

async fn later(tx: &mut Tx, id: OperationId) -> Result<Vec<LaterOperation>> {
    let sql = Sql::new(
        "SELECT o.id, o.kind, o.at, o.actor_id, actor.name AS actor_name, touched.records FROM ( \
         SELECT theirs.operation_id, count(*) AS records FROM operation_item AS ours \
         JOIN operation_item AS theirs ON theirs.record_id = ours.record_id AND theirs.operation_id > ours.operation_id \
         WHERE ours.operation_id = ",
    )
    .bind(id)
    .push(
        " GROUP BY theirs.operation_id) AS touched JOIN operation AS o ON o.id = touched.operation_id \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id ORDER BY o.id DESC LIMIT ",
    )
    .bind(LATER);
    tx.all(sql)
        .await?
        .iter()
        .map(|row| {
            Ok(LaterOperation {
                id: OperationId(row.int("id")?),
                kind: row.tag::<OperationKind>("kind")?,
                at: row.time("at")?,
                by: person(row, "actor")?,
                records: row.int("records")?,
            })
        })
        .collect()
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
