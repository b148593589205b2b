//! Texts of the audit log.

use super::{Messages, define_messages};
use domain::{
    audit::{Definition, EventGroup, EventKind, Exported},
    import::ImportState,
    operation::OperationState,
    policy::Lack,
};

define_messages! {
    audit_text = "Who did what, when and from where. Events are append-only and sealed in a chain. They hold ids and numbers, never the contents of records.", "Chi ha fatto cosa, quando e da dove. Gli eventi si possono solo aggiungere e sono concatenati con un sigillo. Contengono id e numeri, mai i dati dei record.";
    audit_none = "No events", "Nessun evento";
    audit_none_text = "No events match this filter.", "Nessun evento corrisponde a questo filtro.";
    audit_what = "Event", "Evento";
    audit_address = "IP address", "Indirizzo IP";
    audit_address_hint = "The full IP address", "L’indirizzo IP completo";
    audit_anyone = "Anyone", "Chiunque";
    audit_system = "System or unknown", "Sistema o sconosciuto";
    audit_unknown = "Unknown", "Sconosciuto";
    audit_download = "Download as CSV", "Scarica come CSV";
    audit_number = "No.", "N.";
    audit_seal = "Seal", "Sigillo";
    audit_unsealed = "pending", "in attesa";
    audit_newer = "Written by a newer version", "Scritto da una versione più recente";
    audit_days = "Days to keep events", "Giorni di conservazione degli eventi";
    audit_days_title = "Retention", "Conservazione";
    audit_days_hint(least: i64, most: i64) = "{least} to {most} days. Older events are deleted within the hour, and the deletion is an event too.", "Da {least} a {most} giorni. Gli eventi più vecchi vengono eliminati entro un’ora, e anche l’eliminazione è un evento.";
    audit_days_now(days: &str) = "Events are kept for {days} days.", "Gli eventi si conservano per {days} giorni.";
    audit_days_saved = "Saved.", "Salvato.";
    group_access = "Sign-in", "Accesso";
    group_refusals = "Denied requests", "Richieste negate";
    group_rights = "Users and permissions", "Utenti e permessi";
    group_files = "Files", "File";
    kind_signed_in = "Signed in", "Accesso";
    kind_sign_in_refused = "Sign-in failed", "Accesso non riuscito";
    kind_signed_out = "Signed out", "Uscita";
    kind_signed_out_everywhere = "Signed out everywhere", "Uscita da tutti i dispositivi";
    kind_session_ended = "Session ended", "Sessione terminata";
    kind_other_sessions_ended = "Other sessions ended", "Altre sessioni terminate";
    kind_reauthenticated = "Identity confirmed", "Identità confermata";
    kind_reauthentication_failed = "Identity check failed", "Conferma d’identità non riuscita";
    kind_password_changed = "Password changed", "Password modificata";
    kind_two_step_on = "Two-step verification turned on", "Verifica in due passaggi attivata";
    kind_two_step_off = "Two-step verification turned off", "Verifica in due passaggi disattivata";
    kind_two_step_reset = "Two-step verification reset", "Verifica in due passaggi reimpostata";
    kind_recovery_codes_made = "Recovery codes created", "Codici di recupero creati";
    kind_recovery_code_used = "Recovery code used", "Codice di recupero usato";
    fact_codes_left = "Codes left", "Codici rimasti";
    kind_refused = "Request denied", "Richiesta negata";
    kind_user_created = "User created", "Utente creato";
    kind_invited = "User invited", "Utente invitato";
    kind_invitation_sent_again = "Invitation resent", "Invito inviato di nuovo";
    kind_invitation_withdrawn = "Invitation withdrawn", "Invito ritirato";
    kind_invitation_accepted = "Invitation accepted", "Invito accettato";
    kind_user_deactivated = "User deactivated", "Utente disattivato";
    kind_user_reactivated = "User reactivated", "Utente riattivato";
    kind_role_assigned = "Role assigned", "Ruolo assegnato";
    kind_role_created = "Role created", "Ruolo creato";
    kind_role_changed = "Role changed", "Ruolo modificato";
    kind_role_removed = "Role removed", "Ruolo rimosso";
    kind_team_created = "Team created", "Team creato";
    kind_team_changed = "Team changed", "Team modificato";
    kind_team_removed = "Team removed", "Team rimosso";
    kind_operation_begun = "Operation started", "Operazione avviata";
    kind_operation_paused = "Operation paused", "Operazione in pausa";
    kind_operation_resumed = "Operation resumed", "Operazione ripresa";
    kind_operation_ended = "Operation ended", "Operazione conclusa";
    kind_approval_asked = "Approval requested", "Approvazione richiesta";
    kind_approval_decided = "Approval decided", "Approvazione decisa";
    kind_address_blocked = "Address blocked", "Indirizzo bloccato";
    kind_addresses_blocked = "Addresses of a file blocked", "Indirizzi di un file bloccati";
    kind_block_lifted = "Block of an address lifted", "Indirizzo sbloccato";
    kind_blocked_address_refused = "Blocked address refused", "Indirizzo bloccato rifiutato";
    kind_blocks_replayed = "Addresses blocked again", "Indirizzi bloccati di nuovo";
    fact_block = "Entry", "Voce";
    fact_addresses = "Addresses", "Indirizzi";
    kind_hold_put = "Hold placed", "Blocco applicato";
    kind_hold_released = "Hold released", "Blocco rimosso";
    kind_person_erased = "Contact deleted permanently", "Contatto eliminato definitivamente";
    kind_erasure_certified = "Certificate of a permanent deletion issued", "Certificato di un’eliminazione definitiva emesso";
    fact_erasure = "Permanent deletion", "Eliminazione definitiva";
    fact_contacts = "Contacts", "Contatti";
    fact_certificate = "SHA-256 of the certificate", "SHA-256 del certificato";
    fact_result = "Result", "Esito";
    fact_complete = "Complete", "Completa";
    fact_incomplete = "Incomplete", "Incompleta";
    fact_approved = "Approved", "Approvata";
    fact_declined = "Declined", "Rifiutata";
    fact_no_approval = "No limit", "Nessun limite";
    kind_import_begun = "Import started", "Importazione avviata";
    kind_import_ended = "Import ended", "Importazione conclusa";
    kind_exported = "File exported", "File esportato";
    kind_object_defined = "Object settings changed", "Impostazioni dell’oggetto modificate";
    kind_view_shared = "View shared", "Vista condivisa";
    kind_shared_view_removed = "Shared view removed", "Vista condivisa rimossa";
    kind_retention_changed = "Retention changed", "Conservazione modificata";
    kind_job_retried = "Background job retried", "Attività in background ritentata";
    kind_mail_retried = "Mail retried", "Invio di posta ripetuto";
    kind_audit_kept = "Audit retention changed", "Conservazione del registro modificata";
    kind_audit_forgotten = "Old events deleted", "Vecchi eventi eliminati";
    fact_user = "User", "Utente";
    fact_from = "Before", "Prima";
    fact_to = "After", "Dopo";
    fact_copied = "Copied from", "Copiato da";
    fact_renamed = "Renamed", "Rinominato";
    fact_given = "Permissions added", "Permessi aggiunti";
    fact_taken = "Permissions removed", "Permessi rimossi";
    fact_team = "Team", "Team";
    fact_above = "Parent team", "Team superiore";
    fact_members = "Members", "Membri";
    fact_joined = "Members added", "Membri aggiunti";
    fact_left = "Members removed", "Membri rimossi";
    fact_lacks = "Missing permission", "Permesso mancante";
    fact_undoes = "Undo of", "Annullamento di";
    fact_skipped = "Skipped", "Saltati";
    fact_import = "Import", "Importazione";
    fact_file = "File", "File";
    fact_view = "View", "Vista";
    fact_part = "Setting", "Impostazione";
    fact_change = "Change", "Modifica";
    fact_job = "Job", "Attività";
    fact_message = "Message", "Messaggio";
    fact_all = "all", "tutti";
    fact_events = "Events", "Eventi";
    fact_invitation = "Invitation", "Invito";
    fact_yes = "yes", "sì";
    fact_grant(action: &str, object: &str, from: &str, to: &str) = "{action} {object}: {from} → {to}", "{action} {object}: {from} → {to}";
    file_view = "the records of a view", "i record di una vista";
    file_outcomes = "the outcomes of an operation", "gli esiti di un’operazione";
    file_refused = "the failed rows of an import", "le righe non importate";
    file_person = "data of a person", "dati di una persona";
    file_audit = "the audit", "il registro";
    defined_created = "created", "creata";
    defined_changed = "changed", "modificata";
    defined_archived = "archived", "archiviata";
    defined_back = "restored", "ripristinata";
    defined_removed = "permanently deleted", "eliminata definitivamente";
    ended_failed = "Failed", "Non riuscita";
}

impl Messages {
    /// The name of a kind of event.
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
            EventKind::Reauthenticated => self.kind_reauthenticated(),
            EventKind::ReauthenticationFailed => self.kind_reauthentication_failed(),
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
            EventKind::RoleAssigned => self.kind_role_assigned(),
            EventKind::RoleSynced => self.kind_role_synced(),
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
            EventKind::AddressBlocked => self.kind_address_blocked(),
            EventKind::AddressesBlocked => self.kind_addresses_blocked(),
            EventKind::BlockLifted => self.kind_block_lifted(),
            EventKind::BlockedAddressRefused => self.kind_blocked_address_refused(),
            EventKind::BlocksReplayed => self.kind_blocks_replayed(),
            EventKind::HoldPut => self.kind_hold_put(),
            EventKind::HoldReleased => self.kind_hold_released(),
            EventKind::PersonErased => self.kind_person_erased(),
            EventKind::ErasureCertified => self.kind_erasure_certified(),
            EventKind::ImportBegun => self.kind_import_begun(),
            EventKind::ImportEnded => self.kind_import_ended(),
            EventKind::Exported => self.kind_exported(),
            EventKind::ObjectDefined => self.kind_object_defined(),
            EventKind::ViewShared => self.kind_view_shared(),
            EventKind::SharedViewRemoved => self.kind_shared_view_removed(),
            EventKind::RetentionChanged => self.kind_retention_changed(),
            EventKind::JobRetried => self.kind_job_retried(),
            EventKind::MailRetried => self.kind_mail_retried(),
            EventKind::AuditKept => self.kind_audit_kept(),
            EventKind::AuditForgotten => self.kind_audit_forgotten(),
        }
    }

    /// The name of a group of kinds.
    pub fn event_group(self, group: EventGroup) -> &'static str {
        match group {
            EventGroup::Access => self.group_access(),
            EventGroup::Refusals => self.group_refusals(),
            EventGroup::Rights => self.group_rights(),
            EventGroup::Operations => self.operations(),
            EventGroup::Files => self.group_files(),
            EventGroup::Privacy => self.privacy(),
            EventGroup::Settings => self.settings(),
        }
    }

    /// The contents of an exported file.
    pub fn exported_file(self, file: Exported) -> &'static str {
        match file {
            Exported::View => self.file_view(),
            Exported::Outcomes => self.file_outcomes(),
            Exported::RefusedRows => self.file_refused(),
            Exported::Person => self.file_person(),
            Exported::Audit => self.file_audit(),
        }
    }

    /// The change of a part of an object.
    pub fn definition(self, change: Definition) -> &'static str {
        match change {
            Definition::Created => self.defined_created(),
            Definition::Changed => self.defined_changed(),
            Definition::Archived => self.defined_archived(),
            Definition::BroughtBack => self.defined_back(),
            Definition::Removed => self.defined_removed(),
        }
    }

    /// The permission that was missing.
    pub fn lack(self, lack: Lack) -> String {
        match lack {
            Lack::Action(action) => self.capital(self.action(action)),
            Lack::Right(right) => self.right(right).to_owned(),
        }
    }

    /// The state of an operation.
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

    /// The state in which an import ended.
    pub fn import_end(self, state: ImportState) -> &'static str {
        match state {
            ImportState::Failed => self.ended_failed(),
            ImportState::Uploaded | ImportState::Running | ImportState::Done => self.short_done(),
        }
    }
}
