//! The index of operations, latest first: the actor's own, and everyone's for actors who see the trash.

use super::{read::some_in_sight, undo::may_undo};
use crate::{
    Result,
    db::{Row, Sql, Tx},
    operations::Operations,
    rows::{object_names, person},
};
use domain::{
    ids::{ObjectId, OperationId},
    operation::{
        CHART_DAYS, DayCount, OPERATION_PAGE, OperationKind, OperationPage, OperationQuery, OperationRow,
        OperationState, Whose,
    },
    policy::Actor,
    time::{Date, Timestamp},
};
use std::collections::BTreeSet;

const OPEN: &str = "('preparing', 'waiting', 'running', 'paused')";
/// The states that the shell shows as progress: not waiting for approval, which may take days.
const IN_PROGRESS: &str = "('preparing', 'running', 'paused')";

/// Most operations that the shell shows.
const SHOWN: i64 = 20;

impl Operations {
    /// One page of the operations that the actor may see, with the deletions per day of the same view.
    pub async fn list_operations(&self, actor: &Actor, query: &OperationQuery) -> Result<OperationPage> {
        let mut tx = self.store.snapshot().await?;
        let sql = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it FROM object ORDER BY id";
        let mut objects = Vec::new();
        for row in tx.all(Sql::new(sql)).await? {
            let id = ObjectId(row.int("id")?);
            if actor.view(id).is_ok() {
                objects.push((id, row.text("slug")?, object_names(&row)?));
            }
        }
        let viewer = Viewer { actor, objects: objects.iter().map(|(id, ..)| *id).collect() };
        let sql = apply_query(viewer.rows(ROW, query.whose), query);
        let sql = match query.after {
            Some(after) => sql.push(" AND o.id < ").bind(after),
            None => sql,
        };
        let mut rows = tx.all(sql.push(" ORDER BY o.id DESC LIMIT ").bind(OPERATION_PAGE + 1)).await?;
        let limit = usize::try_from(OPERATION_PAGE).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let undone = undone(&mut tx, &rows).await?;
        let now = self.store.now();
        let rows = rows.iter().map(|row| operation_row(row, actor, &undone, now)).collect::<Result<Vec<_>>>()?;
        let today = now.date();
        Ok(OperationPage {
            next: if more { rows.last().map(|row| row.id) } else { None },
            rows,
            may_see_everyone: viewer.objects.iter().any(|object| actor.see_trash(*object).is_ok()),
            actors: viewer.actors(&mut tx).await?,
            chart: viewer.chart(&mut tx, query, today).await?,
            objects,
            today: Some(today),
        })
    }

    /// The actor's own operations that are in progress, latest first.
    pub async fn open_operations_of(&self, actor: &Actor) -> Result<Vec<OperationId>> {
        let sql = Sql::new("SELECT id FROM operation WHERE state IN ")
            .push(IN_PROGRESS)
            .push(" AND actor_id = ")
            .bind(actor.user)
            .push(" ORDER BY id DESC LIMIT ")
            .bind(SHOWN);
        self.store.all(sql).await?.iter().map(|row| row.int("id").map(OperationId)).collect()
    }
}

const ROW: &str = "o.id, o.kind, o.state, o.total, o.done, o.skipped, o.undoes_operation_id, o.created_at, o.expires_at, o.surface, o.reason, \
                   o.object_id, o.actor_id, actor.name AS actor_name, object.slug, object.singular_en, object.plural_en, \
                   object.singular_it, object.plural_it";

/// An actor, and the objects whose operations they may see.
struct Viewer<'a> {
    actor: &'a Actor,
    objects: Vec<ObjectId>,
}

impl Viewer<'_> {
    /// `SELECT columns` of the operations `o` that the viewer may see.
    fn rows(&self, columns: &str, whose: Whose) -> Sql {
        Sql::new(&format!(
            "SELECT {columns} FROM operation AS o JOIN object ON object.id = o.object_id \
             LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE ({}) AND o.object_id IN ",
            self.condition(whose)
        ))
        .in_list(self.objects.iter().map(|id| id.0))
    }

    fn condition(&self, whose: Whose) -> String {
        let mine = format!("o.actor_id = {}", self.actor.user);
        let seen = self.objects.iter().filter_map(|object| self.actor.see_trash(*object).ok());
        let seen = seen.map(|permit| {
            let some = some_in_sight(permit.view()).map(|some| format!(" AND {some}"));
            format!("(o.object_id = {}{})", permit.object(), some.unwrap_or_default())
        });
        match whose {
            Whose::Everyone => seen.fold(mine, |mine, seen| format!("{mine} OR {seen}")),
            Whose::Mine => mine,
        }
    }

    /// The users with an operation that the viewer may see: the choices of the filter.
    async fn actors(&self, tx: &mut Tx) -> Result<Vec<domain::people::Person>> {
        let sql = format!(
            "SELECT u.id AS actor_id, u.name AS actor_name FROM app_user AS u WHERE EXISTS (SELECT 1 FROM operation AS o \
             WHERE o.actor_id = u.id AND ({})) ORDER BY u.name_normalized, u.id",
            self.condition(Whose::Everyone)
        );
        let rows = tx.all(Sql::new(&sql).unprepared()).await?;
        rows.iter().filter_map(|row| person(row, "actor").transpose()).collect()
    }

    async fn chart(&self, tx: &mut Tx, query: &OperationQuery, today: Date) -> Result<Vec<DayCount>> {
        const DAY: i64 = 86_400_000_000;

        let from = today.start().plus_days(1 - CHART_DAYS);
        let any = OperationQuery { from: None, to: None, kind: None, open: false, ..query.clone() };
        let day = format!("(o.created_at - {}) / {DAY}", from.0);
        let columns = format!("{day} AS day, o.surface, CAST(sum(o.done) AS BIGINT) AS records");
        let sql = apply_query(self.rows(&columns, query.whose), &any)
            .push(" AND o.kind = 'delete' AND o.created_at >= ")
            .bind(from)
            .push(&format!(" GROUP BY {day}, o.surface ORDER BY {day}, o.surface"));
        tx.all(sql)
            .await?
            .iter()
            .map(|row| {
                let day = from.plus_days(row.int("day")?).date();
                Ok(DayCount { day, surface: row.tag("surface")?, records: row.int("records")? })
            })
            .collect()
    }
}

fn apply_query(sql: Sql, query: &OperationQuery) -> Sql {
    let mut sql = sql;
    if let Some(kind) = query.kind {
        sql = sql.push(" AND o.kind = ").bind(kind.tag());
    }
    if let Some(by) = query.by {
        sql = sql.push(" AND o.actor_id = ").bind(by);
    }
    if let Some(object) = &query.object {
        sql = sql.push(" AND object.slug = ").bind(object);
    }
    if let Some(from) = query.from {
        sql = sql.push(" AND o.created_at >= ").bind(from.start());
    }
    if let Some(to) = query.to {
        sql = sql.push(" AND o.created_at < ").bind(to.end());
    }
    if query.open { sql.push(" AND o.state IN ").push(OPEN) } else { sql }
}

/// Those of these operations that a later one undid as a whole. A declined undo does not count.
async fn undone(tx: &mut Tx, rows: &[Row]) -> Result<BTreeSet<i64>> {
    let ids = rows.iter().map(|row| row.int("id")).collect::<Result<Vec<_>>>()?;
    let Some(oldest) = ids.iter().min().copied() else { return Ok(BTreeSet::new()) };
    let sql = Sql::new("SELECT undoes_operation_id FROM operation WHERE state <> 'declined' AND id > ").bind(oldest);
    let sql = sql.push(" AND undoes_operation_id IN ").in_list(ids);
    Ok(tx.ints(sql).await?.into_iter().collect())
}

fn operation_row(row: &Row, actor: &Actor, undone: &BTreeSet<i64>, now: Timestamp) -> Result<OperationRow> {
    let id = OperationId(row.int("id")?);
    let (kind, state): (OperationKind, OperationState) = (row.tag("kind")?, row.tag("state")?);
    let by = person(row, "actor")?;
    let waits = row.get::<Option<i64>>("expires_at")?.is_none_or(|expires| Timestamp(expires) > now);
    let left = state.has_ended() && row.int("done")? > 0 && waits && !undone.contains(&id.0);
    let object = ObjectId(row.int("object_id")?);
    Ok(OperationRow {
        id,
        kind,
        slug: row.text("slug")?,
        names: object_names(row)?,
        may_undo: left && may_undo(actor, object, kind, by.as_ref().map(|by| by.id)),
        by,
        at: row.time("created_at")?,
        surface: row.tag("surface")?,
        reason: row.get("reason")?,
        state,
        total: row.int("total")?,
        done: row.int("done")?,
        skipped: row.int("skipped")?,
        undoes: row.get::<Option<i64>>("undoes_operation_id")?.map(OperationId),
    })
}
