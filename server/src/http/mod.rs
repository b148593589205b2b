//! HTTP: pages, server functions, files, and the layers around every request.
//!
//! The layers from outside in: request id and log line; metrics; concurrency limit and timeout; cancellation on
//! disconnect; security headers; body limit; origin check; client version check; session; rate limit per user;
//! reauthentication.

mod audit;
mod cancel_on_disconnect;
mod certificate;
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
mod privacy;
mod provider;
mod reauthentication;
mod request_id;
mod session;

pub use csv::csv_line;
pub use limits::LoadLimits;
pub use listen::serve;

use crate::oidc::Provider;
use anyhow::{Context, Result};
use app::{
    App,
    api::{
        account::TwoStepForm,
        erasures::{AgainForm, EraseForm, ErasureSearch},
        holds::HoldForm,
        privacy::LiftForm,
        record_form::RecordForm,
        roles::RoleForm,
        settings::{PostedLabel, PostedObject, PostedPipeline, PostedProperty},
    },
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

/// Most bytes of a request body that is not an upload.
const BODY_MAX: usize = 1024 * 1024;

/// The state shared by handlers and layers.
#[derive(Clone)]
pub(crate) struct Site {
    pub services: Services,
    /// The public origin, which a POST must come from.
    pub origin: Arc<str>,
    /// The folder of uploaded files.
    pub data: Arc<Path>,
    /// The load limits.
    pub limits: LoadLimits,
    /// The request metrics.
    pub requests: metrics::Requests,
    /// The sign-in provider, if one is configured.
    pub provider: Option<Provider>,
}

/// What the routers are built from.
pub struct SiteParts<'a> {
    /// The data.
    pub engine: Engine,
    /// The folder of the built client files. If it does not exist, pages come without styles and scripts, as in tests.
    pub site: &'a Path,
    /// The folder of uploaded files.
    pub data: &'a Path,
    /// The public address.
    pub public_url: &'a str,
    /// How mail is sent.
    pub mail: MailWay,
    /// Requests per second and user; 0 means no limit.
    pub per_second: u32,
    /// The sign-in provider, if one is configured.
    pub provider: Option<Provider>,
}

/// The router for users and the router for monitoring.
pub struct Routers {
    /// Pages, server functions and files.
    pub site: Router,
    /// `/metrics`.
    pub metrics: Router,
}

/// Builds the routers over an engine.
pub fn routers(parts: SiteParts<'_>) -> Result<Routers> {
    let SiteParts { engine, site, data, public_url, mail, per_second, provider } = parts;
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
        limits: LoadLimits::new(per_second),
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
        .layer(middleware::from_fn(found_status))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let forms = Router::new()
        .route("/{object}/new", post(forms::answer::<RecordForm>))
        .route("/{object}/{id}/edit", post(forms::answer::<RecordForm>))
        .route("/{object}/{id}/hold", post(forms::answer::<HoldForm>))
        .route("/{object}/{id}/erase", post(forms::answer::<EraseForm>))
        .route("/erasures", post(forms::answer::<ErasureSearch>))
        .route("/erasures/{id}", post(forms::answer::<AgainForm>))
        .route("/account/two-step", post(forms::answer::<TwoStepForm>))
        .route(
            app::api::privacy::PRIVACY,
            post(privacy::answer).layer(DefaultBodyLimit::max(privacy::PATIENCE + BODY_MAX)),
        )
        .route("/settings/privacy/blocklist/{id}", post(forms::answer::<LiftForm>))
        .route("/settings/roles/{id}", post(forms::answer::<RoleForm>))
        .route("/settings/objects/new", post(forms::answer::<PostedObject>))
        .route("/settings/objects/{slug}/edit", post(forms::answer::<PostedObject>))
        .route("/settings/objects/{slug}/properties/new", post(forms::answer::<PostedProperty>))
        .route("/settings/objects/{slug}/properties/{key}", post(forms::answer::<PostedProperty>))
        .route("/settings/objects/{slug}/pipelines/new", post(forms::answer::<PostedPipeline>))
        .route("/settings/objects/{slug}/pipelines/{id}", post(forms::answer::<PostedPipeline>))
        .route("/settings/objects/{slug}/labels/new", post(forms::answer::<PostedLabel>))
        .route("/settings/objects/{slug}/labels/{id}", post(forms::answer::<PostedLabel>))
        .with_state(state.clone())
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let no_store = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let provider_routes = Router::new()
        // Reloading the page that redirects to the provider leads back to the sign-in page.
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
        .route("/erasures/{id}/certificate.json", get(certificate::certificate))
        .route("/{object}/{id}/person.json", get(certificate::person_json))
        .route("/{object}/{id}/person.csv", get(certificate::person_csv))
        .route("/{object}/export.csv", get(export::export))
        .route("/settings/audit.csv", get(audit::audit))
        .with_state(state.clone());
    let files = Router::new().nest_service(
        "/pkg",
        tower::ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::if_not_present(
                header::CACHE_CONTROL,
                // File names contain a hash of the contents.
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ))
            .service(ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip()),
    );
    // Listed by name, because a path of one segment would be taken for an object.
    let public = Router::new()
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
        .route_service("/robots.txt", ServeFile::new(site.join("robots.txt")));

    let site = Router::new()
        .merge(pages)
        .merge(forms)
        .merge(provider_routes)
        .merge(functions)
        .merge(uploads)
        .merge(files)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready).with_state(state.clone()))
        .merge(public)
        .fallback_service(missing.with_state(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), reauthentication::ask))
        .layer(middleware::from_fn_with_state(state.clone(), limits::rate_limit))
        .layer(middleware::from_fn_with_state(state.clone(), session::find))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_program))
        .layer(middleware::from_fn_with_state(state.clone(), guard::check_origin))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn_with_state(state.clone(), guard::add_headers))
        .layer(middleware::from_fn(cancel_on_disconnect::cancel_on_disconnect))
        .layer(middleware::from_fn_with_state(state.clone(), limits::concurrency_limit))
        .layer(middleware::from_fn_with_state(state.clone(), metrics::count))
        .layer(middleware::from_fn(request_id::request_id));
    Ok(Routers { site, metrics: metrics::router(state) })
}

/// The routes that the app declares. Listed once per process: while Leptos lists routes, no resource anywhere in the
/// process is loaded, and a page that starts loading one at that moment waits forever.
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

/// Answers 302 when a page redirects, for every client. Leptos does so only for clients that accept HTML. Server
/// functions are left alone, because the client program follows their redirects itself.
async fn found_status(request: Request, next: Next) -> Response {
    let function = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if !function && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// The app's own page for an address that no file and no route matches, with status 404.
async fn missing(State(site): State<Site>, request: Request) -> Response {
    let assets = site.services.assets.clone();
    let page = leptos_axum::render_app_async_with_context(context(&site), move || shell(&assets));
    let mut response = page(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}
