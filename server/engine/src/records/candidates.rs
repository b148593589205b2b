//! What a search and a filter leave of a view: the records themselves, as long as they are few, and their number.

use super::{Lifecycle, Path, filter::is_served};
use crate::{
    Engine, Result,
    db::{PlannerHint, Sql, Tx},
};
use domain::{
    filter::Filter,
    object::Object,
    policy::{Permit, Scope, View},
};
use std::collections::BTreeSet;

/// What a search and a filter leave of a view.
#[derive(PartialEq, Eq)]
pub(super) enum Candidates {
    /// Everything: there is neither.
    All,
    /// These records.
    Records(Vec<i64>),
    /// More than were looked for.
    TooMany,
}

impl Engine {
    /// What a search and a filter leave, unless it is more than `most`, which is some ten thousand at most.
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
            // In the text: PostgreSQL keeps a plan only where it knows that few rows are wanted.
            let sql = self.leaves(permit, parts.path, part, term).push(&format!(" LIMIT {}", most + 1));
            // Planned for this very term: how often it is there decides how it is found.
            found.extend(tx.ids_aggregated(if term.is_some() { sql.unprepared() } else { sql }).await?);
            many = i64::try_from(found.len()).is_ok_and(|count| count > most);
            if many {
                break;
            }
        }
        Ok(if many { Candidates::TooMany } else { Candidates::Records(found.into_iter().collect()) })
    }

    /// How many records a search and a filter leave, up to one more than are counted beside a page. `None` where there is
    /// neither.
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
        // What several leave is counted once.
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

    /// What a search and a part of a filter leave.
    fn leaves(&self, permit: &Permit<View>, path: Path, part: &Filter, term: Option<&str>) -> Sql {
        let sql = self.find_by(path, "r.id", term, "", Lifecycle::Active, permit.object(), permit.view());
        self.apply_filter(sql, part, permit.actor())
    }
}

/// A search and a filter in the parts that are looked for one by one.
pub(super) struct FilterParts {
    path: Path,
    /// None where there is neither.
    filters: Vec<Filter>,
    /// Whether the index of each part has nothing but it.
    exact: bool,
}

impl FilterParts {
    /// Each group by an index of its own; or all of them at once, where a search leads or some group has none.
    pub fn of(object: &Object, filter: &Filter, term: Option<&str>) -> Self {
        if term.is_none() && filter.any.iter().all(|group| is_served(object, group)) {
            let filters = filter.any.iter().map(|group| Filter { any: vec![group.clone()] }).collect();
            return Self { path: Path::Served, filters, exact: filter.any.iter().all(|group| group.len() == 1) };
        }
        let path = if term.is_some() { Path::Usual } else { Path::Whole };
        Self { path, filters: vec![filter.clone()], exact: false }
    }

    /// The way of a transaction that looks for them.
    pub fn planner_hint(&self) -> PlannerHint {
        if self.path == Path::Served && !self.filters.is_empty() { PlannerHint::IndexScan } else { PlannerHint::None }
    }

    /// Whether the first of them are there at once, so that nobody leaves meanwhile.
    pub fn are_found_at_once(&self, permit: &Permit<View>) -> bool {
        self.filters.is_empty() || self.exact && *permit.view() == Scope::Everything
    }
}
