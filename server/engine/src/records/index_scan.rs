//! The first steps of a walk through a view: so many records of its order are looked at, in the hope that they fill the
//! page.

use super::{
    Lifecycle,
    candidates::Candidates,
    filter::is_probed,
    index_range::{IndexRange, Visibility},
    of_object,
};
use crate::{db::Sql, records::Records};
use domain::{
    filter::{Condition, Filter},
    text::search_terms,
    view::Cursor,
};

/// Values that an index is asked about of each record; for more the record itself is read as soon.
const PROBES_MAX: usize = 4;

impl Records {
    /// The rows of a range that are among its first `most` records, or the first beyond the cursor. The order is that of
    /// what is walked through: whatever else is read is looked up for each record.
    pub(super) fn range_prefix(
        &self,
        columns: &str,
        sight: &Visibility<'_>,
        range: &IndexRange,
        from: Option<&Cursor>,
        descending: bool,
        most: i64,
    ) -> Sql {
        let whole = Visibility { filter: &Filter::default(), term: None, found: &Candidates::All, ..*sight };
        let walk = |read: &str, before: &str| {
            let sql = self.range_rows(read, &whole, range, from, descending);
            // In the text: PostgreSQL keeps a plan only where it knows that few rows are wanted.
            sql.prepend(&format!("SELECT {columns}, {before}.sort_value FROM ("))
                .push(&format!(" LIMIT {most}) AS {before}"))
        };
        let sql = match self.probed(sight) {
            Some(conditions) => {
                let sql = walk("r.id", "walked").push(" CROSS JOIN record AS r WHERE r.id = walked.id");
                self.and_probed(sql, sight, &conditions)
            }
            None => walk("r.*", "r").push(" WHERE TRUE"),
        };
        self.apply_filter_in_order(and_matches(sql, sight.term), sight.filter, sight.permit.actor())
    }

    /// Of each group of a filter a condition of which an index knows whether a record is so. `None` where some group has
    /// none, or where that takes as long as to look at the record itself.
    fn probed<'a>(&self, sight: &Visibility<'a>) -> Option<Vec<&'a Condition>> {
        if sight.filter.is_empty() || !self.store.prefer_index() {
            return None;
        }
        let probed = |group: &'a Vec<Condition>| group.iter().find(|condition| is_probed(sight.object, condition));
        let conditions: Vec<&Condition> = sight.filter.any.iter().map(probed).collect::<Option<_>>()?;
        let values: usize = conditions.iter().map(|condition| condition.values.len()).sum();
        (values <= PROBES_MAX).then_some(conditions)
    }

    /// Adds that the record `walked` is as one of these conditions says. Its id is said to be in a range, because for one id
    /// alone the table would be asked rather than the index; and each is a sub-select, because a join would come last.
    fn and_probed(&self, sql: Sql, sight: &Visibility<'_>, conditions: &[&Condition]) -> Sql {
        let of_object = self.store.likelihood(&of_object(sight.permit.object()));
        let living = Lifecycle::Active.condition("r");
        let mut sql = sql.push(" AND (");
        for (place, condition) in conditions.iter().enumerate() {
            let or = if place == 0 { "" } else { " OR " };
            let alone = Filter { any: vec![vec![(*condition).clone()]] };
            sql = sql.push(&format!("{or}(SELECT 1 FROM record AS r WHERE {of_object}{living}"));
            sql = self.apply_filter(sql, &alone, sight.permit.actor());
            sql = sql.push(" AND r.id BETWEEN walked.id AND walked.id) = 1");
        }
        sql.push(")")
    }
}

/// Adds that a search finds the record `r`, for a query that looks at one after the other. A sub-select, because a join would
/// be free to lead.
pub(super) fn and_matches(sql: Sql, term: Option<&str>) -> Sql {
    match term {
        Some(term) => sql
            .push(" AND ")
            .matching("(SELECT s.text FROM record_search AS s WHERE s.record_id = r.id)", &search_terms(term)),
        None => sql,
    }
}
