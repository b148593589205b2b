//! Events: what happened, as it is kept.

use super::{EventKind, PartWord};
use crate::{
    ids::{ImportId, InvitationId, MailId, ObjectId, OperationId, RecordId, RoleId, SessionId, TeamId, UserId, ViewId},
    import::{Counts, ImportState},
    operation::{OperationKind, OperationState},
    policy::{ApprovalPolicy, GrantChange, Lack, Right},
    provider::ProviderRefusal,
    surface::Surface,
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
    /// Somebody signed in through the provider.
    ProviderSignedIn,
    /// Somebody whom the provider knows was not let in.
    ProviderRefused {
        /// Who it would have been, where that is known.
        user: Option<UserId>,
        /// Why.
        reason: ProviderRefusal,
    },
    /// A user can sign in through the provider from now on.
    IdentityLinked {
        /// Who.
        user: UserId,
    },
    /// A user cannot sign in through the provider any more, at their wish.
    IdentityUnlinked,
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
    /// A user was made without an invitation: the first admin, one from the command line, or one whose groups at the
    /// provider mean a role.
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
    /// A user has another role, because their groups at the provider mean another.
    RoleFollowed {
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
        /// How much may be deleted without a second person now, where that is another.
        guard: Option<ApprovalPolicy>,
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
        /// What of it.
        part: PartWord,
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
    /// Somebody was refused something that they see.
    Refused {
        /// What they lack; nothing where it was not a matter of rights.
        lacks: Option<Lack>,
        /// On which object.
        object: Option<ObjectId>,
        /// On which record.
        record: Option<RecordId>,
    },
    /// An operation was confirmed and runs.
    OperationBegun {
        /// Which.
        operation: OperationId,
        /// What it does.
        act: OperationKind,
        /// On which object.
        object: ObjectId,
        /// Through what.
        surface: Surface,
        /// Records it is about.
        records: i64,
        /// The operation it undoes.
        undoes: Option<OperationId>,
    },
    /// An operation waits.
    OperationPaused {
        /// Which.
        operation: OperationId,
        /// On which object.
        object: ObjectId,
    },
    /// An operation goes on.
    OperationResumed {
        /// Which.
        operation: OperationId,
        /// On which object.
        object: ObjectId,
    },
    /// An operation has done what it does, at once or after it ran; or it was stopped.
    OperationEnded {
        /// Which.
        operation: OperationId,
        /// What it did.
        act: OperationKind,
        /// On which object.
        object: ObjectId,
        /// Through what.
        surface: Surface,
        /// Whether it went through all of its set.
        state: OperationState,
        /// Records it did that to.
        done: i64,
        /// Records it skipped.
        skipped: i64,
        /// The operation it undid.
        undoes: Option<OperationId>,
    },
    /// A deletion waits for a second person.
    ApprovalAsked {
        /// Which.
        operation: OperationId,
        /// On which object.
        object: ObjectId,
    },
    /// A second person decided about a deletion; nobody did, where nobody is named.
    ApprovalDecided {
        /// Which.
        operation: OperationId,
        /// On which object.
        object: ObjectId,
        /// Whether it goes on.
        approved: bool,
    },
    /// Somebody deleted unusually much in a day.
    UnusualDeletions {
        /// Who.
        user: UserId,
        /// Records, when it was noticed.
        records: i64,
    },
    /// A record is on hold: nothing purges it.
    HoldPut {
        /// Which.
        record: RecordId,
        /// Of which object.
        object: ObjectId,
    },
    /// A record is on hold no more.
    HoldReleased {
        /// Which.
        record: RecordId,
        /// Of which object.
        object: ObjectId,
    },
    /// Rows of a file go in.
    ImportBegun {
        /// Which import.
        import: ImportId,
        /// Into which object.
        object: ObjectId,
        /// Through what.
        surface: Surface,
    },
    /// No more rows of a file go in.
    ImportEnded {
        /// Which import.
        import: ImportId,
        /// Into which object.
        object: ObjectId,
        /// Whether every row was looked at.
        state: ImportState,
        /// What became of the rows.
        rows: Counts,
    },
    /// Something was taken away as a file.
    Exported {
        /// What.
        file: Exported,
        /// Of which object.
        object: Option<ObjectId>,
        /// Of which operation.
        operation: Option<OperationId>,
        /// Of which import.
        import: Option<ImportId>,
    },
    /// A view is there for everybody.
    ViewShared {
        /// Which.
        view: ViewId,
        /// Of which object.
        object: ObjectId,
    },
    /// A view that was there for everybody is gone.
    SharedViewRemoved {
        /// Which.
        view: ViewId,
        /// Of which object.
        object: ObjectId,
    },
    /// What is deleted of an object waits for another time.
    RetentionChanged {
        /// Which object.
        object: ObjectId,
        /// Days it was.
        from: i64,
        /// Days it is.
        to: i64,
    },
    /// Mail that was given up is tried again.
    MailRetried {
        /// Which message; nothing means all of them.
        mail: Option<MailId>,
    },
    /// Events are kept for another time.
    AuditKept {
        /// Days it was.
        from: i64,
        /// Days it is.
        to: i64,
    },
    /// Events were kept for as long as they should, and are gone.
    AuditForgotten {
        /// How many.
        events: i64,
    },
}

/// What is taken away as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exported {
    /// The records of a view.
    View,
    /// What happened to each record of an operation.
    Outcomes,
    /// The rows of a file that stayed out.
    RefusedRows,
    /// Events.
    Audit,
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
    /// It was put away for as long as it could come back, and is gone.
    Removed,
}

impl Event {
    /// What happened, without to whom or what.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::SignedIn => EventKind::SignedIn,
            Self::SignInRefused { .. } => EventKind::SignInRefused,
            Self::ProviderSignedIn => EventKind::ProviderSignedIn,
            Self::ProviderRefused { .. } => EventKind::ProviderRefused,
            Self::IdentityLinked { .. } => EventKind::IdentityLinked,
            Self::IdentityUnlinked => EventKind::IdentityUnlinked,
            Self::SignedOut => EventKind::SignedOut,
            Self::SignedOutEverywhere => EventKind::SignedOutEverywhere,
            Self::SessionEnded { .. } => EventKind::SessionEnded,
            Self::OtherSessionsEnded => EventKind::OtherSessionsEnded,
            Self::Proved => EventKind::Proved,
            Self::ProofRefused { .. } => EventKind::ProofRefused,
            Self::PasswordChanged => EventKind::PasswordChanged,
            Self::TwoStepOn => EventKind::TwoStepOn,
            Self::TwoStepOff => EventKind::TwoStepOff,
            Self::TwoStepReset { .. } => EventKind::TwoStepReset,
            Self::RecoveryCodesMade => EventKind::RecoveryCodesMade,
            Self::RecoveryCodeUsed { .. } => EventKind::RecoveryCodeUsed,
            Self::UserCreated { .. } => EventKind::UserCreated,
            Self::Invited { .. } => EventKind::Invited,
            Self::InvitationSentAgain { .. } => EventKind::InvitationSentAgain,
            Self::InvitationWithdrawn { .. } => EventKind::InvitationWithdrawn,
            Self::InvitationAccepted { .. } => EventKind::InvitationAccepted,
            Self::UserDeactivated { .. } => EventKind::UserDeactivated,
            Self::UserReactivated { .. } => EventKind::UserReactivated,
            Self::RoleGiven { .. } => EventKind::RoleGiven,
            Self::RoleFollowed { .. } => EventKind::RoleFollowed,
            Self::RoleCreated { .. } => EventKind::RoleCreated,
            Self::RoleChanged { .. } => EventKind::RoleChanged,
            Self::RoleRemoved { .. } => EventKind::RoleRemoved,
            Self::TeamCreated { .. } => EventKind::TeamCreated,
            Self::TeamChanged { .. } => EventKind::TeamChanged,
            Self::TeamRemoved { .. } => EventKind::TeamRemoved,
            Self::ObjectDefined { .. } => EventKind::ObjectDefined,
            Self::Refused { .. } => EventKind::Refused,
            Self::OperationBegun { .. } => EventKind::OperationBegun,
            Self::OperationPaused { .. } => EventKind::OperationPaused,
            Self::OperationResumed { .. } => EventKind::OperationResumed,
            Self::OperationEnded { .. } => EventKind::OperationEnded,
            Self::ApprovalAsked { .. } => EventKind::ApprovalAsked,
            Self::ApprovalDecided { .. } => EventKind::ApprovalDecided,
            Self::UnusualDeletions { .. } => EventKind::UnusualDeletions,
            Self::HoldPut { .. } => EventKind::HoldPut,
            Self::HoldReleased { .. } => EventKind::HoldReleased,
            Self::ImportBegun { .. } => EventKind::ImportBegun,
            Self::ImportEnded { .. } => EventKind::ImportEnded,
            Self::Exported { .. } => EventKind::Exported,
            Self::ViewShared { .. } => EventKind::ViewShared,
            Self::SharedViewRemoved { .. } => EventKind::SharedViewRemoved,
            Self::RetentionChanged { .. } => EventKind::RetentionChanged,
            Self::MailRetried { .. } => EventKind::MailRetried,
            Self::AuditKept { .. } => EventKind::AuditKept,
            Self::AuditForgotten { .. } => EventKind::AuditForgotten,
        }
    }

    /// The object whose filter finds it.
    pub fn object(&self) -> Option<ObjectId> {
        match self {
            Self::ObjectDefined { object, .. }
            | Self::OperationBegun { object, .. }
            | Self::OperationPaused { object, .. }
            | Self::OperationResumed { object, .. }
            | Self::OperationEnded { object, .. }
            | Self::ApprovalAsked { object, .. }
            | Self::ApprovalDecided { object, .. }
            | Self::HoldPut { object, .. }
            | Self::HoldReleased { object, .. }
            | Self::ImportBegun { object, .. }
            | Self::ImportEnded { object, .. }
            | Self::ViewShared { object, .. }
            | Self::SharedViewRemoved { object, .. }
            | Self::RetentionChanged { object, .. } => Some(*object),
            Self::Refused { object, .. } | Self::Exported { object, .. } => *object,
            _ => None,
        }
    }
}
