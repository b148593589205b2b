//! Two-step verification: setting it up, its recovery codes, turning it off.

use super::state;
use crate::{
    api::account::{GetTwoStep, TwoStepScreen},
    i18n::{Messages, messages},
    load::{load, show},
    pages::problem_note,
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::{
    account::{TwoStep as On, TwoStepView},
    password::PASSWORD_MAX,
};
use leptos::prelude::*;
use leptos_meta::Title;
use qrcode::{Color, QrCode};

const ADDRESS: &str = "/account/two-step";
/// The longest code, including the separators that people type.
const CODE_MAX: usize = 40;
/// The width of the quiet zone around the QR code, in modules; scanners need it.
const QUIET: usize = 4;

/// `/account/two-step`.
#[component]
pub fn TwoStep() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(GetTwoStep {}), None), move |screen| page(messages(), screen, &map.get_untracked()))
}

fn page(t: Messages, screen: TwoStepScreen, map: &Query) -> AnyView {
    let TwoStepScreen { view, codes, problem } = screen;
    let problem = problem.or_else(|| map.get("problem")?.parse().ok());
    let problem = problem_note(problem.map(|problem| t.account_problem(problem)));
    let body = match view {
        _ if !codes.is_empty() => new_codes(t, codes),
        TwoStepView::Off => off(t),
        TwoStepView::Begun { secret, address } => begun(t, &secret, &address),
        TwoStepView::On(on) => manage(t, on),
    };
    view! {
        <Title text=t.two_step() />
        <p class="way">
            <a class="link" href="/account">
                {t.user_menu()}
            </a>
        </p>
        <div class="head">
            <h1>{t.two_step()}</h1>
        </div>
        {problem}
        <div class="grid people">{body}</div>
    }
    .into_any()
}

fn off(t: Messages) -> AnyView {
    view! {
        <form class="card form" method="post" action="/api/account/begin-two-step">
            {state(t, None)}
            <p class="muted">{t.two_step_text()}</p>
            <footer>
                <button class="btn primary">{t.two_step_set_up()}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn begun(t: Messages, secret: &str, address: &str) -> AnyView {
    // Groups of four are easier to read and type.
    let fours = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    view! {
        <section class="card form">
            <p class="muted">{t.two_step_scan()}</p>
            {picture(t, address)}
            <p class="hint" id="secret">
                {t.two_step_secret()}
            </p>
            <p class="secret" aria-labelledby="secret">
                <code>{fours}</code>
            </p>
            <form method="post" action="/api/account/begin-two-step">
                <button class="btn small">{t.two_step_again()}</button>
            </form>
        </section>
        <form class="card form" method="post" action=ADDRESS>
            <h2>{t.two_step_turn_on()}</h2>
            {code_field(t.two_step_first(), "code", true)}
            <footer>
                <a class="btn" href="/account">
                    {t.cancel()}
                </a>
                <button class="btn primary">{t.two_step_turn_on()}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn new_codes(t: Messages, codes: Vec<String>) -> AnyView {
    let codes = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <section class="card form whole">
            <p class="note" role="status">
                <Icon picture=Picture::Tick />
                {t.two_step_is_on()}
            </p>
            <h2>{t.recovery_codes()}</h2>
            <p>{t.recovery_codes_text()}</p>
            <ol class="codes">{codes}</ol>
            <footer>
                <a class="btn primary" href="/account">
                    {t.recovery_codes_kept()}
                </a>
            </footer>
        </section>
    }
    .into_any()
}

fn manage(t: Messages, on: On) -> AnyView {
    view! {
        <form class="card form" method="post" action=ADDRESS>
            <h2>{t.recovery_codes()}</h2>
            {state(t, Some(on))}
            <p class="muted">{t.recovery_codes_new_text()}</p>
            <footer>
                <button class="btn">{t.recovery_codes_new()}</button>
            </footer>
        </form>
        <form class="card form" method="post" action="/api/account/end-two-step">
            <h2>{t.two_step_turn_off()}</h2>
            <p class="muted">{t.two_step_turn_off_text()}</p>
            <label class="field">
                <span>{t.password()}</span>
                <input
                    type="password"
                    name="password"
                    required
                    autocomplete="current-password"
                    maxlength=PASSWORD_MAX
                />
            </label>
            {code_field(t.code_field(), "code", false)}
            <footer>
                <button class="btn danger-quiet">{t.two_step_turn_off()}</button>
            </footer>
        </form>
    }
    .into_any()
}

/// The input of a verification code.
pub(crate) fn code_field(label: &'static str, name: &'static str, focus: bool) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                name=name
                required
                autocomplete="one-time-code"
                autocapitalize="none"
                spellcheck="false"
                maxlength=CODE_MAX
                autofocus=focus
            />
        </label>
    }
}

/// The QR code. Dark on light in both themes, because scanners expect that.
fn picture(t: Messages, address: &str) -> Option<AnyView> {
    let code = QrCode::new(address).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path: Vec<_> = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    let all = width + 2 * QUIET;
    let picture = view! {
        <svg
            class="qr"
            viewBox=format!("0 0 {all} {all}")
            role="img"
            aria-label=t.two_step_picture()
            shape-rendering="crispEdges"
        >
            <path fill="#fff" d=format!("M0 0h{all}v{all}H0z") />
            <path fill="#000" d=path.concat() />
        </svg>
    };
    Some(picture.into_any())
}
