//! Pages that are plain forms and are sent without a program. Whoever comes to one from a page that has a program loads
//! its document.

use leptos::prelude::*;
use std::time::Duration;

/// `/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    load_document();
}

/// `/set-up`.
#[component]
pub fn SetUp() -> impl IntoView {
    load_document();
}

/// `/imports/new`.
#[component]
pub fn NewImport() -> impl IntoView {
    load_document();
}

fn load_document() {
    // Once the address is that of the new page. If the browser will not, the person can.
    Effect::new(|_| set_timeout(|| drop(window().location().reload()), Duration::ZERO));
}
