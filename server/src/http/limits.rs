//! Limits on load: concurrent requests, duration of a request, and requests per user. An overloaded server answers 503
//! instead of queueing without bound.

use super::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::ids::UserId;
use engine::people::CurrentSession;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock as _};
use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;

/// Most requests handled at once: far more than there are database connections.
const MAX_CONCURRENT: usize = 256;
/// How long a request waits for a free place before it is answered 503.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// How long a response may take to begin.
const TIMEOUT: Duration = Duration::from_mins(1);
/// Requests a user may make at once, as a multiple of the rate per second.
const BURST: u32 = 4;
/// Requests after which the limiter drops the state of users who were idle.
const CLEANUP_INTERVAL: u32 = 10_000;
/// `Retry-After` of a 503 response, in seconds.
const RETRY_AFTER_SECONDS: u64 = 2;

/// The load limits of one server.
#[derive(Clone)]
pub struct LoadLimits {
    places: Arc<Semaphore>,
    users: Option<Arc<UserLimiter>>,
}

struct UserLimiter {
    limiter: DefaultKeyedRateLimiter<UserId>,
    seen: AtomicU32,
}

impl LoadLimits {
    /// Limits with this many requests per second and user; 0 means no limit per user.
    pub fn new(per_second: u32) -> Self {
        let users = NonZeroU32::new(per_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1));
            let limiter = DefaultKeyedRateLimiter::keyed(Quota::per_second(rate).allow_burst(burst));
            Arc::new(UserLimiter { limiter, seen: AtomicU32::new(0) })
        });
        Self { places: Arc::new(Semaphore::new(MAX_CONCURRENT)), users }
    }

    /// Requests being handled now.
    pub fn busy(&self) -> usize {
        MAX_CONCURRENT - self.places.available_permits()
    }
}

impl UserLimiter {
    /// How long the user must wait; `None` if the request is within the limit.
    fn retry_after(&self, user: UserId) -> Option<Duration> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1 {
            self.limiter.retain_recent();
        }
        let wait = self.limiter.check_key(&user).err()?;
        Some(wait.wait_time_from(self.limiter.clock().now()))
    }
}

/// Waits for a free place and ends a request that takes too long. Health endpoints are always answered.
pub async fn concurrency_limit(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/healthz" || path == "/readyz" {
        return next.run(request).await;
    }
    // An upload takes as long as the client's connection needs.
    let timeout = if path == "/imports/upload" { None } else { Some(TIMEOUT) };
    let Ok(Ok(_place)) = tokio::time::timeout(MAX_WAIT, site.limits.places.acquire()).await else {
        return busy();
    };
    let Some(timeout) = timeout else { return next.run(request).await };
    if let Ok(response) = tokio::time::timeout(timeout, next.run(request)).await {
        return response;
    }
    tracing::warn!("a request timed out");
    busy()
}

/// Answers 429 to a user who exceeds their rate. Must run inside the session layer.
pub async fn rate_limit(State(site): State<Site>, request: Request, next: Next) -> Response {
    let user = request.extensions().get::<CurrentSession>().map(|session| session.actor.user);
    let wait = site.limits.users.as_ref().zip(user).and_then(|(users, user)| users.retry_after(user));
    match wait {
        None => next.run(request).await,
        Some(wait) => {
            let text = "You ask for more than the server gives one person. Try again in a moment.\n";
            later(StatusCode::TOO_MANY_REQUESTS, wait.as_secs() + 1, text)
        }
    }
}

fn busy() -> Response {
    later(StatusCode::SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS, "The server is busy. Try again in a moment.\n")
}

fn later(status: StatusCode, seconds: u64, text: &'static str) -> Response {
    (status, [(header::RETRY_AFTER, HeaderValue::from(seconds))], text).into_response()
}
