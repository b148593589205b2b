//! Grants of a role: the reach of each action on each object, and rights that are on or off.

use super::ApprovalPolicy;
use crate::ids::ObjectId;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

/// How far an action reaches (R7.3). Each reach includes the ones before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// No record.
    #[default]
    None,
    /// Records the user owns.
    Owned,
    /// Records of the members of the user's teams and of teams below them.
    Team,
    /// Every record.
    Everything,
}

impl Reach {
    /// Every reach, the shortest first.
    pub const ALL: [Self; 4] = [Self::None, Self::Owned, Self::Team, Self::Everything];

    /// The tag in the database.
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
    /// The reach by owner.
    pub reach: Reach,
    /// Whether records without an owner are included (the tick "unassigned"; R7.3).
    pub unassigned: bool,
}

impl ScopedGrant {
    /// Every record.
    pub const EVERYTHING: Self = Self { reach: Reach::Everything, unassigned: true };
    /// The user's own records.
    pub const OWNED: Self = Self { reach: Reach::Owned, unassigned: false };

    /// Whether it reaches any record at all.
    pub fn reaches_something(self) -> bool {
        self.reach != Reach::None || self.unassigned
    }

    /// Whether it reaches every record that `other` reaches, for any user.
    pub fn covers(self, other: Self) -> bool {
        let nobodys = self.unassigned || self.reach == Reach::Everything;
        self.reach >= other.reach && (nobodys || !other.unassigned)
    }
}

/// An action that is granted per object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Viewing records.
    View,
    /// Editing records.
    Edit,
    /// Deleting records.
    Delete,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::View, Self::Edit, Self::Delete];

    /// The tag in the database.
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

/// The grants of a role on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectGrants {
    /// Seeing records.
    pub view: ScopedGrant,
    /// Editing records, and creating them if any can be edited.
    pub edit: ScopedGrant,
    /// Deleting records, limited to those that can be viewed.
    pub delete: ScopedGrant,
}

impl ObjectGrants {
    /// The grant of an action.
    pub fn of(&self, action: Action) -> ScopedGrant {
        match action {
            Action::View => self.view,
            Action::Edit => self.edit,
            Action::Delete => self.delete,
        }
    }

    /// Sets the grant of an action.
    pub fn set(&mut self, action: Action, grant: ScopedGrant) {
        match action {
            Action::View => self.view = grant,
            Action::Edit => self.edit = grant,
            Action::Delete => self.delete = grant,
        }
    }
}

/// A right that is on or off, for all objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Deleting more than one record at a time (R7.7).
    BulkDelete,
    /// Opening the trash.
    SeeTrash,
    /// Restoring records that the user deleted (L56).
    RestoreOwn,
    /// Restoring any record that the user sees in the trash.
    RestoreAny,
    /// Importing a file.
    Import,
    /// Exporting the records of a view.
    Export,
    /// Purging chosen records of the trash.
    Purge,
    /// Purging everything that a view of the trash shows.
    EmptyTrash,
    /// Deleting contacts permanently, with everything about them, for privacy law (R6.2).
    PermanentDelete,
    /// Putting records on hold, which prevents their purge, and releasing them.
    Hold,
    /// Approving or declining large deletions of others; receives alerts about unusual deletions.
    Approve,
    /// Changing settings of the whole installation.
    Administer,
    /// Inviting and deactivating users, and changing roles and teams.
    AdministerUsers,
    /// Changing objects, and removing shared views of others.
    AdministerObjects,
    /// Creating and changing workflows. There are none yet; the right exists so that roles are complete when there
    /// are.
    Workflows,
    /// Reading the audit.
    Audit,
    /// Privacy: the blocklist, its rules, and the certificates of permanent deletions.
    ManagePrivacy,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 17] = [
        Self::BulkDelete,
        Self::SeeTrash,
        Self::RestoreOwn,
        Self::RestoreAny,
        Self::Import,
        Self::Export,
        Self::Purge,
        Self::EmptyTrash,
        Self::PermanentDelete,
        Self::Hold,
        Self::Approve,
        Self::Administer,
        Self::AdministerUsers,
        Self::AdministerObjects,
        Self::Workflows,
        Self::Audit,
        Self::ManagePrivacy,
    ];

    /// The tag in the database.
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
            Self::PermanentDelete => "permanent_delete",
            Self::Hold => "hold",
            Self::Approve => "approve",
            Self::Administer => "administer",
            Self::AdministerUsers => "administer_users",
            Self::AdministerObjects => "administer_objects",
            Self::Workflows => "workflows",
            Self::Audit => "audit",
            Self::ManagePrivacy => "manage_privacy",
        }
    }
}

impl FromStr for Right {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|right| right.tag() == tag).ok_or(())
    }
}

/// Everything that a role grants. What is missing is not granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// By object.
    pub objects: BTreeMap<ObjectId, ObjectGrants>,
    /// The rights that are on.
    pub rights: BTreeSet<Right>,
    /// How much may be deleted without a second person.
    pub approval_policy: ApprovalPolicy,
}

impl Grants {
    /// The grants on an object.
    pub fn on(&self, object: ObjectId) -> ObjectGrants {
        self.objects.get(&object).copied().unwrap_or_default()
    }

    /// Whether it grants everything that `other` does. Administrators can grant only what they hold.
    pub fn cover(&self, other: &Self) -> bool {
        let objects = other.objects.iter().all(|(object, theirs)| {
            let ours = self.on(*object);
            Action::ALL.into_iter().all(|action| ours.of(action).covers(theirs.of(action)))
        });
        objects && self.rights.is_superset(&other.rights) && self.approval_policy.covers(&other.approval_policy)
    }

    /// Whether any action has the reach `team`.
    pub fn reach_a_team(&self) -> bool {
        let mut grants = self.objects.values().flat_map(|object| Action::ALL.map(|action| object.of(action)));
        grants.any(|grant| grant.reach == Reach::Team)
    }
}
/// A change of one grant of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChange {
    /// The object.
    pub object: ObjectId,
    /// The action.
    pub action: Action,
    /// The former grant.
    pub from: ScopedGrant,
    /// The new grant.
    pub to: ScopedGrant,
}
