//! The form that blocks an address, which a contact may have or not.

use super::{
    address_field,
    check::{blocked, names, open},
    reason_field,
};
use crate::{
    api::privacy::{BLOCK, FORM, PRIVACY},
    i18n::Messages,
    ui::{Icon, Picture},
};
use domain::privacy::NotBlocked;
use leptos::prelude::*;

pub(super) fn block(t: Messages, answer: Option<(String, String, NotBlocked)>) -> AnyView {
    let (typed, reason, why) = answer.map_or_else(Default::default, |(typed, reason, why)| (typed, reason, Some(why)));
    let wrong_reason = matches!(why, Some(NotBlocked::Reason(_)));
    let wrong_address = why.is_some() && !wrong_reason;
    view! {
        <form class="card" method="post" action=PRIVACY>
            <header>
                <h2>{t.block_title()}</h2>
            </header>
            <div class="inset stack">
                {why.map(|why| refused(t, &why))} <input type="hidden" name=FORM value=BLOCK />
                {address_field(t, "block", typed, wrong_address)} <p class="hint" id="block-hint">
                    {t.block_hint()}
                </p> {reason_field(t, "block", reason, wrong_reason)} <div class="row">
                    <button class="btn">{t.block_button()}</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

fn refused(t: Messages, why: &NotBlocked) -> AnyView {
    let text = match why {
        NotBlocked::Address(problem) => t.address_problem(*problem).into_any(),
        NotBlocked::Reason(problem) => t.block_reason_problem(*problem).into_any(),
        NotBlocked::Already(entry) => {
            view! { <span>{blocked(t, entry)} " " {open(t.open_entry(), entry)}</span> }.into_any()
        }
        NotBlocked::InUse(holders) if holders.is_empty() => t.block_in_use_unseen().into_any(),
        NotBlocked::InUse(holders) => {
            view! { <span>{t.block_in_use()} " " {names(holders)} ". " {t.block_in_use_text()}</span> }.into_any()
        }
    };
    view! {
        <p class="note danger" role="alert">
            <Icon picture=Picture::Warning />
            {text}
        </p>
    }
    .into_any()
}
