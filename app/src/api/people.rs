//! Signing in and out, the first admin, preferences.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    context::{asked_language, came_from, fail, local_path, services, session},
    cookie::Cookie,
};
use domain::session::SessionView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The form of the first admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAdmin {
    /// From the printed link.
    pub token: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The same again.
    pub again: String,
}

/// Who is signed in, for the shell.
#[server(prefix = "/api", endpoint = "session", input = Json, output = Postcard)]
pub async fn get_session() -> Result<SessionView, AppError> {
    let session = session()?;
    services()?.engine.session_view(&session, asked_language()).await.map_err(fail)
}

/// Signs in, and sends on to `next`, a path of ours.
#[server(prefix = "/api", endpoint = "sign-in")]
pub async fn sign_in(email: String, password: String, next: String) -> Result<(), AppError> {
    use engine::people::SignInRefused;

    let services = services()?;
    let next = local_path(&next);
    let from = came_from();
    match services.engine.sign_in(&email, &password, from.client()).await.map_err(fail)? {
        Ok(sign_in) => {
            Cookie::Session.keep(services.secure, &sign_in.token, sign_in.seconds);
            leptos_axum::redirect(next);
        }
        Err(refused) => {
            let next = leptos_router::location::Url::escape(next);
            leptos_axum::redirect(&match refused {
                SignInRefused::Wrong => format!("/sign-in?problem=wrong&next={next}"),
                SignInRefused::Throttled { seconds } => {
                    format!("/sign-in?problem=wait-{}&next={next}", (seconds + 59) / 60)
                }
                SignInRefused::NeedsCode { token } => {
                    Cookie::PendingMfa.keep(services.secure, &token, engine::people::PENDING_MFA_SECONDS);
                    format!("/sign-in/code?next={next}")
                }
            });
        }
    }
    Ok(())
}

/// Ends this session.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let session = session()?;
    let services = services()?;
    services.engine.sign_out(session.id).await.map_err(fail)?;
    Cookie::Session.forget(services.secure);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Ends every session of the user, this one too.
#[server(prefix = "/api", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let session = session()?;
    let services = services()?;
    services.engine.sign_out_everywhere(session.person.id).await.map_err(fail)?;
    Cookie::Session.forget(services.secure);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Makes the first admin and signs them in.
#[server(prefix = "/api", endpoint = "set-up")]
pub async fn set_up(admin: NewAdmin) -> Result<(), AppError> {
    use engine::people::{NewUser, SetUpRefused, UserField, UserProblem};

    let services = services()?;
    let back = |problem: &str| {
        let typed = [&admin.token, &admin.name, &admin.email].map(|text| leptos_router::location::Url::escape(text));
        let [token, name, email] = typed;
        leptos_axum::redirect(&format!("/set-up?token={token}&name={name}&email={email}&problem={problem}"));
    };
    if admin.password != admin.again {
        back("differ");
        return Ok(());
    }
    let user = NewUser { name: admin.name.clone(), email: admin.email.clone(), password: admin.password.clone() };
    match services.engine.set_up(&admin.token, &user, came_from().client()).await.map_err(fail)? {
        Ok(sign_in) => {
            Cookie::Session.keep(services.secure, &sign_in.token, sign_in.seconds);
            leptos_axum::redirect("/");
        }
        Err(SetUpRefused::BadLink) => back("link"),
        Err(SetUpRefused::Invalid(problems)) => back(match problems.first() {
            Some((UserField::Name, _)) => "name",
            Some((UserField::Email, UserProblem::Taken)) => "taken",
            Some((UserField::Email, _)) => "email",
            Some((_, UserProblem::Password(error))) => error.tag(),
            _ => "short",
        }),
    }
    Ok(())
}

/// Keeps the language or the theme somebody chose.
#[server(prefix = "/api", endpoint = "preferences")]
pub async fn set_preferences(
    #[server(default)] lang: String,
    #[server(default)] theme: String,
) -> Result<(), AppError> {
    let session = session()?;
    let engine = services()?.engine;
    engine.set_preferences(session.person.id, lang.parse().ok(), theme.parse().ok()).await.map_err(fail)
}
