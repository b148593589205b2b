//! Converts the values of a query into the arguments of each driver.

use super::Value;
use crate::Result;
use sqlx::{Arguments, postgres::PgArguments, sqlite::SqliteArguments};

/// For SQLite.
pub(super) fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Json(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// For PostgreSQL.
pub(super) fn postgres(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value.map(without_nul)),
            Value::Json(value) => arguments.add(value.map(json_without_nul)),
            Value::Bytes(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Replaces NUL characters, which PostgreSQL does not accept in a text, by U+FFFD.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

fn json_without_nul(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;

    match value {
        Json::String(text) => Json::String(without_nul(text)),
        Json::Array(values) => Json::Array(values.into_iter().map(json_without_nul).collect()),
        Json::Object(members) => {
            let clean = |(key, value)| (without_nul(key), json_without_nul(value));
            Json::Object(members.into_iter().map(clean).collect())
        }
        other => other,
    }
}
