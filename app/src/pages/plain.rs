//! Pages of plain forms and tables that are rendered on the server only. A link to one from a hydrated page
//! loads its document.

use leptos::prelude::*;
use std::time::Duration;

/// Stands for every such page in the routes of the browser.
#[component]
pub fn Plain() -> impl IntoView {
    // Runs after the address has changed. The link is for browsers that block the reload.
    Effect::new(|_| set_timeout(|| drop(window().location().reload()), Duration::ZERO));
}
