//! Test client that sends requests to the whole site without a socket.
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this")]

use crate::support::{PASSWORD, TestEngine};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use std::{path::Path, time::Duration};
use tower::ServiceExt;

/// How long a test waits for an answer before it fails and names the request.
const PATIENCE: Duration = Duration::from_mins(1);

/// The site on top of a test's engine.
pub struct Web {
    router: Router,
    metrics: Router,
    engine: engine::Engine,
}

/// An answer with its whole body.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Web {
    pub fn new(test: &TestEngine) -> Self {
        Self::at(test, "http://reprieve.test")
    }

    pub fn at(test: &TestEngine, url: &str) -> Self {
        let mail = domain::mail::MailWay::Folder("data/mail".to_owned());
        let parts = reprieve::http::SiteParts {
            engine: test.engine.clone(),
            site: Path::new("no-site"),
            data: &test.folder,
            public_url: url,
            mail,
            per_second: 0,
            provider: Some(unreachable_provider(test)),
        };
        Self::of(test, parts)
    }

    pub fn of(test: &TestEngine, parts: reprieve::http::SiteParts<'_>) -> Self {
        let reprieve::http::Routers { site, metrics } = reprieve::http::routers(parts).unwrap();
        Self { router: site, metrics, engine: test.engine.clone() }
    }

    /// The metrics, as monitoring reads them.
    pub async fn metrics(&self) -> Answer {
        Self::answer(self.metrics.clone(), page("/metrics", None)).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        let answer = tokio::time::timeout(PATIENCE, Self::answer(self.router.clone(), request)).await;
        answer.unwrap_or_else(|_| panic!("{asked} is not answered"))
    }

    async fn answer(router: Router, request: Request<Body>) -> Answer {
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// The cookie of a new session of this user; `None` without a user.
    pub async fn sign_in(&self, who: Option<&str>) -> Option<String> {
        let email = format!("{}@example.com", who?);
        let sign_in = self.engine.people().sign_in(&email, PASSWORD, "127.0.0.1").await.unwrap().unwrap();
        Some(format!("reprieve={}", sign_in.token))
    }
}

/// A configured sign-in provider that does not answer.
fn unreachable_provider(test: &TestEngine) -> reprieve::oidc::Provider {
    let settings = reprieve::oidc::Settings {
        issuer: openidconnect::IssuerUrl::new("http://127.0.0.1:1".to_owned()).unwrap(),
        client_id: "reprieve".to_owned(),
        client_secret: None,
        name: "Example ID".to_owned(),
        scopes: Vec::new(),
        groups: "groups".to_owned(),
        mapping: domain::provider::Mapping::default(),
        redirect_uri: "http://reprieve.test/sign-in/provider/callback".to_owned(),
    };
    reprieve::oidc::Provider::new(settings, test.clock.clone()).unwrap()
}

/// A request for a page, as a browser sends it.
pub fn page(address: &str, cookie: Option<&str>) -> Request<Body> {
    let request = Request::get(address).header(header::HOST, "reprieve.test").header(header::ACCEPT, "text/html");
    with_cookie(request, cookie).body(Body::empty()).unwrap()
}

/// A call of a server function, as the program in the browser sends it.
pub fn ask(path: &str, body: &str, cookie: Option<&str>) -> Request<Body> {
    let json = body.starts_with('{');
    let kind = if json { "application/json" } else { "application/x-www-form-urlencoded" };
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "reprieve.test")
        .header(header::ORIGIN, "http://reprieve.test")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, kind);
    with_cookie(request, cookie).body(Body::from(body.to_owned())).unwrap()
}

/// A form, as a browser sends it to its own page.
pub fn form_to(path: &str, body: &str, cookie: Option<&str>) -> Request<Body> {
    let mut request = ask(path, body, cookie);
    request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("text/html"));
    request
}

fn with_cookie(request: axum::http::request::Builder, cookie: Option<&str>) -> axum::http::request::Builder {
    match cookie {
        Some(cookie) => request.header(header::COOKIE, cookie),
        None => request,
    }
}
