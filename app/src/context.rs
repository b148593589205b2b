//! The context that the server provides to each request, and the access of server functions to it.

use crate::error::AppError;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use domain::{
    account::AccountProblem,
    mail::MailWay,
    object::Object,
    people::{Lang, Theme},
    policy::{Actor, Denied, Reauthenticated, ReauthenticationRequired, Refusal},
    provider::ProviderProblem,
};
use engine::{
    Engine,
    people::{Client, CurrentSession},
};
use leptos::prelude::{use_context, with_context};
use leptos_axum::ResponseOptions;
use std::sync::{Arc, OnceLock};

/// The services that live as long as the server.
#[derive(Clone)]
pub struct Services {
    /// The engine.
    pub engine: Engine,
    /// Whether browsers reach the server over TLS.
    pub secure: bool,
    /// The public origin of the site, without a slash at its end.
    pub origin: Arc<str>,
    /// The configured mail transport.
    pub mail: Arc<MailWay>,
    /// The name of the sign-in provider, if one is configured.
    pub provider: Option<Arc<str>>,
    /// The assets of the pages.
    pub assets: Arc<Assets>,
}

/// The addresses of the assets, which change with the content of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The style sheet of parts that only plain pages have, if it was built.
    pub plain_css: Option<String>,
    /// The JavaScript that loads the WASM program, if it was built.
    pub js: Option<String>,
    /// The WASM program, if it was built.
    pub wasm: Option<String>,
    /// The script that updates plain pages, if it was built.
    pub live: Option<String>,
    /// The script of boards, if it was built.
    pub board: Option<String>,
    /// The script that resizes columns, if it was built.
    pub columns: Option<String>,
}

/// The id of the request, which is in every line of the log and on every page that reports a fault.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Signals that the client disconnected: the channel closes when the response is no longer awaited.
#[derive(Clone, Debug)]
pub struct ClientConnected(pub tokio::sync::watch::Receiver<()>);

/// The result of a long read, which is cancelled when the client disconnects. A page reads in a task of its own, which
/// outlives the connection of the browser; cancelling drops the read and ends its query in the database.
///
/// # Errors
///
/// [`engine::Error::Busy`] when the client disconnected.
pub async fn cancel_with_request<T>(read: impl Future<Output = engine::Result<T>>) -> engine::Result<T> {
    let Some(ClientConnected(mut waiting)) = extension::<ClientConnected>() else { return read.await };
    tokio::select! {
        read = read => read,
        // No value is ever sent; the channel closes when the request ends.
        _ = waiting.changed() => Err(engine::Error::Busy),
    }
}

/// The network address of the client.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

/// The first denial of a request, which is recorded in the audit log with the response.
#[derive(Clone, Debug, Default)]
pub struct Refused(Arc<OnceLock<Denied>>);

impl Refused {
    /// Records a denial.
    pub fn tell(&self, denied: Denied) {
        // Only the first denial is kept.
        let _ = self.0.set(denied);
    }

    /// The recorded denial, if there is one.
    pub fn told(&self) -> Option<Denied> {
        self.0.get().copied()
    }
}

/// The services, with an engine that is tied to the client of the request. They are missing only while the routes are
/// listed at start.
pub fn services() -> Result<Services, AppError> {
    let services: Services = use_context().ok_or_else(|| fault("no services"))?;
    Ok(match extension::<Engine>() {
        Some(engine) => Services { engine, ..services },
        None => services,
    })
}

/// The name of the sign-in provider, if one is configured.
pub fn provider_name() -> Option<Arc<str>> {
    use_context::<Services>()?.provider
}

/// The session of the signed-in user.
pub fn session() -> Result<CurrentSession, AppError> {
    extension::<CurrentSession>().ok_or_else(|| {
        set_status(StatusCode::UNAUTHORIZED);
        AppError::SignedOut
    })
}

/// Whether the page may be shown: the user is signed in, or there is no request because the routes are listed.
pub fn is_signed_in() -> bool {
    with_context(|parts: &Parts| parts.extensions.get::<CurrentSession>().is_some()).unwrap_or(true)
}

/// The client of a request: its network address and its user agent.
pub struct CameFrom {
    address: String,
    agent: String,
}

impl CameFrom {
    /// The same data as a type of the engine.
    pub fn client(&self) -> Client<'_> {
        Client { address: &self.address, agent: &self.agent }
    }
}

/// The client of the present request.
pub fn came_from() -> CameFrom {
    let agent = of_request(|parts| Some(parts.headers.get(header::USER_AGENT)?.to_str().ok()?.to_owned()));
    CameFrom {
        address: extension::<ClientAddress>().map(|address| address.0).unwrap_or_default(),
        agent: agent.unwrap_or_default(),
    }
}

/// The response header that requests reauthentication. The server then answers a form with the page that asks for it.
pub const REAUTH_HEADER: HeaderName = HeaderName::from_static("reprieve-reauthenticate");

/// The name of the form field with the user name, which is only for password managers.
pub const REAUTH_USER: &str = "reauth-user";
/// The name of the form field with the page that the form was sent from.
pub const REAUTH_BACK: &str = "reauth-back";
/// The name of the form field with the password.
pub const REAUTH_PASSWORD: &str = "reauth-password";
/// The name of the form field with the code of the second factor.
pub const REAUTH_CODE: &str = "reauth-code";
/// The name of the form field that requests reauthentication at the sign-in provider.
pub const REAUTH_PROVIDER: &str = "reauth-provider";

/// A request to reauthenticate before a form takes effect.
#[derive(Clone, Debug)]
pub struct ReauthenticationPrompt {
    /// The address that the form is sent to again.
    pub to: String,
    /// The page that the form was sent from.
    pub back: String,
    /// The values of the form.
    pub fields: Vec<(String, String)>,
    /// The method of reauthentication.
    pub by: PromptMethod,
    /// The reason why the last attempt failed.
    pub problem: Option<ReauthenticationProblem>,
}

/// The method of a reauthentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptMethod {
    /// With the password, on this site.
    Password {
        /// Whether a code of the second factor is required too.
        code: bool,
    },
    /// At the sign-in provider.
    Provider,
    /// Done at the provider; the user only has to send the form again.
    Given,
}

/// The reason why a reauthentication failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthenticationProblem {
    /// The password or the code was refused.
    Typed(AccountProblem),
    /// The sign-in provider reported a problem.
    Provider(ProviderProblem),
}

/// A redirect to the sign-in provider.
#[derive(Clone, Debug)]
pub struct ProviderRedirect {
    /// The name of the provider.
    pub name: String,
    /// The address of the redirect.
    pub url: String,
}

/// Wraps a permit for actions that require a recent authentication.
///
/// # Errors
///
/// [`AppError::ReauthenticationRequired`] when the last authentication is too old. It sets the status and
/// [`REAUTH_HEADER`].
pub fn reauthenticated<P>(permit: P) -> Result<Reauthenticated<P>, AppError> {
    session()?.reauthentication.authorize(permit).map_err(|ReauthenticationRequired| {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(REAUTH_HEADER, HeaderValue::from_static("stale"));
        }
        set_status(StatusCode::FORBIDDEN);
        AppError::ReauthenticationRequired
    })
}

/// The signed-in user as an actor.
pub fn actor() -> Result<Actor, AppError> {
    Ok(session()?.actor)
}

/// The object with this slug, together with the engine and the actor.
pub async fn object(slug: &str) -> Result<(Engine, Actor, Object), AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let object = engine.objects().object(slug).await.map_err(fail)?;
    actor.view(object.id).map_err(refuse)?;
    Ok((engine, actor, object))
}

/// An extension of the request, cloned.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    of_request(|parts| parts.extensions.get().cloned())
}

/// A value from the parts of the request, which are borrowed because cloning them takes a tenth of a millisecond.
pub fn of_request<T>(get: impl FnOnce(&Parts) -> Option<T>) -> Option<T> {
    with_context(get).flatten()
}

/// The preferred language of the browser.
pub fn asked_language() -> Lang {
    of_request(|parts| Some(Lang::from_accept_language(parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)))
        .unwrap_or_default()
}

/// Sets the status of the response, except for a form without JavaScript, whose response must remain a redirect.
pub fn set_status(status: StatusCode) {
    if !is_plain_form()
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(status);
    }
}

/// The language and theme of the document: those that the user chose, or else those of the browser.
pub fn language_and_theme() -> (Lang, Theme) {
    match extension::<CurrentSession>() {
        Some(session) => (session.lang.unwrap_or_else(asked_language), session.theme),
        None => (asked_language(), Theme::System),
    }
}

/// Whether the request is a form that was sent to a server function without JavaScript, so that the response must be a
/// redirect to a page. A form that is posted to the address of its own page does not count.
pub fn is_plain_form() -> bool {
    let is_form = |parts: &Parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        parts.method == Method::POST && parts.uri.path().starts_with("/api/") && accept.contains("text/html")
    };
    with_context(is_form).unwrap_or_default()
}

/// The path itself if it is one of a page of this site; otherwise `/`, also for the pages that redirect here.
pub fn local_path(path: &str) -> &str {
    let ours =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_ascii_control());
    let page = !path.starts_with("/sign-in") && !path.starts_with("/api/");
    if ours && page && path.is_ascii() { path } else { "/" }
}

/// Redirects a form without JavaScript to a local path; does nothing for requests with JavaScript, which stay on their
/// page.
pub fn send_form_to(path: &str) {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
}

/// Converts a refusal of the policy into the error of the response.
pub fn refuse(refusal: Refusal) -> AppError {
    fail(refusal.into())
}

/// Records a denial of the present request for the audit log.
pub fn tell_refused(denied: Denied) {
    if let Some(refused) = extension::<Refused>() {
        refused.tell(denied);
    }
}

/// Converts an error of the engine into the error of the response, sets the status, and logs a fault.
pub fn fail(error: engine::Error) -> AppError {
    let (status, answer) = match error {
        engine::Error::NotFound => (StatusCode::NOT_FOUND, AppError::NotFound),
        engine::Error::Forbidden(denied) => {
            tell_refused(denied);
            (StatusCode::FORBIDDEN, AppError::Forbidden)
        }
        engine::Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, AppError::Busy),
        error => (StatusCode::INTERNAL_SERVER_ERROR, fault(&error.to_string())),
    };
    set_status(status);
    answer
}

fn fault(cause: &str) -> AppError {
    tracing::error!(cause, "a server function failed");
    let request = extension::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default();
    AppError::Fault { request }
}
