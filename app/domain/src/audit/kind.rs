//! Kinds of audit events.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A group of kinds in the filter of the audit page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventGroup {
    /// Sign-in and sessions.
    Access,
    /// Refused actions.
    Refusals,
    /// Users, roles and teams.
    Rights,
    /// Operations.
    Operations,
    /// Imports and exports.
    Files,
    /// The blocklist.
    Privacy,
    /// Settings and definitions.
    Settings,
}

macro_rules! kinds {
    ($($name:ident $tag:literal $group:ident;)*) => {
        /// The kind of an audit event.
        #[expect(missing_docs, reason = "as the events of these names")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum EventKind {
            $($name,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The tag in the database, which is also the serialized tag of [`super::Event`].
            pub fn tag(self) -> &'static str {
                match self {
                    $(Self::$name => $tag,)*
                }
            }

            /// The group in the filter.
            pub fn group(self) -> EventGroup {
                match self {
                    $(Self::$name => EventGroup::$group,)*
                }
            }
        }
    };
}

kinds! {
    SignedIn "signed_in" Access;
    SignInRefused "sign_in_refused" Access;
    ProviderSignedIn "provider_signed_in" Access;
    ProviderRefused "provider_refused" Access;
    IdentityLinked "identity_linked" Access;
    IdentityUnlinked "identity_unlinked" Access;
    SignedOut "signed_out" Access;
    SignedOutEverywhere "signed_out_everywhere" Access;
    SessionEnded "session_ended" Access;
    OtherSessionsEnded "other_sessions_ended" Access;
    Reauthenticated "reauthenticated" Access;
    ReauthenticationFailed "reauthentication_failed" Access;
    PasswordChanged "password_changed" Access;
    TwoStepOn "two_step_on" Access;
    TwoStepOff "two_step_off" Access;
    TwoStepReset "two_step_reset" Access;
    RecoveryCodesMade "recovery_codes_made" Access;
    RecoveryCodeUsed "recovery_code_used" Access;
    Refused "refused" Refusals;
    UserCreated "user_created" Rights;
    Invited "invited" Rights;
    InvitationSentAgain "invitation_sent_again" Rights;
    InvitationWithdrawn "invitation_withdrawn" Rights;
    InvitationAccepted "invitation_accepted" Rights;
    UserDeactivated "user_deactivated" Rights;
    UserReactivated "user_reactivated" Rights;
    RoleAssigned "role_assigned" Rights;
    RoleSynced "role_synced" Rights;
    RoleCreated "role_created" Rights;
    RoleChanged "role_changed" Rights;
    RoleRemoved "role_removed" Rights;
    TeamCreated "team_created" Rights;
    TeamChanged "team_changed" Rights;
    TeamRemoved "team_removed" Rights;
    OperationBegun "operation_begun" Operations;
    OperationPaused "operation_paused" Operations;
    OperationResumed "operation_resumed" Operations;
    OperationEnded "operation_ended" Operations;
    ApprovalAsked "approval_asked" Operations;
    ApprovalDecided "approval_decided" Operations;
    UnusualDeletions "unusual_deletions" Operations;
    HoldPut "hold_put" Operations;
    HoldReleased "hold_released" Operations;
    PersonErased "person_erased" Operations;
    ErasureCertified "erasure_certified" Operations;
    ImportBegun "import_begun" Files;
    ImportEnded "import_ended" Files;
    Exported "exported" Files;
    AddressBlocked "address_blocked" Privacy;
    AddressesBlocked "addresses_blocked" Privacy;
    BlockLifted "block_lifted" Privacy;
    BlockedAddressRefused "blocked_address_refused" Privacy;
    BlocksReplayed "blocks_replayed" Privacy;
    ObjectDefined "object_defined" Settings;
    ViewShared "view_shared" Settings;
    SharedViewRemoved "shared_view_removed" Settings;
    RetentionChanged "retention_changed" Settings;
    JobRetried "job_retried" Settings;
    MailRetried "mail_retried" Settings;
    AuditKept "audit_kept" Settings;
    AuditForgotten "audit_forgotten" Settings;
}

impl EventGroup {
    /// Every group, in the order of the filter.
    pub const ALL: [Self; 7] =
        [Self::Access, Self::Refusals, Self::Rights, Self::Operations, Self::Files, Self::Privacy, Self::Settings];
}

impl FromStr for EventKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.tag() == tag).ok_or(())
    }
}
