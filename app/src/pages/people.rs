//! Sign-in, the verification code, and the creation of the first admin. Plain forms, because the whole document depends on the user.

use super::{account::code_field, field::Asked, problem_note};
use crate::{context::provider_name, i18n::messages, layout::Brand, query::use_query};
use domain::{
    account::AccountProblem,
    password::{PASSWORD_MIN, PasswordError},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A page with a single card.
fn alone(card: AnyView) -> impl IntoView {
    view! {
        <main class="alone" id="main">
            <Brand />
            {card}
        </main>
    }
}

/// `/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    let t = messages();
    let query = use_query().get_untracked();
    let provider = provider_name();
    let next = query.get("next").unwrap_or_default();
    let problem = query.get("problem").map(|problem| match problem.strip_prefix("wait-") {
        Some(minutes) => t.sign_in_throttled(minutes.parse().unwrap_or(15)),
        None if problem == "late" => t.sign_in_late().to_owned(),
        None => match (problem.parse(), &provider) {
            (Ok(problem), Some(name)) => t.provider_problem(problem, name),
            _ => t.sign_in_wrong().to_owned(),
        },
    });
    // A separate form whose button is inside the other card, because forms cannot be nested.
    let other = provider.map(|name| {
        let button = view! {
            <p class="or">{t.provider_or()}</p>
            <button class="btn" form="provider">
                {t.provider_sign_in(&name)}
            </button>
        };
        let form = view! {
            <form id="provider" method="post" action="/sign-in/provider">
                <input type="hidden" name="next" value=next.clone() />
            </form>
        };
        (button, form)
    });
    let (other_button, other_form) = other.unzip();
    let card = view! {
        <Title text=t.sign_in() />
        <form class="card form" method="post" action="/api/sign-in">
            <h1>{t.sign_in_lead()}</h1>
            {problem
                .map(|problem| {
                    view! {
                        <p class="note danger" role="alert">
                            {problem}
                        </p>
                    }
                })}
            <label class="field">
                <span>{t.email()}</span>
                <input
                    type="email"
                    name="email"
                    required
                    autocomplete="username"
                    maxlength="254"
                    autofocus
                />
            </label>
            <label class="field">
                <span>{t.password()}</span>
                <input
                    type="password"
                    name="password"
                    required
                    autocomplete="current-password"
                    maxlength="200"
                />
            </label>
            <input type="hidden" name="next" value=next />
            <button class="btn primary">{t.sign_in()}</button>
            {other_button}
        </form>
        {other_form}
    };
    alone(card.into_any())
}

/// `/sign-in/code`, after the right password.
#[component]
pub fn SignInCode() -> impl IntoView {
    let t = messages();
    let query = use_query().get_untracked();
    let problem = query.get("problem").and_then(|problem| problem.parse::<AccountProblem>().ok());
    let card = view! {
        <Title text=t.code_lead() />
        <form class="card form" method="post" action="/api/sign-in/code">
            <h1>{t.code_lead()}</h1>
            <p class="muted">{t.code_text()}</p>
            {problem_note(problem.map(|problem| t.account_problem(problem)))}
            {code_field(t.code_field(), "code", true)}
            <input type="hidden" name="next" value=query.get("next").unwrap_or_default() />
            <footer>
                <a class="btn" href="/sign-in">
                    {t.cancel()}
                </a>
                <button class="btn primary">{t.sign_in()}</button>
            </footer>
        </form>
    };
    alone(card.into_any())
}

/// `/set-up`.
#[component]
pub fn SetUp() -> impl IntoView {
    let t = messages();
    let query = use_query().get_untracked();
    let problem = query.get("problem");
    let at = |name: &str| problem.as_deref().filter(|problem| *problem == name);
    let name = at("name").map(|_| t.problem_name(100));
    let email = at("email").map(|_| t.problem_not_an_email()).or(at("taken").map(|_| t.problem_user_taken()));
    let password = problem.as_deref().and_then(|problem| problem.parse::<PasswordError>().ok());
    let again = at("differ").map(|_| t.passwords_differ().to_owned());
    let link = at("link").map(|_| t.set_up_bad_link().to_owned());
    let card = view! {
        <Title text=t.set_up_lead() />
        <form class="card form" method="post" action="/api/set-up">
            <h1>{t.set_up_lead()}</h1>
            <p class="muted">{t.set_up_text()}</p>
            {problem_note(link)}
            {Asked {
                label: t.your_name(),
                kind: "text",
                name: "admin[name]",
                complete: "name",
            }
                .show(query.get("name"), name)}
            {Asked {
                label: t.email(),
                kind: "email",
                name: "admin[email]",
                complete: "username",
            }
                .show(query.get("email"), email.map(str::to_owned))}
            {Asked::password(t.password(), "admin[password]", "new-password")
                .show(None, password.map(|error| t.password_problem(error)))}
            <p class="hint">{t.password_hint(PASSWORD_MIN)}</p>
            {Asked::password(t.password_again(), "admin[again]", "new-password").show(None, again)}
            <input type="hidden" name="admin[token]" value=query.get("token").unwrap_or_default() />
            <button class="btn primary">{t.set_up_button()}</button>
        </form>
    };
    alone(card.into_any())
}
