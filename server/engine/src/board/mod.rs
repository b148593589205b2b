//! Boards: the records of a pipeline, by stage.
//!
//! The totals of a column come from counters that the database maintains; with a search or a filter they are counted,
//! in a query that is cancelled when the client disconnects. The cards of a column are a keyset page of the index by
//! stage. So neither costs more with more records.

mod moving;

use crate::{
    Error, Result,
    db::{Row, Sql, Store, Tx},
    operations::Operations,
    records::{Lifecycle, Records},
    rows::person,
};
use domain::{
    board::{AMOUNT, Board, BoardQuery, COLUMN_PAGE, Card, CardCursor, Column},
    filter::Filter,
    ids::{RecordId, StageId},
    object::{Object, Stage},
    policy::{Edit, Permit, View},
    text::search_term,
    value::Money,
};
use std::collections::BTreeMap;

const COLUMNS: &str = "r.id, r.name, r.properties, r.owner_id, owner.name AS owner_name, r.updated_at";

/// The number of records in a stage and the sum of their amounts by currency, in hundredths.
#[derive(Default)]
struct Total {
    count: i64,
    cents: BTreeMap<String, i64>,
}

/// The conditions of a board's cards.
#[derive(Clone, Copy)]
struct Narrowed<'a> {
    term: Option<&'a str>,
    filter: &'a Filter,
}

impl Narrowed<'_> {
    fn is_all(self) -> bool {
        self.term.is_none() && self.filter.is_empty()
    }
}

/// The boards of pipelines.
#[derive(Clone)]
pub struct Boards {
    store: Store,
    records: Records,
    operations: Operations,
}

impl Boards {
    pub(crate) fn new(store: Store, records: Records, operations: Operations) -> Self {
        Self { store, records, operations }
    }
}

impl Boards {
    /// The board of a pipeline: for each stage its totals and its first cards. `edit` decides which cards may be moved.
    pub async fn board(
        &self,
        permit: &Permit<View>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        query: &BoardQuery,
    ) -> Result<Board> {
        let pipeline = object.pipeline(query.pipeline).ok_or(Error::NotFound)?;
        let shown = |stage: &&Stage| query.column.is_none_or(|(only, _)| only == stage.id);
        if !pipeline.stages.iter().any(|stage| shown(&stage)) {
            return Err(Error::NotFound);
        }
        let term = search_term(&query.search);
        let narrowed = Narrowed { term: term.as_deref(), filter: &query.filter };
        let mut tx = self.store.snapshot().await?;
        let wanted = if narrowed.is_all() { None } else { Some(self.store.cancel_on_drop(&mut tx).await?) };
        let mut totals = if narrowed.is_all() {
            totals(&mut tx, permit, &pipeline.stages).await?
        } else {
            self.totals_of(&mut tx, permit, &pipeline.stages, narrowed).await?
        };
        let total = totals.values().map(|total| total.count).sum();
        let mut columns = Vec::new();
        for stage in pipeline.stages.iter().filter(shown) {
            let Total { count, cents } = totals.remove(&stage.id).unwrap_or_default();
            let after = query.column.map(|(_, after)| after);
            let (cards, next) = if count == 0 {
                (Vec::new(), None)
            } else {
                self.cards(&mut tx, permit, edit, narrowed, stage.id, after).await?
            };
            let sums = cents.into_iter().map(|(currency, cents)| Money { cents, currency }).collect();
            columns.push(Column { stage: stage.clone(), count, sums, cards, next });
        }
        if let Some(wanted) = wanted {
            wanted.done();
        }
        Ok(Board { pipeline: pipeline.clone(), columns, total })
    }

    /// The totals of the records that match a search and a filter. Equal amounts are grouped, so that few rows are
    /// returned.
    async fn totals_of(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        stages: &[Stage],
        Narrowed { term, filter }: Narrowed<'_>,
    ) -> Result<BTreeMap<StageId, Total>> {
        let columns = format!("r.stage_id, r.properties ->> '{AMOUNT}' AS amount, count(*) AS active");
        let sql = self
            .records
            .find(&columns, term, "", Lifecycle::Active, permit.object(), permit.view())
            .push(" AND r.stage_id IN ")
            .in_list(stages.iter().map(|stage| stage.id.0));
        let sql = self.records.apply_filter(sql, filter, permit.actor()).push(" GROUP BY 1, 2");
        let mut totals: BTreeMap<StageId, Total> = BTreeMap::new();
        for row in tx.all(sql).await? {
            let total = totals.entry(StageId(row.int("stage_id")?)).or_default();
            let living = row.int("active")?;
            total.count += living;
            if let Some(money) = row.get::<Option<String>>("amount")?.as_deref().and_then(Money::parse_text) {
                *total.cents.entry(money.currency).or_default() += money.cents * living;
            }
        }
        Ok(totals)
    }

    /// Some cards of a stage, latest change first, and the cursor of the next ones.
    async fn cards(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        edit: Option<&Permit<Edit>>,
        Narrowed { term, filter }: Narrowed<'_>,
        stage: StageId,
        after: Option<CardCursor>,
    ) -> Result<(Vec<Card>, Option<CardCursor>)> {
        let owner = " LEFT JOIN app_user AS owner ON owner.id = r.owner_id";
        let sql = self
            .records
            .find(COLUMNS, term, owner, Lifecycle::Active, permit.object(), permit.view())
            .push(" AND r.stage_id = ")
            .bind(stage);
        let mut sql = self.records.apply_filter_in_order(sql, filter, permit.actor());
        if let Some(after) = after {
            sql = sql.push(" AND (r.updated_at, r.id) < (").bind(after.updated).push(", ").bind(after.id).push(")");
        }
        let sql = sql.push(" ORDER BY r.updated_at DESC, r.id DESC LIMIT ").bind(COLUMN_PAGE + 1);
        let mut rows = tx.all(sql).await?;
        let wanted = usize::try_from(COLUMN_PAGE).unwrap_or_default();
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| more).map(cursor).transpose()?;
        Ok((rows.iter().map(|row| card(row, edit)).collect::<Result<_>>()?, next))
    }
}

/// The maintained totals, for the owners in scope.
async fn totals(tx: &mut Tx, permit: &Permit<View>, stages: &[Stage]) -> Result<BTreeMap<StageId, Total>> {
    let sql = Sql::new(
        "SELECT stage_id, currency, CAST(sum(active) AS BIGINT) AS active, CAST(sum(amount) AS BIGINT) AS amount \
         FROM stage_count WHERE stage_id IN ",
    )
    .in_list(stages.iter().map(|stage| stage.id.0))
    .and_in_scope("nullif(owner_id, 0)", permit.view())
    .push(" GROUP BY stage_id, currency HAVING sum(active) <> 0");
    let mut totals: BTreeMap<StageId, Total> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let total = totals.entry(StageId(row.int("stage_id")?)).or_default();
        total.count += row.int("active")?;
        let currency = row.text("currency")?;
        if !currency.is_empty() {
            total.cents.insert(currency, row.int("amount")?);
        }
    }
    Ok(totals)
}

fn cursor(row: &Row) -> Result<CardCursor> {
    Ok(CardCursor { updated: row.time("updated_at")?, id: RecordId(row.int("id")?) })
}

fn card(row: &Row, edit: Option<&Permit<Edit>>) -> Result<Card> {
    let owner = person(row, "owner")?;
    Ok(Card {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        values: row.json("properties")?,
        may_move: edit.is_some_and(|permit| permit.covers(owner.as_ref().map(|owner| owner.id))),
        owner,
    })
}
