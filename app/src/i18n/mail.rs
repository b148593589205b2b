//! Texts of mails, and of the pages of the outbox.

use super::{Messages, define_messages};
use domain::{
    mail::{MailFailure, MailState, MailWay, Message},
    retention::WARNING_DAYS,
};

define_messages! {
    approval_asked_subject(what: &str) = "Approval needed: delete {what}", "Approvazione richiesta: eliminare {what}";
    approval_asked_lead(what: &str, until: &str) = "A user wants to delete {what}, which is more than their role can delete without approval. Nothing is deleted until you or another approver approves. Without a decision it is declined on {until}.", "Un utente vuole eliminare {what}, più di quanto il suo ruolo può eliminare senza approvazione. Nulla viene eliminato finché tu o un altro responsabile non approva. Senza una decisione viene rifiutata il {until}.";
    approval_given_subject = "Your deletion was approved", "La tua eliminazione è stata approvata";
    approval_refused_subject = "Your deletion was declined", "La tua eliminazione è stata rifiutata";
    approval_given_lead = "The deletion you requested was approved and is running:", "L’eliminazione che hai richiesto è stata approvata ed è in corso:";
    approval_refused_lead = "The deletion you requested was declined, or there was no decision in time. Nothing was deleted:", "L’eliminazione che hai richiesto è stata rifiutata, o nessuno ha deciso in tempo. Nulla è stato eliminato:";
    unusual_subject(count: &str, day: &str) = "Unusual deletions: {count} records on {day}", "Eliminazioni insolite: {count} record il {day}";
    unusual_lead(count: &str) = "A user deleted {count} records in a day, far more than on any earlier day. All of them are in the trash. Review and restore here:", "Un utente ha eliminato {count} record in un giorno, molto più di ogni giorno precedente. Sono tutti nel cestino. Controlla e ripristina qui:";
    erased_subject(number: &str) = "Permanent deletion {number} is complete", "L’eliminazione definitiva {number} è completa";
    erased_incomplete_subject(number: &str) = "Permanent deletion {number} is incomplete", "L’eliminazione definitiva {number} è incompleta";
    erased_lead(number: &str, at: &str) = "The permanent deletion {number} that you ordered on {at} has ended. A second scan found nothing more.", "L’eliminazione definitiva {number} che hai richiesto il {at} è terminata. Una seconda ricerca non ha trovato altro.";
    erased_incomplete_lead(number: &str, at: &str) = "The permanent deletion {number} that you ordered on {at} has ended, and a second scan found more. The certificate says where; run it again.", "L’eliminazione definitiva {number} che hai richiesto il {at} è terminata, e una seconda ricerca ha trovato altro. Il certificato dice dove; eseguila di nuovo.";
    erased_counts(contacts: &str, erased: &str, anonymised: &str, remaining: &str) = "Contacts: {contacts}\nErased: {erased}\nAnonymized: {anonymised}\nRemaining: {remaining}", "Contatti: {contacts}\nEliminati: {erased}\nResi anonimi: {anonymised}\nRimasti: {remaining}";
    erased_link = "The certificate, which holds no personal data:", "Il certificato, che non contiene dati personali:";
    mail_title = "Mail", "Posta";
    mail_through(server: &str) = "Messages are sent through {server}.", "I messaggi sono inviati tramite {server}.";
    mail_folder(folder: &str) = "No mail server is configured. Messages are files in {folder} and can be read here.", "Nessun server di posta è configurato. I messaggi sono file in {folder} e si possono leggere qui.";
    mail_all = "All", "Tutti";
    mail_dead = "Failed", "Non inviati";
    mail_waiting = "Waiting", "In attesa";
    mail_sent = "Sent", "Inviati";
    mail_to = "To", "A";
    mail_message = "Message", "Messaggio";
    mail_written = "Created", "Creato";
    mail_states = "Status", "Stato";
    mail_attempts(count: &str) = "Attempts: {count}", "Tentativi: {count}";
    mail_given_up = "Failed", "Non inviato";
    mail_next(at: &str) = "Next attempt {at}", "Prossimo tentativo {at}";
    mail_sent_at(at: &str) = "Sent {at}", "Inviato {at}";
    mail_again = "Retry", "Riprova";
    mail_again_named(subject: &str, name: &str) = "Retry: {subject}, to {name}", "Riprova: {subject}, a {name}";
    mail_again_all = "Retry all", "Riprova tutti";
    mail_back = "All messages", "Tutti i messaggi";
    mail_unknown = "A message of another version of Reprieve", "Un messaggio di un’altra versione di Reprieve";
    mail_empty = "No messages", "Nessun messaggio";
    mail_empty_text(days: i64) = "Owners get a message some hours after another user deletes their records, and about {days} days before deleted records expire.", "I proprietari ricevono un messaggio qualche ora dopo l’eliminazione dei loro record da parte di altri, e circa {days} giorni prima che i record eliminati scadano.";
    mail_empty_state = "No messages with this status.", "Nessun messaggio con questo stato.";
    failure_unreachable = "The mail server cannot be reached", "Il server di posta non è raggiungibile";
    failure_timed_out = "The mail server took too long", "Il server di posta ha impiegato troppo tempo";
    failure_tls = "No secure connection to the mail server", "Nessuna connessione sicura con il server di posta";
    failure_sign_in(code: u16) = "The mail server rejected the user name or password ({code})", "Il server di posta ha rifiutato utente o password ({code})";
    failure_put_off(code: u16) = "The mail server asks to retry later ({code})", "Il server di posta chiede di riprovare più tardi ({code})";
    failure_refused(code: u16) = "The mail server rejected the message ({code})", "Il server di posta ha rifiutato il messaggio ({code})";
    failure_misunderstood = "The mail server sent an unexpected reply", "Il server di posta ha dato una risposta inattesa";
    failure_unable = "The mail server lacks a required feature", "Il server di posta non supporta una funzione necessaria";
    failure_address = "The e-mail address of the recipient is invalid", "L’indirizzo e-mail del destinatario non è valido";
    failure_deactivated = "The recipient is deactivated", "Il destinatario è disattivato";
    failure_folder = "The folder cannot be written to", "Non è possibile scrivere nella cartella";
    failure_unknown = "Unknown to this version of Reprieve", "Sconosciuto a questa versione di Reprieve";
}

impl Messages {
    /// The subject of a message.
    pub fn mail_subject(self, message: &Message) -> String {
        match message {
            Message::Deleted { deletions } => self.deleted_subject(&self.digest_what(deletions)),
            Message::Expiring { deletions } => self.expiring_digest_subject(deletions),
            Message::Invitation { .. } => self.invitation_subject().to_owned(),
            Message::ApprovalAsked { names, records, .. } => {
                self.approval_asked_subject(&self.counted(*records, names))
            }
            Message::ApprovalDecided { approved: true, .. } => self.approval_given_subject().to_owned(),
            Message::ApprovalDecided { approved: false, .. } => self.approval_refused_subject().to_owned(),
            Message::Erased { erasure, complete: true, .. } => self.erased_subject(&erasure.to_string()),
            Message::Erased { erasure, .. } => self.erased_incomplete_subject(&erasure.to_string()),
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
                let what = self.counted(*records, names);
                vec![
                    self.approval_asked_lead(&what, &self.date(expires.date())),
                    format!("{origin}/operations/{operation}"),
                ]
            }
            Message::ApprovalDecided { operation, approved } => {
                let lead = if *approved { self.approval_given_lead() } else { self.approval_refused_lead() };
                vec![lead.to_owned(), format!("{origin}/operations/{operation}")]
            }
            Message::Erased { erasure, at, contacts, erased, anonymised, remaining, complete } => {
                let (number, at) = (erasure.to_string(), self.moment(*at));
                let lead =
                    if *complete { self.erased_lead(&number, &at) } else { self.erased_incomplete_lead(&number, &at) };
                let [contacts, erased, anonymised, remaining] =
                    [contacts, erased, anonymised, remaining].map(|count| self.number(*count));
                vec![
                    lead,
                    self.erased_counts(&contacts, &erased, &anonymised, &remaining),
                    self.erased_link().to_owned(),
                    format!("{origin}/erasures/{erasure}"),
                ]
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

    /// The way in which mail is sent.
    pub fn mail_way(self, way: &MailWay) -> String {
        match way {
            MailWay::Server(name) => self.mail_through(name),
            MailWay::Folder(folder) => self.mail_folder(folder),
        }
    }

    /// The name of a state of messages.
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

    /// The text of an outbox without messages.
    pub fn mail_empty_why(self) -> String {
        self.mail_empty_text(WARNING_DAYS)
    }
}
