//! The label conflicts of a restore: links that lost a unique label to a newer link, each with a button that gives it back.

use crate::{
    api::associations::{LabelConflictRow, LabelConflicts as Ask},
    i18n::messages,
    load::{load, show},
};
use domain::ids::OperationId;
use leptos::prelude::*;

/// The list; empty where every link kept its labels.
#[component]
pub(super) fn LabelConflicts(id: OperationId) -> impl IntoView {
    show(load(move || Some(Ask { id }), None), list)
}

fn list(rows: Vec<LabelConflictRow>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let t = messages();
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
                <h2>{t.links_kept()}</h2>
            </header>
            <div class="inset">
                <p class="muted">{t.links_kept_text()}</p>
                <ul>{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}
