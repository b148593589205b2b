//! The page of one's own account: password, two-step verification, provider, sessions.

mod provider;
mod two_step;

pub use two_step::TwoStep;
pub(crate) use two_step::code_field;

use crate::{
    api::account::{AccountScreen, GetAccount},
    load::{load, show},
    pages::{field::Asked, problem_note},
    query::{Query, use_query},
    ui::{Icon, Moment, Picture},
    words::{Say, say},
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
    show(load(|| Some(GetAccount {}), None), move |screen| page(say(), screen, &map.get_untracked()))
}

fn page(say: Say, screen: AccountScreen, map: &Query) -> AnyView {
    let AccountScreen { view, provider: name, idle_days, most_days } = screen;
    // A user who signs in at the provider has neither a password nor a second step here.
    let secrets = view.password.then(|| {
        view! {
            {password(say, &view.email, map)}
            {two_step(say, view.two_step)}
        }
    });
    let problem = map.get("problem").filter(|problem| problem == "no-password");
    let problem = problem_note(problem.map(|_| say.problem_no_password().to_owned()));
    view! {
        <Title text=say.user_menu() />
        <div class="head">
            <h1>{say.user_menu()}</h1>
            <span class="muted">{view.name.clone()} " · " {view.email.clone()}</span>
        </div>
        {told(say, map)}
        {problem}
        <div class="grid people">
            {secrets} {provider::provider(say, &view, name.as_deref())}
            <section class="card form whole" id="sessions">
                <h2>{say.sessions()}</h2>
                <p class="muted">{say.sessions_text(idle_days, most_days)}</p>
                {own_sessions(say, view.sessions)}
            </section>
        </div>
    }
    .into_any()
}

/// The message about the last action.
fn told(say: Say, map: &Query) -> impl IntoView + use<> {
    let done = map.get("done").and_then(|done| match done.as_str() {
        "password" => Some(say.done_password()),
        "ended" => Some(say.done_ended()),
        "others" => Some(say.done_others()),
        "off" => Some(say.done_off()),
        "unlinked" => Some(say.provider_unlinked()),
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
fn password(say: Say, email: &str, map: &Query) -> impl IntoView + use<> {
    let problem: Option<AccountProblem> = map.get("problem").and_then(|problem| problem.parse().ok());
    let at = problem.and_then(|problem| match problem {
        AccountProblem::WrongPassword | AccountProblem::WrongCode | AccountProblem::Wait(_) => Some("present"),
        AccountProblem::Password(_) => Some("new"),
        AccountProblem::Differ => Some("again"),
        AccountProblem::NoPassword => None,
    });
    let wrong = |name: &str| problem.filter(|_| at == Some(name)).map(|problem| say.account_problem(problem));
    view! {
        <form class="card form" id="password" method="post" action="/api/account/password">
            <h2>{say.account_password()}</h2>
            // Tells password managers which account the password belongs to.
            <input type="hidden" name="username" autocomplete="username" value=email.to_owned() />
            {Asked::password(say.password_present(), "form[present]", "current-password")
                .show(None, wrong("present"))}
            {Asked::password(say.password_new(), "form[new]", "new-password")
                .show(None, wrong("new"))}
            <p class="hint">{say.password_hint(PASSWORD_MIN)} " " {say.account_password_text()}</p>
            {Asked::password(say.password_new_again(), "form[again]", "new-password")
                .show(None, wrong("again"))}
            <footer>
                <button class="btn primary">{say.password_change()}</button>
            </footer>
        </form>
    }
}

fn two_step(say: Say, on: Option<On>) -> impl IntoView {
    let button = match on {
        Some(_) => view! {
            <a class="btn" href="/account/two-step">
                {say.two_step_manage()}
            </a>
        }
        .into_any(),
        None => view! { <button class="btn primary">{say.two_step_set_up()}</button> }.into_any(),
    };
    view! {
        <form class="card form" id="two-step" method="post" action="/api/account/begin-two-step">
            <h2>{say.two_step()}</h2>
            {state(say, on)}
            <p class="muted">{say.two_step_text()}</p>
            <footer>{button}</footer>
        </form>
    }
}

/// The state of two-step verification, and the number of recovery codes left.
pub(crate) fn state(say: Say, on: Option<On>) -> impl IntoView {
    match on {
        Some(On { since, codes_left }) => view! {
            <p class="row num">
                <span class="badge">{say.two_step_since(&say.date(since.date()))}</span>
                <span class="badge" class:warn=codes_left < 3>
                    {say.two_step_codes(&say.number(codes_left))}
                </span>
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                <span class="badge">{say.two_step_off()}</span>
            </p>
        }
        .into_any(),
    }
}

fn own_sessions(say: Say, rows: Vec<SessionRow>) -> impl IntoView {
    let others = (rows.len() > 1).then(|| {
        view! {
            <form method="post" action="/api/account/end-others">
                <footer>
                    <button class="btn danger-quiet">{say.sessions_end_others()}</button>
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
                        {end_button(say, &row)}
                    </form>
                }
            });
            session(say, &row, end.into_any())
        })
        .collect_view();
    view! {
        <ul class="views sessions">{rows}</ul>
        {others}
    }
}

/// A session as a row, with the button that ends it.
pub(crate) fn session(say: Say, row: &SessionRow, end: AnyView) -> impl IntoView + use<> {
    view! {
        <li>
            <b>{device(say, row)}</b>
            {row.this.then(|| view! { <span class="badge">{say.session_this()}</span> })}
            {row.provider.then(|| view! { <span class="badge">{say.session_provider()}</span> })}
            <span class="muted">
                {row.address.clone()} " · " {say.session_begun()} " " <Moment at=row.begun />
                " · " {say.session_seen()} " " <Moment at=row.seen />
            </span>
            {end}
        </li>
    }
}

pub(crate) fn end_button(say: Say, row: &SessionRow) -> impl IntoView + use<> {
    view! {
        <button class="btn s" aria-label=say.session_end_named(&device(say, row))>
            {say.session_end()}
        </button>
    }
}

fn device(say: Say, row: &SessionRow) -> String {
    if row.device.is_empty() { say.session_unknown().to_owned() } else { row.device.clone() }
}
