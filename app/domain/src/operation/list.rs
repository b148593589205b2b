//! The index of operations: whose, of which kind, when, and how many were deleted a day.

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

/// Rows of a page.
pub const OPERATION_PAGE: i64 = 50;

/// Days that the chart looks back, today included.
pub const CHART_DAYS: i64 = 30;

/// Whose operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The viewer's own.
    #[default]
    Mine,
    /// Everyone's, as far as the viewer may see the trash.
    Everyone,
}

/// A view of the operations, all of it in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationQuery {
    /// Whose.
    pub whose: Whose,
    /// Of one kind only.
    pub kind: Option<OperationKind>,
    /// By one person only.
    pub by: Option<UserId>,
    /// On one object only: its word in addresses.
    pub object: Option<String>,
    /// On this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
    /// Only those that have not ended.
    pub open: bool,
    /// Where the page begins: after this operation; nothing means with the latest.
    pub after: Option<OperationCursor>,
}

/// The last row of the page before.
pub type OperationCursor = OperationId;

/// One operation of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRow {
    /// Which.
    pub id: OperationId,
    /// What it did.
    pub kind: OperationKind,
    /// The object's word in addresses.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// Who; nobody means the program itself.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub surface: Surface,
    /// Why.
    pub reason: Option<String>,
    /// How far it is.
    pub state: OperationState,
    /// Records it is about: what it goes through, and what it left alone from the start.
    pub total: i64,
    /// Records it did that to, so far.
    pub done: i64,
    /// Records it skipped, so far.
    pub skipped: i64,
    /// The operation it undid whole.
    pub undoes: Option<OperationId>,
    /// Whether the viewer may undo it, as far as its row tells: some of its records may have changed since.
    pub may_undo: bool,
}

/// Records deleted on one day through one surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day, UTC.
    pub day: Date,
    /// Through what.
    pub surface: Surface,
    /// How many.
    pub records: i64,
}

/// One page of operations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationPage {
    /// Its rows, latest first.
    pub rows: Vec<OperationRow>,
    /// Where the next page begins.
    pub next: Option<OperationCursor>,
    /// Whether the viewer may see everyone's.
    pub may_see_everyone: bool,
    /// Those who did something in sight: the choices of the filter.
    pub actors: Vec<Person>,
    /// The objects in sight: word and names.
    pub objects: Vec<(ObjectId, String, ObjectNames)>,
    /// Deletions a day of the last [`CHART_DAYS`], of the same view, whatever its dates and kind.
    pub chart: Vec<DayCount>,
    /// The last day of the chart.
    pub today: Option<Date>,
}

impl Whose {
    /// The word in addresses.
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
    /// Reads the query part of an address. Every address means some view.
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

    /// The names and values of the address that reproduces this view.
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

    /// Whether anything but whose narrows it.
    pub fn is_filtered(&self) -> bool {
        let plain = Self { whose: self.whose, after: self.after, ..Self::default() };
        *self != plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_the_whole_view() {
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
