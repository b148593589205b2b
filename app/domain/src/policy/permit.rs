//! Permits: proof that the policy was asked.
//!
//! A delete that nobody permitted does not compile:
//!
//! ```compile_fail
//! use domain::policy::{Delete, Permit};
//! fn delete(_: &Permit<Delete>) {}
//! delete(&Permit { actor: todo!(), object: todo!(), view: todo!(), scope: todo!(), many: true, guard: todo!(), kind: todo!() });
//! ```
//!
//! Nor does one with the permit of something else:
//!
//! ```compile_fail
//! use domain::policy::{Delete, Permit, View};
//! fn delete(_: &Permit<Delete>) {}
//! fn only_looking(view: &Permit<View>) { delete(view) }
//! ```

use super::{Action, Denied, Grants, Guard, Offer, Reach, Right, ScopedGrant};
use crate::ids::{ObjectId, UserId};
use std::marker::PhantomData;

/// Who acts: a user with what their role grants at this moment, so that a change of rights acts on the next request
/// (R7.14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub user: UserId,
    /// What their role grants.
    pub grants: Grants,
    /// Whose records "team" means: themselves, and the members of their teams and of the teams below these.
    pub team_mates: Vec<UserId>,
}

/// Why the policy says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What one may not see does not exist: answered as unknown, before anything is said of rights.
    #[error("not found")]
    Unseen,
    /// Seen, and not allowed.
    #[error("not allowed")]
    Forbidden(Denied),
}

/// Whose records a permit covers; the engine ANDs it into the SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every record.
    Everything,
    /// Records owned by one of these users and, when `unassigned`, records of nobody.
    Owners {
        /// The owners.
        owners: Vec<UserId>,
        /// Whether records of nobody are covered.
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

/// Whose deletions a restore permit covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreReach {
    /// Whatever one sees in the trash.
    Any,
    /// What one deleted oneself.
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
    /// Taking what a view shows away as a file.
    Export;
    /// Purging records of the trash.
    Purge;
    /// Deciding about large deletions of others.
    Approve;
    /// Putting records on hold and releasing them.
    Hold;
}

/// Proof that the policy allows `A` on an object, as far as its scopes reach. Only [`Actor`] makes one.
#[derive(Clone, Debug)]
pub struct Permit<A> {
    actor: UserId,
    object: ObjectId,
    view: Scope,
    scope: Scope,
    many: bool,
    guard: Guard,
    kind: PhantomData<A>,
}

impl<A> Permit<A> {
    /// Who holds it.
    pub fn actor(&self) -> UserId {
        self.actor
    }

    /// The object it is for.
    pub fn object(&self) -> ObjectId {
        self.object
    }

    /// What its holder may see.
    pub fn view(&self) -> &Scope {
        &self.view
    }

    /// What its holder may do the permitted thing to. Always ANDed with [`Self::view`]: effective delete is delete
    /// and view (R7.16).
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether it covers a record with this owner: seen, and in scope.
    pub fn covers(&self, owner: Option<UserId>) -> bool {
        self.view.covers(owner) && self.scope.covers(owner)
    }
}

impl Permit<Delete> {
    /// Refuses more than one record to one without the right of bulk delete (R2.14).
    pub fn allow_count(&self, count: i64) -> Result<(), Refusal> {
        if count > 1 && !self.many {
            return Err(Refusal::Forbidden(Denied::right(Right::BulkDelete, self.object)));
        }
        Ok(())
    }

    /// How much its holder may delete without a second person.
    pub fn guard(&self) -> Guard {
        self.guard
    }
}

impl Permit<Purge> {
    /// Refuses all that a view shows to one who may purge chosen records only.
    pub fn allow_view(&self) -> Result<(), Refusal> {
        if self.many {
            return Ok(());
        }
        Err(Refusal::Forbidden(Denied::right(Right::EmptyTrash, self.object)))
    }
}

impl Permit<Hold> {
    /// Whether it covers what is in the trash too.
    pub fn covers_the_trash(&self) -> bool {
        self.many
    }
}

impl Permit<Restore> {
    /// Whose deletions it covers.
    pub fn reach(&self) -> RestoreReach {
        if self.many { RestoreReach::Any } else { RestoreReach::Own }
    }

    /// Whether it covers something that `deleter` deleted.
    pub fn covers_deletion_by(&self, deleter: Option<UserId>) -> bool {
        self.many || deleter == Some(self.actor)
    }
}

impl Actor {
    /// May they see living records of this object? Unseen where they may not.
    pub fn view(&self, object: ObjectId) -> Result<Permit<View>, Refusal> {
        let view = self.seen(object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// May they create records of this object? One who may edit some may create some.
    pub fn create(&self, object: ObjectId) -> Result<Permit<Create>, Refusal> {
        self.scoped(object, Action::Edit, false)
    }

    /// May they change records of this object?
    pub fn edit(&self, object: ObjectId) -> Result<Permit<Edit>, Refusal> {
        self.scoped(object, Action::Edit, false)
    }

    /// May they delete records of this object?
    pub fn delete(&self, object: ObjectId) -> Result<Permit<Delete>, Refusal> {
        self.scoped(object, Action::Delete, self.has(Right::BulkDelete))
    }

    /// May they see deleted records of this object? No further than they see living ones (L48, L50).
    pub fn see_trash(&self, object: ObjectId) -> Result<Permit<SeeTrash>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::SeeTrash, object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// May they restore records of this object, at least those they deleted themselves?
    pub fn restore(&self, object: ObjectId) -> Result<Permit<Restore>, Refusal> {
        let view = self.seen(object)?;
        let any = self.has(Right::RestoreAny);
        if !any {
            self.must(Right::RestoreOwn, object)?;
        }
        Ok(self.permit(object, view.clone(), view, any))
    }

    /// May they import records of this object? Rows that meet a record outside the scope of their edit are refused
    /// one by one.
    pub fn import(&self, object: ObjectId) -> Result<Permit<Import>, Refusal> {
        let permit = self.scoped(object, Action::Edit, false)?;
        self.must(Right::Import, object)?;
        Ok(permit)
    }

    /// May they take the records of this object that they see away as a file?
    pub fn export(&self, object: ObjectId) -> Result<Permit<Export>, Refusal> {
        let permit = self.scoped(object, Action::View, false)?;
        self.must(Right::Export, object)?;
        Ok(permit)
    }

    /// Permits purging the records of this object that they see in the trash and may delete: a purge reaches no further
    /// than a delete, which it makes permanent.
    pub fn purge(&self, object: ObjectId) -> Result<Permit<Purge>, Refusal> {
        self.see_trash(object)?;
        self.must(Right::Purge, object)?;
        self.scoped(object, Action::Delete, self.has(Right::EmptyTrash))
    }

    /// May they decide about large deletions of records of this object that others ask for?
    pub fn approve(&self, object: ObjectId) -> Result<Permit<Approve>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::Approve, object)?;
        Ok(self.permit(object, view.clone(), view, false))
    }

    /// May they put records of this object that they see on hold, and release them? In the trash, if they see it.
    pub fn hold(&self, object: ObjectId) -> Result<Permit<Hold>, Refusal> {
        let view = self.seen(object)?;
        self.must(Right::Hold, object)?;
        Ok(self.permit(object, view.clone(), view, self.has(Right::SeeTrash)))
    }

    /// Whether they are told of unusual deletions.
    pub fn is_told_of_the_unusual(&self) -> bool {
        self.has(Right::Approve)
    }

    /// What the interface offers them on this object.
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
            administer: self.administer().is_ok(),
            administer_users: self.administer_users().is_ok(),
            administer_objects: self.administer_objects().is_ok(),
            audit: self.audit().is_ok(),
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
        Permit { actor: self.user, object, view, scope, many, guard: self.grants.guard, kind: PhantomData }
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
