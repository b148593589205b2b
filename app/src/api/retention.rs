//! Server functions for the retention of deleted records.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{actor, fail, refuse, send_form_to, services};
use crate::error::AppError;
use domain::retention::{Retention, RetentionChange};
use leptos::prelude::*;
use server_fn::codec::{Json, Postcard};

/// Returns the retention of every object.
#[server(prefix = "/api", endpoint = "retention/list", input = Json, output = Postcard)]
pub async fn list_retentions() -> Result<Vec<Retention>, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    services()?.engine.trash().retentions(administrator).await.map_err(fail)
}

/// Sets the retention of an object in days. An invalid number is reported as a message at the field.
#[server(prefix = "/api", endpoint = "retention/set", output = Postcard)]
pub async fn set_retention(object: String, days: String) -> Result<RetentionChange, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let Some(number) = domain::retention::parse_days(&days) else {
        let typed: String = days.chars().take(12).collect();
        let escape = leptos_router::location::Url::escape;
        send_form_to(&format!("/settings/retention?wrong={}&days={}", escape(&object), escape(&typed)));
        return Err(crate::error::bad_input());
    };
    let change = services()?.engine.trash().set_retention(administrator, &object, number).await.map_err(fail)?;
    let word = match change {
        RetentionChange::Same => "same",
        RetentionChange::Longer => "longer",
        RetentionChange::Shorter => "shorter",
    };
    send_form_to(&format!("/settings/retention?saved={word}"));
    Ok(change)
}
