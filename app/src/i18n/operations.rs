//! Texts of the list of operations, permanent deletion, owner changes, retention and the settings menu.

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
    filter_any = "Any", "Qualsiasi";
    filter_by = "By", "Di";
    filter_object = "Object", "Oggetto";
    filter_open = "In progress", "In corso";
    kind_delete = "Deletion", "Eliminazione";
    kind_restore = "Restore", "Ripristino";
    kind_assign = "Owner change", "Cambio di proprietario";
    kind_purge = "Permanent deletion", "Eliminazione definitiva";
    column_operation = "Operation", "Operazione";
    column_records = "Records", "Record";
    column_state = "Status", "Stato";
    column_who = "Who", "Chi";
    column_when = "When", "Quando";
    short_preparing = "Preparing", "In preparazione";
    short_running = "Running", "In corso";
    short_paused = "Paused", "In pausa";
    short_waiting = "Waiting for approval", "In attesa di approvazione";
    short_declined = "Declined", "Rifiutata";
    short_stopped = "Stopped", "Fermata";
    short_done = "Completed", "Completata";
    records_skipped[count]() = { one: "1 skipped", other: "{count} skipped" }, { one: "1 saltato", other: "{count} saltati" };
    no_operations = "No operations yet", "Nessuna operazione";
    no_operations_text = "Deletions, restores and owner changes are listed here and can be undone.", "Qui compaiono eliminazioni, ripristini e cambi di proprietario, e si possono annullare.";
    no_operations_found_text = "No operations match this filter.", "Nessuna operazione corrisponde a questo filtro.";
    chart_title(days: i64) = "Deletions per day, last {days} days", "Eliminazioni al giorno, ultimi {days} giorni";
    chart_text(total: &str, most: &str, day: &str) = "Total: {total}. Peak: {most} on {day}", "Totale: {total}. Massimo: {most} il {day}";
    chart_none = "No records were deleted in this period.", "In questo periodo non sono stati eliminati record.";
    assign = "Change owner", "Cambia proprietario";
    assign_title(what: &str) = "Change owner of {what}", "Cambia il proprietario di {what}";
    assign_text = "Only the owner changes. You can undo this from the page of the operation.", "Cambia solo il proprietario. Puoi annullare dalla pagina dell’operazione.";
    assign_to = "New owner", "Nuovo proprietario";
    assign_button(what: &str) = "Change owner of {what}", "Cambia il proprietario di {what}";
    purge_title(what: &str) = "Permanently delete {what}?", "Eliminare definitivamente {what}?";
    purge_text = "They are removed from the trash with their values, history and associations. This cannot be undone.", "Vengono rimossi dal cestino con valori, cronologia e associazioni. Non si può annullare.";
    purge_button(what: &str) = "Permanently delete {what}", "Elimina definitivamente {what}";
    objects = "Objects", "Oggetti";
    jobs_link = "Background jobs", "Attività in background";
    mail_link = "Mail", "Posta";
    users = "Users", "Utenti";
    audit = "Audit log", "Registro attività";
    roles = "Roles", "Ruoli";
    privacy = "Privacy", "Privacy";
    retention = "Retention", "Conservazione";
    retention_text = "How long deleted records stay in the trash before they are permanently deleted. A longer period also applies to records already in the trash; a shorter one only to later deletions.", "Per quanto tempo i record eliminati restano nel cestino prima di essere eliminati definitivamente. Un periodo più lungo vale anche per i record già nel cestino; uno più breve solo per le eliminazioni successive.";
    retention_days(object: &str) = "Days for {object}", "Giorni per {object}";
    retention_hint(least: i64, most: i64) = "{least} to {most} days", "da {least} a {most} giorni";
    retention_wrong(least: i64, most: i64) = "Enter a whole number of days from {least} to {most}. Nothing was changed.", "Inserisci un numero intero di giorni da {least} a {most}. Nulla è stato modificato.";
    retention_waiting(count: &str) = "In the trash now: {count}", "Ora nel cestino: {count}";
    retention_longer = "Saved. The longer period also applies to records already in the trash.", "Salvato. Il periodo più lungo vale anche per i record già nel cestino.";
    retention_shorter = "Saved. The shorter period applies to deletions from now on; records in the trash keep theirs.", "Salvato. Il periodo più breve vale per le eliminazioni da ora in poi; i record nel cestino mantengono il loro.";
    retention_same = "Nothing changed: this was already the number of days.", "Nessuna modifica: il numero di giorni era già questo.";
    trash_kept[days]() = { one: "Deleted records are kept for 1 day", other: "Deleted records are kept for {days} days" }, { one: "I record eliminati restano 1 giorno", other: "I record eliminati restano {days} giorni" };
}

impl Messages {
    /// The name of a kind of operation.
    pub fn kind(self, kind: OperationKind) -> &'static str {
        match kind {
            OperationKind::Delete => self.kind_delete(),
            OperationKind::Restore => self.kind_restore(),
            OperationKind::Assign => self.kind_assign(),
            OperationKind::Purge => self.kind_purge(),
        }
    }
}
