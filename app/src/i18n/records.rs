//! Records of every object: the index, the page, the form.

use super::{Messages, define_messages};
use domain::{surface::Surface, value::Problem, view::Total};

define_messages! {
    import = "Import", "Importa";
    new_record(one: &str) = "New {one}", "Crea {one}";
    column_stage = "Stage", "Fase";
    no_value = "Nothing chosen", "Nessuna scelta";
    currency = "Currency", "Valuta";
    edit_record(name: &str) = "Edit {name}", "Modifica {name}";
    column_name = "Name", "Nome";
    column_owner = "Owner", "Proprietario";
    column_created = "Created", "Creato";
    select_page = "Select the page", "Seleziona la pagina";
    select_row(name: &str) = "Select {name}", "Seleziona {name}";
    one_selected = "1 selected", "1 selezionato";
    selected(count: &str) = "{count} selected", "{count} selezionati";
    clear_selection = "Clear", "Deseleziona";
    delete = "Delete", "Elimina";
    delete_selected = "Delete selected", "Elimina selezionati";
    none = "—", "—";
    previous = "Previous", "Precedente";
    next = "Next", "Successiva";
    rows_of(first: &str, last: &str, total: &str) = "{first}–{last} of {total}", "{first}–{last} di {total}";
    rows_per_page = "Rows per page", "Righe per pagina";
    pages = "Pages", "Pagine";
    sorted_up = "sorted up", "ordine crescente";
    sorted_down = "sorted down", "ordine decrescente";
    found_for(term: &str) = "Found for “{term}”", "Risultati per “{term}”";
    all_of(many: &str) = "All {many}", "Tutto: {many}";
    views = "Views", "Viste";
    view_keep = "Save view", "Salva vista";
    filter_or = "or", "oppure";
    show_everything = "Show all", "Mostra tutto";
    columns_button = "Columns", "Colonne";
    export_all = "All properties of these records, whatever columns are shown", "Tutte le proprietà di questi record, qualunque colonna sia mostrata";
    add_index = "Add an index", "Aggiungi un indice";
    filter_button = "Filter", "Filtra";
    filter_remove(condition: &str) = "Remove: {condition}", "Rimuovi: {condition}";
    nothing_filtered = "No record is like that. Remove a filter to see more.", "Nessun record corrisponde. Rimuovi un filtro per vederne di più.";
    export = "Export", "Esporta";
    clear_search = "Clear the search", "Annulla la ricerca";
    empty_title(many: &str) = "No {many} yet", "Ancora nessun record: {many}";
    empty_text = "Import a file you have, or create the first one by hand.", "Importa un file che hai già, oppure crea il primo a mano.";
    empty_read_only = "Nobody has added one.", "Nessuno ne ha ancora aggiunti.";
    nothing_found = "Nothing found", "Nessun risultato";
    nothing_found_text = "No name, e-mail or phone has this anywhere in it. What was deleted is in the trash.", "Nessun nome, e-mail o telefono contiene questo testo. Ciò che è stato eliminato si trova nel cestino.";
    actions = "Actions", "Azioni";
    edit_all = "Edit all properties", "Modifica tutte le proprietà";
    about = "About", "Informazioni";
    further_emails = "Further e-mails", "Altre e-mail";
    further_emails_hint = "One per line. No other living contact may have them.", "Una per riga. Nessun altro contatto attivo può averle.";
    timeline = "Timeline", "Cronologia";
    timeline_older = "Show older", "Mostra i precedenti";
    associations = "Associations", "Associazioni";
    created_by(who: &str) = "Created by {who}", "Creato da {who}";
    edited_by(who: &str) = "Edited by {who}", "Modificato da {who}";
    deleted_by(who: &str) = "Deleted by {who}", "Eliminato da {who}";
    restored_by(who: &str) = "Restored by {who}", "Ripristinato da {who}";
    change_set(field: &str, new: &str) = "{field}: {new}", "{field}: {new}";
    change_from(field: &str, old: &str, new: &str) = "{field}: {old} → {new}", "{field}: {old} → {new}";
    change_cleared(field: &str, old: &str) = "{field}: {old} → nothing", "{field}: {old} → vuoto";
    with_other(surface: &str) = "With 1 other, {surface}.", "Insieme a un altro, {surface}.";
    with_others(count: &str, surface: &str) = "With {count} others, {surface}.", "Insieme ad altri {count}, {surface}.";
    alone(surface: &str) = "{surface}", "{surface}";
    without_keys(keys: &str) = "Without {keys}, which a living record has.", "Senza {keys}, usata da un record attivo.";
    deletion_number(id: i64) = "Deletion {id}", "Eliminazione {id}";
    restore_number(id: i64) = "Restore {id}", "Ripristino {id}";
    nobody = "Nobody", "Nessuno";
    saving = "Saving…", "Salvataggio…";
    create = "Create", "Crea";
    form_errors = "Some fields need another look.", "Alcuni campi vanno rivisti.";
    problem_required = "This must have a value.", "Questo campo è obbligatorio.";
    problem_name_or_key = "Give a name, an e-mail or a phone, so that it can be found.", "Indica un nome, un’e-mail o un telefono, perché si possa trovare.";
    problem_too_long(most: usize) = "At most {most} characters.", "Al massimo {most} caratteri.";
    problem_too_many(most: usize) = "At most {most}.", "Al massimo {most}.";
    problem_not_an_email = "This is not an e-mail address.", "Questo non è un indirizzo e-mail.";
    problem_not_a_phone = "A phone number has at least one digit.", "Un numero di telefono ha almeno una cifra.";
    problem_not_a_number = "Write a number, like 1234.5. A comma before three digits could mean two things.", "Scrivi un numero, come 1234,5. Una virgola prima di tre cifre può significare due cose.";
    problem_not_an_amount = "Write an amount, like 1,250.50, and a currency.", "Scrivi un importo, come 1.250,50, e una valuta.";
    problem_not_a_date = "Write a day, like 2026-11-04.", "Scrivi un giorno, come 2026-11-04.";
    problem_not_a_moment = "Write a day and a time, like 2026-11-04 16:58.", "Scrivi un giorno e un’ora, come 2026-11-04 16:58.";
    problem_not_yes_or_no = "This is either yes or no.", "Qui va sì oppure no.";
    problem_no_such_option(value: &str) = "“{value}” is none of the options.", "“{value}” non è tra le opzioni.";
    problem_not_a_link = "Write an address of the web, like example.com/about.", "Scrivi un indirizzo web, come example.com/chi-siamo.";
    problem_not_a_domain = "Write a domain, like example.com.", "Scrivi un dominio, come example.com.";
    problem_no_such_stage = "There is no such stage.", "Questa fase non esiste.";
    problem_unprintable = "This has a character that cannot be shown.", "Contiene un carattere non visualizzabile.";
    problem_twice = "The same e-mail stands here twice.", "La stessa e-mail compare due volte.";
    problem_no_such_user = "There is no such user.", "Questo utente non esiste.";
    problem_key_taken(key: &str) = "A living record has {key}.", "Un record attivo ha già {key}.";
    open_other(name: &str) = "Open {name}", "Apri {name}";
    moved_title(who: &str) = "{who} saved this meanwhile", "{who} ha salvato nel frattempo";
    moved_somebody = "Somebody", "Qualcuno";
    moved_text = "Choose for each field which value to keep, then save. Nothing is lost until you do.", "Scegli per ogni campo quale valore tenere, poi salva. Finché non salvi nulla va perso.";
    moved_theirs(value: &str) = "Theirs: {value}", "Il loro: {value}";
    moved_mine(value: &str) = "Yours: {value}", "Il tuo: {value}";
    moved_no_value = "nothing", "vuoto";
    surface_record_page = "from the record page", "dalla pagina del record";
    surface_index = "from the table", "dalla tabella";
    surface_trash = "from the trash", "dal cestino";
    surface_operation = "as an undo", "come annullamento";
    surface_import = "by an import", "da un’importazione";
    surface_command_line = "from the command line", "dalla riga di comando";
    surface_demo = "as sample data", "come dati di esempio";
    surface_retention = "because its time was over", "perché il suo tempo era finito";
}

impl Messages {
    /// How many rows a view has: `1,000+` where nobody counted on.
    pub fn total(self, total: Total) -> String {
        let count = self.number(total.count);
        if total.more { count + "+" } else { count }
    }

    /// How many rows are ticked.
    pub fn ticked(self, total: Total) -> String {
        if total == Total::exact(1) { self.one_selected().to_owned() } else { self.selected(&self.total(total)) }
    }

    /// From where something was done, to stand inside a sentence.
    pub fn surface(self, surface: Surface) -> &'static str {
        match surface {
            Surface::RecordPage => self.surface_record_page(),
            Surface::Index => self.surface_index(),
            Surface::Trash => self.surface_trash(),
            Surface::Operation => self.surface_operation(),
            Surface::Import => self.surface_import(),
            Surface::CommandLine => self.surface_command_line(),
            Surface::Demo => self.surface_demo(),
            Surface::Retention => self.surface_retention(),
            Surface::Board => self.surface_board(),
        }
    }

    /// What is wrong with a field, and what would be right.
    pub fn problem(self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.problem_required().to_owned(),
            Problem::NameOrKey => self.problem_name_or_key().to_owned(),
            Problem::TooLong(most) => self.problem_too_long(*most),
            Problem::TooMany(most) => self.problem_too_many(*most),
            Problem::NotAnEmail => self.problem_not_an_email().to_owned(),
            Problem::NotAPhone => self.problem_not_a_phone().to_owned(),
            Problem::NotANumber => self.problem_not_a_number().to_owned(),
            Problem::NotAnAmount => self.problem_not_an_amount().to_owned(),
            Problem::NotADate => self.problem_not_a_date().to_owned(),
            Problem::NotAMoment => self.problem_not_a_moment().to_owned(),
            Problem::NotYesOrNo => self.problem_not_yes_or_no().to_owned(),
            Problem::NoSuchOption(value) => self.problem_no_such_option(value),
            Problem::NotALink => self.problem_not_a_link().to_owned(),
            Problem::NotADomain => self.problem_not_a_domain().to_owned(),
            Problem::NoSuchStage => self.problem_no_such_stage().to_owned(),
            Problem::Unprintable => self.problem_unprintable().to_owned(),
            Problem::Twice => self.problem_twice().to_owned(),
            Problem::NoSuchUser => self.problem_no_such_user().to_owned(),
            Problem::KeyTaken { key, .. } => self.problem_key_taken(key),
        }
    }
}
