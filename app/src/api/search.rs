//! The search over all objects.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, services},
    error::AppError,
};
use domain::{
    home::{RECENT_MAX, RecentRecord},
    search::SearchPage,
    text::SEARCH_MAX,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What the page of a search shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchScreen {
    /// What was typed, as far as it is looked at.
    pub typed: String,
    /// What was found.
    pub page: SearchPage,
    /// Where nothing was typed: what the person looked at last.
    pub recent: Vec<RecentRecord>,
}

/// What of all that the person may see matches what they typed.
#[server(prefix = "/api", endpoint = "search", input = Json, output = Postcard)]
pub async fn search_all(typed: String) -> Result<SearchScreen, AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let typed: String = typed.trim().chars().take(SEARCH_MAX).collect();
    if typed.is_empty() {
        let most = usize::try_from(RECENT_MAX).unwrap_or_default();
        let recent = engine.recent_records(&actor, most).await.map_err(fail)?;
        return Ok(SearchScreen { typed, page: SearchPage::default(), recent });
    }
    let page = engine.search(&actor, &typed).await.map_err(fail)?;
    Ok(SearchScreen { typed, page, recent: Vec::new() })
}
