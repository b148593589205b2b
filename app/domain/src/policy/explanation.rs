//! Effective permissions: whether a user may perform an action, and which grant or right decides it.

use super::{Action, Actor, Permit, Right, ScopedGrant};
use crate::{
    ids::{ObjectId, UserId},
    object::CONTACT,
};
use serde::{Deserialize, Serialize};

/// An action on the records of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecordAction {
    /// View records.
    View,
    /// Create records.
    Create,
    /// Edit records and assign them to another owner.
    Edit,
    /// Delete one record.
    Delete,
    /// Delete many records at once.
    DeleteMany,
    /// Export records to a file.
    Export,
    /// Import records from a file.
    Import,
    /// See records in the trash.
    SeeTrash,
    /// Restore records.
    Restore,
    /// Purge chosen records of the trash.
    Purge,
    /// Purge everything that a view of the trash shows.
    EmptyTrash,
    /// Put records on hold and release them.
    Hold,
    /// Delete a contact permanently, with everything about it.
    Erase,
}

impl RecordAction {
    /// Every action, in the order of the page.
    pub const ALL: [Self; 13] = [
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
        Self::Erase,
    ];
    /// The actions on one active record.
    pub const LIVING: [Self; 6] = [Self::View, Self::Edit, Self::Delete, Self::Export, Self::Hold, Self::Erase];
    /// The actions on one record in the trash.
    pub const DELETED: [Self; 3] = [Self::SeeTrash, Self::Restore, Self::Purge];

    /// Whether records of this object can have the action done to them: only a contact is a person, who can be erased.
    pub fn applies_to(self, object: ObjectId) -> bool {
        self != Self::Erase || object == CONTACT
    }

    /// The grant needed besides `view`, and the rights needed.
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
            Self::Erase => (Some(Action::Delete), &[Right::PermanentDelete]),
        }
    }
}

/// The users that a record relates to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRelation {
    /// The owner.
    pub owner: Option<UserId>,
    /// The user who deleted it.
    pub deleter: Option<UserId>,
}

/// How the owner of a record relates to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ownership {
    /// The user is the owner.
    Own,
    /// The owner is in one of the user's teams or below.
    Team,
    /// The owner is another user.
    Other,
    /// There is no owner.
    Unassigned,
}

/// The grant or right that decides about an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecidedBy {
    /// The reach of an action; for a record, whether it covers the record.
    Reach(Action, ScopedGrant),
    /// A right that is on or off.
    Right(Right),
    /// Restoring own deletions only; for a record, whether the user deleted it.
    OwnDeletions,
}

/// Whether a user may perform an action, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionExplanation {
    /// The action.
    pub action: RecordAction,
    /// Whether it is allowed.
    pub allowed: bool,
    /// The grant or right that decides.
    pub decided_by: DecidedBy,
}

impl Actor {
    /// How this owner relates to the user.
    pub fn ownership_of(&self, owner: Option<UserId>) -> Ownership {
        match owner {
            None => Ownership::Unassigned,
            Some(owner) if owner == self.user => Ownership::Own,
            Some(owner) if self.team_mates.contains(&owner) => Ownership::Team,
            Some(_) => Ownership::Other,
        }
    }

    /// Explains an action on a record, or on any record of the object if `record` is `None`.
    pub fn explain(
        &self,
        object: ObjectId,
        action: RecordAction,
        record: Option<RecordRelation>,
    ) -> PermissionExplanation {
        PermissionExplanation {
            action,
            allowed: self.allows(object, action, record),
            decided_by: self.decided_by(object, action, record),
        }
    }

    fn allows(&self, object: ObjectId, action: RecordAction, record: Option<RecordRelation>) -> bool {
        fn covers<A>(permit: &Permit<A>, record: Option<RecordRelation>) -> bool {
            record.is_none_or(|record| permit.covers(record.owner))
        }
        match action {
            RecordAction::View => self.view(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::Create => self.create(object).is_ok(),
            RecordAction::Edit => self.edit(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::Delete => self.delete(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::DeleteMany => {
                self.delete(object).is_ok_and(|permit| covers(&permit, record) && permit.require_bulk_right(2).is_ok())
            }
            RecordAction::Export => self.export(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::Import => self.import(object).is_ok(),
            RecordAction::SeeTrash => self.see_trash(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::Restore => self.restore(object).is_ok_and(|permit| {
                covers(&permit, record) && record.is_none_or(|record| permit.covers_deletion_by(record.deleter))
            }),
            RecordAction::Purge => self.purge(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::EmptyTrash => {
                self.purge(object).is_ok_and(|permit| permit.require_empty_trash_right().is_ok())
            }
            RecordAction::Hold => self.hold(object).is_ok_and(|permit| covers(&permit, record)),
            RecordAction::Erase => self.erase(object).is_ok_and(|permit| covers(&permit, record)),
        }
    }

    /// The first grant or right that forbids the action, or the last one that it needed.
    fn decided_by(&self, object: ObjectId, action: RecordAction, record: Option<RecordRelation>) -> DecidedBy {
        let grants = self.grants.on(object);
        let (granted, rights) = action.needs();
        // Creating, importing and emptying the trash do not concern a single record.
        let record = record
            .filter(|_| !matches!(action, RecordAction::Create | RecordAction::Import | RecordAction::EmptyTrash));
        let mut decides = DecidedBy::Reach(Action::View, grants.view);
        for action in [Some(Action::View), granted].into_iter().flatten() {
            let grant = grants.of(action);
            decides = DecidedBy::Reach(action, grant);
            let reaches = match record {
                Some(record) => self.scope(grant).covers(record.owner),
                None => grant.reaches_something(),
            };
            if !reaches {
                return decides;
            }
        }
        for right in rights {
            decides = DecidedBy::Right(*right);
            if *right == Right::RestoreAny && !self.has(*right) && self.has(Right::RestoreOwn) {
                return DecidedBy::OwnDeletions;
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

    const ME: UserId = UserId(1);

    fn grant() -> impl Strategy<Value = ScopedGrant> {
        (select(Reach::ALL.to_vec()), any::<bool>()).prop_map(|(reach, unassigned)| ScopedGrant { reach, unassigned })
    }

    fn user() -> impl Strategy<Value = Option<UserId>> {
        option::of((1_i64..4).prop_map(UserId))
    }

    proptest! {
        /// The named reason agrees with the decision: it holds exactly if the action is allowed.
        #[test]
        fn explanation_reason_matches_decision(
            (view, edit, delete) in (grant(), grant(), grant()),
            rights in btree_set(select(Right::ALL.to_vec()), 0..9),
            action in select(RecordAction::ALL.to_vec()),
            record in option::of((user(), user()).prop_map(|(owner, deleter)| RecordRelation { owner, deleter })),
        ) {
            let objects = [(CONTACT, ObjectGrants { view, edit, delete })].into();
            let me = Actor { user: ME, grants: Grants { objects, rights, ..Grants::default() }, team_mates: vec![ME, UserId(2)] };
            let explanation = me.explain(CONTACT, action, record);
            let record = record.filter(|_| !matches!(action, RecordAction::Create | RecordAction::Import | RecordAction::EmptyTrash));
            let holds = match explanation.decided_by {
                DecidedBy::Reach(granted, grant) => {
                    prop_assert_eq!(grant, me.grants.on(CONTACT).of(granted));
                    record.map_or(grant.reaches_something(), |record| me.scope(grant).covers(record.owner))
                }
                DecidedBy::Right(right) => me.has(right),
                DecidedBy::OwnDeletions => record.is_none_or(|record| record.deleter == Some(ME)),
            };
            prop_assert_eq!(explanation.allowed, holds, "{:?}", explanation);
            // An object without grants allows nothing.
            prop_assert!(!me.explain(ObjectId(2), action, record).allowed);
        }
    }

    #[test]
    fn ownership_of_owner_team_other_none() {
        let me = Actor { user: ME, grants: Grants::default(), team_mates: vec![ME, UserId(2)] };
        let ownership = [None, Some(ME), Some(UserId(2)), Some(UserId(3))].map(|owner| me.ownership_of(owner));
        assert_eq!(ownership, [Ownership::Unassigned, Ownership::Own, Ownership::Team, Ownership::Other]);
    }
}
