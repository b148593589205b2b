//! How much is done at once, for how long, and how often for one person: the server says that it is busy before it grows.

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

/// Most requests that are worked on at once: many more than there are connections to the database.
const AT_ONCE: usize = 256;
/// How long a request waits for its turn before it is told to come again.
const TURN: Duration = Duration::from_secs(2);
/// How long an answer may take to begin.
const PATIENCE: Duration = Duration::from_mins(1);
/// What a person may ask for at once, as a multiple of what they may each second.
const BURST: u32 = 4;
/// After so many requests the limiter forgets whom it has not heard of for a while.
const FORGET: u32 = 10_000;
/// What a client that was sent away is told to wait, in seconds.
const AGAIN: u64 = 2;

/// What limits the requests of one server.
#[derive(Clone)]
pub struct Limits {
    turns: Arc<Semaphore>,
    people: Option<Arc<People>>,
}

struct People {
    limiter: DefaultKeyedRateLimiter<UserId>,
    seen: AtomicU32,
}

impl Limits {
    /// Limits with so many requests a second for each person; none where that is zero.
    pub fn new(per_second: u32) -> Self {
        let people = NonZeroU32::new(per_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1));
            let limiter = DefaultKeyedRateLimiter::keyed(Quota::per_second(rate).allow_burst(burst));
            Arc::new(People { limiter, seen: AtomicU32::new(0) })
        });
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), people }
    }

    /// Requests that are worked on now.
    pub fn busy(&self) -> usize {
        AT_ONCE - self.turns.available_permits()
    }
}

impl People {
    /// How long somebody must wait, unless it is their turn.
    fn wait(&self, user: UserId) -> Option<Duration> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % FORGET == FORGET - 1 {
            self.limiter.retain_recent();
        }
        let wait = self.limiter.check_key(&user).err()?;
        Some(wait.wait_time_from(self.limiter.clock().now()))
    }
}

/// Gives a request its turn and ends it when it takes too long. Whoever watches the server is always answered.
pub async fn take_turns(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/healthz" || path == "/readyz" {
        return next.run(request).await;
    }
    // A file takes as long as it takes to arrive.
    let patience = if path == "/imports/upload" { None } else { Some(PATIENCE) };
    let Ok(Ok(_turn)) = tokio::time::timeout(TURN, site.limits.turns.acquire()).await else {
        return busy();
    };
    let Some(patience) = patience else { return next.run(request).await };
    if let Ok(response) = tokio::time::timeout(patience, next.run(request)).await {
        return response;
    }
    tracing::warn!("a request took too long");
    busy()
}

/// Sends away somebody who asks for more than a person can read. What is below has the session.
pub async fn pace(State(site): State<Site>, request: Request, next: Next) -> Response {
    let user = request.extensions().get::<CurrentSession>().map(|session| session.actor.user);
    let wait = site.limits.people.as_ref().zip(user).and_then(|(people, user)| people.wait(user));
    match wait {
        None => next.run(request).await,
        Some(wait) => {
            let text = "You ask for more than the server gives one person. Try again in a moment.\n";
            later(StatusCode::TOO_MANY_REQUESTS, wait.as_secs() + 1, text)
        }
    }
}

fn busy() -> Response {
    later(StatusCode::SERVICE_UNAVAILABLE, AGAIN, "The server is busy. Try again in a moment.\n")
}

fn later(status: StatusCode, seconds: u64, text: &'static str) -> Response {
    (status, [(header::RETRY_AFTER, HeaderValue::from(seconds))], text).into_response()
}
