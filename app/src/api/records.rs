//! Records: listing, reading, creating, editing.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{fail, object, refuse},
    words::say,
};
use domain::{
    ids::RecordId,
    object::Object,
    people::Person,
    policy::Offer,
    record::{FieldError, Moved, NotSaved, RecordInput, RecordState, TimelinePage},
    view::{IndexQuery, RecordPage},
};
#[cfg(feature = "ssr")]
use domain::{object::PropertyKind, record::What};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

/// What an index page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The object.
    pub object: Object,
    /// What the person is offered.
    pub offer: Offer,
    /// The view, as the address was understood.
    pub query: IndexQuery,
    /// Its conditions in words, group by group, each with the address of the view without it.
    pub chips: Vec<Vec<(String, String)>>,
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
    /// What stands in the fields.
    pub input: RecordInput,
    /// Of an edit: the record's name and the version that saving stands on.
    pub editing: Option<(String, i64)>,
    /// What is wrong with what was sent.
    pub errors: Vec<FieldError>,
    /// What somebody else saved meanwhile.
    pub moved: Option<Moved>,
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
    let mut page = engine.list_records(&view, delete.as_ref(), &object, &query).await.map_err(fail)?;
    let chips = chips(&engine, &object, &query).await?;
    let users = users(&engine, &object).await?;
    for row in &mut page.rows {
        // A table shows its columns, in the words of whoever reads it; a long text of another property stays here.
        row.values = say().listed(&object, &row.values, row.stage, &users);
    }
    Ok(Index { offer: actor.offer(object.id), object, query, chips, page })
}

/// A record by its address, with the latest `timeline` entries of what happened to it.
#[server(prefix = "/api", endpoint = "records/get", input = Json, output = Postcard)]
pub async fn get_record(slug: String, id: RecordId, timeline: i64) -> Result<RecordScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let mut state = engine.record(&actor, &object, id).await.map_err(fail)?;
    let view = actor.view(object.id).map_err(refuse)?;
    let mut timeline = engine.timeline(&view, &object, id, timeline.clamp(1, 500)).await.map_err(fail)?;
    let users = users(&engine, &object).await?;
    let record = match &mut state {
        RecordState::Living(view) => view,
        RecordState::Deleted(tombstone) => &mut tombstone.record,
    };
    record.values = say().values(&object, &record.values, record.stage, &users);
    for entry in &mut timeline.entries {
        if let What::Edited(changes) = &mut entry.what {
            say().changes(&object, changes);
        }
    }
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
    let mut screen = FormScreen { object, owners, input, editing, errors: Vec::new(), moved: None };
    let Some(sent) = crate::context::sent_form() else { return Ok(screen) };

    // The page is the answer to its own form: saved, it leads on; otherwise it shows what was sent and what is wrong.
    let (input, version) = read_form(&screen.object, &sent);
    let editing = id.map(|id| (id, version));
    screen.input = input.clone();
    let order = SaveOrder { object: slug.clone(), editing, input };
    match save_record(order).await? {
        Ok(id) => leptos_axum::redirect(&format!("/{slug}/{id}")),
        Err(NotSaved::Invalid(errors)) => {
            screen.errors = errors;
            screen.editing = screen.editing.map(|(name, _)| (name, version));
        }
        // From here on the form stands on what is there now; saving again saves what is chosen.
        Err(NotSaved::Moved(moved)) => {
            screen.editing = Some((moved.current.name.clone(), moved.current.version));
            screen.moved = Some(*moved);
        }
    }
    Ok(screen)
}

/// The conditions of a view in words, each with the address of the view without it.
#[cfg(feature = "ssr")]
pub(super) async fn chips(
    engine: &engine::Engine,
    object: &Object,
    query: &IndexQuery,
) -> Result<Vec<Vec<(String, String)>>, AppError> {
    if query.filter.is_empty() {
        return Ok(Vec::new());
    }
    let users = user_names(engine).await?;
    let chip = |group: usize, place: usize, condition: &domain::filter::Condition| {
        let filter = query.filter.clone().without(group, place);
        let without = IndexQuery { filter, cursor: None, ..query.clone() };
        let href = crate::pages::address(&format!("/{}", object.slug), &without.to_address(object));
        (say().condition(object, condition, &users), href)
    };
    let group = |(group, conditions): (usize, &Vec<_>)| {
        conditions.iter().enumerate().map(|(place, condition)| chip(group, place, condition)).collect()
    };
    Ok(query.filter.any.iter().enumerate().map(group).collect())
}

/// The names of all users by id.
#[cfg(feature = "ssr")]
pub(super) async fn user_names(engine: &engine::Engine) -> Result<BTreeMap<String, String>, AppError> {
    let users = engine.owners().await.map_err(fail)?;
    Ok(users.into_iter().map(|user| (user.id.to_string(), user.name)).collect())
}

/// What the fields of a form say, and the version it stands on. What a person keeps of somebody else's takes the place of
/// their own; an amount and its currency, and the options that are ticked, are one value each.
#[cfg(feature = "ssr")]
fn read_form(object: &Object, sent: &[(String, String)]) -> (RecordInput, i64) {
    use domain::{
        object::{FURTHER_KEYS, OWNER, STAGE},
        value::BETWEEN,
    };

    let all = |name: &str| {
        sent.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let one = |name: &str| all(name).last().copied().unwrap_or_default().to_owned();
    let field = |name: &str| {
        if one(&format!("keep.{name}")) == "theirs" { one(&format!("theirs.{name}")) } else { one(name) }
    };
    let mut input = RecordInput {
        further_keys: field(FURTHER_KEYS),
        owner: field(OWNER),
        stage: field(STAGE),
        ..RecordInput::default()
    };
    for property in &object.properties {
        let key = &property.key;
        let mut value = field(key);
        let mine = one(&format!("keep.{key}")) != "theirs";
        match property.kind {
            PropertyKind::ManyOf if mine => value = all(key).join(&BETWEEN.to_string()),
            PropertyKind::Money if mine && value.trim().ends_with(|c: char| c.is_ascii_digit()) => {
                value = format!("{} {}", value.trim(), one(&format!("{key}.currency")));
            }
            _ => {}
        }
        input.values.insert(key.clone(), value);
    }
    (input, one("version").parse().unwrap_or_default())
}

/// The names of users, for an object that has users among its values.
#[cfg(feature = "ssr")]
pub(super) async fn users(engine: &engine::Engine, object: &Object) -> Result<BTreeMap<String, String>, AppError> {
    if object.properties.iter().all(|property| property.kind != PropertyKind::User) {
        return Ok(BTreeMap::new());
    }
    user_names(engine).await
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
