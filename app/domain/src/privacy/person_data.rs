//! Everything about a person, for the person: the right of access and the right to data portability.

use super::{Mention, Place};
use crate::{ids::RecordId, time::Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything that the data map finds about a contact, as the user who exports it may see it. Its serialized form is the JSON
/// download.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonData {
    /// The contact.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// When this was read.
    pub exported_at: String,
    /// The rows that belong to the contact, to its own activities, and to activities that it shares with others.
    pub rows: Vec<PersonRow>,
    /// Other texts that mention the person, as far as the user may see them.
    pub mentions: Vec<Mention>,
    /// How many activities and texts there are that the user may not see.
    pub unseen: i64,
}

/// A row about a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The place that it is a part of.
    pub place: Place,
    /// Its table.
    pub table: String,
    /// Its columns in order, without those that are empty. Moments are written as in `2026-11-04T16:58:03Z`.
    pub values: Vec<(String, Value)>,
}

impl PersonData {
    /// The header of the CSV download, and one line for each value: place, table, number of the row, column, value.
    pub fn lines(&self) -> impl Iterator<Item = [String; 5]> + '_ {
        let header = ["place", "table", "row", "column", "value"].map(str::to_owned);
        let rows = self.rows.iter().enumerate().flat_map(|(number, row)| {
            row.values.iter().map(move |(column, value)| {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                [row.place.tag().to_owned(), row.table.clone(), (number + 1).to_string(), column.clone(), value]
            })
        });
        let mentions = self.mentions.iter().enumerate().map(|(number, mention)| {
            let excerpt = &mention.excerpt;
            let text = format!("{}{}{}", excerpt.before, excerpt.found, excerpt.after);
            let number = (self.rows.len() + number + 1).to_string();
            ["mention".to_owned(), mention.source.to_string(), number, mention.title.clone(), text]
        });
        std::iter::once(header).chain(rows).chain(mentions)
    }
}

/// The form of a moment in an export.
pub fn exported_moment(at: Timestamp) -> Value {
    Value::String(at.rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_one_value_each() {
        let data = PersonData {
            record: RecordId(1),
            name: "Anna".to_owned(),
            exported_at: "2026-11-01T12:00:00Z".to_owned(),
            rows: vec![PersonRow {
                place: Place::Record,
                table: "record".to_owned(),
                values: vec![
                    ("created_at".to_owned(), exported_moment(Timestamp(0))),
                    ("properties".to_owned(), serde_json::json!({"city": "Rome"})),
                ],
            }],
            mentions: Vec::new(),
            unseen: 0,
        };
        let lines: Vec<String> = data.lines().map(|line| line.join("|")).collect();
        assert_eq!(
            lines,
            [
                "place|table|row|column|value",
                "record|record|1|created_at|1970-01-01T00:00:00Z",
                r#"record|record|1|properties|{"city":"Rome"}"#,
            ]
        );
    }
}
