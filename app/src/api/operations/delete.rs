//! Deleting.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::Shown;
#[cfg(feature = "ssr")]
use super::{checked, redirect_after, selection, selection_query, typed_number};
#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse, send_form_to};
use crate::error::AppError;
use domain::{
    object::ObjectNames,
    operation::{OrderRefused, Preview, Receipt, Selection},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// A confirmed deletion as a form sends it, with or without JavaScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteForm {
    /// The object's word in addresses.
    pub object: String,
    /// The selected records, `1,2,3`; of a selection of all, those that are left out.
    #[serde(default)]
    pub ids: String,
    /// Whether all that the view shows is selected.
    #[serde(default)]
    pub all: bool,
    /// What the view searches for.
    #[serde(default)]
    pub search: String,
    /// The filter of the view, as in its address.
    #[serde(default)]
    pub filter: String,
    /// The pipeline whose board it comes from; empty where it comes from no board.
    #[serde(default)]
    pub pipeline: String,
    /// The typed number; absent from a record page, where none is asked (R2.7).
    #[serde(default)]
    pub typed: Option<String>,
    /// What was shown.
    pub shown: Shown,
    /// Whether it comes from a record page rather than the table.
    #[serde(default)]
    pub from_record: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The objects, by their words, whose associated records go along.
    #[serde(default)]
    pub also: Vec<String>,
    /// The same as it was when the set was shown, `deals,tickets`.
    #[serde(default)]
    pub also_shown: String,
}

/// What the page and the dialog of a deletion show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteScreen {
    /// The object's names.
    pub names: ObjectNames,
    /// What would happen; nothing where nothing is selected.
    pub preview: Option<Preview>,
}

/// What deleting a selection would do; with `also`, together with the associated records of these objects.
#[server(prefix = "/api", endpoint = "operations/preview-delete", input = Json, output = Postcard)]
pub async fn preview_delete(
    slug: String,
    selection: Selection,
    also: Option<Vec<String>>,
) -> Result<DeleteScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    let selection = checked(&object, selection);
    let nothing = matches!(&selection, Selection::Records(records) if records.is_empty());
    let also = along(&engine, &also.unwrap_or_default()).await?;
    let preview = if nothing {
        None
    } else {
        Some(engine.preview_delete_with(&actor, &permit, &selection, &also).await.map_err(fail)?)
    };
    Ok(DeleteScreen { names: object.names, preview })
}

/// Deletes a selection that the person saw and confirmed, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/delete", output = Postcard)]
pub async fn delete_records(order: DeleteForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::{operation::DeleteOrder, surface::Surface};

    let (engine, actor, object) = object(&order.object).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    // A record page asks for no number, as long as its record goes alone.
    let typed = match (&order.typed, order.from_record && order.also.is_empty()) {
        (None, true) => None,
        (typed, _) => Some(typed_number(typed.as_deref().unwrap_or_default())),
    };
    let delete = DeleteOrder {
        selection: selection(&object, &order.ids, order.all, &order.search, &order.filter, &order.pipeline)
            .ok_or(AppError::BadInput)?,
        confirm: order.shown.confirm(typed)?,
        surface: match (order.from_record, order.pipeline.is_empty()) {
            (true, _) => Surface::RecordPage,
            (false, false) => Surface::Board,
            (false, true) => Surface::Index,
        },
        reason: Some(order.reason.clone()),
    };
    // Without a number only one record goes: the record page has no more.
    if delete.confirm.typed.is_none() && !matches!(&delete.selection, Selection::Records(records) if records.len() == 1)
    {
        return Err(AppError::BadInput);
    }
    let also = along(&engine, &order.also).await?;
    let answer = engine.delete_with(&actor, &permit, &delete, &also).await.map_err(fail)?;
    match &answer {
        Err(OrderRefused::Moved(_)) if order.also.join(",") != order.also_shown => {
            send_form_to(&format!("{}&problem=also", order.address()));
        }
        answer => redirect_after(answer, &order.address()),
    }
    Ok(answer)
}

/// The objects with these words.
#[cfg(feature = "ssr")]
async fn along(engine: &engine::Engine, also: &[String]) -> Result<Vec<domain::ids::ObjectId>, AppError> {
    let mut objects = Vec::new();
    for slug in also {
        objects.push(engine.object(slug).await.map_err(fail)?.id);
    }
    objects.sort_unstable();
    objects.dedup();
    Ok(objects)
}

impl DeleteForm {
    /// The page that asks for the number. What was typed as the reason stands in it again.
    #[cfg(feature = "ssr")]
    fn address(&self) -> String {
        let from = if self.from_record { "&from=record" } else { "" };
        let query = selection_query(&self.ids, self.all, &self.search, &self.filter, &self.pipeline);
        let also = if self.also.is_empty() { String::new() } else { format!("&also={}", self.also.join(",")) };
        let reason = super::reason_query(&self.reason);
        format!("/{}/delete?{query}{from}{also}{reason}", self.object)
    }

    /// The fields of the form, as [`delete_records`] takes them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![
            ("order[object]".to_owned(), self.object.clone()),
            ("order[ids]".to_owned(), self.ids.clone()),
            ("order[all]".to_owned(), self.all.to_string()),
            ("order[search]".to_owned(), self.search.clone()),
            ("order[filter]".to_owned(), self.filter.clone()),
            ("order[pipeline]".to_owned(), self.pipeline.clone()),
            ("order[from_record]".to_owned(), self.from_record.to_string()),
            ("order[reason]".to_owned(), self.reason.clone()),
        ];
        fields.extend(self.also.iter().map(|slug| ("order[also][]".to_owned(), slug.clone())));
        fields.push(("order[also_shown]".to_owned(), self.also.join(",")));
        fields.extend(self.shown.fields("order"));
        fields.extend(self.typed.clone().map(|typed| ("order[typed]".to_owned(), typed)));
        fields
    }
}
