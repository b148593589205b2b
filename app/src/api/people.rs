//! Server functions for sign-in, sign-out, the setup of the first admin, and preferences.

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

/// The form that creates the first admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAdmin {
    /// The token of the link that the server prints while there is no user.
    pub token: String,
    /// The name of the admin.
    pub name: String,
    /// The e-mail address of the admin.
    pub email: String,
    /// The password.
    pub password: String,
    /// The password, repeated.
    pub again: String,
}

/// Returns the session of the signed-in user, for the layout.
#[server(prefix = "/api", endpoint = "session", input = Json, output = Postcard)]
pub async fn get_session() -> Result<SessionView, AppError> {
    let session = session()?;
    services()?.engine.session_view(&session, asked_language()).await.map_err(fail)
}

/// Signs a user in and redirects to `next`, a local path.
#[server(prefix = "/api", endpoint = "sign-in")]
pub async fn sign_in(email: String, password: String, next: String) -> Result<(), AppError> {
    use engine::people::SignInRefused;

    let services = services()?;
    let next = local_path(&next);
    let from = came_from();
    match services.engine.people().sign_in(&email, &password, from.client()).await.map_err(fail)? {
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

/// Ends the current session.
#[server(prefix = "/api", endpoint = "sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let session = session()?;
    let services = services()?;
    services.engine.people().sign_out(session.id).await.map_err(fail)?;
    Cookie::Session.forget(services.secure);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Ends every session of the user, the current one included.
#[server(prefix = "/api", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let session = session()?;
    let services = services()?;
    services.engine.people().sign_out_everywhere(session.person.id).await.map_err(fail)?;
    Cookie::Session.forget(services.secure);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Creates the first admin and signs them in.
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
    match services.engine.people().set_up(&admin.token, &user, came_from().client()).await.map_err(fail)? {
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

/// Saves the language or the theme that the user chose.
#[server(prefix = "/api", endpoint = "preferences")]
pub async fn set_preferences(
    #[server(default)] lang: String,
    #[server(default)] theme: String,
) -> Result<(), AppError> {
    let session = session()?;
    let engine = services()?.engine;
    engine.people().set_preferences(session.person.id, lang.parse().ok(), theme.parse().ok()).await.map_err(fail)
}
