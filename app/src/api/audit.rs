//! The audit, for those who may read it.

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

/// What the page of the audit shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditScreen {
    /// The view, as the address was understood.
    pub query: AuditQuery,
    /// The page of it.
    pub page: AuditPage,
    /// Days that events are kept.
    pub days: i64,
    /// Whether the viewer may change that.
    pub may_keep: bool,
}

/// The audit at an address: `pairs` are the names and values of its query.
#[server(prefix = "/api", endpoint = "audit/list", input = Json, output = Postcard)]
pub async fn list_audit(pairs: Vec<(String, String)>) -> Result<AuditScreen, AppError> {
    let actor = actor()?;
    let auditor = actor.audit().map_err(refuse)?;
    let query =
        AuditQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let engine = services()?.engine;
    let page = engine.list_audit(auditor, &query, AUDIT_PAGE).await.map_err(fail)?;
    let days = engine.audit_days().await.map_err(fail)?;
    Ok(AuditScreen { query, page, days, may_keep: actor.administer().is_ok() })
}

/// Keeps events for so many days. What cannot be is refused with a message at the field.
#[server(prefix = "/api", endpoint = "audit/keep", output = Postcard)]
pub async fn keep_audit(days: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let Some(number) = parse_audit_days(&days) else {
        let typed: String = days.chars().take(12).collect();
        send_form_to(&format!("/settings/audit?wrong={}#kept", Url::escape(&typed)));
        return Err(bad_input());
    };
    services()?.engine.set_audit_days(administrator, number).await.map_err(fail)?;
    send_form_to("/settings/audit?saved=1#kept");
    Ok(())
}
