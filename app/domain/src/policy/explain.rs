//! What a person may do, and why: the answer is the policy's own, the reason names the grant that decides.

use super::{Action, Actor, Permit, Right, ScopedGrant};
use crate::ids::{ObjectId, UserId};
use serde::{Deserialize, Serialize};

/// Something that is done to the records of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Act {
    /// Seeing.
    View,
    /// Creating.
    Create,
    /// Editing, and giving to another owner.
    Edit,
    /// Deleting one.
    Delete,
    /// Deleting many at a time.
    DeleteMany,
    /// Taking away as a file.
    Export,
    /// Importing a file.
    Import,
    /// Seeing in the trash.
    SeeTrash,
    /// Restoring.
    Restore,
    /// Purging.
    Purge,
    /// Purging all that a view of the trash shows.
    EmptyTrash,
    /// Putting on hold, and releasing.
    Hold,
}

impl Act {
    /// Every act, in the order a page shows them.
    pub const ALL: [Self; 12] = [
        Self::View,
        Self::Create,
        Self::Edit,
        Self::Delete,
        Self::DeleteMany,
        Self::Export,
        Self::Import,
        Self::SeeTrash,
        Self::Restore,
        Self::Purge,
        Self::EmptyTrash,
        Self::Hold,
    ];
    /// What can be done to one living record.
    pub const LIVING: [Self; 5] = [Self::View, Self::Edit, Self::Delete, Self::Export, Self::Hold];
    /// What can be done to one record in the trash.
    pub const DELETED: [Self; 3] = [Self::SeeTrash, Self::Restore, Self::Purge];

    /// The grants that it needs besides sight, and the rights.
    fn needs(self) -> (Option<Action>, &'static [Right]) {
        match self {
            Self::View => (None, &[]),
            Self::Create | Self::Edit => (Some(Action::Edit), &[]),
            Self::Delete => (Some(Action::Delete), &[]),
            Self::DeleteMany => (Some(Action::Delete), &[Right::BulkDelete]),
            Self::Export => (None, &[Right::Export]),
            Self::Import => (Some(Action::Edit), &[Right::Import]),
            Self::SeeTrash => (None, &[Right::SeeTrash]),
            Self::Restore => (None, &[Right::RestoreAny]),
            Self::Purge => (Some(Action::Delete), &[Right::SeeTrash, Right::Purge]),
            Self::EmptyTrash => (Some(Action::Delete), &[Right::SeeTrash, Right::Purge, Right::EmptyTrash]),
            Self::Hold => (None, &[Right::Hold]),
        }
    }
}

/// The record that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who owns it.
    pub owner: Option<UserId>,
    /// Who deleted it, where they did.
    pub deleter: Option<UserId>,
}

/// Whose a record is, as one person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Their own.
    Own,
    /// Of somebody in their teams, or in teams below.
    Team,
    /// Of somebody else.
    Other,
    /// Nobody's.
    Nobody,
}

/// The grant or right that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// An action reaches so far; of a record, far enough or not.
    Reach(Action, ScopedGrant),
    /// A right is on, or is not.
    Right(Right),
    /// Only what they deleted themselves; this was, or was not.
    OwnDeletions,
}

/// Whether somebody may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What.
    pub act: Act,
    /// Whether they may.
    pub may: bool,
    /// What decides.
    pub why: Why,
}

impl Actor {
    /// Whose a record of this owner is to them.
    pub fn whose(&self, owner: Option<UserId>) -> Whose {
        match owner {
            None => Whose::Nobody,
            Some(owner) if owner == self.user => Whose::Own,
            Some(owner) if self.team_mates.contains(&owner) => Whose::Team,
            Some(_) => Whose::Other,
        }
    }

    /// Whether they may do this to a record, or to any record of the object at all, and why.
    pub fn explain(&self, object: ObjectId, act: Act, subject: Option<Subject>) -> Verdict {
        Verdict { act, may: self.may(object, act, subject), why: self.why(object, act, subject) }
    }

    fn may(&self, object: ObjectId, act: Act, subject: Option<Subject>) -> bool {
        fn covers<A>(permit: &Permit<A>, subject: Option<Subject>) -> bool {
            subject.is_none_or(|subject| permit.covers(subject.owner))
        }
        match act {
            Act::View => self.view(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::Create => self.create(object).is_ok(),
            Act::Edit => self.edit(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::Delete => self.delete(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::DeleteMany => {
                self.delete(object).is_ok_and(|permit| covers(&permit, subject) && permit.require_bulk_right(2).is_ok())
            }
            Act::Export => self.export(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::Import => self.import(object).is_ok(),
            Act::SeeTrash => self.see_trash(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::Restore => self.restore(object).is_ok_and(|permit| {
                covers(&permit, subject) && subject.is_none_or(|subject| permit.covers_deletion_by(subject.deleter))
            }),
            Act::Purge => self.purge(object).is_ok_and(|permit| covers(&permit, subject)),
            Act::EmptyTrash => self.purge(object).is_ok_and(|permit| permit.require_empty_trash_right().is_ok()),
            Act::Hold => self.hold(object).is_ok_and(|permit| covers(&permit, subject)),
        }
    }

    /// The first thing that stands in the way, or the last that had to hold.
    fn why(&self, object: ObjectId, act: Act, subject: Option<Subject>) -> Why {
        let grants = self.grants.on(object);
        let (action, rights) = act.needs();
        // Making something, and a file of many, is of no record.
        let subject = subject.filter(|_| !matches!(act, Act::Create | Act::Import | Act::EmptyTrash));
        let mut decides = Why::Reach(Action::View, grants.view);
        for action in [Some(Action::View), action].into_iter().flatten() {
            let grant = grants.of(action);
            decides = Why::Reach(action, grant);
            let reaches = match subject {
                Some(subject) => self.scope(grant).covers(subject.owner),
                None => grant.reaches_something(),
            };
            if !reaches {
                return decides;
            }
        }
        for right in rights {
            decides = Why::Right(*right);
            if *right == Right::RestoreAny && !self.has(*right) && self.has(Right::RestoreOwn) {
                return Why::OwnDeletions;
            }
            if !self.has(*right) {
                return decides;
            }
        }
        decides
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Grants, ObjectGrants, Reach};
    use proptest::{collection::btree_set, option, prelude::*, sample::select};

    const CONTACT: ObjectId = ObjectId(1);
    const ME: UserId = UserId(1);

    fn grant() -> impl Strategy<Value = ScopedGrant> {
        (select(Reach::ALL.to_vec()), any::<bool>()).prop_map(|(reach, unassigned)| ScopedGrant { reach, unassigned })
    }

    fn user() -> impl Strategy<Value = Option<UserId>> {
        option::of((1_i64..4).prop_map(UserId))
    }

    proptest! {
        /// The reason that is named says what the policy decides: it holds where one may, and fails where one may not.
        #[test]
        fn the_reason_fits_the_answer(
            (view, edit, delete) in (grant(), grant(), grant()),
            rights in btree_set(select(Right::ALL.to_vec()), 0..9),
            act in select(Act::ALL.to_vec()),
            subject in option::of((user(), user()).prop_map(|(owner, deleter)| Subject { owner, deleter })),
        ) {
            let objects = [(CONTACT, ObjectGrants { view, edit, delete })].into();
            let me = Actor { user: ME, grants: Grants { objects, rights, ..Grants::default() }, team_mates: vec![ME, UserId(2)] };
            let verdict = me.explain(CONTACT, act, subject);
            let subject = subject.filter(|_| !matches!(act, Act::Create | Act::Import | Act::EmptyTrash));
            let holds = match verdict.why {
                Why::Reach(action, grant) => {
                    prop_assert_eq!(grant, me.grants.on(CONTACT).of(action));
                    subject.map_or(grant.reaches_something(), |subject| me.scope(grant).covers(subject.owner))
                }
                Why::Right(right) => me.has(right),
                Why::OwnDeletions => subject.is_none_or(|subject| subject.deleter == Some(ME)),
            };
            prop_assert_eq!(verdict.may, holds, "{:?}", verdict);
            // Of an object that nothing is granted on, nothing may be done.
            prop_assert!(!me.explain(ObjectId(2), act, subject).may);
        }
    }

    #[test]
    fn whose_a_record_is() {
        let me = Actor { user: ME, grants: Grants::default(), team_mates: vec![ME, UserId(2)] };
        let whose = [None, Some(ME), Some(UserId(2)), Some(UserId(3))].map(|owner| me.whose(owner));
        assert_eq!(whose, [Whose::Nobody, Whose::Own, Whose::Team, Whose::Other]);
    }
}
