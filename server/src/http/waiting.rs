//! Whether somebody still waits for the answer: a browser that leaves drops the request, and what it holds with it.

use app::context::Waiting;
use axum::{extract::Request, middleware::Next, response::Response};

/// Lets whatever the request starts know when it ends.
pub async fn watch(mut request: Request, next: Next) -> Response {
    let (held, waiting) = tokio::sync::watch::channel(());
    request.extensions_mut().insert(Waiting(waiting));
    let response = next.run(request).await;
    drop(held);
    response
}
