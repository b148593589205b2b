//! HTTP: pages, server functions, files, and what stands around every request.
//!
//! From outside in: an id for the request and a line in the log; its place in the figures; its turn; headers that keep
//! browsers safe; the limit of a body; the origin check of every POST; the session; the pace of one person; a fresh proof
//! of who they are, where an act needs one.

mod audit;
mod csv;
mod export;
mod forms;
mod guard;
mod health;
mod imports;
mod limits;
mod listen;
mod metrics;
mod outcomes;
mod proof;
mod provider;
mod session;
mod trace;
mod waiting;

pub use csv::csv_line;
pub use limits::Limits;
pub use listen::serve;

use crate::oidc::Provider;
use anyhow::{Context, Result};
use app::{
    App,
    context::{Assets, Services},
    shell,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{Redirect, Response},
    routing::{get, post},
};
use domain::mail::MailWay;
use engine::Engine;
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::{
    path::Path,
    sync::{Arc, LazyLock},
};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// Most bytes of a body that is no file.
const BODY_MAX: usize = 1024 * 1024;

/// What the middleware knows.
#[derive(Clone)]
pub(crate) struct Site {
    pub services: Services,
    /// The origin people use: what a POST must come from.
    pub origin: Arc<str>,
    /// The folder of uploaded files.
    pub data: Arc<Path>,
    /// How much is done at once.
    pub limits: Limits,
    /// What requests came to.
    pub requests: metrics::Requests,
    /// The provider of sign-in, where one is configured.
    pub provider: Option<Provider>,
}

/// What the site is made from.
pub struct Parts<'a> {
    /// The data.
    pub engine: Engine,
    /// The folder of the built files; without it pages come without style and program, as in tests.
    pub site: &'a Path,
    /// Where uploaded files are kept.
    pub data: &'a Path,
    /// The address people use.
    pub public_url: &'a str,
    /// How mail is sent.
    pub mail: MailWay,
    /// Requests a second that one person may make; zero for any number.
    pub per_second: u32,
    /// The provider of sign-in, where one is configured.
    pub provider: Option<Provider>,
}

/// The whole site, and the one of whoever watches it.
pub struct Routers {
    /// For people.
    pub site: Router,
    /// `/metrics`.
    pub metrics: Router,
}

/// The whole site over an engine.
pub fn routers(parts: Parts<'_>) -> Result<Routers> {
    let Parts { engine, site, data, public_url, mail, per_second, provider } = parts;
    let assets = match std::fs::read(site.join("assets.json")) {
        Ok(bytes) => serde_json::from_slice(&bytes).context("assets.json of the built site")?,
        Err(_) => Assets { css: "/pkg/app.css".to_owned(), ..Assets::default() },
    };
    let origin: Arc<str> = public_url.trim_end_matches('/').into();
    let services = Services {
        engine,
        secure: origin.starts_with("https://"),
        origin: origin.clone(),
        mail: Arc::new(mail),
        provider: provider.as_ref().map(|provider| provider.name().into()),
        assets: Arc::new(assets),
    };
    let state = Site {
        services,
        origin,
        data: data.into(),
        limits: Limits::new(per_second),
        requests: metrics::Requests::default(),
        provider,
    };

    let options = LeptosOptions::builder().output_name("app").build();
    let pages = Router::new()
        .leptos_routes_with_context(&options, routes().to_vec(), context(&state), {
            let assets = state.services.assets.clone();
            move || shell(&assets)
        })
        .with_state(options)
        .layer(middleware::from_fn(lead))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let forms = Router::new()
        .route("/{object}/new", post(forms::answer))
        .route("/{object}/{id}/edit", post(forms::answer))
        .route("/{object}/{id}/hold", post(forms::answer))
        .route("/account/two-step", post(forms::answer))
        .route("/settings/roles/{id}", post(forms::answer))
        .route("/settings/objects/new", post(forms::answer))
        .route("/settings/objects/{slug}/edit", post(forms::answer))
        .route("/settings/objects/{slug}/properties/new", post(forms::answer))
        .route("/settings/objects/{slug}/properties/{key}", post(forms::answer))
        .route("/settings/objects/{slug}/pipelines/new", post(forms::answer))
        .route("/settings/objects/{slug}/pipelines/{id}", post(forms::answer))
        .route("/settings/objects/{slug}/labels/new", post(forms::answer))
        .route("/settings/objects/{slug}/labels/{id}", post(forms::answer))
        .with_state(state.clone())
        .layer(middleware::from_fn(lead))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let no_store = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let through = Router::new()
        // Whoever loads the page between us and the provider again begins again.
        .route("/sign-in/provider", post(provider::begin).get(|| async { Redirect::to("/sign-in") }))
        .route(crate::oidc::CALLBACK, get(provider::back))
        .with_state(state.clone())
        .layer(no_store);
    let functions = Router::new()
        .route("/api/{*path}", post(server_function))
        .with_state(state.clone())
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let uploads = Router::new()
        .route("/imports/upload", post(imports::upload))
        // The handler has its own limit, which it can explain; this one only ends what ignores it.
        .layer(DefaultBodyLimit::max(usize::try_from(imports::PATIENCE)? + BODY_MAX))
        .route("/imports/{id}/refused.csv", get(imports::refused))
        .route("/operations/{id}/outcomes.csv", get(outcomes::outcomes))
        .route("/{object}/export.csv", get(export::export))
        .route("/settings/audit.csv", get(audit::audit))
        .with_state(state.clone());
    let files = Router::new().nest_service(
        "/pkg",
        tower::ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(
                header::CACHE_CONTROL,
                // The names change with the contents.
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ))
            .service(ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip()),
    );
    // By name: an address of one part would be taken for an object.
    let public = Router::new()
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
        .route_service("/robots.txt", ServeFile::new(site.join("robots.txt")));

    let site = Router::new()
        .merge(pages)
        .merge(forms)
        .merge(through)
        .merge(functions)
        .merge(uploads)
        .merge(files)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(state.clone()))
        .merge(public)
        .fallback_service(missing.with_state(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), proof::ask))
        .layer(middleware::from_fn_with_state(state.clone(), limits::pace))
        .layer(middleware::from_fn_with_state(state.clone(), session::find))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_program))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_origin))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), guard::add_headers))
        .layer(middleware::from_fn(waiting::watch))
        .layer(middleware::from_fn_with_state(state.clone(), limits::take_turns))
        .layer(middleware::from_fn_with_state(state.clone(), metrics::count))
        .layer(middleware::from_fn(trace::follow));
    Ok(Routers { site, metrics: metrics::router(state) })
}

/// The pages, as the app declares them. They are listed once: while leptos lists them, no resource anywhere in the process
/// is loaded, and a page that would begin to load one then waits for it for ever.
pub fn routes() -> &'static [AxumRouteListing] {
    static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    &ROUTES
}

pub(crate) fn context(site: &Site) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
    let services = site.services.clone();
    move || provide_context(services.clone())
}

async fn server_function(State(site): State<Site>, request: Request) -> impl axum::response::IntoResponse {
    leptos_axum::handle_server_fns_with_context(context(&site), request).await
}

/// A page that leads elsewhere says so in its status, whoever asks: leptos does so only for those who name HTML among what
/// they accept. It routes the server functions too, whose program follows by itself.
async fn lead(request: Request, next: Next) -> Response {
    let function = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if !function && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// What no file and no route is at: the app's own page for it.
async fn missing(State(site): State<Site>, request: Request) -> Response {
    let assets = site.services.assets.clone();
    let page = leptos_axum::render_app_async_with_context(context(&site), move || shell(&assets));
    let mut response = page(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
