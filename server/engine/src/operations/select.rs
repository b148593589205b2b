//! Selections: the database counts, checks and fingerprints the eligible records, so that a preview of a million
//! records does not read them one by one.

use super::confirm::DiffQueries;
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
    records::Lifecycle,
};
use domain::{
    ids::RecordId,
    operation::{Fingerprint, Outcome, RecordQuery, Selection, SkipReason, Source},
    policy::{Permit, Scope},
    text::search_term,
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of names in a preview.
const NAMES: i64 = 5;

/// The result of evaluating a selection for an actor.
pub(super) struct Selected {
    /// The exact number of records that would be changed.
    pub count: i64,
    pub fingerprint: Fingerprint,
    /// The first names in alphabetical order.
    pub names: Vec<String>,
    /// The number of skipped records by reason.
    pub skipped: BTreeMap<SkipReason, i64>,
}

impl Selected {
    /// The number of skipped records.
    pub fn left(&self) -> i64 {
        self.skipped.values().sum()
    }
}

impl Operations {
    /// `SELECT columns` of the selected records that the actor may see. A query finds active records; an id may be of
    /// any record.
    pub(crate) fn selected<A>(&self, columns: &str, permit: &Permit<A>, selection: &Selection) -> Sql {
        match selection {
            Selection::Records(records) => self
                .records
                .find(columns, None, "", Lifecycle::Any, permit.object(), permit.view())
                .push(" AND r.id IN ")
                .records(records),
            Selection::Query(query) => self.queried(columns, Lifecycle::Active, permit, query),
        }
    }

    /// `SELECT columns` of the visible records that a query finds in one state of their lifecycle.
    fn queried<A>(&self, columns: &str, lifecycle: Lifecycle, permit: &Permit<A>, query: &RecordQuery) -> Sql {
        let term = search_term(&query.search);
        let sql = self.records.find(columns, term.as_deref(), "", lifecycle, permit.object(), permit.view());
        let sql = in_source(self.records.apply_filter(sql, &query.filter, permit.actor()), query.source);
        if query.except.is_empty() { sql } else { sql.push(" AND r.id NOT IN ").records(&query.except) }
    }

    /// `SELECT columns` of the selected records that may be changed.
    pub(super) fn changeable<A>(&self, columns: &str, permit: &Permit<A>, selection: &Selection) -> Sql {
        let sql = self.selected(columns, permit, selection);
        let sql = match selection {
            Selection::Records(_) => sql.push(&Lifecycle::Active.condition("r")),
            Selection::Query(_) => sql,
        };
        sql.and_in_scope("r.owner_id", permit.scope())
    }

    /// The queries that find the changes of a selection since its preview.
    pub(super) fn diff_queries<A>(&self, permit: &Permit<A>, selection: &Selection) -> DiffQueries {
        let went = match selection {
            Selection::Records(_) => {
                self.selected("r.name", permit, selection).push(&Lifecycle::Trashed.condition("r"))
            }
            Selection::Query(query) => self.queried("r.name", Lifecycle::Trashed, permit, query),
        };
        DiffQueries {
            added: self.changeable("r.name", permit, selection),
            removed: went.and_in_scope("r.owner_id", permit.scope()),
        }
    }

    /// Evaluates a selection. The error is "not found" if the actor may see none of its records.
    pub(super) async fn select<A>(&self, tx: &mut Tx, permit: &Permit<A>, selection: &Selection) -> Result<Selected> {
        let row = tx.optional(self.changeable(&sums("r.id"), permit, selection)).await?.ok_or(Error::Busy)?;
        let sums = [row.int("count")?, row.int("ids")?, row.int("squares")?, row.int("products")?];
        let skipped = self.skipped(tx, permit, selection, sums[0]).await?;
        if sums[0] == 0 && skipped.is_empty() {
            return Err(Error::NotFound);
        }
        let names =
            self.changeable("r.name", permit, selection).push(" ORDER BY r.name_normalized, r.id LIMIT ").bind(NAMES);
        let names = tx.all(names).await?.iter().map(|row| row.text("name")).collect::<Result<_>>()?;
        Ok(Selected { count: sums[0], fingerprint: Fingerprint::of_sums(sums), names, skipped })
    }

    async fn skipped<A>(
        &self,
        tx: &mut Tx,
        permit: &Permit<A>,
        selection: &Selection,
        changeable: i64,
    ) -> Result<BTreeMap<SkipReason, i64>> {
        if !matches!(selection, Selection::Records(_)) && *permit.scope() == Scope::Everything {
            return Ok(BTreeMap::new());
        }
        // A record outside the scope of the permit counts as `NotYours` even if it is also in the trash.
        let columns = format!(
            "count(*) AS seen, CAST(coalesce(sum(CASE WHEN {} THEN 0 ELSE 1 END), 0) AS BIGINT) AS not_yours",
            Sql::scope("r.owner_id", permit.scope())
        );
        let row = tx.optional(self.selected(&columns, permit, selection)).await?.ok_or(Error::Busy)?;
        let (seen, not_yours) = (row.int("seen")?, row.int("not_yours")?);
        let reasons = [(SkipReason::NotYours, not_yours), (SkipReason::Already, seen - not_yours - changeable)];
        Ok(reasons.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    /// The records of a confirmed set. `None` if the set no longer has the confirmed fingerprint, which happens on
    /// PostgreSQL when it changes after it was evaluated: records that were added have not been confirmed.
    pub(super) async fn taken<A>(
        &self,
        tx: &mut Tx,
        permit: &Permit<A>,
        selection: &Selection,
        confirmed: Fingerprint,
    ) -> Result<Option<Taken>> {
        let ids = tx.ints(self.changeable("r.id", permit, selection)).await?;
        if Fingerprint::of(ids.iter().copied().map(RecordId)) != confirmed {
            return Ok(None);
        }
        let mut left = self.left_alone(tx, permit, selection).await?;
        let chosen: BTreeSet<i64> = ids.iter().copied().collect();
        left.retain(|(id, _)| !chosen.contains(&id.0));
        Ok(Some(Taken { ids, left }))
    }

    /// The reason for each visible record that may not be changed. Only selections of single records report them one by
    /// one.
    async fn left_alone<A>(
        &self,
        tx: &mut Tx,
        permit: &Permit<A>,
        selection: &Selection,
    ) -> Result<Vec<(RecordId, SkipReason)>> {
        let Selection::Records(_) = selection else { return Ok(Vec::new()) };
        let rows =
            tx.all(self.selected("r.id, r.owner_id, r.deletion", permit, selection).push(" ORDER BY r.id")).await?;
        let mut left = Vec::new();
        for row in rows {
            let owner = row.get::<Option<i64>>("owner_id")?.map(domain::ids::UserId);
            if !permit.covers(owner) {
                left.push((RecordId(row.int("id")?), SkipReason::NotYours));
            } else if row.get::<Option<i64>>("deletion")?.is_some() {
                left.push((RecordId(row.int("id")?), SkipReason::Already));
            }
        }
        Ok(left)
    }
}

/// The records of a confirmed set.
pub(super) struct Taken {
    /// The records that are changed.
    pub ids: Vec<i64>,
    /// The records that are skipped, with the reason.
    left: Vec<(RecordId, SkipReason)>,
}

impl Taken {
    /// The skipped records with the outcome that the operation stores for each.
    pub fn skipped(self) -> impl Iterator<Item = (RecordId, Option<Outcome>)> {
        self.left.into_iter().map(|(id, reason)| (id, Some(Outcome::Skipped { reason })))
    }
}

/// Restricts the records `r` of a query to those of a source.
fn in_source(sql: Sql, source: Source) -> Sql {
    match source {
        Source::Index => sql,
        Source::Pipeline(id) => {
            sql.push(" AND r.stage_id IN (SELECT id FROM stage WHERE pipeline_id = ").bind(id).push(")")
        }
    }
}

/// The sums for [`Fingerprint::of_sums`] as SQL, over a column of ids.
pub(super) fn sums(id: &str) -> String {
    let [p, q] = Fingerprint::MODULI;
    let sum = |of: String| format!("CAST(coalesce(sum({of}), 0) AS BIGINT)");
    let (ids, squares) = (sum(id.to_owned()), sum(format!("({id} % {p}) * ({id} % {p})")));
    let products = sum(format!("({id} % {p}) * ({id} % {q})"));
    format!("count(*) AS count, {ids} AS ids, {squares} AS squares, {products} AS products")
}
