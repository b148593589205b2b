//! HTTP: pages, server functions, files, and what stands around every request.
//!
//! From outside in: an id for the request and a line in the log; headers that keep browsers safe; the limit of a
//! body; the origin check of every POST; the session; a fresh proof of who holds it, where an act needs one.

mod csv;
mod export;
mod forms;
mod guard;
mod health;
mod imports;
mod outcomes;
mod proof;
mod session;
mod trace;
mod waiting;

pub use csv::csv_line;

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
    http::{HeaderValue, header},
    middleware,
    response::Response,
    routing::{get, post},
};
use domain::mail::MailWay;
use engine::Engine;
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::{path::Path, sync::Arc};
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
}

/// The whole site over an engine. `site` is the folder of the built files; without it pages come without style and
/// program, as in tests. `data` is where uploaded files are kept; `mail` is how mail is sent.
pub fn router(engine: Engine, site: &Path, data: &Path, public_url: &str, mail: MailWay) -> Result<Router> {
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
        assets: Arc::new(assets),
    };
    let state = Site { services, origin, data: data.into() };

    let options = LeptosOptions::builder().output_name("app").build();
    let pages = Router::new()
        .leptos_routes_with_context(&options, routes(), context(&state), {
            let assets = state.services.assets.clone();
            move || shell(&assets)
        })
        .with_state(options)
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let forms = Router::new()
        .route("/{object}/new", post(forms::answer))
        .route("/{object}/{id}/edit", post(forms::answer))
        .route("/account/two-step", post(forms::answer))
        .route("/settings/objects/new", post(forms::answer))
        .route("/settings/objects/{slug}/edit", post(forms::answer))
        .route("/settings/objects/{slug}/properties/new", post(forms::answer))
        .route("/settings/objects/{slug}/properties/{key}", post(forms::answer))
        .route("/settings/objects/{slug}/pipelines/new", post(forms::answer))
        .route("/settings/objects/{slug}/pipelines/{id}", post(forms::answer))
        .with_state(state.clone())
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
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

    Ok(Router::new()
        .merge(pages)
        .merge(forms)
        .merge(functions)
        .merge(uploads)
        .merge(files)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(state.clone()))
        .merge(public)
        .fallback_service(missing.with_state(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), proof::ask))
        .layer(middleware::from_fn_with_state(state.clone(), session::find))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_program))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_origin))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), guard::add_headers))
        .layer(middleware::from_fn(waiting::watch))
        .layer(middleware::from_fn(trace::follow)))
}

/// The pages, as the app declares them.
pub fn routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

pub(crate) fn context(site: &Site) -> impl Fn() + Clone + Send + Sync + 'static + use<> {
    let services = site.services.clone();
    move || provide_context(services.clone())
}

async fn server_function(State(site): State<Site>, request: Request) -> impl axum::response::IntoResponse {
    leptos_axum::handle_server_fns_with_context(context(&site), request).await
}

/// What no file and no route is at: the app's own page for it.
async fn missing(State(site): State<Site>, request: Request) -> Response {
    let assets = site.services.assets.clone();
    let page = leptos_axum::render_app_async_with_context(context(&site), move || shell(&assets));
    let mut response = page(request).await;
    *response.status_mut() = axum::http::StatusCode::NOT_FOUND;
    response
}
