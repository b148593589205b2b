//! An id for each request: in every line of the log, in every answer, in every page that tells of a fault. No line
//! holds a personal value, so neither a path nor a query, which may hold a name, is logged: the route is.

use app::context::RequestId;
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use engine::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use std::fmt::Write;
use tracing::Instrument;

/// Follows a request from its first line to its last.
pub async fn follow(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    let id = bytes.iter().fold(String::new(), |mut id, byte| {
        // Writing to a text cannot fail.
        let _ = write!(id, "{byte:02x}");
        id
    });
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    async move {
        let start = SystemClock.now();
        let mut response = next.run(request).await;
        let micros = SystemClock.now().0 - start.0;
        tracing::info!(status = response.status().as_u16(), micros, "answered");
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
        }
        response
    }
    .instrument(span)
    .await
}
