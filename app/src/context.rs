//! What the server gives each request, and how a server function gets at it.

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

/// What lives as long as the server.
#[derive(Clone)]
pub struct Services {
    /// The data.
    pub engine: Engine,
    /// Whether the browser reaches us over TLS.
    pub secure: bool,
    /// The address people use, without a slash at its end.
    pub origin: Arc<str>,
    /// How mail is sent.
    pub mail: Arc<MailWay>,
    /// What the provider of sign-in is called, where one is configured.
    pub provider: Option<Arc<str>>,
    /// The files of the browser's half.
    pub assets: Arc<Assets>,
}

/// The addresses of the files of the browser's half, which change with their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The glue, where it was built.
    pub js: Option<String>,
    /// The program, where it was built.
    pub wasm: Option<String>,
    /// What keeps plain pages up to date, where it was built.
    pub live: Option<String>,
    /// What makes boards quick, where it was built.
    pub board: Option<String>,
    /// What moves the edges of columns, where it was built.
    pub columns: Option<String>,
}

/// The id of the request: in every line of the log and in every page that tells of a fault.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Held by the request for as long as somebody waits for its answer.
#[derive(Clone, Debug)]
pub struct ClientConnected(pub tokio::sync::watch::Receiver<()>);

/// What a long read comes to, if somebody still waits for it then. A page asks in a task of its own, which outlives a browser
/// that leaves; the read is dropped, and ends in the database too.
pub async fn cancel_with_request<T>(read: impl Future<Output = engine::Result<T>>) -> engine::Result<T> {
    let Some(ClientConnected(mut waiting)) = extension::<ClientConnected>() else { return read.await };
    tokio::select! {
        read = read => read,
        // Nobody sends; it ends when the request does.
        _ = waiting.changed() => Err(engine::Error::Busy),
    }
}

/// Where the request came from.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

/// What the request was refused first, if it was: the audit is told when it is answered.
#[derive(Clone, Debug, Default)]
pub struct Refused(Arc<OnceLock<Denied>>);

impl Refused {
    /// Says so.
    pub fn tell(&self, denied: Denied) {
        // The first one counts.
        let _ = self.0.set(denied);
    }

    /// What was told.
    pub fn told(&self) -> Option<Denied> {
        self.0.get().copied()
    }
}

/// The services; what they do is done for the client of the request. They are missing only while the routes are listed at
/// start.
pub fn services() -> Result<Services, AppError> {
    let services: Services = use_context().ok_or_else(|| fault("no services"))?;
    Ok(match extension::<Engine>() {
        Some(engine) => Services { engine, ..services },
        None => services,
    })
}

/// What the provider of sign-in is called, where one is configured.
pub fn provider_name() -> Option<Arc<str>> {
    use_context::<Services>()?.provider
}

/// Who is signed in.
pub fn session() -> Result<CurrentSession, AppError> {
    extension::<CurrentSession>().ok_or_else(|| {
        set_status(StatusCode::UNAUTHORIZED);
        AppError::SignedOut
    })
}

/// Whether the page may be shown: somebody is signed in, or there is no request at all because the routes are listed.
pub fn is_signed_in() -> bool {
    with_context(|parts: &Parts| parts.extensions.get::<CurrentSession>().is_some()).unwrap_or(true)
}

/// Where a request came from, and what the browser says of itself.
pub struct CameFrom {
    address: String,
    agent: String,
}

impl CameFrom {
    /// The same as the engine takes it.
    pub fn client(&self) -> Client<'_> {
        Client { address: &self.address, agent: &self.agent }
    }
}

/// Where this request came from.
pub fn came_from() -> CameFrom {
    let agent = of_request(|parts| Some(parts.headers.get(header::USER_AGENT)?.to_str().ok()?.to_owned()));
    CameFrom {
        address: extension::<ClientAddress>().map(|address| address.0).unwrap_or_default(),
        agent: agent.unwrap_or_default(),
    }
}

/// The header of an answer that says that the act needs a fresh proof of who asks for it. A form is then answered with the
/// page that asks for one.
pub const REAUTH_HEADER: HeaderName = HeaderName::from_static("reprieve-reauthenticate");

/// The fields of a proof that a form brings with it.
pub const REAUTH_USER: &str = "reauth-user";
/// The page that the form was sent from.
pub const REAUTH_BACK: &str = "reauth-back";
/// The password.
pub const REAUTH_PASSWORD: &str = "reauth-password";
/// The code.
pub const REAUTH_CODE: &str = "reauth-code";
/// The wish to give the proof to the provider.
pub const REAUTH_PROVIDER: &str = "reauth-provider";

/// A proof that is asked for before a form does what it was sent for.
#[derive(Clone, Debug)]
pub struct ReauthenticationPrompt {
    /// Where the form goes, again.
    pub to: String,
    /// The page it was sent from.
    pub back: String,
    /// What was filled in.
    pub fields: Vec<(String, String)>,
    /// How it is given.
    pub by: PromptMethod,
    /// What was wrong with the last one.
    pub problem: Option<ReauthenticationProblem>,
}

/// How a proof that is asked for is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptMethod {
    /// Here, with the password.
    Password {
        /// Whether a code is part of it.
        code: bool,
    },
    /// At the provider.
    Provider,
    /// It was given there: the form waits to go on.
    Given,
}

/// What was wrong with a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReauthenticationProblem {
    /// With what was typed here.
    Typed(AccountProblem),
    /// With what came from the provider.
    Provider(ProviderProblem),
}

/// A browser that is sent to the provider.
#[derive(Clone, Debug)]
pub struct ProviderRedirect {
    /// What the provider is called.
    pub name: String,
    /// Where to.
    pub url: String,
}

/// The permit, for what needs a fresh proof of who holds it.
pub fn reauthenticated<P>(permit: P) -> Result<Reauthenticated<P>, AppError> {
    session()?.reauthentication.authorize(permit).map_err(|ReauthenticationRequired| {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(REAUTH_HEADER, HeaderValue::from_static("stale"));
        }
        set_status(StatusCode::FORBIDDEN);
        AppError::ReauthenticationRequired
    })
}

/// Who acts.
pub fn actor() -> Result<Actor, AppError> {
    Ok(session()?.actor)
}

/// The object with this word in addresses, and who asks for it.
pub async fn object(slug: &str) -> Result<(Engine, Actor, Object), AppError> {
    let actor = actor()?;
    let engine = services()?.engine;
    let object = engine.object(slug).await.map_err(fail)?;
    actor.view(object.id).map_err(refuse)?;
    Ok((engine, actor, object))
}

/// Something the server put on the request.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    of_request(|parts| parts.extensions.get().cloned())
}

/// Something of the request. It is looked at where it is: a copy of all of it is a tenth of a millisecond.
pub fn of_request<T>(get: impl FnOnce(&Parts) -> Option<T>) -> Option<T> {
    with_context(get).flatten()
}

/// The language the browser asks for.
pub fn asked_language() -> Lang {
    of_request(|parts| Some(Lang::from_accept_language(parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)))
        .unwrap_or_default()
}

/// Sets the status of the answer, unless it goes to a form that is sent without JavaScript: there the answer is a
/// redirect, and its status must stay.
pub fn set_status(status: StatusCode) {
    if !is_plain_form()
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.set_status(status);
    }
}

/// How the document is shown: as the person chose, or as their browser asks.
pub fn language_and_theme() -> (Lang, Theme) {
    match extension::<CurrentSession>() {
        Some(session) => (session.lang.unwrap_or_else(asked_language), session.theme),
        None => (asked_language(), Theme::System),
    }
}

/// Whether the request is a form sent to a server function without JavaScript, which wants to be led to a page. A page
/// that answers its own form is a page already.
pub fn is_plain_form() -> bool {
    if sent_form().is_some() {
        return false;
    }
    let is_form = |parts: &Parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        parts.method == Method::POST && accept.contains("text/html")
    };
    with_context(is_form).unwrap_or_default()
}

/// The fields of a form that was sent to its own page.
#[derive(Clone, Debug)]
pub struct SentForm(pub Arc<Vec<(String, String)>>);

/// The fields of the form that this page is the answer to.
pub fn sent_form() -> Option<Arc<Vec<(String, String)>>> {
    use_context::<SentForm>().map(|form| form.0)
}

/// A path of this site that shows a page; anything else, and the pages that send here, become the start.
pub fn local_path(path: &str) -> &str {
    let ours =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_ascii_control());
    let page = !path.starts_with("/sign-in") && !path.starts_with("/api/");
    if ours && page && path.is_ascii() { path } else { "/" }
}

/// Sends a form without JavaScript on to a page of ours; does nothing for the others, which stay where they are.
pub fn send_form_to(path: &str) {
    if is_plain_form() {
        leptos_axum::redirect(path);
    }
}

/// The answer for what the policy refuses.
pub fn refuse(refusal: Refusal) -> AppError {
    fail(refusal.into())
}

/// Lets the audit know what the request was refused.
pub fn tell_refused(denied: Denied) {
    if let Some(refused) = extension::<Refused>() {
        refused.tell(denied);
    }
}

/// The answer for what the engine could not do, with its status; a fault is logged.
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
