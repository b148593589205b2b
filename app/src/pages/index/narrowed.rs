//! The active search and filter of a view, with links that remove them.

use crate::{
    ui::{Conditions, QuickSearch},
    words::say,
};
use leptos::prelude::*;

/// The chips of the search and the filter, and the notice about conditions without an index.
#[component]
pub(super) fn Narrowed(
    path: String,
    /// The names of the object.
    many: String,
    search: String,
    /// The address of the view without its search.
    unsearched: String,
    /// The names and values of that address.
    kept: Vec<(String, String)>,
    chips: Vec<Vec<(String, String)>>,
    /// The properties that are filtered without an index, and the address where an index can be added.
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
