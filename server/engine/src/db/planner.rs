//! Query-planner hints for SQLite and PostgreSQL.
//!
//! SQLite keeps no statistics, and PostgreSQL has none that fit a table of many objects most of which are active. Each hint here
//! changes how a query runs and never what it returns. The README of this crate tells the story, with plans.

use super::{Sql, Store, Tx, driver::Open, pools::Pools};
use crate::Result;

impl Store {
    /// `condition`, marked as true for most records. SQLite keeps no statistics and assumes that every equality is rare.
    pub fn likelihood(&self, condition: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("likelihood({condition}, 0.95)"),
            Pools::Postgres(_) => condition.to_owned(),
        }
    }

    /// The suffix of a table name that asks for a full table scan. SQLite would walk some index and fetch each row by itself, which
    /// takes five times as long.
    pub fn end_to_end(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => " NOT INDEXED",
            Pools::Postgres(_) => "",
        }
    }

    /// The condition that `expression` is not NULL. SQLite walks an index of an expression only for a range of its values and would
    /// otherwise sort all records, so there it becomes the range from `lowest`, the lowest possible value.
    pub fn known(&self, expression: &str, lowest: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("{expression} >= {lowest}"),
            Pools::Postgres(_) => format!("{expression} IS NOT NULL"),
        }
    }

    /// ` AND` the part of a keyset comparison `(expression, id) > (value, …)` that is about the value alone. SQLite uses an index of an
    /// expression for no other form; PostgreSQL would multiply the selectivity of both conditions.
    pub fn and_from(&self, expression: &str, beyond: &str, value: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!(" AND {expression} {beyond}= {value}"),
            Pools::Postgres(_) => String::new(),
        }
    }

    /// Whether looking up one record in an index is faster than reading the record. It is on SQLite; on PostgreSQL both take as long.
    pub fn prefer_index(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// `text`, an expression, in a form that uses no index. SQLite prefers to walk an index in order over sorting, however many rows
    /// it has to skip.
    pub fn unindexed(&self, text: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("+{text}"),
            Pools::Postgres(_) => text.to_owned(),
        }
    }
}

/// Whether PostgreSQL plans a statement for its values or once for all values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanCache {
    /// A custom plan, for the values of each execution.
    Custom,
    /// A generic plan that is kept. It pays where planning takes longer than the query.
    Generic,
}

/// How PostgreSQL joins and scans in a transaction. SQLite needs no hint of this kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlannerHint {
    /// PostgreSQL decides.
    None,
    /// Nested loops over indexes: no hash join, no merge join, no parallel workers, which take longer to start than these queries
    /// run. PostgreSQL estimates row counts from the whole table and would read all of it. With a generic plan, memoize nodes are
    /// off too, because no row is looked up twice.
    NestedLoop(PlanCache),
    /// Index scans instead of bitmap scans: a query that needs the first few of many rows must not collect all of them first.
    IndexScan,
}

impl PlannerHint {
    /// The settings of PostgreSQL, with their values.
    fn settings(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::None => Vec::new(),
            Self::NestedLoop(plans) => {
                let kept = plans == PlanCache::Generic;
                vec![
                    ("plan_cache_mode", if kept { "force_generic_plan" } else { "auto" }),
                    ("enable_memoize", if kept { "off" } else { "on" }),
                    ("enable_hashjoin", "off"),
                    ("enable_mergejoin", "off"),
                    ("max_parallel_workers_per_gather", "0"),
                ]
            }
            Self::IndexScan => vec![("enable_bitmapscan", "off")],
        }
    }

    /// The statements that begin a read-only transaction with this hint.
    pub(super) fn begin(self) -> String {
        let set = self.settings().into_iter().map(|(name, value)| format!("SET LOCAL {name} TO {value}"));
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned();
        std::iter::once(begin).chain(set).collect::<Vec<_>>().join("; ")
    }
}

impl Tx {
    /// Applies the hint to the rest of the transaction.
    pub async fn set_planner_hints(&mut self, hint: PlannerHint) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            let set = |(name, value): &(&str, &str)| format!("set_config('{name}', '{value}', TRUE)");
            let set: Vec<String> = hint.settings().iter().map(set).collect();
            self.all(Sql::new(&format!("SELECT {}", set.join(", ")))).await?;
        }
        Ok(())
    }

    /// Allows or forbids sorting in the rest of the transaction. Without it, the order comes from an index, which is a way to choose
    /// the index: PostgreSQL estimates the partial indexes of active records as nearly empty until statistics exist, so all of them
    /// look alike, and it may scan a whole one for each row that another would find at once.
    pub async fn allow_sort(&mut self, may: bool) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            let value = if may { "DEFAULT" } else { "off" };
            self.execute(Sql::new(&format!("SET LOCAL enable_sort TO {value}"))).await?;
        }
        Ok(())
    }

    /// Updates the statistics of a table. PostgreSQL has none for a new index of an expression.
    pub async fn analyze(&mut self, table: &str) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.execute(Sql::new(&format!("ANALYZE {table}"))).await?;
        }
        Ok(())
    }

    /// Allows bitmap scans again, after [`PlannerHint::IndexScan`].
    pub async fn allow_bitmap_scan(&mut self) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.execute(Sql::new("SET LOCAL enable_bitmapscan TO DEFAULT")).await?;
        }
        Ok(())
    }
}
