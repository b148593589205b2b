//! Authorization. A right that was not checked cannot be used.
//!
//! An [`Actor`] is a user with the grants of their role. Asked for an action on an object it returns a [`Permit`],
//! which only it can create, or a [`Refusal`]. The engine's changes take permits, and a permit carries the [`Scope`]
//! that the engine adds to its SQL, so that every record is checked in the transaction that changes it (R7.16, L46).
//! New rights are off until granted (R7.15).
//!
//! Acts that are irreversible or change rights take a [`Reauthenticated`] permit, whose holder authenticated recently.

mod administer;
mod approval_policy;
mod denied;
mod explanation;
mod grant;
mod permit;
mod reauthentication;
mod role;

pub use administer::{Administrator, Auditor, ErasureReader, PrivacyManager, UserAdministrator};
pub use approval_policy::ApprovalPolicy;
pub use denied::{Denied, Lack};
pub use explanation::{DecidedBy, Ownership, PermissionExplanation, RecordAction, RecordRelation};
pub use grant::{Action, GrantChange, Grants, ObjectGrants, Reach, Right, ScopedGrant};
pub use permit::{
    Actor, Approve, Create, Delete, Edit, Erase, Export, Hold, Import, Permit, Purge, Refusal, Restore, RestoreReach,
    Scope, SeeTrash, View,
};
pub use reauthentication::{REAUTHENTICATION_MINUTES, Reauthenticated, Reauthentication, ReauthenticationRequired};
pub use role::BuiltInRole;

use serde::{Deserialize, Serialize};

/// The controls that the interface shows to a user. It mirrors the policy and decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Creating records.
    pub create: bool,
    /// Deleting from a record page or a table.
    pub delete: bool,
    /// Opening the trash.
    pub see_trash: bool,
    /// Restoring records.
    pub restore: bool,
    /// Exporting the records of a view.
    pub export: bool,
    /// Importing a file.
    pub import: bool,
    /// Assigning records to another owner.
    pub assign: bool,
    /// Purging chosen records of the trash.
    pub purge: bool,
    /// Purging everything that a view of the trash shows.
    pub empty_trash: bool,
    /// Deleting contacts permanently, with everything about them.
    pub erase: bool,
    /// Changing settings of the whole installation.
    pub administer: bool,
    /// Administering users, roles and teams.
    pub administer_users: bool,
    /// Changing objects, properties and pipelines.
    pub administer_objects: bool,
    /// Reading the audit.
    pub audit: bool,
    /// Managing the blocklist and reading the certificates of permanent deletions.
    pub privacy: bool,
}

impl Offer {
    /// The union of two offers.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        // Without `..`, so that no field is forgotten.
        let Self {
            create,
            delete,
            see_trash,
            restore,
            export,
            import,
            assign,
            purge,
            empty_trash,
            erase,
            administer,
            administer_users,
            administer_objects,
            audit,
            privacy,
        } = other;
        Self {
            create: self.create || create,
            delete: self.delete || delete,
            see_trash: self.see_trash || see_trash,
            restore: self.restore || restore,
            export: self.export || export,
            import: self.import || import,
            assign: self.assign || assign,
            purge: self.purge || purge,
            empty_trash: self.empty_trash || empty_trash,
            erase: self.erase || erase,
            administer: self.administer || administer,
            administer_users: self.administer_users || administer_users,
            administer_objects: self.administer_objects || administer_objects,
            audit: self.audit || audit,
            privacy: self.privacy || privacy,
        }
    }
}
