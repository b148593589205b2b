//! Candidates: the records that match a search and a filter, read up to a limit, and their number.

use super::{Lifecycle, Path, filter::is_served};
use crate::{
    Result,
    db::{PlannerHint, Sql, Tx},
    records::Records,
};
use domain::{
    filter::Filter,
    object::Object,
    policy::{Permit, Scope, View},
};
use std::collections::BTreeSet;

/// The records that match a search and a filter.
#[derive(PartialEq, Eq)]
pub(super) enum Candidates {
    /// All records: there is no search and no filter.
    All,
    /// These records.
    Records(Vec<i64>),
    /// More than were looked for.
    TooMany,
}

impl Records {
    /// The matching records, or [`Candidates::TooMany`] for more than `most`, which is some ten thousand at most.
    pub(super) async fn found(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        parts: &FilterParts,
        term: Option<&str>,
        most: i64,
    ) -> Result<Candidates> {
        if parts.filters.is_empty() {
            return Ok(Candidates::All);
        }
        let mut found = BTreeSet::new();
        let mut many = false;
        for part in &parts.filters {
            // The limit is a literal: PostgreSQL keeps a good plan only if it knows that few rows are wanted.
            let sql = self.leaves(permit, parts.path, part, term).push(&format!(" LIMIT {}", most + 1));
            // With a search the statement is planned for this very term, because the plan depends on how frequent the
            // term is.
            found.extend(tx.ids_aggregated(if term.is_some() { sql.unprepared() } else { sql }).await?);
            many = i64::try_from(found.len()).is_ok_and(|count| count > most);
            if many {
                break;
            }
        }
        Ok(if many { Candidates::TooMany } else { Candidates::Records(found.into_iter().collect()) })
    }

    /// The number of matching records, up to one more than the limit that is counted beside a page. `None` without a
    /// search and a filter.
    pub(super) async fn found_count(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        object: &Object,
        filter: &Filter,
        term: Option<&str>,
    ) -> Result<Option<i64>> {
        let FilterParts { path, filters, .. } = FilterParts::of(object, filter, term);
        if filters.is_empty() {
            return Ok(None);
        }
        let most = self.limits.counted_beside + 1;
        let find = |part| self.leaves(permit, path, part, term).push(" LIMIT ").bind(most);
        if let [one] = filters.as_slice() {
            let sql = find(one).prepend("SELECT count(*) AS value FROM (").push(") AS found");
            return Ok(Some(tx.value(sql).await?.unwrap_or_default()));
        }
        // A record that matches several parts is counted once.
        let mut found = BTreeSet::new();
        let mut count = 0;
        for part in &filters {
            found.extend(tx.ints(find(part)).await?);
            count = i64::try_from(found.len()).unwrap_or(most);
            if count >= most {
                break;
            }
        }
        Ok(Some(count))
    }

    /// The query of the records that match a search and one part of a filter.
    fn leaves(&self, permit: &Permit<View>, path: Path, part: &Filter, term: Option<&str>) -> Sql {
        let sql = self.find_by(path, "r.id", term, "", Lifecycle::Active, permit.object(), permit.view());
        self.apply_filter(sql, part, permit.actor())
    }
}

/// A search and a filter, split into the parts that are queried one by one.
pub(super) struct FilterParts {
    path: Path,
    /// None where there is neither.
    filters: Vec<Filter>,
    /// Whether each part is answered by its index alone.
    exact: bool,
}

impl FilterParts {
    /// One part for each group of the filter if an index serves every group; otherwise one part for the whole filter.
    pub fn of(object: &Object, filter: &Filter, term: Option<&str>) -> Self {
        if term.is_none() && filter.any.iter().all(|group| is_served(object, group)) {
            let filters = filter.any.iter().map(|group| Filter { any: vec![group.clone()] }).collect();
            return Self { path: Path::Served, filters, exact: filter.any.iter().all(|group| group.len() == 1) };
        }
        let path = if term.is_some() { Path::Usual } else { Path::Whole };
        Self { path, filters: vec![filter.clone()], exact: false }
    }

    /// The planner hint of the transaction that queries the parts.
    pub fn planner_hint(&self) -> PlannerHint {
        if self.path == Path::Served && !self.filters.is_empty() { PlannerHint::IndexScan } else { PlannerHint::None }
    }

    /// Whether the first candidates are found at once, so that the query needs no cancellation.
    pub fn are_found_at_once(&self, permit: &Permit<View>) -> bool {
        self.filters.is_empty() || self.exact && *permit.view() == Scope::Everything
    }
}
