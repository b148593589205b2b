//! What narrows the view, and the ways out of it.

use crate::{pages::address, ui::Conditions, words::say};
use domain::{object::Object, view::IndexQuery};
use leptos::prelude::*;

/// The search and the filter of a view.
#[component]
pub(super) fn Narrowed(
    base: String,
    object: Object,
    query: IndexQuery,
    chips: Vec<Vec<(String, String)>>,
) -> impl IntoView {
    let say = say();
    let search = (!query.search.is_empty()).then(|| {
        let cleared = IndexQuery { search: String::new(), cursor: None, ..query.clone() };
        view! {
            <span class="chip">{say.found_for(&query.search)}</span>
            <a class="link" href=address(&base, &cleared.to_address(&object))>
                {say.clear_search()}
            </a>
        }
    });
    let any = !query.search.is_empty() || !query.filter.is_empty();
    any.then(|| view! { <div class="filters">{search} <Conditions groups=chips /></div> })
}
