//! Server functions for the global search.

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

/// The data of the search page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchScreen {
    /// The search term, cut to its maximum length.
    pub typed: String,
    /// The records that it found.
    pub page: SearchPage,
    /// The recently viewed records, if the search term is empty.
    pub recent: Vec<RecentRecord>,
}

/// Returns the records of all objects that match the search term and that the user may see.
#[server(prefix = "/api", endpoint = "search", input = Json, output = Postcard)]
pub async fn search_all(typed: String) -> Result<SearchScreen, AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let typed: String = typed.trim().chars().take(SEARCH_MAX).collect();
    if typed.is_empty() {
        let most = usize::try_from(RECENT_MAX).unwrap_or_default();
        let recent = engine.home().recent_records(&actor, most).await.map_err(fail)?;
        return Ok(SearchScreen { typed, page: SearchPage::default(), recent });
    }
    let page = engine.search().results(&actor, &typed).await.map_err(fail)?;
    Ok(SearchScreen { typed, page, recent: Vec::new() })
}
