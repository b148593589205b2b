//! The session of a request, for those who come with its cookie; and what the audit is to know of the request.

use super::Site;
use app::{
    context::{ClientAddress, Refused},
    cookie::Cookie,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{ids::SessionId, people::Lang};
use engine::{Engine, people::Client};
use std::net::SocketAddr;

/// Puts the session, the address of the client and the data as it is for them on the request. Files and probes need none
/// of it. What the request was refused is written down when it is answered.
pub async fn find(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/pkg/") || path == "/healthz" || path == "/readyz" {
        return next.run(request).await;
    }
    let mut engine = site.services.engine.clone();
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = address.ip().to_string();
        engine = engine.for_client(&address);
        request.extensions_mut().insert(ClientAddress(address));
    }
    request.extensions_mut().insert(engine.clone());
    let token = Cookie::Session.of(request.headers(), site.services.secure);
    let mut user = None;
    if let Some(token) = token {
        match engine.current_session(&token).await {
            Ok(Some(mut session)) => {
                // Who never chose a language reads files in that of the pages.
                session.lang = session.lang.or_else(|| {
                    let asked = request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
                    Some(Lang::from_accept_language(asked))
                });
                user = Some(session.person.id);
                if session.note_seen {
                    seen(engine.clone(), session.id, request.extensions().get().cloned());
                }
                request.extensions_mut().insert(session);
            }
            Ok(None) => {}
            // To go on as nobody would sign people out whenever the database stumbles.
            Err(error) => {
                tracing::error!(%error, "the session cannot be read");
                return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n")
                    .into_response();
            }
        }
    }
    let refused = Refused::default();
    request.extensions_mut().insert(refused.clone());
    let response = next.run(request).await;
    if let (Some(user), Some(denied)) = (user, refused.told())
        && let Err(error) = engine.note_refusal(user, denied).await
    {
        // They were refused all the same.
        tracing::error!(%error, "a refusal is not in the audit");
    }
    response
}

/// Notes beside the request that a session was seen: nobody waits for it, and nothing is lost if it fails.
fn seen(engine: Engine, session: SessionId, address: Option<ClientAddress>) {
    tokio::spawn(async move {
        let address = address.map(|address| address.0).unwrap_or_default();
        if let Err(error) = engine.session_seen(session, Client { address: &address, agent: "" }).await {
            tracing::debug!(%error, "that a session was seen is not noted");
        }
    });
}
