//! A view of the audit, encoded in the query of its URL.

use super::EventKind;
use crate::{
    ids::UserId,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Events per page.
pub const AUDIT_PAGE: i64 = 50;
/// Most characters of a client address: an IPv6 address with a zone.
const ADDRESS_MAX: usize = 64;

/// The actor to filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditBy {
    /// One user.
    User(UserId),
    /// The program itself, or an unknown user.
    System,
}

/// A view of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Only events of this actor.
    pub by: Option<AuditBy>,
    /// Only events of this kind.
    pub kind: Option<EventKind>,
    /// Only events on this object, given by its slug.
    pub object: Option<String>,
    /// Only events on this day or later.
    pub from: Option<Date>,
    /// Only events on this day or earlier.
    pub to: Option<Date>,
    /// Only events from this client address.
    pub address: Option<String>,
    /// The page begins after this event; `None` means at the newest.
    pub after: Option<AuditCursor>,
}

/// The position after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCursor {
    /// When it happened.
    pub at: Timestamp,
    /// Its id.
    pub id: i64,
}

const SYSTEM: &str = "system";

impl fmt::Display for AuditBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => id.fmt(f),
            Self::System => f.write_str(SYSTEM),
        }
    }
}

impl FromStr for AuditBy {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == SYSTEM { Ok(Self::System) } else { text.parse().map(Self::User).map_err(drop) }
    }
}

impl fmt::Display for AuditCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.0, self.id)
    }
}

impl FromStr for AuditCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('-').ok_or(())?;
        Ok(Self { at: Timestamp(at.parse().map_err(drop)?), id: id.parse().map_err(drop)? })
    }
}

impl AuditQuery {
    /// Reads the query of a URL. Unknown values are ignored.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        let some = |name: &str| get(name).map(str::trim).filter(|value| !value.is_empty());
        Self {
            by: some("by").and_then(|by| by.parse().ok()),
            kind: some("kind").and_then(|kind| kind.parse().ok()),
            object: some("object").map(str::to_owned),
            from: some("from").and_then(Date::parse_iso),
            to: some("to").and_then(Date::parse_iso),
            address: some("address").map(|address| address.chars().take(ADDRESS_MAX).collect()),
            after: some("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The query parameters that reproduce this view.
    pub fn to_address(&self) -> Vec<(&'static str, String)> {
        [
            ("by", self.by.map(|by| by.to_string())),
            ("kind", self.kind.map(|kind| kind.tag().to_owned())),
            ("object", self.object.clone()),
            ("from", self.from.map(Date::iso)),
            ("to", self.to.map(Date::iso)),
            ("address", self.address.clone()),
            ("after", self.after.map(|after| after.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// Whether any filter is set.
    pub fn is_filtered(&self) -> bool {
        Self { after: None, ..self.clone() } != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_query_round_trips_through_url() {
        let query = AuditQuery {
            by: Some(AuditBy::User(UserId(3))),
            kind: Some(EventKind::OperationEnded),
            object: Some("contacts".to_owned()),
            from: Date::parse_iso("2026-11-01"),
            to: Date::parse_iso("2026-11-02"),
            address: Some("::1".to_owned()),
            after: Some(AuditCursor { at: Timestamp(5), id: 7 }),
        };
        let read = |query: &AuditQuery| {
            let pairs = query.to_address();
            AuditQuery::from_address(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()))
        };
        assert_eq!(read(&query), query);
        assert!(query.is_filtered());
        let system = AuditQuery { by: Some(AuditBy::System), ..AuditQuery::default() };
        assert_eq!(read(&system), system);
        let page = AuditQuery { after: query.after, ..AuditQuery::default() };
        assert!(!page.is_filtered());
        assert!(!AuditQuery::from_address(|_| Some(" ")).is_filtered());
        assert_eq!(AuditQuery::from_address(|_| Some("?")).after, None);
    }
}
