//! Tabs that are addresses.

use crate::tab::Tab;
use leptos::prelude::*;

/// Tabs in a row, which scrolls where there is no room for all.
#[component]
pub fn Tabs(
    /// What they are.
    label: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// What follows them.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            let count = (!tab.count.is_empty()).then(|| view! { <span class="muted num">{tab.count}</span> });
            view! {
                <a href=tab.href aria-current=tab.here.then_some("page")>
                    {tab.name}
                    {count}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="viewtabs" aria-label=label>
            {tabs}
            {children.map(|children| children())}
        </nav>
    }
}
