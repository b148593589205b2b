//! What an admin defines: objects, their properties, their pipelines, labels of associations; archiving them and bringing
//! them back.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

mod archive;
mod forms;
mod labels;

pub use archive::*;
pub use forms::*;
pub use labels::*;

use crate::context::{actor, fail, refuse, send_form_to, services};
use crate::error::AppError;
use domain::association::AssociationLabel;
use domain::object::{ArchivedObject, ArchivedPart, Object, ObjectCount, ObjectNames};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What the page of all objects shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectsScreen {
    /// Those in use, with how many records one sees of each.
    pub objects: Vec<ObjectCount>,
    /// Those that can come back.
    pub archived: Vec<ArchivedObject>,
}

/// What the page of an object's settings shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectScreen {
    /// The object.
    pub object: Object,
    /// The labels of links between its records and others, each with the names of the other object.
    pub labels: Vec<(AssociationLabel, ObjectNames)>,
    /// What of it can come back.
    pub archived: Vec<ArchivedPart>,
}

/// Who administers, and the engine.
fn administrator() -> Result<(engine::Engine, domain::policy::Administrator), AppError> {
    let administrator = actor()?.administer_objects().map_err(refuse)?;
    Ok((services()?.engine, administrator))
}

/// Every object.
#[server(prefix = "/api", endpoint = "settings/objects", input = Json, output = Postcard)]
pub async fn list_object_settings() -> Result<ObjectsScreen, AppError> {
    let (engine, administrator) = administrator()?;
    let objects = engine.object_counts(&actor()?).await.map_err(fail)?;
    let archived = engine.archived_objects(administrator).await.map_err(fail)?;
    Ok(ObjectsScreen { objects, archived })
}

/// One object.
#[server(prefix = "/api", endpoint = "settings/object", input = Json, output = Postcard)]
pub async fn get_object_settings(slug: String) -> Result<ObjectScreen, AppError> {
    let (engine, administrator) = administrator()?;
    let object = engine.object(&slug).await.map_err(fail)?;
    let archived = engine.archived(administrator, &object).await.map_err(fail)?;
    let labels = labels_of(&engine, &object).await?;
    Ok(ObjectScreen { object, labels, archived })
}

/// Puts a property one place up or down.
#[server(prefix = "/api", endpoint = "settings/move-property", output = Postcard)]
pub async fn move_property(slug: String, key: String, to: String) -> Result<(), AppError> {
    let (engine, administrator) = administrator()?;
    let up = match to.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(crate::error::bad_input()),
    };
    engine.move_property(administrator, &slug, &key, up).await.map_err(fail)?;
    // The browser is at the row again, whose place is another now.
    send_form_to(&format!("{}#property-{key}", page_of(&slug)));
    Ok(())
}

/// The address of an object's settings. A word of ours: whoever comes here has found the object by it.
fn page_of(slug: &str) -> String {
    format!("/settings/objects/{}", leptos_router::location::Url::escape(slug))
}
