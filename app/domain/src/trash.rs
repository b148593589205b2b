//! The trash: what waits there, who put it there, and how long it stays.

use crate::{
    ids::{OperationId, RecordId, UserId},
    page::{PAGE_SIZE, page_size},
    people::Person,
    surface::Surface,
    text,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

/// One view of the trash of an object, all of it in the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashQuery {
    /// What was typed into the search box.
    pub search: String,
    /// Deleted by this user only.
    pub by: Option<UserId>,
    /// Deleted on this day or later.
    pub from: Option<Date>,
    /// Deleted on this day or earlier.
    pub to: Option<Date>,
    /// Rows of a page.
    pub size: i64,
    /// Where the page begins; nothing means with the latest deletion.
    pub after: Option<TrashCursor>,
}

impl Default for TrashQuery {
    fn default() -> Self {
        Self { search: String::new(), by: None, from: None, to: None, size: PAGE_SIZE, after: None }
    }
}

/// The last row of the page before: its deletion and record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashCursor {
    /// Rows of the view before the page.
    pub position: i64,
    /// The deletion.
    pub operation: OperationId,
    /// The record.
    pub record: RecordId,
}

/// One deleted record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashRow {
    /// Which record.
    pub id: RecordId,
    /// What it was called.
    pub name: String,
    /// Its unique key.
    pub key: Option<String>,
    /// The deletion it belongs to.
    pub operation: OperationId,
    /// Records of that deletion.
    pub operation_records: i64,
    /// Who deleted it.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub surface: Surface,
    /// Days until it is gone for good.
    pub days_left: i64,
    /// Whether it is on hold, so that it does not go.
    pub held: bool,
    /// Whether a living record has one of its keys, first or further, so that restoring it will ask.
    pub key_taken: bool,
    /// Whether the viewer may restore it.
    pub may_restore: bool,
}

/// One page of the trash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashPage {
    /// Its rows, latest deletion first.
    pub rows: Vec<TrashRow>,
    /// Rows of the whole view.
    pub total: i64,
    /// Rows of the view before the first one here.
    pub position: i64,
    /// Where the next page begins.
    pub next: Option<TrashCursor>,
    /// Those who deleted something that is there now: the choices of the filter.
    pub deleters: Vec<Person>,
    /// Days that what is deleted now waits.
    pub retention_days: i64,
}

impl TrashCursor {
    /// `position~operation~record`, as it stands in the address.
    pub fn to_text(self) -> String {
        format!("{}~{}~{}", self.position, self.operation, self.record)
    }

    /// Reads what [`Self::to_text`] wrote.
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
    /// Reads the query part of an address. Every address means some view.
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

    /// The names and values of the address that reproduces this view.
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

    /// Whether anything narrows it.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.by.is_some() || self.from.is_some() || self.to.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_the_whole_view() {
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
    }
}
