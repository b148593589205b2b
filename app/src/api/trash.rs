//! The trash.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
use domain::{
    object::Object,
    policy::Offer,
    trash::{TrashPage, TrashQuery},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What the trash shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrashScreen {
    /// The object.
    pub object: Object,
    /// What the person may do.
    pub offer: Offer,
    /// The view, as the address was understood.
    pub query: TrashQuery,
    /// The page of it.
    pub page: TrashPage,
}

/// The trash of an object at an address: `pairs` are the names and values of its query.
#[server(prefix = "/api", endpoint = "trash/list", input = Json, output = Postcard)]
pub async fn list_trash(slug: String, pairs: Vec<(String, String)>) -> Result<TrashScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let query =
        TrashQuery::from_address(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()));
    let permit = actor.see_trash(object.id).map_err(refuse)?;
    let restore = actor.restore(object.id).ok();
    let page = engine.list_trash(&permit, restore.as_ref(), &object, &query).await.map_err(fail)?;
    Ok(TrashScreen { offer: actor.offer(object.id), object, query, page })
}
