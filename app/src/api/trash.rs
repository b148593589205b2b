//! Server functions for the trash.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{actor, fail, object, refuse, services};
#[cfg(feature = "ssr")]
use crate::i18n::messages;
use crate::{error::AppError, tab::Tab};
#[cfg(feature = "ssr")]
use domain::object::ObjectCount;
use domain::{
    object::Object,
    policy::Offer,
    trash::{TrashPage, TrashQuery},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the trash page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashScreen {
    /// The definition of the object.
    pub object: Object,
    /// The actions that the user may perform.
    pub offer: Offer,
    /// A tab for each object with records in the trash, and for the present object.
    pub tabs: Vec<Tab>,
    /// The query, as parsed from the address.
    pub query: TrashQuery,
    /// The page of records that it finds.
    pub page: TrashPage,
}

/// Returns a page of the trash of an object; an empty slug selects the first object whose trash the user may see.
/// `pairs` are the query parameters of the address.
#[server(prefix = "/api", endpoint = "trash/list", input = Json, output = Postcard)]
pub async fn list_trash(slug: String, pairs: Vec<(String, String)>) -> Result<TrashScreen, AppError> {
    let slug = if slug.is_empty() { first().await? } else { slug };
    let (engine, actor, object) = object(&slug).await?;
    let query =
        TrashQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let permit = actor.see_trash(object.id).map_err(refuse)?;
    let restore = actor.restore(object.id).ok();
    let page = engine.trash().list_trash(&permit, restore.as_ref(), &object, &query).await.map_err(fail)?;
    let counts = engine.objects().object_counts(&actor).await.map_err(fail)?;
    let tabs = counts.into_iter().filter(|count| count.deleted > 0 || count.slug == object.slug);
    let tab = |count: ObjectCount| Tab {
        name: messages().capital(count.names.plural(messages().0)),
        count: messages().number(count.deleted),
        href: format!("/trash?object={}", count.slug),
        here: count.slug == object.slug,
    };
    let tabs = tabs.map(tab).collect();
    Ok(TrashScreen { offer: actor.offer(object.id), object, tabs, query, page })
}

/// The slug of the first object whose trash the user may see; contacts if there is none.
#[cfg(feature = "ssr")]
async fn first() -> Result<String, AppError> {
    let (actor, engine) = (actor()?, services()?.engine);
    let objects = engine.objects().active().await.map_err(fail)?;
    let seen = objects.into_iter().find(|object| actor.see_trash(object.id).is_ok());
    Ok(seen.map_or_else(|| "contacts".to_owned(), |object| object.slug))
}
