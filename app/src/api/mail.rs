//! The outbox, for those who administer.

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

/// What the outbox shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailScreen {
    /// How mail is sent.
    pub way: MailWay,
    /// The view, as the address was understood.
    pub query: MailQuery,
    /// The page of it.
    pub page: MailPage,
}

/// What the page of one message shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterScreen {
    /// The message.
    pub mail: MailRow,
    /// What it says, in the language of its receiver.
    pub text: Option<String>,
}

/// The outbox at an address: `pairs` are the names and values of its query.
#[server(prefix = "/api", endpoint = "mail/list", input = Json, output = Postcard)]
pub async fn list_mail(pairs: Vec<(String, String)>) -> Result<MailScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let query =
        MailQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let services = services()?;
    let page = services.engine.list_mail(administrator, &query).await.map_err(fail)?;
    Ok(MailScreen { way: (*services.mail).clone(), query, page })
}

/// A message by its address.
#[server(prefix = "/api", endpoint = "mail/get", input = Json, output = Postcard)]
pub async fn get_mail(id: MailId) -> Result<LetterScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let services = services()?;
    let mail = services.engine.mail(administrator, id).await.map_err(fail)?;
    let text = mail.message.as_ref().map(|message| Messages(mail.lang).mail_text(message, &services.origin, None));
    Ok(LetterScreen { mail, text })
}

/// Tries a dead letter again; without an id all of them.
#[server(prefix = "/api", endpoint = "mail/retry", output = Postcard)]
pub async fn retry_mail(#[server(default)] id: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let id = if id.is_empty() { None } else { Some(id.parse().map_err(|_| bad_input())?) };
    services()?.engine.retry_mail(administrator, id).await.map_err(fail)?;
    send_form_to("/settings/mail");
    Ok(())
}
