//! Server functions that assign records to another owner.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::{PreviewRef, RefusedQuery};
#[cfg(feature = "ssr")]
use super::{checked, redirect_after};
#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
use domain::{
    object::ObjectNames,
    operation::{OrderRefused, Preview, Receipt, Selection, SelectionForm},
    people::Person,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The form that confirms an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignForm {
    /// The slug of the object.
    pub object: String,
    /// The selected records.
    #[serde(flatten)]
    pub selection: SelectionForm,
    /// The id of the new owner; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// The preview that it confirms.
    pub preview: PreviewRef,
}

/// The query of the page of an assignment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignQuery {
    /// The selected records.
    #[serde(flatten)]
    pub selection: SelectionForm,
    /// The reason why a form was refused.
    #[serde(flatten)]
    pub refused: RefusedQuery,
}

/// The data of the page of an assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignScreen {
    /// The names of the object.
    pub names: ObjectNames,
    /// The users who can own a record.
    pub owners: Vec<Person>,
    /// The dry run of the assignment; `None` if nothing is selected.
    pub preview: Option<Preview>,
}

/// Returns the dry run of assigning a selection.
#[server(prefix = "/api", endpoint = "operations/preview-assign", input = Json, output = Postcard)]
pub async fn preview_assign(slug: String, selection: Selection) -> Result<AssignScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let selection = checked(&object, selection)?;
    let preview = if selection.is_empty() {
        None
    } else {
        Some(engine.operations().preview_assign(&permit, &selection).await.map_err(fail)?)
    };
    Ok(AssignScreen { names: object.names, owners: engine.records().new_owners(&[]).await.map_err(fail)?, preview })
}

/// Assigns a previewed selection. The inner error says why nothing was changed.
#[server(prefix = "/api", endpoint = "operations/assign", output = Postcard)]
pub async fn assign_records(form: AssignForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::operation::AssignOrder;

    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let to = match form.to.as_str() {
        "" => None,
        to => Some(to.parse().map_err(|_| crate::error::bad_input())?),
    };
    let order = AssignOrder {
        selection: checked(&object, form.selection.selection())?,
        to,
        confirm: form.preview.confirm(None)?,
        surface: form.selection.source.surface(),
    };
    let answer = engine.operations().assign(&permit, &order).await.map_err(fail)?;
    let page = format!("/{}/assign", form.object);
    redirect_after(&answer, &page, "", |refused| AssignQuery { selection: form.selection, refused });
    Ok(answer)
}
