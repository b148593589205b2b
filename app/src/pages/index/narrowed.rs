//! The active search and filter of a view, with links that remove them.

use crate::{
    i18n::messages,
    ui::{Conditions, QuickSearch},
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
    let t = messages();
    let found = (!search.is_empty()).then(|| {
        view! {
            <span class="chip">{t.found_for(&search)}</span>
            <a class="link" href=unsearched>
                {t.clear_search()}
            </a>
        }
    });
    view! {
        <div class="filters">
            <QuickSearch action=path label=t.quick_search(&many) term=search keep=kept />
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
                                        {t.add_index()}
                                    </a>
                                }
                            })}
                    </p>
                }
            })}
    }
}
