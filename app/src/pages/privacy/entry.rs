//! The page of an entry of the blocklist, with the form that lifts the block.

use super::{done_note, entries::reason, problem_note, reason_field};
use crate::{
    api::privacy::{BlockScreen, GetBlock, PRIVACY},
    i18n::{Messages, messages},
    load::{load, show},
    pages::who,
    query::{Query, use_query},
    ui::Moment,
};
use domain::{
    privacy::{BlockEntry, ReasonProblem},
    time::Timestamp,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/privacy/blocklist/7`.
#[component]
pub fn BlocklistEntry() -> impl IntoView {
    let (params, map) = (use_params_map(), use_query());
    let ask = move || Some(GetBlock { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), move |screen| page(messages(), screen, &map.get_untracked()))
}

fn page(t: Messages, screen: BlockScreen, map: &Query) -> AnyView {
    let BlockScreen { entry, typed, problem } = screen;
    let title = t.block_entry_title(&entry.id.to_string());
    let done = match map.get_str("done") {
        Some("blocked") if entry.lift.is_none() => Some(t.block_done()),
        Some("lifted") if entry.lift.is_some() => Some(t.lift_done()),
        _ => None,
    };
    let form = entry.lift.is_none().then(|| lift(t, &entry, typed, problem));
    view! {
        <Title text=title.clone() />
        <p class="crumbs">
            <a class="link" href=PRIVACY>
                {t.privacy()}
            </a>
        </p>
        <div class="head">
            <h1>{title}</h1>
        </div>
        <div class="stack privacy">
            {done.map(|text| done_note(text.to_owned()))} <section class="card">
                <div class="inset">{facts(t, &entry)}</div>
            </section> {form}
        </div>
    }
    .into_any()
}

fn facts(t: Messages, entry: &BlockEntry) -> impl IntoView + use<> {
    let fact = |label: &'static str, value: AnyView| {
        view! {
            <dt>{label}</dt>
            <dd>{value}</dd>
        }
    };
    let moment = |at: Timestamp| view! { <Moment at=at /> }.into_any();
    let hash = format!("{}…", entry.hash);
    let lift = entry.lift.clone().map(|lift| {
        view! {
            {fact(t.block_lifted(), moment(lift.at))}
            {fact(t.lift_by(), who(lift.by.as_ref()).into_any())}
            {fact(t.lift_reason(), lift.reason.into_any())}
        }
    });
    let erasure = entry.erasure.map(|erasure| fact(t.block_erasure(), erasure.to_string().into_any()));
    view! {
        <dl class="uses">
            {fact(t.block_hash(), view! { <code>{hash}</code> }.into_any())}
            {fact(t.block_since(), moment(entry.at))}
            {fact(t.block_by(), who(entry.by.as_ref()).into_any())} {erasure}
            {fact(t.block_reason(), reason(t, entry).into_any())} {lift}
        </dl>
    }
}

fn lift(t: Messages, entry: &BlockEntry, typed: String, problem: Option<ReasonProblem>) -> impl IntoView + use<> {
    view! {
        <form class="card" method="post" action=format!("{PRIVACY}/blocklist/{}", entry.id)>
            <header>
                <h2>{t.lift_title()}</h2>
            </header>
            <div class="inset stack">
                {problem_note(problem.map(|problem| t.block_reason_problem(problem)))}
                <p class="muted measure">{t.lift_text()}</p>
                {reason_field(t, "lift", typed, problem.is_some())} <div class="row">
                    <button class="btn danger-quiet">{t.lift_button()}</button>
                    <a class="btn" href=PRIVACY>
                        {t.cancel()}
                    </a>
                </div>
            </div>
        </form>
    }
}
