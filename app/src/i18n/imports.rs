//! Texts of imports.

use super::{Messages, define_messages};
use domain::{
    import::{LinkTarget, Refused, Unreadable},
    object::Object,
};

define_messages! {
    import_title(many: &str) = "Import {many}", "Importa {many}";
    import_text = "A CSV file with one record per row and column names in the first row. A row with the e-mail of an active contact, or the domain of an active company, updates that record. Empty cells change nothing.", "Un file CSV con un record per riga e i nomi delle colonne nella prima riga. Una riga con l’e-mail di un contatto attivo, o il dominio di un’azienda attiva, aggiorna quel record. Le celle vuote non modificano nulla.";
    import_hint = "UTF-8, separated by commas, semicolons or tabs, up to 200 MB.", "UTF-8, separato da virgole, punti e virgola o tabulazioni, fino a 200 MB.";
    import_file = "File", "File";
    import_upload = "Upload and preview", "Carica e visualizza l’anteprima";
    import_too_large = "The file is larger than 200 MB. Split it and import the parts.", "Il file supera i 200 MB. Dividilo e importa le parti.";
    import_no_file = "Choose a file.", "Scegli un file.";
    import_mapping = "Map columns", "Associa le colonne";
    import_mapping_text = "Suggested from the column names. Columns that are not imported change nothing.", "Proposte in base ai nomi delle colonne. Le colonne non importate non modificano nulla.";
    import_column = "Column", "Colonna";
    import_first_rows = "First rows of the file", "Prime righe del file";
    import_no_column = "Map at least one column.", "Associa almeno una colonna.";
    import_values = "First values", "Primi valori";
    import_target = "Maps to", "Corrisponde a";
    import_ignore = "— don’t import —", "— non importare —";
    import_start = "Start import", "Avvia importazione";
    import_running = "Importing…", "Importazione in corso…";
    import_done = "Import completed", "Importazione completata";
    import_failed = "The import stopped because the rest of the file cannot be read. Rows imported before that are kept.", "L’importazione si è fermata perché il resto del file non è leggibile. Le righe già importate restano.";
    import_progress(rows: &str, percent: i64) = "{rows} rows, {percent}%", "{rows} righe, {percent}%";
    import_rate(rate: &str) = "{rate} rows per second", "{rate} righe al secondo";
    import_reload = "Refresh", "Aggiorna";
    import_created = "Created", "Creati";
    import_updated = "Updated", "Aggiornati";
    import_unchanged = "Unchanged", "Invariati";
    import_refused = "Failed", "Non importati";
    import_download = "Download failed rows", "Scarica le righe non importate";
    import_refused_first = "First failed rows", "Prime righe non importate";
    import_line = "Line", "Riga";
    import_reason = "Reason", "Motivo";
    import_open(many: &str) = "Open {many}", "Apri {many}";
    import_another = "Import another file", "Importa un altro file";
    unreadable_empty = "The file is empty.", "Il file è vuoto.";
    unreadable_spreadsheet = "This is a spreadsheet. Save it as CSV (UTF-8) and import that.", "Questo è un foglio di calcolo. Salvalo come CSV (UTF-8) e importa quello.";
    unreadable_encoding = "This is not UTF-8 text. Save it as CSV (UTF-8) and import that.", "Questo non è testo UTF-8. Salvalo come CSV (UTF-8) e importa quello.";
    unreadable_row = "A row of the file never ends: check for an unclosed quotation mark.", "Una riga del file non finisce mai: cerca le virgolette non chiuse.";
    unreadable_gone = "The file is no longer available. Upload it again.", "Il file non è più disponibile. Caricalo di nuovo.";
    unreadable_header = "The file has column names but no rows.", "Il file contiene i nomi delle colonne ma nessuna riga.";
    refused_extra = "more cells than columns", "più celle che colonne";
    refused_text = "not UTF-8 text", "testo non UTF-8";
    refused_not_yours = "you cannot edit this record", "non puoi modificare questo record";
    refused_link(name: &str) = "no record found for {name}", "nessun record trovato per {name}";
    import_link_key(one: &str, key: &str) = "Associated {one}: {key} or record number", "{one} da associare: {key} o numero del record";
    import_link_id(one: &str) = "Associated {one}: record number", "{one} da associare: numero del record";
    import_link_as(one: &str, role: &str) = "{one} ({role})", "{one} ({role})";
    refused_only_one(names: &str) = "only one is allowed: {names}", "ne è ammesso uno solo: {names}";
    refused_owner(name: &str) = "no user found for {name}", "nessun utente trovato per {name}";
}

impl Messages {
    /// Why a file cannot be read.
    pub fn unreadable(self, why: Unreadable) -> &'static str {
        match why {
            Unreadable::Empty => self.unreadable_empty(),
            Unreadable::Spreadsheet => self.unreadable_spreadsheet(),
            Unreadable::NotUtf8 => self.unreadable_encoding(),
            Unreadable::HeaderOnly => self.unreadable_header(),
            Unreadable::RowTooLong => self.unreadable_row(),
            Unreadable::Gone => self.unreadable_gone(),
        }
    }

    /// The label of a column that names associated records, by a unique property or by id.
    pub fn import_link(self, link: &LinkTarget<'_>) -> String {
        let one = link.object.names.singular(self.0);
        let one = match &link.role {
            Some((role, label)) => self.import_link_as(one, label.name(role.end, self.0)),
            None => one.to_owned(),
        };
        let key = link.object.key_property.as_ref().and_then(|key| link.object.property(key));
        let text = match key {
            Some(key) => self.import_link_key(&one, key.label(self.0)),
            None => self.import_link_id(&one),
        };
        self.capital(&text)
    }

    /// Why a row was not imported.
    pub fn refused(self, object: &Object, reason: &Refused) -> String {
        match reason {
            Refused::Fields(errors) => {
                let texts = errors.iter().map(|error| {
                    let label = self.field_label(object, &error.field);
                    format!("{label}: {}", self.problem(&error.problem))
                });
                texts.collect::<Vec<_>>().join(" ")
            }
            Refused::ExtraCells => self.refused_extra().to_owned(),
            Refused::NotText => self.refused_text().to_owned(),
            Refused::NotYours => self.refused_not_yours().to_owned(),
            Refused::UnknownOwner(name) => self.refused_owner(name),
            Refused::UnknownRecord(name) => self.refused_link(name),
            Refused::OnlyOne(names) => self.refused_only_one(&names.join(", ")),
        }
    }
}
