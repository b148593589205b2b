//! Cancellation of reads whose client has disconnected. axum drops the handler then, and the channel's sender with it.

use app::context::ClientConnected;
use axum::{extract::Request, middleware::Next, response::Response};

/// Lets long reads of the request know when its client has gone.
pub async fn cancel_on_disconnect(mut request: Request, next: Next) -> Response {
    let (held, waiting) = tokio::sync::watch::channel(());
    request.extensions_mut().insert(ClientConnected(waiting));
    let response = next.run(request).await;
    drop(held);
    response
}
