//! The quick search of one view.

use super::{Icon, Picture};
use leptos::prelude::*;

/// A box that searches within what is shown, and keeps the rest of the address.
#[component]
pub fn QuickSearch(
    /// The path of the view.
    action: String,
    /// What is searched.
    label: String,
    /// What was typed.
    term: String,
    /// The rest of the address.
    keep: Vec<(String, String)>,
) -> impl IntoView {
    let keep =
        keep.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    view! {
        <form class="search quick" method="get" action=action>
            <Icon picture=Picture::Search />
            <input
                type="search"
                name="q"
                aria-label=label.clone()
                placeholder=label
                value=term
                maxlength="100"
                autocomplete="off"
            />
            {keep}
        </form>
    }
}
