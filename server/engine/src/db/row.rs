//! A row of either database.

use crate::{Error, Result};
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow, types::Json};

/// A row of either database, read by the names of its columns.
pub(crate) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

/// A type that both drivers can decode.
pub(crate) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

impl Row {
    /// The value of a column.
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(name)?,
            Self::Postgres(row) => row.try_get(name)?,
        })
    }

    /// The number in a column.
    pub fn int(&self, name: &str) -> Result<i64> {
        self.get(name)
    }

    /// The text in a column.
    pub fn text(&self, name: &str) -> Result<String> {
        self.get(name)
    }

    /// The moment in a column of microseconds.
    pub fn time(&self, name: &str) -> Result<Timestamp> {
        self.int(name).map(Timestamp)
    }

    /// The JSON document in a column, deserialized.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let Json(value) = self.get::<Json<serde_json::Value>>(name)?;
        serde_json::from_value(value).map_err(|error| Error::Corrupt(format!("{name}: {error}")))
    }

    /// The JSON document in a column, deserialized; `None` for NULL.
    pub fn json_or_null<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Some(Json(value)) = self.get::<Option<Json<serde_json::Value>>>(name)? else { return Ok(None) };
        serde_json::from_value(value).map(Some).map_err(|error| Error::Corrupt(format!("{name}: {error}")))
    }

    /// The tag in a column, parsed.
    pub fn tag<T: std::str::FromStr>(&self, name: &str) -> Result<T> {
        let text = self.text(name)?;
        text.parse().map_err(|_| Error::Corrupt(format!("{name}: {text}")))
    }
}
