//! The roles an installation starts with.

use super::{Grants, ObjectGrants, Right, ScopedGrant};
use crate::ids::ObjectId;
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
}

impl BuiltInRole {
    /// Every built-in role.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Member, Self::ReadOnly];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::ReadOnly => "read_only",
        }
    }

    /// The name it is shown by, until somebody renames it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::Member => "Member",
            Self::ReadOnly => "Read-only",
        }
    }

    /// What it grants on these objects.
    pub fn grants(self, objects: impl IntoIterator<Item = ObjectId>) -> Grants {
        let (object, rights): (ObjectGrants, &[Right]) = match self {
            Self::Admin => {
                let all = ScopedGrant::EVERYTHING;
                (ObjectGrants { view: all, edit: all, delete: all }, &Right::ALL)
            }
            Self::Member => {
                let own = ScopedGrant::OWNED;
                (
                    ObjectGrants { view: ScopedGrant::EVERYTHING, edit: own, delete: own },
                    &[Right::BulkDelete, Right::SeeTrash, Right::RestoreOwn, Right::Import, Right::Export],
                )
            }
            Self::ReadOnly => (ObjectGrants { view: ScopedGrant::EVERYTHING, ..ObjectGrants::default() }, &[]),
        };
        Grants {
            objects: objects.into_iter().map(|id| (id, object)).collect(),
            rights: rights.iter().copied().collect(),
        }
    }
}

impl FromStr for BuiltInRole {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.tag() == tag).ok_or(())
    }
}
