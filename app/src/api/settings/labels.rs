//! Server functions for the form of an association label.

use super::{administrator, page_of};
use crate::{
    context::fail,
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    association::{AssociationLabel, LabelInput},
    ids::{LabelId, ObjectId},
    object::{DefineError, Object, ObjectNames},
};
use engine::SaveFailure;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the form of a label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelForm {
    /// The object whose settings have the label.
    pub object: Object,
    /// The label and the names of the other object; `None` for a new label.
    pub label: Option<(AssociationLabel, ObjectNames)>,
    /// The objects that a new label can connect to.
    pub others: Vec<LabelOther>,
    /// The values of the fields.
    pub input: LabelInput,
    /// The errors of the submitted values.
    pub errors: Vec<DefineError>,
}

/// An object that a new label can connect to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelOther {
    /// The id of the object.
    pub id: ObjectId,
    /// The slug of the object, which is the value in the form.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
}

/// The labels for associations of an object's records, each with the names of the other object.
pub(super) async fn labels_of(
    engine: &engine::Engine,
    object: &Object,
) -> Result<Vec<(AssociationLabel, ObjectNames)>, AppError> {
    let objects = engine.objects().active().await.map_err(fail)?;
    let names = |label: &AssociationLabel| {
        let (_, there) = label.from_here(object.id).filter(|_| label.is_offered())?;
        objects.iter().find(|object| object.id == there).map(|object| object.names.clone())
    };
    let labels = engine.records().association_labels().await.map_err(fail)?;
    Ok(labels.into_iter().filter_map(|label| names(&label).map(|names| (label, names))).collect())
}

/// The form of a label that was posted and not saved.
#[derive(Clone)]
pub struct PostedLabel {
    input: LabelInput,
    errors: Vec<DefineError>,
}

impl PageForm for PostedLabel {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let (engine, administrator) = administrator()?;
        let slug: String = route.parse("slug")?;
        let id: Option<LabelId> = route.parse_optional("id")?;
        let input = LabelInput {
            other: fields.text("other"),
            name_en: fields.text("name_en"),
            name_it: fields.text("name_it"),
            inverse_en: fields.text("inverse_en"),
            inverse_it: fields.text("inverse_it"),
            one: fields.ticked("one"),
        };
        match engine.objects().save_label(administrator, &slug, id, &input).await {
            Ok(_) => Ok(FormOutcome::Redirect(format!("{}?done=saved#labels", page_of(&slug)))),
            Err(SaveFailure::Invalid(errors)) => Ok(FormOutcome::Show(Self { input, errors })),
            Err(SaveFailure::Engine(error)) => Err(fail(error)),
        }
    }
}

/// Returns the form of a new or existing label.
#[server(prefix = "/api", endpoint = "settings/label-form", input = Json, output = Postcard)]
pub async fn get_label_form(slug: String, id: Option<String>) -> Result<LabelForm, AppError> {
    let posted: Option<PostedLabel> = posted()?;
    let (engine, _) = administrator()?;
    let object = engine.objects().object(&slug).await.map_err(fail)?;
    let unknown = || fail(engine::Error::NotFound);
    let id: Option<LabelId> = match id {
        Some(id) => Some(id.parse().map_err(|_| unknown())?),
        None => None,
    };
    let known = labels_of(&engine, &object).await?;
    let label = match id {
        Some(id) => Some(known.into_iter().find(|(label, _)| label.id == id).ok_or_else(unknown)?),
        None => None,
    };
    let seen = label.as_ref().and_then(|(label, _)| Some((label, label.from_here(object.id)?.0)));
    let PostedLabel { input, errors } = posted.unwrap_or_else(|| PostedLabel {
        input: seen.map_or_else(LabelInput::default, |(label, end)| LabelInput::of(label, end, "")),
        errors: Vec::new(),
    });
    let objects = if id.is_none() { engine.objects().active().await.map_err(fail)? } else { Vec::new() };
    let others = objects.into_iter().map(|Object { id, slug, names, .. }| LabelOther { id, slug, names }).collect();
    Ok(LabelForm { object, label, others, input, errors })
}
