//! The trash of an object: its query, its rows and its pages.

use crate::{
    ids::{OperationId, RecordId, UserId},
    page::{PAGE_SIZE, page_size},
    people::Person,
    surface::Surface,
    text,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

/// The query of a page of the trash, all of it in its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashQuery {
    /// The text of the search box.
    pub search: String,
    /// Only records that this user deleted.
    pub by: Option<UserId>,
    /// Only records that were deleted on this day or later.
    pub from: Option<Date>,
    /// Only records that were deleted on this day or earlier.
    pub to: Option<Date>,
    /// The number of rows of a page.
    pub size: i64,
    /// The row before the page; `None` for the first page.
    pub after: Option<TrashCursor>,
}

impl Default for TrashQuery {
    fn default() -> Self {
        Self { search: String::new(), by: None, from: None, to: None, size: PAGE_SIZE, after: None }
    }
}

/// The last row of the previous page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashCursor {
    /// The number of rows before the page.
    pub position: i64,
    /// The deletion of the row.
    pub operation: OperationId,
    /// The record of the row.
    pub record: RecordId,
}

/// A record in the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashRow {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key.
    pub key: Option<String>,
    /// The deletion that it belongs to.
    pub operation: OperationId,
    /// The number of records of that deletion.
    pub operation_records: i64,
    /// The user who deleted it.
    pub by: Option<Person>,
    /// The moment of the deletion.
    pub at: Timestamp,
    /// The surface of the deletion.
    pub surface: Surface,
    /// Days until it is deleted permanently.
    pub days_left: i64,
    /// Whether it is on hold and therefore kept.
    pub held: bool,
    /// Whether an active record has one of its keys, so that restoring it asks what to do.
    pub key_taken: bool,
    /// Whether the user may restore it.
    pub may_restore: bool,
}

/// A page of the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashPage {
    /// Its rows, the latest deletion first.
    pub rows: Vec<TrashRow>,
    /// The number of rows on all pages.
    pub total: i64,
    /// The number of rows before this page.
    pub position: i64,
    /// The start of the next page, if there is one.
    pub next: Option<TrashCursor>,
    /// The users who deleted records that are in the trash: the choices of the filter.
    pub deleters: Vec<Person>,
    /// The days that records deleted today stay in the trash.
    pub retention_days: i64,
}

impl TrashCursor {
    /// The form in addresses: `position~operation~record`.
    pub fn to_text(self) -> String {
        format!("{}~{}~{}", self.position, self.operation, self.record)
    }

    /// Parses what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '~');
        Some(Self {
            position: parts.next()?.parse().ok().filter(|position| *position >= 0)?,
            operation: parts.next()?.parse().ok()?,
            record: parts.next()?.parse().ok()?,
        })
    }
}

impl TrashQuery {
    /// Parses the query of an address; `get` looks up a parameter. Invalid parameters are ignored.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            search: get("q").map_or_else(String::new, |q| q.trim().chars().take(text::SEARCH_MAX).collect()),
            by: get("by").and_then(|by| by.parse().ok()),
            from: get("from").and_then(Date::parse_iso),
            to: get("to").and_then(Date::parse_iso),
            size: page_size(get("size")),
            after: get("after").and_then(TrashCursor::parse),
        }
    }

    /// Reads the query part of an address whose rows are to be changed. `None` when a condition in it is not understood:
    /// the view without it would have more rows.
    pub fn parse<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let query = Self::from_address(&get);
        let given = |name| get(name).is_some_and(|value| !value.is_empty());
        let lost = |name, is_read: bool| given(name) && !is_read;
        let any =
            lost("by", query.by.is_some()) || lost("from", query.from.is_some()) || lost("to", query.to.is_some());
        (!any).then_some(query)
    }

    /// The parameters of the address.
    pub fn to_address(&self) -> Vec<(&'static str, String)> {
        let search = (!self.search.is_empty()).then(|| self.search.clone());
        [
            ("q", search),
            ("by", self.by.map(|by| by.to_string())),
            ("from", self.from.map(Date::iso)),
            ("to", self.to.map(Date::iso)),
            ("size", (self.size != PAGE_SIZE).then(|| self.size.to_string())),
            ("after", self.after.map(TrashCursor::to_text)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Whether a search or a filter is active.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.by.is_some() || self.from.is_some() || self.to.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_round_trips_through_address() {
        let query = TrashQuery {
            search: "anna".to_owned(),
            by: Some(UserId(4)),
            from: Date::parse_iso("2026-11-01"),
            to: None,
            size: 25,
            after: Some(TrashCursor { position: 25, operation: OperationId(9), record: RecordId(1) }),
        };
        let pairs = query.to_address();
        let read = TrashQuery::from_address(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
        });
        assert_eq!(read, query);
        assert!(query.is_filtered());
        assert_eq!(TrashQuery::from_address(|_| Some("?")).by, None);
        for name in ["by", "from", "to"] {
            assert_eq!(TrashQuery::parse(|asked| (asked == name).then_some("?")), None, "{name}");
            assert!(TrashQuery::parse(|asked| (asked == name).then_some("")).is_some(), "{name}");
        }
    }
}
