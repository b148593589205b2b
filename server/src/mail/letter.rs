//! Rendering of a message: headers and text in the language of the recipient.

use app::i18n::Messages;
use domain::mail::MailFailure;
use engine::outbox::Outgoing;
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, SystemTime};

/// Renders a message. Its id and its date are the same at every attempt.
pub(super) fn write(mail: &Outgoing, from: &Mailbox, origin: &str) -> Result<Message, MailFailure> {
    if mail.deactivated {
        return Err(MailFailure::Deactivated);
    }
    let message = mail.message.as_ref().ok_or(MailFailure::Unknown)?;
    let address: Address = mail.email.parse().map_err(|_| MailFailure::Address)?;
    let t = Messages(mail.lang);
    let micros = u64::try_from(mail.created.0).unwrap_or_default();
    let id = format!("<{}.{}.reprieve@{}>", mail.id, mail.created.0, from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new((!mail.name.is_empty()).then(|| mail.name.clone()), address))
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(id))
        .subject(t.mail_subject(message))
        // Tells vacation responders not to answer.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", mail.lang.tag()))
        .header(ContentType::TEXT_PLAIN)
        .body(t.mail_text(message, origin, mail.token.as_deref()))
        .map_err(|_| MailFailure::Address)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
