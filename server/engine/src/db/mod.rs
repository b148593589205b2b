//! The one place that knows the two drivers. Above it there is one text per query.

mod arguments;
mod backup;
mod dialect;
mod driver;
mod plan;
mod pools;
mod row;
mod sql;
mod tally;
mod wanted;

pub use backup::Inspection;
pub(crate) use backup::inspect;
pub(crate) use driver::Tx;
pub(crate) use plan::{Plans, Way};
pub(crate) use pools::Db;
pub(crate) use row::Row;
pub(crate) use sql::{Sql, Value};
pub(crate) use tally::queries;

use crate::{Error, Result};
use std::{path::PathBuf, str::FromStr};

/// What servers that start at once wait for, one after the other, while the data of an older version is changed.
pub(crate) const UPGRADE: i64 = 0x0075_7067_7261_6465;

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// One file of SQLite.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server: its address.
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
