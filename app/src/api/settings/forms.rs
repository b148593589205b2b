//! Server functions for the forms of objects, properties and pipelines. Each page handles its own form: on success it
//! redirects, otherwise it shows the submitted values and the errors.

use super::{administrator, page_of};
use crate::context::{fail, sent_form};
use crate::error::AppError;
use domain::object::{OptionInput, StageInput};
use domain::{
    ids::PipelineId,
    object::{DefineError, Object, ObjectInput, PipelineInput, PropertyInput},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The number of empty rows below the present options or stages.
const MORE_ROWS: usize = 3;

/// The data of the form of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectForm {
    /// The object; `None` for a new one.
    pub object: Option<Object>,
    /// The values of the fields.
    pub input: ObjectInput,
    /// The errors of the submitted values.
    pub errors: Vec<DefineError>,
}

/// The data of the form of a property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyForm {
    /// The definition of the object.
    pub object: Object,
    /// The key of the property; `None` for a new one.
    pub key: Option<String>,
    /// The values of the fields.
    pub input: PropertyInput,
    /// The errors of the submitted values.
    pub errors: Vec<DefineError>,
}

/// The data of the form of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineForm {
    /// The definition of the object.
    pub object: Object,
    /// The id of the pipeline; `None` for a new one.
    pub id: Option<PipelineId>,
    /// The values of the fields.
    pub input: PipelineInput,
    /// The errors of the submitted values.
    pub errors: Vec<DefineError>,
}

/// Returns the form of a new or existing object, and saves a submitted form.
#[server(prefix = "/api", endpoint = "settings/object-form", input = Json, output = Postcard)]
pub async fn get_object_form(slug: Option<String>) -> Result<ObjectForm, AppError> {
    let (engine, administrator) = administrator()?;
    let object = match &slug {
        Some(slug) => Some(engine.object(slug).await.map_err(fail)?),
        None => None,
    };
    let named = || ObjectInput { name_en: "Name".to_owned(), name_it: "Nome".to_owned(), ..ObjectInput::default() };
    let input = object.as_ref().map_or_else(named, ObjectInput::of);
    let mut form = ObjectForm { object, input, errors: Vec::new() };
    let Some(sent) = sent_form() else { return Ok(form) };

    let sent = Sent(&sent);
    form.input = ObjectInput {
        singular_en: sent.one("singular_en"),
        plural_en: sent.one("plural_en"),
        singular_it: sent.one("singular_it"),
        plural_it: sent.one("plural_it"),
        slug: sent.one("slug"),
        icon: sent.one("icon"),
        name_en: sent.one("name_en"),
        name_it: sent.one("name_it"),
        code_en: sent.one("code_en"),
        code_it: sent.one("code_it"),
        staged: sent.ticked("staged"),
    };
    let saved = match &slug {
        Some(slug) => engine.edit_object(administrator, slug, &form.input).await,
        None => engine.create_object(administrator, &form.input).await,
    };
    match saved {
        Ok(slug) => leptos_axum::redirect(&format!("{}?done=saved", page_of(&slug))),
        Err(engine::SaveFailure::Invalid(errors)) => form.errors = errors,
        Err(engine::SaveFailure::Engine(error)) => return Err(fail(error)),
    }
    Ok(form)
}

/// Returns the form of a new or existing property, and saves a submitted form.
#[server(prefix = "/api", endpoint = "settings/property-form", input = Json, output = Postcard)]
pub async fn get_property_form(slug: String, key: Option<String>) -> Result<PropertyForm, AppError> {
    let (engine, administrator) = administrator()?;
    let object = engine.object(&slug).await.map_err(fail)?;
    let mut input = match &key {
        Some(key) => PropertyInput::of(&object, object.property(key).ok_or_else(|| fail(engine::Error::NotFound))?),
        None => PropertyInput { kind: "text".to_owned(), ..PropertyInput::default() },
    };
    let mut errors = Vec::new();
    if let Some(sent) = sent_form() {
        let sent = Sent(&sent);
        let option = |row: &str| OptionInput {
            tag: sent.one(&format!("{row}.tag")),
            en: sent.one(&format!("{row}.en")),
            it: sent.one(&format!("{row}.it")),
        };
        input = PropertyInput {
            label_en: sent.one("label_en"),
            label_it: sent.one("label_it"),
            kind: sent.one("kind"),
            required: sent.ticked("required"),
            indexed: sent.ticked("indexed"),
            listed: sent.ticked("listed"),
            unique: sent.ticked("unique"),
            options: sent.rows("option").iter().map(|row| option(row)).collect(),
        };
        if !rearranged(&sent.one("act"), &mut input.options) {
            match engine.save_property(administrator, &slug, key.as_deref(), &input).await {
                Ok(key) => leptos_axum::redirect(&format!("{}?done=saved#property-{key}", page_of(&slug))),
                Err(engine::SaveFailure::Invalid(wrong)) => errors = wrong,
                Err(engine::SaveFailure::Engine(error)) => return Err(fail(error)),
            }
        }
    }
    // Errors refer to rows by their position, so the empty rows come after the present ones.
    let empty = |row: &OptionInput| row.tag.is_empty() && row.en.is_empty() && row.it.is_empty();
    let spare = input.options.iter().rev().take_while(|row| empty(row)).count();
    input.options.resize_with(input.options.len() + MORE_ROWS.saturating_sub(spare), OptionInput::default);
    Ok(PropertyForm { object, key, input, errors })
}

/// Returns the form of a new or existing pipeline, and saves a submitted form.
#[server(prefix = "/api", endpoint = "settings/pipeline-form", input = Json, output = Postcard)]
pub async fn get_pipeline_form(slug: String, id: Option<String>) -> Result<PipelineForm, AppError> {
    let (engine, administrator) = administrator()?;
    let object = engine.object(&slug).await.map_err(fail)?;
    let unknown = || fail(engine::Error::NotFound);
    let id = match id {
        Some(id) => Some(id.parse().map_err(|_| unknown())?),
        None => None,
    };
    let mut input = match id {
        Some(id) => PipelineInput::of(object.pipelines.iter().find(|pipeline| pipeline.id == id).ok_or_else(unknown)?),
        None => PipelineInput::default(),
    };
    let mut errors = Vec::new();
    if let Some(sent) = sent_form() {
        let sent = Sent(&sent);
        let stage = |row: &str| StageInput {
            id: sent.one(&format!("{row}.id")).parse().ok(),
            name_en: sent.one(&format!("{row}.en")),
            name_it: sent.one(&format!("{row}.it")),
            kind: sent.one(&format!("{row}.kind")),
        };
        input = PipelineInput {
            name_en: sent.one("name_en"),
            name_it: sent.one("name_it"),
            stages: sent.rows("stage").iter().map(|row| stage(row)).collect(),
        };
        if !rearranged(&sent.one("act"), &mut input.stages) {
            match engine.save_pipeline(administrator, &slug, id, &input).await {
                Ok(()) => leptos_axum::redirect(&format!("{}?done=saved#pipelines", page_of(&slug))),
                Err(engine::SaveFailure::Invalid(wrong)) => errors = wrong,
                Err(engine::SaveFailure::Engine(error)) => return Err(fail(error)),
            }
        }
    }
    let empty = |row: &StageInput| row.id.is_none() && row.name_en.is_empty() && row.name_it.is_empty();
    let spare = input.stages.iter().rev().take_while(|row| empty(row)).count();
    let new = || StageInput { kind: "open".to_owned(), ..StageInput::default() };
    input.stages.resize_with(input.stages.len() + MORE_ROWS.saturating_sub(spare), new);
    Ok(PipelineForm { object, id, input, errors })
}

/// The fields of a submitted form.
pub(super) struct Sent<'a>(pub &'a [(String, String)]);

impl Sent<'_> {
    pub fn one(&self, name: &str) -> String {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub fn ticked(&self, name: &str) -> bool {
        !self.one(name).is_empty()
    }

    /// The names of the submitted rows `option.0`, `option.1`… in their order.
    fn rows(&self, name: &str) -> Vec<String> {
        let rows = (0..).map(|place| format!("{name}.{place}"));
        rows.take_while(|row| self.0.iter().any(|(field, _)| *field == format!("{row}.en"))).collect()
    }
}

/// Applies the button of a row: `up.2`, `down.0`, or `more` for additional rows. Returns whether it was such a button;
/// these save nothing.
fn rearranged<T>(act: &str, rows: &mut [T]) -> bool {
    let place = |text: &str| text.parse::<usize>().ok().filter(|place| *place < rows.len());
    let (one, other) = match act.split_once('.') {
        Some(("up", text)) => (place(text), place(text).and_then(|place| place.checked_sub(1))),
        Some(("down", text)) => (place(text), place(text).map(|place| place + 1).filter(|next| *next < rows.len())),
        _ => return act == "more",
    };
    if let (Some(one), Some(other)) = (one, other) {
        rows.swap(one, other);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::rearranged;

    #[test]
    fn rows_change_places_and_nothing_falls_off_the_ends() {
        let mut rows = ["a", "b", "c"];
        assert!(!rearranged("save", &mut rows) && !rearranged("", &mut rows));
        for (act, after) in [
            ("up.1", "bac"),
            ("down.1", "bca"),
            ("up.0", "bca"),
            ("down.2", "bca"),
            ("up.9", "bca"),
            ("down.x", "bca"),
            ("more", "bca"),
        ] {
            assert!(rearranged(act, &mut rows), "{act}");
            assert_eq!(rows.concat(), after, "{act}");
        }
    }
}
