//! What keeps browsers from being turned against their users.

use super::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses every change that another site's page asks for. A browser says where a request comes from in
/// `Sec-Fetch-Site`, an older one in `Origin`; a POST that says neither comes from no page and carries no cookie of
/// ours, so it is let through only without one.
pub async fn check_origin(State(site): State<Site>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_ours(request.headers(), &site) {
        return next.run(request).await;
    }
    tracing::warn!("a request from another origin was refused");
    (StatusCode::FORBIDDEN, "This request comes from another site.\n").into_response()
}

fn is_ours(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(&header::ORIGIN) {
        // Behind a name that was not configured the host of the request is the next best thing to know.
        let host = text(&header::HOST).unwrap_or_default();
        return origin == &*site.origin || origin.split_once("://").is_some_and(|(_, name)| name == host);
    }
    match text(&HeaderName::from_static("sec-fetch-site")) {
        Some(from) => from == "same-origin" || from == "none",
        None => !headers.contains_key(header::COOKIE),
    }
}

/// Refuses a page whose program is of another build: what they send each other does not describe itself. The page tells
/// its person to load it again.
pub async fn check_program(State(site): State<Site>, request: Request, next: Next) -> Response {
    let theirs = request.headers().get(app::PROGRAM_HEADER).map(HeaderValue::as_bytes);
    if theirs.is_some_and(|theirs| Some(theirs) != site.services.assets.wasm.as_deref().map(str::as_bytes)) {
        return (StatusCode::CONFLICT, "The page is of another version.\n").into_response();
    }
    next.run(request).await
}

/// Adds the headers of every answer. A page brings its own policy, with the nonce of its scripts.
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
