//! What is written down of who did what: changes of rights, users, roles and teams, signing in and out.
//!
//! An event holds ids and words of ours, never a name or an address: so nothing of it has to be erased when a person is.

use crate::{
    ids::{InvitationId, ObjectId, RoleId, SessionId, TeamId, UserId},
    policy::{Action, Right, ScopedGrant},
};
use serde::{Deserialize, Serialize};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody signed in.
    SignedIn,
    /// Somebody was not signed in: a wrong password, an unknown or a deactivated user.
    SignInRefused {
        /// Who it would have been, where that is known.
        user: Option<UserId>,
    },
    /// A session was ended by its user.
    SignedOut,
    /// All sessions were.
    SignedOutEverywhere,
    /// A session was ended from elsewhere, by its user or by an admin.
    SessionEnded {
        /// Whose.
        user: UserId,
        /// Which.
        session: SessionId,
    },
    /// All sessions of a user but one were ended by them.
    OtherSessionsEnded,
    /// Somebody proved again who they are.
    Proved,
    /// Somebody did not: a wrong password or a wrong code.
    ProofRefused {
        /// Who it would have been.
        user: UserId,
    },
    /// Somebody has another password.
    PasswordChanged,
    /// A second step of sign-in is asked of somebody from now on.
    TwoStepOn,
    /// It is not asked any more, at their wish.
    TwoStepOff,
    /// It is not asked any more, because an admin reset it.
    TwoStepReset {
        /// Of whom.
        user: UserId,
    },
    /// There are new recovery codes; those before do not work any more.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: i64,
    },
    /// A user was made without an invitation: the first admin, or one from the command line.
    UserCreated {
        /// Who.
        user: UserId,
        /// What they may do.
        role: RoleId,
    },
    /// Somebody was invited.
    Invited {
        /// Which invitation.
        invitation: InvitationId,
        /// What they will be able to do.
        role: RoleId,
    },
    /// An invitation was sent again; earlier links stopped working.
    InvitationSentAgain {
        /// Which.
        invitation: InvitationId,
    },
    /// An invitation was withdrawn.
    InvitationWithdrawn {
        /// Which.
        invitation: InvitationId,
    },
    /// Somebody accepted an invitation and is a user now.
    InvitationAccepted {
        /// Which.
        invitation: InvitationId,
        /// Who.
        user: UserId,
        /// What they may do.
        role: RoleId,
    },
    /// A user cannot sign in any more.
    UserDeactivated {
        /// Who.
        user: UserId,
    },
    /// A user can sign in again.
    UserReactivated {
        /// Who.
        user: UserId,
    },
    /// A user has another role.
    RoleGiven {
        /// Who.
        user: UserId,
        /// Their former role.
        from: RoleId,
        /// The new one.
        to: RoleId,
    },
    /// There is a new role.
    RoleCreated {
        /// Which.
        role: RoleId,
        /// What it was copied from.
        copied: RoleId,
    },
    /// A role grants something else, or has another name.
    RoleChanged {
        /// Which.
        role: RoleId,
        /// Whether its name is another.
        renamed: bool,
        /// The grants that changed.
        grants: Vec<GrantChange>,
        /// The rights that are on now and were not.
        given: Vec<Right>,
        /// The rights that were on.
        taken: Vec<Right>,
    },
    /// A role is gone.
    RoleRemoved {
        /// Which.
        role: RoleId,
    },
    /// There is a new team.
    TeamCreated {
        /// Which.
        team: TeamId,
        /// The team above it.
        above: Option<TeamId>,
        /// Who is in it.
        members: Vec<UserId>,
    },
    /// A team has another name, place or other members.
    TeamChanged {
        /// Which.
        team: TeamId,
        /// The team above it now.
        above: Option<TeamId>,
        /// Who joined.
        joined: Vec<UserId>,
        /// Who left.
        left: Vec<UserId>,
    },
    /// An object, a property, an option, a pipeline or a stage is another than before.
    ObjectDefined {
        /// Of which object.
        object: ObjectId,
        /// What of it, as in addresses.
        part: String,
        /// What was done to it.
        change: Definition,
    },
    /// A team is gone.
    TeamRemoved {
        /// Which.
        team: TeamId,
        /// Who was in it.
        left: Vec<UserId>,
    },
}

/// What is done to a part of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// It is new.
    Created,
    /// It says something else.
    Changed,
    /// It is put away.
    Archived,
    /// It is back.
    BroughtBack,
}

/// A grant of a role that became another.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_kind_and_ids() {
        let event = Event::RoleGiven { user: UserId(3), from: RoleId(1), to: RoleId(2) };
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json, serde_json::json!({ "kind": "role_given", "user": 3, "from": 1, "to": 2 }));
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
}
