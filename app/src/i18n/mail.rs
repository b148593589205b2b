//! Mail: what the messages say, and the pages of the outbox.

use super::{Messages, define_messages};
use domain::{
    mail::{MailFailure, MailState, MailWay, Message},
    retention::WARNING_DAYS,
};

define_messages! {
    approval_asked_subject(what: &str) = "Please decide: deleting {what}", "Serve una tua decisione: eliminare {what}";
    approval_asked_lead(what: &str, until: &str) = "Somebody asks to delete {what}, which is more than their role may delete alone. Nothing is deleted until you, or another who may, approves. Without an answer it is declined on {until}.", "Qualcuno chiede di eliminare {what}, più di quanto il suo ruolo può eliminare da solo. Nulla viene eliminato finché tu, o un altro che può, non approva. Senza risposta viene rifiutata il {until}.";
    approval_given_subject = "Your deletion was approved", "La tua eliminazione è stata approvata";
    approval_refused_subject = "Your deletion was declined", "La tua eliminazione è stata rifiutata";
    approval_given_lead = "The deletion that you asked for was approved and goes on:", "L’eliminazione che hai chiesto è stata approvata e prosegue:";
    approval_refused_lead = "The deletion that you asked for was declined, or nobody decided in time. Nothing was deleted:", "L’eliminazione che hai chiesto è stata rifiutata, o nessuno ha deciso in tempo. Nulla è stato eliminato:";
    unusual_subject(count: &str, day: &str) = "Unusual deletions: {count} records on {day}", "Eliminazioni insolite: {count} record il {day}";
    unusual_lead(count: &str) = "Somebody deleted {count} records in a day, far more than on any day before. All of them wait in the trash. What was deleted, and the way back:", "Qualcuno ha eliminato {count} record in un giorno, molto più di ogni giorno precedente. Sono tutti nel cestino. Che cosa è stato eliminato, e come tornare indietro:";
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
    mail_empty_text(days: i64) = "Whoever owns what another deleted gets a message some hours later. About {days} days before deleted records are gone for good, those who deleted or own them get another.", "Chi possiede ciò che un altro ha eliminato riceve un messaggio qualche ora dopo. Circa {days} giorni prima che i record eliminati siano rimossi per sempre, chi li ha eliminati o li possiede ne riceve un altro.";
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

impl Messages {
    /// The subject of a message.
    pub fn mail_subject(self, message: &Message) -> String {
        match message {
            Message::Deleted { deletions } => self.deleted_subject(&self.digest_what(deletions)),
            Message::Expiring { deletions } => self.expiring_digest_subject(deletions),
            Message::Invitation { .. } => self.invitation_subject().to_owned(),
            Message::ApprovalAsked { names, records, .. } => {
                self.approval_asked_subject(&self.count(*records, names.singular(self.0), names.plural(self.0)))
            }
            Message::ApprovalDecided { approved: true, .. } => self.approval_given_subject().to_owned(),
            Message::ApprovalDecided { approved: false, .. } => self.approval_refused_subject().to_owned(),
            Message::Unusual { day, records, .. } => self.unusual_subject(&self.number(*records), &self.date(*day)),
        }
    }

    /// The text of a message. `origin` is the address people use; `token` is the secret of an invitation's link, which only
    /// the message itself has.
    pub fn mail_text(self, message: &Message, origin: &str, token: Option<&str>) -> String {
        let mut text = match message {
            Message::Deleted { deletions } => self.deleted_text(deletions, origin),
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
                let what = self.count(*records, names.singular(self.0), names.plural(self.0));
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

    /// When digests are written.
    pub fn mail_empty_why(self) -> String {
        self.mail_empty_text(WARNING_DAYS)
    }
}
