//! Server functions for the mail outbox, for admins.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, refuse, send_form_to, services},
    error::{AppError, bad_input},
    i18n::Messages,
};
use domain::{
    ids::MailId,
    mail::{MailPage, MailQuery, MailRow, MailWay},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the outbox page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailScreen {
    /// The configured mail transport.
    pub way: MailWay,
    /// The query, as parsed from the address.
    pub query: MailQuery,
    /// The page of messages that it finds.
    pub page: MailPage,
}

/// The data of the page of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterScreen {
    /// The message and its delivery state.
    pub mail: MailRow,
    /// The text of the message in the language of its recipient; `None` if the message is no longer stored.
    pub text: Option<String>,
}

/// Returns a page of the outbox; `pairs` are the query parameters of the address.
#[server(prefix = "/api", endpoint = "mail/list", input = Json, output = Postcard)]
pub async fn list_mail(pairs: Vec<(String, String)>) -> Result<MailScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let query =
        MailQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let services = services()?;
    let page = services.engine.outbox().list_mail(administrator, &query).await.map_err(fail)?;
    Ok(MailScreen { way: (*services.mail).clone(), query, page })
}

/// Returns a message by its id.
#[server(prefix = "/api", endpoint = "mail/get", input = Json, output = Postcard)]
pub async fn get_mail(id: MailId) -> Result<LetterScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let services = services()?;
    let mail = services.engine.outbox().mail(administrator, id).await.map_err(fail)?;
    let text = mail.message.as_ref().map(|message| Messages(mail.lang).mail_text(message, &services.origin, None));
    Ok(LetterScreen { mail, text })
}

/// Retries a failed message; with an empty id, all of them.
#[server(prefix = "/api", endpoint = "mail/retry", output = Postcard)]
pub async fn retry_mail(#[server(default)] id: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let id = if id.is_empty() { None } else { Some(id.parse().map_err(|_| bad_input())?) };
    services()?.engine.outbox().retry_mail(administrator, id).await.map_err(fail)?;
    send_form_to("/settings/mail");
    Ok(())
}
