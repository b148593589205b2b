//! Tests of audit events, among them that no event can hold text that a user typed.

use super::*;
use crate::{
    ids::{
        BlockId, ErasureId, ImportId, InvitationId, JobId, LabelId, MailId, ObjectId, OperationId, RecordId, RoleId,
        SessionId, TeamId, UserId, ViewId,
    },
    import::{Counts, ImportState},
    job::JobKind,
    object::Part,
    operation::{OperationKind, OperationState},
    policy::{Action, ApprovalPolicy, GrantChange, Lack, Reach, Right, ScopedGrant},
    privacy::CertificateHash,
    provider::ProviderRefusal,
    surface::Surface,
};
use std::collections::BTreeSet;

/// Types that an event may hold: ids, enums and counts. `String` is not one, so an event with a text does not compile
/// here.
trait Storable {}

macro_rules! storable {
    ($($type:ty),*) => {$(impl Storable for $type {})*};
}

storable!(bool, i64, PartWord, Definition, Exported, Counts, ImportState, Action, Lack, Right, Reach);
storable!(OperationKind, OperationState, ProviderRefusal, Surface);
storable!(BlockId, ErasureId, CertificateHash, JobId, JobKind);
storable!(ImportId, InvitationId, MailId, ObjectId, OperationId, RecordId, RoleId, SessionId, TeamId, UserId, ViewId);
impl<T: Storable> Storable for Option<T> {}
impl<T: Storable> Storable for Vec<T> {}
impl Storable for GrantChange {}

/// Lists every field of every event, so that a new field must have a type that may be stored.
fn check_storable(event: &Event) {
    fn kept(fields: &[&dyn Storable]) -> usize {
        fields.len()
    }
    match event {
        Event::SignedIn
        | Event::ProviderSignedIn
        | Event::IdentityUnlinked
        | Event::SignedOut
        | Event::SignedOutEverywhere
        | Event::OtherSessionsEnded
        | Event::Reauthenticated
        | Event::PasswordChanged
        | Event::TwoStepOn
        | Event::TwoStepOff
        | Event::RecoveryCodesMade => 0,
        Event::SessionEnded { user, session } => kept(&[user, session]),
        Event::RecoveryCodeUsed { left } => kept(&[left]),
        Event::SignInRefused { user } => kept(&[user]),
        Event::ProviderRefused { user, reason } => kept(&[user, reason]),
        Event::UserCreated { user, role } => kept(&[user, role]),
        Event::Invited { invitation, role } => kept(&[invitation, role]),
        Event::InvitationSentAgain { invitation } | Event::InvitationWithdrawn { invitation } => kept(&[invitation]),
        Event::InvitationAccepted { invitation, user, role } => kept(&[invitation, user, role]),
        Event::UserDeactivated { user }
        | Event::UserReactivated { user }
        | Event::ReauthenticationFailed { user }
        | Event::IdentityLinked { user }
        | Event::TwoStepReset { user } => kept(&[user]),
        Event::RoleAssigned { user, from, to } | Event::RoleSynced { user, from, to } => kept(&[user, from, to]),
        Event::RoleCreated { role, copied } => kept(&[role, copied]),
        Event::RoleChanged { role, renamed, grants, given, taken, approval_policy } => {
            for GrantChange { object, action, from, to } in grants {
                for ScopedGrant { reach, unassigned } in [from, to] {
                    kept(&[object, action, reach, unassigned]);
                }
            }
            if let Some(ApprovalPolicy { count, amount }) = approval_policy {
                kept(&[count, amount]);
            }
            kept(&[role, renamed, grants, given, taken])
        }
        Event::RoleRemoved { role } => kept(&[role]),
        Event::TeamCreated { team, parent, members } => kept(&[team, parent, members]),
        Event::TeamChanged { team, parent, joined, left } => kept(&[team, parent, joined, left]),
        Event::TeamRemoved { team, left } => kept(&[team, left]),
        Event::ObjectDefined { object, part, change } => kept(&[object, part, change]),
        Event::Refused { lacks, object, record } => kept(&[lacks, object, record]),
        Event::OperationBegun { operation, act, object, surface, records, undoes } => {
            kept(&[operation, act, object, surface, records, undoes])
        }
        Event::OperationPaused { operation, object } | Event::OperationResumed { operation, object } => {
            kept(&[operation, object])
        }
        Event::OperationEnded { operation, act, object, surface, state, done, skipped, undoes } => {
            kept(&[operation, act, object, surface, state, done, skipped, undoes])
        }
        Event::ApprovalAsked { operation, object } => kept(&[operation, object]),
        Event::ApprovalDecided { operation, object, approved } => kept(&[operation, object, approved]),
        Event::UnusualDeletions { user, records } => kept(&[user, records]),
        Event::HoldPut { record, object } | Event::HoldReleased { record, object } => kept(&[record, object]),
        Event::AddressBlocked { block } | Event::BlockLifted { block } => kept(&[block]),
        Event::AddressesBlocked { addresses } | Event::BlocksReplayed { addresses } => kept(&[addresses]),
        Event::BlockedAddressRefused { object, surface, records } => kept(&[object, surface, records]),
        Event::PersonErased { erasure, object, surface, contacts } => kept(&[erasure, object, surface, contacts]),
        Event::ErasureCertified { erasure, part, complete, certificate } => {
            kept(&[erasure, part, complete, certificate])
        }
        Event::ImportBegun { import, object, surface } => kept(&[import, object, surface]),
        Event::ImportEnded { import, object, state, rows } => kept(&[import, object, state, rows]),
        Event::Exported { file, object, operation, import } => kept(&[file, object, operation, import]),
        Event::ViewShared { view, object } | Event::SharedViewRemoved { view, object } => kept(&[view, object]),
        Event::RetentionChanged { object, from, to } => kept(&[object, from, to]),
        Event::JobRetried { job, job_kind } => kept(&[job, job_kind]),
        Event::MailRetried { mail } => kept(&[mail]),
        Event::AuditKept { from, to } => kept(&[from, to]),
        Event::AuditForgotten { events } => kept(&[events]),
    };
}

/// One event of each kind.
fn samples() -> Vec<Event> {
    let (user, role, team, object) = (UserId(3), RoleId(2), TeamId(4), ObjectId(1));
    let (invitation, operation, import, view) = (InvitationId(5), OperationId(7), ImportId(8), ViewId(9));
    let (act, surface, undoes) = (OperationKind::Delete, Surface::Board, Some(operation));
    let part = PartWord::of(&Part::Option("fuel".to_owned(), "mario_rossi".to_owned()));
    let grant = GrantChange {
        object,
        action: Action::Delete,
        from: ScopedGrant::OWNED,
        to: ScopedGrant { reach: Reach::Team, unassigned: true },
    };
    vec![
        Event::SignedIn,
        Event::SignInRefused { user: Some(user) },
        Event::ProviderSignedIn,
        Event::ProviderRefused { user: Some(user), reason: ProviderRefusal::NoRole },
        Event::IdentityLinked { user },
        Event::IdentityUnlinked,
        Event::SignedOut,
        Event::SignedOutEverywhere,
        Event::SessionEnded { user, session: SessionId(4) },
        Event::OtherSessionsEnded,
        Event::Reauthenticated,
        Event::ReauthenticationFailed { user },
        Event::PasswordChanged,
        Event::TwoStepOn,
        Event::TwoStepOff,
        Event::TwoStepReset { user },
        Event::RecoveryCodesMade,
        Event::RecoveryCodeUsed { left: 9 },
        Event::UserCreated { user, role },
        Event::Invited { invitation, role },
        Event::InvitationSentAgain { invitation },
        Event::InvitationWithdrawn { invitation },
        Event::InvitationAccepted { invitation, user, role },
        Event::UserDeactivated { user },
        Event::UserReactivated { user },
        Event::RoleAssigned { user, from: RoleId(1), to: role },
        Event::RoleSynced { user, from: RoleId(1), to: role },
        Event::RoleCreated { role, copied: RoleId(1) },
        Event::RoleChanged {
            role,
            renamed: true,
            grants: vec![grant],
            given: vec![Right::Audit],
            taken: vec![Right::Purge],
            approval_policy: Some(ApprovalPolicy { count: Some(100), amount: None }),
        },
        Event::RoleRemoved { role },
        Event::TeamCreated { team, parent: None, members: vec![user] },
        Event::TeamChanged { team, parent: Some(team), joined: vec![user], left: vec![] },
        Event::TeamRemoved { team, left: vec![user] },
        Event::ObjectDefined { object, part, change: Definition::Archived },
        Event::Refused { lacks: Some(Lack::Right(Right::Export)), object: Some(object), record: Some(RecordId(6)) },
        Event::OperationBegun { operation, act, object, surface, records: 9, undoes },
        Event::OperationPaused { operation, object },
        Event::OperationResumed { operation, object },
        Event::OperationEnded {
            operation,
            act,
            object,
            surface,
            state: OperationState::Stopped,
            done: 8,
            skipped: 1,
            undoes,
        },
        Event::ApprovalAsked { operation, object },
        Event::ApprovalDecided { operation, object, approved: true },
        Event::UnusualDeletions { user, records: 200 },
        Event::AddressBlocked { block: BlockId(12) },
        Event::AddressesBlocked { addresses: 7 },
        Event::BlockLifted { block: BlockId(12) },
        Event::BlockedAddressRefused { object, surface: Surface::Import, records: 2 },
        Event::BlocksReplayed { addresses: 3 },
        Event::HoldPut { record: RecordId(6), object },
        Event::HoldReleased { record: RecordId(6), object },
        Event::PersonErased { erasure: ErasureId(7), object, surface, contacts: 1 },
        Event::ErasureCertified {
            erasure: ErasureId(7),
            part: 1,
            complete: true,
            certificate: CertificateHash::new([7; 32]),
        },
        Event::ImportBegun { import, object, surface: Surface::Import },
        Event::ImportEnded { import, object, state: ImportState::Done, rows: Counts::default() },
        Event::Exported { file: Exported::Outcomes, object: Some(object), operation: Some(operation), import: None },
        Event::ViewShared { view, object },
        Event::SharedViewRemoved { view, object },
        Event::RetentionChanged { object, from: 90, to: 30 },
        Event::JobRetried { job: JobId(1), job_kind: JobKind::SealAudit },
        Event::MailRetried { mail: Some(MailId(1)) },
        Event::AuditKept { from: 730, to: 365 },
        Event::AuditForgotten { events: 12 },
    ]
}

#[test]
fn every_kind_round_trips_through_its_tag() {
    let mut kinds = BTreeSet::new();
    for event in samples() {
        check_storable(&event);
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["kind"], event.kind().tag(), "the tag of the kind is the tag of the event");
        assert_eq!(event.kind().tag().parse(), Ok(event.kind()));
        assert!(EventGroup::ALL.contains(&event.kind().group()));
        kinds.insert(event.kind().tag());
        // As stored and listed, and back.
        let mut details = json.clone();
        details.as_object_mut().unwrap().remove("kind");
        let row = AuditRow {
            id: 1,
            at: crate::time::Timestamp(0),
            by: None,
            address: None,
            kind: Some(event.kind()),
            details: details.to_string(),
            seal: None,
        };
        assert_eq!(row.event(), Some(event));
    }
    assert_eq!(kinds.len(), EventKind::ALL.len());
}

#[test]
fn event_object_matches_its_field() {
    for event in samples() {
        let json = serde_json::to_value(&event).unwrap();
        let named = json.get("object").and_then(serde_json::Value::as_i64).map(ObjectId);
        assert_eq!(event.object(), named, "{event:?}");
    }
}

#[test]
fn event_serializes_to_kind_and_ids() {
    let event = Event::RoleAssigned { user: UserId(3), from: RoleId(1), to: RoleId(2) };
    let json = serde_json::to_value(&event).unwrap();
    assert_eq!(json, serde_json::json!({ "kind": "role_assigned", "user": 3, "from": 1, "to": 2 }));
    let text = serde_json::to_string(&samples()).unwrap();
    assert!(!text.contains("rossi"), "an option is recorded as its property");
    assert_eq!(PartWord::of(&Part::Label(LabelId(1000))).word(), "label.1000");
}

#[test]
fn parse_audit_days_outside_limits_is_none() {
    assert_eq!(parse_audit_days(" 365 "), Some(365));
    for wrong in ["29", "3651", "", "a year", "-1"] {
        assert_eq!(parse_audit_days(wrong), None, "{wrong}");
    }
}
