//! Connection handling: limits on their number, on slow clients and on the size of request heads, and graceful
//! shutdown.
//!
//! `axum::serve` has none of these limits. Otherwise this follows it: HTTP/1 and HTTP/2 on one port.

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

/// Most connections at once; further ones wait in the listen queue of the operating system.
const CONNECTIONS: usize = 4_096;
/// How long a request head may take to arrive, and how long a connection may be idle between requests.
const HEAD: Duration = Duration::from_secs(30);
/// Most bytes of a request head.
const HEAD_MAX: usize = 64 * 1024;
/// How long a client may accept no byte of a response.
const STALLED: Duration = Duration::from_secs(30);
/// How long to wait after a failed accept, for example when the process is out of file descriptors.
const AGAIN: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves, then finishes the requests in progress.
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
            // The semaphore is never closed.
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
                tracing::warn!(%error, "failed to accept a connection; retrying in 100 ms");
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
            // A broken connection is the client's business.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection failed");
            }
            drop(permit);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// A connection that ends when the client stops reading.
fn limited(stream: TcpStream) -> TimeoutStream<TcpStream> {
    // Without it a page that is sent in parts waits for the client's delayed acknowledgements.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::warn!(%error, "failed to set TCP_NODELAY");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    stream
}
