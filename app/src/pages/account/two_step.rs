//! Two-step verification: setting it up, its recovery codes, turning it off.

use super::state;
use crate::{
    api::account::{GetTwoStep, TwoStepScreen},
    load::{load, show},
    pages::problem_note,
    query::{Query, use_query},
    ui::{Icon, Picture},
    words::{Say, say},
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
    show(load(|| Some(GetTwoStep {}), None), move |screen| page(say(), screen, &map.get_untracked()))
}

fn page(say: Say, screen: TwoStepScreen, map: &Query) -> AnyView {
    let TwoStepScreen { view, codes, problem } = screen;
    let problem = problem.or_else(|| map.get("problem")?.parse().ok());
    let problem = problem_note(problem.map(|problem| say.account_problem(problem)));
    let body = match view {
        _ if !codes.is_empty() => new_codes(say, codes),
        TwoStepView::Off => off(say),
        TwoStepView::Begun { secret, address } => begun(say, &secret, &address),
        TwoStepView::On(on) => manage(say, on),
    };
    view! {
        <Title text=say.two_step() />
        <p class="way">
            <a class="link" href="/account">
                {say.user_menu()}
            </a>
        </p>
        <div class="head">
            <h1>{say.two_step()}</h1>
        </div>
        {problem}
        <div class="grid people">{body}</div>
    }
    .into_any()
}

fn off(say: Say) -> AnyView {
    view! {
        <form class="card form" method="post" action="/api/account/begin-two-step">
            {state(say, None)}
            <p class="muted">{say.two_step_text()}</p>
            <footer>
                <button class="btn primary">{say.two_step_set_up()}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn begun(say: Say, secret: &str, address: &str) -> AnyView {
    // Groups of four are easier to read and type.
    let fours = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    view! {
        <section class="card form">
            <p class="muted">{say.two_step_scan()}</p>
            {picture(say, address)}
            <p class="hint" id="secret">
                {say.two_step_secret()}
            </p>
            <p class="secret" aria-labelledby="secret">
                <code>{fours}</code>
            </p>
            <form method="post" action="/api/account/begin-two-step">
                <button class="btn s">{say.two_step_again()}</button>
            </form>
        </section>
        <form class="card form" method="post" action=ADDRESS>
            <h2>{say.two_step_turn_on()}</h2>
            {code_field(say.two_step_first(), "code", true)}
            <footer>
                <a class="btn" href="/account">
                    {say.cancel()}
                </a>
                <button class="btn primary">{say.two_step_turn_on()}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn new_codes(say: Say, codes: Vec<String>) -> AnyView {
    let codes = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <section class="card form whole">
            <p class="note" role="status">
                <Icon picture=Picture::Tick />
                {say.two_step_is_on()}
            </p>
            <h2>{say.recovery_codes()}</h2>
            <p>{say.recovery_codes_text()}</p>
            <ol class="codes">{codes}</ol>
            <footer>
                <a class="btn primary" href="/account">
                    {say.recovery_codes_kept()}
                </a>
            </footer>
        </section>
    }
    .into_any()
}

fn manage(say: Say, on: On) -> AnyView {
    view! {
        <form class="card form" method="post" action=ADDRESS>
            <h2>{say.recovery_codes()}</h2>
            {state(say, Some(on))}
            <p class="muted">{say.recovery_codes_new_text()}</p>
            <footer>
                <button class="btn">{say.recovery_codes_new()}</button>
            </footer>
        </form>
        <form class="card form" method="post" action="/api/account/end-two-step">
            <h2>{say.two_step_turn_off()}</h2>
            <p class="muted">{say.two_step_turn_off_text()}</p>
            <label class="field">
                <span>{say.password()}</span>
                <input
                    type="password"
                    name="password"
                    required
                    autocomplete="current-password"
                    maxlength=PASSWORD_MAX
                />
            </label>
            {code_field(say.code_field(), "code", false)}
            <footer>
                <button class="btn danger-quiet">{say.two_step_turn_off()}</button>
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
fn picture(say: Say, address: &str) -> Option<AnyView> {
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
            aria-label=say.two_step_picture()
            shape-rendering="crispEdges"
        >
            <path fill="#fff" d=format!("M0 0h{all}v{all}H0z") />
            <path fill="#000" d=path.concat() />
        </svg>
    };
    Some(picture.into_any())
}
