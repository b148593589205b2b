//! Pages that are plain forms and tables and are sent without a program. Whoever comes to one from a page that has a
//! program loads its document.

use leptos::prelude::*;
use std::time::Duration;

/// Any of them.
#[component]
pub fn Plain() -> impl IntoView {
    // Once the address is that of the new page. If the browser will not, the person can.
    Effect::new(|_| set_timeout(|| drop(window().location().reload()), Duration::ZERO));
}
