//! Giving records another owner.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::Shown;
#[cfg(feature = "ssr")]
use super::{checked, redirect_after, selection, selection_query};
#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
use domain::{
    object::ObjectNames,
    operation::{OrderRefused, Preview, Receipt, Selection},
    people::Person,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// A confirmed change of owner as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignForm {
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
    /// To whom; empty for nobody.
    #[serde(default)]
    pub to: String,
    /// What was shown.
    pub shown: Shown,
}

/// What the page of a change of owner shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignScreen {
    /// The object's names.
    pub names: ObjectNames,
    /// Who can own a record.
    pub owners: Vec<Person>,
    /// What would be touched; nothing where nothing is selected.
    pub preview: Option<Preview>,
}

/// What giving a selection another owner would touch.
#[server(prefix = "/api", endpoint = "operations/preview-assign", input = Json, output = Postcard)]
pub async fn preview_assign(slug: String, selection: Selection) -> Result<AssignScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let selection = checked(&object, selection);
    let nothing = matches!(&selection, Selection::Records(records) if records.is_empty());
    let preview = if nothing { None } else { Some(engine.preview_assign(&permit, &selection).await.map_err(fail)?) };
    Ok(AssignScreen { names: object.names, owners: engine.new_owners(&[]).await.map_err(fail)?, preview })
}

/// Gives a selection that the person saw another owner, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/assign", output = Postcard)]
pub async fn assign_records(form: AssignForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::{operation::AssignOrder, surface::Surface};

    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.edit(object.id).map_err(refuse)?;
    let to = match form.to.as_str() {
        "" => None,
        to => Some(to.parse().map_err(|_| crate::error::bad_input())?),
    };
    let order = AssignOrder {
        selection: selection(&object, &form.ids, form.all, &form.search, &form.filter, &form.pipeline)
            .ok_or_else(crate::error::bad_input)?,
        to,
        confirm: form.shown.confirm(None)?,
        surface: if form.pipeline.is_empty() { Surface::Index } else { Surface::Board },
    };
    let answer = engine.assign(&permit, &order).await.map_err(fail)?;
    let query = selection_query(&form.ids, form.all, &form.search, &form.filter, &form.pipeline);
    redirect_after(&answer, &format!("/{}/assign?{query}", form.object));
    Ok(answer)
}
