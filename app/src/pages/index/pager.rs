//! The ways to other pages of a view.

use super::address;
use crate::words::say;
use leptos::prelude::*;

type Pairs = Vec<(&'static str, String)>;

/// Which rows are shown, the ways to others, and how many to show.
#[component]
pub fn Pager(
    /// The path.
    base: String,
    /// The number of the first row.
    from: i64,
    /// The number of the last row.
    to: i64,
    /// Rows of the view.
    total: i64,
    /// The page before.
    previous: Option<Pairs>,
    /// The page after.
    next: Option<Pairs>,
    /// The sizes on offer, and whether each is the present one.
    sizes: Vec<(i64, Pairs, bool)>,
) -> impl IntoView {
    let say = say();
    let path = base.clone();
    let way = move |label: &'static str, pairs: Option<Pairs>| match pairs {
        Some(pairs) => view! {
            <a class="btn s" href=address(&path, &pairs)>
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
    let shown = say.rows_of(&say.number(from.min(total)), &say.number(to.min(total)), &say.number(total));
    view! {
        <nav class="pager" aria-label=say.pages()>
            <span class="num">{shown}</span>
            <span class="sizes">
                {say.rows_per_page()}
                {sizes
                    .into_iter()
                    .map(|(size, pairs, here)| {
                        view! {
                            <a
                                class="link num"
                                href=address(&base, &pairs)
                                aria-current=here.then_some("true")
                            >
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
