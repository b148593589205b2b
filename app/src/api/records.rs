//! Records: listing, reading, creating, editing.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
use domain::{
    ids::RecordId,
    object::Object,
    people::Person,
    policy::Offer,
    record::{NotSaved, RecordInput, RecordState, TimelinePage},
    view::{IndexQuery, RecordPage},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What an index page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The object.
    pub object: Object,
    /// What the person is offered.
    pub offer: Offer,
    /// The view, as the address was understood.
    pub query: IndexQuery,
    /// The page of it.
    pub page: RecordPage,
}

/// What a record page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordScreen {
    /// The object.
    pub object: Object,
    /// The record, living or deleted.
    pub state: RecordState,
    /// What happened to it.
    pub timeline: TimelinePage,
}

/// What a form shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormScreen {
    /// The object.
    pub object: Object,
    /// Those who can own a record.
    pub owners: Vec<Person>,
    /// What stands in the fields at first.
    pub input: RecordInput,
    /// Of an edit: the record's name and version.
    pub editing: Option<(String, i64)>,
}

/// What a form sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveOrder {
    /// The object's word in addresses.
    pub object: String,
    /// The record and the version the person saw; nothing for a new one.
    pub editing: Option<(RecordId, i64)>,
    /// The fields.
    pub input: RecordInput,
}

/// The index page at an address: `pairs` are the names and values of its query.
#[server(prefix = "/api", endpoint = "records/list", input = Json, output = Postcard)]
pub async fn list_records(slug: String, pairs: Vec<(String, String)>) -> Result<Index, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let query = IndexQuery::from_address(&object, |name| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    });
    let view = actor.view(object.id).map_err(refuse)?;
    let delete = actor.delete(object.id).ok();
    let page = engine.list_records(&view, delete.as_ref(), &object, &query).await.map_err(fail)?;
    Ok(Index { offer: actor.offer(object.id), object, query, page })
}

/// A record by its address, with the latest `timeline` entries of what happened to it.
#[server(prefix = "/api", endpoint = "records/get", input = Json, output = Postcard)]
pub async fn get_record(slug: String, id: RecordId, timeline: i64) -> Result<RecordScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let state = engine.record(&actor, &object, id).await.map_err(fail)?;
    let view = actor.view(object.id).map_err(refuse)?;
    let timeline = engine.timeline(&view, &object, id, timeline.clamp(1, 500)).await.map_err(fail)?;
    Ok(RecordScreen { object, state, timeline })
}

/// The form of a new record, or of one to edit.
#[server(prefix = "/api", endpoint = "records/form", input = Json, output = Postcard)]
pub async fn get_form(slug: String, id: Option<RecordId>) -> Result<FormScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let (input, editing) = match id {
        None => {
            actor.create(object.id).map_err(refuse)?;
            (RecordInput { owner: actor.user.to_string(), ..RecordInput::default() }, None)
        }
        Some(id) => match engine.record(&actor, &object, id).await.map_err(fail)? {
            RecordState::Living(view) if view.may_edit => (view.as_input(&object), Some((view.name, view.version))),
            RecordState::Living(_) => return Err(fail(engine::Error::Forbidden)),
            RecordState::Deleted(_) => return Err(fail(engine::Error::NotFound)),
        },
    };
    let owners = engine.owners().await.map_err(fail)?;
    Ok(FormScreen { object, owners, input, editing })
}

/// Creates or edits a record and says which; or says what stands in the way, with nothing changed.
#[server(prefix = "/api", endpoint = "records/save", input = Json, output = Postcard)]
pub async fn save_record(order: SaveOrder) -> Result<Result<RecordId, NotSaved>, AppError> {
    use domain::operation::Surface;

    let (engine, actor, object) = object(&order.object).await?;
    let saved = match order.editing {
        None => {
            let permit = actor.create(object.id).map_err(refuse)?;
            let created = engine.create_record(&permit, &object, &order.input, Surface::Index).await.map_err(fail)?;
            created.map_err(NotSaved::Invalid)
        }
        Some((id, version)) => {
            let permit = actor.edit(object.id).map_err(refuse)?;
            let surface = Surface::RecordPage;
            let edited = engine.edit_record(&permit, &object, id, version, &order.input, surface).await;
            edited.map_err(fail)?.map(|_| id)
        }
    };
    Ok(saved)
}
