//! Proving again who one is: the page that answers a form whose act needs a fresh proof. It holds the form that was sent, and
//! sends it again with the proof, so nothing that was filled in is lost. Whoever has no password gives the proof to the
//! provider, and comes back to the same page.

use super::{account::code_field, problem_note};
use crate::{
    context::{
        AskedBy, AskedProof, PROOF_BACK, PROOF_CODE, PROOF_PASSWORD, PROOF_PROVIDER, PROOF_USER, ProofProblem,
        provider_name, session,
    },
    layout::Brand,
    words::{Say, say},
};
use domain::{password::PASSWORD_MAX, policy::PROOF_MINUTES};
use leptos::prelude::*;
use leptos_meta::Title;

/// In the place of whatever page the form would have led to.
#[component]
pub fn ProvePage(
    /// What is asked, and for what.
    asked: AskedProof,
) -> impl IntoView {
    let say = say();
    let AskedProof { to, back, fields, by, problem } = asked;
    let email = session().map(|session| session.email).unwrap_or_default();
    let provider = provider_name().unwrap_or_default();
    let carried =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let problem = problem_note(problem.map(|problem| match problem {
        ProofProblem::Typed(problem) => say.account_problem(problem),
        ProofProblem::Provider(problem) => say.provider_problem(problem, &provider),
    }));
    let (title, asking, button) = match by {
        AskedBy::Password { code } => (say.proof_title(), password(say, email, code), say.proof_button().to_owned()),
        AskedBy::Provider => (say.proof_title(), elsewhere(say, &email, &provider), say.proof_provider(&provider)),
        AskedBy::Given => {
            let given = view! { <p class="muted">{say.proof_given_text()}</p> };
            (say.proof_given(), given.into_any(), say.proof_button().to_owned())
        }
    };
    // No provider is configured any more: there is nowhere to go on to.
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
                        {say.cancel()}
                    </a>
                    {button}
                </footer>
            </form>
        </main>
    }
}

fn password(say: Say, email: String, code: bool) -> AnyView {
    let code = code.then(|| code_field(say.code_field(), PROOF_CODE, false));
    view! {
        <p class="muted">{say.proof_text(PROOF_MINUTES)}</p>
        <p>{say.proof_as(&email)}</p>
        // For password managers: whose it is.
        <input type="hidden" name=PROOF_USER autocomplete="username" value=email />
        <label class="field">
            <span>{say.password()}</span>
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

fn elsewhere(say: Say, email: &str, provider: &str) -> AnyView {
    view! {
        <p class="muted">{say.proof_text(PROOF_MINUTES)}</p>
        <p>{say.proof_as(email)}</p>
        <p>{say.proof_provider_text(provider)}</p>
        <input type="hidden" name=PROOF_PROVIDER value="1" />
    }
    .into_any()
}
