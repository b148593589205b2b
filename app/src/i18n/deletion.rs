//! Deleting, the trash, restoring, operations.

use super::{Messages, define_messages};
use domain::{
    ids::OperationId,
    operation::{Choice, Chosen, Conflict, Control, OperationKind, Outcome, SkipReason},
};

define_messages! {
    delete_title(what: &str) = "Delete {what}?", "Eliminare {what}?";
    delete_text(until: &str) = "You can take this back until {until}, from the trash or from the page of this deletion. Nothing is lost meanwhile.", "Puoi annullare fino al {until}, dal cestino o dalla pagina di questa eliminazione. Nel frattempo nulla va perso.";
    and_other(names: &str) = "{names} and 1 other", "{names} e un altro";
    and_others(names: &str, count: &str) = "{names} and {count} others", "{names} e altri {count}";
    delete_what(what: &str) = "Delete {what}", "Elimina {what}";
    deleting = "Deleting…", "Eliminazione…";
    one_will_be_skipped = "1 will be skipped:", "1 sarà saltato:";
    will_be_skipped(count: &str) = "{count} will be skipped:", "{count} saranno saltati:";
    skip_one_not_yours = "1 belongs to others", "1 appartiene ad altri";
    skip_not_yours(count: &str) = "{count} belong to others", "{count} appartengono ad altri";
    skip_already(count: &str) = "{count} in the trash already", "{count} già nel cestino";
    skip_living(count: &str) = "{count} living already", "{count} già attivi";
    skip_key_taken(count: &str) = "{count} left there", "{count} lasciati lì";
    also = "Also delete", "Elimina anche";
    also_delete(what: &str) = "Also delete: {what}", "Elimina anche: {what}";
    also_changed = "Something else goes along now. Look again and type the new number.", "Ora viene eliminato anche altro. Controlla e digita il nuovo numero.";
    chosen_along = "They are associated with the records of that deletion.", "Sono associati ai record di quell’eliminazione.";
    went_along = "Deleted along with it", "Eliminati insieme";
    restored_along = "Restored along with it", "Ripristinati insieme";
    went_along_with(operation: &str) = "Along with {operation}", "Insieme a {operation}";
    type_number(number: &str) = "Type {number} to confirm", "Digita {number} per confermare";
    reason = "Reason (optional)", "Motivo (facoltativo)";
    wrong_count(number: &str) = "The number to type is {number}. Nothing was changed.", "Il numero da digitare è {number}. Nulla è stato modificato.";
    moved_set = "The selection changed since you opened this. Nothing was changed; below is what it is now.", "La selezione è cambiata da quando hai aperto questa finestra. Nulla è stato modificato; qui sotto vedi com’è ora.";
    moved_count(before: &str, now: &str) = "There were {before}, now there are {now}.", "Erano {before}, ora sono {now}.";
    moved_came(names: &str) = "New or changed: {names}.", "Nuovi o modificati: {names}.";
    moved_went(names: &str) = "Deleted since: {names}.", "Eliminati nel frattempo: {names}.";
    nothing_to_change = "There is nothing left here that this would change.", "Non resta nulla che questo cambierebbe.";
    nothing_to_delete = "There is nothing left to delete here that you may delete.", "Non resta nulla da eliminare che tu possa eliminare.";
    nothing_to_restore = "There is nothing left to restore here.", "Non resta nulla da ripristinare.";
    nothing_selected = "Nothing is selected.", "Nessun elemento selezionato.";
    toast_deleted(what: &str, until: &str) = "{what} deleted. Can be restored until {until}.", "{what}: eliminazione eseguita. Ripristinabile fino al {until}.";
    toast_restored(what: &str) = "{what} restored.", "{what}: ripristino eseguito.";
    undo = "Undo", "Annulla l’eliminazione";
    details = "Details", "Dettagli";
    restore = "Restore", "Ripristina";
    restore_row(name: &str) = "Restore {name}", "Ripristina {name}";
    restore_selected = "Restore selected", "Ripristina selezionati";
    restore_deletion = "Restore the whole deletion", "Ripristina l’intera eliminazione";
    tombstone_title(name: &str) = "{name} is in the trash", "{name} è nel cestino";
    tombstone_text(who: &str, at: &str, surface: &str) = "Deleted by {who} on {at}, {surface}.", "Eliminazione di {who} il {at}, {surface}.";
    days_left(count: i64) = "{count} days left", "{count} giorni rimasti";
    one_day_left = "1 day left", "1 giorno rimasto";
    column_deleted_by = "Deleted by", "Eliminato da";
    column_through = "Through", "Tramite";
    column_deleted = "Deleted", "Eliminato";
    column_days_left = "Days left", "Giorni";
    filter_deleted_by = "Deleted by", "Eliminato da";
    filter_anyone = "anyone", "chiunque";
    filter_from = "From", "Dal";
    filter_to = "To", "Al";
    filter_search = "Search the trash", "Cerca nel cestino";
    filter_apply = "Show", "Mostra";
    filter_clear = "Clear", "Azzera";
    badge_key_taken = "In use by another", "In uso altrove";
    badge_expires = "Expires soon", "In scadenza";
    trash_empty = "The trash is empty", "Il cestino è vuoto";
    trash_empty_text = "What is deleted waits here and can be put back exactly as it was.", "Ciò che viene eliminato aspetta qui e può tornare esattamente com’era.";
    trash_nothing_found_text = "Nothing in the trash matches.", "Nulla nel cestino corrisponde.";
    restore_shown(what: &str) = "Restore all: {what}", "Ripristina tutti: {what}";
    delete_now = "Delete now", "Elimina ora";
    empty_trash = "Empty the trash", "Svuota il cestino";
    purge_shown(what: &str) = "Delete all now: {what}", "Elimina tutti ora: {what}";
    first_page = "First page", "Prima pagina";
    restore_title(what: &str) = "Restore {what}", "Ripristina {what}";
    restore_text = "They come back exactly as they were.", "Tornano esattamente com’erano.";
    conflicts_title(count: &str) = "A decision is needed for {count}", "Serve una decisione per {count}";
    conflicts_text = "A living record has by now what only one may have, such as their e-mail; or their stage is archived, or their owner was deactivated. Choose a way out for each, or one for all.", "Un record attivo ha ora ciò che uno solo può avere, come la loro e-mail; o la loro fase è archiviata, o il loro proprietario è stato disattivato. Scegli una via d’uscita per ciascuno, o una per tutti.";
    conflicts_listed(count: &str) = "The first {count} are listed. What you choose for all holds for the others too.", "Sono elencati i primi {count}. Ciò che scegli per tutti vale anche per gli altri.";
    conflict_key(key: &str, holder: &str) = "{key} is now with {holder}.", "{key} ora è di {holder}.";
    conflict_same_set(key: &str) = "{key} is wanted by another record of this restore.", "{key} serve a un altro record di questo ripristino.";
    choice_without = "Restore without this e-mail", "Ripristina senza questa e-mail";
    choice_without_all = "Restore without what is taken, archived or deactivated", "Ripristina senza ciò che è preso, archiviato o disattivato";
    conflict_owner(name: &str) = "Its owner, {name}, was deactivated.", "Il suo proprietario, {name}, è stato disattivato.";
    choice_keep = "Restore, with its owner as before", "Ripristina, con il proprietario di prima";
    choice_unassigned = "Restore, unassigned", "Ripristina, senza proprietario";
    conflict_stage(stage: &str) = "Its stage, {stage}, is archived.", "La sua fase, {stage}, è archiviata.";
    choice_restaged = "Restore, in the first stage", "Ripristina, nella prima fase";
    choice_take_back = "Put the e-mail back and clear it there", "Rimetti l’e-mail e toglila all’altro";
    choice_skip = "Leave in the trash", "Lascia nel cestino";
    for_all = "For all", "Per tutti";
    for_each = "as chosen for each", "come scelto per ciascuno";
    operation_text(who: &str, at: &str, surface: &str) = "{who}, {at}, {surface}.", "{who}, {at}, {surface}.";
    operation_reason(reason: &str) = "Reason: “{reason}”.", "Motivo: “{reason}”.";
    operation_until(until: &str) = "Can be restored until {until}.", "Ripristinabile fino al {until}.";
    stat_deleted = "Deleted", "Eliminati";
    stat_restored = "Restored", "Ripristinati";
    stat_skipped = "Skipped", "Saltati";
    stat_in_trash = "Still in the trash", "Ancora nel cestino";
    stat_days_left = "Days left", "Giorni rimasti";
    records = "Records", "Record";
    column_record = "Record", "Record";
    column_outcome = "Outcome", "Esito";
    column_now = "Now", "Ora";
    now_living = "Living", "Attivo";
    now_trash = "In the trash", "Nel cestino";
    later_operations = "Later operations on these records", "Operazioni successive su questi record";
    later_records(count: &str) = "{count} of these records", "{count} di questi record";
    outcome_deleted = "Deleted", "Eliminato";
    outcome_restored = "Restored", "Ripristinato";
    outcome_without(keys: &str) = "Restored without {keys}", "Ripristinato senza {keys}";
    outcome_restaged = "Restored, in the first stage", "Ripristinato, nella prima fase";
    outcome_unassigned = "Restored, unassigned", "Ripristinato, senza proprietario";
    outcome_owner_gone = "Left in the trash: its owner was deactivated", "Lasciato nel cestino: il suo proprietario è stato disattivato";
    skip_owner_gone(count: &str) = "{count} left there because their owner was deactivated", "{count} lasciati lì perché il loro proprietario è stato disattivato";
    outcome_stage_gone = "Left in the trash: its stage is archived", "Lasciato nel cestino: la sua fase è archiviata";
    skip_stage_gone(count: &str) = "{count} left there because their stage is archived", "{count} lasciati lì perché la loro fase è archiviata";
    outcome_took_back(keys: &str) = "Restored, took back {keys}", "Ripristinato, ripresa {keys}";
    outcome_not_yours = "Skipped: belongs to somebody else", "Saltato: appartiene ad altri";
    outcome_already = "Skipped: was there already", "Saltato: lo era già";
    outcome_key_taken = "Left in the trash", "Lasciato nel cestino";
    skip_gone(count: &str) = "{count} gone for good already", "{count} già rimossi per sempre";
    skip_not_reached(count: &str) = "{count} not reached", "{count} non raggiunti";
    outcome_gone = "Skipped: gone for good already", "Saltato: già rimosso per sempre";
    outcome_not_reached = "Not reached: the operation was stopped", "Non raggiunto: l’operazione è stata fermata";
    outcome_waiting = "Waiting", "In attesa";
    delete_all = "Delete all that is shown, on all pages", "Elimina tutti i risultati, su tutte le pagine";
    select_all(what: &str) = "Select all {what}", "Seleziona tutti: {what}";
    select_all_filtered(what: &str) = "Select all {what} that are like this", "Seleziona tutti i corrispondenti: {what}";
    select_all_found(what: &str, search: &str) = "Select all {what} that match “{search}”", "Seleziona tutti i corrispondenti a “{search}”: {what}";
    state_preparing = "The set is being frozen. Nothing was changed yet.", "L’insieme viene fissato. Nulla è ancora cambiato.";
    state_deleting = "Deleting in the background. You can leave this page.", "Eliminazione in corso. Puoi lasciare questa pagina.";
    state_restoring = "Restoring in the background. You can leave this page.", "Ripristino in corso. Puoi lasciare questa pagina.";
    state_assigning = "Changing the owner in the background. You can leave this page.", "Cambio di proprietario in corso. Puoi lasciare questa pagina.";
    state_purging = "Removing for good in the background. You can leave this page, and stop it here.", "Rimozione definitiva in corso. Puoi lasciare questa pagina, o fermarla qui.";
    state_paused = "Paused. What is done is done; the rest waits.", "In pausa. Ciò che è fatto è fatto; il resto aspetta.";
    state_waiting = "Waits for a second person. Nothing is deleted yet.", "Attende una seconda persona. Ancora nulla è stato eliminato.";
    state_declined = "Declined. Nothing was deleted.", "Rifiutata. Nulla è stato eliminato.";
    delete_guarded = "This is more than your role may delete alone: a second person will be asked to approve it, and until then nothing is deleted.", "È più di quanto il tuo ruolo può eliminare da solo: a una seconda persona verrà chiesto di approvare, e fino ad allora nulla viene eliminato.";
    control_withdraw = "Withdraw", "Ritira";
    approval_title = "Approval", "Approvazione";
    approval_asked(at: &str, until: &str) = "Asked for {at}. Without an answer it is declined on {until}.", "Richiesta {at}. Senza risposta viene rifiutata il {until}.";
    approval_yours = "Look at what would be deleted, below, and decide. It runs with the rights of whoever asked.", "Guarda qui sotto che cosa verrebbe eliminato, e decidi. Si esegue con i diritti di chi l’ha chiesta.";
    approval_comment = "Comment", "Commento";
    approval_approve = "Approve", "Approva";
    approval_decline = "Decline", "Rifiuta";
    approval_approved(who: &str, at: &str) = "Approved by {who}, {at}.", "Approvata da {who}, {at}.";
    approval_declined(who: &str, at: &str) = "Declined by {who}, {at}.", "Rifiutata da {who}, {at}.";
    approval_ran_out(at: &str) = "Nobody decided in time: declined {at}.", "Nessuno ha deciso in tempo: rifiutata {at}.";
    approval_withdrawn = "Withdrawn before anybody decided.", "Ritirata prima di una decisione.";
    approval_too_late = "Somebody else, or time, decided before you.", "Qualcun altro, o il tempo, ha deciso prima di te.";
    waiting_title = "Waiting for your decision", "In attesa della tua decisione";
    waiting_line(what: &str) = "Delete {what}", "Eliminare {what}";
    unusual_title = "Unusual deletions", "Eliminazioni insolite";
    unusual_line(who: &str, count: &str) = "{who} deleted {count} records", "{who} ha eliminato {count} record";
    state_stopped = "Stopped before the end. The rest was left alone.", "Fermata prima della fine. Il resto non è stato toccato.";
    progress_of(done: &str, total: &str) = "{done} of {total}", "{done} di {total}";
    progress_rate(rate: &str, left: &str) = "{rate} a second, about {left} s left", "{rate} al secondo, circa {left} s rimanenti";
    control_pause = "Pause", "Pausa";
    control_resume = "Resume", "Riprendi";
    control_stop = "Stop here", "Ferma qui";
    control_put_back = "Stop and put back", "Ferma e rimetti";
    assign_number(id: i64) = "Change of owner {id}", "Cambio di proprietario {id}";
    purge_number(id: i64) = "Purge {id}", "Rimozione definitiva {id}";
    undo_restore = "Undo: back to the trash", "Annulla: di nuovo nel cestino";
    undo_assign = "Undo: back to the former owners", "Annulla: ai proprietari di prima";
    undo_chosen = "Undo for the ticked records", "Annulla per i record selezionati";
    restore_chosen = "Restore the ticked records", "Ripristina i record selezionati";
    operation_undoes_other(id: i64) = "Undoes operation {id}", "Annulla l’operazione {id}";
    assigned_to(who: &str) = "New owner: {who}.", "Nuovo proprietario: {who}.";
    chosen_records = "Selected one by one.", "Selezionati uno per uno.";
    chosen_filter(filter: &str) = "Filter: {filter}.", "Filtro: {filter}.";
    chosen_view = "All that the index showed.", "Tutto ciò che l’elenco mostrava.";
    chosen_search(search: &str) = "All that the search for “{search}” found.", "Tutto ciò che la ricerca di “{search}” trovava.";
    chosen_except(count: &str) = "Left out by hand: {count}.", "Esclusi a mano: {count}.";
    chosen_trash = "All that a view of the trash showed.", "Tutto ciò che una vista del cestino mostrava.";
    chosen_expired = "What had waited in the trash for as long as it should.", "Ciò che aveva atteso nel cestino per il tempo previsto.";
    stat_assigned = "Given", "Assegnati";
    stat_purged = "Gone for good", "Rimossi per sempre";
    stat_as_left = "Still as it left them", "Ancora come li ha lasciati";
    outcome_assigned = "Owner changed", "Proprietario cambiato";
    outcome_purged = "Gone for good", "Rimosso per sempre";
    outcome_newer = "Skipped: changed by something later", "Saltato: cambiato da qualcosa di successivo";
    outcome_held = "Kept: on hold", "Conservato: bloccato";
    outcome_kept = "Kept: its time is not over", "Conservato: il suo tempo non è finito";
    outcome_failed = "Left as it was: the database refused it", "Lasciato com’era: il database l’ha rifiutato";
    skip_newer(count: &str) = "{count} changed by something later", "{count} cambiati da qualcosa di successivo";
    skip_held(count: &str) = "{count} on hold", "{count} bloccati";
    skip_kept(count: &str) = "{count} whose time is not over", "{count} il cui tempo non è finito";
    skip_failed(count: &str) = "{count} refused by the database", "{count} rifiutati dal database";
    now_gone = "Gone", "Rimosso";
    record_number(id: i64) = "Record {id}", "Record {id}";
    search_outcomes = "Search these records", "Cerca tra questi record";
    only_skipped = "Only skipped", "Solo i saltati";
    download_csv = "Download as CSV", "Scarica come CSV";
    done_with_undo = "Done. The undo stays here until the records are gone for good.", "Fatto. L’annullamento resta qui finché i record non vengono rimossi per sempre.";
}

impl Messages {
    /// Names, and how many more there are, which is at least one.
    pub fn and_more(self, names: &str, more: i64) -> String {
        if more == 1 { self.and_other(names) } else { self.and_others(names, &self.number(more)) }
    }

    /// How many will be left alone, before it is said why.
    pub fn skipping(self, count: i64) -> String {
        if count == 1 { self.one_will_be_skipped().to_owned() } else { self.will_be_skipped(&self.number(count)) }
    }

    /// How many are left alone and why. `restoring` says what "already" means.
    pub fn skip(self, reason: SkipReason, count: i64, restoring: bool) -> String {
        let one = count == 1;
        let count = self.number(count);
        match reason {
            SkipReason::NotYours if one => self.skip_one_not_yours().to_owned(),
            SkipReason::NotYours => self.skip_not_yours(&count),
            SkipReason::Already if restoring => self.skip_living(&count),
            SkipReason::Already => self.skip_already(&count),
            SkipReason::KeyTaken => self.skip_key_taken(&count),
            SkipReason::StageGone => self.skip_stage_gone(&count),
            SkipReason::OwnerGone => self.skip_owner_gone(&count),
            SkipReason::Gone => self.skip_gone(&count),
            SkipReason::NotReached => self.skip_not_reached(&count),
            SkipReason::Newer => self.skip_newer(&count),
            SkipReason::Held => self.skip_held(&count),
            SkipReason::Kept => self.skip_kept(&count),
            SkipReason::Failed => self.skip_failed(&count),
        }
    }

    /// What a control does.
    pub fn control(self, control: Control) -> &'static str {
        match control {
            Control::Pause => self.control_pause(),
            Control::Resume => self.control_resume(),
            Control::Stop => self.control_stop(),
            Control::PutBack => self.control_put_back(),
        }
    }

    /// Days left, in words.
    pub fn days(self, days: i64) -> String {
        if days == 1 { self.one_day_left().to_owned() } else { self.days_left(days) }
    }

    /// A way out of a conflict.
    pub fn choice(self, choice: Choice) -> &'static str {
        match choice {
            Choice::Without => self.choice_without(),
            Choice::Keep => self.choice_keep(),
            Choice::TakeBack => self.choice_take_back(),
            Choice::Skip => self.choice_skip(),
        }
    }

    /// A way out of every conflict.
    pub fn choice_for_all(self, choice: Choice) -> &'static str {
        if choice == Choice::Without { self.choice_without_all() } else { self.choice(choice) }
    }

    /// A way out of one conflict, in the words of what stands in its way.
    pub fn way_out(self, conflict: &Conflict, choice: Choice) -> &'static str {
        match (choice, conflict.keys.is_empty(), conflict.stage.is_some(), conflict.owner.is_some()) {
            (Choice::Without, true, true, false) => self.choice_restaged(),
            (Choice::Without, true, false, true) => self.choice_unassigned(),
            (Choice::Without, _, true, _) | (Choice::Without, _, _, true) => self.choice_without_all(),
            (choice, ..) => self.choice(choice),
        }
    }

    /// What happened to one record. `done` is what the operation itself does.
    pub fn outcome(self, outcome: &Outcome, done: &str) -> String {
        match outcome {
            Outcome::Done => done.to_owned(),
            Outcome::Waiting => self.outcome_waiting().to_owned(),
            Outcome::Without { keys, restaged, unassigned } => {
                let without = (!keys.is_empty()).then(|| self.outcome_without(&keys.join(", ")));
                self.came_back(without, *restaged, *unassigned)
            }
            Outcome::TookBack { keys, restaged, .. } => {
                self.came_back(Some(self.outcome_took_back(&keys.join(", "))), *restaged, false)
            }
            Outcome::Skipped { reason } => self.skipped(*reason).to_owned(),
        }
    }

    /// How a record came back, each change in a sentence.
    fn came_back(self, keys: Option<String>, restaged: bool, unassigned: bool) -> String {
        let restaged = restaged.then(|| self.outcome_restaged().to_owned());
        let unassigned = unassigned.then(|| self.outcome_unassigned().to_owned());
        keys.into_iter().chain(restaged).chain(unassigned).collect::<Vec<_>>().join(". ")
    }

    /// Why one record was skipped.
    pub fn skipped(self, reason: SkipReason) -> &'static str {
        match reason {
            SkipReason::NotYours => self.outcome_not_yours(),
            SkipReason::Already => self.outcome_already(),
            SkipReason::KeyTaken => self.outcome_key_taken(),
            SkipReason::StageGone => self.outcome_stage_gone(),
            SkipReason::OwnerGone => self.outcome_owner_gone(),
            SkipReason::Gone => self.outcome_gone(),
            SkipReason::NotReached => self.outcome_not_reached(),
            SkipReason::Newer => self.outcome_newer(),
            SkipReason::Held => self.outcome_held(),
            SkipReason::Kept => self.outcome_kept(),
            SkipReason::Failed => self.outcome_failed(),
        }
    }

    /// What an operation does to a record, when it does it.
    pub fn did(self, kind: OperationKind) -> &'static str {
        match kind {
            OperationKind::Delete => self.outcome_deleted(),
            OperationKind::Restore => self.outcome_restored(),
            OperationKind::Assign => self.outcome_assigned(),
            OperationKind::Purge => self.outcome_purged(),
        }
    }

    /// The name of an operation.
    pub fn operation(self, kind: OperationKind, id: OperationId) -> String {
        match kind {
            OperationKind::Delete => self.deletion_number(id.0),
            OperationKind::Restore => self.restore_number(id.0),
            OperationKind::Assign => self.assign_number(id.0),
            OperationKind::Purge => self.purge_number(id.0),
        }
    }

    /// What was selected.
    pub fn chosen(self, chosen: &Chosen) -> String {
        match chosen {
            Chosen::Records => self.chosen_records().to_owned(),
            Chosen::View { search, except, .. } => {
                let view = if search.is_empty() { self.chosen_view().to_owned() } else { self.chosen_search(search) };
                if *except > 0 { format!("{view} {}", self.chosen_except(&self.number(*except))) } else { view }
            }
            Chosen::Pipeline { search, except, .. } => {
                let search = (!search.is_empty()).then(|| self.found_for(search) + ".");
                let except = (*except > 0).then(|| self.chosen_except(&self.number(*except)));
                let parts = [Some(self.chosen_board().to_owned()), search, except];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Chosen::Trash(_) => self.chosen_trash().to_owned(),
            // Its link says which.
            Chosen::Operation(_) => String::new(),
            Chosen::Expired => self.chosen_expired().to_owned(),
            Chosen::Along => self.chosen_along().to_owned(),
        }
    }
}
