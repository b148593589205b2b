//! Texts of permanent deletions and their certificates.

use super::{Messages, define_messages};
use domain::privacy::{
    Decision, ErasureState, LegalBasis, LegalBasisKind, MentionSource, Place, StatementProblem, Unreachable,
};

define_messages! {
    erase = "Delete permanently", "Elimina definitivamente";
    erase_title(name: &str) = "Permanently delete {name}?", "Eliminare definitivamente {name}?";
    erase_text = "For privacy requests. The contact and everything that belongs to it alone are deleted, and its e-mail addresses are blocked. This cannot be undone.", "Per le richieste sulla privacy. Il contatto e tutto ciò che appartiene solo a lui vengono eliminati e i suoi indirizzi e-mail bloccati. Non si può annullare.";
    erase_erased = "Deleted permanently", "Eliminato definitivamente";
    erase_blocked[count]() = { one: "e-mail address is blocked", other: "e-mail addresses are blocked" }, { one: "indirizzo e-mail viene bloccato", other: "indirizzi e-mail vengono bloccati" };
    erase_stays = "Kept, without the person’s data", "Conservato, senza i dati della persona";
    erase_stays_note = "names and addresses are replaced", "nomi e indirizzi vengono sostituiti";
    erase_mentions = "Mentioned elsewhere: decide for each", "Menzionato altrove: decidi per ciascuno";
    erase_no_mentions = "No other record, view or operation mentions the contact.", "Nessun altro record, vista o operazione menziona il contatto.";
    erase_unseen[count]() = { one: "A text that you may not see mentions the contact too. The deletion will end as incomplete until an admin decides about it.", other: "{count} texts that you may not see mention the contact too. The deletion will end as incomplete until an admin decides about them." }, { one: "Anche un testo che non puoi vedere menziona il contatto. L’eliminazione risulterà incompleta finché un amministratore non decide.", other: "Anche {count} testi che non puoi vedere menzionano il contatto. L’eliminazione risulterà incompleta finché un amministratore non decide." };
    erase_to_decide = "To decide", "Da decidere";
    erase_redact = "Redact", "Oscura";
    erase_delete = "Delete", "Elimina";
    erase_leave = "Leave", "Lascia";
    erase_decision(title: &str) = "Decision about {title}", "Decisione su {title}";
    erase_leave_reason = "Reason to leave it", "Motivo per lasciarlo";
    erase_leave_until = "Until (optional)", "Fino al (facoltativo)";
    erase_until_wrong = "This is not a day of the calendar.", "Non è un giorno del calendario.";
    erase_leave_hint = "Without the person’s name or address: the certificate repeats it.", "Senza il nome o l’indirizzo della persona: il certificato lo riporta.";
    erase_found_name_only = "The name alone: it can be another person.", "Solo il nome: può essere un’altra persona.";
    erase_no_delete = "It cannot be deleted from here.", "Non si può eliminare da qui.";
    erase_unreachable = "Cannot be reached", "Non raggiungibile";
    erase_no_limit = "no fixed end", "senza una scadenza";
    erase_basis = "Legal basis", "Base giuridica";
    erase_basis_choose = "Choose…", "Scegli…";
    erase_basis_other = "Which legal basis", "Quale base giuridica";
    erase_basis_hint = "Only for “Other”. Without the person’s name or address: the certificate repeats it.", "Solo per “Altra”. Senza il nome o l’indirizzo della persona: il certificato la riporta.";
    erase_type_address(address: &str) = "Type the contact’s e-mail to confirm: {address}", "Digita l’e-mail del contatto per confermare: {address}";
    erase_type_name(name: &str) = "Type the contact’s name to confirm: {name}", "Digita il nome del contatto per confermare: {name}";
    erase_next = "You may have to confirm your identity in the next step. A confirmation without personal data is sent to you by e-mail.", "Nel passaggio successivo potresti dover confermare la tua identità. Riceverai per e-mail una conferma senza dati personali.";
    erase_held = "A hold prevents the deletion. It must be released first.", "Un blocco impedisce l’eliminazione. Va prima rimosso.";
    erase_held_unseen = "A record that you may not see is on hold.", "Un record che non puoi vedere è bloccato.";
    erase_importing = "An import is running with a file that mentions the contact. Wait until it has ended.", "È in corso un’importazione con un file che menziona il contatto. Attendi che finisca.";
    erase_typed_wrong = "This is not the text above.", "Non corrisponde al testo indicato.";
    erase_basis_missing = "Choose a legal basis.", "Scegli una base giuridica.";
    erase_undecided = "Decide about each mention. The list may have changed since you opened it.", "Decidi per ogni menzione. L’elenco può essere cambiato da quando l’hai aperto.";
    erase_cannot_delete = "You may not delete this. Redact it or leave it with a reason.", "Non puoi eliminarlo. Oscuralo o lascialo con un motivo.";
    erase_changed[count]() = { one: "The contact has changed since you opened this page: 1 record would now be deleted. Check and confirm again.", other: "The contact has changed since you opened this page: {count} records would now be deleted. Check and confirm again." }, { one: "Il contatto è cambiato da quando hai aperto la pagina: ora verrebbe eliminato 1 record. Controlla e conferma di nuovo.", other: "Il contatto è cambiato da quando hai aperto la pagina: ora verrebbero eliminati {count} record. Controlla e conferma di nuovo." };
    erase_refused = "Nothing was deleted. Check the marked fields.", "Non è stato eliminato nulla. Controlla i campi segnalati.";
    statement_empty = "Enter a text.", "Inserisci un testo.";
    statement_long = "The text is too long.", "Il testo è troppo lungo.";
    statement_personal = "Leave out the person’s name, address and phone number: this text stays in the certificate.", "Ometti nome, indirizzo e telefono della persona: questo testo resta nel certificato.";

    person_export = "Export this person’s data first, if they asked for it:", "Esporta prima i dati della persona, se li ha richiesti:";

    erasures = "Permanent deletions", "Eliminazioni definitive";
    erasures_text = "Each permanent deletion has a certificate: what was checked, what was deleted, and what remains.", "Ogni eliminazione definitiva ha un certificato: che cosa è stato controllato, eliminato e che cosa resta.";
    erasures_none = "No permanent deletions yet", "Nessuna eliminazione definitiva";
    erasures_not_found = "No permanent deletion matches.", "Nessuna eliminazione definitiva corrisponde.";
    erasures_search = "Number or e-mail address", "Numero o indirizzo e-mail";
    erasures_search_hint = "An address is compared as a keyed hash and is not stored.", "Un indirizzo viene confrontato come hash con chiave e non viene salvato.";
    erasure_number = "No.", "N.";
    erasure_ordered = "Ordered", "Ordinata";
    erasure_ordered_by = "Ordered by", "Ordinata da";
    erasure_approved_by = "Approved by", "Approvata da";
    erasure_issued = "Completed", "Completata";
    erasure_contacts = "Contacts", "Contatti";
    erasure_result = "Result", "Esito";
    erasure_title(number: &str) = "Permanent deletion {number}", "Eliminazione definitiva {number}";
    erasure_running = "In progress", "In corso";
    erasure_complete = "Complete", "Completa";
    erasure_incomplete = "Incomplete", "Incompleta";
    erasure_running_text = "The contact is deleted. Files and the second scan are still being worked on; this takes a moment.", "Il contatto è eliminato. I file e la seconda scansione sono ancora in corso; serve un momento.";
    erasure_incomplete_text = "The second scan found more. Decide about what it found, then run the deletion again.", "La seconda scansione ha trovato altro. Decidi su ciò che ha trovato, poi ripeti l’eliminazione.";
    erasure_again = "Run again", "Ripeti";

    certificate_no(number: &str) = "No. {number}", "N. {number}";
    certificate_part(part: &str) = "Supplement {part}", "Supplemento {part}";
    certificate_title[count]() = { one: "One contact was permanently deleted", other: "{count} contacts were permanently deleted" }, { one: "Un contatto è stato eliminato definitivamente", other: "{count} contatti sono stati eliminati definitivamente" };
    certificate_text = "This certificate lists every place that was checked. It contains no personal data and cannot be changed.", "Questo certificato elenca ogni luogo controllato. Non contiene dati personali e non può essere modificato.";
    certificate_json = "Download JSON", "Scarica JSON";
    certificate_print = "Print", "Stampa";
    certificate_blocked = "Added to the blocklist", "Aggiunti alla lista di blocco";
    certificate_addresses[count]() = { one: "1 address", other: "{count} addresses" }, { one: "1 indirizzo", other: "{count} indirizzi" };
    certificate_places = "Places checked", "Luoghi controllati";
    certificate_place = "Place", "Luogo";
    certificate_found = "Found", "Trovati";
    certificate_erased = "Deleted", "Eliminati";
    certificate_anonymised = "Anonymised", "Anonimizzati";
    certificate_remaining = "Remaining", "Rimanenti";
    certificate_total = "Total", "Totale";
    certificate_scan = "Second scan", "Seconda scansione";
    certificate_nothing = "Nothing found", "Nulla trovato";
    certificate_hits[count]() = { one: "Found in 1 place", other: "Found in {count} places" }, { one: "Trovato in 1 luogo", other: "Trovato in {count} luoghi" };
    certificate_columns[count]() = { one: "1 column", other: "{count} columns" }, { one: "1 colonna", other: "{count} colonne" };
    certificate_files[count]() = { one: "1 file", other: "{count} files" }, { one: "1 file", other: "{count} file" };
    certificate_phones[count]() = { one: "1 phone number", other: "{count} phone numbers" }, { one: "1 numero di telefono", other: "{count} numeri di telefono" };
    certificate_names[count]() = { one: "1 spelling of the full name", other: "{count} spellings of the full name" }, { one: "1 grafia del nome completo", other: "{count} grafie del nome completo" };
    certificate_scanned(where_: &str, what: &str) = "Searched {where_} for {what}.", "Cercati {what} in {where_}.";
    certificate_and(first: &str, last: &str) = "{first} and {last}", "{first} e {last}";
    certificate_left_out[count]() = { one: "1 text that stays by decision was left out.", other: "{count} texts that stay by decision were left out." }, { one: "1 testo che resta per decisione è stato escluso.", other: "{count} testi che restano per decisione sono stati esclusi." };
    certificate_remains = "What remains, and until when", "Che cosa resta, e fino a quando";
    certificate_remains_nothing = "Nothing remains.", "Non resta nulla.";
    certificate_until(date: &str) = "until {date}", "fino al {date}";
    certificate_kept(place: &str, reason: &str) = "{place}, kept: “{reason}”", "{place}, mantenuto: “{reason}”";
    certificate_account = "The account of a user with the same address or name", "L’account di un utente con lo stesso indirizzo o nome";
    certificate_identifiers = "The person’s addresses, phone and name, stored until the deletion is complete", "Indirizzi, telefono e nome della persona, salvati finché l’eliminazione non è completa";
    certificate_definition = "A name in the settings that equals the person’s", "Un nome nelle impostazioni uguale a quello della persona";
    certificate_freed(at: &str) = "Old copies of changed rows were removed from the database files on {at}.", "Le vecchie copie delle righe modificate sono state rimosse dai file del database il {at}.";
    certificate_not_freed = "Old copies of changed rows are still being removed from the database files.", "Le vecchie copie delle righe modificate sono ancora in corso di rimozione dai file del database.";
    certificate_proof = "Proof", "Prova";
    certificate_position = "Position in the audit chain", "Posizione nella catena di audit";
    certificate_document_hash = "SHA-256 of the JSON document", "SHA-256 del documento JSON";
    certificate_event_hash = "Hash of the audit event", "Hash dell’evento di audit";
    certificate_previous = "Hash before it", "Hash precedente";
    certificate_unsealed = "The audit chain takes it up within a second. Reload the page.", "La catena di audit lo registra entro un secondo. Ricarica la pagina.";
    certificate_user_gone = "A user who no longer exists", "Un utente che non esiste più";

    place_record[count]() = { one: "property", other: "properties" }, { one: "proprietà", other: "proprietà" };
    place_secondary_keys[count]() = { one: "other e-mail address", other: "other e-mail addresses" }, { one: "altro indirizzo e-mail", other: "altri indirizzi e-mail" };
    place_history[count]() = { one: "change in the history", other: "changes in the history" }, { one: "modifica nella cronologia", other: "modifiche nella cronologia" };
    place_search[count]() = { one: "entry of the search index", other: "entries of the search index" }, { one: "voce dell’indice di ricerca", other: "voci dell’indice di ricerca" };
    place_associations[count]() = { one: "association with another record", other: "associations with other records" }, { one: "associazione con un altro record", other: "associazioni con altri record" };
    place_own_activities[count]() = { one: "activity of this contact alone", other: "activities of this contact alone" }, { one: "attività solo di questo contatto", other: "attività solo di questo contatto" };
    place_shared_activities[count]() = { one: "activity shared with other records", other: "activities shared with other records" }, { one: "attività condivisa con altri record", other: "attività condivise con altri record" };
    place_other_records[count]() = { one: "other record that mentions the contact", other: "other records that mention the contact" }, { one: "altro record che menziona il contatto", other: "altri record che menzionano il contatto" };
    place_recent_records[count]() = { one: "entry of recently viewed records", other: "entries of recently viewed records" }, { one: "voce dei record visti di recente", other: "voci dei record visti di recente" };
    place_operations[count]() = { one: "operation", other: "operations" }, { one: "operazione", other: "operazioni" };
    place_approvals[count]() = { one: "comment of an approval", other: "comments of approvals" }, { one: "commento di un’approvazione", other: "commenti di approvazioni" };
    place_holds[count]() = { one: "reason of a hold", other: "reasons of holds" }, { one: "motivo di un blocco", other: "motivi di blocchi" };
    place_saved_views[count]() = { one: "saved view", other: "saved views" }, { one: "vista salvata", other: "viste salvate" };
    place_imports[count]() = { one: "import", other: "imports" }, { one: "importazione", other: "importazioni" };
    place_import_files[count]() = { one: "uploaded file", other: "uploaded files" }, { one: "file caricato", other: "file caricati" };
    place_refused_rows[count]() = { one: "refused row of an import", other: "refused rows of imports" }, { one: "riga rifiutata di un’importazione", other: "righe rifiutate di importazioni" };
    place_outbox[count]() = { one: "e-mail to a user", other: "e-mails to users" }, { one: "e-mail a un utente", other: "e-mail a utenti" };
    place_mail_files[count]() = { one: "e-mail written to a file", other: "e-mails written to files" }, { one: "e-mail scritta su file", other: "e-mail scritte su file" };
    place_jobs[count]() = { one: "background job", other: "background jobs" }, { one: "processo in background", other: "processi in background" };
    place_audit[count]() = { one: "audit event", other: "audit events" }, { one: "evento di audit", other: "eventi di audit" };
    place_definitions[count]() = { one: "name in the settings", other: "names in the settings" }, { one: "nome nelle impostazioni", other: "nomi nelle impostazioni" };
    place_users[count]() = { one: "user account", other: "user accounts" }, { one: "account utente", other: "account utente" };
    place_privacy[count]() = { one: "permanent deletion or blocklist entry", other: "permanent deletions and blocklist entries" }, { one: "eliminazione definitiva o voce della lista di blocco", other: "eliminazioni definitive e voci della lista di blocco" };
    place_logs[count]() = { one: "program log", other: "program logs" }, { one: "log del programma", other: "log del programma" };

    basis_request = "Request of the person", "Richiesta dell’interessato";
    basis_consent = "Consent withdrawn", "Consenso revocato";
    basis_retention = "Retention period over", "Periodo di conservazione terminato";
    basis_other = "Other", "Altra";

    unreachable_backups[count]() = { one: "1 backup made before", other: "Backups made before" }, { one: "1 backup precedente", other: "Backup precedenti" };
    unreachable_log_archive = "The archive of PostgreSQL’s write-ahead log, if one is kept", "L’archivio del write-ahead log di PostgreSQL, se viene conservato";
    unreachable_freed_space = "Freed space in PostgreSQL’s files, until new rows overwrite it", "Lo spazio liberato nei file di PostgreSQL, finché nuove righe non lo sovrascrivono";
    unreachable_exports[count]() = { one: "1 file that a user exported and downloaded", other: "{count} files that users exported and downloaded" }, { one: "1 file esportato e scaricato da un utente", other: "{count} file esportati e scaricati da utenti" };
    unreachable_local_files[count]() = { one: "1 file imported from the command line", other: "{count} files imported from the command line" }, { one: "1 file importato dalla riga di comando", other: "{count} file importati dalla riga di comando" };

    mention_record = "Record", "Record";
    mention_view = "Saved view", "Vista salvata";
    mention_operation = "Operation", "Operazione";
    mention_approval = "Approval", "Approvazione";
    mention_hold = "Hold", "Blocco";
    mention_import = "Import", "Importazione";
}

impl Messages {
    /// The things in a place, for use after their number.
    pub fn place(self, place: Place, count: i64) -> String {
        let name = match place {
            Place::Record => Self::place_record,
            Place::SecondaryKeys => Self::place_secondary_keys,
            Place::History => Self::place_history,
            Place::Search => Self::place_search,
            Place::Associations => Self::place_associations,
            Place::OwnActivities => Self::place_own_activities,
            Place::SharedActivities => Self::place_shared_activities,
            Place::OtherRecords => Self::place_other_records,
            Place::RecentRecords => Self::place_recent_records,
            Place::Operations => Self::place_operations,
            Place::Approvals => Self::place_approvals,
            Place::Holds => Self::place_holds,
            Place::SavedViews => Self::place_saved_views,
            Place::Imports => Self::place_imports,
            Place::ImportFiles => Self::place_import_files,
            Place::RefusedRows => Self::place_refused_rows,
            Place::Outbox => Self::place_outbox,
            Place::MailFiles => Self::place_mail_files,
            Place::Jobs => Self::place_jobs,
            Place::Audit => Self::place_audit,
            Place::Definitions => Self::place_definitions,
            Place::Users => Self::place_users,
            Place::Privacy => Self::place_privacy,
            Place::Logs => Self::place_logs,
        };
        name(self, count)
    }

    /// A kind of legal basis.
    pub fn legal_basis_kind(self, kind: LegalBasisKind) -> &'static str {
        match kind {
            LegalBasisKind::Request => self.basis_request(),
            LegalBasisKind::ConsentWithdrawn => self.basis_consent(),
            LegalBasisKind::RetentionOver => self.basis_retention(),
            LegalBasisKind::Other => self.basis_other(),
        }
    }

    /// A legal basis; one in words is quoted as it was typed.
    pub fn legal_basis(self, basis: &LegalBasis) -> String {
        match basis {
            LegalBasis::Other(words) => words.as_str().to_owned(),
            basis => self.legal_basis_kind(basis.kind()).to_owned(),
        }
    }

    /// The state of a permanent deletion.
    pub fn erasure_state(self, state: ErasureState) -> &'static str {
        match state {
            ErasureState::Running => self.erasure_running(),
            ErasureState::Complete => self.erasure_complete(),
            ErasureState::Incomplete => self.erasure_incomplete(),
        }
    }

    /// A decision about a mention, as the label of its choice.
    pub fn decision(self, decision: Decision) -> &'static str {
        match decision {
            Decision::Redact => self.erase_redact(),
            Decision::Delete => self.erase_delete(),
            Decision::Leave => self.erase_leave(),
        }
    }

    /// Why a text cannot stay in a certificate.
    pub fn statement_problem(self, problem: StatementProblem) -> &'static str {
        match problem {
            StatementProblem::Empty => self.statement_empty(),
            StatementProblem::Long => self.statement_long(),
            StatementProblem::NamesPerson => self.statement_personal(),
        }
    }

    /// Something that the program cannot reach, with its number where it is known.
    pub fn unreachable(self, what: Unreachable, count: Option<i64>) -> String {
        match what {
            Unreachable::Backups => self.unreachable_backups(count.unwrap_or(0)),
            Unreachable::LogArchive => self.unreachable_log_archive().to_owned(),
            Unreachable::FreedSpace => self.unreachable_freed_space().to_owned(),
            Unreachable::Exports => self.unreachable_exports(count.unwrap_or(0)),
            Unreachable::LocalFiles => self.unreachable_local_files(count.unwrap_or(0)),
        }
    }

    /// The kind of text that mentions a person.
    pub fn mention_kind(self, source: MentionSource) -> &'static str {
        match source {
            MentionSource::Record(_) => self.mention_record(),
            MentionSource::View(_) => self.mention_view(),
            MentionSource::Operation(_) => self.mention_operation(),
            MentionSource::Approval(_) => self.mention_approval(),
            MentionSource::Hold(_) => self.mention_hold(),
            MentionSource::Import(_) => self.mention_import(),
        }
    }

    /// A list of things: `a, b and c`.
    pub fn listed_texts(self, texts: &[String]) -> String {
        match texts {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => self.certificate_and(&first.join(", "), last),
        }
    }
}
