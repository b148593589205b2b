//! The session of a request, for those who come with its cookie.

use super::Site;
use app::{context::ClientAddress, cookie::Cookie};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::ids::SessionId;
use engine::{Engine, people::Client};
use std::net::SocketAddr;

/// Puts the session and the address of the client on the request. Files and probes need neither.
pub async fn find(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/pkg/") || path == "/healthz" || path == "/readyz" {
        return next.run(request).await;
    }
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = address.ip().to_string();
        request.extensions_mut().insert(ClientAddress(address));
    }
    let token = Cookie::Session.of(request.headers(), site.services.secure);
    if let Some(token) = token {
        match site.services.engine.current_session(&token).await {
            Ok(Some(session)) => {
                if session.note_seen {
                    seen(site.services.engine.clone(), session.id, request.extensions().get().cloned());
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
    next.run(request).await
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
