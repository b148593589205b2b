//! On the receipt of a restore: the links that gave way to newer ones, and the way back for each.

use crate::{
    api::associations::{GaveWay as Ask, GaveWayRow},
    load::{load, show},
    words::say,
};
use domain::ids::OperationId;
use leptos::prelude::*;

/// The list; nothing where every link came back as it was.
#[component]
pub(super) fn GaveWay(
    /// The restore.
    id: OperationId,
) -> impl IntoView {
    show(load(move || Some(Ask { id }), None), list)
}

fn list(rows: Vec<GaveWayRow>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let say = say();
    let rows = rows
        .into_iter()
        .map(|row| {
            let again = row.again.map(|(again, href)| {
                view! {
                    <a class="link" href=href rel="external">
                        {again}
                    </a>
                }
            });
            view! { <li>{row.text} ". " {again}</li> }
        })
        .collect_view();
    view! {
        <section class="card kept">
            <header>
                <h2>{say.links_kept()}</h2>
            </header>
            <div class="in">
                <p class="muted">{say.links_kept_text()}</p>
                <ul>{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}
