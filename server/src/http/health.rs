//! Health endpoints for monitoring.

use super::Site;
use axum::{extract::State, http::StatusCode};

/// `GET /healthz`: the process is running.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers and its schema is up to date.
pub async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.services.engine.ready().await {
        Ok(true) => (StatusCode::OK, "ready\n"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing\n"),
        Err(error) => {
            tracing::warn!(%error, "the readiness check failed");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
