//! The retention of deleted records: a plain form for each object.

use super::problem_note;
use crate::{
    api::retention::ListRetentions,
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
    words::{Say, say},
};
use domain::retention::{RETENTION_MAX, RETENTION_MIN, Retention as Row};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/retention`.
#[component]
pub fn Retention() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(ListRetentions {}), None), move |rows| {
        let say = say();
        let map = map.get_untracked();
        let saved = map.get("saved").and_then(|saved| match saved.as_str() {
            "longer" => Some(say.retention_longer()),
            "shorter" => Some(say.retention_shorter()),
            "same" => Some(say.retention_same()),
            _ => None,
        });
        view! {
            <Title text=say.retention() />
            <div class="head">
                <h1>{say.retention()}</h1>
            </div>
            <div class="stack">
                <p class="muted measure">{say.retention_text()}</p>
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
                    {rows.into_iter().map(|row| form(say, row, &map)).collect_view()}
                </div>
            </div>
        }
        .into_any()
    })
}

fn form(say: Say, row: Row, map: &Query) -> impl IntoView + use<> {
    let wrong = map.get("wrong").as_deref() == Some(&row.slug);
    let value = if wrong { map.get("days").unwrap_or_default() } else { row.days.to_string() };
    let problem = wrong.then(|| say.retention_wrong(RETENTION_MIN, RETENTION_MAX));
    view! {
        <form class="card form" method="post" action="/api/retention/set">
            <h2>{say.capital(row.names.many(say.0))}</h2>
            {problem_note(problem)}
            <label class="field">
                <span>{say.retention_days(row.names.many(say.0))}</span>
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
                {say.retention_hint(RETENTION_MIN, RETENTION_MAX)}
                " · "
                {say.retention_waiting(&say.number(row.waiting))}
            </p>
            <input type="hidden" name="object" value=row.slug />
            <footer>
                <button class="btn primary">{say.save()}</button>
            </footer>
        </form>
    }
}
