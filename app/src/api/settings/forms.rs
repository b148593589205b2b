//! Server functions for the forms of objects, properties and pipelines, and how the posted forms are saved.

use super::{administrator, page_of};
use crate::{
    context::fail,
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::object::{OptionInput, StageInput};
use domain::{
    ids::PipelineId,
    object::{DefineError, Object, ObjectInput, PipelineInput, PropertyInput},
};
use engine::SaveFailure;
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

/// The form of an object that was posted and not saved.
#[derive(Clone)]
pub struct PostedObject {
    input: ObjectInput,
    errors: Vec<DefineError>,
}

impl PageForm for PostedObject {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let (engine, administrator) = administrator()?;
        let input = ObjectInput {
            singular_en: fields.text("singular_en"),
            plural_en: fields.text("plural_en"),
            singular_it: fields.text("singular_it"),
            plural_it: fields.text("plural_it"),
            slug: fields.text("slug"),
            icon: fields.text("icon"),
            name_en: fields.text("name_en"),
            name_it: fields.text("name_it"),
            code_en: fields.text("code_en"),
            code_it: fields.text("code_it"),
            staged: fields.ticked("staged"),
        };
        let saved = match route.text("slug") {
            Some(slug) => engine.objects().edit_object(administrator, slug, &input).await,
            None => engine.objects().create_object(administrator, &input).await,
        };
        match saved {
            Ok(slug) => Ok(FormOutcome::Redirect(format!("{}?done=saved", page_of(&slug)))),
            Err(SaveFailure::Invalid(errors)) => Ok(FormOutcome::Show(Self { input, errors })),
            Err(SaveFailure::Engine(error)) => Err(fail(error)),
        }
    }
}

/// Returns the form of a new or existing object.
#[server(prefix = "/api", endpoint = "settings/object-form", input = Json, output = Postcard)]
pub async fn get_object_form(slug: Option<String>) -> Result<ObjectForm, AppError> {
    let posted: Option<PostedObject> = posted()?;
    let (engine, _) = administrator()?;
    let object = match &slug {
        Some(slug) => Some(engine.objects().object(slug).await.map_err(fail)?),
        None => None,
    };
    if let Some(PostedObject { input, errors }) = posted {
        return Ok(ObjectForm { object, input, errors });
    }
    let named = || ObjectInput { name_en: "Name".to_owned(), name_it: "Nome".to_owned(), ..ObjectInput::default() };
    let input = object.as_ref().map_or_else(named, ObjectInput::of);
    Ok(ObjectForm { object, input, errors: Vec::new() })
}

/// The form of a property that was posted and not saved.
#[derive(Clone)]
pub struct PostedProperty {
    input: PropertyInput,
    errors: Vec<DefineError>,
}

impl PageForm for PostedProperty {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let (engine, administrator) = administrator()?;
        let slug: String = route.parse("slug")?;
        let option = |row: &str| OptionInput {
            tag: fields.text(&format!("{row}.tag")),
            en: fields.text(&format!("{row}.en")),
            it: fields.text(&format!("{row}.it")),
        };
        let mut input = PropertyInput {
            label_en: fields.text("label_en"),
            label_it: fields.text("label_it"),
            kind: fields.text("kind"),
            required: fields.ticked("required"),
            indexed: fields.ticked("indexed"),
            listed: fields.ticked("listed"),
            unique: fields.ticked("unique"),
            options: fields.rows("option").iter().map(|row| option(row)).collect(),
        };
        if rearranged(&fields.text("act"), &mut input.options) {
            return Ok(FormOutcome::Show(Self { input, errors: Vec::new() }));
        }
        match engine.objects().save_property(administrator, &slug, route.text("key"), &input).await {
            Ok(key) => Ok(FormOutcome::Redirect(format!("{}?done=saved#property-{key}", page_of(&slug)))),
            Err(SaveFailure::Invalid(errors)) => Ok(FormOutcome::Show(Self { input, errors })),
            Err(SaveFailure::Engine(error)) => Err(fail(error)),
        }
    }
}

/// Returns the form of a new or existing property.
#[server(prefix = "/api", endpoint = "settings/property-form", input = Json, output = Postcard)]
pub async fn get_property_form(slug: String, key: Option<String>) -> Result<PropertyForm, AppError> {
    let posted: Option<PostedProperty> = posted()?;
    let (engine, _) = administrator()?;
    let object = engine.objects().object(&slug).await.map_err(fail)?;
    let present = match &key {
        Some(key) => PropertyInput::of(&object, object.property(key).ok_or_else(|| fail(engine::Error::NotFound))?),
        None => PropertyInput { kind: "text".to_owned(), ..PropertyInput::default() },
    };
    let PostedProperty { mut input, errors } = posted.unwrap_or(PostedProperty { input: present, errors: Vec::new() });
    // Errors refer to rows by their position, so the empty rows come after the present ones.
    let empty = |row: &OptionInput| row.tag.is_empty() && row.en.is_empty() && row.it.is_empty();
    let spare = input.options.iter().rev().take_while(|row| empty(row)).count();
    input.options.resize_with(input.options.len() + MORE_ROWS.saturating_sub(spare), OptionInput::default);
    Ok(PropertyForm { object, key, input, errors })
}

/// The form of a pipeline that was posted and not saved.
#[derive(Clone)]
pub struct PostedPipeline {
    input: PipelineInput,
    errors: Vec<DefineError>,
}

impl PageForm for PostedPipeline {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let (engine, administrator) = administrator()?;
        let slug: String = route.parse("slug")?;
        let id: Option<PipelineId> = route.parse_optional("id")?;
        let stage = |row: &str| StageInput {
            id: fields.text(&format!("{row}.id")).parse().ok(),
            name_en: fields.text(&format!("{row}.en")),
            name_it: fields.text(&format!("{row}.it")),
            kind: fields.text(&format!("{row}.kind")),
        };
        let mut input = PipelineInput {
            name_en: fields.text("name_en"),
            name_it: fields.text("name_it"),
            stages: fields.rows("stage").iter().map(|row| stage(row)).collect(),
        };
        if rearranged(&fields.text("act"), &mut input.stages) {
            return Ok(FormOutcome::Show(Self { input, errors: Vec::new() }));
        }
        match engine.objects().save_pipeline(administrator, &slug, id, &input).await {
            Ok(()) => Ok(FormOutcome::Redirect(format!("{}?done=saved#pipelines", page_of(&slug)))),
            Err(SaveFailure::Invalid(errors)) => Ok(FormOutcome::Show(Self { input, errors })),
            Err(SaveFailure::Engine(error)) => Err(fail(error)),
        }
    }
}

/// Returns the form of a new or existing pipeline.
#[server(prefix = "/api", endpoint = "settings/pipeline-form", input = Json, output = Postcard)]
pub async fn get_pipeline_form(slug: String, id: Option<String>) -> Result<PipelineForm, AppError> {
    let posted: Option<PostedPipeline> = posted()?;
    let (engine, _) = administrator()?;
    let object = engine.objects().object(&slug).await.map_err(fail)?;
    let unknown = || fail(engine::Error::NotFound);
    let id = match id {
        Some(id) => Some(id.parse().map_err(|_| unknown())?),
        None => None,
    };
    let present = match id {
        Some(id) => PipelineInput::of(object.pipelines.iter().find(|pipeline| pipeline.id == id).ok_or_else(unknown)?),
        None => PipelineInput::default(),
    };
    let PostedPipeline { mut input, errors } = posted.unwrap_or(PostedPipeline { input: present, errors: Vec::new() });
    let empty = |row: &StageInput| row.id.is_none() && row.name_en.is_empty() && row.name_it.is_empty();
    let spare = input.stages.iter().rev().take_while(|row| empty(row)).count();
    let new = || StageInput { kind: "open".to_owned(), ..StageInput::default() };
    input.stages.resize_with(input.stages.len() + MORE_ROWS.saturating_sub(spare), new);
    Ok(PipelineForm { object, id, input, errors })
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
