//! The way through a list that is longer than a page.

use crate::i18n::messages;
use leptos::prelude::*;

/// Which rows are shown, and the links to the first page and to the next one. Nothing where there is nothing of it.
#[component]
pub fn Pager(
    /// Which rows of how many.
    #[prop(optional_no_strip)]
    shown: Option<String>,
    /// Where the first page is, unless it is shown.
    #[prop(optional_no_strip)]
    first: Option<String>,
    /// Where the next page is, if there is one.
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
