//! Server functions that read, create and edit records.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::{associations::LinkCard, timeline::Line};
#[cfg(feature = "ssr")]
use super::{
    associations::{cards, marks},
    timeline::Told,
};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{fail, object, refuse},
    i18n::messages,
};
use domain::association::TimelineFilter;
use domain::{
    hold::HoldView,
    ids::RecordId,
    object::Object,
    people::Person,
    record::{FieldError, Moved, NotSaved, RecordInput, RecordState},
};
#[cfg(feature = "ssr")]
use domain::{
    object::{AT, PropertyKind},
    policy::{Action, Denied},
    time::Timestamp,
    value::Values,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

/// The data of a record page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordScreen {
    /// The definition of the object.
    pub object: Object,
    /// The record, active or deleted.
    pub state: RecordState,
    /// The entries of its timeline.
    pub timeline: Vec<Line>,
    /// Whether there are older entries.
    pub older: bool,
    /// The filter of the timeline.
    pub show: TimelineFilter,
    /// The cards of its associations.
    pub cards: Vec<LinkCard>,
    /// The kinds of activities that the user can log on it.
    pub log: Vec<LogLink>,
    /// A badge beside the name: an activity all of whose associated records are deleted.
    pub mark: Option<String>,
    /// The hold on the record, if any.
    pub hold: Option<HoldView>,
    /// Whether the user may place or release a hold on it.
    pub may_hold: bool,
}

/// A link to the form of a new activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLink {
    /// The slug of the object.
    pub slug: String,
    /// The name of its icon.
    pub icon: String,
    /// The singular name of the object.
    pub one: String,
}

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

/// The number of associated records of each object that a record page shows at first.
#[cfg(feature = "ssr")]
const LINKS: i64 = 5;
/// The number that it shows on demand; also the maximum number of timeline entries.
pub const MORE: i64 = 500;

/// Returns a record by its id, with its latest `timeline` entries that match the filter, and its associations.
#[server(prefix = "/api", endpoint = "records/get", input = Json, output = Postcard)]
pub async fn get_record(
    slug: String,
    id: RecordId,
    timeline: i64,
    show: Option<String>,
    all_links: Option<bool>,
) -> Result<RecordScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let show = TimelineFilter::from_address(show.as_deref());
    let limit = if all_links == Some(true) { MORE } else { LINKS };
    // The timeline takes about as long as everything else, so they run concurrently. Each checks for itself whether the
    // record is visible.
    let record = async {
        let state = engine.record(&actor, &object, id).await.map_err(fail)?;
        let mark = marks(&engine, &actor, &object, &[id]).await?.remove(&id);
        let users = users(&engine, &object).await?;
        Ok((state, mark, users, engine.hold_on(&actor, object.id, id).await.map_err(fail)?))
    };
    let happened = engine.timeline(&actor, &object, id, show, timeline.clamp(1, MORE));
    let linked = engine.associations(&actor, &object, id, limit);
    let (record, page, groups) =
        tokio::try_join!(record, async { happened.await.map_err(fail) }, async { linked.await.map_err(fail) })?;
    let (mut state, mark, users, hold) = record;
    let objects = engine.objects().await.map_err(fail)?;
    let labels = engine.association_labels().await.map_err(fail)?;
    let living = matches!(state, RecordState::Living(_));
    if living {
        engine.note_opened(actor.user, id);
    }
    let record = match &mut state {
        RecordState::Living(view) => view,
        RecordState::Deleted(tombstone) => &mut tombstone.record,
    };
    let t = messages();
    record.values = t.values(&object, &record.values, record.stage, &users);
    let told = Told { object: &object, id, may_edit: record.may_edit, objects: &objects, labels: &labels };
    let timeline: Vec<_> = page.entries.into_iter().map(|entry| told.line(entry)).collect();
    let logged = objects.iter().filter(|log| log.activity && living && !object.activity);
    let logged = logged.filter(|log| actor.create(log.id).is_ok()).map(|log| LogLink {
        slug: log.slug.clone(),
        icon: log.icon.clone(),
        one: t.capital(log.names.singular(t.0)),
    });
    Ok(RecordScreen {
        older: page.more && timeline.len() < usize::try_from(MORE).unwrap_or_default(),
        timeline,
        show,
        cards: cards(t, &actor, &objects, &labels, &object, groups),
        log: logged.collect(),
        mark,
        hold,
        may_hold: actor.hold(object.id).is_ok(),
        object,
        state,
    })
}

/// Returns the form of a new record, or of the record to edit. It also handles the form of its page.
#[server(prefix = "/api", endpoint = "records/form", input = Json, output = Postcard)]
pub async fn get_form(slug: String, id: Option<RecordId>, with: Option<RecordId>) -> Result<FormScreen, AppError> {
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
        Some(id) => match engine.record(&actor, &object, id).await.map_err(fail)? {
            RecordState::Living(view) if view.may_edit => (view.as_input(&object), Some((view.name, view.version))),
            RecordState::Living(_) => {
                return Err(fail(engine::Error::Forbidden(Denied::action(Action::Edit, object.id).of(id))));
            }
            RecordState::Deleted(_) => return Err(fail(engine::Error::NotFound)),
        },
    };
    let users = object.properties.iter().filter(|property| property.kind == PropertyKind::User);
    let named = users.filter_map(|user| input.values.get(&user.key)).chain([&input.owner]);
    let kept: Vec<_> = named.filter_map(|user| user.parse().ok()).collect();
    let owners = engine.new_owners(&kept).await.map_err(fail)?;
    let sent = crate::context::sent_form();
    let sent_with = sent.iter().flat_map(|sent| sent.iter()).find(|(field, _)| field == "with");
    let with = sent_with.and_then(|(_, id)| id.parse().ok()).or(with).filter(|_| id.is_none());
    let with = match with {
        Some(with) => Some(record_to_link(&engine, &actor, with).await?),
        None => None,
    };
    let sent_token = sent.iter().flat_map(|sent| sent.iter()).find(|(field, _)| field == "token");
    let token = sent_token.map_or_else(|| engine.token(), |(_, token)| token.clone());
    let mut screen = FormScreen { object, owners, input, editing, errors: Vec::new(), moved: None, with, token };
    let Some(sent) = sent else { return Ok(screen) };

    // The page handles its own form: on success it redirects, otherwise it shows the submitted values and the errors.
    let (input, version) = read_form(&screen.object, &sent);
    let editing = id.map(|id| (id, version));
    screen.input = input.clone();
    let with = screen.with.as_ref().map(|with| with.id);
    let order = SaveOrder { object: slug.clone(), editing, input, with, token: screen.token.clone() };
    match save_record(order).await? {
        // A record that was logged on or associated with another one is shown on the page of that one.
        Ok(id) => {
            let page = screen.with.take().map_or_else(|| format!("/{slug}/{id}"), |with| with.address);
            leptos_axum::redirect(&page);
        }
        Err(NotSaved::Invalid(errors)) => {
            screen.errors = errors;
            screen.editing = screen.editing.map(|(name, _)| (name, version));
        }
        // The form is now based on the present version, so saving again applies the chosen values.
        Err(NotSaved::Moved(moved)) => {
            screen.editing = Some((moved.current.name.clone(), moved.current.version));
            screen.moved = Some(*moved);
        }
    }
    Ok(screen)
}

/// The default values of a new record. An activity gets the present time, because most are logged as they happen.
#[cfg(feature = "ssr")]
fn given(object: &Object, now: Timestamp) -> Values {
    let when = object.property(AT).filter(|when| object.activity && when.kind == PropertyKind::DateTime);
    let minute = Timestamp(now.0 - now.0.rem_euclid(60_000_000));
    when.map(|when| (when.key.clone(), minute.rfc3339())).into_iter().collect()
}

/// The names of all users by id.
#[cfg(feature = "ssr")]
pub(crate) async fn user_names(engine: &engine::Engine) -> Result<BTreeMap<String, String>, AppError> {
    let users = engine.owners().await.map_err(fail)?;
    Ok(users.into_iter().map(|user| (user.id.to_string(), user.name)).collect())
}

/// The record that a new record will be associated with, if the user may see it.
#[cfg(feature = "ssr")]
async fn record_to_link(
    engine: &engine::Engine,
    actor: &domain::policy::Actor,
    id: RecordId,
) -> Result<With, AppError> {
    let (record, slug) = engine.named(actor, id).await.map_err(fail)?;
    Ok(With { id, name: record.name, address: format!("/{slug}/{id}") })
}

/// Parses the fields of a form, and the version that it is based on. A value of another user that the user kept
/// replaces their own. An amount and its currency are one value, and so are the selected options.
#[cfg(feature = "ssr")]
fn read_form(object: &Object, sent: &[(String, String)]) -> (RecordInput, i64) {
    use domain::{
        object::{OWNER, SECONDARY_KEYS, STAGE},
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
            PropertyKind::ManyOf if mine => value = all(key).join(&BETWEEN.to_string()),
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
#[cfg(feature = "ssr")]
fn names_currency(amount: &str) -> bool {
    use domain::value::Money;

    let amount = amount.trim();
    let named = amount.contains(['€', '$', '£', '¥']) || Money::ends_with_currency(amount);
    let read = Money::parse_text(amount).is_some() && !amount.ends_with(|c: char| c.is_ascii_digit());
    amount.is_empty() || named || read
}

/// The names of users by id, if the object has a property with users; otherwise empty.
#[cfg(feature = "ssr")]
pub(super) async fn users(engine: &engine::Engine, object: &Object) -> Result<BTreeMap<String, String>, AppError> {
    if object.properties.iter().all(|property| property.kind != PropertyKind::User) {
        return Ok(BTreeMap::new());
    }
    user_names(engine).await
}

/// Creates or edits a record and returns its id. The inner error says why nothing was changed.
#[server(prefix = "/api", endpoint = "records/save", input = Json, output = Postcard)]
pub async fn save_record(order: SaveOrder) -> Result<Result<RecordId, NotSaved>, AppError> {
    use domain::surface::Surface;

    let (engine, actor, object) = object(&order.object).await?;
    let saved = match order.editing {
        None => {
            let created = engine.create_record_once(&actor, &object, &order.input, order.with, &order.token).await;
            created.map_err(fail)?.map_err(NotSaved::Invalid)
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
