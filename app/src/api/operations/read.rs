//! Server functions for the index of operations, the page of an operation, and its controls.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::ImpactScreen;
#[cfg(feature = "ssr")]
use super::{impact::impact_screen, redirect_after};
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

/// The data of the page of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationScreen {
    /// The operation.
    pub view: OperationView,
    /// The localized filter of the selected view, if it had one.
    pub filter: Option<String>,
    /// A page of its records.
    pub items: OperationItems,
    /// Its impact, for a user who may approve it.
    pub impact: Option<ImpactScreen>,
}

/// The data of the index of operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationsScreen {
    /// The query, as parsed from the address.
    pub query: OperationQuery,
    /// The page of operations that it finds.
    pub page: OperationPage,
}

/// The form that undoes an operation, as a whole or for some of its records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoForm {
    /// The id of the operation.
    pub operation: String,
    /// Whether only `ids` are undone; otherwise the whole operation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// The records to undo.
    #[serde(default)]
    pub ids: Vec<RecordId>,
}

/// Returns a page of the index; `pairs` are the query parameters of the address.
#[server(prefix = "/api", endpoint = "operations/list", input = Json, output = Postcard)]
pub async fn list_operations(pairs: Vec<(String, String)>) -> Result<OperationsScreen, AppError> {
    let actor = actor()?;
    let query =
        OperationQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let page = services()?.engine.operations().list_operations(&actor, &query).await.map_err(fail)?;
    Ok(OperationsScreen { query, page })
}

/// Returns the user's own operations that have not ended, the latest first.
#[server(prefix = "/api", endpoint = "operations/running", input = Json, output = Postcard)]
pub async fn running_operations() -> Result<Vec<OperationId>, AppError> {
    let actor = actor()?;
    services()?.engine.operations().open_operations_of(&actor).await.map_err(fail)
}

/// Undoes a restore or an assignment, as a whole or in part. The undo of a deletion is a restore.
#[server(prefix = "/api", endpoint = "operations/undo", output = Postcard)]
pub async fn undo_operation(form: UndoForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    let actor = actor()?;
    let id: OperationId = form.operation.parse().map_err(|_| crate::error::bad_input())?;
    let answer = if form.chosen && form.ids.is_empty() {
        Err(OrderRefused::Nothing)
    } else {
        services()?.engine.operations().undo(&actor, id, &form.ids).await.map_err(fail)?
    };
    redirect_after(&answer, &format!("/operations/{id}"), "", |refused| refused);
    Ok(answer)
}

/// Returns an operation by its id, with a page of its records.
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
    let view = engine.operations().operation(&actor, id).await.map_err(fail)?;
    let items = engine.operations().operation_items(&actor, id, &search, skipped, after, ITEMS).await.map_err(fail)?;
    let filter = match &view.selection {
        Some(SelectionSummary::Query { filter, .. }) if !filter.is_empty() => {
            let object = engine.objects().object(&view.slug).await.map_err(fail)?;
            let users = crate::api::records::user_names(&engine).await?;
            Some(crate::i18n::messages().filter(&object, filter, &users))
        }
        _ => None,
    };
    let impact = match &view.approval {
        Some(approval) if approval.may_decide => {
            let impact = cancel_with_request(engine.operations().impact_of_waiting(&actor, id)).await.map_err(fail)?;
            Some(impact_screen(&engine, &impact, |_, _| false).await?)
        }
        _ => None,
    };
    Ok(OperationScreen { view, filter, items, impact })
}

/// The form that approves or declines a deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionForm {
    /// The id of the deletion.
    pub operation: String,
    /// `approve` or `decline`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decision: String,
    /// The comment of the approver.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// Approves or declines a deletion by another user that waits for approval. Returns whether the decision took effect.
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
    let decided = services()?.engine.operations().decide(&actor, id, &decision).await.map_err(fail)?;
    send_form_to(&format!("/operations/{id}{}", if decided { "" } else { "?problem=late" }));
    Ok(decided)
}

/// Applies a control, such as pause or stop, to an operation that has not ended.
#[server(prefix = "/api", endpoint = "operations/control", output = Postcard)]
pub async fn control_operation(id: OperationId, control: String) -> Result<(), AppError> {
    let actor = actor()?;
    let control = control.parse().map_err(|()| crate::error::bad_input())?;
    let receipt = services()?.engine.operations().control_operation(&actor, id, control).await.map_err(fail)?;
    let page = receipt.map_or(id, |receipt| receipt.operation);
    send_form_to(&format!("/operations/{page}"));
    Ok(())
}
