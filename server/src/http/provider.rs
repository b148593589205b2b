//! Sign-in through the provider: sending a browser there and accepting it when it comes back.
//!
//! A browser is sent by a POST, which only our own pages can make. It comes back by a GET from another site, as the
//! standard demands. Therefore nothing happens then except what this browser was sent for: it must bring the `state`
//! that the provider returned and the cookie that it was sent with, once and within minutes.

use super::{Site, context, missing, reauthentication};
use crate::oidc::Provider;
use app::{
    context::{
        ClientAddress, PromptMethod, ProviderRedirect, ReauthenticationProblem, ReauthenticationPrompt, local_path,
    },
    cookie::Cookie,
    provider_redirect_shell,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::SessionId,
    provider::{Claimed, OIDC_LOGIN_MINUTES, ProviderProblem, proved_since},
    time::Timestamp,
};
use engine::{
    Engine,
    people::{Client, CurrentSession, LoginPurpose, NotAdmitted, OidcLoginAttempt, PENDING_MFA_SECONDS},
};
use std::borrow::Cow;

/// `POST /sign-in/provider`: sends the browser to the provider to sign in.
pub(super) async fn begin(State(site): State<Site>, request: Request) -> Response {
    let Some(provider) = site.provider.clone() else { return missing(State(site), request).await };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, super::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let next = form_urlencoded::parse(&body).find(|(name, _)| name == "next").map(|(_, next)| next);
    let next = local_path(&next.unwrap_or_default()).to_owned();
    let purpose = LoginPurpose::SignIn { next: next.clone() };
    match send(&site, &provider, &purpose, parts).await {
        Ok(response) => response,
        Err((RedirectFailure::Problem(problem), _)) => to_sign_in(problem.tag(), &next),
        Err((RedirectFailure::Wait(minutes), _)) => to_sign_in(&format!("wait-{minutes}"), &next),
        Err((RedirectFailure::Fault(error), _)) => fault(&error),
    }
}

/// Why a browser is not sent to the provider.
pub(super) enum RedirectFailure {
    Problem(ProviderProblem),
    /// Too many failed sign-ins; the time to wait in minutes.
    Wait(i64),
    Fault(engine::Error),
}

/// The page that sends a browser to the provider, with the cookie it must come back with. On failure the request is
/// returned with the reason.
pub(super) async fn send(
    site: &Site,
    provider: &Provider,
    purpose: &LoginPurpose,
    parts: Parts,
) -> Result<Response, (RedirectFailure, Box<Parts>)> {
    let address = parts.extensions.get::<ClientAddress>().map(|address| address.0.clone()).unwrap_or_default();
    let (attempt, url) = match start_login(site, provider, purpose, &address).await {
        Ok(started) => started,
        Err(unsent) => return Err((unsent, Box::new(parts))),
    };
    let redirect = ProviderRedirect { name: provider.name().to_owned(), url };
    let assets = site.services.assets.clone();
    let page =
        leptos_axum::render_app_async_with_context(context(site), move || provider_redirect_shell(&assets, &redirect));
    let mut response = page(Request::from_parts(parts, Body::empty())).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let kept = Cookie::OidcLogin.to_keep(site.services.secure, &attempt.browser, OIDC_LOGIN_MINUTES * 60);
    response.headers_mut().extend(kept.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

async fn start_login(
    site: &Site,
    provider: &Provider,
    purpose: &LoginPurpose,
    address: &str,
) -> Result<(OidcLoginAttempt, String), RedirectFailure> {
    // Before an attempt is stored that cannot succeed.
    provider.reach().await.map_err(RedirectFailure::Problem)?;
    let begun =
        site.services.engine.people().begin_oidc_login(purpose, address).await.map_err(RedirectFailure::Fault)?;
    let attempt = begun.map_err(|seconds| RedirectFailure::Wait((seconds + 59) / 60))?;
    let reauthenticate = matches!(purpose, LoginPurpose::Reauthenticate { .. });
    let url = provider.address(&attempt, reauthenticate).await.map_err(RedirectFailure::Problem)?;
    Ok((attempt, url))
}

/// Handles a browser that the provider sent back.
pub(super) async fn back(State(site): State<Site>, request: Request) -> Response {
    let Some(provider) = site.provider.clone() else { return missing(State(site), request).await };
    let parts = request.into_parts().0;
    let secure = site.services.secure;
    let query = CallbackQuery::read(parts.uri.query().unwrap_or_default());
    let browser = Cookie::OidcLogin.of(&parts.headers, secure).unwrap_or_default();
    let attempt = OidcLoginAttempt { state: query.state.to_string(), browser };
    let engine = parts.extensions.get::<Engine>().unwrap_or(&site.services.engine).clone();
    let mut response = match engine.people().finish_oidc_login(&attempt).await {
        Ok(None) => to_sign_in(ProviderProblem::Over.tag(), "/"),
        Ok(Some((purpose, sent))) => {
            let claimed = query.claimed(&provider, &attempt).await;
            match purpose {
                LoginPurpose::SignIn { next } => sign_in(&site, &provider, &engine, &parts, claimed, &next).await,
                LoginPurpose::Reauthenticate { session, form } => {
                    reauthenticate(&site, &engine, parts.clone(), claimed, (session, &form), sent).await
                }
            }
        }
        Err(error) => return fault(&error),
    };
    response.headers_mut().extend(Cookie::OidcLogin.to_keep(secure, "", 0).map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// The query that the provider sent back.
struct CallbackQuery<'a> {
    state: Cow<'a, str>,
    code: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    issuer: Option<Cow<'a, str>>,
}

impl<'a> CallbackQuery<'a> {
    fn read(query: &'a str) -> Self {
        let get = |wanted: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        Self { state: get("state").unwrap_or_default(), code: get("code"), error: get("error"), issuer: get("iss") }
    }

    /// Exchanges the code for the identity of the person.
    async fn claimed(&self, provider: &Provider, attempt: &OidcLoginAttempt) -> Result<Claimed, ProviderProblem> {
        // If the response names its issuer, it must be the one that was asked (RFC 9207).
        if self.issuer.as_deref().is_some_and(|issuer| issuer != provider.issuer()) {
            return Err(ProviderProblem::Distrusted);
        }
        match (self.error.as_deref(), self.code.as_deref()) {
            (Some("access_denied"), _) => Err(ProviderProblem::Cancelled),
            (Some("temporarily_unavailable" | "server_error"), _) => Err(ProviderProblem::Unreachable),
            (None, Some(code)) => provider.claimed(attempt, code).await,
            (Some(_), _) | (None, None) => {
                tracing::warn!("the sign-in provider refused the authorization request");
                Err(ProviderProblem::Distrusted)
            }
        }
    }
}

async fn sign_in(
    site: &Site,
    provider: &Provider,
    engine: &Engine,
    parts: &Parts,
    claimed: Result<Claimed, ProviderProblem>,
    next: &str,
) -> Response {
    let secure = site.services.secure;
    let address = parts.extensions.get::<ClientAddress>().map(|address| address.0.clone()).unwrap_or_default();
    let from = Client { address: &address, agent: text(&parts.headers, &header::USER_AGENT) };
    let claimed = match claimed {
        Ok(claimed) => claimed,
        Err(problem) => return to_sign_in(problem.tag(), next),
    };
    let next = local_path(next);
    match engine.people().sign_in_through(&claimed, provider.mapping(), from).await {
        Ok(Ok(sign_in)) => with(Cookie::Session.to_keep(secure, &sign_in.token, sign_in.seconds), Redirect::to(next)),
        Ok(Err(NotAdmitted::NeedsCode { token })) => {
            let code = with_query("/sign-in/code", &[("next", next)]);
            with(Cookie::PendingMfa.to_keep(secure, &token, PENDING_MFA_SECONDS), Redirect::to(&code))
        }
        Ok(Err(NotAdmitted::Refused(reason))) => to_sign_in(ProviderProblem::from(reason).tag(), next),
        Err(error) => fault(&error),
    }
}

/// Reauthenticates the session and shows the form that waited for it.
async fn reauthenticate(
    site: &Site,
    engine: &Engine,
    mut parts: Parts,
    claimed: Result<Claimed, ProviderProblem>,
    (of, form): (SessionId, &str),
    sent: Timestamp,
) -> Response {
    let session = parts.extensions.get::<CurrentSession>().filter(|session| session.id == of).cloned();
    let (Some(session), Some(form)) = (session, reauthentication::PendingForm::read(form)) else {
        return to_sign_in(ProviderProblem::Over.tag(), "/");
    };
    let claimed = claimed.and_then(|claimed| {
        if proved_since(sent, claimed.proved) { Ok(claimed) } else { Err(ProviderProblem::NotProved) }
    });
    let proved = match claimed {
        Ok(claimed) => match engine.people().reauthenticate_with_provider(&session, &claimed).await {
            Ok(reauthentication) => reauthentication.ok_or(ProviderProblem::OtherUser),
            Err(error) => return fault(&error),
        },
        Err(problem) => Err(problem),
    };
    let (by, problem) = match proved {
        Ok(reauthentication) => {
            parts.extensions.insert(CurrentSession { reauthentication, ..session });
            (PromptMethod::Given, None)
        }
        Err(problem) => (PromptMethod::Provider, Some(ReauthenticationProblem::Provider(problem))),
    };
    let reauthentication::PendingForm { to, back, fields } = form;
    reauthentication::show(site, parts, ReauthenticationPrompt { to, back, fields, by, problem }).await
}

fn to_sign_in(problem: &str, next: &str) -> Response {
    Redirect::to(&with_query("/sign-in", &[("problem", problem), ("next", local_path(next))])).into_response()
}

fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

fn with(cookie: Option<HeaderValue>, to: Redirect) -> Response {
    let mut response = to.into_response();
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn fault(error: &engine::Error) -> Response {
    tracing::error!(%error, "failed to handle a sign-in through the provider");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n").into_response()
}
