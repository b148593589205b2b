//! What the two databases say in different words.

use super::{Db, Sql, pools::Pools};
use domain::search::INSIDE_MIN;

impl Db {
    /// `text`, an expression, compared byte by byte. SQLite does so by itself; PostgreSQL has the habits of a language.
    pub fn bytewise(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => text.to_owned(),
            Pools::Postgres(_) => format!("({text} COLLATE \"C\")"),
        }
    }

    /// The value of the property `key` of the record `r`, a word of ours, normalized and byte by byte, as texts are compared. What
    /// folding makes of a value that is not all ASCII stands beside the values.
    pub fn normalized(&self, key: &str) -> String {
        let value = format!("r.properties ->> '{key}'");
        let value = match &self.pools {
            Pools::Sqlite { .. } => value,
            // In this collation it knows no other letters, and takes a third of the time.
            Pools::Postgres(_) => format!("({value}) COLLATE \"C\""),
        };
        format!("coalesce(r.normalized ->> '{key}', lower({value}))")
    }

    /// `text`, an expression of the stored form of a number or an amount, as a number.
    pub fn number(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("CAST({text} AS REAL)"),
            Pools::Postgres(_) => format!("(CAST(split_part({text}, ' ', 1) AS NUMERIC))"),
        }
    }

    /// The placeholder `$placeholder`, of a text, as a number.
    pub fn number_of(&self, placeholder: usize) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("CAST(${placeholder} AS REAL)"),
            Pools::Postgres(_) => format!("CAST(CAST(${placeholder} AS TEXT) AS NUMERIC)"),
        }
    }

    /// `micros`, an expression of a moment in microseconds, as the text that moments are in values: up to the second.
    pub fn moment(&self, micros: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("strftime('%Y-%m-%dT%H:%M:%SZ', {micros} / 1000000, 'unixepoch')"),
            Pools::Postgres(_) => format!(
                "to_char(to_timestamp({micros} / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            ),
        }
    }

    /// `text`, an expression of a text, as a JSON document is stored.
    pub fn json(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("({text})"),
            Pools::Postgres(_) => format!("CAST({text} AS JSONB)"),
        }
    }

    /// The JSON document in `column` without the member `key`, which is a word of ours.
    pub fn without(&self, column: &str, key: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("json_remove({column}, '$.{key}')"),
            Pools::Postgres(_) => format!("{column} - '{key}'"),
        }
    }

    /// The JSON document in `column` with the text `value`, an expression, as its member `key`, which is a word of ours.
    pub fn with_text(&self, column: &str, key: &str, value: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("json_set({column}, '$.{key}', {value})"),
            Pools::Postgres(_) => format!("jsonb_set({column}, '{{{key}}}', to_jsonb({value}))"),
        }
    }

    /// Adds `(SELECT …) AS hit`: in column `id` the records whose search text has one of `terms` somewhere, which are
    /// normalized already.
    pub fn hits(&self, sql: Sql, terms: &[String]) -> Sql {
        match &self.pools {
            // The index is made of three letters in a row; fewer must be looked for in the text itself.
            Pools::Sqlite { .. } if terms.iter().all(|term| term.chars().count() >= INSIDE_MIN) => {
                let phrase = |term: &String| format!("\"{}\"", term.replace('"', "\"\""));
                let phrases: Vec<String> = terms.iter().map(phrase).collect();
                sql.push("(SELECT rowid AS id FROM record_fts WHERE record_fts MATCH ")
                    .bind(phrases.join(" OR "))
                    .push(") AS hit")
            }
            _ => sql.push("(SELECT record_id AS id FROM record_search WHERE ").matching("text", terms).push(") AS hit"),
        }
    }
}
