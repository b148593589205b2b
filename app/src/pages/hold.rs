//! The page that puts a record on hold or releases it. A plain page that answers its own form.

use super::{problem_note, slug, who};
use crate::{
    api::holds::{GetHold, HoldScreen, RELEASE},
    load::{load, show},
    words::{Say, say},
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
    show(load(ask, None), move |screen| page(say(), screen))
}

fn page(say: Say, screen: HoldScreen) -> AnyView {
    let HoldScreen { address, name, hold, typed, problem } = screen;
    let action = format!("{address}/hold");
    let held = hold.is_some();
    let title = if held { say.hold_release_title(&name) } else { say.hold_put_title(&name) };
    let button = if held { say.hold_release() } else { say.hold_put() };
    let fields = match hold {
        Some(hold) => release(say, &hold),
        None => put(say, typed, problem),
    };
    view! {
        <Title text=title.clone() />
        <form class="card form" method="post" action=action>
            <h1>{title}</h1>
            {fields}
            <footer>
                <a class="btn" href=address>
                    {say.cancel()}
                </a>
                <button class="btn primary">{button}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn put(say: Say, typed: String, problem: Option<HoldProblem>) -> AnyView {
    let told = problem.map(|problem| match problem {
        HoldProblem::Empty => say.hold_reason_empty().to_owned(),
        HoldProblem::Long => say.hold_reason_long(REASON_MAX),
    });
    view! {
        <p class="muted">{say.hold_text()}</p>
        {problem_note(told)}
        <label class="field">
            <span>{say.hold_reason()}</span>
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
            {say.hold_reason_hint()}
        </p>
    }
    .into_any()
}

fn release(say: Say, hold: &HoldView) -> AnyView {
    view! {
        <p class="muted">{say.hold_since(&say.date(hold.at.date()), &who(hold.by.as_ref()))}</p>
        <p class="text">{hold.reason.clone()}</p>
        <p class="muted">{say.hold_release_text()}</p>
        <input type="hidden" name=RELEASE value="1" />
    }
    .into_any()
}
