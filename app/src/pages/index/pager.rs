//! The ways to other pages of a view.

use crate::{api::index::Pages, words::say};
use domain::view::Total;
use leptos::prelude::*;

/// Which rows are shown, the ways to others, and how many to show.
#[component]
pub fn Pager(
    /// Where the page lies.
    pages: Pages,
    /// Rows of the view.
    #[prop(into)]
    total: Signal<Total>,
) -> impl IntoView {
    let say = say();
    let Pages { from, to, previous, next, sizes } = pages;
    let way = move |label: &'static str, href: Option<String>| match href {
        Some(href) => view! {
            <a class="btn s" href=href>
                {label}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="btn s off" aria-disabled="true">
                {label}
            </span>
        }
        .into_any(),
    };
    // A view can have changed under a link: the numbers never claim more than there is.
    let shown = move || {
        let total = total.get();
        let within = |row: i64| say.number(if total.more { row } else { row.min(total.count) });
        say.rows_of(&within(from), &within(to), &say.total(total))
    };
    view! {
        <nav class="pager" aria-label=say.pages()>
            <span class="num">{shown}</span>
            <span class="sizes">
                {say.rows_per_page()}
                {sizes
                    .into_iter()
                    .map(|(size, href, here)| {
                        view! {
                            <a class="link num" href=href aria-current=here.then_some("true")>
                                {size}
                            </a>
                        }
                    })
                    .collect_view()}
            </span>
            <span class="end">{way(say.previous(), previous)} {way(say.next(), next)}</span>
        </nav>
    }
}
