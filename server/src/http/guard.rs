//! Protection against cross-site requests, stale clients and unsafe embedding.

use super::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses changes that a page of another site asks for. Browsers send the origin of a request in `Sec-Fetch-Site`,
/// older ones in `Origin`. A POST with neither header comes from no page; it is accepted only without a cookie of
/// ours.
pub async fn check_origin(State(site): State<Site>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_ours(request.headers(), &site) {
        return next.run(request).await;
    }
    tracing::warn!("refused a request from another origin");
    (StatusCode::FORBIDDEN, "This request comes from another site.\n").into_response()
}

fn is_ours(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(&header::ORIGIN) {
        // Behind a host name that is not configured, the request's own host is the best available check.
        let host = text(&header::HOST).unwrap_or_default();
        return origin == &*site.origin || origin.split_once("://").is_some_and(|(_, name)| name == host);
    }
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some(from) => from == "same-origin" || from == "none",
        None => !headers.contains_key(header::COOKIE),
    }
}

/// Refuses a request of a page whose client program is of another build, because the messages between the two are not
/// self-describing. The page then asks its user to reload it.
pub async fn check_program(State(site): State<Site>, request: Request, next: Next) -> Response {
    let theirs = request.headers().get(app::PROGRAM_HEADER).map(HeaderValue::as_bytes);
    if theirs.is_some_and(|theirs| Some(theirs) != site.services.assets.wasm.as_deref().map(str::as_bytes)) {
        return (StatusCode::CONFLICT, "The page is of another version.\n").into_response();
    }
    next.run(request).await
}

/// Adds the security headers to every response. Pages set a content security policy of their own, with the nonce of
/// their scripts.
pub async fn add_headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if site.services.secure {
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
