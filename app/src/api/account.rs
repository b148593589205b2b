//! Server functions for the account of the signed-in user: password, sessions, two-step verification.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::number;
use crate::{
    context::{came_from, fail, local_path, of_request, reauthenticated, send_form_to, services, session},
    cookie::Cookie,
    error::AppError,
    page_form::{FormFields, FormOutcome, PageForm, RouteParams, posted},
};
use domain::{
    account::{AccountProblem, AccountView, TwoStepView},
    ids::SessionId,
};
use engine::people::{CodeRefused, SessionDays};
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The path of the account page.
const PAGE: &str = "/account";

/// The data of the account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountScreen {
    /// The account.
    pub view: AccountView,
    /// The name of the sign-in provider, if one is configured.
    pub provider: Option<String>,
    /// The number of days after which an unused session ends.
    pub idle_days: i64,
    /// The number of days after which every session ends.
    pub most_days: i64,
}

/// The data of the page of two-step verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoStepScreen {
    /// The state of two-step verification.
    pub view: TwoStepView,
    /// New recovery codes; they are shown only once.
    pub codes: Vec<String>,
    /// The reason why the submitted form was refused.
    pub problem: Option<AccountProblem>,
}

/// The form that changes the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPassword {
    /// The present password.
    pub present: String,
    /// The new password.
    pub new: String,
    /// The new password, repeated.
    pub again: String,
}

/// Completes a sign-in whose password was accepted with the code of the second factor. Redirects to `next`, a local
/// path.
#[server(prefix = "/api", endpoint = "sign-in/code")]
pub async fn sign_in_with_code(code: String, next: String) -> Result<(), AppError> {
    let services = services()?;
    let half = of_request(|parts| Cookie::PendingMfa.of(&parts.headers, services.secure)).unwrap_or_default();
    let next = local_path(&next);
    let from = came_from();
    match services.engine.people().sign_in_with_code(&half, &code, from.client()).await.map_err(fail)? {
        Ok(sign_in) => {
            Cookie::PendingMfa.forget(services.secure);
            Cookie::Session.keep(services.secure, &sign_in.token, sign_in.seconds);
            leptos_axum::redirect(next);
        }
        Err(CodeRefused::TooLate) => {
            leptos_axum::redirect(&format!("/sign-in?problem=late&next={}", Url::escape(next)));
        }
        Err(CodeRefused::Problem(problem)) => {
            leptos_axum::redirect(&format!("/sign-in/code?problem={}&next={}", problem.tag(), Url::escape(next)));
        }
    }
    Ok(())
}

/// Returns the account of the signed-in user.
#[server(prefix = "/api", endpoint = "account/get", input = Json, output = Postcard)]
pub async fn get_account() -> Result<AccountScreen, AppError> {
    let session = session()?;
    let services = services()?;
    let SessionDays { idle, most } = services.engine.people().session_days();
    let view = services.engine.people().account(&session).await.map_err(fail)?;
    let provider = services.provider.as_deref().map(str::to_owned);
    Ok(AccountScreen { view, provider, idle_days: idle, most_days: most })
}

/// Changes the password of the signed-in user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "account/password", output = Postcard)]
pub async fn change_password(form: NewPassword) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = if form.new == form.again {
        services()?.engine.people().change_password(&session, &form.present, &form.new).await.map_err(fail)?
    } else {
        Err(AccountProblem::Differ)
    };
    tell("password", "password", answer);
    Ok(answer)
}

/// Ends a session of the signed-in user.
#[server(prefix = "/api", endpoint = "account/end-session", output = Postcard)]
pub async fn end_own_session(id: String) -> Result<(), AppError> {
    let session = session()?;
    let id: SessionId = number(&id)?;
    services()?.engine.people().end_own_session(&session, id).await.map_err(fail)?;
    tell("ended", "sessions", Ok(()));
    Ok(())
}

/// Ends every session of the signed-in user except the current one.
#[server(prefix = "/api", endpoint = "account/end-others", output = Postcard)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let session = session()?;
    services()?.engine.people().end_other_sessions(&session).await.map_err(fail)?;
    tell("others", "sessions", Ok(()));
    Ok(())
}

/// Removes the identity of an issuer from the signed-in user. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "account/unlink", output = Postcard)]
pub async fn unlink_identity(issuer: String) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = services()?.engine.people().unlink_identity(&session, &issuer).await.map_err(fail)?;
    tell("unlinked", "provider", answer);
    Ok(answer)
}

/// The answer to a form of the page of two-step verification.
#[derive(Clone)]
pub enum TwoStepForm {
    /// New recovery codes. They are rendered into this one response, because they are shown only once.
    Codes(Vec<String>),
    /// The code was refused.
    Refused(AccountProblem),
}

impl PageForm for TwoStepForm {
    /// The first code, which turns two-step verification on, or the request for new recovery codes.
    async fn save(_: RouteParams, fields: FormFields) -> Result<FormOutcome<Self>, AppError> {
        let (user, engine) = (session()?.person.id, services()?.engine);
        let answer = match fields.get("code") {
            Some(code) => match engine.people().confirm_two_step(user, code).await.map_err(fail)? {
                Ok(codes) => Self::Codes(codes),
                Err(problem) => Self::Refused(problem),
            },
            None => Self::Codes(engine.people().renew_recovery_codes(&reauthenticated(user)?).await.map_err(fail)?),
        };
        Ok(FormOutcome::Show(answer))
    }
}

/// Returns the state of two-step verification.
#[server(prefix = "/api", endpoint = "account/two-step", input = Json, output = Postcard)]
pub async fn get_two_step() -> Result<TwoStepScreen, AppError> {
    let (codes, problem) = match posted()? {
        None => (Vec::new(), None),
        Some(TwoStepForm::Codes(codes)) => (codes, None),
        Some(TwoStepForm::Refused(problem)) => (Vec::new(), Some(problem)),
    };
    let view = services()?.engine.people().two_step(&session()?).await.map_err(fail)?;
    Ok(TwoStepScreen { view, codes, problem })
}

/// Creates the secret of a new second factor.
#[server(prefix = "/api", endpoint = "account/begin-two-step", output = Postcard)]
pub async fn begin_two_step() -> Result<(), AppError> {
    let user = session()?.person.id;
    services()?.engine.people().begin_two_step(&reauthenticated(user)?).await.map_err(fail)?;
    send_form_to("/account/two-step");
    Ok(())
}

/// Turns two-step verification off. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "account/end-two-step", output = Postcard)]
pub async fn end_two_step(password: String, code: String) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = services()?.engine.people().end_two_step(&session, &password, &code).await.map_err(fail)?;
    match answer {
        Ok(()) => tell("off", "two-step", answer),
        Err(problem) => send_form_to(&format!("/account/two-step?problem={}", problem.tag())),
    }
    Ok(answer)
}

/// Redirects a form to the section of the account page that shows its result.
fn tell(done: &str, part: &str, answer: Result<(), AccountProblem>) {
    send_form_to(&match answer {
        Ok(()) => format!("{PAGE}?done={done}#{part}"),
        Err(problem) => format!("{PAGE}?problem={}#{part}", problem.tag()),
    });
}
