//! The text of an audit event in the reader's language. Ids are resolved to names when it is read; what no longer exists is shown by its number.

use crate::words::Say;
use domain::{
    audit::{AuditNames, AuditRow, Event, EventKind, PartWord},
    ids::{ObjectId, OperationId, RecordId, RoleId, TeamId, UserId},
    import::Counts,
    object::Part,
    operation::OperationKind,
    policy::{GrantChange, Guard, Right},
    roles::RoleName,
};

/// One detail of an event, with a link to its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: &'static str,
    /// The value.
    pub text: String,
    /// The address of its page.
    pub href: Option<String>,
}

/// Formats audit events.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    say: Say,
    names: &'a AuditNames,
}

impl<'a> Teller<'a> {
    /// A formatter for a language and the names that ids resolve to.
    pub fn new(say: Say, names: &'a AuditNames) -> Self {
        Self { say, names }
    }

    /// One line: the kind of event and its subject.
    pub fn headline(self, row: &AuditRow) -> String {
        let Some(kind) = row.kind else { return self.say.audit_newer().to_owned() };
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
        let facts: Vec<String> = self.facts(row).into_iter().take(told).map(|fact| fact.text).collect();
        let what = self.say.event_kind(kind);
        if facts.is_empty() { what.to_owned() } else { format!("{what}: {}", facts.join(", ")) }
    }

    /// The name of the actor.
    pub fn who(self, row: &AuditRow) -> String {
        match (&row.by, row.kind) {
            (Some(person), _) => person.name.clone(),
            (None, Some(EventKind::SignInRefused | EventKind::ProviderRefused)) => self.say.audit_unknown().to_owned(),
            (None, _) => self.say.system_person().to_owned(),
        }
    }

    /// All details, the most important first.
    pub fn facts(self, row: &AuditRow) -> Vec<Fact> {
        let say = self.say;
        let number = |label, count: i64| text(label, say.number(count));
        let Some(event) = row.event() else { return Vec::new() };
        match event {
            Event::SignedIn
            | Event::ProviderSignedIn
            | Event::IdentityUnlinked
            | Event::SignedOut
            | Event::SignedOutEverywhere
            | Event::OtherSessionsEnded
            | Event::Proved
            | Event::PasswordChanged
            | Event::TwoStepOn
            | Event::TwoStepOff
            | Event::RecoveryCodesMade => Vec::new(),
            Event::RecoveryCodeUsed { left } => vec![number(say.fact_codes_left(), left)],
            Event::SignInRefused { user } => user.map(|user| self.user(say.fact_user(), user)).into_iter().collect(),
            Event::ProviderRefused { user, reason } => {
                let user = user.map(|user| self.user(say.fact_user(), user));
                let reason = text(say.fact_reason(), say.provider_refusal(reason).to_owned());
                user.into_iter().chain([reason]).collect()
            }
            Event::UserCreated { user, role } | Event::InvitationAccepted { user, role, .. } => {
                vec![self.user(say.fact_user(), user), self.role(say.role_column(), role)]
            }
            Event::Invited { invitation, role } => {
                vec![text(say.fact_invitation(), invitation.to_string()), self.role(say.role_column(), role)]
            }
            Event::InvitationSentAgain { invitation } | Event::InvitationWithdrawn { invitation } => {
                vec![text(say.fact_invitation(), invitation.to_string())]
            }
            Event::UserDeactivated { user }
            | Event::UserReactivated { user }
            | Event::SessionEnded { user, .. }
            | Event::ProofRefused { user }
            | Event::IdentityLinked { user }
            | Event::TwoStepReset { user } => {
                vec![self.user(say.fact_user(), user)]
            }
            Event::RoleGiven { user, from, to } | Event::RoleFollowed { user, from, to } => {
                vec![self.user(say.fact_user(), user), self.role(say.fact_to(), to), self.role(say.fact_from(), from)]
            }
            Event::RoleCreated { role, copied } => {
                vec![self.role(say.role_column(), role), self.role(say.fact_copied(), copied)]
            }
            Event::RoleChanged { role, renamed, grants, given, taken, guard } => {
                let mut facts = self.role_changed(role, renamed, &grants, &given, &taken);
                facts.extend(guard.map(|guard| text(say.guard_legend(), self.guard(guard))));
                facts
            }
            Event::RoleRemoved { role } => vec![self.role(say.role_column(), role)],
            Event::TeamCreated { team, above, members } => {
                let people = self.people(say.fact_members(), &members);
                [Some(self.team(team)), self.above(above), people].into_iter().flatten().collect()
            }
            Event::TeamChanged { team, above, joined, left } => [
                Some(self.team(team)),
                self.above(above),
                self.people(say.fact_joined(), &joined),
                self.people(say.fact_left(), &left),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::TeamRemoved { team, left } => {
                [Some(self.team(team)), self.people(say.fact_left(), &left)].into_iter().flatten().collect()
            }
            Event::ObjectDefined { object, part, change } => vec![
                self.object(object),
                text(say.fact_part(), self.part(&part)),
                text(say.fact_change(), say.definition(change).to_owned()),
            ],
            Event::Refused { lacks, object, record } => {
                let lacks = lacks.map(|lack| text(say.fact_lacks(), say.lack(lack)));
                let record = record.map(|record| self.record(object, record));
                [lacks, object.map(|object| self.object(object)), record].into_iter().flatten().collect()
            }
            Event::OperationBegun { operation, act, object, surface, records, undoes } => [
                Some(self.operation(Some(act), operation)),
                Some(self.object(object)),
                Some(text(say.column_through(), say.capital(say.surface(surface)))),
                Some(number(say.column_records(), records)),
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
                Some(text(say.column_through(), say.capital(say.surface(surface)))),
                Some(text(say.column_state(), say.operation_state(state).to_owned())),
                Some(number(say.column_records(), done)),
                (skipped > 0).then(|| number(say.fact_skipped(), skipped)),
                undoes.map(|undone| self.undone(undone)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::ApprovalAsked { operation, object } => {
                vec![self.operation(Some(OperationKind::Delete), operation), self.object(object)]
            }
            Event::ApprovalDecided { operation, object, approved } => {
                let decided = if approved { say.fact_approved() } else { say.fact_declined() };
                vec![
                    self.operation(Some(OperationKind::Delete), operation),
                    text(say.approval_title(), decided.to_owned()),
                    self.object(object),
                ]
            }
            Event::UnusualDeletions { user, records } => {
                vec![self.user(say.fact_user(), user), number(say.records(), records)]
            }
            Event::HoldPut { record, object } | Event::HoldReleased { record, object } => {
                vec![self.record(Some(object), record), self.object(object)]
            }
            Event::ImportBegun { import, object, surface } => vec![
                link(say.fact_import(), import.to_string(), Some(format!("/imports/{import}"))),
                self.object(object),
                text(say.column_through(), say.capital(say.surface(surface))),
            ],
            Event::ImportEnded { import, object, state, rows } => {
                let Counts { created, updated, unchanged, refused } = rows;
                vec![
                    link(say.fact_import(), import.to_string(), Some(format!("/imports/{import}"))),
                    self.object(object),
                    text(say.column_state(), say.import_end(state).to_owned()),
                    number(say.import_created(), created),
                    number(say.import_updated(), updated),
                    number(say.import_unchanged(), unchanged),
                    number(say.import_refused(), refused),
                ]
            }
            Event::Exported { file, object, operation, import } => [
                Some(text(say.fact_file(), say.exported_file(file).to_owned())),
                object.map(|object| self.object(object)),
                operation.map(|operation| self.operation(None, operation)),
                import.map(|import| link(say.fact_import(), import.to_string(), Some(format!("/imports/{import}")))),
            ]
            .into_iter()
            .flatten()
            .collect(),
            Event::ViewShared { view, object } | Event::SharedViewRemoved { view, object } => {
                let slug = self.open_slug(object);
                let views = slug.map(|slug| format!("/{slug}/views"));
                vec![link(say.fact_view(), view.to_string(), views), self.object(object)]
            }
            Event::RetentionChanged { object, from, to } => {
                vec![self.object(object), self.days(say.fact_to(), to), self.days(say.fact_from(), from)]
            }
            Event::MailRetried { mail: Some(mail) } => {
                vec![link(say.fact_message(), mail.to_string(), Some(format!("/settings/mail/{mail}")))]
            }
            Event::MailRetried { mail: None } => vec![text(say.fact_message(), say.fact_all().to_owned())],
            Event::AuditKept { from, to } => vec![self.days(say.fact_to(), to), self.days(say.fact_from(), from)],
            Event::AuditForgotten { events } => vec![number(say.fact_events(), events)],
        }
    }

    fn user(self, label: &'static str, id: UserId) -> Fact {
        link(label, self.user_name(id), Some(format!("/settings/users/{id}")))
    }

    fn user_name(self, id: UserId) -> String {
        let known = self.names.users.iter().find(|user| user.id == id);
        known.map_or_else(|| format!("{} {id}", self.say.fact_user()), |user| user.name.clone())
    }

    fn people(self, label: &'static str, users: &[UserId]) -> Option<Fact> {
        let names: Vec<String> = users.iter().map(|user| self.user_name(*user)).collect();
        (!names.is_empty()).then(|| text(label, names.join(", ")))
    }

    fn role(self, label: &'static str, id: RoleId) -> Fact {
        let known = self.names.roles.iter().find(|role: &&RoleName| role.id == id);
        let name = known.map_or_else(|| id.to_string(), |role| self.say.role_called(role));
        link(label, name, Some(format!("/settings/roles/{id}")))
    }

    fn role_changed(
        self,
        role: RoleId,
        renamed: bool,
        grants: &[GrantChange],
        given: &[Right],
        taken: &[Right],
    ) -> Vec<Fact> {
        let say = self.say;
        let rights = |label, rights: &[Right]| {
            let names: Vec<&str> = rights.iter().map(|right| say.right(*right)).collect();
            (!names.is_empty()).then(|| text(label, names.join(", ")))
        };
        let grants = grants.iter().map(|GrantChange { object, action, from, to }| {
            let (action, object) = (say.capital(say.action(*action)), self.object_name(*object));
            say.fact_grant(&action, &object, &say.grant(*from), &say.grant(*to))
        });
        let grants: Vec<String> = grants.collect();
        [
            Some(self.role(say.role_column(), role)),
            renamed.then(|| text(say.fact_renamed(), say.fact_yes().to_owned())),
            (!grants.is_empty()).then(|| text(say.fact_change(), grants.join("; "))),
            rights(say.fact_given(), given),
            rights(say.fact_taken(), taken),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn guard(self, guard: Guard) -> String {
        let say = self.say;
        let most = |label: &str, most: Option<i64>| most.map(|most| format!("{label}: {}", say.number(most)));
        let most = [most(say.guard_count(), guard.count), most(say.guard_amount(), guard.amount)];
        let most: Vec<String> = most.into_iter().flatten().collect();
        if most.is_empty() { say.fact_no_guard().to_owned() } else { most.join(", ") }
    }

    fn team(self, id: TeamId) -> Fact {
        let known = self.names.teams.iter().find(|(team, _)| *team == id);
        let href = known.map(|_| format!("/settings/teams/{id}"));
        let name = known.map_or_else(|| format!("{} {id}", self.say.fact_team()), |(_, name)| name.clone());
        link(self.say.fact_team(), name, href)
    }

    fn above(self, above: Option<TeamId>) -> Option<Fact> {
        let Fact { text, href, .. } = self.team(above?);
        Some(Fact { label: self.say.fact_above(), text, href })
    }

    fn object(self, id: ObjectId) -> Fact {
        let href = self.open_slug(id).map(|slug| format!("/{slug}"));
        link(self.say.filter_object(), self.object_name(id), href)
    }

    fn object_name(self, id: ObjectId) -> String {
        let known = self.names.objects.iter().find(|object| object.id == id);
        known.map_or_else(|| id.to_string(), |object| self.say.capital(object.names.many(self.say.0)))
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
        let kind = self.say.part_kind(&kind);
        key.map_or_else(|| kind.to_owned(), |key| format!("{kind} {key}"))
    }

    fn operation(self, kind: Option<OperationKind>, id: OperationId) -> Fact {
        let name = kind.map_or_else(|| id.to_string(), |kind| self.say.operation(kind, id));
        link(self.say.column_operation(), name, Some(format!("/operations/{id}")))
    }

    /// A record is shown by its number: the audit log keeps no names of records.
    fn record(self, object: Option<ObjectId>, id: RecordId) -> Fact {
        let slug = object.and_then(|object| self.open_slug(object));
        let name = format!("{} {id}", self.say.column_record());
        link(self.say.column_record(), name, slug.map(|slug| format!("/{slug}/{id}")))
    }

    fn undone(self, id: OperationId) -> Fact {
        link(self.say.fact_undoes(), id.to_string(), Some(format!("/operations/{id}")))
    }

    fn days(self, label: &'static str, days: i64) -> Fact {
        text(label, self.say.fact_days(&self.say.number(days)))
    }
}

fn text(label: &'static str, text: String) -> Fact {
    Fact { label, text, href: None }
}

fn link(label: &'static str, text: String, href: Option<String>) -> Fact {
    Fact { label, text, href }
}
