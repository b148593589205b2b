//! The pager of a list.

use crate::i18n::messages;
use leptos::prelude::*;

/// The range of rows that is shown, with links to the first and the next page. Empty for a list of one page.
#[component]
pub fn Pager(
    /// The range: "51–100 of 230".
    #[prop(optional_no_strip)]
    shown: Option<String>,
    /// The address of the first page, unless it is shown.
    #[prop(optional_no_strip)]
    first: Option<String>,
    /// The address of the next page, if there is one.
    next: Option<String>,
) -> impl IntoView {
    let t = messages();
    let link = |href: String, text: &'static str| {
        view! {
            <a class="btn small" href=href>
                {text}
            </a>
        }
    };
    (shown.is_some() || first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=t.pages()>
                {shown.map(|shown| view! { <span class="num">{shown}</span> })}
                <span class="end">
                    {first.map(|href| link(href, t.first_page()))}
                    {next.map(|href| link(href, t.next()))}
                </span>
            </nav>
        }
    })
}
