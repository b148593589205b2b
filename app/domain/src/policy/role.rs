//! The roles an installation starts with.

use super::{Grants, ObjectGrants, Reach, Right, ScopedGrant};
use crate::{
    ids::ObjectId,
    object::{DEAL, TICKET},
};
use std::str::FromStr;

/// A role that every installation has from the first migration on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltInRole {
    /// Everything.
    Admin,
    /// Sees all; edits and deletes their own; restores what they deleted.
    Member,
    /// Sees all that lives.
    ReadOnly,
    /// Sees and edits all; deletes what is their teams'; restores whatever they see.
    Manager,
    /// Works on all but tickets: their teams' and nobody's. Deletes their own, one at a time.
    Sales,
    /// Works on all but deals: their teams' and nobody's. Deletes their own, one at a time.
    Service,
    /// Keeps the data in order: edits, imports and exports all, and deletes nothing.
    ListManager,
}

impl BuiltInRole {
    /// Every built-in role.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::Member, Self::ReadOnly, Self::Manager, Self::Sales, Self::Service, Self::ListManager];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::ReadOnly => "read_only",
            Self::Manager => "manager",
            Self::Sales => "sales",
            Self::Service => "service",
            Self::ListManager => "list_manager",
        }
    }

    /// The name it is shown by, until somebody renames it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Member => "Member",
            Self::ReadOnly => "Read-only",
            Self::Manager => "Manager",
            Self::Sales => "Sales",
            Self::Service => "Service",
            Self::ListManager => "List manager",
        }
    }

    /// What it grants on these objects.
    pub fn grants(self, objects: impl IntoIterator<Item = ObjectId>) -> Grants {
        Grants {
            objects: objects.into_iter().map(|id| (id, self.on(id))).collect(),
            rights: self.rights().iter().copied().collect(),
            ..Grants::default()
        }
    }

    fn on(self, object: ObjectId) -> ObjectGrants {
        let (all, own, none) = (ScopedGrant::EVERYTHING, ScopedGrant::OWNED, ScopedGrant::default());
        let team = ScopedGrant { reach: Reach::Team, unassigned: false };
        let (edit, delete) = match self {
            Self::Admin => (all, all),
            Self::Member => (own, own),
            Self::Manager => (all, team),
            Self::Sales if object == TICKET => (none, none),
            Self::Service if object == DEAL => (none, none),
            Self::Sales | Self::Service => (ScopedGrant { unassigned: true, ..team }, own),
            Self::ListManager => (all, none),
            Self::ReadOnly => (none, none),
        };
        ObjectGrants { view: all, edit, delete }
    }

    fn rights(self) -> &'static [Right] {
        match self {
            Self::Admin => &Right::ALL,
            Self::Member => &[Right::BulkDelete, Right::SeeTrash, Right::RestoreOwn, Right::Import, Right::Export],
            Self::Manager => &[
                Right::BulkDelete,
                Right::SeeTrash,
                Right::RestoreOwn,
                Right::RestoreAny,
                Right::Import,
                Right::Export,
            ],
            Self::Sales | Self::Service => &[Right::SeeTrash, Right::RestoreOwn],
            Self::ListManager => &[Right::Import, Right::Export],
            Self::ReadOnly => &[],
        }
    }
}

impl FromStr for BuiltInRole {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.tag() == tag).ok_or(())
    }
}
