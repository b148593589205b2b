//! The page of one's own account: password, two-step verification, provider, sessions.

mod provider;
mod two_step;

pub use two_step::TwoStep;
pub(crate) use two_step::code_field;

use crate::{
    api::account::{AccountScreen, GetAccount},
    i18n::{Messages, messages},
    load::{load, show},
    pages::{field::Asked, problem_note},
    query::{Query, use_query},
    ui::{Icon, Moment, Picture},
};
use domain::{
    account::{AccountProblem, SessionRow, TwoStep as On},
    password::PASSWORD_MIN,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/account`.
#[component]
pub fn Account() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(GetAccount {}), None), move |screen| page(messages(), screen, &map.get_untracked()))
}

fn page(t: Messages, screen: AccountScreen, map: &Query) -> AnyView {
    let AccountScreen { view, provider: name, idle_days, most_days } = screen;
    // A user who signs in at the provider has neither a password nor a second step here.
    let secrets = view.password.then(|| {
        view! {
            {password(t, &view.email, map)}
            {two_step(t, view.two_step)}
        }
    });
    let problem = map.get("problem").filter(|problem| problem == "no-password");
    let problem = problem_note(problem.map(|_| t.problem_no_password().to_owned()));
    view! {
        <Title text=t.user_menu() />
        <div class="head">
            <h1>{t.user_menu()}</h1>
            <span class="muted">{view.name.clone()} " · " {view.email.clone()}</span>
        </div>
        {told(t, map)}
        {problem}
        <div class="grid people">
            {secrets} {provider::provider(t, &view, name.as_deref())}
            <section class="card form whole" id="sessions">
                <h2>{t.sessions()}</h2>
                <p class="muted">{t.sessions_text(idle_days, most_days)}</p>
                {own_sessions(t, view.sessions)}
            </section>
        </div>
    }
    .into_any()
}

/// The message about the last action.
fn told(t: Messages, map: &Query) -> impl IntoView + use<> {
    let done = map.get("done").and_then(|done| match done.as_str() {
        "password" => Some(t.done_password()),
        "ended" => Some(t.done_ended()),
        "others" => Some(t.done_others()),
        "off" => Some(t.done_off()),
        "unlinked" => Some(t.provider_unlinked()),
        _ => None,
    });
    done.map(|text| {
        view! {
            <p class="note" role="status">
                <Icon picture=Picture::Tick />
                {text}
            </p>
        }
    })
}

/// The form that changes the password, with the error at the field it concerns.
fn password(t: Messages, email: &str, map: &Query) -> impl IntoView + use<> {
    let problem: Option<AccountProblem> = map.get("problem").and_then(|problem| problem.parse().ok());
    let at = problem.and_then(|problem| match problem {
        AccountProblem::WrongPassword | AccountProblem::WrongCode | AccountProblem::Wait(_) => Some("present"),
        AccountProblem::Password(_) => Some("new"),
        AccountProblem::Differ => Some("again"),
        AccountProblem::NoPassword => None,
    });
    let wrong = |name: &str| problem.filter(|_| at == Some(name)).map(|problem| t.account_problem(problem));
    view! {
        <form class="card form" id="password" method="post" action="/api/account/password">
            <h2>{t.account_password()}</h2>
            // Tells password managers which account the password belongs to.
            <input type="hidden" name="username" autocomplete="username" value=email.to_owned() />
            {Asked::password(t.password_present(), "form[present]", "current-password")
                .show(None, wrong("present"))}
            {Asked::password(t.password_new(), "form[new]", "new-password")
                .show(None, wrong("new"))}
            <p class="hint">{t.password_hint(PASSWORD_MIN)} " " {t.account_password_text()}</p>
            {Asked::password(t.password_new_again(), "form[again]", "new-password")
                .show(None, wrong("again"))}
            <footer>
                <button class="btn primary">{t.password_change()}</button>
            </footer>
        </form>
    }
}

fn two_step(t: Messages, on: Option<On>) -> impl IntoView {
    let button = match on {
        Some(_) => view! {
            <a class="btn" href="/account/two-step">
                {t.two_step_manage()}
            </a>
        }
        .into_any(),
        None => view! { <button class="btn primary">{t.two_step_set_up()}</button> }.into_any(),
    };
    view! {
        <form class="card form" id="two-step" method="post" action="/api/account/begin-two-step">
            <h2>{t.two_step()}</h2>
            {state(t, on)}
            <p class="muted">{t.two_step_text()}</p>
            <footer>{button}</footer>
        </form>
    }
}

/// The state of two-step verification, and the number of recovery codes left.
pub(crate) fn state(t: Messages, on: Option<On>) -> impl IntoView {
    match on {
        Some(On { since, codes_left }) => view! {
            <p class="row num">
                <span class="badge">{t.two_step_since(&t.date(since.date()))}</span>
                <span class="badge" class:warn=codes_left < 3>
                    {t.two_step_codes(&t.number(codes_left))}
                </span>
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                <span class="badge">{t.two_step_off()}</span>
            </p>
        }
        .into_any(),
    }
}

fn own_sessions(t: Messages, rows: Vec<SessionRow>) -> impl IntoView {
    let others = (rows.len() > 1).then(|| {
        view! {
            <form method="post" action="/api/account/end-others">
                <footer>
                    <button class="btn danger-quiet">{t.sessions_end_others()}</button>
                </footer>
            </form>
        }
    });
    let rows = rows
        .into_iter()
        .map(|row| {
            let end = (!row.this).then(|| {
                view! {
                    <form method="post" action="/api/account/end-session">
                        <input type="hidden" name="id" value=row.id.to_string() />
                        {end_button(t, &row)}
                    </form>
                }
            });
            session(t, &row, end.into_any())
        })
        .collect_view();
    view! {
        <ul class="views sessions">{rows}</ul>
        {others}
    }
}

/// A session as a row, with the button that ends it.
pub(crate) fn session(t: Messages, row: &SessionRow, end: AnyView) -> impl IntoView + use<> {
    view! {
        <li>
            <b>{device(t, row)}</b>
            {row.this.then(|| view! { <span class="badge">{t.session_this()}</span> })}
            {row.provider.then(|| view! { <span class="badge">{t.session_provider()}</span> })}
            <span class="muted">
                {row.address.clone()} " · " {t.session_begun()} " " <Moment at=row.begun /> " · "
                {t.session_seen()} " " <Moment at=row.seen />
            </span>
            {end}
        </li>
    }
}

pub(crate) fn end_button(t: Messages, row: &SessionRow) -> impl IntoView + use<> {
    view! {
        <button class="btn small" aria-label=t.session_end_named(&device(t, row))>
            {t.session_end()}
        </button>
    }
}

fn device(t: Messages, row: &SessionRow) -> String {
    if row.device.is_empty() { t.session_unknown().to_owned() } else { row.device.clone() }
}
