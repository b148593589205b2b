//! The retention of deleted records: a plain form for each object.

use super::problem_note;
use crate::{
    api::retention::ListRetentions,
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::retention::{RETENTION_MAX, RETENTION_MIN, Retention as Row};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/retention`.
#[component]
pub fn Retention() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(ListRetentions {}), None), move |rows| {
        let t = messages();
        let map = map.get_untracked();
        let saved = map.get("saved").and_then(|saved| match saved.as_str() {
            "longer" => Some(t.retention_longer()),
            "shorter" => Some(t.retention_shorter()),
            "same" => Some(t.retention_same()),
            _ => None,
        });
        view! {
            <Title text=t.retention() />
            <div class="head">
                <h1>{t.retention()}</h1>
            </div>
            <div class="stack">
                <p class="muted measure">{t.retention_text()}</p>
                {saved
                    .map(|text| {
                        view! {
                            <p class="note" role="status">
                                <Icon picture=Picture::Tick />
                                {text}
                            </p>
                        }
                    })}
                <div class="grid">
                    {rows.into_iter().map(|row| form(t, row, &map)).collect_view()}
                </div>
            </div>
        }
        .into_any()
    })
}

fn form(t: Messages, row: Row, map: &Query) -> impl IntoView + use<> {
    let wrong = map.get("wrong").as_deref() == Some(&row.slug);
    let value = if wrong { map.get("days").unwrap_or_default() } else { row.days.to_string() };
    let problem = wrong.then(|| t.retention_wrong(RETENTION_MIN, RETENTION_MAX));
    view! {
        <form class="card form" method="post" action="/api/retention/set">
            <h2>{t.capital(row.names.plural(t.0))}</h2>
            {problem_note(problem)}
            <label class="field">
                <span>{t.retention_days(row.names.plural(t.0))}</span>
                <input
                    name="days"
                    value=value
                    inputmode="numeric"
                    required
                    autocomplete="off"
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=format!("hint-{}", row.slug)
                />
            </label>
            <p class="hint" id=format!("hint-{}", row.slug)>
                {t.retention_hint(RETENTION_MIN, RETENTION_MAX)}
                " · "
                {t.retention_waiting(&t.number(row.waiting))}
            </p>
            <input type="hidden" name="object" value=row.slug />
            <footer>
                <button class="btn primary">{t.save()}</button>
            </footer>
        </form>
    }
}
