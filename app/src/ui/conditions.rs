//! The conditions of a filter, each with a link that removes it.

use super::{Icon, Picture};
use crate::i18n::messages;
use leptos::prelude::*;

/// Groups of conditions as texts, each with the address of the view without it.
#[component]
pub fn Conditions(
    /// The groups, of which one must hold.
    groups: Vec<Vec<(String, String)>>,
    /// The `rel` of the links: `external` for a plain page.
    #[prop(optional)]
    rel: Option<&'static str>,
) -> impl IntoView {
    let t = messages();
    groups
        .into_iter()
        .enumerate()
        .map(|(index, group)| {
            let group = group
                .into_iter()
                .map(|(text, href)| {
                    view! {
                        <span class="chip">
                            {text.clone()} <a href=href rel=rel aria-label=t.filter_remove(&text)>
                                <Icon picture=Picture::Cross />
                            </a>
                        </span>
                    }
                })
                .collect_view();
            view! {
                {(index > 0).then(|| view! { <b class="or">{t.filter_or()}</b> })}
                {group}
            }
        })
        .collect_view()
}
