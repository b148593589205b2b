//! `/metrics` for Prometheus, on a separate address: requests by route and status, queries, connections, operations
//! and mail. Labels are routes and constants of the program, never personal data.

use super::Site;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::job::JobKind;
use engine::Metrics;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use std::{sync::atomic::AtomicU64, time::Instant};

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// The labels of the request counter.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    /// The route pattern, not the requested path.
    route: String,
    status: u16,
}

/// The labels of the latency histogram.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

/// The labels of a number of background jobs.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct OfJobs {
    kind: &'static str,
    state: &'static str,
}

/// Request metrics since the start of the program.
#[derive(Clone)]
pub struct Requests {
    answered: Family<RequestLabels, Counter>,
    seconds: Family<RouteLabel, Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self { answered: Family::default(), seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)) }
    }
}

/// Counts a request and measures its latency.
pub async fn count(State(site): State<Site>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        _ => "other",
    };
    let start = monotonic_now();
    let response = next.run(request).await;
    let seconds = start.elapsed();
    site.requests.seconds.get_or_create(&RouteLabel { route: route.clone() }).observe(seconds.as_secs_f64());
    site.requests.answered.get_or_create(&RequestLabels { method, route, status: response.status().as_u16() }).inc();
    response
}

/// The monotonic clock, for durations.
#[expect(clippy::disallowed_methods, reason = "a duration must not depend on the wall clock, which can step back")]
pub(super) fn monotonic_now() -> Instant {
    Instant::now()
}

/// The router of the metrics address.
pub fn router(site: Site) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(site)
}

async fn metrics(State(site): State<Site>) -> Response {
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    let metrics = match site.services.engine.metrics().await {
        Ok(metrics) => metrics,
        Err(error) => {
            tracing::warn!(%error, "failed to read the metrics of the data; answering 503");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let mut text = String::new();
    match encode(&mut text, &registry(&site, metrics)) {
        Ok(()) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Builds the registry of one answer: the metrics are few.
fn registry(site: &Site, metrics: Metrics) -> Registry {
    let mut registry = Registry::with_prefix("reprieve");
    registry.register("requests", "Requests that were answered", site.requests.answered.clone());
    registry.register_with_unit("request", "How long answers took", Unit::Seconds, site.requests.seconds.clone());
    let mut gauges = |name: &str, help: &str, label: &'static str, values: Vec<(String, i64)>| {
        let family = Family::<Vec<(&'static str, String)>, Gauge>::default();
        for (of, value) in values {
            let labels = if of.is_empty() { Vec::new() } else { vec![(label, of)] };
            family.get_or_create(&labels).set(value);
        }
        registry.register(name, help, family);
    };
    let one = |value| vec![(String::new(), value)];
    gauges("requests_at_work", "Requests that are worked on", "", one(as_gauge(site.limits.busy())));
    gauges("operations", "Operations that have not ended", "state", metrics.operations);
    gauges("imports_running", "Imports that run", "", one(metrics.imports));
    gauges("mail_waiting", "Messages that wait to be sent", "", one(metrics.mail_waiting));
    gauges("mail_given_up", "Messages that were given up", "", one(metrics.mail_dead));
    let last = metrics.jobs.last_success.iter().map(|(kind, at)| (kind.tag().to_owned(), *at)).collect();
    let help = "When each recurring job last succeeded, as a Unix time";
    gauges("job_last_success_timestamp_seconds", help, "kind", last);
    let open = metrics.connections.iter().map(|(pool, open, _)| ((*pool).to_owned(), i64::from(*open))).collect();
    gauges("connections", "Connections to the database", "pool", open);
    let idle = metrics.connections.iter().map(|(pool, _, idle)| ((*pool).to_owned(), as_gauge(*idle))).collect();
    gauges("connections_idle", "Connections to the database that wait", "pool", idle);
    let counter = |value: u64| {
        let counter: Counter = Counter::default();
        counter.inc_by(value);
        counter
    };
    let (queries, waited) = metrics.queries;
    registry.register("queries", "Queries that were asked", counter(queries));
    let seconds: Counter<f64, AtomicU64> = Counter::default();
    seconds.inc_by(waited.as_secs_f64());
    registry.register_with_unit("query", "Time spent waiting for queries", Unit::Seconds, seconds);
    let jobs = Family::<OfJobs, Gauge>::default();
    for (kind, state, count) in metrics.jobs.jobs {
        jobs.get_or_create(&OfJobs { kind: kind.tag(), state: state.tag() }).set(count);
    }
    registry.register("jobs", "Background jobs", jobs);
    let failures = Family::<Vec<(&'static str, &'static str)>, Counter>::default();
    for kind in JobKind::ALL {
        let count = metrics.jobs.failures.get(kind).copied().unwrap_or_default();
        failures.get_or_create(&vec![("kind", kind.tag())]).inc_by(count);
    }
    registry.register("job_failures", "Failed attempts of background jobs", failures);
    registry
}

fn as_gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
