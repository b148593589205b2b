//! Signing in and out, the first admin, preferences.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{ClientAddress, asked_language, extension, fail, services, session};
use crate::error::AppError;
use domain::people::SessionView;
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
    let address = extension::<ClientAddress>().map(|address| address.0).unwrap_or_default();
    let next = local_path(&next);
    match services.engine.sign_in(&email, &password, &address).await.map_err(fail)? {
        Ok(sign_in) => {
            set_cookie(services.secure, &sign_in.token, engine::people::SESSION_DAYS * 86_400);
            leptos_axum::redirect(next);
        }
        Err(refused) => {
            let problem = match refused {
                SignInRefused::Wrong => "wrong".to_owned(),
                SignInRefused::Throttled { seconds } => format!("wait-{}", (seconds + 59) / 60),
            };
            let next = leptos_router::location::Url::escape(next);
            leptos_axum::redirect(&format!("/sign-in?problem={problem}&next={next}"));
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
    set_cookie(services.secure, "", 0);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Ends every session of the user, this one too.
#[server(prefix = "/api", endpoint = "sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let session = session()?;
    let services = services()?;
    services.engine.sign_out_everywhere(session.person.id).await.map_err(fail)?;
    set_cookie(services.secure, "", 0);
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Makes the first admin and signs them in.
#[server(prefix = "/api", endpoint = "set-up")]
pub async fn set_up(admin: NewAdmin) -> Result<(), AppError> {
    use engine::people::{NewUser, SetUpRefused, UserField, UserProblem};

    let services = services()?;
    let back = |problem: &str| {
        leptos_axum::redirect(&format!(
            "/set-up?token={}&problem={problem}",
            leptos_router::location::Url::escape(&admin.token)
        ));
    };
    if admin.password != admin.again {
        back("differ");
        return Ok(());
    }
    let user = NewUser { name: admin.name.clone(), email: admin.email.clone(), password: admin.password.clone() };
    match services.engine.set_up(&admin.token, &user).await.map_err(fail)? {
        Ok(sign_in) => {
            set_cookie(services.secure, &sign_in.token, engine::people::SESSION_DAYS * 86_400);
            leptos_axum::redirect("/");
        }
        Err(SetUpRefused::BadLink) => back("link"),
        Err(SetUpRefused::Invalid(problems)) => back(match problems.first() {
            Some((UserField::Name, _)) => "name",
            Some((UserField::Email, UserProblem::Taken)) => "taken",
            Some((UserField::Email, _)) => "email",
            _ => "password",
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

/// A path of this site; anything else, and the pages that send here, become the start.
#[cfg(feature = "ssr")]
fn local_path(path: &str) -> &str {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if ours && !path.starts_with("/sign-in") && path.is_ascii() { path } else { "/" }
}

/// The name of the session's cookie. The prefix makes browsers refuse it without TLS or from another host.
#[cfg(feature = "ssr")]
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-reprieve" } else { "reprieve" }
}

#[cfg(feature = "ssr")]
pub(super) fn set_cookie(secure: bool, token: &str, seconds: i64) {
    use axum::http::{HeaderValue, header};

    let flags = if secure { "; Secure" } else { "" };
    let name = cookie_name(secure);
    let cookie = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flags}");
    if let (Some(response), Ok(value)) = (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&cookie))
    {
        response.append_header(header::SET_COOKIE, value);
    }
}
