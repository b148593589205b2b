//! The session of a request, and what the audit needs to know about the request.

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

/// Adds the session, the client's address and the client's engine to the request; files and health endpoints need none
/// of them. A refusal that the request met is recorded in the audit after it was answered.
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
        match engine.people().current_session(&token).await {
            Ok(Some(mut session)) => {
                // Users who chose no language get files in the language of the pages.
                session.lang = session.lang.or_else(|| {
                    let asked = request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
                    Some(Lang::from_accept_language(asked))
                });
                user = Some(session.person.id);
                if session.touch_due {
                    seen(engine.clone(), session.id, request.extensions().get().cloned());
                }
                request.extensions_mut().insert(session);
            }
            Ok(None) => {}
            // Treating the request as anonymous would sign users out whenever the database fails.
            Err(error) => {
                tracing::error!(%error, "failed to read the session; answering 503");
                return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n")
                    .into_response();
            }
        }
    }
    let refused = Refused::default();
    request.extensions_mut().insert(refused.clone());
    let response = next.run(request).await;
    if let (Some(user), Some(denied)) = (user, refused.told())
        && let Err(error) = engine.audit().record_refusal(user, denied).await
    {
        // They were refused all the same.
        tracing::error!(%error, "failed to record a refusal in the audit");
    }
    response
}

/// Updates when the session was last used, in a task of its own: the request does not wait for it, and a failure loses
/// nothing.
fn seen(engine: Engine, session: SessionId, address: Option<ClientAddress>) {
    tokio::spawn(async move {
        let address = address.map(|address| address.0).unwrap_or_default();
        if let Err(error) = engine.people().touch_session(session, Client { address: &address, agent: "" }).await {
            tracing::debug!(%error, "failed to update the last use of a session");
        }
    });
}
