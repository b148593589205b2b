//! Texts of records: the index, the record page, the form.

use super::{Messages, define_messages};
use domain::{
    object::{OWNER, Object, SECONDARY_KEYS, STAGE},
    people::Person,
    surface::Surface,
    value::Problem,
    view::Total,
};

define_messages! {
    import = "Import", "Importa";
    new_record(one: &str) = "New {one}", "Crea {one}";
    column_stage = "Stage", "Fase";
    no_value = "No value", "Nessun valore";
    currency = "Currency", "Valuta";
    edit_record(name: &str) = "Edit {name}", "Modifica {name}";
    column_name = "Name", "Nome record";
    column_owner = "Owner", "Proprietario";
    column_created = "Created", "Creato";
    select_page = "Select page", "Seleziona la pagina";
    select_row(name: &str) = "Select {name}", "Seleziona {name}";
    selected[count]() = { one: "1 selected", other: "{count} selected" }, { one: "1 selezionato", other: "{count} selezionati" };
    at_least_selected(count: &str) = "{count} selected", "{count} selezionati";
    clear_selection = "Clear", "Deseleziona";
    delete = "Delete", "Elimina";
    delete_selected = "Delete selected", "Elimina selezionati";
    none = "—", "—";
    previous = "Previous", "Precedente";
    next = "Next", "Successiva";
    rows_of(first: &str, last: &str, total: &str) = "{first}–{last} of {total}", "{first}–{last} di {total}";
    rows_per_page = "Rows per page", "Righe per pagina";
    pages = "Pages", "Pagine";
    sorted_up = "sorted ascending", "ordine crescente";
    sorted_down = "sorted descending", "ordine decrescente";
    found_for(term: &str) = "Results for “{term}”", "Risultati per “{term}”";
    views = "Views", "Viste";
    view_keep = "Save view", "Salva vista";
    filter_or = "or", "oppure";
    show_everything = "Clear filters", "Rimuovi i filtri";
    columns_button = "Columns", "Colonne";
    export_all = "Export all properties of these records", "Esporta tutte le proprietà di questi record";
    add_index = "Add index", "Aggiungi indice";
    filter_button = "Filter", "Filtra";
    filter_remove(condition: &str) = "Remove filter: {condition}", "Rimuovi il filtro: {condition}";
    nothing_filtered = "Remove a filter to see more.", "Rimuovi un filtro per vedere altri record.";
    export = "Export", "Esporta";
    clear_search = "Clear search", "Annulla la ricerca";
    empty_text = "Import a file, or create the first one.", "Importa un file, oppure crea il primo.";
    empty_read_only = "There is nothing here yet.", "Qui non c’è ancora nulla.";
    nothing_found = "No results", "Nessun risultato";
    nothing_found_text = "No name, e-mail or phone number contains this. Deleted records are in the trash.", "Nessun nome, e-mail o numero di telefono contiene questo testo. I record eliminati sono nel cestino.";
    actions = "Actions", "Azioni";
    edit_all = "Edit all properties", "Modifica tutte le proprietà";
    about = "About", "Informazioni";
    further_emails = "Additional e-mails", "Altre e-mail";
    further_emails_hint = "One per line. They must not be used by another active contact.", "Una per riga. Non devono essere usate da un altro contatto attivo.";
    timeline = "Timeline", "Cronologia";
    timeline_older = "Show older", "Mostra i precedenti";
    associations = "Associations", "Associazioni";
    created_by(who: &str) = "Created by {who}", "Creato da {who}";
    edited_by(who: &str) = "Edited by {who}", "Modificato da {who}";
    deleted_by(who: &str) = "Deleted by {who}", "Eliminato da {who}";
    restored_by(who: &str) = "Restored by {who}", "Ripristinato da {who}";
    change_set(field: &str, new: &str) = "{field}: {new}", "{field}: {new}";
    change_from(field: &str, old: &str, new: &str) = "{field}: {old} → {new}", "{field}: {old} → {new}";
    change_cleared(field: &str, old: &str) = "{field}: {old} → empty", "{field}: {old} → vuoto";
    with_others[count](surface: &str) = { one: "With 1 other, {surface}.", other: "With {count} others, {surface}." }, { one: "Insieme a un altro, {surface}.", other: "Insieme ad altri {count}, {surface}." };
    alone(surface: &str) = "{surface}", "{surface}";
    without_keys(keys: &str) = "Without {keys}, which an active record uses.", "Senza {keys}, usata da un record attivo.";
    deletion_number(id: i64) = "Deletion {id}", "Eliminazione {id}";
    restore_number(id: i64) = "Restore {id}", "Ripristino {id}";
    unassigned = "Unassigned", "Non assegnato";
    saving = "Saving…", "Salvataggio…";
    create = "Create", "Crea";
    form_errors = "Check the highlighted fields.", "Controlla i campi evidenziati.";
    problem_required = "This field is required.", "Questo campo è obbligatorio.";
    problem_name_or_key = "Enter a name, an e-mail or a phone number.", "Inserisci un nome, un’e-mail o un numero di telefono.";
    problem_too_long(most: usize) = "At most {most} characters.", "Al massimo {most} caratteri.";
    problem_too_many(most: usize) = "At most {most}.", "Al massimo {most}.";
    problem_not_an_email = "Enter a valid e-mail address.", "Inserisci un indirizzo e-mail valido.";
    problem_not_a_phone = "Enter a valid phone number.", "Inserisci un numero di telefono valido.";
    problem_not_a_number = "Enter a number, such as 1234.5. A comma before three digits is ambiguous.", "Inserisci un numero, come 1234,5. Una virgola prima di tre cifre è ambigua.";
    problem_not_an_amount = "Enter an amount, such as 1,250.50, and a currency.", "Inserisci un importo, come 1.250,50, e una valuta.";
    problem_not_a_date = "Enter a date, such as 2026-11-04.", "Inserisci una data, come 2026-11-04.";
    problem_not_a_moment = "Enter a date and a time, such as 2026-11-04 16:58.", "Inserisci data e ora, come 2026-11-04 16:58.";
    problem_not_yes_or_no = "Enter yes or no.", "Inserisci sì o no.";
    problem_no_such_option(value: &str) = "“{value}” is not one of the options.", "“{value}” non è tra le opzioni.";
    problem_not_a_link = "Enter a web address, such as example.com/about.", "Inserisci un indirizzo web, come example.com/chi-siamo.";
    problem_not_a_domain = "Enter a domain, such as example.com.", "Inserisci un dominio, come example.com.";
    problem_no_such_stage = "This stage does not exist.", "Questa fase non esiste.";
    problem_unprintable = "This contains an invalid character.", "Contiene un carattere non valido.";
    problem_twice = "This e-mail is entered twice.", "Questa e-mail è inserita due volte.";
    problem_no_such_user = "This user does not exist.", "Questo utente non esiste.";
    problem_blocked = "This address is on the blocklist and cannot be added. Ask an admin who manages privacy.", "Questo indirizzo è nella lista di blocco e non può essere aggiunto. Rivolgiti a un amministratore che gestisce la privacy.";
    problem_key_taken(key: &str) = "{key} is used by an active record.", "{key} è già usato da un record attivo.";
    open_other(name: &str) = "Open {name}", "Apri {name}";
    moved_title(who: &str) = "{who} edited this record in the meantime", "{who} ha modificato questo record nel frattempo";
    moved_somebody = "Another user", "Un altro utente";
    moved_text = "Choose which value to keep for each field, then save.", "Scegli per ogni campo quale valore tenere, poi salva.";
    moved_theirs(value: &str) = "Saved: {value}", "Salvato: {value}";
    moved_mine(value: &str) = "Yours: {value}", "Il tuo: {value}";
    moved_no_value = "empty", "vuoto";
    surface_record_page = "from the record page", "dalla pagina del record";
    surface_index = "from the table", "dalla tabella";
    surface_trash = "from the trash", "dal cestino";
    surface_operation = "as an undo", "come annullamento";
    surface_import = "by an import", "da un’importazione";
    surface_command_line = "from the command line", "dalla riga di comando";
    surface_demo = "as sample data", "come dati di esempio";
    surface_ledger = "after a backup was restored", "dopo il ripristino di un backup";
    surface_retention = "at the end of retention", "al termine della conservazione";
}

impl Messages {
    /// The label of a property or built-in field.
    pub fn field_label(self, object: &Object, key: &str) -> String {
        match key {
            SECONDARY_KEYS => self.further_emails().to_owned(),
            OWNER => self.column_owner().to_owned(),
            STAGE => self.column_stage().to_owned(),
            key => object.property(key).map_or(key, |property| property.label(self.0)).to_owned(),
        }
    }

    /// The name of the user who did something; that of the program where it was no user.
    pub fn actor_name(self, person: Option<&Person>) -> String {
        person.map_or_else(|| self.system_person().to_owned(), |person| person.name.clone())
    }

    /// How many rows a view has: `1,000+` where counting stopped there.
    pub fn total(self, total: Total) -> String {
        let count = self.number(total.count);
        if total.more { count + "+" } else { count }
    }

    /// How many rows are selected.
    pub fn ticked(self, total: Total) -> String {
        if total.more { self.at_least_selected(&self.total(total)) } else { self.selected(total.count) }
    }

    /// The part of the product that a change was made from, as the end of a sentence.
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
            Surface::Ledger => self.surface_ledger(),
        }
    }

    /// What is wrong with the value of a field.
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
            Problem::Blocked => self.problem_blocked().to_owned(),
            Problem::KeyTaken { key, .. } => self.problem_key_taken(key),
        }
    }
}
