//! Texts of deletions, the trash, restores, and the page of an operation.

use super::{Messages, define_messages};
use domain::{
    ids::OperationId,
    operation::{Choice, Conflict, Control, OperationKind, Outcome, SelectionSummary, SkipReason, Source},
};

define_messages! {
    delete_title(what: &str) = "Delete {what}?", "Eliminare {what}?";
    delete_text(until: &str) = "You can restore until {until}, from the trash or from the page of this deletion.", "Puoi ripristinare fino al {until}, dal cestino o dalla pagina di questa eliminazione.";
    and_others[count](names: &str) = { one: "{names} and 1 other", other: "{names} and {count} others" }, { one: "{names} e un altro", other: "{names} e altri {count}" };
    delete_what(what: &str) = "Delete {what}", "Elimina {what}";
    deleting = "Deleting…", "Eliminazione…";
    will_be_skipped[count]() = { one: "1 will be skipped:", other: "{count} will be skipped:" }, { one: "1 sarà saltato:", other: "{count} saranno saltati:" };
    skip_not_yours[count]() = { one: "1 is owned by another user", other: "{count} are owned by other users" }, { one: "1 è di un altro utente", other: "{count} sono di altri utenti" };
    skip_already[count]() = { one: "1 already in the trash", other: "{count} already in the trash" }, { one: "1 già nel cestino", other: "{count} già nel cestino" };
    skip_living[count]() = { one: "1 already active", other: "{count} already active" }, { one: "1 già attivo", other: "{count} già attivi" };
    skip_key_taken[count]() = { one: "1 with a value in use", other: "{count} with a value in use" }, { one: "1 con un valore in uso", other: "{count} con un valore in uso" };
    erase_item = "Delete permanently…", "Elimina definitivamente…";
    certificate = "Certificate of permanent deletion", "Certificato di eliminazione definitiva";
    erased_title = "Permanently deleted", "Eliminato definitivamente";
    erased_notice(at: &str, number: &str) = "Permanently deleted on {at}, permanent deletion {number}.", "Eliminato definitivamente il {at}, eliminazione definitiva {number}.";
    erase_way = "For privacy requests. Cannot be undone.", "Per le richieste sulla privacy. Non si può annullare.";
    erase_way_denied = "Your role does not allow it.", "Il tuo ruolo non lo permette.";
    also = "Also delete", "Elimina anche";
    also_delete(what: &str) = "Also delete: {what}", "Elimina anche: {what}";
    also_changed = "The records to delete have changed. Check them and enter the new number.", "I record da eliminare sono cambiati. Controllali e digita il nuovo numero.";
    chosen_along = "Associated with the records of that deletion.", "Associati ai record di quell’eliminazione.";
    went_along = "Deleted together", "Eliminati insieme";
    restored_along = "Restored together", "Ripristinati insieme";
    went_along_with(operation: &str) = "Together with {operation}", "Insieme a {operation}";
    type_number(number: &str) = "Type {number} to confirm", "Digita {number} per confermare";
    reason = "Reason (optional)", "Motivo (facoltativo)";
    wrong_count(number: &str) = "Type {number} to confirm. Nothing was changed.", "Digita {number} per confermare. Nulla è stato modificato.";
    moved_set = "The selection changed after you opened this. Nothing was changed; the current selection is below.", "La selezione è cambiata dopo l’apertura di questa finestra. Nulla è stato modificato; qui sotto vedi la selezione attuale.";
    moved_count(before: &str, now: &str) = "Before: {before}. Now: {now}.", "Prima: {before}. Ora: {now}.";
    moved_came(names: &str) = "New or changed: {names}.", "Nuovi o modificati: {names}.";
    moved_went(names: &str) = "No longer selected: {names}.", "Non più selezionati: {names}.";
    nothing_to_change = "There is nothing left to change.", "Non resta nulla da modificare.";
    nothing_to_delete = "You cannot delete any of these.", "Non puoi eliminare nessuno di questi.";
    nothing_to_purge = "You cannot permanently delete any of these.", "Non puoi eliminare definitivamente nessuno di questi.";
    nothing_to_restore = "There is nothing left to restore.", "Non resta nulla da ripristinare.";
    undo_not_possible = "This can no longer be undone: the records were restored or permanently deleted.", "Non si può più annullare: i record sono stati ripristinati o eliminati definitivamente.";
    nothing_selected = "Nothing is selected.", "Nessun record selezionato.";
    toast_deleted(deleted: &str, until: &str) = "{deleted}. Can be restored until {until}.", "{deleted}. Ripristino possibile fino al {until}.";
    toast_restored(what: &str) = "{what} restored.", "Ripristino eseguito: {what}.";
    undo = "Undo", "Annulla";
    details = "Details", "Dettagli";
    restore = "Restore", "Ripristina";
    restore_row(name: &str) = "Restore {name}", "Ripristina {name}";
    restore_selected = "Restore selected", "Ripristina selezionati";
    restore_deletion = "Restore all", "Ripristina tutto";
    tombstone_title(name: &str) = "{name} is in the trash", "{name} è nel cestino";
    tombstone_text(who: &str, at: &str, surface: &str) = "Deleted by {who} on {at}, {surface}.", "Eliminato da {who} il {at}, {surface}.";
    days_left[days]() = { one: "1 day left", other: "{days} days left" }, { one: "1 giorno rimasto", other: "{days} giorni rimasti" };
    column_deleted_by = "Deleted by", "Eliminato da";
    column_through = "Source", "Origine";
    column_deleted = "Deleted", "Eliminato";
    column_days_left = "Days left", "Giorni rimasti";
    filter_deleted_by = "Deleted by", "Eliminato da";
    filter_anyone = "Anyone", "Chiunque";
    filter_from = "From", "Dal";
    filter_to = "To", "Al";
    filter_search = "Search the trash", "Cerca nel cestino";
    filter_apply = "Apply", "Applica";
    filter_clear = "Clear", "Cancella";
    badge_key_taken = "Used by another record", "Usato da un altro record";
    badge_expires = "Expires soon", "In scadenza";
    trash_empty = "The trash is empty", "Il cestino è vuoto";
    trash_empty_text = "Deleted records are kept here until their retention period ends.", "I record eliminati restano qui fino al termine della conservazione.";
    trash_nothing_found_text = "No deleted records match this filter.", "Nessun record eliminato corrisponde a questo filtro.";
    restore_shown(what: &str) = "Restore all: {what}", "Ripristina tutti: {what}";
    delete_now = "Delete permanently", "Elimina definitivamente";
    empty_trash(many: &str) = "Empty trash: {many}", "Svuota il cestino: {many}";
    purge_shown(what: &str) = "Delete permanently: {what}", "Elimina definitivamente: {what}";
    first_page = "First page", "Prima pagina";
    restore_title(what: &str) = "Restore {what}", "Ripristina {what}";
    restore_text = "Records are restored as they were.", "I record vengono ripristinati com’erano.";
    conflicts_title(count: &str) = "A decision is needed for {count}", "Serve una decisione per {count}";
    conflicts_text = "A value is now used by an active record, a stage is archived, or an owner is deactivated. Choose what to do for each record, or once for all.", "Un valore è ora usato da un record attivo, una fase è archiviata oppure un proprietario è disattivato. Scegli che cosa fare per ogni record, o una volta per tutti.";
    conflicts_listed(count: &str) = "Only the first {count} are shown. The choice for all applies to the others too.", "Sono mostrati solo i primi {count}. La scelta per tutti vale anche per gli altri.";
    conflict_key(key: &str, holder: &str) = "{key} is now used by {holder}.", "{key} ora è usato da {holder}.";
    conflict_same_set(key: &str) = "{key} is also used by another record of this restore.", "{key} è usato anche da un altro record di questo ripristino.";
    choice_without = "Restore without this value", "Ripristina senza questo valore";
    choice_without_all = "Restore without the conflicting values", "Ripristina senza i valori in conflitto";
    conflict_owner(name: &str) = "The owner, {name}, is deactivated.", "Il proprietario, {name}, è disattivato.";
    choice_keep = "Restore and keep the owner", "Ripristina e mantieni il proprietario";
    choice_unassigned = "Restore as unassigned", "Ripristina senza proprietario";
    conflict_stage(stage: &str) = "The stage, {stage}, is archived.", "La fase, {stage}, è archiviata.";
    choice_restaged = "Restore in the first stage", "Ripristina nella prima fase";
    choice_take_back = "Restore and remove it from the other record", "Ripristina e rimuovilo dall’altro record";
    choice_skip = "Keep in the trash", "Lascia nel cestino";
    for_all = "For all", "Per tutti";
    for_each = "as chosen for each", "come scelto per ciascuno";
    operation_text(who: &str, at: &str, surface: &str) = "{who}, {at}, {surface}.", "{who}, {at}, {surface}.";
    operation_reason(reason: &str) = "Reason: “{reason}”.", "Motivo: “{reason}”.";
    operation_until(until: &str) = "Can be restored until {until}.", "Ripristino possibile fino al {until}.";
    stat_deleted = "Deleted", "Eliminati";
    stat_restored = "Restored", "Ripristinati";
    stat_skipped = "Skipped", "Saltati";
    stat_in_trash = "Still in the trash", "Ancora nel cestino";
    stat_days_left = "Days left", "Giorni rimasti";
    records = "Records", "Record";
    column_record = "Record", "Record";
    column_outcome = "Outcome", "Esito";
    column_now = "Now", "Ora";
    now_living = "Active", "Attivo";
    now_trash = "In the trash", "Nel cestino";
    later_operations = "Later operations on these records", "Operazioni successive su questi record";
    later_records[count]() = { one: "1 of these records", other: "{count} of these records" }, { one: "1 di questi record", other: "{count} di questi record" };
    outcome_deleted = "Deleted", "Eliminato";
    outcome_restored = "Restored", "Ripristinato";
    outcome_without(keys: &str) = "Restored without {keys}", "Ripristinato senza {keys}";
    outcome_restaged = "Restored in the first stage", "Ripristinato nella prima fase";
    outcome_unassigned = "Restored as unassigned", "Ripristinato senza proprietario";
    outcome_owner_gone = "Kept in the trash: the owner is deactivated", "Lasciato nel cestino: il proprietario è disattivato";
    skip_owner_gone[count]() = { one: "1 with a deactivated owner", other: "{count} with a deactivated owner" }, { one: "1 con proprietario disattivato", other: "{count} con proprietario disattivato" };
    outcome_stage_gone = "Kept in the trash: the stage is archived", "Lasciato nel cestino: la fase è archiviata";
    skip_stage_gone[count]() = { one: "1 in an archived stage", other: "{count} in an archived stage" }, { one: "1 in una fase archiviata", other: "{count} in una fase archiviata" };
    outcome_took_back(keys: &str) = "Restored with {keys}, removed from another record", "Ripristinato con {keys}, tolto a un altro record";
    outcome_not_yours = "Skipped: owned by another user", "Saltato: di un altro utente";
    outcome_already_deleted = "Skipped: already in the trash", "Saltato: già nel cestino";
    outcome_already_restored = "Skipped: already active", "Saltato: già attivo";
    outcome_already_done = "Skipped: nothing to change", "Saltato: nulla da modificare";
    outcome_key_taken = "Kept in the trash: value in use", "Lasciato nel cestino: valore in uso";
    skip_gone[count]() = { one: "1 permanently deleted", other: "{count} permanently deleted" }, { one: "1 eliminato definitivamente", other: "{count} eliminati definitivamente" };
    skip_not_reached[count]() = { one: "1 not processed", other: "{count} not processed" }, { one: "1 non elaborato", other: "{count} non elaborati" };
    outcome_gone = "Skipped: permanently deleted", "Saltato: eliminato definitivamente";
    outcome_not_reached = "Not processed: the operation was stopped", "Non elaborato: l’operazione è stata fermata";
    outcome_waiting = "Waiting", "In attesa";
    delete_all = "Delete all results on all pages", "Elimina tutti i risultati di tutte le pagine";
    select_all(what: &str) = "Select all {what}", "Seleziona {what}";
    select_all_filtered(what: &str) = "Select all {what} that match the filter", "Seleziona {what} con il filtro attivo";
    select_all_found(what: &str, search: &str) = "Select all {what} that match “{search}”", "Seleziona {what} con “{search}”";
    state_preparing = "Preparing the records. Nothing has changed yet.", "Preparazione dei record in corso. Nulla è ancora cambiato.";
    state_deleting = "Deleting in the background. You can leave this page.", "Eliminazione in corso. Puoi lasciare questa pagina.";
    state_restoring = "Restoring in the background. You can leave this page.", "Ripristino in corso. Puoi lasciare questa pagina.";
    state_assigning = "Changing the owner in the background. You can leave this page.", "Cambio di proprietario in corso. Puoi lasciare questa pagina.";
    state_purging = "Permanently deleting in the background. You can leave this page, or stop it here.", "Eliminazione definitiva in corso. Puoi lasciare questa pagina, o fermarla qui.";
    state_paused = "Paused. Records already processed stay changed; the rest wait.", "In pausa. I record già elaborati restano modificati; gli altri attendono.";
    state_waiting = "Waiting for approval. Nothing is deleted yet.", "In attesa di approvazione. Nulla è ancora stato eliminato.";
    state_declined = "Declined. Nothing was deleted.", "Rifiutata. Nulla è stato eliminato.";
    delete_requires_approval = "This is more than your role can delete without approval. Nothing is deleted until another user approves.", "È più di quanto il tuo ruolo può eliminare senza approvazione. Nulla viene eliminato finché un altro utente non approva.";
    control_withdraw = "Withdraw", "Ritira";
    approval_title = "Approval", "Approvazione";
    approval_asked(at: &str, until: &str) = "Requested {at}. Declined automatically on {until}.", "Richiesta {at}. Rifiutata automaticamente il {until}.";
    approval_yours = "Review the records below and decide. The deletion runs with the permissions of the user who requested it.", "Controlla i record qui sotto e decidi. L’eliminazione usa i permessi di chi l’ha richiesta.";
    approval_comment = "Comment", "Commento";
    approval_approve = "Approve", "Approva";
    approval_decline = "Decline", "Rifiuta";
    approval_approved(who: &str, at: &str) = "Approved by {who}, {at}.", "Approvata da {who}, {at}.";
    approval_declined(who: &str, at: &str) = "Declined by {who}, {at}.", "Rifiutata da {who}, {at}.";
    approval_ran_out(at: &str) = "Declined automatically {at}: there was no decision in time.", "Rifiutata automaticamente {at}: nessuna decisione entro il termine.";
    approval_withdrawn = "Withdrawn before a decision.", "Ritirata prima di una decisione.";
    approval_too_late = "This was decided already, or the time is over.", "La decisione è già stata presa, oppure il tempo è scaduto.";
    waiting_title = "Waiting for your decision", "In attesa della tua decisione";
    waiting_line(what: &str) = "Delete {what}", "Eliminare {what}";
    unusual_title = "Unusual deletions", "Eliminazioni insolite";
    unusual_line(who: &str, count: &str) = "{who} deleted {count} records", "{who} ha eliminato {count} record";
    state_stopped = "Stopped before the end. The remaining records were not changed.", "Fermata prima della fine. I record restanti non sono stati modificati.";
    progress_of(done: &str, total: &str) = "{done} of {total}", "{done} di {total}";
    progress_rate(rate: &str, left: &str) = "{rate} per second, about {left} s left", "{rate} al secondo, circa {left} s rimanenti";
    control_pause = "Pause", "Metti in pausa";
    control_resume = "Resume", "Riprendi";
    control_stop = "Stop", "Ferma";
    control_put_back = "Stop and undo", "Ferma e annulla";
    assign_number(id: i64) = "Owner change {id}", "Cambio di proprietario {id}";
    purge_number(id: i64) = "Permanent deletion {id}", "Eliminazione definitiva {id}";
    undo_restore = "Undo: move back to trash", "Annulla: sposta di nuovo nel cestino";
    undo_assign = "Undo: restore the previous owners", "Annulla: ripristina i proprietari precedenti";
    undo_chosen = "Undo for selected records", "Annulla per i record selezionati";
    restore_chosen = "Restore selected records", "Ripristina i record selezionati";
    operation_undoes_other(id: i64) = "Undoes operation {id}", "Annulla l’operazione {id}";
    assigned_to(who: &str) = "New owner: {who}.", "Nuovo proprietario: {who}.";
    chosen_records = "Selected individually.", "Selezionati singolarmente.";
    chosen_filter(filter: &str) = "Filter: {filter}.", "Filtro: {filter}.";
    chosen_view = "All records in the view.", "Tutti i record della vista.";
    chosen_search(search: &str) = "All results for “{search}”.", "Tutti i risultati per “{search}”.";
    chosen_except(count: &str) = "Excluded: {count}.", "Esclusi: {count}.";
    chosen_trash = "All records in a view of the trash.", "Tutti i record di una vista del cestino.";
    chosen_expired = "Records whose retention period ended.", "Record con conservazione terminata.";
    stat_assigned = "Owner changed", "Proprietario cambiato";
    stat_purged = "Permanently deleted", "Eliminati definitivamente";
    stat_as_left = "Unchanged since", "Da allora invariati";
    outcome_assigned = "Owner changed", "Proprietario cambiato";
    outcome_purged = "Permanently deleted", "Eliminato definitivamente";
    outcome_newer = "Skipped: changed by a later operation", "Saltato: modificato da un’operazione successiva";
    outcome_held = "Skipped: on hold", "Saltato: bloccato";
    outcome_blocked = "Skipped: an e-mail is on the blocklist. Ask an admin who manages privacy", "Saltato: un’e-mail è nella lista di blocco. Rivolgiti a un amministratore che gestisce la privacy";
    outcome_kept = "Skipped: still within its retention period", "Saltato: conservazione non ancora terminata";
    outcome_failed = "Failed: the database refused the change", "Non riuscito: il database ha rifiutato la modifica";
    skip_newer[count]() = { one: "1 changed by a later operation", other: "{count} changed by a later operation" }, { one: "1 modificato da un’operazione successiva", other: "{count} modificati da un’operazione successiva" };
    skip_held[count]() = { one: "1 on hold", other: "{count} on hold" }, { one: "1 bloccato", other: "{count} bloccati" };
    skip_blocked[count]() = { one: "1 with an e-mail on the blocklist (ask an admin who manages privacy)", other: "{count} with an e-mail on the blocklist (ask an admin who manages privacy)" }, { one: "1 con un’e-mail nella lista di blocco (rivolgiti a un amministratore che gestisce la privacy)", other: "{count} con un’e-mail nella lista di blocco (rivolgiti a un amministratore che gestisce la privacy)" };
    skip_kept[count]() = { one: "1 still within its retention period", other: "{count} still within their retention period" }, { one: "1 con conservazione non terminata", other: "{count} con conservazione non terminata" };
    skip_failed[count]() = { one: "1 refused by the database", other: "{count} refused by the database" }, { one: "1 rifiutato dal database", other: "{count} rifiutati dal database" };
    now_gone = "Permanently deleted", "Eliminato definitivamente";
    record_number(id: i64) = "Record {id}", "Record {id}";
    search_outcomes = "Search these records", "Cerca tra questi record";
    only_skipped = "Only skipped", "Solo saltati";
    download_csv = "Download as CSV", "Scarica come CSV";
    done_with_undo = "Done. You can undo here until the records are permanently deleted.", "Fatto. Puoi annullare da qui finché i record non vengono eliminati definitivamente.";
}

impl Messages {
    /// How many records are skipped for this reason. A restore skips records that are active already, any other
    /// operation those that are in the trash.
    pub fn skip(self, reason: SkipReason, count: i64, restoring: bool) -> String {
        match reason {
            SkipReason::NotYours => self.skip_not_yours(count),
            SkipReason::Already if restoring => self.skip_living(count),
            SkipReason::Already => self.skip_already(count),
            SkipReason::KeyTaken => self.skip_key_taken(count),
            SkipReason::StageGone => self.skip_stage_gone(count),
            SkipReason::OwnerGone => self.skip_owner_gone(count),
            SkipReason::Gone => self.skip_gone(count),
            SkipReason::NotReached => self.skip_not_reached(count),
            SkipReason::Newer => self.skip_newer(count),
            SkipReason::Held => self.skip_held(count),
            SkipReason::Kept => self.skip_kept(count),
            SkipReason::Blocked => self.skip_blocked(count),
            SkipReason::Failed => self.skip_failed(count),
        }
    }

    /// The button that pauses, resumes or stops an operation.
    pub fn control(self, control: Control) -> &'static str {
        match control {
            Control::Pause => self.control_pause(),
            Control::Resume => self.control_resume(),
            Control::Stop => self.control_stop(),
            Control::PutBack => self.control_put_back(),
        }
    }

    /// How to resolve a conflict of a restore.
    pub fn choice(self, choice: Choice) -> &'static str {
        match choice {
            Choice::Without => self.choice_without(),
            Choice::Keep => self.choice_keep(),
            Choice::TakeBack => self.choice_take_back(),
            Choice::Skip => self.choice_skip(),
        }
    }

    /// How to resolve every conflict of a restore in the same way.
    pub fn choice_for_all(self, choice: Choice) -> &'static str {
        if choice == Choice::Without { self.choice_without_all() } else { self.choice(choice) }
    }

    /// How to resolve one conflict; the text names what conflicts (a value, the stage or the owner).
    pub fn way_out(self, conflict: &Conflict, choice: Choice) -> &'static str {
        match (choice, conflict.keys.is_empty(), conflict.stage.is_some(), conflict.owner.is_some()) {
            (Choice::Without, true, true, false) => self.choice_restaged(),
            (Choice::Without, true, false, true) => self.choice_unassigned(),
            (Choice::Without, _, true, _) | (Choice::Without, _, _, true) => self.choice_without_all(),
            (choice, ..) => self.choice(choice),
        }
    }

    /// The outcome of an operation of this kind for one record.
    pub fn outcome(self, outcome: &Outcome, kind: OperationKind) -> String {
        match outcome {
            Outcome::Done => self.did(kind).to_owned(),
            Outcome::Waiting => self.outcome_waiting().to_owned(),
            Outcome::Without { keys, restaged, unassigned } => {
                let without = (!keys.is_empty()).then(|| self.outcome_without(&keys.join(", ")));
                self.came_back(without, *restaged, *unassigned)
            }
            Outcome::TookBack { keys, restaged, .. } => {
                self.came_back(Some(self.outcome_took_back(&keys.join(", "))), *restaged, false)
            }
            Outcome::Skipped { reason } => self.skipped(*reason, kind).to_owned(),
        }
    }

    /// The outcome of a restore, one sentence for each change.
    fn came_back(self, keys: Option<String>, restaged: bool, unassigned: bool) -> String {
        let restaged = restaged.then(|| self.outcome_restaged().to_owned());
        let unassigned = unassigned.then(|| self.outcome_unassigned().to_owned());
        keys.into_iter().chain(restaged).chain(unassigned).collect::<Vec<_>>().join(". ")
    }

    /// Why an operation of this kind skipped a record.
    fn skipped(self, reason: SkipReason, kind: OperationKind) -> &'static str {
        match reason {
            SkipReason::NotYours => self.outcome_not_yours(),
            SkipReason::Already => match kind {
                OperationKind::Delete => self.outcome_already_deleted(),
                OperationKind::Restore => self.outcome_already_restored(),
                OperationKind::Assign | OperationKind::Purge => self.outcome_already_done(),
            },
            SkipReason::KeyTaken => self.outcome_key_taken(),
            SkipReason::StageGone => self.outcome_stage_gone(),
            SkipReason::OwnerGone => self.outcome_owner_gone(),
            SkipReason::Gone => self.outcome_gone(),
            SkipReason::NotReached => self.outcome_not_reached(),
            SkipReason::Newer => self.outcome_newer(),
            SkipReason::Held => self.outcome_held(),
            SkipReason::Kept => self.outcome_kept(),
            SkipReason::Blocked => self.outcome_blocked(),
            SkipReason::Failed => self.outcome_failed(),
        }
    }

    /// The outcome of an operation of this kind for a record that was not skipped.
    fn did(self, kind: OperationKind) -> &'static str {
        match kind {
            OperationKind::Delete => self.outcome_deleted(),
            OperationKind::Restore => self.outcome_restored(),
            OperationKind::Assign => self.outcome_assigned(),
            OperationKind::Purge => self.outcome_purged(),
        }
    }

    /// The name of an operation: `Deletion 78`.
    pub fn operation(self, kind: OperationKind, id: OperationId) -> String {
        match kind {
            OperationKind::Delete => self.deletion_number(id.0),
            OperationKind::Restore => self.restore_number(id.0),
            OperationKind::Assign => self.assign_number(id.0),
            OperationKind::Purge => self.purge_number(id.0),
        }
    }

    /// How the records of an operation were selected.
    pub fn selection(self, selection: &SelectionSummary) -> String {
        match selection {
            SelectionSummary::Records => self.chosen_records().to_owned(),
            SelectionSummary::Query { source, search, except, .. } => {
                let source = match source {
                    Source::Index if search.is_empty() => self.chosen_view().to_owned(),
                    Source::Index => self.chosen_search(search),
                    Source::Pipeline(_) if search.is_empty() => self.chosen_board().to_owned(),
                    Source::Pipeline(_) => format!("{} {}.", self.chosen_board(), self.found_for(search)),
                };
                if *except > 0 { format!("{source} {}", self.chosen_except(&self.number(*except))) } else { source }
            }
            SelectionSummary::Trash(_) => self.chosen_trash().to_owned(),
            // The page shows a link to the other operation.
            SelectionSummary::Operation(_) => String::new(),
            SelectionSummary::Expired => self.chosen_expired().to_owned(),
            SelectionSummary::Cascade => self.chosen_along().to_owned(),
        }
    }
}
