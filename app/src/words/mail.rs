//! Mail: what the messages say, and the pages of the outbox.

use super::{Say, words};
use domain::{
    mail::{ExpiringDeletion, MailFailure, MailState, MailWay, Message},
    object::ObjectNames,
    retention::WARNING_DAYS,
};

words! {
    approval_asked_subject(what: &str) = "Please decide: deleting {what}", "Serve una tua decisione: eliminare {what}";
    approval_asked_lead(what: &str, until: &str) = "Somebody asks to delete {what}, which is more than their role may delete alone. Nothing is deleted until you, or another who may, approves. Without an answer it is declined on {until}.", "Qualcuno chiede di eliminare {what}, più di quanto il suo ruolo può eliminare da solo. Nulla viene eliminato finché tu, o un altro che può, non approva. Senza risposta viene rifiutata il {until}.";
    approval_given_subject = "Your deletion was approved", "La tua eliminazione è stata approvata";
    approval_refused_subject = "Your deletion was declined", "La tua eliminazione è stata rifiutata";
    approval_given_lead = "The deletion that you asked for was approved and goes on:", "L’eliminazione che hai chiesto è stata approvata e prosegue:";
    approval_refused_lead = "The deletion that you asked for was declined, or nobody decided in time. Nothing was deleted:", "L’eliminazione che hai chiesto è stata rifiutata, o nessuno ha deciso in tempo. Nulla è stato eliminato:";
    unusual_subject(count: &str, day: &str) = "Unusual deletions: {count} records on {day}", "Eliminazioni insolite: {count} record il {day}";
    unusual_lead(count: &str) = "Somebody deleted {count} records in a day, far more than on any day before. All of them wait in the trash. What was deleted, and the way back:", "Qualcuno ha eliminato {count} record in un giorno, molto più di ogni giorno precedente. Sono tutti nel cestino. Che cosa è stato eliminato, e come tornare indietro:";
    expiring_subject(what: &str, until: &str) = "{what} in the trash: time to restore until {until}", "{what} nel cestino: c’è tempo fino al {until}";
    expiring_subject_first(what: &str, until: &str) = "{what} in the trash: time to restore the first until {until}", "{what} nel cestino: per i primi c’è tempo fino al {until}";
    expiring_records(count: &str) = "{count} records", "{count} record";
    expiring_lead = "What is deleted waits in the trash and is then gone for good. For these the time is nearly over.", "Ciò che viene eliminato aspetta nel cestino e poi è rimosso per sempre. Per questi il tempo sta per scadere.";
    expiring_own = "You deleted:", "Hai eliminato:";
    expiring_others = "Others deleted, and they are yours:", "Altri hanno eliminato, e sono tuoi:";
    expiring_line(what: &str, at: &str, until: &str) = "- {what}, deleted on {at}. Can be restored until {until}:", "- {what}, eliminazione del {at}. Ripristino possibile fino al {until}:";
    expiring_more(count: &str) = "and {count} more deletions.", "e altre {count} eliminazioni.";
    expiring_trash(address: &str) = "All of them are in the trash: {address}", "Sono tutti nel cestino: {address}";
    expiring_nothing = "If they are meant to go, there is nothing to do.", "Se devono essere rimossi, non c’è nulla da fare.";
    mail_title = "Mail", "Posta";
    mail_through(server: &str) = "Messages are sent through {server}.", "I messaggi sono inviati tramite {server}.";
    mail_folder(folder: &str) = "No mail server is configured. Messages are files in {folder} and can be read here.", "Nessun server di posta è configurato. I messaggi sono file in {folder} e si possono leggere qui.";
    mail_all = "All", "Tutti";
    mail_dead = "Given up", "Non consegnati";
    mail_waiting = "Waiting", "In attesa";
    mail_sent = "Sent", "Inviati";
    mail_to = "To", "A";
    mail_message = "Message", "Messaggio";
    mail_written = "Written", "Scritto";
    mail_states = "States", "Stati";
    mail_attempts(count: &str) = "Tries: {count}", "Tentativi: {count}";
    mail_given_up = "Given up", "Non consegnato";
    mail_next(at: &str) = "Next try {at}", "Prossimo tentativo {at}";
    mail_sent_at(at: &str) = "Sent {at}", "Inviato {at}";
    mail_again = "Try again", "Riprova";
    mail_again_named(subject: &str, name: &str) = "Try again: {subject}, to {name}", "Riprova: {subject}, a {name}";
    mail_again_all = "Try all again", "Riprova tutti";
    mail_back = "All messages", "Tutti i messaggi";
    mail_unknown = "A message of another version of Reprieve", "Un messaggio di un’altra versione di Reprieve";
    mail_empty = "No messages", "Nessun messaggio";
    mail_empty_text(days: i64) = "About {days} days before deleted records are gone for good, those who deleted or own them get a message.", "Circa {days} giorni prima che i record eliminati siano rimossi per sempre, chi li ha eliminati o li possiede riceve un messaggio.";
    mail_empty_state = "There are none of this kind.", "Non ce ne sono di questo tipo.";
    failure_unreachable = "The mail server cannot be reached", "Il server di posta non è raggiungibile";
    failure_timed_out = "The mail server took too long", "Il server di posta ha impiegato troppo tempo";
    failure_tls = "No safe connection to the mail server", "Nessuna connessione sicura con il server di posta";
    failure_sign_in(code: u16) = "The mail server does not accept the user and password ({code})", "Il server di posta non accetta utente e password ({code})";
    failure_put_off(code: u16) = "The mail server asks to try later ({code})", "Il server di posta chiede di riprovare più tardi ({code})";
    failure_refused(code: u16) = "The mail server refuses it ({code})", "Il server di posta lo rifiuta ({code})";
    failure_misunderstood = "The answer of the mail server cannot be understood", "La risposta del server di posta non è comprensibile";
    failure_unable = "The mail server cannot do what this needs", "Il server di posta non può fare ciò che serve";
    failure_address = "The address of the receiver is none for mail", "L’indirizzo del destinatario non è valido per la posta";
    failure_deactivated = "The receiver was deactivated", "Il destinatario è stato disattivato";
    failure_folder = "The folder cannot be written to", "Non è possibile scrivere nella cartella";
    failure_unknown = "This version of Reprieve does not know it", "Questa versione di Reprieve non lo conosce";
}

/// Most deletions that a message lists; the trash has the rest.
const LISTED: usize = 20;

impl Say {
    /// The subject of a message.
    pub fn mail_subject(self, message: &Message) -> String {
        let deletions = match message {
            Message::Expiring { deletions } => deletions,
            Message::Invitation { .. } => return self.invitation_subject().to_owned(),
            Message::ApprovalAsked { names, records, .. } => {
                return self.approval_asked_subject(&self.count(*records, names.one(self.0), names.many(self.0)));
            }
            Message::ApprovalDecided { approved: true, .. } => return self.approval_given_subject().to_owned(),
            Message::ApprovalDecided { approved: false, .. } => return self.approval_refused_subject().to_owned(),
            Message::Unusual { day, records, .. } => {
                return self.unusual_subject(&self.number(*records), &self.date(*day));
            }
        };
        let what = self.expiring_what(deletions);
        let until = deletions.first().map(|first| self.date(first.expires.date())).unwrap_or_default();
        if deletions.len() > 1 {
            self.expiring_subject_first(&what, &until)
        } else {
            self.expiring_subject(&what, &until)
        }
    }

    /// The text of a message. `origin` is the address people use; `token` is the secret of an invitation's link, which only
    /// the message itself has.
    pub fn mail_text(self, message: &Message, origin: &str, token: Option<&str>) -> String {
        let mut text = match message {
            Message::Expiring { deletions } => self.expiring_text(deletions, origin),
            Message::Invitation { expires } => {
                let link = token.map(|token| format!("{origin}/invitation?token={token}"));
                vec![
                    self.invitation_lead().to_owned(),
                    link.unwrap_or_else(|| self.invitation_link_hidden().to_owned()),
                    self.invitation_until(&self.moment(*expires)),
                    self.invitation_unexpected().to_owned(),
                ]
            }
            Message::ApprovalAsked { operation, names, records, expires } => {
                let what = self.count(*records, names.one(self.0), names.many(self.0));
                vec![
                    self.approval_asked_lead(&what, &self.date(expires.date())),
                    format!("{origin}/operations/{operation}"),
                ]
            }
            Message::ApprovalDecided { operation, approved } => {
                let lead = if *approved { self.approval_given_lead() } else { self.approval_refused_lead() };
                vec![lead.to_owned(), format!("{origin}/operations/{operation}")]
            }
            Message::Unusual { user, day, records } => {
                let day = day.iso();
                vec![
                    self.unusual_lead(&self.number(*records)),
                    format!("{origin}/operations?whose=everyone&kind=delete&by={user}&from={day}&to={day}"),
                ]
            }
        };
        text.push("-- \nReprieve\n".to_owned());
        text.join("\n\n")
    }

    fn expiring_text(self, deletions: &[ExpiringDeletion], origin: &str) -> Vec<String> {
        let mut text = vec![self.expiring_lead().to_owned()];
        for (own, heading) in [(true, self.expiring_own()), (false, self.expiring_others())] {
            let mut lines = vec![heading.to_owned()];
            for deletion in deletions.iter().take(LISTED).filter(|deletion| deletion.own == own) {
                let what = self.expiring_what([deletion]);
                lines.push(self.expiring_line(&what, &self.date(deletion.at.date()), &self.moment(deletion.expires)));
                lines.push(format!("  {origin}/operations/{}", deletion.operation));
            }
            if lines.len() > 1 {
                text.push(lines.join("\n"));
            }
        }
        if let Some(more) = deletions.len().checked_sub(LISTED).filter(|more| *more > 0) {
            text.push(self.expiring_more(&self.number(i64::try_from(more).unwrap_or(i64::MAX))));
        }
        text.push(self.expiring_trash(&format!("{origin}/trash")));
        text.push(self.expiring_nothing().to_owned());
        text
    }

    /// `12 contacts`; of several objects, `12 records`.
    fn expiring_what<'a>(self, deletions: impl IntoIterator<Item = &'a ExpiringDeletion>) -> String {
        let mut count = 0;
        let mut names: Option<&ObjectNames> = None;
        let mut mixed = false;
        for deletion in deletions {
            count += deletion.records;
            mixed |= names.is_some_and(|names| *names != deletion.names);
            names = Some(&deletion.names);
        }
        match names.filter(|_| !mixed) {
            Some(names) => self.count(count, names.one(self.0), names.many(self.0)),
            None => self.expiring_records(&self.number(count)),
        }
    }

    /// How mail is sent.
    pub fn mail_way(self, way: &MailWay) -> String {
        match way {
            MailWay::Server(name) => self.mail_through(name),
            MailWay::Folder(folder) => self.mail_folder(folder),
        }
    }

    /// What the messages of a state are called.
    pub fn mail_state(self, state: MailState) -> &'static str {
        match state {
            MailState::Dead => self.mail_dead(),
            MailState::Waiting => self.mail_waiting(),
            MailState::Sent => self.mail_sent(),
        }
    }

    /// Why a message was not sent.
    pub fn mail_failure(self, failure: MailFailure) -> String {
        match failure {
            MailFailure::Unreachable => self.failure_unreachable().to_owned(),
            MailFailure::TimedOut => self.failure_timed_out().to_owned(),
            MailFailure::Tls => self.failure_tls().to_owned(),
            MailFailure::SignIn { code } => self.failure_sign_in(code),
            MailFailure::PutOff { code } => self.failure_put_off(code),
            MailFailure::Refused { code } => self.failure_refused(code),
            MailFailure::Misunderstood => self.failure_misunderstood().to_owned(),
            MailFailure::Unable => self.failure_unable().to_owned(),
            MailFailure::Address => self.failure_address().to_owned(),
            MailFailure::Deactivated => self.failure_deactivated().to_owned(),
            MailFailure::Folder => self.failure_folder().to_owned(),
            MailFailure::Unknown => self.failure_unknown().to_owned(),
        }
    }

    /// When messages about what expires are written.
    pub fn mail_empty_why(self) -> String {
        self.mail_empty_text(WARNING_DAYS)
    }
}
