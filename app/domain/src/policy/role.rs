//! The built-in roles.

use super::{Grants, ObjectGrants, Reach, Right, ScopedGrant};
use crate::{
    ids::ObjectId,
    object::{DEAL, TICKET},
};
use std::str::FromStr;

/// A role that exists in every installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltInRole {
    /// Everything.
    Admin,
    /// Views everything; edits and deletes own records; restores own deletions.
    Member,
    /// Views active records.
    ReadOnly,
    /// Views and edits everything; deletes records of their teams; restores everything they see.
    Manager,
    /// Works on everything but tickets: edits records of their teams and unassigned ones, deletes own records one at a
    /// time.
    Sales,
    /// Works on everything but deals: edits records of their teams and unassigned ones, deletes own records one at a
    /// time.
    Service,
    /// Maintains data: edits, imports and exports everything, and deletes nothing.
    ListManager,
}

impl BuiltInRole {
    /// Every built-in role.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::Member, Self::ReadOnly, Self::Manager, Self::Sales, Self::Service, Self::ListManager];

    /// The tag in the database.
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

    /// The default name; administrators can rename it.
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
