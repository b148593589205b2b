//! The pager of a view.

use crate::{api::index::Pages, i18n::messages};
use domain::view::Total;
use leptos::prelude::*;

/// The range of rows, the links to other pages, and the page size.
#[component]
pub fn Pager(
    /// The range of rows on the page.
    pages: Pages,
    /// The number of rows in the view.
    #[prop(into)]
    total: Signal<Total>,
) -> impl IntoView {
    let t = messages();
    let Pages { from, to, previous, next, sizes } = pages;
    let way = move |label: &'static str, href: Option<String>| match href {
        Some(href) => view! {
            <a class="btn small" href=href>
                {label}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="btn small off" aria-disabled="true">
                {label}
            </span>
        }
        .into_any(),
    };
    // The view may have changed since the link was made: the range never exceeds the total.
    let shown = move || {
        let total = total.get();
        let within = |row: i64| t.number(if total.more { row } else { row.min(total.count) });
        t.rows_of(&within(from), &within(to), &t.total(total))
    };
    view! {
        <nav class="pager" aria-label=t.pages()>
            <span class="num">{shown}</span>
            <span class="sizes">
                {t.rows_per_page()}
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
            <span class="end">{way(t.previous(), previous)} {way(t.next(), next)}</span>
        </nav>
    }
}
