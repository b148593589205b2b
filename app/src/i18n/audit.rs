//! The audit: what events are called, and what they tell.

use super::{Messages, define_messages};
use domain::{
    audit::{Definition, EventGroup, EventKind, Exported},
    import::ImportState,
    operation::OperationState,
    policy::Lack,
};

define_messages! {
    audit_text = "Who did what, when and from where. Events are only added, each is sealed with the one before, and they hold numbers, never what somebody typed.", "Chi ha fatto cosa, quando e da dove. Gli eventi si aggiungono soltanto, ognuno è sigillato con il precedente, e contengono numeri, mai ciò che qualcuno ha scritto.";
    audit_none = "No events", "Nessun evento";
    audit_none_text = "No event is like that.", "Nessun evento corrisponde.";
    audit_what = "What", "Che cosa";
    audit_address = "Address", "Indirizzo";
    audit_address_hint = "An IP address, in full", "Un indirizzo IP, per intero";
    audit_anyone = "anyone", "chiunque";
    audit_system = "Reprieve itself, or unknown", "Reprieve stesso, o ignoto";
    audit_unknown = "Unknown", "Ignoto";
    audit_download = "Download as CSV", "Scarica come CSV";
    audit_number = "Event", "Evento";
    audit_seal = "Seal", "Sigillo";
    audit_unsealed = "in a moment", "tra un momento";
    audit_newer = "Written by a newer version", "Scritto da una versione più recente";
    audit_days = "Days that events are kept", "Giorni di conservazione degli eventi";
    audit_days_title = "How long", "Per quanto";
    audit_days_hint(least: i64, most: i64) = "{least} to {most} days. Older events go within the hour, and that is an event too.", "Da {least} a {most} giorni. Gli eventi più vecchi spariscono entro un’ora, e anche questo è un evento.";
    audit_days_now(days: &str) = "Events are kept for {days} days.", "Gli eventi si conservano per {days} giorni.";
    audit_days_saved = "Saved.", "Salvato.";
    group_access = "Signing in", "Accessi";
    group_refusals = "Refusals", "Rifiuti";
    group_rights = "Users and rights", "Utenti e diritti";
    group_files = "Files", "File";
    kind_signed_in = "Signed in", "Accesso";
    kind_sign_in_refused = "Sign-in failed", "Accesso non riuscito";
    kind_signed_out = "Signed out", "Uscita";
    kind_signed_out_everywhere = "Signed out everywhere", "Uscita ovunque";
    kind_session_ended = "Session ended", "Sessione terminata";
    kind_other_sessions_ended = "Other sessions ended", "Altre sessioni terminate";
    kind_proved = "Proof given", "Prova data";
    kind_proof_refused = "Proof failed", "Prova non riuscita";
    kind_password_changed = "Password changed", "Password modificata";
    kind_two_step_on = "Second step turned on", "Secondo passaggio attivato";
    kind_two_step_off = "Second step turned off", "Secondo passaggio disattivato";
    kind_two_step_reset = "Second step reset", "Secondo passaggio azzerato";
    kind_recovery_codes_made = "New recovery codes", "Nuovi codici di recupero";
    kind_recovery_code_used = "Recovery code used", "Codice di recupero usato";
    fact_codes_left = "Codes left", "Codici rimasti";
    kind_refused = "Refused", "Rifiuto";
    kind_user_created = "User created", "Utente creato";
    kind_invited = "User invited", "Utente invitato";
    kind_invitation_sent_again = "Invitation sent again", "Invito inviato di nuovo";
    kind_invitation_withdrawn = "Invitation withdrawn", "Invito ritirato";
    kind_invitation_accepted = "Invitation accepted", "Invito accettato";
    kind_user_deactivated = "User deactivated", "Utente disattivato";
    kind_user_reactivated = "User reactivated", "Utente riattivato";
    kind_role_given = "Role given", "Ruolo assegnato";
    kind_role_created = "Role created", "Ruolo creato";
    kind_role_changed = "Role changed", "Ruolo modificato";
    kind_role_removed = "Role removed", "Ruolo rimosso";
    kind_team_created = "Team created", "Team creato";
    kind_team_changed = "Team changed", "Team modificato";
    kind_team_removed = "Team removed", "Team rimosso";
    kind_operation_begun = "Operation confirmed", "Operazione confermata";
    kind_operation_paused = "Operation paused", "Operazione in pausa";
    kind_operation_resumed = "Operation resumed", "Operazione ripresa";
    kind_operation_ended = "Operation ended", "Operazione conclusa";
    kind_approval_asked = "Approval asked for", "Approvazione richiesta";
    kind_approval_decided = "Approval decided", "Approvazione decisa";
    kind_hold_put = "Put on hold", "Blocco imposto";
    kind_hold_released = "Released from hold", "Blocco tolto";
    fact_approved = "Approved", "Approvata";
    fact_declined = "Declined", "Rifiutata";
    fact_no_guard = "Any", "Qualsiasi";
    kind_import_begun = "Import started", "Importazione avviata";
    kind_import_ended = "Import ended", "Importazione conclusa";
    kind_exported = "Exported", "Esportazione";
    kind_object_defined = "Definition changed", "Definizione modificata";
    kind_view_shared = "View shared", "Vista condivisa";
    kind_shared_view_removed = "Shared view removed", "Vista condivisa rimossa";
    kind_retention_changed = "Retention changed", "Conservazione modificata";
    kind_mail_retried = "Mail tried again", "Posta ritentata";
    kind_audit_kept = "Time of the audit changed", "Durata del registro modificata";
    kind_audit_forgotten = "Old events removed", "Vecchi eventi rimossi";
    fact_user = "User", "Utente";
    fact_from = "Before", "Prima";
    fact_to = "After", "Dopo";
    fact_copied = "Copied from", "Copiato da";
    fact_renamed = "Renamed", "Rinominato";
    fact_given = "Rights given", "Diritti concessi";
    fact_taken = "Rights taken", "Diritti tolti";
    fact_team = "Team", "Team";
    fact_above = "Above it", "Sopra";
    fact_members = "Members", "Membri";
    fact_joined = "Joined", "Entrati";
    fact_left = "Left", "Usciti";
    fact_lacks = "Lacking", "Manca";
    fact_undoes = "Undoes", "Annulla";
    fact_skipped = "Skipped", "Saltati";
    fact_import = "Import", "Importazione";
    fact_file = "File", "File";
    fact_view = "View", "Vista";
    fact_part = "Part", "Parte";
    fact_change = "Change", "Modifica";
    fact_message = "Message", "Messaggio";
    fact_all = "all of them", "tutti";
    fact_events = "Events", "Eventi";
    fact_invitation = "Invitation", "Invito";
    fact_yes = "yes", "sì";
    fact_days(days: &str) = "{days} days", "{days} giorni";
    fact_grant(action: &str, object: &str, from: &str, to: &str) = "{action} {object}: {from} → {to}", "{action} {object}: {from} → {to}";
    file_view = "the records of a view", "i record di una vista";
    file_outcomes = "the outcomes of an operation", "gli esiti di un’operazione";
    file_refused = "the refused rows of an import", "le righe rifiutate di un’importazione";
    file_audit = "the audit", "il registro";
    defined_created = "created", "creata";
    defined_changed = "changed", "modificata";
    defined_archived = "archived", "archiviata";
    defined_back = "brought back", "riportata";
    defined_removed = "removed for good", "rimossa per sempre";
    ended_failed = "Stopped", "Interrotta";
}

impl Messages {
    /// What happened, of an event of this kind.
    pub fn event_kind(self, kind: EventKind) -> &'static str {
        match kind {
            EventKind::SignedIn => self.kind_signed_in(),
            EventKind::SignInRefused => self.kind_sign_in_refused(),
            EventKind::ProviderSignedIn => self.kind_provider_signed_in(),
            EventKind::ProviderRefused => self.kind_provider_refused(),
            EventKind::IdentityLinked => self.kind_identity_linked(),
            EventKind::IdentityUnlinked => self.kind_identity_unlinked(),
            EventKind::SignedOut => self.kind_signed_out(),
            EventKind::SignedOutEverywhere => self.kind_signed_out_everywhere(),
            EventKind::SessionEnded => self.kind_session_ended(),
            EventKind::OtherSessionsEnded => self.kind_other_sessions_ended(),
            EventKind::Proved => self.kind_proved(),
            EventKind::ProofRefused => self.kind_proof_refused(),
            EventKind::PasswordChanged => self.kind_password_changed(),
            EventKind::TwoStepOn => self.kind_two_step_on(),
            EventKind::TwoStepOff => self.kind_two_step_off(),
            EventKind::TwoStepReset => self.kind_two_step_reset(),
            EventKind::RecoveryCodesMade => self.kind_recovery_codes_made(),
            EventKind::RecoveryCodeUsed => self.kind_recovery_code_used(),
            EventKind::Refused => self.kind_refused(),
            EventKind::UserCreated => self.kind_user_created(),
            EventKind::Invited => self.kind_invited(),
            EventKind::InvitationSentAgain => self.kind_invitation_sent_again(),
            EventKind::InvitationWithdrawn => self.kind_invitation_withdrawn(),
            EventKind::InvitationAccepted => self.kind_invitation_accepted(),
            EventKind::UserDeactivated => self.kind_user_deactivated(),
            EventKind::UserReactivated => self.kind_user_reactivated(),
            EventKind::RoleGiven => self.kind_role_given(),
            EventKind::RoleFollowed => self.kind_role_followed(),
            EventKind::RoleCreated => self.kind_role_created(),
            EventKind::RoleChanged => self.kind_role_changed(),
            EventKind::RoleRemoved => self.kind_role_removed(),
            EventKind::TeamCreated => self.kind_team_created(),
            EventKind::TeamChanged => self.kind_team_changed(),
            EventKind::TeamRemoved => self.kind_team_removed(),
            EventKind::OperationBegun => self.kind_operation_begun(),
            EventKind::OperationPaused => self.kind_operation_paused(),
            EventKind::OperationResumed => self.kind_operation_resumed(),
            EventKind::OperationEnded => self.kind_operation_ended(),
            EventKind::ApprovalAsked => self.kind_approval_asked(),
            EventKind::ApprovalDecided => self.kind_approval_decided(),
            EventKind::UnusualDeletions => self.unusual_title(),
            EventKind::HoldPut => self.kind_hold_put(),
            EventKind::HoldReleased => self.kind_hold_released(),
            EventKind::ImportBegun => self.kind_import_begun(),
            EventKind::ImportEnded => self.kind_import_ended(),
            EventKind::Exported => self.kind_exported(),
            EventKind::ObjectDefined => self.kind_object_defined(),
            EventKind::ViewShared => self.kind_view_shared(),
            EventKind::SharedViewRemoved => self.kind_shared_view_removed(),
            EventKind::RetentionChanged => self.kind_retention_changed(),
            EventKind::MailRetried => self.kind_mail_retried(),
            EventKind::AuditKept => self.kind_audit_kept(),
            EventKind::AuditForgotten => self.kind_audit_forgotten(),
        }
    }

    /// What a group of kinds is called.
    pub fn event_group(self, group: EventGroup) -> &'static str {
        match group {
            EventGroup::Access => self.group_access(),
            EventGroup::Refusals => self.group_refusals(),
            EventGroup::Rights => self.group_rights(),
            EventGroup::Operations => self.operations(),
            EventGroup::Files => self.group_files(),
            EventGroup::Settings => self.settings(),
        }
    }

    /// What was taken away as a file.
    pub fn exported_file(self, file: Exported) -> &'static str {
        match file {
            Exported::View => self.file_view(),
            Exported::Outcomes => self.file_outcomes(),
            Exported::RefusedRows => self.file_refused(),
            Exported::Audit => self.file_audit(),
        }
    }

    /// What was done to a part of an object.
    pub fn definition(self, change: Definition) -> &'static str {
        match change {
            Definition::Created => self.defined_created(),
            Definition::Changed => self.defined_changed(),
            Definition::Archived => self.defined_archived(),
            Definition::BroughtBack => self.defined_back(),
            Definition::Removed => self.defined_removed(),
        }
    }

    /// What somebody lacks.
    pub fn lack(self, lack: Lack) -> String {
        match lack {
            Lack::Action(action) => self.capital(self.action(action)),
            Lack::Right(right) => self.right(right).to_owned(),
        }
    }

    /// How far an operation is, in a word.
    pub fn operation_state(self, state: OperationState) -> &'static str {
        match state {
            OperationState::Preparing => self.short_preparing(),
            OperationState::Waiting => self.short_waiting(),
            OperationState::Declined => self.short_declined(),
            OperationState::Running => self.short_running(),
            OperationState::Paused => self.short_paused(),
            OperationState::Stopped => self.short_stopped(),
            OperationState::Done => self.short_done(),
        }
    }

    /// How an import ended.
    pub fn import_end(self, state: ImportState) -> &'static str {
        match state {
            ImportState::Failed => self.ended_failed(),
            ImportState::Uploaded | ImportState::Running | ImportState::Done => self.short_done(),
        }
    }
}
