//! The impact of a deletion, loaded beside the confirmation, which does not wait for it.

use crate::{
    api::operations::{DeleteRecords, ImpactScreen, MayGoAlong, PreviewImpact},
    form::field_name,
    i18n::messages,
    load::{load, show_while},
    ui::Loading,
};
use domain::operation::Selection;
use leptos::prelude::*;

/// The list, shown when it is loaded. It can be closed.
#[component]
pub(super) fn Impact(
    /// The slug of the object.
    slug: String,
    /// The selection to delete.
    selection: Selection,
    /// The objects whose associated records are deleted too.
    also: RwSignal<Vec<String>>,
    /// Called when another object is chosen.
    changed: Callback<()>,
) -> impl IntoView {
    let t = messages();
    let ask = move || Some(PreviewImpact { slug: slug.clone(), selection: selection.clone() });
    let list = show_while(
        load(ask, None),
        move |answer| match answer {
            Ok(screen) => rows(screen, Some((also, changed))),
            Err(_) => view! { <p class="muted">{t.impact_failed()}</p> }.into_any(),
        },
        || Loading().into_any(),
    );
    view! {
        <details class="impact" open=true>
            <summary>{t.impact()}</summary>
            <div aria-live="polite">{list}</div>
        </details>
    }
}

/// The list itself; with `along`, it offers the associated records to delete too.
pub(super) fn rows(screen: ImpactScreen, along: Option<(RwSignal<Vec<String>>, Callback<()>)>) -> AnyView {
    let t = messages();
    if screen.rows.is_empty() {
        return view! { <p class="muted">{t.impact_nothing()}</p> }.into_any();
    }
    let rows = screen
        .rows
        .into_iter()
        .map(|row| {
            let choices = along.map(|(also, changed)| {
                row.along.into_iter().map(|offered| choice(offered, also, changed)).collect_view()
            });
            view! {
                <li>
                    <b>{row.count}</b>
                    " "
                    <span>{row.text}</span>
                    " "
                    <small>{row.note}</small>
                    {choices}
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

/// The check box that deletes the associated records of an object too, with their number if the row counts other
/// records as well.
fn choice(offered: MayGoAlong, also: RwSignal<Vec<String>>, changed: Callback<()>) -> impl IntoView + use<> {
    let MayGoAlong { slug, what, part } = offered;
    let t = messages();
    let on = {
        let slug = slug.clone();
        move || also.read().contains(&slug)
    };
    let checked = on();
    let label = t.also_delete(&what);
    let text = if part { label.clone() } else { t.also().to_owned() };
    let value = slug.clone();
    view! {
        <label class="along" class:part=part>
            <input
                type="checkbox"
                name=format!("{}[]", field_name!(DeleteRecords.form.also))
                value=value
                aria-label=label
                checked=checked
                prop:checked=on
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    also.update(|also| {
                        also.retain(|other| *other != slug);
                        if on {
                            also.push(slug.clone());
                            also.sort();
                        }
                    });
                    changed.run(());
                }
            />
            {text}
        </label>
    }
}
