//! Texts of the blocklist.

use super::{Messages, define_messages};
use domain::{
    operation::REASON_MAX,
    privacy::{ADDRESS_FILE_MAX, ADDRESS_LINES_MAX, AddressFileProblem, AddressProblem, ReasonProblem},
};

define_messages! {
    check_title = "Is this address blocked?", "Questo indirizzo è nella lista di blocco?";
    check_hint = "Only a keyed hash is compared. The address that you type is not stored.", "Viene confrontato solo un hash con chiave. L’indirizzo digitato non viene memorizzato.";
    check_button = "Check", "Controlla";
    check_free = "Not on the blocklist.", "Non è nella lista di blocco.";
    check_blocked_text = "It cannot be added by hand or by import, and a contact with it cannot be restored.", "Non può essere aggiunto a mano o con un’importazione, e un contatto che lo ha non può essere ripristinato.";
    check_earlier(from: &str, to: &str) = "Blocked from {from} to {to}", "Nella lista di blocco dal {from} al {to}";
    check_holders = "Contacts with this address:", "Contatti con questo indirizzo:";
    blocked_since(at: &str) = "Blocked since {at}.", "Nella lista di blocco dal {at}.";
    blocked_by_erasure(at: &str, erasure: &str) = "Blocked since {at}, permanent deletion {erasure}.", "Nella lista di blocco dal {at}, eliminazione definitiva {erasure}.";
    block_title = "Block an address", "Aggiungi un indirizzo alla lista di blocco";
    block_hint = "Also for an address that no contact has.", "Anche per un indirizzo che nessun contatto ha.";
    block_button = "Block address", "Blocca indirizzo";
    block_reason = "Reason", "Motivo";
    block_reason_hint = "Visible to users who manage privacy. Do not name the person.", "Visibile a chi gestisce la privacy. Non indicare la persona.";
    block_reason_empty = "Enter a reason.", "Inserisci un motivo.";
    block_reason_long(most: &str) = "The reason can have at most {most} characters.", "Il motivo può avere al massimo {most} caratteri.";
    block_reason_address = "The reason must not contain an e-mail address: the blocklist keeps none.", "Il motivo non deve contenere un indirizzo e-mail: la lista di blocco non ne conserva.";
    block_in_use = "A contact has this address:", "Un contatto ha questo indirizzo:";
    block_in_use_text = "Delete it permanently instead: that removes its data and blocks the address.", "Eliminalo definitivamente: così i suoi dati vengono rimossi e l’indirizzo entra nella lista di blocco.";
    block_in_use_unseen = "A contact that you cannot see has this address. Ask a user who may delete it permanently: that removes its data and blocks the address.", "Un contatto che non puoi vedere ha questo indirizzo. Rivolgiti a chi può eliminarlo definitivamente: così i suoi dati vengono rimossi e l’indirizzo entra nella lista di blocco.";
    block_done = "The address is blocked.", "L’indirizzo è nella lista di blocco.";
    address_not_an_email = "Enter an e-mail address, such as name@example.com.", "Inserisci un indirizzo e-mail, ad esempio nome@example.com.";
    address_mixed_scripts = "This address mixes letters of different alphabets that look alike, so it is not the address that it seems to be. Type it by hand.", "Questo indirizzo mescola lettere simili di alfabeti diversi, quindi non è l’indirizzo che sembra. Digitalo a mano.";
    block_file_title = "Block the addresses of a CSV file…", "Aggiungi gli indirizzi di un file CSV…";
    block_file = "CSV file", "File CSV";
    block_file_hint(lines: &str) = "One address per line; other columns are ignored. At most {lines} lines. If one line has a problem, no address is blocked. The file is not kept.", "Un indirizzo per riga; le altre colonne vengono ignorate. Al massimo {lines} righe. Se una riga ha un problema, nessun indirizzo viene aggiunto. Il file non viene conservato.";
    block_file_button = "Block addresses", "Blocca indirizzi";
    block_file_done[count]() = { one: "1 address was blocked.", other: "{count} addresses were blocked." }, { one: "1 indirizzo è stato aggiunto alla lista di blocco.", other: "{count} indirizzi sono stati aggiunti alla lista di blocco." };
    block_file_already[count]() = { one: "1 was blocked already.", other: "{count} were blocked already." }, { one: "1 era già presente.", other: "{count} erano già presenti." };
    block_file_in_use[count]() = { one: "1 belongs to a contact and was not blocked: delete the contact permanently.", other: "{count} belong to contacts and were not blocked: delete the contacts permanently." }, { one: "1 appartiene a un contatto e non è stato aggiunto: elimina definitivamente il contatto.", other: "{count} appartengono a contatti e non sono stati aggiunti: elimina definitivamente i contatti." };
    block_file_empty = "Choose a file with at least one address. No address was blocked.", "Scegli un file con almeno un indirizzo. Nessun indirizzo è stato aggiunto.";
    block_file_not_text = "This file is not a CSV file in UTF-8. Save it as CSV in your spreadsheet program. No address was blocked.", "Questo non è un file CSV in UTF-8. Salvalo come CSV nel tuo programma di fogli di calcolo. Nessun indirizzo è stato aggiunto.";
    block_file_too_large(most: &str) = "The file is larger than {most} MB. No address was blocked.", "Il file supera {most} MB. Nessun indirizzo è stato aggiunto.";
    block_file_too_many(most: &str) = "The file has more than {most} lines. Split it. No address was blocked.", "Il file ha più di {most} righe. Dividilo. Nessun indirizzo è stato aggiunto.";
    block_file_line(line: &str, problem: &str) = "Line {line}: {problem} No address was blocked.", "Riga {line}: {problem} Nessun indirizzo è stato aggiunto.";
    line_not_an_email = "there is no e-mail address.", "non c’è alcun indirizzo e-mail.";
    line_mixed_scripts = "the address mixes letters of different alphabets that look alike.", "l’indirizzo mescola lettere simili di alfabeti diversi.";
    blocklist = "Blocklist", "Lista di blocco";
    blocklist_empty = "No blocked addresses", "Nessun indirizzo nella lista di blocco";
    blocklist_empty_text = "An address is blocked when its contact is deleted permanently, or here.", "Un indirizzo entra nella lista quando il suo contatto viene eliminato definitivamente, o da qui.";
    blocklist_history = "Show history", "Mostra cronologia";
    blocklist_now = "Show blocked only", "Mostra solo quelli attivi";
    block_hash = "Hash", "Hash";
    block_since = "Blocked", "Dal";
    block_by = "By", "Da";
    block_erasure = "Erasure", "Eliminazione definitiva";
    block_lifted = "Lifted", "Fino al";
    block_of_erasure = "Permanent deletion", "Eliminazione definitiva";
    block_of_ledger = "From the ledger, after a backup was restored", "Dal registro, dopo il ripristino di un backup";
    block_entry_title(id: &str) = "Blocklist entry {id}", "Voce {id} della lista di blocco";
    open_entry = "Open entry", "Apri voce";
    lift_link = "Lift…", "Togli…";
    lift_title = "Lift the block", "Togli dalla lista di blocco";
    lift_text = "The address can then be added again, everywhere at once. The block and its end stay in the history. You confirm with your password.", "L’indirizzo potrà di nuovo essere aggiunto, ovunque e da subito. Il blocco e la sua fine restano nella cronologia. Ti verrà chiesta la password.";
    lift_button = "Lift block", "Togli dalla lista";
    lift_by = "Lifted by", "Tolto da";
    lift_reason = "Reason for lifting", "Motivo";
    lift_done = "The address is no longer blocked.", "L’indirizzo non è più nella lista di blocco.";
    rules_title = "When a blocked address comes back", "Quando un indirizzo nella lista di blocco ritorna";
    rule_way = "Way in", "Da dove";
    rule_what = "What happens", "Che cosa succede";
    rule = "Rule", "Regola";
    rule_refused = "Refused", "Rifiutato";
    rule_none = "Not in use", "Non in uso";
    rule_by_hand = "By hand", "A mano";
    rule_by_hand_text = "The form says that the address is on the blocklist and whom to ask, never whose it was.", "Il modulo dice che l’indirizzo è nella lista di blocco e a chi rivolgersi, mai di chi era.";
    rule_import = "Import", "Importazione";
    rule_import_text = "The row is refused with the reason; the other rows are imported.", "La riga viene rifiutata con il motivo; le altre vengono importate.";
    rule_restore = "Restore", "Ripristino";
    rule_restore_text = "A contact with a blocked address stays in the trash.", "Un contatto con un indirizzo nella lista resta nel cestino.";
    rule_secondary = "Secondary e-mail", "E-mail secondaria";
    rule_secondary_text = "A further address of a contact is refused like the first.", "Un ulteriore indirizzo di un contatto viene rifiutato come il primo.";
    rule_outside = "Web form and API", "Modulo web e API";
    rule_outside_text = "There are none, so no address comes in this way.", "Non ce ne sono, quindi nessun indirizzo arriva da qui.";
    rules_spelling = "Upper and lower case, blanks, invisible characters and other spellings of the same address make no difference. A tag (name+tag@example.com) and dots before the @ make another address: block each one.", "Maiuscole, spazi, caratteri invisibili e altre grafie dello stesso indirizzo non contano. Un’etichetta (nome+etichetta@example.com) e i punti prima della @ danno un altro indirizzo: vanno aggiunti tutti.";
}

impl Messages {
    /// The problem with a typed address.
    pub fn address_problem(self, problem: AddressProblem) -> &'static str {
        match problem {
            AddressProblem::NotAnEmail => self.address_not_an_email(),
            AddressProblem::MixedScripts => self.address_mixed_scripts(),
        }
    }

    /// The problem with a reason.
    pub fn block_reason_problem(self, problem: ReasonProblem) -> String {
        match problem {
            ReasonProblem::Empty => self.block_reason_empty().to_owned(),
            ReasonProblem::Long => self.block_reason_long(&REASON_MAX.to_string()),
            ReasonProblem::Address => self.block_reason_address().to_owned(),
        }
    }

    /// Why no address of a file was blocked.
    pub fn address_file_problem(self, problem: AddressFileProblem) -> String {
        let number = |number: usize| self.number(i64::try_from(number).unwrap_or(i64::MAX));
        match problem {
            AddressFileProblem::Empty => self.block_file_empty().to_owned(),
            AddressFileProblem::NotText => self.block_file_not_text().to_owned(),
            AddressFileProblem::TooLarge => self.block_file_too_large(&number(ADDRESS_FILE_MAX / 1024 / 1024)),
            AddressFileProblem::TooManyLines => self.block_file_too_many(&number(ADDRESS_LINES_MAX)),
            AddressFileProblem::Line(line, problem) => {
                let problem = match problem {
                    AddressProblem::NotAnEmail => self.line_not_an_email(),
                    AddressProblem::MixedScripts => self.line_mixed_scripts(),
                };
                self.block_file_line(&number(line), problem)
            }
        }
    }
}
