//! Texts of the home page and the global search.

use super::define_messages;

define_messages! {
    search_hint = "Search by name, e-mail or phone number, or any part of one.", "Cerca per nome, e-mail o numero di telefono, anche parziali.";
    search_short = "With fewer than three letters, only the beginning of names and e-mails is searched, and the trash is not included.", "Con meno di tre lettere si cerca solo l’inizio di nomi ed e-mail, escluso il cestino.";
    search_nothing = "No name, e-mail or phone number contains this.", "Nessun nome, e-mail o numero di telefono contiene questo testo.";
    search_all_of(count: &str, many: &str) = "All {count} {many}", "Vedi tutti: {count} {many}";
    search_more(many: &str) = "More {many}", "Altri risultati: {many}";
    search_gone(who: &str, at: &str) = "Deleted by {who}, {at}", "Eliminato da {who}, {at}";
    search_elsewhere = "There are too many results to show all. Search also in:", "I risultati sono troppi per mostrarli tutti. Cerca anche in:";
    in_the_trash = "In the trash", "Nel cestino";
    recent = "Recently viewed", "Visti di recente";
    recent_all = "All", "Tutti";
    recent_none = "Records you open appear here.", "Qui compaiono i record che apri.";
    home_welcome = "Welcome to Reprieve", "Benvenuto in Reprieve";
    home_new = "Start with your contacts: import a file, or create the first one.", "Comincia dai tuoi contatti: importa un file, oppure crea il primo.";
    home_new_read_only = "There are no records yet that you can see.", "Non ci sono ancora record che puoi vedere.";
    home_all_of(count: &str) = "All {count}", "Vedi tutti: {count}";
    tasks_title = "My open tasks", "I miei compiti aperti";
    tasks_none = "No open tasks. Tasks you own appear here until they are completed.", "Nessun compito aperto. I compiti di cui sei proprietario restano qui finché non sono completati.";
    tasks_overdue(count: &str) = "Overdue: {count}", "Scaduti: {count}";
    task_overdue = "Overdue", "Scaduto";
    task_today = "Today", "Oggi";
    deals_title = "My open deals", "Le mie trattative aperte";
    deals_none = "No open deals. Deals you own appear here by stage, with their value.", "Nessuna trattativa aperta. Quelle di cui sei proprietario compaiono qui per fase, con il loro valore.";
    deals_worth = "Value", "Valore";
    deals_total = "Total", "Totale";
    home_operations = "Recent operations", "Operazioni recenti";
    home_no_operations = "No records were deleted, restored or reassigned in the last seven days.", "Negli ultimi sette giorni nessun record è stato eliminato, ripristinato o riassegnato.";
    home_undo = "Undo", "Annulla";
    home_undo_of(name: &str) = "Undo: {name}", "Annulla: {name}";
    expiring_title = "Expiring this week", "In scadenza questa settimana";
    expiring_none = "No deleted records expire in the next seven days.", "Nessun record eliminato scade nei prossimi sette giorni.";
    activities_title = "Activities by user", "Attività per utente";
    activities_none = "No activities were logged in the last 30 days.", "Nessuna attività registrata negli ultimi 30 giorni.";
    activities_text(days: i64) = "Logged in the last {days} days, by owner. Activities on records deleted since are included.", "Registrate negli ultimi {days} giorni, per proprietario. Sono incluse quelle su record poi eliminati.";
    activities_others = "Others", "Altri";
}
