//! The database layer: the only module that knows the two drivers. Above it, a query has one text for both databases.

mod arguments;
mod backup;
mod dialect;
mod driver;
mod free_space;
mod planner;
mod pools;
mod query_cancel;
mod query_metrics;
mod row;
mod sql;

pub use backup::Inspection;
pub(crate) use backup::{blocked_in_backup, inspect};
pub(crate) use driver::Tx;
pub(crate) use planner::{PlanCache, PlannerHint};
pub(crate) use pools::Store;
pub(crate) use query_metrics::queries;
pub(crate) use row::Row;
pub(crate) use sql::{Sql, Value};

use crate::{Error, Result};
use std::{path::PathBuf, str::FromStr};

/// The advisory lock of the changes that a server makes at startup, for several servers that start at once.
pub(crate) const UPGRADE: i64 = 0x0075_7067_7261_6465;

/// The address of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// The connection URL of a PostgreSQL database.
    Postgres(String),
}

impl FromStr for Database {
    type Err = Error;

    fn from_str(address: &str) -> Result<Self> {
        if let Some(path) = address.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            Ok(Self::Sqlite(path.into()))
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            Ok(Self::Postgres(address.to_owned()))
        } else {
            Err(Error::NoDatabase)
        }
    }
}
