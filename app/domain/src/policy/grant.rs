//! What a role grants: for each object how far each action reaches, and the rights that are on or off.

use super::ApprovalPolicy;
use crate::ids::ObjectId;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// How far an action reaches (R7.3). Later reaches include earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Nothing.
    #[default]
    None,
    /// Records the user owns.
    Owned,
    /// Records that a member of one of the user's teams owns.
    Team,
    /// Every record.
    Everything,
}

impl Reach {
    /// Every reach, the shortest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Owned, Self::Team, Self::Everything];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Owned => "owned",
            Self::Team => "team",
            Self::Everything => "everything",
        }
    }
}

impl FromStr for Reach {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|reach| reach.tag() == tag).ok_or(())
    }
}

/// How far one action reaches on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopedGrant {
    /// Whose records.
    pub reach: Reach,
    /// Whether records of nobody count too (the "unassigned" tick; R7.3).
    pub unassigned: bool,
}

impl ScopedGrant {
    /// Every record.
    pub const EVERYTHING: Self = Self { reach: Reach::Everything, unassigned: true };
    /// The user's own records.
    pub const OWNED: Self = Self { reach: Reach::Owned, unassigned: false };

    /// Whether it reaches anything at all.
    pub fn reaches_something(self) -> bool {
        self.reach != Reach::None || self.unassigned
    }

    /// Whether it reaches all that another does, whoever holds the two.
    pub fn covers(self, other: Self) -> bool {
        let nobodys = self.unassigned || self.reach == Reach::Everything;
        self.reach >= other.reach && (nobodys || !other.unassigned)
    }
}

/// What a role grants on each object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Seeing records.
    View,
    /// Changing records.
    Edit,
    /// Deleting records.
    Delete,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::View, Self::Edit, Self::Delete];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
            Self::Delete => "delete",
        }
    }
}

impl FromStr for Action {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|action| action.tag() == tag).ok_or(())
    }
}

/// What a role grants on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectGrants {
    /// Seeing records.
    pub view: ScopedGrant,
    /// Changing records; one who may change some may create some.
    pub edit: ScopedGrant,
    /// Deleting records, as far as they may be seen.
    pub delete: ScopedGrant,
}

impl ObjectGrants {
    /// How far an action reaches.
    pub fn of(&self, action: Action) -> ScopedGrant {
        match action {
            Action::View => self.view,
            Action::Edit => self.edit,
            Action::Delete => self.delete,
        }
    }

    /// Lets an action reach so far.
    pub fn set(&mut self, action: Action, grant: ScopedGrant) {
        match action {
            Action::View => self.view = grant,
            Action::Edit => self.edit = grant,
            Action::Delete => self.delete = grant,
        }
    }
}

/// A right that is on or off, over all objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Deleting more than one record at a time (R7.7).
    BulkDelete,
    /// Opening the trash.
    SeeTrash,
    /// Restoring what one deleted oneself (L56).
    RestoreOwn,
    /// Restoring whatever one sees in the trash.
    RestoreAny,
    /// Importing a file.
    Import,
    /// Taking what a view shows away as a file.
    Export,
    /// Purging chosen records of the trash.
    Purge,
    /// Purging all that a view of the trash shows.
    EmptyTrash,
    /// Putting records on hold, so that nothing purges them, and releasing them.
    Hold,
    /// Deciding about large deletions of others, and being told of unusual ones.
    Approve,
    /// Changing what holds for the whole installation.
    Administer,
    /// Inviting and deactivating users, and changing roles and teams.
    AdministerUsers,
    /// Changing objects, and removing views that others share.
    AdministerObjects,
    /// Making and changing workflows. None exist yet; the right does, so that roles are complete on the day they do.
    Workflows,
    /// Reading the audit.
    Audit,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 15] = [
        Self::BulkDelete,
        Self::SeeTrash,
        Self::RestoreOwn,
        Self::RestoreAny,
        Self::Import,
        Self::Export,
        Self::Purge,
        Self::EmptyTrash,
        Self::Hold,
        Self::Approve,
        Self::Administer,
        Self::AdministerUsers,
        Self::AdministerObjects,
        Self::Workflows,
        Self::Audit,
    ];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::BulkDelete => "bulk_delete",
            Self::SeeTrash => "see_trash",
            Self::RestoreOwn => "restore_own",
            Self::RestoreAny => "restore_any",
            Self::Import => "import",
            Self::Export => "export",
            Self::Purge => "purge",
            Self::EmptyTrash => "empty_trash",
            Self::Hold => "hold",
            Self::Approve => "approve",
            Self::Administer => "administer",
            Self::AdministerUsers => "administer_users",
            Self::AdministerObjects => "administer_objects",
            Self::Workflows => "workflows",
            Self::Audit => "audit",
        }
    }
}

impl FromStr for Right {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|right| right.tag() == tag).ok_or(())
    }
}

/// All that a role grants. What is not there is not granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// By object.
    pub objects: BTreeMap<ObjectId, ObjectGrants>,
    /// The rights that are on.
    pub rights: BTreeSet<Right>,
    /// How much may be deleted without a second person.
    pub guard: ApprovalPolicy,
}

impl Grants {
    /// What is granted on an object.
    pub fn on(&self, object: ObjectId) -> ObjectGrants {
        self.objects.get(&object).copied().unwrap_or_default()
    }

    /// Whether it grants all that another does: nobody gives what they do not hold.
    pub fn cover(&self, other: &Self) -> bool {
        let objects = other.objects.iter().all(|(object, theirs)| {
            let ours = self.on(*object);
            Action::ALL.into_iter().all(|action| ours.of(action).covers(theirs.of(action)))
        });
        objects && self.rights.is_superset(&other.rights) && self.guard.covers(&other.guard)
    }

    /// Whether anything reaches as far as a team.
    pub fn reach_a_team(&self) -> bool {
        let mut grants = self.objects.values().flat_map(|object| Action::ALL.map(|action| object.of(action)));
        grants.any(|grant| grant.reach == Reach::Team)
    }
}
/// A change of one grant of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChange {
    /// On which object.
    pub object: ObjectId,
    /// Of which action.
    pub action: Action,
    /// What it was.
    pub from: ScopedGrant,
    /// What it is.
    pub to: ScopedGrant,
}
