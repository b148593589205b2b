//! Proving again who one is: the page that answers a form whose act needs a fresh proof. It holds the form that was sent, and
//! sends it again with the proof, so nothing that was filled in is lost.

use super::{account::code_field, problem_note};
use crate::{
    context::{AskedProof, PROOF_BACK, PROOF_CODE, PROOF_PASSWORD, PROOF_USER, session},
    layout::Brand,
    words::say,
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
    let AskedProof { to, back, fields, needs_code, problem } = asked;
    let email = session().map(|session| session.email).unwrap_or_default();
    let carried =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let code = needs_code.then(|| code_field(say.code_field(), PROOF_CODE, false));
    view! {
        <Title text=say.proof_title() />
        <main class="alone" id="main">
            <Brand />
            <form class="card form" method="post" action=to>
                <h1>{say.proof_title()}</h1>
                <p class="muted">{say.proof_text(PROOF_MINUTES)}</p>
                {problem_note(problem.map(|problem| say.account_problem(problem)))}
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
                <input type="hidden" name=PROOF_BACK value=back.clone() />
                {carried}
                <footer>
                    <a class="btn" href=back>
                        {say.cancel()}
                    </a>
                    <button class="btn primary">{say.proof_button()}</button>
                </footer>
            </form>
        </main>
    }
}
