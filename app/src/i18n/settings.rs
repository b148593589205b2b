//! Settings of objects.

use super::{Messages, define_messages};
use domain::object::{ArchiveBarrier, DefineProblem, Object, Part, PropertyKind, StageKind};

define_messages! {
    objects_text = "An object is a kind of record: what it is called, what it can say, which stages it goes through.", "Un oggetto è un tipo di record: come si chiama, che cosa può dire, per quali fasi passa.";
    object_new = "New object", "Nuovo oggetto";
    object_records(count: &str) = "Records: {count}", "Record: {count}";
    object_edit = "Name and icon", "Nome e icona";
    object_open(many: &str) = "Open {many}", "Apri: {many}";
    object_archive = "Archive this object", "Archivia questo oggetto";
    object_one = "One is called", "Uno si chiama";
    object_many = "Many are called", "Molti si chiamano";
    object_slug = "Address", "Indirizzo";
    object_slug_hint = "Small letters, digits and hyphens. Left empty, it is made of the English name.", "Lettere minuscole, cifre e trattini. Se vuoto, nasce dal nome inglese.";
    object_slug_change = "Links that people keep to the old address will no longer lead here.", "I link conservati al vecchio indirizzo non porteranno più qui.";
    object_icon = "Icon", "Icona";
    object_name = "What names a record", "Che cosa dà nome a un record";
    object_name_hint = "The property that a record is known by, as a deal by its name.", "La proprietà con cui si riconosce un record, come il nome per una trattativa.";
    object_code = "What is unique to a record", "Che cosa è unico per un record";
    object_code_hint = "No two living records can have the same, and an import finds records by it. It can be left empty.", "Due record attivi non possono averlo uguale, e un’importazione trova i record da qui. Può restare vuoto.";
    object_staged = "Its records go through stages, and have a board", "I suoi record passano per fasi, e hanno una bacheca";
    object_grants = "At first only those who administer see it. Others need the right in their role.", "All’inizio lo vede solo chi amministra. Agli altri serve il diritto nel loro ruolo.";
    in_english = "In English", "In inglese";
    in_italian = "In Italian", "In italiano";
    in_italian_hint = "Left empty, it is the same as in English.", "Se vuoto, è uguale all’inglese.";
    properties = "Properties", "Proprietà";
    property_new = "New property", "Nuova proprietà";
    property_label = "Label", "Etichetta";
    property_kind = "Kind", "Tipo";
    property_kind_hint = "While records have values, the kind can become one that reads them all as they are.", "Finché i record hanno valori, il tipo può diventare solo uno che li legge tutti così come sono.";
    property_required = "A record must have it", "Un record deve averla";
    property_listed = "Show it in the table", "Mostrala nella tabella";
    property_indexed = "Index it: filters and sorting by it stay fast with a million records", "Indicizzala: filtri e ordinamenti restano veloci con un milione di record";
    property_unique = "Unique: no two living records have the same", "Unica: due record attivi non hanno mai lo stesso valore";
    property_unique_hint = "Imports and associations then know a record by it. Its values are kept in small letters.", "Importazioni e associazioni riconoscono allora un record da essa. I valori sono salvati in minuscolo.";
    property_uses(many: &str) = "Show the {many} that have a value", "Mostra: {many} con un valore";
    property_options = "Options", "Opzioni";
    property_options_hint = "Renaming one changes no record. Empty rows are left out.", "Rinominarne una non cambia alcun record. Le righe vuote si ignorano.";
    flag_required = "required", "obbligatoria";
    flag_listed = "in the table", "in tabella";
    flag_indexed = "indexed", "indicizzata";
    flag_unique = "unique", "unica";
    flag_name = "names the record", "dà il nome";
    pipelines = "Pipelines", "Pipeline";
    pipelines_none = "Its records go through no stages. With a pipeline they get a board.", "I suoi record non passano per fasi. Con una pipeline hanno una bacheca.";
    pipeline_new = "New pipeline", "Nuova pipeline";
    pipeline_name = "Name", "Nome";
    pipeline_stages = "Stages", "Fasi";
    pipeline_stages_hint = "From left to right on the board. A new record begins in the first.", "Da sinistra a destra nella bacheca. Un nuovo record parte dalla prima.";
    stage_kind_open = "open", "aperta";
    stage_kind_won = "ended well", "finita bene";
    stage_kind_lost = "ended otherwise", "finita altrimenti";
    stage_kind = "Meaning", "Significato";
    row_option(number: &str) = "Option {number}", "Opzione {number}";
    row_stage(number: &str) = "Stage {number}", "Fase {number}";
    rows_more = "More rows", "Altre righe";
    move_up(name: &str) = "Move {name} up", "Sposta {name} su";
    move_down(name: &str) = "Move {name} down", "Sposta {name} giù";
    change(name: &str) = "Change {name}", "Modifica {name}";
    archive = "Archive", "Archivia";
    archive_named(name: &str) = "Archive {name}", "Archivia {name}";
    archived = "Archived", "Archiviati";
    archived_text = "What is archived comes back as it was, with every value that records have of it. After 90 days it goes for good.", "Ciò che è archiviato torna com’era, con tutti i valori che i record ne hanno. Dopo 90 giorni sparisce per sempre.";
    archived_left(days: &str) = "{days} left", "restano {days}";
    archived_trash(count: &str) = "In the trash: {count}", "Nel cestino: {count}";
    bring_back = "Bring back", "Riporta";
    bring_back_named(name: &str) = "Bring back {name}", "Riporta {name}";
    done_definition = "Saved.", "Salvato.";
    done_archived = "Archived. It can be brought back from the list of what is archived.", "Archiviato. Si può riportare dall’elenco degli archiviati.";
    done_back = "It is back as it was.", "È tornato com’era.";
    archive_ask(name: &str) = "Archive {name}?", "Archiviare {name}?";
    archive_object_text = "It leaves the navigation, and so do its settings. What was done with its records stays in the operations. For 90 days it can be brought back from the list of objects.", "Esce dalla navigazione, insieme alle sue impostazioni. Ciò che è stato fatto con i suoi record resta nelle operazioni. Per 90 giorni si può riportare dall’elenco degli oggetti.";
    archive_property_text = "It leaves the forms, the tables, the filters and the import. Records keep their values, unseen. For 90 days it can be brought back with all of them; after that the values go for good.", "Esce da moduli, tabelle, filtri e importazione. I record conservano i valori, nascosti. Per 90 giorni si può riportare con tutti i valori; poi spariscono per sempre.";
    archive_option_text = "Records that have it keep it and show it. Nobody can choose it anew. It goes for good after 90 days, once no record has it.", "I record che ce l’hanno la conservano e la mostrano. Nessuno può più sceglierla. Sparisce per sempre dopo 90 giorni, quando nessun record ce l’ha più.";
    archive_stage_text = "It leaves the board. Records in the trash that stood in it come back in the first stage unless it is brought back before.", "Esce dalla bacheca. I record nel cestino che vi si trovavano tornano nella prima fase, se non viene riportata prima.";
    uses_title = "What uses it", "Che cosa la usa";
    uses_living = "Living records", "Record attivi";
    uses_deleted = "Records in the trash", "Record nel cestino";
    uses_views = "Saved views", "Viste salvate";
    uses_views_private(count: &str) = "and {count} that others keep for themselves", "e {count} che altri tengono per sé";
    uses_views_text = "These show nothing while it is archived.", "Mentre è archiviata non mostrano nulla.";
    uses_none = "Nothing uses it.", "Niente la usa.";
    archive_cannot = "It cannot be archived", "Non si può archiviare";
    barrier_standard = "It comes with the product, and much of it stands on this object.", "Fa parte del prodotto, e molto si regge su questo oggetto.";
    barrier_names = "The names of its records are made of it.", "I nomi dei record nascono da qui.";
    barrier_key = "It is what is unique to its records: imports and conflicts go by it.", "È ciò che è unico per i suoi record: importazioni e conflitti si basano su questo.";
    barrier_last = "It is the only one that is left. Make another first.", "È l’unica rimasta. Creane prima un’altra.";
    barrier_holds(what: &str) = "{what} stand in the way. Move or delete them first: deleting can be undone.", "Ci sono ancora {what}. Prima spostali o eliminali: l’eliminazione si può annullare.";
    barrier_see = "See them", "Vedili";
    define_required = "This must not be empty.", "Non può essere vuoto.";
    define_too_long(most: usize) = "At most {most} characters.", "Al massimo {most} caratteri.";
    define_unprintable = "This has a character that cannot be shown.", "Contiene un carattere che non si può mostrare.";
    define_taken = "Another has this name already. Archived ones keep theirs.", "Un altro ha già questo nome. Anche quelli archiviati lo conservano.";
    define_reserved = "Reprieve needs this address for itself.", "Questo indirizzo serve a Reprieve.";
    define_not_a_word = "Give an address of small letters, digits and hyphens that begins with a letter, such as vehicles.", "Indica un indirizzo di lettere minuscole, cifre e trattini che inizi con una lettera, per esempio veicoli.";
    define_too_many(most: usize) = "At most {most}.", "Al massimo {most}.";
    define_no_choice = "Choose one of these.", "Scegli una di queste voci.";
    define_in_use(records: &str) = "Records have values of the kind it was: {records}. The new kind could not read all of them. Make a new property and archive this one.", "Ci sono record con valori del tipo precedente: {records}. Il nuovo tipo non potrebbe leggerli tutti. Crea una nuova proprietà e archivia questa.";
    define_cannot_be_unique = "Only a text, an e-mail, a link or a domain can be unique, and not what names a record.", "Solo un testo, un’e-mail, un link o un dominio possono essere unici, e non ciò che dà il nome a un record.";
    define_other_is_unique = "Another property of this object is unique already.", "Un’altra proprietà di questo oggetto è già unica.";
    define_shared(records: &str, value: &str) = "Living records share a value with another: {records}. One of the values is “{value}”. Make them differ, then save again.", "Ci sono record attivi che hanno lo stesso valore di un altro: {records}. Uno dei valori è “{value}”. Rendili diversi, poi salva di nuovo.";
    define_too_many_records(most: &str) = "More than {most} records have a value: a property can become unique, or stop being so, while fewer have one.", "Più di {most} record hanno un valore: una proprietà può diventare unica, o smettere di esserlo, finché sono meno.";
    define_further_keys(records: &str) = "Records have further e-mails, which only a unique e-mail can have: {records}. Remove these first.", "Ci sono record con altre e-mail, che solo un’e-mail unica può avere: {records}. Rimuovile prima.";
    define_row_required = "At least one row must be filled in.", "Almeno una riga va compilata.";
    kind_text = "Text, one line", "Testo, una riga";
    kind_long_text = "Text, many lines", "Testo, più righe";
    kind_number = "Number", "Numero";
    kind_money = "Money", "Denaro";
    kind_date = "Date", "Data";
    kind_date_time = "Date and time", "Data e ora";
    kind_yes_no = "Yes or no", "Sì o no";
    kind_one_of = "One of the options", "Una tra le opzioni";
    kind_many_of = "Any of the options", "Più tra le opzioni";
    kind_email = "E-mail address", "Indirizzo e-mail";
    kind_phone = "Phone number", "Numero di telefono";
    kind_link = "Link", "Link";
    kind_domain = "Domain of the web", "Dominio web";
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
    /// What the values of a property are.
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

    /// What it means to stand in a stage.
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

    /// What is wrong with a field of such a form.
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
            DefineProblem::FurtherKeys(records) => self.define_further_keys(&self.number(records)),
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
            ArchiveBarrier::Holds(count) => {
                let names = &object.names;
                self.barrier_holds(&self.count(count, names.singular(self.0), names.plural(self.0)))
            }
        }
    }

    /// The name of a part of an object; nothing where it is not there, or the object does not know it.
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

    /// What kind of thing a part is.
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

    /// What archiving a part comes to.
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
