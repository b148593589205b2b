//! Re-authentication: the page that answers a form whose action needs a recent sign-in. It keeps the fields that were sent and
//! sends them again with the password, so nothing that was typed is lost. A user without a password signs in at the OpenID
//! Connect provider and returns to this page.

use super::{account::code_field, problem_note};
use crate::{
    context::{
        PromptMethod, REAUTH_BACK, REAUTH_CODE, REAUTH_PASSWORD, REAUTH_PROVIDER, REAUTH_USER, ReauthenticationProblem,
        ReauthenticationPrompt, provider_name, session,
    },
    i18n::{Messages, messages},
    layout::Brand,
};
use domain::{password::PASSWORD_MAX, policy::REAUTHENTICATION_MINUTES};
use leptos::prelude::*;
use leptos_meta::Title;

/// Shown instead of the answer to the form that was sent.
#[component]
pub fn ReauthenticatePage(
    /// The form that waits for the re-authentication.
    asked: ReauthenticationPrompt,
) -> impl IntoView {
    let t = messages();
    let ReauthenticationPrompt { to, back, fields, by, problem } = asked;
    let email = session().map(|session| session.email).unwrap_or_default();
    let provider = provider_name().unwrap_or_default();
    let carried =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let problem = problem_note(problem.map(|problem| match problem {
        ReauthenticationProblem::Typed(problem) => t.account_problem(problem),
        ReauthenticationProblem::Provider(problem) => t.provider_problem(problem, &provider),
    }));
    let (title, asking, button) = match by {
        PromptMethod::Password { code } => (t.reauth_title(), password(t, email, code), t.reauth_button().to_owned()),
        PromptMethod::Provider => (t.reauth_title(), elsewhere(t, &email, &provider), t.reauth_provider(&provider)),
        PromptMethod::Given => {
            let given = view! { <p class="muted">{t.reauth_given_text()}</p> };
            (t.reauth_given(), given.into_any(), t.reauth_button().to_owned())
        }
    };
    // The provider was removed from the settings, so there is no address to continue at.
    let possible = by != PromptMethod::Provider || !provider.is_empty();
    let button = possible.then(|| view! { <button class="btn primary">{button}</button> });
    view! {
        <Title text=title />
        <main class="alone" id="main">
            <Brand />
            <form class="card form" method="post" action=to>
                <h1>{title}</h1>
                {problem}
                {asking}
                <input type="hidden" name=REAUTH_BACK value=back.clone() />
                {carried}
                <footer>
                    <a class="btn" href=back>
                        {t.cancel()}
                    </a>
                    {button}
                </footer>
            </form>
        </main>
    }
}

fn password(t: Messages, email: String, code: bool) -> AnyView {
    let code = code.then(|| code_field(t.code_field(), REAUTH_CODE, false));
    view! {
        <p class="muted">{t.reauth_text(REAUTHENTICATION_MINUTES)}</p>
        <p>{t.reauth_as(&email)}</p>
        // Tells password managers which account the password belongs to.
        <input type="hidden" name=REAUTH_USER autocomplete="username" value=email />
        <label class="field">
            <span>{t.password()}</span>
            <input
                type="password"
                name=REAUTH_PASSWORD
                required
                autocomplete="current-password"
                maxlength=PASSWORD_MAX
                autofocus
            />
        </label>
        {code}
    }
    .into_any()
}

fn elsewhere(t: Messages, email: &str, provider: &str) -> AnyView {
    view! {
        <p class="muted">{t.reauth_text(REAUTHENTICATION_MINUTES)}</p>
        <p>{t.reauth_as(email)}</p>
        <p>{t.reauth_provider_text(provider)}</p>
        <input type="hidden" name=REAUTH_PROVIDER value="1" />
    }
    .into_any()
}
