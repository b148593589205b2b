//! What narrows the view, and the ways out of it.

use crate::{
    pages::address,
    ui::{Conditions, QuickSearch},
    words::say,
};
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
    let rest = IndexQuery { search: String::new(), cursor: None, ..query.clone() };
    view! {
        <div class="filters">
            <QuickSearch
                action=base
                label=say.quick_search(object.names.many(say.0))
                term=query.search
                keep=rest.to_address(&object)
            />
            {search}
            <Conditions groups=chips />
        </div>
    }
}
