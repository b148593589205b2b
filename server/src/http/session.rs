//! The session of a request, for those who come with its cookie.

use super::Site;
use app::{api::people::cookie_name, context::ClientAddress};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
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
    let name = cookie_name(site.services.secure);
    let token = request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
        .map(str::to_owned);
    if let Some(token) = token {
        match site.services.engine.current_session(&token).await {
            Ok(Some(session)) => {
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
