//! Server functions for the settings of objects: properties, pipelines, association labels, and their archiving.

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

/// The data of the page of all objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectsScreen {
    /// The active objects, each with the number of records that the user sees.
    pub objects: Vec<ObjectCount>,
    /// The archived objects.
    pub archived: Vec<ArchivedObject>,
}

/// The data of the settings of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectScreen {
    /// The definition of the object.
    pub object: Object,
    /// The labels for associations of its records, each with the names of the other object.
    pub labels: Vec<(AssociationLabel, ObjectNames)>,
    /// The archived parts of the object.
    pub archived: Vec<ArchivedPart>,
}

/// The engine, and the administrator permit of the signed-in user.
fn administrator() -> Result<(engine::Engine, domain::policy::Administrator), AppError> {
    let administrator = actor()?.administer_objects().map_err(refuse)?;
    Ok((services()?.engine, administrator))
}

/// Returns the data of the page of all objects.
#[server(prefix = "/api", endpoint = "settings/objects", input = Json, output = Postcard)]
pub async fn list_object_settings() -> Result<ObjectsScreen, AppError> {
    let (engine, administrator) = administrator()?;
    let objects = engine.objects().object_counts(&actor()?).await.map_err(fail)?;
    let archived = engine.objects().archived_objects(administrator).await.map_err(fail)?;
    Ok(ObjectsScreen { objects, archived })
}

/// Returns the settings of an object.
#[server(prefix = "/api", endpoint = "settings/object", input = Json, output = Postcard)]
pub async fn get_object_settings(slug: String) -> Result<ObjectScreen, AppError> {
    let (engine, administrator) = administrator()?;
    let object = engine.objects().object(&slug).await.map_err(fail)?;
    let archived = engine.objects().archived(administrator, &object).await.map_err(fail)?;
    let labels = labels_of(&engine, &object).await?;
    Ok(ObjectScreen { object, labels, archived })
}

/// Moves a property up or down by one position.
#[server(prefix = "/api", endpoint = "settings/move-property", output = Postcard)]
pub async fn move_property(slug: String, key: String, to: String) -> Result<(), AppError> {
    let (engine, administrator) = administrator()?;
    let up = match to.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(crate::error::bad_input()),
    };
    engine.objects().move_property(administrator, &slug, &key, up).await.map_err(fail)?;
    // The fragment scrolls the browser to the row, which has moved.
    send_form_to(&format!("{}#property-{key}", page_of(&slug)));
    Ok(())
}

/// The address of an object's settings. The slug is safe in it, because the object was found by it.
fn page_of(slug: &str) -> String {
    format!("/settings/objects/{}", leptos_router::location::Url::escape(slug))
}
