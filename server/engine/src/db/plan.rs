//! What the databases are told of the way to their records, where they would take a longer one.

use super::{Db, Sql, Tx, driver::Open, pools::Pools};
use crate::Result;

impl Db {
    /// `condition`, which holds for most records. SQLite, which keeps no statistics, takes every equation for a rare one.
    pub fn likely(&self, condition: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("likelihood({condition}, 0.95)"),
            Pools::Postgres(_) => condition.to_owned(),
        }
    }

    /// What follows the name of a table that is to be read from one end to the other. SQLite would go through some index and
    /// fetch each row by itself, which takes five times as long.
    pub fn end_to_end(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => " NOT INDEXED",
            Pools::Postgres(_) => "",
        }
    }

    /// The condition that an expression has a value; the `lowest` of all is given. SQLite walks an index of an expression
    /// only for a range of its values, and would otherwise sort all records: so there it is told one.
    pub fn known(&self, expression: &str, lowest: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("{expression} >= {lowest}"),
            Pools::Postgres(_) => format!("{expression} IS NOT NULL"),
        }
    }

    /// ` AND` the half of a comparison with `(value, id)` that is about the value. SQLite uses an index of an expression for
    /// nothing else; PostgreSQL would think that two conditions leave less than one.
    pub fn and_from(&self, expression: &str, beyond: &str, value: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!(" AND {expression} {beyond}= {value}"),
            Pools::Postgres(_) => String::new(),
        }
    }

    /// Whether to ask an index of one record takes less than the record itself. SQLite reads each from the file; in
    /// PostgreSQL it takes as long.
    pub fn probes(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// `text`, an expression, so that no index of it serves. SQLite would rather walk an index that is in order than sort,
    /// whatever it must pass over.
    pub fn unindexed(&self, text: &str) -> String {
        match self.pools {
            Pools::Sqlite { .. } => format!("+{text}"),
            Pools::Postgres(_) => text.to_owned(),
        }
    }
}

/// For what PostgreSQL plans a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plans {
    /// For the values it has each time.
    Anew,
    /// Once, whatever its values.
    Kept,
}

/// How the queries of a transaction go to their records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As PostgreSQL sees fit.
    Any,
    /// From key to key. PostgreSQL, which guesses how many rows they meet from what the whole database is like, would read
    /// all of a table, with helpers that take longer to start than the query. Where each text meets few rows whatever its
    /// values, its plan may be kept: it takes longer than the query. Such a plan would remember each row it fetched in case it
    /// is asked for it again, which it is not.
    ByKeys(Plans),
    /// One record after the other, as an index has them: only some of many are wanted, and all that it has need not be
    /// gathered before the first is looked at.
    OneByOne,
}

impl Way {
    /// What PostgreSQL is told.
    fn settings(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Any => Vec::new(),
            Self::ByKeys(plans) => {
                let kept = plans == Plans::Kept;
                vec![
                    ("plan_cache_mode", if kept { "force_generic_plan" } else { "auto" }),
                    ("enable_memoize", if kept { "off" } else { "on" }),
                    ("enable_hashjoin", "off"),
                    ("enable_mergejoin", "off"),
                    ("max_parallel_workers_per_gather", "0"),
                ]
            }
            Self::OneByOne => vec![("enable_bitmapscan", "off")],
        }
    }

    /// The statements that begin a transaction which reads and goes this way.
    pub(super) fn begin(self) -> String {
        let set = self.settings().into_iter().map(|(name, value)| format!("SET LOCAL {name} TO {value}"));
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned();
        std::iter::once(begin).chain(set).collect::<Vec<_>>().join("; ")
    }
}

impl Tx {
    /// Goes this way from here on.
    pub async fn go(&mut self, way: Way) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            let set = |(name, value): &(&str, &str)| format!("set_config('{name}', '{value}', TRUE)");
            let set: Vec<String> = way.settings().iter().map(set).collect();
            self.all(Sql::new(&format!("SELECT {}", set.join(", ")))).await?;
        }
        Ok(())
    }

    /// Whether PostgreSQL may sort from here on. Where it may not, what asks for an order gets it from an index, which is a
    /// way to name the index. Where PostgreSQL thinks that little lives, all indexes of the living look alike to it, and it
    /// may go through the whole of one for each row that another would have found at once.
    pub async fn may_sort(&mut self, may: bool) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            let value = if may { "DEFAULT" } else { "off" };
            self.execute(Sql::new(&format!("SET LOCAL enable_sort TO {value}"))).await?;
        }
        Ok(())
    }

    /// Has PostgreSQL look at what a table and its indexes hold: of an index of an expression it knows nothing before.
    pub async fn look_over(&mut self, table: &str) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.execute(Sql::new(&format!("ANALYZE {table}"))).await?;
        }
        Ok(())
    }

    /// Lets PostgreSQL gather what an index has before it looks at the first record, where it went [`Way::OneByOne`] so far.
    pub async fn may_gather(&mut self) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.execute(Sql::new("SET LOCAL enable_bitmapscan TO DEFAULT")).await?;
        }
        Ok(())
    }
}
