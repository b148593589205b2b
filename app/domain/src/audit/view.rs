//! Audit events as the audit page shows them.

use super::{AuditCursor, Event, EventKind};
use crate::{
    ids::{ObjectId, TeamId},
    object::ObjectNames,
    people::Person,
    roles::RoleName,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its id.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The actor; `None` for the program itself and for unknown users.
    pub by: Option<Person>,
    /// The address of the client, if there was one.
    pub address: Option<String>,
    /// Its kind; `None` if a newer version of the program wrote it.
    pub kind: Option<EventKind>,
    /// Its other fields as a JSON object, kept as text because the transport format is not self-describing.
    pub details: String,
    /// The hash that seals it, once it is sealed.
    pub seal: Option<String>,
}

impl AuditRow {
    /// The event, if this version of the program knows its kind.
    pub fn event(&self) -> Option<Event> {
        let mut details: serde_json::Map<_, _> = serde_json::from_str(&self.details).ok()?;
        details.insert("kind".to_owned(), self.kind?.tag().into());
        serde_json::from_value(details.into()).ok()
    }
}

/// An object that events refer to, archived ones included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditObject {
    /// The object's id.
    pub id: ObjectId,
    /// The object's slug.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// Whether it is in use, and so has pages.
    pub open: bool,
}

/// The current names of the ids in events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditNames {
    /// Users, by name.
    pub users: Vec<Person>,
    /// Roles, removed ones included.
    pub roles: Vec<RoleName>,
    /// Teams.
    pub teams: Vec<(TeamId, String)>,
    /// Objects.
    pub objects: Vec<AuditObject>,
}

/// One page of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Its events, newest first.
    pub rows: Vec<AuditRow>,
    /// The cursor of the next page.
    pub next: Option<AuditCursor>,
    /// The names of the ids in them.
    pub names: AuditNames,
}
