//! What a deletion touches, beside its confirm, which does not wait for it.

use crate::{
    api::operations::{PreviewTouched, TouchedScreen},
    load::{load, show_while},
    ui::Loading,
    words::say,
};
use domain::operation::Selection;
use leptos::prelude::*;

/// The list, as soon as it is counted. It closes for one who has seen enough.
#[component]
pub(super) fn Touched(
    /// The object's word in addresses.
    slug: String,
    /// What would be deleted.
    selection: Selection,
) -> impl IntoView {
    let say = say();
    let ask = move || Some(PreviewTouched { slug: slug.clone(), selection: selection.clone() });
    let list = show_while(
        load(ask, None),
        move |answer| match answer {
            Ok(screen) => rows(screen),
            Err(_) => view! { <p class="muted">{say.touched_failed()}</p> }.into_any(),
        },
        || Loading().into_any(),
    );
    view! {
        <details class="impact" open=true>
            <summary>{say.touched()}</summary>
            <div aria-live="polite">{list}</div>
        </details>
    }
}

fn rows(screen: TouchedScreen) -> AnyView {
    let say = say();
    if screen.rows.is_empty() {
        return view! { <p class="muted">{say.touched_nothing()}</p> }.into_any();
    }
    let rows = screen
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <li>
                    <b>{row.count}</b>
                    " "
                    <span>{row.text}</span>
                    " "
                    <small>{row.note}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul>{rows}</ul>
        {screen.note.map(|note| view! { <p class="muted">{note}</p> })}
    }
    .into_any()
}
