//! Texts of the settings of objects.

use super::{Messages, define_messages};
use domain::object::{ArchiveBarrier, DefineProblem, Object, Part, PropertyKind, StageKind};

define_messages! {
    objects_text = "An object is a type of record, with its properties, pipelines and association labels.", "Un oggetto è un tipo di record, con le sue proprietà, pipeline ed etichette.";
    object_new = "New object", "Nuovo oggetto";
    object_records(count: &str) = "Records: {count}", "Record: {count}";
    object_edit = "Name and icon", "Nome e icona";
    object_open(many: &str) = "Open {many}", "Apri {many}";
    object_archive = "Archive object", "Archivia oggetto";
    object_one = "Singular name", "Nome al singolare";
    object_many = "Plural name", "Nome al plurale";
    object_slug = "URL name", "Nome nell’URL";
    object_slug_hint = "Lowercase letters, digits and hyphens. Leave empty to use the English name.", "Lettere minuscole, cifre e trattini. Lascia vuoto per usare il nome inglese.";
    object_slug_change = "Existing links with the old name will stop working.", "I link esistenti con il vecchio nome smetteranno di funzionare.";
    object_icon = "Icon", "Icona";
    object_name = "Name property", "Proprietà del nome";
    object_name_hint = "The property shown as the name of a record.", "La proprietà mostrata come nome di un record.";
    object_code = "Unique property", "Proprietà univoca";
    object_code_hint = "Active records cannot share a value, and imports find records by it. Optional.", "I record attivi non possono avere lo stesso valore, e le importazioni trovano i record da qui. Facoltativa.";
    object_staged = "Add a pipeline and a board", "Aggiungi una pipeline e una bacheca";
    object_grants = "At first only admins can access it. Grant others access in their role.", "All’inizio vi accedono solo gli amministratori. Concedi l’accesso agli altri dal loro ruolo.";
    in_english = "In English", "In inglese";
    in_italian = "In Italian", "In italiano";
    in_italian_hint = "Leave empty to use the English name.", "Lascia vuoto per usare il nome inglese.";
    properties = "Properties", "Proprietà";
    property_new = "New property", "Nuova proprietà";
    property_label = "Label", "Etichetta";
    property_kind = "Field type", "Tipo di campo";
    property_kind_hint = "While records have values, you can only choose a type that fits all of them.", "Finché i record hanno valori, puoi scegliere solo un tipo compatibile con tutti.";
    property_required = "Required", "Obbligatoria";
    property_listed = "Show in table", "Mostra nella tabella";
    property_indexed = "Index for fast filtering and sorting", "Indicizza per filtri e ordinamenti veloci";
    property_unique = "Unique: active records cannot share a value", "Univoca: i record attivi non possono avere lo stesso valore";
    property_unique_hint = "Imports and associations find records by this property. Values are stored in lowercase.", "Importazioni e associazioni trovano i record da questa proprietà. I valori sono salvati in minuscolo.";
    property_uses(many: &str) = "View {many} with a value", "Vedi {many} con un valore";
    property_options = "Options", "Opzioni";
    property_options_hint = "Renaming an option does not change records. Empty rows are ignored.", "Rinominare un’opzione non modifica i record. Le righe vuote sono ignorate.";
    flag_required = "required", "obbligatoria";
    flag_listed = "in the table", "in tabella";
    flag_indexed = "indexed", "indicizzata";
    flag_unique = "unique", "univoca";
    flag_name = "name", "nome";
    pipelines = "Pipelines", "Pipeline";
    pipelines_none = "This object has no pipeline. Add one to get stages and a board.", "Questo oggetto non ha pipeline. Aggiungine una per avere fasi e bacheca.";
    pipeline_new = "New pipeline", "Nuova pipeline";
    pipeline_name = "Name", "Nome";
    pipeline_stages = "Stages", "Fasi";
    pipeline_stages_hint = "From left to right on the board. New records start in the first stage.", "Da sinistra a destra nella bacheca. I nuovi record partono dalla prima fase.";
    stage_kind_open = "open", "aperta";
    stage_kind_won = "closed won", "chiusa vinta";
    stage_kind_lost = "closed lost", "chiusa persa";
    stage_kind = "Type", "Tipo";
    row_option(number: &str) = "Option {number}", "Opzione {number}";
    row_stage(number: &str) = "Stage {number}", "Fase {number}";
    rows_more = "Add rows", "Aggiungi righe";
    move_up(name: &str) = "Move {name} up", "Sposta {name} su";
    move_down(name: &str) = "Move {name} down", "Sposta {name} giù";
    change(name: &str) = "Change {name}", "Modifica {name}";
    archive = "Archive", "Archivia";
    archive_named(name: &str) = "Archive {name}", "Archivia {name}";
    archived = "Archived", "Archiviati";
    archived_text = "Archived items can be restored with all their values. After 90 days they are permanently deleted.", "Gli elementi archiviati si possono ripristinare con tutti i loro valori. Dopo 90 giorni vengono eliminati definitivamente.";
    archived_trash(count: &str) = "In the trash: {count}", "Nel cestino: {count}";
    bring_back = "Restore", "Ripristina";
    bring_back_named(name: &str) = "Restore {name}", "Ripristina {name}";
    done_definition = "Saved.", "Salvato.";
    done_archived = "Archived. You can restore it from the list of archived items.", "Archiviato. Puoi ripristinarlo dall’elenco degli archiviati.";
    done_back = "Restored.", "Ripristinato.";
    archive_ask(name: &str) = "Archive {name}?", "Archiviare {name}?";
    archive_object_text = "It is removed from the navigation. Operations on its records are kept. You can restore it from the list of objects for 90 days.", "Viene rimosso dalla navigazione. Le operazioni sui suoi record restano. Per 90 giorni puoi ripristinarlo dall’elenco degli oggetti.";
    archive_property_text = "It is removed from forms, tables, filters and imports. Records keep their values for 90 days, during which it can be restored. After that the values are permanently deleted.", "Viene rimossa da moduli, tabelle, filtri e importazioni. I record ne conservano i valori per 90 giorni, durante i quali si può ripristinare. Poi i valori vengono eliminati definitivamente.";
    archive_option_text = "Records keep this option, but it can no longer be chosen. It is permanently deleted after 90 days, once no record uses it.", "I record conservano questa opzione, ma non si può più scegliere. Viene eliminata definitivamente dopo 90 giorni, quando nessun record la usa più.";
    archive_stage_text = "It is removed from the board. Records in the trash with this stage are restored in the first stage, unless you restore the stage before.", "Viene rimossa dalla bacheca. I record nel cestino con questa fase vengono ripristinati nella prima fase, a meno che la fase non venga ripristinata prima.";
    uses_title = "Used by", "Usata da";
    uses_living = "Active records", "Record attivi";
    uses_deleted = "Records in the trash", "Record nel cestino";
    uses_views = "Saved views", "Viste salvate";
    uses_views_private[count]() = { one: "and 1 private view of another user", other: "and {count} private views of other users" }, { one: "e 1 vista privata di un altro utente", other: "e {count} viste private di altri utenti" };
    uses_views_text = "These views are empty while it is archived.", "Queste viste sono vuote finché è archiviata.";
    uses_none = "Not in use.", "Non in uso.";
    archive_cannot = "Cannot be archived", "Non si può archiviare";
    barrier_standard = "This is built in and other features depend on it.", "È predefinito e altre funzioni ne dipendono.";
    barrier_names = "It is used for the names of records.", "È usata per i nomi dei record.";
    barrier_key = "It is the unique property: imports and conflicts depend on it.", "È la proprietà univoca: importazioni e conflitti ne dipendono.";
    barrier_last = "It is the only one left. Create another first.", "È l’unica rimasta. Prima creane un’altra.";
    barrier_holds(what: &str) = "It still has {what}. Move or delete them first; a deletion can be undone.", "Contiene ancora {what}. Prima spostali o eliminali; l’eliminazione si può annullare.";
    barrier_see = "View them", "Vedili";
    define_required = "This field is required.", "Questo campo è obbligatorio.";
    define_too_long(most: usize) = "At most {most} characters.", "Al massimo {most} caratteri.";
    define_unprintable = "This contains an invalid character.", "Contiene un carattere non valido.";
    define_taken = "This name is already in use, possibly by an archived item.", "Questo nome è già in uso, forse da un elemento archiviato.";
    define_reserved = "This URL name is reserved.", "Questo nome nell’URL è riservato.";
    define_not_a_word = "Enter lowercase letters, digits and hyphens, starting with a letter, such as vehicles.", "Inserisci lettere minuscole, cifre e trattini, iniziando con una lettera, per esempio veicoli.";
    define_too_many(most: usize) = "At most {most}.", "Al massimo {most}.";
    define_no_choice = "Choose an option.", "Scegli un’opzione.";
    define_in_use(records: &str) = "Records with values that do not fit the new type: {records}. Create a new property and archive this one.", "Record con valori incompatibili con il nuovo tipo: {records}. Crea una nuova proprietà e archivia questa.";
    define_cannot_be_unique = "Only a text, e-mail, link or domain property can be unique, and not the name property.", "Solo una proprietà di testo, e-mail, link o dominio può essere univoca, e non quella del nome.";
    define_other_is_unique = "This object already has a unique property.", "Questo oggetto ha già una proprietà univoca.";
    define_shared(records: &str, value: &str) = "Active records that share a value: {records}. One of the values is “{value}”. Make them different, then save again.", "Record attivi con lo stesso valore: {records}. Uno dei valori è “{value}”. Rendili diversi, poi salva di nuovo.";
    define_too_many_records(most: &str) = "More than {most} records have a value. Uniqueness can be changed only below that.", "Più di {most} record hanno un valore. L’univocità si può modificare solo al di sotto.";
    define_secondary_keys(records: &str) = "Records with additional e-mails: {records}. Remove these first; only a unique e-mail can have them.", "Record con altre e-mail: {records}. Prima rimuovile: solo un’e-mail univoca può averle.";
    define_row_required = "Fill in at least one row.", "Compila almeno una riga.";
    kind_text = "Single-line text", "Testo su una riga";
    kind_long_text = "Multi-line text", "Testo su più righe";
    kind_number = "Number", "Numero";
    kind_money = "Currency", "Valuta";
    kind_date = "Date", "Data";
    kind_date_time = "Date and time", "Data e ora";
    kind_yes_no = "Yes/no", "Sì/no";
    kind_one_of = "Single choice", "Scelta singola";
    kind_many_of = "Multiple choice", "Scelta multipla";
    kind_email = "E-mail", "E-mail";
    kind_phone = "Phone number", "Numero di telefono";
    kind_link = "Link", "Link";
    kind_domain = "Domain", "Dominio";
    kind_user = "User", "Utente";
    part_object = "object", "oggetto";
    part_property = "property", "proprietà";
    part_option = "option", "opzione";
    part_pipeline = "pipeline", "pipeline";
    part_stage = "stage", "fase";
    icon_person = "Person", "Persona";
    icon_building = "Building", "Edificio";
    icon_coin = "Money", "Denaro";
    icon_ticket = "Ticket", "Ticket";
    icon_phone = "Phone", "Telefono";
    icon_letter = "Letter", "Lettera";
    icon_task = "Task", "Compito";
    icon_note = "Note", "Nota";
    icon_calendar = "Calendar", "Calendario";
    icon_square = "Square", "Quadrato";
}

impl Messages {
    /// The name of a type of property.
    pub fn property_kind_name(self, kind: PropertyKind) -> &'static str {
        match kind {
            PropertyKind::Text => self.kind_text(),
            PropertyKind::LongText => self.kind_long_text(),
            PropertyKind::Number => self.kind_number(),
            PropertyKind::Money => self.kind_money(),
            PropertyKind::Date => self.kind_date(),
            PropertyKind::DateTime => self.kind_date_time(),
            PropertyKind::YesNo => self.kind_yes_no(),
            PropertyKind::OneOf => self.kind_one_of(),
            PropertyKind::ManyOf => self.kind_many_of(),
            PropertyKind::Email => self.kind_email(),
            PropertyKind::Phone => self.kind_phone(),
            PropertyKind::Link => self.kind_link(),
            PropertyKind::Domain => self.kind_domain(),
            PropertyKind::User => self.kind_user(),
        }
    }

    /// The name of a type of stage.
    pub fn stage_kind_name(self, kind: StageKind) -> &'static str {
        match kind {
            StageKind::Open => self.stage_kind_open(),
            StageKind::Won => self.stage_kind_won(),
            StageKind::Lost => self.stage_kind_lost(),
        }
    }

    /// The name of an icon.
    pub fn icon_name(self, icon: &str) -> &'static str {
        match icon {
            "person" => self.icon_person(),
            "building" => self.icon_building(),
            "coin" => self.icon_coin(),
            "ticket" => self.icon_ticket(),
            "phone" => self.icon_phone(),
            "letter" => self.icon_letter(),
            "task" => self.icon_task(),
            "note" => self.icon_note(),
            "calendar" => self.icon_calendar(),
            _ => self.icon_square(),
        }
    }

    /// What is wrong with a field of a settings form.
    pub fn define_problem(self, field: &str, problem: &DefineProblem) -> String {
        match *problem {
            DefineProblem::Required if ["options", "stages"].contains(&field) => self.define_row_required().to_owned(),
            DefineProblem::Required => self.define_required().to_owned(),
            DefineProblem::TooLong(most) => self.define_too_long(most),
            DefineProblem::Unprintable => self.define_unprintable().to_owned(),
            DefineProblem::Taken => self.define_taken().to_owned(),
            DefineProblem::Several(count) => self.define_several(&self.number(count)),
            DefineProblem::Mutual => self.define_mutual().to_owned(),
            DefineProblem::Reserved => self.define_reserved().to_owned(),
            DefineProblem::NotAWord => self.define_not_a_word().to_owned(),
            DefineProblem::TooMany(most) => self.define_too_many(most),
            DefineProblem::NoSuchChoice => self.define_no_choice().to_owned(),
            DefineProblem::InUse(count) => self.define_in_use(&self.number(count)),
            DefineProblem::CannotBeUnique => self.define_cannot_be_unique().to_owned(),
            DefineProblem::OtherIsUnique => self.define_other_is_unique().to_owned(),
            DefineProblem::Shared { records, ref value } => self.define_shared(&self.number(records), value),
            DefineProblem::TooManyRecords(most) => self.define_too_many_records(&self.number(most)),
            DefineProblem::SecondaryKeys(records) => self.define_secondary_keys(&self.number(records)),
        }
    }

    /// Why something cannot be archived.
    pub fn barrier(self, object: &Object, part: &Part, barrier: ArchiveBarrier) -> String {
        match barrier {
            ArchiveBarrier::Standard if matches!(part, Part::Label(_)) => self.barrier_label().to_owned(),
            ArchiveBarrier::Standard => self.barrier_standard().to_owned(),
            ArchiveBarrier::MakesNames => self.barrier_names().to_owned(),
            ArchiveBarrier::IsKey => self.barrier_key().to_owned(),
            ArchiveBarrier::Last => self.barrier_last().to_owned(),
            ArchiveBarrier::Holds(count) => self.barrier_holds(&self.counted(count, &object.names)),
        }
    }

    /// The name of a part of an object; `None` where the object has no such part, and for labels.
    pub fn part(self, object: &Object, part: &Part) -> Option<String> {
        Some(match part {
            Part::Object => self.capital(object.names.plural(self.0)),
            Part::Property(key) => object.property(key)?.label(self.0).to_owned(),
            Part::Option(key, tag) => object.property(key)?.option(tag)?.label(self.0).to_owned(),
            Part::Pipeline(id) => object.pipelines.iter().find(|pipeline| pipeline.id == *id)?.name(self.0).to_owned(),
            Part::Stage(id) => object.stage(*id)?.name(self.0).to_owned(),
            Part::Label(_) => return None,
        })
    }

    /// The name of the kind of a part.
    pub fn part_kind(self, part: &Part) -> &'static str {
        match part {
            Part::Object => self.part_object(),
            Part::Property(_) => self.part_property(),
            Part::Option(..) => self.part_option(),
            Part::Pipeline(_) => self.part_pipeline(),
            Part::Stage(_) => self.part_stage(),
            Part::Label(_) => self.part_label(),
        }
    }

    /// The consequences of archiving a part.
    pub fn archive_text(self, part: &Part) -> &'static str {
        match part {
            Part::Object => self.archive_object_text(),
            Part::Property(_) => self.archive_property_text(),
            Part::Option(..) => self.archive_option_text(),
            Part::Pipeline(_) | Part::Stage(_) => self.archive_stage_text(),
            Part::Label(_) => self.archive_label_text(),
        }
    }
}
