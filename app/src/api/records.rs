//! The server function that reads a record for its page.

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
    context::{fail, object, set_status},
    i18n::messages,
};
#[cfg(feature = "ssr")]
use axum::http::StatusCode;
use domain::association::TimelineFilter;
use domain::{hold::HoldView, ids::RecordId, object::Object, record::RecordState};
#[cfg(feature = "ssr")]
use domain::{object::PropertyKind, policy::Actor};
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
    /// Whether the user may delete it permanently.
    pub may_erase: bool,
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
        let state = engine.records().record(&actor, &object, id).await.map_err(fail)?;
        let mark = marks(&engine, &actor, &object, &[id]).await?.remove(&id);
        let users = users(&engine, &object).await?;
        Ok((state, mark, users, engine.trash().hold_on(&actor, object.id, id).await.map_err(fail)?))
    };
    let happened = engine.records().timeline(&actor, &object, id, show, timeline.clamp(1, MORE));
    let linked = engine.records().associations(&actor, &object, id, limit);
    let read = tokio::try_join!(record, async { happened.await.map_err(fail) }, async { linked.await.map_err(fail) });
    let (record, page, groups) = match read {
        Err(AppError::NotFound) => return Err(missing(&engine, &actor, &object, id).await),
        read => read?,
    };
    let (mut state, mark, users, hold) = record;
    let objects = engine.objects().active().await.map_err(fail)?;
    let labels = engine.records().association_labels().await.map_err(fail)?;
    let living = matches!(state, RecordState::Living(_));
    if living {
        engine.home().note_opened(actor.user, id);
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
        may_erase: actor.erase(object.id).is_ok(),
        object,
        state,
    })
}

/// The error for a record that does not exist: users who may see permanent deletions learn that it was one (R6.17).
#[cfg(feature = "ssr")]
async fn missing(engine: &engine::Engine, actor: &Actor, object: &Object, id: RecordId) -> AppError {
    let Ok(reader) = actor.read_erasures() else { return fail(engine::Error::NotFound) };
    match engine.privacy().erased_notice(reader, object.id, id).await {
        Ok(Some(notice)) => {
            set_status(StatusCode::GONE);
            AppError::Erased { on: messages().date(notice.at.date()), erasure: notice.erasure.to_string() }
        }
        Ok(None) => fail(engine::Error::NotFound),
        Err(error) => fail(error),
    }
}

/// The names of all users by id.
#[cfg(feature = "ssr")]
pub(crate) async fn user_names(engine: &engine::Engine) -> Result<BTreeMap<String, String>, AppError> {
    let users = engine.records().owners().await.map_err(fail)?;
    Ok(users.into_iter().map(|user| (user.id.to_string(), user.name)).collect())
}

/// The names of users by id, if the object has a property with users; otherwise empty.
#[cfg(feature = "ssr")]
pub(super) async fn users(engine: &engine::Engine, object: &Object) -> Result<BTreeMap<String, String>, AppError> {
    if object.properties.iter().all(|property| property.kind != PropertyKind::User) {
        return Ok(BTreeMap::new());
    }
    user_names(engine).await
}
