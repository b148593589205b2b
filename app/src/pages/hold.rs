//! The page that puts a record on hold or releases it. A plain page that answers its own form.

use super::{problem_note, slug, who};
use crate::{
    api::holds::{GetHold, HoldScreen, RELEASE},
    i18n::{Messages, messages},
    load::{load, show},
};
use domain::{
    hold::{HoldProblem, HoldView},
    ids::RecordId,
    operation::REASON_MAX,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/contacts/1/hold`.
#[component]
pub fn Hold() -> impl IntoView {
    let slug = slug();
    let params = use_params_map();
    let ask = move || Some(GetHold { slug: slug.get(), id: params.get().get("id")?.parse::<RecordId>().ok()? });
    show(load(ask, None), move |screen| page(messages(), screen))
}

fn page(t: Messages, screen: HoldScreen) -> AnyView {
    let HoldScreen { address, name, hold, typed, problem } = screen;
    let action = format!("{address}/hold");
    let held = hold.is_some();
    let title = if held { t.hold_release_title(&name) } else { t.hold_put_title(&name) };
    let button = if held { t.hold_release() } else { t.hold_put() };
    let fields = match hold {
        Some(hold) => release(t, &hold),
        None => put(t, typed, problem),
    };
    view! {
        <Title text=title.clone() />
        <form class="card form" method="post" action=action>
            <h1>{title}</h1>
            {fields}
            <footer>
                <a class="btn" href=address>
                    {t.cancel()}
                </a>
                <button class="btn primary">{button}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn put(t: Messages, typed: String, problem: Option<HoldProblem>) -> AnyView {
    let told = problem.map(|problem| match problem {
        HoldProblem::Empty => t.hold_reason_empty().to_owned(),
        HoldProblem::Long => t.hold_reason_long(REASON_MAX),
    });
    view! {
        <p class="muted">{t.hold_text()}</p>
        {problem_note(told)}
        <label class="field">
            <span>{t.hold_reason()}</span>
            <textarea
                name="reason"
                rows="4"
                required
                maxlength=REASON_MAX
                aria-invalid=problem.map(|_| "true")
                aria-describedby="reason-hint"
            >
                {typed}
            </textarea>
        </label>
        <p class="hint" id="reason-hint">
            {t.hold_reason_hint()}
        </p>
    }
    .into_any()
}

fn release(t: Messages, hold: &HoldView) -> AnyView {
    view! {
        <p class="muted">{t.hold_since(&t.date(hold.at.date()), &who(hold.by.as_ref()))}</p>
        <p>{hold.reason.clone()}</p>
        <p class="muted">{t.hold_release_text()}</p>
        <input type="hidden" name=RELEASE value="1" />
    }
    .into_any()
}
