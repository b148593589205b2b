//! The HTTP client of the provider: TLS, no redirects, limits on time and size.

use super::settings::is_allowed_url;
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

/// How long a response may take, to its last byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of a response.
const ANSWER_MAX: usize = 256 * 1024;

/// An HTTP client that does not follow redirects.
pub(super) enum HttpClient {
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
    /// Without TLS, to a provider on this machine.
    Plain(Client<HttpConnector, Full<Bytes>>),
}

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestFailure {
    #[error("the URL is not allowed")]
    Address,
    #[error("the request timed out")]
    TooLong,
    #[error("the connection failed")]
    Broken,
    #[error("the response is too large or incomplete")]
    Body,
    #[error("the provider reports a server error")]
    Down,
}

impl HttpClient {
    /// A client for a provider at this address.
    pub fn new(issuer: &Url) -> Result<Self> {
        let mut client = Client::builder(TokioExecutor::new());
        // Requests are rare: a pooled connection may be closed at the moment it is used again.
        client.pool_max_idle_per_host(0);
        if issuer.scheme() == "http" {
            return Ok(Self::Plain(client.build_http()));
        }
        let roots = HttpsConnectorBuilder::new().with_native_roots();
        let connector = roots.context("no root certificates found on this system")?.https_only().enable_http1();
        Ok(Self::Tls(client.build(connector.build())))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, RequestFailure> {
        let (mut parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| RequestFailure::Address)?;
        if !is_allowed_url(&url) {
            return Err(RequestFailure::Address);
        }
        parts.uri = url.as_str().parse::<Uri>().map_err(|_| RequestFailure::Address)?;
        parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("reprieve"));
        let request = axum::http::Request::from_parts(parts, Full::from(body));
        let answer = match self {
            Self::Tls(client) => client.request(request),
            Self::Plain(client) => client.request(request),
        };
        let (parts, body) = answer.await.map_err(|_| RequestFailure::Broken)?.into_parts();
        if parts.status.is_server_error() {
            return Err(RequestFailure::Down);
        }
        let body = Limited::new(body, ANSWER_MAX).collect().await.map_err(|_| RequestFailure::Body)?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = RequestFailure;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, RequestFailure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            tokio::time::timeout(PATIENCE, self.send(request)).await.unwrap_or(Err(RequestFailure::TooLong))
        })
    }
}
