//! Events as those see them who may read the audit.

use super::{AuditCursor, Event, EventKind};
use crate::{
    ids::{ObjectId, TeamId},
    object::ObjectNames,
    people::Person,
    roles::RoleName,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; nobody means the program itself, or somebody unknown.
    pub by: Option<Person>,
    /// From which address of a client, where there was one.
    pub address: Option<String>,
    /// What happened; nothing where a newer program wrote it.
    pub kind: Option<EventKind>,
    /// The rest of it, as JSON: it travels in a form that does not describe itself.
    pub details: String,
    /// The hash that seals it, once it is sealed.
    pub seal: Option<String>,
}

impl AuditRow {
    /// The event, where this program knows it.
    pub fn event(&self) -> Option<Event> {
        let mut details: serde_json::Map<_, _> = serde_json::from_str(&self.details).ok()?;
        details.insert("kind".to_owned(), self.kind?.tag().into());
        serde_json::from_value(details.into()).ok()
    }
}

/// An object that events tell of, archived ones too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditObject {
    /// Which.
    pub id: ObjectId,
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// Whether it is in use, and so has pages.
    pub open: bool,
}

/// What the ids of events are called now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditNames {
    /// Users, by name.
    pub users: Vec<Person>,
    /// Roles, those that are gone too.
    pub roles: Vec<RoleName>,
    /// Teams.
    pub teams: Vec<(TeamId, String)>,
    /// Objects.
    pub objects: Vec<AuditObject>,
}

/// One page of the audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Its rows, latest first.
    pub rows: Vec<AuditRow>,
    /// Where the next page begins.
    pub next: Option<AuditCursor>,
    /// What their ids are called.
    pub names: AuditNames,
}
