//! The initials of somebody.

use domain::text::initials;
use leptos::prelude::*;

/// The initials of a name in a circle. The name stands beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    /// Whose.
    name: String,
    /// Whether it is the large one of a record page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <span class="avatar" class:large=large aria-hidden="true">
            {initials(&name)}
        </span>
    }
}
