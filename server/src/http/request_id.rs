//! A request id in every log line, every response and every error page. Paths and queries may hold personal data, so
//! the log has the route pattern instead.

use super::metrics::monotonic_now;
use app::context::RequestId;
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use engine::clock::{Entropy, SystemEntropy};
use std::fmt::Write;
use tracing::Instrument;

/// Gives the request an id, and logs its status and duration.
pub async fn request_id(mut request: Request, next: Next) -> Response {
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    let id = bytes.iter().fold(String::new(), |mut id, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(id, "{byte:02x}");
        id
    });
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    request.extensions_mut().insert(RequestId(id.as_str().into()));
    async move {
        let start = monotonic_now();
        let mut response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), micros = start.elapsed().as_micros(), "request finished");
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
        }
        response
    }
    .instrument(span)
    .await
}
