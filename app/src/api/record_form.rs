//! Server functions that create and edit records, and the form of their pages.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{fail, object, refuse},
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    ids::RecordId,
    object::{AT, OWNER, Object, PropertyKind, SECONDARY_KEYS, STAGE},
    people::Person,
    policy::{Action, Actor, Denied},
    record::{FieldError, Moved, NotSaved, RecordInput, RecordState, RecordView},
    surface::Surface,
    time::Timestamp,
    value::{BETWEEN, Money, Values},
};
use engine::Engine;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the form of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormScreen {
    /// The definition of the object.
    pub object: Object,
    /// The users who can own a record.
    pub owners: Vec<Person>,
    /// The values of the fields.
    pub input: RecordInput,
    /// For an edit, the name of the record and the version that the edit is based on.
    pub editing: Option<(String, i64)>,
    /// The errors of the submitted values.
    pub errors: Vec<FieldError>,
    /// A concurrent edit by another user.
    pub moved: Option<Moved>,
    /// The record that the new record will be associated with.
    pub with: Option<With>,
    /// The idempotency token of a new record.
    pub token: String,
}

/// The record that a new record will be associated with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct With {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// A request to create or edit a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveOrder {
    /// The slug of the object.
    pub object: String,
    /// The record and the version that the edit is based on; `None` for a new record.
    pub editing: Option<(RecordId, i64)>,
    /// The values of the fields.
    pub input: RecordInput,
    /// The record that a new record is associated with.
    #[serde(default)]
    pub with: Option<RecordId>,
    /// The idempotency token of a new record: a second request with it creates no second record.
    #[serde(default)]
    pub token: String,
}

/// The form of a record that was posted and not saved.
#[derive(Clone)]
pub struct RecordForm {
    input: RecordInput,
    /// The version that the form is based on.
    version: i64,
    errors: Vec<FieldError>,
    moved: Option<Moved>,
    with: Option<RecordId>,
    token: String,
}

impl PageForm for RecordForm {
    async fn save(route: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let slug: String = route.parse("object")?;
        let id: Option<RecordId> = route.parse_optional("id")?;
        let (engine, actor, object) = object(&slug).await?;
        let mut with = None;
        if let Some(id) = id {
            to_edit(&engine, &actor, &object, id).await?;
        } else {
            actor.create(object.id).map_err(refuse)?;
            if let Some(id) = fields.get("with").and_then(|with| with.parse().ok()) {
                with = Some(record_to_link(&engine, &actor, id).await?);
            }
        }
        let (input, version) = read_form(&object, &fields);
        let order = SaveOrder {
            object: slug.clone(),
            editing: id.map(|id| (id, version)),
            input: input.clone(),
            with: with.as_ref().map(|with| with.id),
            token: fields.get("token").map_or_else(|| engine.token(), str::to_owned),
        };
        let token = order.token.clone();
        let mut form = Self { input, version, errors: Vec::new(), moved: None, with: order.with, token };
        match save_record(order).await? {
            // A record that was logged on or associated with another one is shown on the page of that one.
            Ok(id) => {
                return Ok(FormOutcome::Redirect(with.map_or_else(|| format!("/{slug}/{id}"), |with| with.address)));
            }
            Err(NotSaved::Invalid(errors)) => form.errors = errors,
            // The form is now based on the present version, so saving again applies the chosen values.
            Err(NotSaved::Moved(moved)) => {
                form.version = moved.current.version;
                form.moved = Some(*moved);
            }
        }
        Ok(FormOutcome::Show(form))
    }
}

/// Returns the form of a new record, or of the record to edit.
#[server(prefix = "/api", endpoint = "records/form", input = Json, output = Postcard)]
pub async fn get_form(slug: String, id: Option<RecordId>, with: Option<RecordId>) -> Result<FormScreen, AppError> {
    let posted: Option<RecordForm> = posted()?;
    let (engine, actor, object) = object(&slug).await?;
    let (input, editing) = match id {
        None => {
            actor.create(object.id).map_err(refuse)?;
            (
                RecordInput {
                    owner: actor.user.to_string(),
                    values: given(&object, engine.now()),
                    ..RecordInput::default()
                },
                None,
            )
        }
        Some(id) => {
            let view = to_edit(&engine, &actor, &object, id).await?;
            (view.as_input(&object), Some((view.name, view.version)))
        }
    };
    let users = object.properties.iter().filter(|property| property.kind == PropertyKind::User);
    let named = users.filter_map(|user| input.values.get(&user.key)).chain([&input.owner]);
    let kept: Vec<_> = named.filter_map(|user| user.parse().ok()).collect();
    let owners = engine.records().new_owners(&kept).await.map_err(fail)?;
    let with = posted.as_ref().map_or(with, |posted| posted.with).filter(|_| id.is_none());
    let with = match with {
        Some(with) => Some(record_to_link(&engine, &actor, with).await?),
        None => None,
    };
    let Some(posted) = posted else {
        let token = engine.token();
        return Ok(FormScreen { object, owners, input, editing, errors: Vec::new(), moved: None, with, token });
    };
    let RecordForm { input, version, errors, moved, with: _, token } = posted;
    let editing = editing.map(|(name, _)| (name, version));
    Ok(FormScreen { object, owners, input, editing, errors, moved, with, token })
}

/// The record to edit.
///
/// # Errors
///
/// [`AppError::NotFound`] where the user does not see it or it is deleted, [`AppError::Forbidden`] where they may not edit it.
async fn to_edit(engine: &Engine, actor: &Actor, object: &Object, id: RecordId) -> Result<RecordView, AppError> {
    match engine.records().record(actor, object, id).await.map_err(fail)? {
        RecordState::Living(view) if view.may_edit => Ok(view),
        RecordState::Living(_) => Err(fail(engine::Error::Forbidden(Denied::action(Action::Edit, object.id).of(id)))),
        RecordState::Deleted(_) => Err(fail(engine::Error::NotFound)),
    }
}

/// The default values of a new record. An activity gets the present time, because most are logged as they happen.
fn given(object: &Object, now: Timestamp) -> Values {
    let when = object.property(AT).filter(|when| object.activity && when.kind == PropertyKind::DateTime);
    let minute = Timestamp(now.0 - now.0.rem_euclid(60_000_000));
    when.map(|when| (when.key.clone(), minute.rfc3339())).into_iter().collect()
}

/// The record that a new record will be associated with, if the user may see it.
async fn record_to_link(engine: &Engine, actor: &Actor, id: RecordId) -> Result<With, AppError> {
    let (record, slug) = engine.records().named(actor, id).await.map_err(fail)?;
    Ok(With { id, name: record.name, address: format!("/{slug}/{id}") })
}

/// Parses the fields of a form, and the version that it is based on. A value of another user that the user kept
/// replaces their own. An amount and its currency are one value, and so are the selected options.
fn read_form(object: &Object, sent: &FormFields) -> (RecordInput, i64) {
    let one = |name: &str| sent.text(name);
    let field = |name: &str| {
        if one(&format!("keep.{name}")) == "theirs" { one(&format!("theirs.{name}")) } else { one(name) }
    };
    let mut input = RecordInput {
        secondary_keys: field(SECONDARY_KEYS),
        owner: field(OWNER),
        stage: field(STAGE),
        ..RecordInput::default()
    };
    for property in &object.properties {
        let key = &property.key;
        let mut value = field(key);
        let mine = one(&format!("keep.{key}")) != "theirs";
        match property.kind {
            PropertyKind::ManyOf if mine => value = sent.all(key).join(&BETWEEN.to_string()),
            PropertyKind::Money if mine && !names_currency(&value) => {
                let whole = format!("{} {}", value.trim(), one(&format!("{key}.currency")));
                whole.trim_end().clone_into(&mut value);
            }
            _ => {}
        }
        input.values.insert(key.clone(), value);
    }
    (input, one("version").parse().unwrap_or_default())
}

/// Whether an amount needs no currency from its select: it is empty or names its own. An amount that cannot be parsed
/// keeps the selected currency.
fn names_currency(amount: &str) -> bool {
    let amount = amount.trim();
    let named = amount.contains(['€', '$', '£', '¥']) || Money::ends_with_currency(amount);
    let read = Money::parse_text(amount).is_some() && !amount.ends_with(|c: char| c.is_ascii_digit());
    amount.is_empty() || named || read
}

/// Creates or edits a record and returns its id. The inner error says why nothing was changed.
#[server(prefix = "/api", endpoint = "records/save", input = Json, output = Postcard)]
pub async fn save_record(order: SaveOrder) -> Result<Result<RecordId, NotSaved>, AppError> {
    let (engine, actor, object) = object(&order.object).await?;
    let saved = match order.editing {
        None => {
            let created =
                engine.records().create_record_once(&actor, &object, &order.input, order.with, &order.token).await;
            created.map_err(fail)?.map_err(NotSaved::Invalid)
        }
        Some((id, version)) => {
            let permit = actor.edit(object.id).map_err(refuse)?;
            let surface = Surface::RecordPage;
            let edited = engine.records().edit_record(&permit, &object, id, version, &order.input, surface).await;
            edited.map_err(fail)?.map(|_| id)
        }
    };
    Ok(saved)
}
