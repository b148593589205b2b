//! Connections: how many, how slow, how large a head may be, and how they end.
//!
//! axum's own loop has none of these limits. What is here follows it otherwise: HTTP/1 and HTTP/2 on one port, and a
//! graceful end.

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Most connections at once; others wait in the system's queue.
const CONNECTIONS: usize = 4_096;
/// How long the head of a request may take, and how long a connection may say nothing between two.
const HEAD: Duration = Duration::from_secs(30);
/// Most bytes of a head.
const HEAD_MAX: usize = 64 * 1024;
/// How long a client may take no byte of an answer.
const STALLED: Duration = Duration::from_secs(30);
/// How long to wait when the system has no connection to give, for example because too many files are open.
const AGAIN: Duration = Duration::from_millis(100);

/// Serves until `stop`, and then until the requests that were begun are answered.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD)
        .max_header_list_size(u32::try_from(HEAD_MAX).unwrap_or(u32::MAX));
    let open = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            // Never closed.
            let permit = open.clone().acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be taken");
                tokio::time::sleep(AGAIN).await;
                continue;
            }
        };
        let service = router.clone().map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(address));
            request.map(Body::new)
        });
        let connection =
            builder.serve_connection(TokioIo::new(Box::pin(limited(stream))), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // One that breaks is the client's business.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(permit);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// A connection that ends when the other side stops reading.
fn limited(stream: TcpStream) -> TimeoutStream<TcpStream> {
    // Without it a page that is sent in parts waits for the other side's delayed acknowledgements.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::warn!(%error, "TCP_NODELAY cannot be set");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    stream
}
