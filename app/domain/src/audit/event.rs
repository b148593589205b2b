//! Audit events as they are stored.

use super::{EventKind, PartWord};
use crate::{
    ids::{
        BlockId, ErasureId, ImportId, InvitationId, JobId, MailId, ObjectId, OperationId, RecordId, RoleId, SessionId,
        TeamId, UserId, ViewId,
    },
    import::{Counts, ImportState},
    job::JobKind,
    operation::{OperationKind, OperationState},
    policy::{ApprovalPolicy, GrantChange, Lack, Right},
    privacy::CertificateHash,
    provider::ProviderRefusal,
    surface::Surface,
};
use serde::{Deserialize, Serialize};

/// An audit event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A user signed in by password.
    SignedIn,
    /// A sign-in failed: wrong password, unknown or deactivated user.
    SignInRefused {
        /// The user whose account was tried, if known.
        user: Option<UserId>,
    },
    /// A user signed in through the provider.
    ProviderSignedIn,
    /// A person known to the provider was refused.
    ProviderRefused {
        /// The user concerned, if known.
        user: Option<UserId>,
        /// The reason.
        reason: ProviderRefusal,
    },
    /// An identity was linked to a user.
    IdentityLinked {
        /// The user.
        user: UserId,
    },
    /// A user unlinked an identity from themselves.
    IdentityUnlinked,
    /// A user signed out.
    SignedOut,
    /// A user signed out everywhere.
    SignedOutEverywhere,
    /// A session was ended by its user from another session, or by an administrator.
    SessionEnded {
        /// The user of the session.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// A user ended all their other sessions.
    OtherSessionsEnded,
    /// A user reauthenticated.
    Reauthenticated,
    /// A reauthentication failed: wrong password or code.
    ReauthenticationFailed {
        /// The user of the session.
        user: UserId,
    },
    /// A user changed their password.
    PasswordChanged,
    /// A user turned two-factor authentication on.
    TwoStepOn,
    /// A user turned two-factor authentication off.
    TwoStepOff,
    /// An administrator turned two-factor authentication off for a user.
    TwoStepReset {
        /// The user.
        user: UserId,
    },
    /// A user generated new recovery codes; earlier ones stopped working.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// The number of codes left.
        left: i64,
    },
    /// A user was created without an invitation: the first administrator, one created on the command line, or one
    /// whose groups at the provider are mapped to a role.
    UserCreated {
        /// The user.
        user: UserId,
        /// Their role.
        role: RoleId,
    },
    /// A person was invited.
    Invited {
        /// The invitation.
        invitation: InvitationId,
        /// The role of the new user.
        role: RoleId,
    },
    /// An invitation was sent again; earlier links stopped working.
    InvitationSentAgain {
        /// The invitation.
        invitation: InvitationId,
    },
    /// An invitation was withdrawn.
    InvitationWithdrawn {
        /// The invitation.
        invitation: InvitationId,
    },
    /// An invitation was accepted; its user was created.
    InvitationAccepted {
        /// The invitation.
        invitation: InvitationId,
        /// The new user.
        user: UserId,
        /// Their role.
        role: RoleId,
    },
    /// A user was deactivated.
    UserDeactivated {
        /// The user.
        user: UserId,
    },
    /// A user was reactivated.
    UserReactivated {
        /// The user.
        user: UserId,
    },
    /// An administrator assigned another role to a user.
    RoleAssigned {
        /// The user.
        user: UserId,
        /// Their former role.
        from: RoleId,
        /// Their new role.
        to: RoleId,
    },
    /// A user's role changed at sign-in, because their groups at the provider map to another.
    RoleSynced {
        /// The user.
        user: UserId,
        /// Their former role.
        from: RoleId,
        /// Their new role.
        to: RoleId,
    },
    /// A role was created.
    RoleCreated {
        /// The role.
        role: RoleId,
        /// The role it was copied from.
        copied: RoleId,
    },
    /// The name or the grants of a role changed.
    RoleChanged {
        /// The role.
        role: RoleId,
        /// Whether it was renamed.
        renamed: bool,
        /// The grants that changed.
        grants: Vec<GrantChange>,
        /// Rights that were turned on.
        given: Vec<Right>,
        /// Rights that were turned off.
        taken: Vec<Right>,
        /// The new deletion limits, if they changed.
        approval_policy: Option<ApprovalPolicy>,
    },
    /// A role was removed.
    RoleRemoved {
        /// The role.
        role: RoleId,
    },
    /// A team was created.
    TeamCreated {
        /// The team.
        team: TeamId,
        /// The parent team.
        parent: Option<TeamId>,
        /// The members.
        members: Vec<UserId>,
    },
    /// A team was renamed, moved or got other members.
    TeamChanged {
        /// The team.
        team: TeamId,
        /// The parent team now.
        parent: Option<TeamId>,
        /// Users who joined.
        joined: Vec<UserId>,
        /// Users who left.
        left: Vec<UserId>,
    },
    /// The definition of an object changed: the object, a property, an option, a pipeline or a stage.
    ObjectDefined {
        /// The object.
        object: ObjectId,
        /// The part that changed.
        part: PartWord,
        /// The change.
        change: Definition,
    },
    /// A team was removed.
    TeamRemoved {
        /// The team.
        team: TeamId,
        /// Its members at that time.
        left: Vec<UserId>,
    },
    /// A user was refused an action on something they can see.
    Refused {
        /// The missing right; `None` if rights were not the reason.
        lacks: Option<Lack>,
        /// The object concerned.
        object: Option<ObjectId>,
        /// The record concerned.
        record: Option<RecordId>,
    },
    /// An operation was confirmed and started.
    OperationBegun {
        /// The operation.
        operation: OperationId,
        /// What it does.
        act: OperationKind,
        /// The object of its records.
        object: ObjectId,
        /// The surface it was started from.
        surface: Surface,
        /// The number of records.
        records: i64,
        /// The operation that it undoes.
        undoes: Option<OperationId>,
    },
    /// An operation was paused.
    OperationPaused {
        /// The operation.
        operation: OperationId,
        /// The object of its records.
        object: ObjectId,
    },
    /// An operation was resumed.
    OperationResumed {
        /// The operation.
        operation: OperationId,
        /// The object of its records.
        object: ObjectId,
    },
    /// An operation finished or was stopped.
    OperationEnded {
        /// The operation.
        operation: OperationId,
        /// What it does.
        act: OperationKind,
        /// The object of its records.
        object: ObjectId,
        /// The surface it was started from.
        surface: Surface,
        /// Whether it finished or was stopped.
        state: OperationState,
        /// The number of records it changed.
        done: i64,
        /// The number of records it skipped.
        skipped: i64,
        /// The operation that it undid.
        undoes: Option<OperationId>,
    },
    /// A deletion waits for approval.
    ApprovalAsked {
        /// The deletion.
        operation: OperationId,
        /// The object of its records.
        object: ObjectId,
    },
    /// A deletion was approved or declined; without an actor, its request expired.
    ApprovalDecided {
        /// The deletion.
        operation: OperationId,
        /// The object of its records.
        object: ObjectId,
        /// Whether it was approved.
        approved: bool,
    },
    /// A user deleted unusually many records in a day.
    UnusualDeletions {
        /// The user.
        user: UserId,
        /// The number of records when it was detected.
        records: i64,
    },
    /// A record was put on hold.
    HoldPut {
        /// The record.
        record: RecordId,
        /// Its object.
        object: ObjectId,
    },
    /// The hold of a record was released.
    HoldReleased {
        /// The record.
        record: RecordId,
        /// Its object.
        object: ObjectId,
    },
    /// An address was put on the blocklist by hand.
    AddressBlocked {
        /// The entry.
        block: BlockId,
    },
    /// Addresses of a file were put on the blocklist.
    AddressesBlocked {
        /// The number of addresses that were not on it.
        addresses: i64,
    },
    /// A blocked address was freed.
    BlockLifted {
        /// The entry.
        block: BlockId,
    },
    /// A blocked address was kept from coming back.
    BlockedAddressRefused {
        /// The object of the records.
        object: ObjectId,
        /// Where it would have come from.
        surface: Surface,
        /// The number of records.
        records: i64,
    },
    /// Addresses that a restored backup did not have were blocked again, as the ledger says.
    BlocksReplayed {
        /// The number of addresses.
        addresses: i64,
    },
    /// A person was deleted permanently: the records are gone, and the second scan is still to come.
    PersonErased {
        /// The erasure.
        erasure: ErasureId,
        /// The object of the records.
        object: ObjectId,
        /// The surface of the order.
        surface: Surface,
        /// The number of contacts.
        contacts: i64,
    },
    /// The second scan of an erasure ended, and a certificate was issued.
    ErasureCertified {
        /// The erasure.
        erasure: ErasureId,
        /// The part of the certificate.
        part: i64,
        /// Whether nothing was found but what was decided to stay.
        complete: bool,
        /// The hash of the certificate.
        certificate: CertificateHash,
    },
    /// An import started.
    ImportBegun {
        /// The import.
        import: ImportId,
        /// The object of its records.
        object: ObjectId,
        /// The surface it was started from.
        surface: Surface,
    },
    /// An import ended.
    ImportEnded {
        /// The import.
        import: ImportId,
        /// The object of its records.
        object: ObjectId,
        /// Whether every row was processed.
        state: ImportState,
        /// The outcome of its rows.
        rows: Counts,
    },
    /// Data was exported to a file.
    Exported {
        /// The kind of the file.
        file: Exported,
        /// The object of its records.
        object: Option<ObjectId>,
        /// The operation whose outcomes were exported.
        operation: Option<OperationId>,
        /// The import whose refused rows were exported.
        import: Option<ImportId>,
    },
    /// A view was shared with everybody.
    ViewShared {
        /// The view.
        view: ViewId,
        /// Its object.
        object: ObjectId,
    },
    /// A shared view was removed.
    SharedViewRemoved {
        /// The view.
        view: ViewId,
        /// Its object.
        object: ObjectId,
    },
    /// The retention period of an object changed.
    RetentionChanged {
        /// The object.
        object: ObjectId,
        /// The former period in days.
        from: i64,
        /// The new period in days.
        to: i64,
    },
    /// A background job that failed is tried again.
    JobRetried {
        /// The job.
        job: JobId,
        /// What it does.
        job_kind: JobKind,
    },
    /// Mail that was given up was retried.
    MailRetried {
        /// The message; `None` for all of them.
        mail: Option<MailId>,
    },
    /// The retention period of the audit changed.
    AuditKept {
        /// The former period in days.
        from: i64,
        /// The new period in days.
        to: i64,
    },
    /// Events were deleted by retention.
    AuditForgotten {
        /// The number of events.
        events: i64,
    },
}

/// The kind of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exported {
    /// The records of a view.
    View,
    /// The outcomes of an operation.
    Outcomes,
    /// The refused rows of an import.
    RefusedRows,
    /// Audit events.
    Audit,
    /// Everything about a person.
    Person,
}

/// A change of the definition of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// It was created.
    Created,
    /// It was changed.
    Changed,
    /// It was archived.
    Archived,
    /// It was unarchived.
    BroughtBack,
    /// It was removed at the end of its time in the archive.
    Removed,
}

impl Event {
    /// The kind of the event.
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
            Self::Reauthenticated => EventKind::Reauthenticated,
            Self::ReauthenticationFailed { .. } => EventKind::ReauthenticationFailed,
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
            Self::RoleAssigned { .. } => EventKind::RoleAssigned,
            Self::RoleSynced { .. } => EventKind::RoleSynced,
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
            Self::AddressBlocked { .. } => EventKind::AddressBlocked,
            Self::AddressesBlocked { .. } => EventKind::AddressesBlocked,
            Self::BlockLifted { .. } => EventKind::BlockLifted,
            Self::BlockedAddressRefused { .. } => EventKind::BlockedAddressRefused,
            Self::BlocksReplayed { .. } => EventKind::BlocksReplayed,
            Self::HoldPut { .. } => EventKind::HoldPut,
            Self::HoldReleased { .. } => EventKind::HoldReleased,
            Self::PersonErased { .. } => EventKind::PersonErased,
            Self::ErasureCertified { .. } => EventKind::ErasureCertified,
            Self::ImportBegun { .. } => EventKind::ImportBegun,
            Self::ImportEnded { .. } => EventKind::ImportEnded,
            Self::Exported { .. } => EventKind::Exported,
            Self::ViewShared { .. } => EventKind::ViewShared,
            Self::SharedViewRemoved { .. } => EventKind::SharedViewRemoved,
            Self::RetentionChanged { .. } => EventKind::RetentionChanged,
            Self::JobRetried { .. } => EventKind::JobRetried,
            Self::MailRetried { .. } => EventKind::MailRetried,
            Self::AuditKept { .. } => EventKind::AuditKept,
            Self::AuditForgotten { .. } => EventKind::AuditForgotten,
        }
    }

    /// The object by which the event can be filtered.
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
            | Self::BlockedAddressRefused { object, .. }
            | Self::PersonErased { object, .. }
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
