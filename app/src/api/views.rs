//! Server functions for saved views.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{actor, fail, object, refuse, send_form_to, services};
use crate::error::AppError;
use domain::{
    ids::TeamId,
    object::Object,
    saved_view::{SavedView, ViewProblem},
    view::IndexQuery,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the page of saved views.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewsScreen {
    /// The definition of the object.
    pub object: Object,
    /// The present view, which can be saved.
    pub query: IndexQuery,
    /// Its filter as localized text; empty without one.
    pub filter: String,
    /// The saved views that the user may see.
    pub views: Vec<SavedView>,
    /// The teams that a view can be shared with.
    pub teams: Vec<(TeamId, String)>,
}

/// The form that saves a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewForm {
    /// The slug of the object.
    pub object: String,
    /// The name of the view.
    #[serde(default)]
    pub name: String,
    /// The query of the view's address.
    #[serde(default)]
    pub query: String,
    /// The users that it is shared with: empty for none, `everyone`, or the id of a team.
    #[serde(default)]
    pub share: String,
}

/// Returns the saved views of an object, and the view in `pairs`.
#[server(prefix = "/api", endpoint = "views/list", input = Json, output = Postcard)]
pub async fn list_views(slug: String, pairs: Vec<(String, String)>) -> Result<ViewsScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let view = actor.view(object.id).map_err(refuse)?;
    let mut query = IndexQuery::from_address(&object, |name| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    });
    query.cursor = None;
    let users = super::index::filter_users(&engine, &object, &query.filter).await?;
    let filter = crate::i18n::messages().filter(&object, &query.filter, &users);
    let views = engine.views().saved_views(&actor, &view).await.map_err(fail)?;
    let teams = engine.views().teams_to_share_with(&actor).await.map_err(fail)?;
    Ok(ViewsScreen { object, query, filter, views, teams })
}

/// Saves a view. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "views/save", output = Postcard)]
pub async fn save_view(form: ViewForm) -> Result<Result<(), ViewProblem>, AppError> {
    use crate::query::Query;
    use leptos_router::location::Url;

    let (engine, actor, object) = object(&form.object).await?;
    let share = form.share.parse().map_err(|()| crate::error::bad_input())?;
    let permit = actor.view(object.id).map_err(refuse)?;
    // The parsed view is saved, without unknown parameters of the address.
    let address = Query::of(&form.query);
    let mut query = IndexQuery::from_address(&object, |name| address.get_str(name));
    query.cursor = None;
    let kept = query_of(&object, &query);
    let saved = engine.views().save_view(&permit, &form.name, &kept, share).await.map_err(fail)?;
    match saved {
        Ok(_) => send_form_to(&format!("/{}?{kept}", form.object)),
        Err(problem) => {
            let (name, share) = (Url::escape(&form.name), Url::escape(&form.share));
            send_form_to(&format!("/{}/views?{kept}&problem={}&name={name}&share={share}", form.object, problem.tag()));
        }
    }
    Ok(saved.map(|_| ()))
}

/// Deletes a saved view. No record is deleted.
#[server(prefix = "/api", endpoint = "views/remove", output = Postcard)]
pub async fn remove_view(object: String, id: String) -> Result<(), AppError> {
    let actor = actor()?;
    let id = id.parse().map(domain::ids::ViewId).map_err(|_| crate::error::bad_input())?;
    services()?.engine.views().remove_view(&actor, id).await.map_err(fail)?;
    let object = engine_slug(&object);
    send_form_to(&format!("/{object}/views"));
    Ok(())
}

/// The query of a view's address.
#[cfg(feature = "ssr")]
pub(super) fn query_of(object: &Object, query: &IndexQuery) -> String {
    crate::url::address("", &query.at(None).to_address(object)).trim_start_matches('?').to_owned()
}

/// A slug for a redirect; it cannot lead to another site.
#[cfg(feature = "ssr")]
fn engine_slug(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}
