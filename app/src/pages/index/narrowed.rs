//! What narrows the view, and the ways out of it.

use crate::{
    ui::{Conditions, QuickSearch},
    words::say,
};
use leptos::prelude::*;

/// The search and the filter of a view, and what of it no index serves.
#[component]
pub(super) fn Narrowed(
    /// The path of the index.
    path: String,
    /// What its records are called.
    many: String,
    search: String,
    /// The address of the view without its search.
    unsearched: String,
    /// The names and values of that address.
    kept: Vec<(String, String)>,
    chips: Vec<Vec<(String, String)>>,
    /// What is read without an index, and where that can be changed.
    slow: Option<(String, Option<String>)>,
) -> impl IntoView {
    let say = say();
    let found = (!search.is_empty()).then(|| {
        view! {
            <span class="chip">{say.found_for(&search)}</span>
            <a class="link" href=unsearched>
                {say.clear_search()}
            </a>
        }
    });
    view! {
        <div class="filters">
            <QuickSearch action=path label=say.quick_search(&many) term=search keep=kept />
            {found}
            <Conditions groups=chips />
        </div>
        {slow
            .map(|(text, way)| {
                view! {
                    <p class="filters">
                        {text}
                        {way
                            .map(|way| {
                                view! {
                                    <a class="link" href=way rel="external">
                                        {say.add_index()}
                                    </a>
                                }
                            })}
                    </p>
                }
            })}
    }
}
