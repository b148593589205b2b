//! The text of audit events in the language of the reader, for the page and for the CSV file. Ids are resolved to names when an
//! event is read; what no longer exists is shown by its number.

use crate::i18n::Messages;
use domain::{
    audit::{AuditNames, AuditRow, Event, EventKind, PartWord},
    ids::{ObjectId, OperationId, RecordId, RoleId, TeamId, UserId},
    import::Counts,
    object::Part,
    operation::OperationKind,
    policy::{ApprovalPolicy, GrantChange, Right},
    roles::RoleName,
};

/// One detail of an event, with a link to its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventField {
    /// The label.
    pub label: &'static str,
    /// The value.
    pub text: String,
    /// The address of its page.
    pub href: Option<String>,
}

/// Formats audit events.
#[derive(Clone, Copy)]
pub struct EventFormatter<'a> {
    t: Messages,
    names: &'a AuditNames,
}

impl<'a> EventFormatter<'a> {
    /// A formatter for a language and the names that ids resolve to.
    pub fn new(t: Messages, names: &'a AuditNames) -> Self {
        Self { t, names }
    }

    /// One line: the kind of event and its subject.
    pub fn headline(self, row: &AuditRow) -> String {
        let Some(kind) = row.kind else { return self.t.audit_newer().to_owned() };
        // Only the details that identify the subject; the others are shown when the event is expanded.
        let told = match kind {
            EventKind::Refused | EventKind::ObjectDefined => 3,
            EventKind::RoleChanged
            | EventKind::TeamCreated
            | EventKind::TeamChanged
            | EventKind::TeamRemoved
            | EventKind::AuditKept => 1,
            _ => 2,
        };
        let fields: Vec<String> = self.fields(row).into_iter().take(told).map(|field| field.text).collect();
        let what = self.t.event_kind(kind);
        if fields.is_empty() { what.to_owned() } else { format!("{what}: {}", fields.join(", ")) }
    }

    /// The name of the actor.
    pub fn who(self, row: &AuditRow) -> String {
        match (&row.by, row.kind) {
            (Some(person), _) => person.name.clone(),
            (None, Some(EventKind::SignInRefused | EventKind::ProviderRefused)) => self.t.audit_unknown().to_owned(),
            (None, _) => self.t.system_person().to_owned(),
        }
    }

    /// All details, the most important first.
    pub fn fields(self, row: &AuditRow) -> Vec<EventField> {
        let t = self.t;
        let number = |label, count: i64| text(label, t.number(count));
        let Some(event) = row.event() else { return Vec::new() };
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
            | Event::RecoveryCodesMade => Vec::new(),
            Event::RecoveryCodeUsed { left } => vec![number(t.fact_codes_left(), left)],
            Event::SignInRefused { user } => user.map(|user| self.user(t.fact_user(), user)).into_iter().collect(),
            Event::ProviderRefused { user, reason } => {
                let user = user.map(|user| self.user(t.fact_user(), user));
                let reason = text(t.fact_reason(), t.provider_refusal(reason).to_owned());
                user.into_iter().chain([reason]).collect()
            }
            Event::UserCreated { user, role } | Event::InvitationAccepted { user, role, .. } => {
                vec![self.user(t.fact_user(), user), self.role(t.role_column(), role)]
            }
            Event::Invited { invitation, role } => {
                vec![text(t.fact_invitation(), invitation.to_string()), self.role(t.role_column(), role)]
            }
            Event::InvitationSentAgain { invitation } | Event::InvitationWithdrawn { invitation } => {
                vec![text(t.fact_invitation(), invitation.to_string())]
            }
            Event::UserDeactivated { user }
            | Event::UserReactivated { user }
            | Event::SessionEnded { user, .. }
            | Event::ReauthenticationFailed { user }
            | Event::IdentityLinked { user }
            | Event::TwoStepReset { user } => {
                vec![self.user(t.fact_user(), user)]
            }
            Event::RoleAssigned { user, from, to } | Event::RoleSynced { user, from, to } => {
                vec![self.user(t.fact_user(), user), self.role(t.fact_to(), to), self.role(t.fact_from(), from)]
            }
            Event::RoleCreated { role, copied } => {
                vec![self.role(t.role_column(), role), self.role(t.fact_copied(), copied)]
            }
            Event::RoleChanged { role, renamed, grants, given, taken, approval_policy } => {
                let mut fields = self.role_changed(role, renamed, &grants, &given, &taken);
                fields.extend(
                    approval_policy
                        .map(|approval_policy| text(t.approval_legend(), self.approval_policy(approval_policy))),
                );
                fields
            }
            Event::RoleRemoved { role } => vec![self.role(t.role_column(), role)],
            Event::TeamCreated { team, parent, members } => {
                let people = self.people(t.fact_members(), &members);
                [Some(self.team(team)), self.parent(parent), people].into_iter().flatten().collect()
            }
            Event::TeamChanged { team, parent, joined, left } => [
                Some(self.team(team)),
                self.parent(parent),
                self.people(t.fact_joined(), &joined),
                self.people(t.fact_left(), &left),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::TeamRemoved { team, left } => {
                [Some(self.team(team)), self.people(t.fact_left(), &left)].into_iter().flatten().collect()
            }
            Event::ObjectDefined { object, part, change } => vec![
                self.object(object),
                text(t.fact_part(), self.part(&part)),
                text(t.fact_change(), t.definition(change).to_owned()),
            ],
            Event::Refused { lacks, object, record } => {
                let lacks = lacks.map(|lack| text(t.fact_lacks(), t.lack(lack)));
                let record = record.map(|record| self.record(object, record));
                [lacks, object.map(|object| self.object(object)), record].into_iter().flatten().collect()
            }
            Event::OperationBegun { operation, act, object, surface, records, undoes } => [
                Some(self.operation(Some(act), operation)),
                Some(self.object(object)),
                Some(text(t.column_through(), t.capital(t.surface(surface)))),
                Some(number(t.column_records(), records)),
                undoes.map(|undone| self.undone(undone)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::OperationPaused { operation, object } | Event::OperationResumed { operation, object } => {
                vec![self.operation(None, operation), self.object(object)]
            }
            Event::OperationEnded { operation, act, object, surface, state, done, skipped, undoes } => [
                Some(self.operation(Some(act), operation)),
                Some(self.object(object)),
                Some(text(t.column_through(), t.capital(t.surface(surface)))),
                Some(text(t.column_state(), t.operation_state(state).to_owned())),
                Some(number(t.column_records(), done)),
                (skipped > 0).then(|| number(t.fact_skipped(), skipped)),
                undoes.map(|undone| self.undone(undone)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::ApprovalAsked { operation, object } => {
                vec![self.operation(Some(OperationKind::Delete), operation), self.object(object)]
            }
            Event::ApprovalDecided { operation, object, approved } => {
                let decided = if approved { t.fact_approved() } else { t.fact_declined() };
                vec![
                    self.operation(Some(OperationKind::Delete), operation),
                    text(t.approval_title(), decided.to_owned()),
                    self.object(object),
                ]
            }
            Event::UnusualDeletions { user, records } => {
                vec![self.user(t.fact_user(), user), number(t.records(), records)]
            }
            Event::AddressBlocked { block } | Event::BlockLifted { block } => {
                vec![link(t.fact_block(), block.to_string(), Some(format!("/settings/privacy/blocklist/{block}")))]
            }
            Event::AddressesBlocked { addresses } | Event::BlocksReplayed { addresses } => {
                vec![number(t.fact_addresses(), addresses)]
            }
            Event::BlockedAddressRefused { object, surface, records } => vec![
                self.object(object),
                text(t.column_through(), t.capital(t.surface(surface))),
                number(t.column_records(), records),
            ],
            Event::HoldPut { record, object } | Event::HoldReleased { record, object } => {
                vec![self.record(Some(object), record), self.object(object)]
            }
            Event::PersonErased { erasure, object, surface, contacts } => vec![
                text(t.fact_erasure(), erasure.to_string()),
                self.object(object),
                text(t.column_through(), t.capital(t.surface(surface))),
                number(t.fact_contacts(), contacts),
            ],
            Event::ErasureCertified { erasure, part: _, complete, certificate } => {
                let result = if complete { t.fact_complete() } else { t.fact_incomplete() };
                vec![
                    text(t.fact_erasure(), erasure.to_string()),
                    text(t.fact_result(), result.to_owned()),
                    text(t.fact_certificate(), certificate.to_string()),
                ]
            }
            Event::ImportBegun { import, object, surface } => vec![
                link(t.fact_import(), import.to_string(), Some(format!("/imports/{import}"))),
                self.object(object),
                text(t.column_through(), t.capital(t.surface(surface))),
            ],
            Event::ImportEnded { import, object, state, rows } => {
                let Counts { created, updated, unchanged, refused } = rows;
                vec![
                    link(t.fact_import(), import.to_string(), Some(format!("/imports/{import}"))),
                    self.object(object),
                    text(t.column_state(), t.import_end(state).to_owned()),
                    number(t.import_created(), created),
                    number(t.import_updated(), updated),
                    number(t.import_unchanged(), unchanged),
                    number(t.import_refused(), refused),
                ]
            }
            Event::Exported { file, object, operation, import } => [
                Some(text(t.fact_file(), t.exported_file(file).to_owned())),
                object.map(|object| self.object(object)),
                operation.map(|operation| self.operation(None, operation)),
                import.map(|import| link(t.fact_import(), import.to_string(), Some(format!("/imports/{import}")))),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::ViewShared { view, object } | Event::SharedViewRemoved { view, object } => {
                let slug = self.open_slug(object);
                let views = slug.map(|slug| format!("/{slug}/views"));
                vec![link(t.fact_view(), view.to_string(), views), self.object(object)]
            }
            Event::RetentionChanged { object, from, to } => {
                vec![self.object(object), self.days(t.fact_to(), to), self.days(t.fact_from(), from)]
            }
            Event::JobRetried { job, job_kind } => {
                vec![text(t.fact_job(), format!("{} ({job})", t.job_kind(job_kind)))]
            }
            Event::MailRetried { mail: Some(mail) } => {
                vec![link(t.fact_message(), mail.to_string(), Some(format!("/settings/mail/{mail}")))]
            }
            Event::MailRetried { mail: None } => vec![text(t.fact_message(), t.fact_all().to_owned())],
            Event::AuditKept { from, to } => vec![self.days(t.fact_to(), to), self.days(t.fact_from(), from)],
            Event::AuditForgotten { events } => vec![number(t.fact_events(), events)],
        }
    }

    fn user(self, label: &'static str, id: UserId) -> EventField {
        link(label, self.user_name(id), Some(format!("/settings/users/{id}")))
    }

    fn user_name(self, id: UserId) -> String {
        let known = self.names.users.iter().find(|user| user.id == id);
        known.map_or_else(|| format!("{} {id}", self.t.fact_user()), |user| user.name.clone())
    }

    fn people(self, label: &'static str, users: &[UserId]) -> Option<EventField> {
        let names: Vec<String> = users.iter().map(|user| self.user_name(*user)).collect();
        (!names.is_empty()).then(|| text(label, names.join(", ")))
    }

    fn role(self, label: &'static str, id: RoleId) -> EventField {
        let known = self.names.roles.iter().find(|role: &&RoleName| role.id == id);
        let name = known.map_or_else(|| id.to_string(), |role| self.t.role_called(role));
        link(label, name, Some(format!("/settings/roles/{id}")))
    }

    fn role_changed(
        self,
        role: RoleId,
        renamed: bool,
        grants: &[GrantChange],
        given: &[Right],
        taken: &[Right],
    ) -> Vec<EventField> {
        let t = self.t;
        let rights = |label, rights: &[Right]| {
            let names: Vec<&str> = rights.iter().map(|right| t.right(*right)).collect();
            (!names.is_empty()).then(|| text(label, names.join(", ")))
        };
        let grants = grants.iter().map(|GrantChange { object, action, from, to }| {
            let (action, object) = (t.capital(t.action(*action)), self.object_name(*object));
            t.fact_grant(&action, &object, &t.grant(*from), &t.grant(*to))
        });
        let grants: Vec<String> = grants.collect();
        [
            Some(self.role(t.role_column(), role)),
            renamed.then(|| text(t.fact_renamed(), t.fact_yes().to_owned())),
            (!grants.is_empty()).then(|| text(t.fact_change(), grants.join("; "))),
            rights(t.fact_given(), given),
            rights(t.fact_taken(), taken),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn approval_policy(self, approval_policy: ApprovalPolicy) -> String {
        let t = self.t;
        let most = |label: &str, most: Option<i64>| most.map(|most| format!("{label}: {}", t.number(most)));
        let most = [most(t.approval_count(), approval_policy.count), most(t.approval_amount(), approval_policy.amount)];
        let most: Vec<String> = most.into_iter().flatten().collect();
        if most.is_empty() { t.fact_no_approval().to_owned() } else { most.join(", ") }
    }

    fn team(self, id: TeamId) -> EventField {
        let known = self.names.teams.iter().find(|(team, _)| *team == id);
        let href = known.map(|_| format!("/settings/teams/{id}"));
        let name = known.map_or_else(|| format!("{} {id}", self.t.fact_team()), |(_, name)| name.clone());
        link(self.t.fact_team(), name, href)
    }

    fn parent(self, parent: Option<TeamId>) -> Option<EventField> {
        let EventField { text, href, .. } = self.team(parent?);
        Some(EventField { label: self.t.fact_above(), text, href })
    }

    fn object(self, id: ObjectId) -> EventField {
        let href = self.open_slug(id).map(|slug| format!("/{slug}"));
        link(self.t.filter_object(), self.object_name(id), href)
    }

    fn object_name(self, id: ObjectId) -> String {
        let known = self.names.objects.iter().find(|object| object.id == id);
        known.map_or_else(|| id.to_string(), |object| self.t.capital(object.names.plural(self.t.0)))
    }

    /// The slug of an object, if it has pages.
    fn open_slug(self, id: ObjectId) -> Option<&'a str> {
        let known = self.names.objects.iter().find(|object| object.id == id && object.open);
        known.map(|object| object.slug.as_str())
    }

    fn part(self, part: &PartWord) -> String {
        let word = part.word();
        let (kind, key) = match word.split_once('.') {
            // An option is identified by its property alone, because its label is text that a user typed.
            Some(("option", key)) => (Part::Option(String::new(), String::new()), Some(key)),
            _ => match word.parse() {
                Ok(part) => (part, word.split_once('.').map(|(_, key)| key)),
                Err(()) => return word.to_owned(),
            },
        };
        let kind = self.t.part_kind(&kind);
        key.map_or_else(|| kind.to_owned(), |key| format!("{kind} {key}"))
    }

    fn operation(self, kind: Option<OperationKind>, id: OperationId) -> EventField {
        let name = kind.map_or_else(|| id.to_string(), |kind| self.t.operation(kind, id));
        link(self.t.column_operation(), name, Some(format!("/operations/{id}")))
    }

    /// A record is shown by its number: the audit log keeps no names of records.
    fn record(self, object: Option<ObjectId>, id: RecordId) -> EventField {
        let slug = object.and_then(|object| self.open_slug(object));
        let name = format!("{} {id}", self.t.column_record());
        link(self.t.column_record(), name, slug.map(|slug| format!("/{slug}/{id}")))
    }

    fn undone(self, id: OperationId) -> EventField {
        link(self.t.fact_undoes(), id.to_string(), Some(format!("/operations/{id}")))
    }

    fn days(self, label: &'static str, days: i64) -> EventField {
        text(label, self.t.day_count(days))
    }
}

fn text(label: &'static str, text: String) -> EventField {
    EventField { label, text, href: None }
}

fn link(label: &'static str, text: String, href: Option<String>) -> EventField {
    EventField { label, text, href }
}
