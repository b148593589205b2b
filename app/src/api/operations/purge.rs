//! Purging: from the trash, for good.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::Shown;
#[cfg(feature = "ssr")]
use super::{redirect_after, restore::trash_set, typed_number};
#[cfg(feature = "ssr")]
use crate::context::{fail, object, reauthenticated, refuse};
use crate::error::AppError;
use domain::{
    object::ObjectNames,
    operation::{OrderRefused, Preview, Receipt},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What is to be purged, as an address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeSet {
    /// The object's word in addresses.
    pub object: String,
    /// The records, `1,2,3`.
    #[serde(default)]
    pub ids: String,
    /// The query of a view of the trash, for all that it shows.
    #[serde(default)]
    pub view: String,
}

/// A confirmed purge as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeForm {
    /// What.
    pub set: PurgeSet,
    /// The typed number.
    #[serde(default)]
    pub typed: String,
    /// What was shown.
    pub shown: Shown,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What the page of a purge shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeScreen {
    /// The object's names.
    pub names: ObjectNames,
    /// What would be gone; nothing where nothing is selected.
    pub preview: Option<Preview>,
}

/// What purging a set would do.
#[server(prefix = "/api", endpoint = "operations/preview-purge", input = Json, output = Postcard)]
pub async fn preview_purge(set: PurgeSet) -> Result<PurgeScreen, AppError> {
    let (engine, actor, object) = object(&set.object).await?;
    let permit = actor.purge(object.id).map_err(refuse)?;
    let preview = if set.ids.is_empty() && set.view.is_empty() {
        None
    } else {
        let set = trash_set(&set.ids, None, &set.view)?;
        Some(engine.preview_purge(&permit, &set).await.map_err(fail)?)
    };
    Ok(PurgeScreen { names: object.names, preview })
}

/// Purges a set that the person saw and confirmed, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/purge", output = Postcard)]
pub async fn purge_records(form: PurgeForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::{operation::PurgeOrder, surface::Surface};

    let (engine, actor, object) = object(&form.set.object).await?;
    let permit = reauthenticated(actor.purge(object.id).map_err(refuse)?)?;
    let order = PurgeOrder {
        set: trash_set(&form.set.ids, None, &form.set.view)?,
        confirm: form.shown.confirm(Some(typed_number(&form.typed)))?,
        surface: Surface::Trash,
        reason: Some(form.reason.clone()),
    };
    let answer = engine.purge(&permit, &order).await.map_err(fail)?;
    let escape = leptos_router::location::Url::escape;
    let set = if form.set.view.is_empty() {
        format!("ids={}", form.set.ids)
    } else {
        format!("view={}", escape(&form.set.view))
    };
    let reason = super::reason_query(&form.reason);
    redirect_after(&answer, &format!("/trash/purge?object={}&{set}{reason}", form.set.object));
    Ok(answer)
}
