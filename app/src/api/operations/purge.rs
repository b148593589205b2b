//! Purging: from the trash, for good.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::{PreviewRef, RefusedQuery, TrashForm};
#[cfg(feature = "ssr")]
use super::{redirect_after, typed_number};
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

/// A confirmed purge as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeForm {
    /// The object's word in addresses.
    pub object: String,
    /// The records.
    #[serde(flatten)]
    pub set: TrashForm,
    /// The number that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// The preview that it confirms.
    pub preview: PreviewRef,
    /// The reason that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The query of the page of a purge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeQuery {
    /// The object's word in addresses; empty for contacts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// The records.
    #[serde(flatten)]
    pub set: TrashForm,
    /// Why a form was sent back.
    #[serde(flatten)]
    pub refused: RefusedQuery,
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
pub async fn preview_purge(slug: String, set: TrashForm) -> Result<PurgeScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.purge(object.id).map_err(refuse)?;
    let preview =
        if set.is_empty() { None } else { Some(engine.preview_purge(&permit, &set.set()?).await.map_err(fail)?) };
    Ok(PurgeScreen { names: object.names, preview })
}

/// Purges a set that the person saw and confirmed, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/purge", output = Postcard)]
pub async fn purge_records(form: PurgeForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::{operation::PurgeOrder, surface::Surface};

    let (engine, actor, object) = object(&form.object).await?;
    let permit = reauthenticated(actor.purge(object.id).map_err(refuse)?)?;
    let order = PurgeOrder {
        set: form.set.set()?,
        confirm: form.preview.confirm(Some(typed_number(&form.typed)))?,
        surface: Surface::Trash,
        reason: Some(form.reason.clone()),
    };
    let answer = engine.purge(&permit, &order).await.map_err(fail)?;
    redirect_after(&answer, "/trash/purge", &form.reason, |refused| PurgeQuery {
        object: form.object,
        set: form.set,
        refused,
    });
    Ok(answer)
}
