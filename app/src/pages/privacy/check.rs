//! The form that asks whether an address is blocked, with its answer. It is posted, so that the address is in no log.

use super::{address_field, problem_note};
use crate::{
    api::privacy::{CHECK, FORM, PRIVACY},
    i18n::Messages,
    ui::{Icon, Picture},
};
use domain::privacy::{AddressCheck, AddressHolder, AddressProblem, BlockEntry};
use leptos::prelude::*;

pub(super) fn check(t: Messages, checked: Option<(String, Result<AddressCheck, AddressProblem>)>) -> AnyView {
    let (typed, answer) = checked.unzip();
    let invalid = matches!(answer, Some(Err(_)));
    let answer = match answer {
        None => ().into_any(),
        Some(Err(problem)) => problem_note(Some(t.address_problem(problem).to_owned())).into_any(),
        Some(Ok(check)) => found(t, &check),
    };
    view! {
        <form class="card" method="post" action=PRIVACY>
            <header>
                <h2>{t.check_title()}</h2>
            </header>
            <div class="inset stack">
                {answer} <input type="hidden" name=FORM value=CHECK />
                {address_field(t, "check", typed.unwrap_or_default(), invalid)}
                <p class="hint" id="check-hint">
                    {t.check_hint()}
                </p> <div class="row">
                    <button class="btn">{t.check_button()}</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn found(t: Messages, check: &AddressCheck) -> AnyView {
    let now = match &check.block {
        Some(entry) => view! {
            <p class="note warn" role="status">
                <Icon picture=Picture::Lock />
                <span>
                    {blocked(t, entry)} " " {t.check_blocked_text()} " "
                    {open(t.lift_link(), entry)}
                </span>
            </p>
        }
        .into_any(),
        None => view! {
            <p class="note" role="status">
                <Icon picture=Picture::Tick />
                {t.check_free()}
            </p>
        }
        .into_any(),
    };
    let earlier = check.earlier.iter().filter_map(|entry| {
        let lift = entry.lift.as_ref()?;
        let text = t.check_earlier(&t.date(entry.at.date()), &t.date(lift.at.date()));
        Some(view! {
            <li>
                <span>{text}</span>
                {open(t.open_entry(), entry)}
            </li>
        })
    });
    let earlier = (!check.earlier.is_empty()).then(|| view! { <ul class="defs">{earlier.collect_view()}</ul> });
    view! {
        {now}
        {(!check.holders.is_empty())
            .then(|| view! { <p>{t.check_holders()} " " {names(&check.holders)}</p> })}
        {earlier}
    }
    .into_any()
}

/// Since when an address is blocked, and why.
pub(super) fn blocked(t: Messages, entry: &BlockEntry) -> String {
    let since = t.date(entry.at.date());
    match entry.erasure {
        Some(erasure) => t.blocked_by_erasure(&since, &erasure.to_string()),
        None => t.blocked_since(&since),
    }
}

/// A link to the page of an entry.
pub(super) fn open(text: &'static str, entry: &BlockEntry) -> impl IntoView + use<> {
    view! {
        <a class="link" href=format!("{PRIVACY}/blocklist/{}", entry.id)>
            {text}
        </a>
    }
}

/// Links to the records that have an address.
pub(super) fn names(holders: &[AddressHolder]) -> impl IntoView + use<> {
    holders
        .iter()
        .enumerate()
        .map(|(index, holder)| {
            let AddressHolder { slug, id, name } = holder.clone();
            view! {
                {(index > 0).then_some(", ")}
                <a class="link" href=format!("/{slug}/{id}")>
                    {name}
                </a>
            }
        })
        .collect_view()
}
