//! Privacy settings: whether an address is blocked, blocking one or many, the blocklist, and its rules. Each part is a file.

mod block;
mod check;
mod entries;
mod entry;
mod file;
mod rules;

pub use entry::BlocklistEntry;

use super::problem_note;
use crate::{
    api::privacy::{ADDRESS, GetPrivacy, PrivacyAnswer, PrivacyScreen, REASON},
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::{email::EMAIL_MAX, operation::REASON_MAX};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/privacy`, `?show=history&before=7`.
#[component]
pub fn Privacy() -> impl IntoView {
    let map = use_query();
    let ask = move || {
        let map = map.get();
        let before = map.get("before").and_then(|id| id.parse().ok());
        Some(GetPrivacy { history: is_history(&map), before })
    };
    show(load(ask, None), move |screen| page(messages(), screen, &map.get_untracked()))
}

fn is_history(map: &Query) -> bool {
    map.get_str("show") == Some("history")
}

fn page(t: Messages, screen: PrivacyScreen, map: &Query) -> AnyView {
    let PrivacyScreen { page, answer } = screen;
    let (mut checked, mut not_blocked, mut refused) = (None, None, None);
    match answer {
        PrivacyAnswer::Nothing => {}
        PrivacyAnswer::Checked { typed, check } => checked = Some((typed, check)),
        PrivacyAnswer::NotBlocked { typed, reason, why } => not_blocked = Some((typed, reason, why)),
        PrivacyAnswer::FileRefused { reason, why } => refused = Some((reason, why)),
    }
    view! {
        <Title text=t.privacy() />
        <div class="head">
            <h1>{t.privacy()}</h1>
            <div class="row">
                <a class="btn" href="/erasures" rel="external">
                    {t.erasures()}
                </a>
            </div>
        </div>
        <div class="stack privacy">
            {file::done(t, map)}
            <div class="halves">{check::check(t, checked)} {block::block(t, not_blocked)}</div>
            {file::upload(t, refused)}
            {entries::entries(t, &page, is_history(map), map.get_str("before").is_some())}
            {rules::rules(t)}
        </div>
    }
    .into_any()
}

/// The field of an address. `prefix` tells the fields of several forms apart.
fn address_field(t: Messages, prefix: &str, typed: String, invalid: bool) -> impl IntoView + use<> {
    let hint = format!("{prefix}-hint");
    view! {
        <label class="field">
            <span>{t.email()}</span>
            <input
                name=ADDRESS
                value=typed
                r#type="text"
                inputmode="email"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                required
                maxlength=2 * EMAIL_MAX
                placeholder="name@example.com"
                aria-invalid=invalid.then_some("true")
                aria-describedby=hint
            />
        </label>
    }
}

/// The field of a reason.
fn reason_field(t: Messages, prefix: &str, typed: String, invalid: bool) -> impl IntoView + use<> {
    let hint = format!("{prefix}-reason-hint");
    view! {
        <label class="field">
            <span>{t.block_reason()}</span>
            <textarea
                name=REASON
                rows="2"
                required
                maxlength=REASON_MAX
                aria-invalid=invalid.then_some("true")
                aria-describedby=hint.clone()
            >
                {typed}
            </textarea>
        </label>
        <p class="hint" id=hint>
            {t.block_reason_hint()}
        </p>
    }
}

/// A message that something was done.
fn done_note(text: String) -> impl IntoView {
    view! {
        <p class="note" role="status">
            <Icon picture=Picture::Tick />
            {text}
        </p>
    }
}
