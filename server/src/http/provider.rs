//! Signing in through the provider: sending a browser there, and taking it in when it is back.
//!
//! It is sent by a POST, as every change is, so by no page but ours. It comes back by a GET from another site, as the standard
//! wants it; so nothing happens then but what this same browser was sent for: it must bring the state that the provider gave
//! back and the cookie that it was sent with, once, within minutes.

use super::{Site, context, missing, proof};
use crate::oidc::Provider;
use app::{
    context::{AskedBy, AskedProof, ClientAddress, ProofProblem, ProviderRedirect, local_path},
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
    provider::{AWAY_MINUTES, Claimed, ProviderProblem, proved_since},
    time::Timestamp,
};
use engine::{
    Engine,
    people::{Client, CurrentSession, Errand, HALF, NotAdmitted, Passage},
};
use std::borrow::Cow;

/// Sends somebody who wants to sign in to the provider.
pub(super) async fn begin(State(site): State<Site>, request: Request) -> Response {
    let Some(provider) = site.provider.clone() else { return missing(State(site), request).await };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, super::BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let next = form_urlencoded::parse(&body).find(|(name, _)| name == "next").map(|(_, next)| next);
    let next = local_path(&next.unwrap_or_default()).to_owned();
    let errand = Errand::SignIn { next: next.clone() };
    match send(&site, &provider, &errand, parts).await {
        Ok(response) => response,
        Err((Unsent::Problem(problem), _)) => to_sign_in(problem.tag(), &next),
        Err((Unsent::Wait(minutes), _)) => to_sign_in(&format!("wait-{minutes}"), &next),
        Err((Unsent::Fault(error), _)) => fault(&error),
    }
}

/// Why a browser is not sent.
pub(super) enum Unsent {
    Problem(ProviderProblem),
    /// For so many minutes.
    Wait(i64),
    Fault(engine::Error),
}

/// The page that sends a browser to the provider, with the cookie it is to come back with; or why not, and the request again.
pub(super) async fn send(
    site: &Site,
    provider: &Provider,
    errand: &Errand,
    parts: Parts,
) -> Result<Response, (Unsent, Box<Parts>)> {
    let address = parts.extensions.get::<ClientAddress>().map(|address| address.0.clone()).unwrap_or_default();
    let (passage, url) = match way(site, provider, errand, &address).await {
        Ok(way) => way,
        Err(unsent) => return Err((unsent, Box::new(parts))),
    };
    let redirect = ProviderRedirect { name: provider.name().to_owned(), url };
    let assets = site.services.assets.clone();
    let page =
        leptos_axum::render_app_async_with_context(context(site), move || provider_redirect_shell(&assets, &redirect));
    let mut response = page(Request::from_parts(parts, Body::empty())).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let kept = Cookie::Passage.to_keep(site.services.secure, &passage.browser, AWAY_MINUTES * 60);
    response.headers_mut().extend(kept.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

async fn way(site: &Site, provider: &Provider, errand: &Errand, address: &str) -> Result<(Passage, String), Unsent> {
    // Before anything is kept for a way that leads nowhere.
    provider.reach().await.map_err(Unsent::Problem)?;
    let begun = site.services.engine.begin_passage(errand, address).await.map_err(Unsent::Fault)?;
    let passage = begun.map_err(|seconds| Unsent::Wait((seconds + 59) / 60))?;
    let prove = matches!(errand, Errand::Proof { .. });
    let url = provider.address(&passage, prove).await.map_err(Unsent::Problem)?;
    Ok((passage, url))
}

/// Takes in a browser that the provider sent back.
pub(super) async fn back(State(site): State<Site>, request: Request) -> Response {
    let Some(provider) = site.provider.clone() else { return missing(State(site), request).await };
    let parts = request.into_parts().0;
    let secure = site.services.secure;
    let answer = Answer::read(parts.uri.query().unwrap_or_default());
    let browser = Cookie::Passage.of(&parts.headers, secure).unwrap_or_default();
    let passage = Passage { state: answer.state.to_string(), browser };
    let engine = parts.extensions.get::<Engine>().unwrap_or(&site.services.engine).clone();
    let mut response = match engine.end_passage(&passage).await {
        Ok(None) => to_sign_in(ProviderProblem::Over.tag(), "/"),
        Ok(Some((errand, sent))) => {
            let claimed = answer.claimed(&provider, &passage).await;
            match errand {
                Errand::SignIn { next } => sign_in(&site, &provider, &engine, &parts, claimed, &next).await,
                Errand::Proof { session, form } => {
                    prove(&site, &engine, parts.clone(), claimed, (session, &form), sent).await
                }
            }
        }
        Err(error) => return fault(&error),
    };
    response.headers_mut().extend(Cookie::Passage.to_keep(secure, "", 0).map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// What the provider sent back with the browser.
struct Answer<'a> {
    state: Cow<'a, str>,
    code: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    issuer: Option<Cow<'a, str>>,
}

impl<'a> Answer<'a> {
    fn read(query: &'a str) -> Self {
        let get = |wanted: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
        };
        Self { state: get("state").unwrap_or_default(), code: get("code"), error: get("error"), issuer: get("iss") }
    }

    /// What it says of whoever came back.
    async fn claimed(&self, provider: &Provider, passage: &Passage) -> Result<Claimed, ProviderProblem> {
        // Where it says who it is, it is the one that was asked (RFC 9207).
        if self.issuer.as_deref().is_some_and(|issuer| issuer != provider.issuer()) {
            return Err(ProviderProblem::Distrusted);
        }
        match (self.error.as_deref(), self.code.as_deref()) {
            (Some("access_denied"), _) => Err(ProviderProblem::Cancelled),
            (Some("temporarily_unavailable" | "server_error"), _) => Err(ProviderProblem::Unreachable),
            (None, Some(code)) => provider.claimed(passage, code).await,
            (Some(_), _) | (None, None) => {
                tracing::warn!("the provider of sign-in refused what it was asked");
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
    match engine.sign_in_through(&claimed, provider.mapping(), from).await {
        Ok(Ok(sign_in)) => with(Cookie::Session.to_keep(secure, &sign_in.token, sign_in.seconds), Redirect::to(next)),
        Ok(Err(NotAdmitted::NeedsCode { token })) => {
            let code = with_query("/sign-in/code", &[("next", next)]);
            with(Cookie::Half.to_keep(secure, &token, HALF), Redirect::to(&code))
        }
        Ok(Err(NotAdmitted::Refused(reason))) => to_sign_in(ProviderProblem::from(reason).tag(), next),
        Err(error) => fault(&error),
    }
}

/// Takes a proof, and shows the form that waited for it.
async fn prove(
    site: &Site,
    engine: &Engine,
    mut parts: Parts,
    claimed: Result<Claimed, ProviderProblem>,
    (of, form): (SessionId, &str),
    sent: Timestamp,
) -> Response {
    let session = parts.extensions.get::<CurrentSession>().filter(|session| session.id == of).cloned();
    let (Some(session), Some(form)) = (session, proof::Form::read(form)) else {
        return to_sign_in(ProviderProblem::Over.tag(), "/");
    };
    let claimed = claimed.and_then(|claimed| {
        if proved_since(sent, claimed.proved) { Ok(claimed) } else { Err(ProviderProblem::NotProved) }
    });
    let proved = match claimed {
        Ok(claimed) => match engine.prove_through(&session, &claimed).await {
            Ok(proof) => proof.ok_or(ProviderProblem::SomebodyElse),
            Err(error) => return fault(&error),
        },
        Err(problem) => Err(problem),
    };
    let (by, problem) = match proved {
        Ok(proof) => {
            parts.extensions.insert(CurrentSession { proof, ..session });
            (AskedBy::Given, None)
        }
        Err(problem) => (AskedBy::Provider, Some(ProofProblem::Provider(problem))),
    };
    let proof::Form { to, back, fields } = form;
    proof::show(site, parts, AskedProof { to, back, fields, by, problem }).await
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
    tracing::error!(%error, "nobody can sign in through the provider for a moment");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n").into_response()
}
