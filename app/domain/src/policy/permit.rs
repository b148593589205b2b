//! Permits: proof that the policy allowed an action.
//!
//! A delete without a permit does not compile:
//!
//! ```compile_fail
//! use domain::policy::{Delete, Permit};
//! fn delete(_: &Permit<Delete>) {}
//! delete(&Permit { actor: todo!(), object: todo!(), view: todo!(), scope: todo!(), many: true, approval_policy: todo!(), kind: todo!() });
//! ```
//!
//! Nor does one with the permit of another action:
//!
//! ```compile_fail
//! use domain::policy::{Delete, Permit, View};
//! fn delete(_: &Permit<Delete>) {}
//! fn only_looking(view: &Permit<View>) { delete(view) }
//! ```

use super::{Action, ApprovalPolicy, Denied, Grants, Offer, Reach, Right, ScopedGrant};
use crate::{
    ids::{ObjectId, UserId},
    object::CONTACT,
};
use std::marker::PhantomData;

/// The user who acts, with the grants of their role at this moment: a change of rights takes effect on the next request
/// (R7.14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub user: UserId,
    /// The grants of their role.
    pub grants: Grants,
    /// The users that the reach "team" covers: themselves, and the members of their teams and of the teams below these.
    pub team_mates: Vec<UserId>,
}

/// Why the policy refuses an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The object or record is not visible. Answered as unknown, before any right is checked.
    #[error("not found")]
    Unseen,
    /// Visible, but the action is not allowed.
    #[error("not allowed")]
    Forbidden(Denied),
}

/// The records that a permit covers, by owner. The engine ANDs it into the SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every record.
    Everything,
    /// Records owned by one of these users and, when `unassigned`, records without an owner.
    Owners {
        /// The owners.
        owners: Vec<UserId>,
        /// Whether records without an owner are covered.
        unassigned: bool,
    },
}

impl Scope {
    /// Whether it covers a record with this owner.
    pub fn covers(&self, owner: Option<UserId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Owners { owners, unassigned } => owner.map_or(*unassigned, |owner| owners.contains(&owner)),
        }
    }
}

/// The deletions that a restore permit covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreReach {
    /// All that the actor sees in the trash.
    Any,
    /// What the actor deleted.
    Own,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
    )*};
}

kinds! {
    /// Seeing living records.
    View;
    /// Creating records.
    Create;
    /// Changing records.
    Edit;
    /// Deleting records.
    Delete;
    /// Seeing deleted records.
    SeeTrash;
    /// Restoring records.
    Restore;
    /// Importing a file.
    Import;
    /// Exporting what a view shows to a file.
    Export;
    /// Purging records from the trash.
    Purge;
    /// Approving large deletions by others.
    Approve;
    /// Putting records on hold and releasing them.
    Hold;
    /// Deleting contacts permanently, with everything about them.
    Erase;
}

/// Proof that the policy allows the action `A` on the records of an object within its scopes. Only [`Actor`] makes one.
#[derive(Clone, Debug)]
pub struct Permit<A> {
    actor: UserId,
    object: ObjectId,
    view: Scope,
    scope: Scope,
    many: bool,
    approval_policy: ApprovalPolicy,
    kind: PhantomData<A>,
}

impl<A> Permit<A> {
    /// The user who holds it.
    pub fn actor(&self) -> UserId {
        self.actor
    }

    /// The object it is for.
    pub fn object(&self) -> ObjectId {
        self.object
    }

    /// The records that its holder may see.
    pub fn view(&self) -> &Scope {
        &self.view
    }

    /// The records that the action may reach. Always ANDed with [`Self::view`]: effective delete is delete and view (R7.16).
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether it covers a record with this owner: visible, and in scope.
    pub fn covers(&self, owner: Option<UserId>) -> bool {
        self.view.covers(owner) && self.scope.covers(owner)
    }
}

impl Permit<Delete> {
    /// Checks that its holder may delete `count` records at a time (R2.14).
    ///
    /// # Errors
    ///
    /// [`Refusal::Forbidden`] for more than one without the right to delete in bulk.
    pub fn require_bulk_right(&self, count: i64) -> Result<(), Refusal> {
        if count > 1 && !self.many {
            return Err(Refusal::Forbidden(Denied::right(Right::BulkDelete, self.object)));
        }
        Ok(())
    }

    /// How much its holder may delete without approval.
    pub fn approval_policy(&self) -> ApprovalPolicy {
        self.approval_policy
    }
}

impl Permit<Purge> {
    /// Checks that its holder may purge all that a view shows.
    ///
    /// # Errors
    ///
    /// [`Refusal::Forbidden`] where they may purge chosen records only.
    pub fn require_empty_trash_right(&self) -> Result<(), Refusal> {
        if self.many {
            return Ok(());
        }
        Err(Refusal::Forbidden(Denied::right(Right::EmptyTrash, self.object)))
    }
}

impl Permit<Hold> {
    /// Whether it covers records in the trash too.
    pub fn covers_the_trash(&self) -> bool {
        self.many
    }
}

impl Permit<Erase> {
    /// Whether it covers records in the trash too.
    pub fn covers_the_trash(&self) -> bool {
        self.many
    }
}

impl Permit<Restore> {
    /// The deletions that it covers.
    pub fn reach(&self) -> RestoreReach {
        if self.many { RestoreReach::Any } else { RestoreReach::Own }
    }

    /// Whether it covers a deletion by this user.
    pub fn covers_deletion_by(&self, deleter: Option<UserId>) -> bool {
        self.many || deleter == Some(self.actor)
    }
}

impl Actor {
    /// Permits seeing the living records of an object; [`Refusal::Unseen`] where no right to view reaches any.
    pub fn view(&self, object: ObjectId) -> Result<Permit<View>, Refusal> {
        let view = self.seen(object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// Permits creating records of an object, to actors who may edit some.
    pub fn create(&self, object: ObjectId) -> Result<Permit<Create>, Refusal> {
        self.scoped(object, Action::Edit, false)
    }

    /// Permits changing records of an object.
    pub fn edit(&self, object: ObjectId) -> Result<Permit<Edit>, Refusal> {
        self.scoped(object, Action::Edit, false)
    }

    /// Permits deleting records of an object.
    pub fn delete(&self, object: ObjectId) -> Result<Permit<Delete>, Refusal> {
        self.scoped(object, Action::Delete, self.has(Right::BulkDelete))
    }

    /// Permits seeing deleted records of an object, within the scope of living ones (L48, L50).
    pub fn see_trash(&self, object: ObjectId) -> Result<Permit<SeeTrash>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::SeeTrash, object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// Permits restoring records of an object, all or those that the actor deleted.
    pub fn restore(&self, object: ObjectId) -> Result<Permit<Restore>, Refusal> {
        let view = self.seen(object)?;
        let any = self.has(Right::RestoreAny);
        if !any {
            self.must(Right::RestoreOwn, object)?;
        }
        Ok(self.permit(object, view.clone(), view, any))
    }

    /// Permits importing records of an object. Rows that match a record outside the scope are refused one by one.
    pub fn import(&self, object: ObjectId) -> Result<Permit<Import>, Refusal> {
        let permit = self.scoped(object, Action::Edit, false)?;
        self.must(Right::Import, object)?;
        Ok(permit)
    }

    /// Permits exporting the visible records of an object.
    pub fn export(&self, object: ObjectId) -> Result<Permit<Export>, Refusal> {
        let permit = self.scoped(object, Action::View, false)?;
        self.must(Right::Export, object)?;
        Ok(permit)
    }

    /// Permits purging the records of an object that the actor sees in the trash and may delete: a purge reaches no further than
    /// the delete that it makes permanent.
    pub fn purge(&self, object: ObjectId) -> Result<Permit<Purge>, Refusal> {
        self.see_trash(object)?;
        self.must(Right::Purge, object)?;
        self.scoped(object, Action::Delete, self.has(Right::EmptyTrash))
    }

    /// Permits approving large deletions of records of an object by others.
    pub fn approve(&self, object: ObjectId) -> Result<Permit<Approve>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::Approve, object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// Permits putting visible records of an object on hold and releasing them, those in the trash included if the actor sees it.
    pub fn hold(&self, object: ObjectId) -> Result<Permit<Hold>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::Hold, object)?;
        Ok(self.permit(object, view.clone(), view, self.has(Right::SeeTrash)))
    }

    /// Permits deleting contacts permanently that the actor may see and delete, those in the trash included if they see it.
    /// Only contacts are persons: for another object it is [`Refusal::Unseen`] (R6.1).
    pub fn erase(&self, object: ObjectId) -> Result<Permit<Erase>, Refusal> {
        self.seen(object)?;
        if object != CONTACT {
            return Err(Refusal::Unseen);
        }
        self.must(Right::PermanentDelete, object)?;
        self.scoped(object, Action::Delete, self.has(Right::SeeTrash))
    }

    /// Whether they receive alerts about deletion anomalies.
    pub fn receives_anomaly_alerts(&self) -> bool {
        self.has(Right::Approve)
    }

    /// The actions that the interface offers the actor on an object.
    pub fn offer(&self, object: ObjectId) -> Offer {
        Offer {
            create: self.create(object).is_ok(),
            delete: self.delete(object).is_ok(),
            see_trash: self.see_trash(object).is_ok(),
            restore: self.restore(object).is_ok(),
            import: self.import(object).is_ok(),
            export: self.export(object).is_ok(),
            assign: self.edit(object).is_ok(),
            purge: self.purge(object).is_ok(),
            empty_trash: self.purge(object).is_ok_and(|permit| permit.many),
            erase: self.erase(object).is_ok(),
            administer: self.administer().is_ok(),
            administer_users: self.administer_users().is_ok(),
            administer_objects: self.administer_objects().is_ok(),
            audit: self.audit().is_ok(),
            privacy: self.manage_privacy().is_ok(),
        }
    }

    pub(super) fn has(&self, right: Right) -> bool {
        self.grants.rights.contains(&right)
    }

    fn seen(&self, object: ObjectId) -> Result<Scope, Refusal> {
        let grants = self.grants.objects.get(&object).ok_or(Refusal::Unseen)?;
        if !grants.view.reaches_something() {
            return Err(Refusal::Unseen);
        }
        Ok(self.scope(grants.view))
    }

    fn must(&self, right: Right, object: ObjectId) -> Result<(), Refusal> {
        if self.has(right) { Ok(()) } else { Err(Refusal::Forbidden(Denied::right(right, object))) }
    }

    fn scoped<A>(&self, object: ObjectId, action: Action, many: bool) -> Result<Permit<A>, Refusal> {
        let view = self.seen(object)?;
        let grant = self.grants.on(object).of(action);
        if !grant.reaches_something() {
            return Err(Refusal::Forbidden(Denied::action(action, object)));
        }
        Ok(self.permit(object, view, self.scope(grant), many))
    }

    fn permit<A>(&self, object: ObjectId, view: Scope, scope: Scope, many: bool) -> Permit<A> {
        Permit {
            actor: self.user,
            object,
            view,
            scope,
            many,
            approval_policy: self.grants.approval_policy,
            kind: PhantomData,
        }
    }

    pub(super) fn scope(&self, grant: ScopedGrant) -> Scope {
        let owners = match grant.reach {
            Reach::Everything => return Scope::Everything,
            Reach::Team => self.team_mates.clone(),
            Reach::Owned => vec![self.user],
            Reach::None => Vec::new(),
        };
        Scope::Owners { owners, unassigned: grant.unassigned }
    }
}

#[cfg(test)]
#[path = "permit_tests.rs"]
mod tests;
