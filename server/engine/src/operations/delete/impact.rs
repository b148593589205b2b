//! The impact of a deletion on other records, counted by the database. It is not part of the preview, so that no confirm
//! waits for it.
//!
//! Records that the actor may not see do not exist: they are not counted, nor does an activity stay visible on them.

use crate::{
    Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    operations::Operations,
    operations::in_sight,
    records::Lifecycle,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    operation::{DeletionImpact, IMPACT_MAX, Open, Selection},
    policy::{Actor, Delete, Permit},
};

/// The ids of the records that are linked to one of the chosen and are not chosen themselves.
const IMPACTED: &str = ", impacted (id) AS MATERIALIZED (SELECT a.to_id FROM chosen AS c CROSS JOIN association AS a \
                       WHERE a.from_id = c.id UNION SELECT a.from_id FROM chosen AS c CROSS JOIN association AS a \
                       WHERE a.to_id = c.id EXCEPT SELECT id FROM chosen) ";

/// The records to be deleted, `WITH chosen (id) AS (…)`, and the user who deletes them.
struct ChosenRecords {
    chosen: Sql,
    by: Option<UserId>,
}

impl ChosenRecords {
    /// The first [`IMPACT_MAX`] records of a query of ids.
    fn of(records: Sql, by: Option<UserId>) -> Self {
        let chosen = records.push(&format!(" LIMIT {IMPACT_MAX})")).prepend("WITH chosen (id) AS MATERIALIZED (");
        Self { chosen, by }
    }

    fn then(&self, text: &str) -> Sql {
        self.chosen.clone().push(text)
    }
}

impl Operations {
    /// The impact of deleting a selection.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`](crate::Error::Forbidden) for several records where the actor may delete one at a time only.
    pub async fn preview_impact(
        &self,
        actor: &Actor,
        permit: &Permit<Delete>,
        selection: &Selection,
    ) -> Result<DeletionImpact> {
        let mut tx = self.store.snapshot().await?;
        let chosen = ChosenRecords::of(self.changeable("r.id", permit, selection), Some(permit.actor()));
        let impact = self.impact(&mut tx, actor, &chosen).await?;
        permit.require_bulk_right(impact.looked_at)?;
        Ok(impact)
    }

    /// The impact of a deletion that waits for the actor's approval, as far as the actor sees it.
    pub async fn impact_of_waiting(&self, actor: &Actor, deletion: OperationId) -> Result<DeletionImpact> {
        let mut tx = self.store.snapshot().await?;
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
        self.impact(&mut tx, actor, &ChosenRecords::of(set, by)).await
    }

    async fn impact(&self, tx: &mut Tx, actor: &Actor, chosen: &ChosenRecords) -> Result<DeletionImpact> {
        tx.set_planner_hints(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        // Cancels the query when the request is gone, or has been answered.
        let wanted = self.store.cancel_on_drop(tx).await?;
        let mut impact = DeletionImpact::default();
        self.count_chosen(tx, chosen, &mut impact).await?;
        self.count_linked(tx, actor, chosen, &mut impact).await?;
        wanted.done();
        Ok(impact)
    }

    /// The columns of the sum of amounts in hundredths, and their currency.
    pub(in crate::operations) fn amount(&self) -> String {
        let amount = "r.properties ->> 'amount'";
        let number = self.store.number(amount);
        format!(
            "CAST(coalesce(sum(CAST(round({number} * 100) AS BIGINT)), 0) AS BIGINT) AS cents, \
             substr({amount}, length({amount}) - 2) AS currency"
        )
    }

    async fn count_chosen(&self, tx: &mut Tx, chosen: &ChosenRecords, impact: &mut DeletionImpact) -> Result<()> {
        let by = chosen.by.map_or_else(|| "NULL".to_owned(), |by| by.to_string());
        let sql = chosen
            .then(" SELECT CASE WHEN s.kind = 'open' THEN 1 ELSE 0 END AS open, count(*) AS n, ")
            .push(&format!("count(nullif(r.owner_id, {by})) AS theirs, "))
            .push(&self.amount())
            .push(
                " FROM chosen AS c CROSS JOIN record AS r LEFT JOIN stage AS s ON s.id = r.stage_id WHERE r.id = c.id \
                 GROUP BY 1, 5",
            );
        for row in tx.all(sql).await? {
            impact.looked_at += row.int("n")?;
            impact.of_others += row.int("theirs")?;
            add_open(&mut impact.open, &row)?;
        }
        impact.whole = impact.looked_at < IMPACT_MAX;
        Ok(())
    }

    async fn count_linked(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        chosen: &ChosenRecords,
        impact: &mut DeletionImpact,
    ) -> Result<()> {
        let sight = VisibleObjects::of(tx, actor, ObjectKinds::Any).await?;
        let things = VisibleObjects::of(tx, actor, ObjectKinds::NonActivities).await?;
        let sql = chosen
            .then(IMPACTED)
            .push("SELECT CASE WHEN s.kind = 'open' THEN 1 ELSE 0 END AS open, count(*) AS n, r.object_id, ")
            .push(&self.amount())
            .push(&format!(
                ", CAST(sum(CASE WHEN o.activity AND {} THEN 1 ELSE 0 END) AS BIGINT) AS still",
                still_shown(&things)
            ))
            .push(
                ", o.activity, CASE WHEN p.key IS NULL OR r.properties ->> 'done' = 'yes' THEN 0 ELSE 1 END AS to_do \
                 FROM impacted AS t CROSS JOIN record AS r JOIN object AS o ON o.id = r.object_id \
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
                impact.activities += count;
                impact.still_shown += still;
                if count > still {
                    *impact.leaving.entry(ObjectId(row.int("object_id")?)).or_default() += count - still;
                }
                impact.to_do += if row.get::<i32>("to_do")? == 1 { count } else { 0 };
            } else {
                let losing = impact.losing.entry(ObjectId(row.int("object_id")?)).or_default();
                losing.count += count;
                add_open(&mut losing.open, &row)?;
            }
        }
        Ok(())
    }
}

/// The condition that an activity `r` stays on the timeline of a record that is not in `chosen (id)`. The subquery makes
/// PostgreSQL look up each record by its id: without statistics it would scan all living records for each activity.
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
