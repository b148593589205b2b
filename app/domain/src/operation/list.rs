//! The index of operations: its query, its rows, and the chart of deletions per day.

use super::{OperationKind, OperationState};
use crate::{
    ids::{ObjectId, OperationId, UserId},
    object::ObjectNames,
    people::Person,
    surface::Surface,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The rows of a page.
pub const OPERATION_PAGE: i64 = 50;

/// The days of the chart, today included.
pub const CHART_DAYS: i64 = 30;

/// The users whose operations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The current user.
    #[default]
    Mine,
    /// Everyone, for the objects whose trash the user may see.
    Everyone,
}

/// The query of the index of operations, all of it in its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationQuery {
    /// The users whose operations are listed.
    pub whose: Whose,
    /// Only operations of this kind.
    pub kind: Option<OperationKind>,
    /// Only operations of this user.
    pub by: Option<UserId>,
    /// Only operations on records of the object with this slug.
    pub object: Option<String>,
    /// Only operations on this day or later.
    pub from: Option<Date>,
    /// Only operations on this day or earlier.
    pub to: Option<Date>,
    /// Only operations that have not ended.
    pub open: bool,
    /// The last operation of the previous page; `None` for the first page.
    pub after: Option<OperationCursor>,
}

/// The last row of the previous page.
pub type OperationCursor = OperationId;

/// A row of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRow {
    /// The id in the database.
    pub id: OperationId,
    /// Its kind.
    pub kind: OperationKind,
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
    /// The user; `None` for the system.
    pub by: Option<Person>,
    /// The moment of its start.
    pub at: Timestamp,
    /// Its surface.
    pub surface: Surface,
    /// The reason that the user gave.
    pub reason: Option<String>,
    /// Its state.
    pub state: OperationState,
    /// The number of its records, including those that it skipped from the start.
    pub total: i64,
    /// The number of records that it has changed.
    pub done: i64,
    /// The number of records that it has skipped.
    pub skipped: i64,
    /// The operation that it undoes as a whole, if any.
    pub undoes: Option<OperationId>,
    /// Whether the user may undo it. Its records are not read for this, so some may have changed since.
    pub may_undo: bool,
}

/// The number of records deleted on one day through one surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day, UTC.
    pub day: Date,
    /// The surface.
    pub surface: Surface,
    /// The number of records.
    pub records: i64,
}

/// A page of the index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationPage {
    /// Its rows, the latest first.
    pub rows: Vec<OperationRow>,
    /// The start of the next page, if there is one.
    pub next: Option<OperationCursor>,
    /// Whether the user may list the operations of everyone.
    pub may_see_everyone: bool,
    /// The users with visible operations: the choices of the filter.
    pub actors: Vec<Person>,
    /// The visible objects: id, slug and names.
    pub objects: Vec<(ObjectId, String, ObjectNames)>,
    /// The records deleted per day in the last [`CHART_DAYS`], with the filters of the query except dates and kind.
    pub chart: Vec<DayCount>,
    /// The last day of the chart.
    pub today: Option<Date>,
}

impl Whose {
    /// The value in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Everyone => "everyone",
        }
    }
}

impl FromStr for Whose {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        [Self::Mine, Self::Everyone].into_iter().find(|whose| whose.tag() == tag).ok_or(())
    }
}

impl OperationQuery {
    /// Parses the query of an address; `get` looks up a parameter. Invalid parameters are ignored.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let some = |name: &str| get(name).filter(|value| !value.is_empty());
        Self {
            whose: some("whose").and_then(|whose| whose.parse().ok()).unwrap_or_default(),
            kind: some("kind").and_then(|kind| kind.parse().ok()),
            by: some("by").and_then(|by| by.parse().ok()),
            object: some("object").map(str::to_owned),
            from: some("from").and_then(Date::parse_iso),
            to: some("to").and_then(Date::parse_iso),
            open: some("open").is_some(),
            after: some("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The parameters of the address.
    pub fn to_address(&self) -> Vec<(&'static str, String)> {
        [
            ("whose", (self.whose != Whose::default()).then(|| self.whose.tag().to_owned())),
            ("kind", self.kind.map(|kind| kind.tag().to_owned())),
            ("by", self.by.map(|by| by.to_string())),
            ("object", self.object.clone()),
            ("from", self.from.map(Date::iso)),
            ("to", self.to.map(Date::iso)),
            ("open", self.open.then(|| "1".to_owned())),
            ("after", self.after.map(|after| after.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Whether a filter other than [`Self::whose`] is active.
    pub fn is_filtered(&self) -> bool {
        let plain = Self { whose: self.whose, after: self.after, ..Self::default() };
        *self != plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_round_trips_through_address() {
        let query = OperationQuery {
            whose: Whose::Everyone,
            kind: Some(OperationKind::Purge),
            by: Some(UserId(3)),
            object: Some("contacts".to_owned()),
            from: Date::parse_iso("2026-11-01"),
            to: None,
            open: true,
            after: Some(OperationId(9)),
        };
        let pairs = query.to_address();
        let read = OperationQuery::from_address(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
        });
        assert_eq!(read, query);
        assert!(query.is_filtered());
        let page = OperationQuery { after: Some(OperationId(1)), whose: Whose::Everyone, ..OperationQuery::default() };
        assert!(!page.is_filtered());
        assert_eq!(OperationQuery::from_address(|_| Some("?")).kind, None);
    }
}
