//! A person's own account: password, sessions, the second step of sign-in.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::number;
use crate::{
    context::{came_from, fail, local_path, of_request, reauthenticated, send_form_to, sent_form, services, session},
    cookie::Cookie,
    error::AppError,
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

/// The page of the account.
const PAGE: &str = "/account";

/// What the page of the account shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountScreen {
    /// The account.
    pub view: AccountView,
    /// What the provider is called, where one is configured.
    pub provider: Option<String>,
    /// Days after which an unused session ends.
    pub idle_days: i64,
    /// Days after which any ends.
    pub most_days: i64,
}

/// What the page of the second step shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoStepScreen {
    /// How it stands.
    pub view: TwoStepView,
    /// New recovery codes, told this once.
    pub codes: Vec<String>,
    /// Why what was sent did nothing.
    pub problem: Option<AccountProblem>,
}

/// Another password as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPassword {
    /// The present one.
    pub present: String,
    /// The new one.
    pub new: String,
    /// The same again.
    pub again: String,
}

/// Signs in whoever gave the right password a moment ago, and sends on to `next`, a path of ours.
#[server(prefix = "/api", endpoint = "sign-in/code")]
pub async fn sign_in_with_code(code: String, next: String) -> Result<(), AppError> {
    let services = services()?;
    let half = of_request(|parts| Cookie::PendingMfa.of(&parts.headers, services.secure)).unwrap_or_default();
    let next = local_path(&next);
    let from = came_from();
    match services.engine.sign_in_with_code(&half, &code, from.client()).await.map_err(fail)? {
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

/// The account of whoever is signed in.
#[server(prefix = "/api", endpoint = "account/get", input = Json, output = Postcard)]
pub async fn get_account() -> Result<AccountScreen, AppError> {
    let session = session()?;
    let services = services()?;
    let SessionDays { idle, most } = services.engine.session_days();
    let view = services.engine.account(&session).await.map_err(fail)?;
    let provider = services.provider.as_deref().map(str::to_owned);
    Ok(AccountScreen { view, provider, idle_days: idle, most_days: most })
}

/// Gives whoever is signed in another password, or says why not.
#[server(prefix = "/api", endpoint = "account/password", output = Postcard)]
pub async fn change_password(form: NewPassword) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = if form.new == form.again {
        services()?.engine.change_password(&session, &form.present, &form.new).await.map_err(fail)?
    } else {
        Err(AccountProblem::Differ)
    };
    tell("password", "password", answer);
    Ok(answer)
}

/// Ends one of one's own sessions.
#[server(prefix = "/api", endpoint = "account/end-session", output = Postcard)]
pub async fn end_own_session(id: String) -> Result<(), AppError> {
    let session = session()?;
    let id: SessionId = number(&id)?;
    services()?.engine.end_own_session(&session, id).await.map_err(fail)?;
    tell("ended", "sessions", Ok(()));
    Ok(())
}

/// Ends every session of one's own but this.
#[server(prefix = "/api", endpoint = "account/end-others", output = Postcard)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let session = session()?;
    services()?.engine.end_other_sessions(&session).await.map_err(fail)?;
    tell("others", "sessions", Ok(()));
    Ok(())
}

/// Takes an identity away from whoever is signed in, or says why not.
#[server(prefix = "/api", endpoint = "account/unlink", output = Postcard)]
pub async fn unlink_identity(issuer: String) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = services()?.engine.unlink_identity(&session, &issuer).await.map_err(fail)?;
    tell("unlinked", "provider", answer);
    Ok(answer)
}

/// The second step of whoever is signed in. It is also the answer to the forms of its page: the first code, which turns it
/// on, and the wish for new recovery codes.
#[server(prefix = "/api", endpoint = "account/two-step", input = Json, output = Postcard)]
pub async fn get_two_step() -> Result<TwoStepScreen, AppError> {
    let (session, engine) = (session()?, services()?.engine);
    let user = session.person.id;
    let (mut codes, mut problem) = (Vec::new(), None);
    if let Some(sent) = sent_form() {
        let code = sent.iter().find(|(name, _)| name == "code").map(|(_, code)| code);
        match code {
            Some(code) => match engine.confirm_two_step(user, code).await.map_err(fail)? {
                Ok(new) => codes = new,
                Err(why) => problem = Some(why),
            },
            None => codes = engine.renew_recovery_codes(&reauthenticated(user)?).await.map_err(fail)?,
        }
    }
    let view = engine.two_step(&session).await.map_err(fail)?;
    Ok(TwoStepScreen { view, codes, problem })
}

/// Makes the secret of a second step.
#[server(prefix = "/api", endpoint = "account/begin-two-step", output = Postcard)]
pub async fn begin_two_step() -> Result<(), AppError> {
    let user = session()?.person.id;
    services()?.engine.begin_two_step(&reauthenticated(user)?).await.map_err(fail)?;
    send_form_to("/account/two-step");
    Ok(())
}

/// Turns the second step off, or says why not.
#[server(prefix = "/api", endpoint = "account/end-two-step", output = Postcard)]
pub async fn end_two_step(password: String, code: String) -> Result<Result<(), AccountProblem>, AppError> {
    let session = session()?;
    let answer = services()?.engine.end_two_step(&session, &password, &code).await.map_err(fail)?;
    match answer {
        Ok(()) => tell("off", "two-step", answer),
        Err(problem) => send_form_to(&format!("/account/two-step?problem={}", problem.tag())),
    }
    Ok(answer)
}

/// Sends a form on to the account, which tells of it at one of its parts.
fn tell(done: &str, part: &str, answer: Result<(), AccountProblem>) {
    send_form_to(&match answer {
        Ok(()) => format!("{PAGE}?done={done}#{part}"),
        Err(problem) => format!("{PAGE}?problem={}#{part}", problem.tag()),
    });
}
