//! Server functions that delete records.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::{PreviewRef, RefusedQuery};
#[cfg(feature = "ssr")]
use super::{checked, redirect_after, typed_number};
#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::object::CONTACT;
use domain::{
    object::ObjectNames,
    operation::{OrderRefused, Preview, Receipt, Selection, SelectionForm},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The form that confirms a deletion, with or without JavaScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteForm {
    /// The slug of the object.
    pub object: String,
    /// The selected records.
    #[serde(flatten)]
    pub selection: SelectionForm,
    /// The typed number; absent on a record page, which requires none (R2.7).
    #[serde(default)]
    pub typed: Option<String>,
    /// The preview that it confirms.
    pub preview: PreviewRef,
    /// Whether the form is on a record page, not on the index.
    #[serde(default)]
    pub from_record: bool,
    /// The reason that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The slugs of the objects whose associated records are deleted too.
    #[serde(default)]
    pub also: Vec<String>,
    /// The value of `also` in the confirmed preview: `deals,tickets`.
    #[serde(default)]
    pub also_shown: String,
}

/// The query of the page of a deletion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteQuery {
    /// The selected records.
    #[serde(flatten)]
    pub selection: SelectionForm,
    /// `record` if a record page links here; otherwise empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The objects whose associated records are deleted too: `deals,tickets`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub also: String,
    /// The reason why a form was refused.
    #[serde(flatten)]
    pub refused: RefusedQuery,
}

impl DeleteQuery {
    /// The value of `from` for a link from a record page.
    pub const RECORD: &str = "record";
}

/// The data of the page and the dialog of a deletion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteScreen {
    /// The names of the object.
    pub names: ObjectNames,
    /// The dry run of the deletion; `None` if nothing is selected.
    pub preview: Option<Preview>,
    /// Whether the selection can be deleted permanently instead.
    pub erase: EraseOffer,
}

/// Whether a selection can be deleted permanently instead of moved to the trash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EraseOffer {
    /// It is not one contact (R2.4).
    Inapplicable,
    /// The role of the user does not allow it.
    Denied,
    /// The address of the page of the contact's permanent deletion.
    Allowed(String),
}

/// Returns the dry run of deleting a selection; with `also`, together with the associated records of these objects.
#[server(prefix = "/api", endpoint = "operations/preview-delete", input = Json, output = Postcard)]
pub async fn preview_delete(
    slug: String,
    selection: Selection,
    also: Option<Vec<String>>,
) -> Result<DeleteScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    let selection = checked(&object, selection)?;
    let also = along(&engine, &also.unwrap_or_default()).await?;
    let preview = if selection.is_empty() {
        None
    } else {
        Some(engine.operations().preview_delete_with(&actor, &permit, &selection, &also).await.map_err(fail)?)
    };
    let erase = match (&selection, actor.erase(object.id)) {
        (Selection::Records(records), may) if object.id == CONTACT && records.len() == 1 => match may {
            Ok(_) => EraseOffer::Allowed(format!("/{slug}/{}/erase", records[0])),
            Err(_) => EraseOffer::Denied,
        },
        _ => EraseOffer::Inapplicable,
    };
    Ok(DeleteScreen { names: object.names, preview, erase })
}

/// Deletes a previewed selection. The inner error says why nothing was changed.
#[server(prefix = "/api", endpoint = "operations/delete", output = Postcard)]
pub async fn delete_records(form: DeleteForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::{operation::DeleteOrder, surface::Surface};

    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    // A record page requires no number unless associated records are deleted too.
    let typed = match (&form.typed, form.from_record && form.also.is_empty()) {
        (None, true) => None,
        (typed, _) => Some(typed_number(typed.as_deref().unwrap_or_default())),
    };
    let order = DeleteOrder {
        selection: checked(&object, form.selection.selection())?,
        confirm: form.preview.confirm(typed)?,
        surface: if form.from_record { Surface::RecordPage } else { form.selection.source.surface() },
        reason: Some(form.reason.clone()),
    };
    // Only the deletion of a single record may omit the number, because only a record page omits it.
    if order.confirm.typed.is_none() && !matches!(&order.selection, Selection::Records(records) if records.len() == 1) {
        return Err(AppError::BadInput);
    }
    let also = along(&engine, &form.also).await?;
    let answer = engine.operations().delete_with(&actor, &permit, &order, &also).await.map_err(fail)?;
    let page = format!("/{}/delete", form.object);
    let also = form.also.join(",");
    let also_changed = matches!(answer, Err(OrderRefused::Moved(_))) && also != form.also_shown;
    redirect_after(&answer, &page, &form.reason, |refused| {
        let problem = if also_changed { "also".to_owned() } else { refused.problem };
        let from = if form.from_record { DeleteQuery::RECORD.to_owned() } else { String::new() };
        DeleteQuery { selection: form.selection, from, also, refused: RefusedQuery { problem, ..refused } }
    });
    Ok(answer)
}

/// The ids of the objects with these slugs.
#[cfg(feature = "ssr")]
async fn along(engine: &engine::Engine, also: &[String]) -> Result<Vec<domain::ids::ObjectId>, AppError> {
    let mut objects = Vec::new();
    for slug in also {
        objects.push(engine.objects().object(slug).await.map_err(fail)?.id);
    }
    objects.sort_unstable();
    objects.dedup();
    Ok(objects)
}
