//! SQL fragments that differ between the two databases.

use super::{Sql, Store, pools::Pools};
use domain::search::INSIDE_MIN;

impl Store {
    /// `text`, an expression, compared byte by byte. SQLite always does; PostgreSQL uses the collation of the database
    /// otherwise.
    pub fn bytewise(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => text.to_owned(),
            Pools::Postgres(_) => format!("({text} COLLATE \"C\")"),
        }
    }

    /// The normalized value of the property `key` of the record `r`, compared byte by byte. `key` must be a valid
    /// property key. Values that are not all ASCII have their normalized form in `r.normalized`.
    pub fn normalized(&self, key: &str) -> String {
        let value = format!("r.properties ->> '{key}'");
        let value = match &self.pools {
            Pools::Sqlite { .. } => value,
            // In this collation `lower()` knows ASCII alone, which is enough here and takes a third of the time.
            Pools::Postgres(_) => format!("({value}) COLLATE \"C\""),
        };
        format!("coalesce(r.normalized ->> '{key}', lower({value}))")
    }

    /// `text`, an expression of a stored number or amount, as a number.
    pub fn number(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("CAST({text} AS REAL)"),
            Pools::Postgres(_) => format!("(CAST(split_part({text}, ' ', 1) AS NUMERIC))"),
        }
    }

    /// The placeholder `$placeholder`, which is bound to a text, as a number.
    pub fn number_of(&self, placeholder: usize) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("CAST(${placeholder} AS REAL)"),
            Pools::Postgres(_) => format!("CAST(CAST(${placeholder} AS TEXT) AS NUMERIC)"),
        }
    }

    /// `micros`, an expression of a moment in microseconds, in the text form of values, up to the second.
    pub fn moment(&self, micros: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("strftime('%Y-%m-%dT%H:%M:%SZ', {micros} / 1000000, 'unixepoch')"),
            Pools::Postgres(_) => format!(
                "to_char(to_timestamp({micros} / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            ),
        }
    }

    /// `text`, an expression of a text, as a JSON document.
    pub fn json(&self, text: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("({text})"),
            Pools::Postgres(_) => format!("CAST({text} AS JSONB)"),
        }
    }

    /// The condition that `column`, which holds a text or a JSON document, matches one of the patterns of `LIKE` that are bound to
    /// the placeholders from `first` on. The patterns are in lower case; the case of ASCII letters in the column is ignored.
    pub fn like_any(&self, column: &str, first: usize, patterns: usize) -> String {
        let placeholders = (first..first + patterns).map(|place| format!("CAST(${place} AS TEXT)"));
        match &self.pools {
            // Its `LIKE` ignores the case of ASCII letters, and of no others.
            Pools::Sqlite { .. } => {
                let likes: Vec<String> = placeholders.map(|pattern| format!("{column} LIKE {pattern}")).collect();
                likes.join(" OR ")
            }
            // A document is made a text once for all patterns.
            Pools::Postgres(_) => {
                let patterns: Vec<String> = placeholders.collect();
                format!("lower(CAST({column} AS TEXT) COLLATE \"C\") LIKE ANY (ARRAY[{}])", patterns.join(", "))
            }
        }
    }

    /// The JSON document in `column` without the member `key`.
    pub fn without(&self, column: &str, key: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("json_remove({column}, '$.{key}')"),
            Pools::Postgres(_) => format!("{column} - '{key}'"),
        }
    }

    /// The JSON document in `column` with the text `value`, an expression, as its member `key`.
    pub fn with_text(&self, column: &str, key: &str, value: &str) -> String {
        match &self.pools {
            Pools::Sqlite { .. } => format!("json_set({column}, '$.{key}', {value})"),
            Pools::Postgres(_) => format!("jsonb_set({column}, '{{{key}}}', to_jsonb({value}))"),
        }
    }

    /// Appends `(SELECT …) AS hit` with the column `id`: the records whose search text contains one of `terms`, which
    /// must be normalized.
    pub fn hits(&self, sql: Sql, terms: &[String]) -> Sql {
        match &self.pools {
            // The index consists of trigrams; shorter terms are searched in the text itself.
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
