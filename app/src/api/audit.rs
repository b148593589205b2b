//! Server functions for the audit log.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, refuse, send_form_to, services},
    error::{AppError, bad_input},
};
use domain::audit::{AUDIT_PAGE, AuditPage, AuditQuery, parse_audit_days};
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditScreen {
    /// The query, as parsed from the address.
    pub query: AuditQuery,
    /// The page of events that it finds.
    pub page: AuditPage,
    /// The number of days that events are kept.
    pub days: i64,
    /// Whether the user may change that number.
    pub may_keep: bool,
}

/// Returns a page of the audit log; `pairs` are the query parameters of the address.
#[server(prefix = "/api", endpoint = "audit/list", input = Json, output = Postcard)]
pub async fn list_audit(pairs: Vec<(String, String)>) -> Result<AuditScreen, AppError> {
    let actor = actor()?;
    let auditor = actor.audit().map_err(refuse)?;
    let query =
        AuditQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let engine = services()?.engine;
    let page = engine.audit().list_audit(auditor, &query, AUDIT_PAGE).await.map_err(fail)?;
    let days = engine.audit().audit_days().await.map_err(fail)?;
    Ok(AuditScreen { query, page, days, may_keep: actor.administer().is_ok() })
}

/// Sets the number of days that events are kept. An invalid number is reported as a message at the field.
#[server(prefix = "/api", endpoint = "audit/keep", output = Postcard)]
pub async fn keep_audit(days: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let Some(number) = parse_audit_days(&days) else {
        let typed: String = days.chars().take(12).collect();
        send_form_to(&format!("/settings/audit?wrong={}#kept", Url::escape(&typed)));
        return Err(bad_input());
    };
    services()?.engine.audit().set_audit_days(administrator, number).await.map_err(fail)?;
    send_form_to("/settings/audit?saved=1#kept");
    Ok(())
}
