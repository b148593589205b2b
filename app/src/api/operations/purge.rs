//! Server functions that delete records in the trash permanently.

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

/// The form that confirms a purge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeForm {
    /// The slug of the object.
    pub object: String,
    /// The records in the trash.
    #[serde(flatten)]
    pub set: TrashForm,
    /// The typed number.
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
    /// The slug of the object; empty for contacts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// The records in the trash.
    #[serde(flatten)]
    pub set: TrashForm,
    /// The reason why a form was refused.
    #[serde(flatten)]
    pub refused: RefusedQuery,
}

/// The data of the page of a purge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeScreen {
    /// The names of the object.
    pub names: ObjectNames,
    /// The dry run of the purge; `None` if nothing is selected.
    pub preview: Option<Preview>,
}

/// Returns the dry run of purging a set.
#[server(prefix = "/api", endpoint = "operations/preview-purge", input = Json, output = Postcard)]
pub async fn preview_purge(slug: String, set: TrashForm) -> Result<PurgeScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.purge(object.id).map_err(refuse)?;
    let preview = if set.is_empty() {
        None
    } else {
        Some(engine.operations().preview_purge(&permit, &set.set()?).await.map_err(fail)?)
    };
    Ok(PurgeScreen { names: object.names, preview })
}

/// Purges a previewed set. The inner error says why nothing was changed.
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
    let answer = engine.operations().purge(&permit, &order).await.map_err(fail)?;
    redirect_after(&answer, "/trash/purge", &form.reason, |refused| PurgeQuery {
        object: form.object,
        set: form.set,
        refused,
    });
    Ok(answer)
}
