//! Re-authentication: the page that answers a form whose action needs a recent sign-in. It keeps the fields that were sent and
//! sends them again with the password, so nothing that was typed is lost. A user without a password signs in at the OpenID
//! Connect provider and returns to this page.

use super::{account::code_field, problem_note};
use crate::{
    context::{
        AskedBy, AskedProof, PROOF_BACK, PROOF_CODE, PROOF_PASSWORD, PROOF_PROVIDER, PROOF_USER, ProofProblem,
        provider_name, session,
    },
    i18n::{Messages, messages},
    layout::Brand,
};
use domain::{password::PASSWORD_MAX, policy::PROOF_MINUTES};
use leptos::prelude::*;
use leptos_meta::Title;

/// Shown instead of the answer to the form that was sent.
#[component]
pub fn ProvePage(
    /// The form that waits for the re-authentication.
    asked: AskedProof,
) -> impl IntoView {
    let t = messages();
    let AskedProof { to, back, fields, by, problem } = asked;
    let email = session().map(|session| session.email).unwrap_or_default();
    let provider = provider_name().unwrap_or_default();
    let carried =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let problem = problem_note(problem.map(|problem| match problem {
        ProofProblem::Typed(problem) => t.account_problem(problem),
        ProofProblem::Provider(problem) => t.provider_problem(problem, &provider),
    }));
    let (title, asking, button) = match by {
        AskedBy::Password { code } => (t.proof_title(), password(t, email, code), t.proof_button().to_owned()),
        AskedBy::Provider => (t.proof_title(), elsewhere(t, &email, &provider), t.proof_provider(&provider)),
        AskedBy::Given => {
            let given = view! { <p class="muted">{t.proof_given_text()}</p> };
            (t.proof_given(), given.into_any(), t.proof_button().to_owned())
        }
    };
    // The provider was removed from the settings, so there is no address to continue at.
    let possible = by != AskedBy::Provider || !provider.is_empty();
    let button = possible.then(|| view! { <button class="btn primary">{button}</button> });
    view! {
        <Title text=title />
        <main class="alone" id="main">
            <Brand />
            <form class="card form" method="post" action=to>
                <h1>{title}</h1>
                {problem}
                {asking}
                <input type="hidden" name=PROOF_BACK value=back.clone() />
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
    let code = code.then(|| code_field(t.code_field(), PROOF_CODE, false));
    view! {
        <p class="muted">{t.proof_text(PROOF_MINUTES)}</p>
        <p>{t.proof_as(&email)}</p>
        // Tells password managers which account the password belongs to.
        <input type="hidden" name=PROOF_USER autocomplete="username" value=email />
        <label class="field">
            <span>{t.password()}</span>
            <input
                type="password"
                name=PROOF_PASSWORD
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
        <p class="muted">{t.proof_text(PROOF_MINUTES)}</p>
        <p>{t.proof_as(email)}</p>
        <p>{t.proof_provider_text(provider)}</p>
        <input type="hidden" name=PROOF_PROVIDER value="1" />
    }
    .into_any()
}
