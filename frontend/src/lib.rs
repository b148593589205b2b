//! The entry point of Reprieve in the browser.
#![recursion_limit = "512"]

use leptos::{prelude::document, task};
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server has rendered, and says so on the document when every part of it listens.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    task::spawn_local(async {
        // What was suspended hydrates in tasks of its own, which are queued before this one.
        task::tick().await;
        task::tick().await;
        if let Some(root) = document().document_element() {
            // The attribute has a plain name and a plain value: it cannot fail.
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
}
