//! Who may do what. The rule this module keeps: a right that was not checked cannot be used.
//!
//! An [`Actor`] is a user with what their role grants. Asked for an action on an object it answers with a
//! [`Permit`], which nobody else can make, or with a [`Refusal`]. The engine's changes take permits, and a permit
//! carries the [`Scope`] that the engine ANDs into its SQL, so that every record a statement touches is decided in the
//! transaction that touches it (R7.16, L46). New rights are off until granted (R7.15).
//!
//! What cannot be taken back, and what changes rights, takes a permit that is [`Fresh`]: its holder proved a moment ago who
//! they are.

mod administer;
mod approval_policy;
mod denied;
mod explain;
mod fresh;
mod grant;
mod permit;
mod role;

pub use administer::{Administrator, Auditor, UserAdministrator};
pub use approval_policy::ApprovalPolicy;
pub use denied::{Denied, Lack};
pub use explain::{Act, Subject, Verdict, Whose, Why};
pub use fresh::{Fresh, PROOF_MINUTES, Proof, Stale};
pub use grant::{Action, GrantChange, Grants, ObjectGrants, Reach, Right, ScopedGrant};
pub use permit::{
    Actor, Approve, Create, Delete, Edit, Export, Hold, Import, Permit, Purge, Refusal, Restore, RestoreReach, Scope,
    SeeTrash, View,
};
pub use role::BuiltInRole;

use serde::{Deserialize, Serialize};

/// What the interface offers a person. It mirrors the policy and decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// New records.
    pub create: bool,
    /// Deleting from a record page or a table.
    pub delete: bool,
    /// The trash.
    pub see_trash: bool,
    /// Restoring something.
    pub restore: bool,
    /// Taking what a view shows away as a file.
    pub export: bool,
    /// Importing a file.
    pub import: bool,
    /// Giving records another owner.
    pub assign: bool,
    /// Purging chosen records of the trash.
    pub purge: bool,
    /// Purging all that a view of the trash shows.
    pub empty_trash: bool,
    /// Changing what holds for the whole installation.
    pub administer: bool,
    /// Users, roles and teams.
    pub administer_users: bool,
    /// Changing objects, properties and pipelines.
    pub administer_objects: bool,
    /// Reading the audit.
    pub audit: bool,
}
