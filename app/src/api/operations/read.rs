//! The index of operations, the page of one, and what can be done about it.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::TouchedScreen;
#[cfg(feature = "ssr")]
use super::{redirect_after, touched::touched_screen};
#[cfg(feature = "ssr")]
use crate::context::{actor, cancel_with_request, fail, send_form_to, services};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::operation::{Decision, SelectionSummary};
use domain::{
    ids::{OperationId, RecordId},
    operation::{OperationItems, OperationPage, OperationQuery, OperationView, OrderRefused, Receipt},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What the page of an operation shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationScreen {
    /// The operation.
    pub view: OperationView,
    /// The filter of the view that was selected, in words.
    pub filter: Option<String>,
    /// Some of its records.
    pub items: OperationItems,
    /// What it will touch, for one who may decide about it.
    pub touched: Option<TouchedScreen>,
}

/// What the index of operations shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationsScreen {
    /// The view, as the address was understood.
    pub query: OperationQuery,
    /// The page of it.
    pub page: OperationPage,
}

/// Records of an operation that are to be undone alone, as a form sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoForm {
    /// The operation.
    pub operation: String,
    /// Whether only these records are meant; otherwise all of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// The records.
    #[serde(default)]
    pub ids: Vec<RecordId>,
}

/// The operations of a view: `pairs` are the names and values of its query.
#[server(prefix = "/api", endpoint = "operations/list", input = Json, output = Postcard)]
pub async fn list_operations(pairs: Vec<(String, String)>) -> Result<OperationsScreen, AppError> {
    let actor = actor()?;
    let query =
        OperationQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let page = services()?.engine.operations(&actor, &query).await.map_err(fail)?;
    Ok(OperationsScreen { query, page })
}

/// The person's own operations that have not ended, latest first.
#[server(prefix = "/api", endpoint = "operations/running", input = Json, output = Postcard)]
pub async fn running_operations() -> Result<Vec<OperationId>, AppError> {
    let actor = actor()?;
    services()?.engine.open_operations_of(&actor).await.map_err(fail)
}

/// Undoes a restore or a change of owner, or some of it. The undo of a deletion is a restore.
#[server(prefix = "/api", endpoint = "operations/undo", output = Postcard)]
pub async fn undo_operation(form: UndoForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    let actor = actor()?;
    let id: OperationId = form.operation.parse().map_err(|_| crate::error::bad_input())?;
    let answer = if form.chosen && form.ids.is_empty() {
        Err(OrderRefused::Nothing)
    } else {
        services()?.engine.undo(&actor, id, &form.ids).await.map_err(fail)?
    };
    redirect_after(&answer, &format!("/operations/{id}"), "", |refused| refused);
    Ok(answer)
}

/// An operation by its address, with some of its records.
#[server(prefix = "/api", endpoint = "operations/get", input = Json, output = Postcard)]
pub async fn get_operation(
    id: OperationId,
    after: Option<RecordId>,
    search: String,
    skipped: bool,
) -> Result<OperationScreen, AppError> {
    const ITEMS: i64 = 50;

    let actor = actor()?;
    let engine = services()?.engine;
    let view = engine.operation(&actor, id).await.map_err(fail)?;
    let items = engine.operation_items(&actor, id, &search, skipped, after, ITEMS).await.map_err(fail)?;
    let filter = match &view.selection {
        Some(SelectionSummary::Query { filter, .. }) if !filter.is_empty() => {
            let object = engine.object(&view.slug).await.map_err(fail)?;
            let users = crate::api::records::user_names(&engine).await?;
            Some(crate::i18n::messages().filter(&object, filter, &users))
        }
        _ => None,
    };
    let touched = match &view.approval {
        Some(approval) if approval.may_decide => {
            let touched = cancel_with_request(engine.impact_of_waiting(&actor, id)).await.map_err(fail)?;
            Some(touched_screen(&engine, &touched, |_, _| false).await?)
        }
        _ => None,
    };
    Ok(OperationScreen { view, filter, items, touched })
}

/// A decision as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionForm {
    /// Which deletion.
    pub operation: String,
    /// `approve` or `decline`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decision: String,
    /// What is said about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// Decides about a deletion of somebody else that waits.
#[server(prefix = "/api", endpoint = "operations/decide", output = Postcard)]
pub async fn decide(form: DecisionForm) -> Result<bool, AppError> {
    let actor = actor()?;
    let id: OperationId = form.operation.parse().map_err(|_| crate::error::bad_input())?;
    let approve = match form.decision.as_str() {
        "approve" => true,
        "decline" => false,
        _ => return Err(crate::error::bad_input()),
    };
    let decision = Decision { approve, comment: Some(form.comment) };
    let decided = services()?.engine.decide(&actor, id, &decision).await.map_err(fail)?;
    send_form_to(&format!("/operations/{id}{}", if decided { "" } else { "?problem=late" }));
    Ok(decided)
}

/// Does something about an operation that is not done.
#[server(prefix = "/api", endpoint = "operations/control", output = Postcard)]
pub async fn control_operation(id: OperationId, control: String) -> Result<(), AppError> {
    let actor = actor()?;
    let control = control.parse().map_err(|()| crate::error::bad_input())?;
    let receipt = services()?.engine.control_operation(&actor, id, control).await.map_err(fail)?;
    let page = receipt.map_or(id, |receipt| receipt.operation);
    send_form_to(&format!("/operations/{page}"));
    Ok(())
}
