//! Server functions for imports.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{actor, fail, is_plain_form, object, refuse, send_form_to, services},
    error::bad_input,
};
use domain::{ids::ImportId, import::ImportView, object::Object};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
use std::collections::BTreeMap;

/// The data of the page of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportScreen {
    /// The definition of the object.
    pub object: Object,
    /// The import.
    pub view: ImportView,
    /// The columns that create associations: the value in the form, and the localized name.
    pub links: Vec<(String, String)>,
}

/// The form that starts an import with a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartForm {
    /// The import.
    pub id: ImportId,
    /// The target of each column, by its position in the file.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

/// Returns the object to import into, if the user may import its records.
#[server(prefix = "/api", endpoint = "imports/new", input = Json, output = Postcard)]
pub async fn new_import(slug: String) -> Result<Object, AppError> {
    let (_, actor, object) = object(&slug).await?;
    actor.import(object.id).map_err(refuse)?;
    Ok(object)
}

/// Returns an import by its id.
#[server(prefix = "/api", endpoint = "imports/get", input = Json, output = Postcard)]
pub async fn get_import(id: ImportId) -> Result<ImportScreen, AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let (object, view) = engine.imports().import(&actor, id).await.map_err(fail)?;
    let t = crate::i18n::messages();
    let mut others = engine.objects().active().await.map_err(fail)?;
    others.retain(|other| actor.view(other.id).is_ok());
    let labels = engine.records().association_labels().await.map_err(fail)?;
    let links = domain::import::LinkTarget::all(&object, &others, &labels)
        .map(|link| (link.target().word().to_owned(), t.import_link(&link)))
        .collect();
    Ok(ImportScreen { object, view, links })
}

/// Starts an import with a mapping. It runs in the background; its page shows the progress.
#[server(prefix = "/api", endpoint = "imports/start", output = Postcard)]
pub async fn start_import(form: StartForm) -> Result<(), AppError> {
    use domain::import::{ImportState, Target};

    let actor = actor()?;
    let engine = services()?.engine;
    let (object, view) = engine.imports().import(&actor, form.id).await.map_err(fail)?;
    let permit = actor.import(object.id).map_err(refuse)?;
    let columns = view.sample.and_then(Result::ok).map_or(0, |sample| sample.headers.len());
    let word = |index: usize| form.columns.get(&index.to_string()).map_or("", String::as_str);
    let mapping: Vec<Target> = (0..columns).map(|index| Target::from_word(&object, word(index))).collect();
    if view.state == ImportState::Uploaded && mapping.iter().all(|target| *target == Target::Ignore) {
        send_form_to(&format!("/imports/{}?problem=columns", form.id));
        return if is_plain_form() { Ok(()) } else { Err(bad_input()) };
    }
    engine.imports().start_import(&permit, form.id, &mapping).await.map_err(fail)?;
    send_form_to(&format!("/imports/{}", form.id));
    Ok(())
}
