//! What a deletion touches: sets, counted by the database, apart from the preview so that no confirm waits for it.
//!
//! What the actor may not see does not exist: it is neither counted as touched, nor as what an activity stays visible on.

use crate::{
    Engine, Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    operations::in_sight,
    records::Lifecycle,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{Open, Selection, TOUCHED_MOST, Touched},
    policy::{Actor, Delete, Permit},
};

/// A row for every record that is linked to one of the chosen and is none of them.
const TOUCHED: &str = ", touched (id) AS MATERIALIZED (SELECT a.to_id FROM chosen AS c CROSS JOIN association AS a \
                       WHERE a.from_id = c.id UNION SELECT a.from_id FROM chosen AS c CROSS JOIN association AS a \
                       WHERE a.to_id = c.id EXCEPT SELECT id FROM chosen) ";

/// What is looked at: `WITH chosen (id) AS (…)`, and who deletes it.
struct Looked {
    chosen: Sql,
    by: Option<UserId>,
}

impl Looked {
    /// At most so many records of a query of ids.
    fn at(records: Sql, by: Option<UserId>) -> Self {
        let chosen = records.push(&format!(" LIMIT {TOUCHED_MOST})")).prepend("WITH chosen (id) AS MATERIALIZED (");
        Self { chosen, by }
    }

    fn then(&self, text: &str) -> Sql {
        self.chosen.clone().push(text)
    }
}

impl Engine {
    /// What deleting a selection touches beyond its records.
    pub async fn preview_touched(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
    ) -> Result<Touched> {
        let mut tx = self.db.snapshot().await?;
        let looked = Looked::at(self.changeable("r.id", permit, selection), Some(permit.actor()));
        let touched = self.look_at(&mut tx, actor, &looked).await?;
        permit.allow_count(touched.looked_at)?;
        Ok(touched)
    }

    /// What a deletion that waits for the actor's decision will touch, as far as the actor sees it.
    pub async fn touched_by(&self, actor: &Actor, deletion: OperationId) -> Result<Touched> {
        let mut tx = self.db.snapshot().await?;
        let (row, permit) = in_sight(&mut tx, actor, deletion).await?;
        actor.approve(permit.object())?;
        let set = Sql::new(
            "SELECT r.id FROM operation_item AS i CROSS JOIN record AS r WHERE r.id = i.record_id AND i.outcome IS NULL \
             AND i.operation_id = ",
        )
        .bind(deletion)
        .push(&Lifecycle::Active.condition("r"))
        .and_in_scope("r.owner_id", permit.view());
        let by = row.get::<Option<i64>>("actor_id")?.map(UserId);
        self.look_at(&mut tx, actor, &Looked::at(set, by)).await
    }

    async fn look_at(&self, tx: &mut Tx, actor: &Actor, looked: &Looked) -> Result<Touched> {
        tx.set_planner_hints(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        // Whoever has confirmed, or gone, meanwhile does not wait for it.
        let wanted = self.db.cancel_on_drop(tx).await?;
        let mut touched = Touched::default();
        self.look_at_chosen(tx, looked, &mut touched).await?;
        self.look_at_links(tx, actor, looked, &mut touched).await?;
        wanted.done();
        Ok(touched)
    }

    /// An amount in hundredths, and its currency.
    pub(in crate::operations) fn amount(&self) -> String {
        let amount = "r.properties ->> 'amount'";
        let number = self.db.number(amount);
        format!(
            "CAST(coalesce(sum(CAST(round({number} * 100) AS BIGINT)), 0) AS BIGINT) AS cents, \
             substr({amount}, length({amount}) - 2) AS currency"
        )
    }

    async fn look_at_chosen(&self, tx: &mut Tx, looked: &Looked, touched: &mut Touched) -> Result<()> {
        let by = looked.by.map_or_else(|| "NULL".to_owned(), |by| by.to_string());
        let sql = looked
            .then(" SELECT CASE WHEN s.kind = 'open' THEN 1 ELSE 0 END AS open, count(*) AS n, ")
            .push(&format!("count(nullif(r.owner_id, {by})) AS theirs, "))
            .push(&self.amount())
            .push(
                " FROM chosen AS c CROSS JOIN record AS r LEFT JOIN stage AS s ON s.id = r.stage_id WHERE r.id = c.id \
                 GROUP BY 1, 5",
            );
        for row in tx.all(sql).await? {
            touched.looked_at += row.int("n")?;
            touched.of_others += row.int("theirs")?;
            add_open(&mut touched.open, &row)?;
        }
        touched.whole = touched.looked_at < TOUCHED_MOST;
        Ok(())
    }

    async fn look_at_links(&self, tx: &mut Tx, actor: &Actor, looked: &Looked, touched: &mut Touched) -> Result<()> {
        let sight = VisibleObjects::of(tx, actor, ObjectKinds::Any).await?;
        let things = VisibleObjects::of(tx, actor, ObjectKinds::NonActivities).await?;
        let sql = looked
            .then(TOUCHED)
            .push("SELECT CASE WHEN s.kind = 'open' THEN 1 ELSE 0 END AS open, count(*) AS n, r.object_id, ")
            .push(&self.amount())
            .push(&format!(
                ", CAST(sum(CASE WHEN o.activity AND {} THEN 1 ELSE 0 END) AS BIGINT) AS still",
                still_shown(&things)
            ))
            .push(
                ", o.activity, CASE WHEN p.key IS NULL OR r.properties ->> 'done' = 'yes' THEN 0 ELSE 1 END AS to_do \
                 FROM touched AS t CROSS JOIN record AS r JOIN object AS o ON o.id = r.object_id \
                 LEFT JOIN stage AS s ON s.id = r.stage_id \
                 LEFT JOIN property AS p ON p.object_id = r.object_id AND p.key = 'done' WHERE r.id = t.id",
            )
            .push(&Lifecycle::Active.condition("r"))
            .push(" AND ")
            .push(&sight.condition("r"))
            .push(" GROUP BY 1, 3, 5, 7, 8");
        for row in tx.all(sql).await? {
            let count = row.int("n")?;
            if row.get("activity")? {
                let still = row.int("still")?;
                touched.activities += count;
                touched.still_shown += still;
                if count > still {
                    *touched.leaving.entry(ObjectId(row.int("object_id")?)).or_default() += count - still;
                }
                touched.to_do += if row.get::<i32>("to_do")? == 1 { count } else { 0 };
            } else {
                let losing = touched.losing.entry(ObjectId(row.int("object_id")?)).or_default();
                losing.count += count;
                add_open(&mut losing.open, &row)?;
            }
        }
        Ok(())
    }
}

/// The condition that an activity `r` stays on the timeline of a record that is not `chosen (id)`. Said so that each record is
/// looked up by its id: PostgreSQL, which may not have counted yet, would go through all that lives for each activity.
pub(in crate::operations) fn still_shown(things: &VisibleObjects) -> String {
    let other = |here: &str, there: &str| {
        format!(
            "EXISTS (SELECT 1 FROM association AS a WHERE a.{here} = r.id AND a.{there} NOT IN (SELECT id FROM chosen) \
             AND (SELECT k.id FROM record AS k WHERE k.id = a.{there}{} AND {}) IS NOT NULL)",
            Lifecycle::Active.condition("k"),
            things.condition("k"),
        )
    };
    format!("({} OR {})", other("to_id", "from_id"), other("from_id", "to_id"))
}

fn add_open(open: &mut Open, row: &Row) -> Result<()> {
    if row.get::<i32>("open")? == 1 {
        let cents = row.int("cents")?;
        open.add(row.int("n")?, row.get::<Option<String>>("currency")?.map(|currency| (currency, cents)));
    }
    Ok(())
}
