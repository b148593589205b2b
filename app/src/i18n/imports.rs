//! Imports.

use super::{Messages, define_messages};
use domain::{
    import::{LinkTarget, Refused, Unreadable},
    object::Object,
};

define_messages! {
    import_title(many: &str) = "Import {many}", "Importa {many}";
    import_text = "A CSV file with one record in each row and the names of the columns in the first. A row with the e-mail of a living contact, or the domain of a living company, changes that record; empty cells change nothing.", "Un file CSV con un record per riga e i nomi delle colonne nella prima. Una riga con l’e-mail di un contatto attivo, o il dominio di un’azienda attiva, aggiorna quel record; le celle vuote non cambiano nulla.";
    import_hint = "UTF-8, separated by commas, semicolons or tabs, up to 200 MB.", "UTF-8, separato da virgole, punti e virgola o tabulazioni, fino a 200 MB.";
    import_file = "File", "File";
    import_upload = "Upload and look", "Carica e controlla";
    import_too_large = "The file is larger than 200 MB. Split it and import the parts.", "Il file supera i 200 MB. Dividilo e importa le parti.";
    import_no_file = "Choose a file first.", "Scegli prima un file.";
    import_mapping = "What the columns are", "Che cosa sono le colonne";
    import_mapping_text = "Proposed from their names. Columns that are left out change nothing.", "Proposte in base ai nomi. Le colonne escluse non cambiano nulla.";
    import_column = "Column", "Colonna";
    import_first_rows = "The first rows of the file", "Le prime righe del file";
    import_no_column = "Choose what at least one column is.", "Scegli che cosa è almeno una colonna.";
    import_values = "First values", "Primi valori";
    import_target = "Becomes", "Diventa";
    import_ignore = "— left out —", "— esclusa —";
    import_start = "Start the import", "Avvia l’importazione";
    import_running = "Importing…", "Importazione in corso…";
    import_done = "Imported", "Importazione completata";
    import_failed = "The import stopped: the rest of its file cannot be read. What went in before is there.", "L’importazione si è fermata: il resto del file non è leggibile. Ciò che era già entrato è presente.";
    import_progress(rows: &str, percent: i64) = "{rows} rows, {percent}%", "{rows} righe, {percent}%";
    import_rate(rate: &str) = "{rate} rows a second", "{rate} righe al secondo";
    import_reload = "Look again", "Aggiorna";
    import_created = "Created", "Creati";
    import_updated = "Updated", "Aggiornati";
    import_unchanged = "Unchanged", "Invariati";
    import_refused = "Refused", "Rifiutati";
    import_download = "Download the refused rows", "Scarica le righe rifiutate";
    import_refused_first = "The first rows that stayed out", "Le prime righe rimaste fuori";
    import_line = "Line", "Riga";
    import_reason = "Reason", "Motivo";
    import_open(many: &str) = "Open the {many}", "Apri: {many}";
    import_another = "Import another file", "Importa un altro file";
    unreadable_empty = "The file is empty.", "Il file è vuoto.";
    unreadable_spreadsheet = "This is a spreadsheet. Save it as CSV (UTF-8) and import that.", "Questo è un foglio di calcolo. Salvalo come CSV (UTF-8) e importa quello.";
    unreadable_encoding = "This is not UTF-8 text. Save it as CSV (UTF-8) and import that.", "Questo non è testo UTF-8. Salvalo come CSV (UTF-8) e importa quello.";
    unreadable_row = "A row of the file has no end: look for a quotation mark that is opened and never closed.", "Una riga del file non finisce mai: cerca le virgolette aperte e mai chiuse.";
    unreadable_gone = "The file is not here any more. Upload it again.", "Il file non è più qui. Caricalo di nuovo.";
    unreadable_header = "The file has names of columns and no row.", "Il file contiene i nomi delle colonne e nessuna riga.";
    refused_extra = "more cells than columns", "più celle che colonne";
    refused_text = "not UTF-8 text", "testo non UTF-8";
    refused_not_yours = "the record belongs to somebody else", "il record appartiene ad altri";
    refused_link(name: &str) = "no record in sight is known by {name}", "nessun record visibile è conosciuto come {name}";
    import_link_key(one: &str, key: &str) = "Associated {one}: {key} or record number", "{one} da associare: {key} o numero del record";
    import_link_id(one: &str) = "Associated {one}: record number", "{one} da associare: numero del record";
    import_link_as(one: &str, role: &str) = "{one} ({role})", "{one} ({role})";
    refused_only_one(names: &str) = "there can be one only: {names}", "ce ne può essere uno solo: {names}";
    refused_owner(name: &str) = "no user is called {name}", "nessun utente si chiama {name}";
}

impl Messages {
    /// Why a file cannot be read, and what helps.
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

    /// A column that names records of another object, known by a unique property or by their number alone.
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

    /// Why a row stays out.
    pub fn refused(self, object: &Object, reason: &Refused) -> String {
        match reason {
            Refused::Fields(errors) => {
                let texts = errors.iter().map(|error| {
                    let label = crate::pages::field_label(self, object, &error.field);
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
