//! The index of operations, purging, changes of owner, retention.

use super::{Messages, define_messages};
use domain::operation::OperationKind;

define_messages! {
    trash_of = "Kinds of records in the trash", "Tipi di record nel cestino";
    operations = "Operations", "Operazioni";
    operations_running(count: &str) = "Running: {count}", "In corso: {count}";
    settings = "Settings", "Impostazioni";
    whose_mine = "Mine", "Mie";
    whose_everyone = "Everyone’s", "Di tutti";
    whose = "Whose operations", "Di chi";
    filter_kind = "Kind", "Tipo";
    filter_any = "any", "qualsiasi";
    filter_by = "By", "Di";
    filter_object = "Object", "Oggetto";
    filter_open = "Not ended", "Non concluse";
    kind_delete = "Deletion", "Eliminazione";
    kind_restore = "Restore", "Ripristino";
    kind_assign = "Change of owner", "Cambio di proprietario";
    kind_purge = "Purge", "Rimozione definitiva";
    column_operation = "Operation", "Operazione";
    column_records = "Records", "Record";
    column_state = "State", "Stato";
    column_who = "Who", "Chi";
    column_when = "When", "Quando";
    short_preparing = "Preparing", "In preparazione";
    short_running = "Running", "In corso";
    short_paused = "Paused", "In pausa";
    short_waiting = "Waits for approval", "Attende approvazione";
    short_declined = "Declined", "Rifiutata";
    short_stopped = "Stopped", "Fermata";
    short_done = "Done", "Conclusa";
    records_skipped(count: &str) = "{count} skipped", "{count} saltati";
    no_operations = "No operations yet", "Nessuna operazione";
    no_operations_text = "What deletes, restores or gives away records is listed here, with its undo.", "Qui compare ciò che elimina, ripristina o assegna record, con il suo annullamento.";
    no_operations_found_text = "No operation matches.", "Nessuna operazione corrisponde.";
    chart_title(days: i64) = "Deleted a day, last {days} days", "Eliminati al giorno, ultimi {days} giorni";
    chart_text(total: &str, most: &str, day: &str) = "{total} in all, most on {day}: {most}", "{total} in tutto, il massimo il {day}: {most}";
    chart_none = "Nothing was deleted in this time.", "In questo periodo non è stato eliminato nulla.";
    assign = "Change owner", "Cambia proprietario";
    assign_title(what: &str) = "Give {what} another owner", "Cambia il proprietario di {what}";
    assign_text = "Only the owner changes. It can be taken back from the page of this operation.", "Cambia solo il proprietario. Si può annullare dalla pagina di questa operazione.";
    assign_to = "New owner", "Nuovo proprietario";
    assign_button(what: &str) = "Change the owner of {what}", "Cambia il proprietario di {what}";
    purge_title(what: &str) = "Delete {what} for good?", "Eliminare per sempre {what}?";
    purge_text = "They leave the trash now and cannot come back: no undo, no restore. Their values, history and links go with them.", "Lasciano il cestino subito e non possono tornare: nessun annullamento, nessun ripristino. Valori, storia e collegamenti spariscono con loro.";
    purge_button(what: &str) = "Delete {what} for good", "Elimina per sempre {what}";
    objects = "Objects", "Oggetti";
    mail_link = "Mail", "Posta";
    users = "Users", "Utenti";
    audit = "Audit", "Registro";
    roles = "Roles", "Ruoli";
    retention = "Retention", "Conservazione";
    retention_text = "How long deleted records wait in the trash before they are gone for good. A longer time holds at once for what waits already; a shorter one holds for later deletions only.", "Quanto tempo i record eliminati attendono nel cestino prima di sparire per sempre. Un tempo più lungo vale subito anche per ciò che già attende; uno più breve vale solo per le eliminazioni successive.";
    retention_days(object: &str) = "Days for {object}", "Giorni per {object}";
    retention_hint(least: i64, most: i64) = "{least} to {most} days", "da {least} a {most} giorni";
    retention_wrong(least: i64, most: i64) = "Give a whole number of days from {least} to {most}. Nothing was changed.", "Indica un numero intero di giorni da {least} a {most}. Nulla è stato modificato.";
    retention_waiting(count: &str) = "In the trash now: {count}", "Ora nel cestino: {count}";
    retention_longer = "Saved. The longer time holds for what is in the trash already, too.", "Salvato. Il tempo più lungo vale anche per ciò che è già nel cestino.";
    retention_shorter = "Saved. The shorter time holds for deletions from now on; what is in the trash keeps its time.", "Salvato. Il tempo più breve vale per le eliminazioni da ora in poi; ciò che è nel cestino mantiene il suo tempo.";
    retention_same = "Nothing changed: it was this number already.", "Nessuna modifica: il numero era già questo.";
    trash_kept(days: i64) = "New deletions are kept {days} days", "Le nuove eliminazioni restano {days} giorni";
}

impl Messages {
    /// The word for a kind of operation.
    pub fn kind(self, kind: OperationKind) -> &'static str {
        match kind {
            OperationKind::Delete => self.kind_delete(),
            OperationKind::Restore => self.kind_restore(),
            OperationKind::Assign => self.kind_assign(),
            OperationKind::Purge => self.kind_purge(),
        }
    }
}
