//! The home page and the search over all objects.

use super::define_messages;

define_messages! {
    search_hint = "Type a name, an e-mail or a phone number, or any part of one.", "Scrivi un nome, un’e-mail o un numero di telefono, o una loro parte.";
    search_short = "With fewer than three letters only the beginnings of names and keys are compared, and the trash is not searched.", "Con meno di tre lettere si confronta solo l’inizio di nomi e chiavi, e il cestino non viene considerato.";
    search_nothing = "No name, e-mail or phone that you may see has this anywhere in it.", "Nessun nome, e-mail o telefono che puoi vedere contiene questo testo.";
    search_all_of(count: &str, many: &str) = "All {count} {many}", "Tutti: {count} {many}";
    search_more(many: &str) = "More {many}", "Altri risultati: {many}";
    search_gone(who: &str, at: &str) = "Deleted by {who}, {at}", "Eliminazione di {who}, {at}";
    search_elsewhere = "So much matches that not all of it was looked at. Look also in:", "I risultati sono troppi per esaminarli tutti. Cerca anche in:";
    in_the_trash = "In the trash", "Nel cestino";
    recent = "Looked at last", "Visti di recente";
    recent_all = "All", "Tutti";
    recent_none = "Records that you open are listed here.", "Qui compaiono i record che apri.";
    home_welcome = "Welcome to Reprieve", "Benvenuto in Reprieve";
    home_new = "Begin with the contacts you have: import a file, or create the first one by hand.", "Comincia dai contatti che hai: importa un file, oppure crea il primo a mano.";
    home_new_read_only = "Nobody has added a record yet that you may see.", "Nessuno ha ancora aggiunto un record che puoi vedere.";
    home_all_of(count: &str) = "All {count}", "Tutti: {count}";
    tasks_title = "My open tasks", "I miei compiti aperti";
    tasks_none = "Nothing to do. Tasks that you own show here until they are done.", "Niente da fare. I compiti di cui sei proprietario restano qui finché non sono fatti.";
    tasks_overdue(count: &str) = "Overdue: {count}", "Scaduti: {count}";
    task_overdue = "Overdue", "Scaduto";
    task_today = "Today", "Oggi";
    deals_title = "My open deals", "Le mie trattative aperte";
    deals_none = "No open deal is yours. Those that are show here by stage, with what they are worth.", "Nessuna trattativa aperta è tua. Quelle che lo sono compaiono qui per fase, con il loro valore.";
    deals_worth = "Worth", "Valore";
    deals_total = "In all", "In tutto";
    home_operations = "Done in the last days", "Fatto negli ultimi giorni";
    home_no_operations = "Nothing was deleted, restored or given away in the last seven days.", "Negli ultimi sette giorni nulla è stato eliminato, ripristinato o assegnato.";
    home_undo = "Undo", "Annulla";
    home_undo_of(name: &str) = "Undo: {name}", "Annulla: {name}";
    expiring_title = "Gone for good this week", "Rimossi per sempre questa settimana";
    expiring_none = "Nothing leaves the trash in the next seven days.", "Nei prossimi sette giorni nulla lascia il cestino.";
    activities_title = "Activities by person", "Attività per persona";
    activities_none = "Nobody logged a call, an e-mail, a task, a note or a meeting in the last 30 days.", "Negli ultimi 30 giorni nessuno ha registrato chiamate, e-mail, compiti, note o incontri.";
    activities_text(days: i64) = "Logged in the last {days} days, by owner. What was logged on a record counts even when the record was deleted since.", "Registrate negli ultimi {days} giorni, per proprietario. Ciò che è stato registrato su un record conta anche se il record è stato poi eliminato.";
    activities_others = "Others", "Altri";
}
