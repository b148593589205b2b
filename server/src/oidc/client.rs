//! How the provider is asked: over TLS, never elsewhere than it says, for so long and so much only.

use super::settings::may_be_asked;
use anyhow::{Context, Result};
use axum::http::{HeaderValue, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, url::Url};
use std::{pin::Pin, time::Duration};

/// How long an answer may take, to its last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const ANSWER_MAX: usize = 256 * 1024;

/// Asks the provider. Redirects are not followed: what it says is at an address is there.
pub(super) enum Asking {
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
    /// On this machine.
    Plain(Client<HttpConnector, Full<Bytes>>),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    #[error("the address may not be asked")]
    Address,
    #[error("it took too long")]
    TooLong,
    #[error("no connection, or it broke off")]
    Broken,
    #[error("the answer is too large, or broke off")]
    Body,
    #[error("it says that it cannot answer")]
    Down,
}

impl Asking {
    /// For a provider at this address.
    pub fn new(issuer: &Url) -> Result<Self> {
        let mut client = Client::builder(TokioExecutor::new());
        // It is asked now and then: a connection that was kept may be closed at the moment it is used again.
        client.pool_max_idle_per_host(0);
        if issuer.scheme() == "http" {
            return Ok(Self::Plain(client.build_http()));
        }
        let roots = HttpsConnectorBuilder::new().with_native_roots();
        let connector = roots.context("this system has no certificates of authorities")?.https_only().enable_http1();
        Ok(Self::Tls(client.build(connector.build())))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let (mut parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| Unanswered::Address)?;
        if !may_be_asked(&url) {
            return Err(Unanswered::Address);
        }
        parts.uri = url.as_str().parse::<Uri>().map_err(|_| Unanswered::Address)?;
        parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("reprieve"));
        let request = axum::http::Request::from_parts(parts, Full::from(body));
        let answer = match self {
            Self::Tls(client) => client.request(request),
            Self::Plain(client) => client.request(request),
        };
        let (parts, body) = answer.await.map_err(|_| Unanswered::Broken)?.into_parts();
        if parts.status.is_server_error() {
            return Err(Unanswered::Down);
        }
        let body = Limited::new(body, ANSWER_MAX).collect().await.map_err(|_| Unanswered::Body)?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for Asking {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(
            async move { tokio::time::timeout(PATIENCE, self.ask(request)).await.unwrap_or(Err(Unanswered::TooLong)) },
        )
    }
}
