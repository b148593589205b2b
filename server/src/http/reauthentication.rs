//! Reauthentication: asking for the password again before acts that are irreversible or change rights.
//!
//! Which acts need it is stated by the types of the engine (`domain::policy::Reauthenticated`); this layer is the one
//! place that asks. A form whose act needs a recent sign-in is answered with a page that holds all fields of the form
//! and asks for password and code. When that page is sent, the credentials are checked and the original form goes on.
//! Users without a password are sent to the provider, and the form waits in the login attempt.

use super::{
    BODY_MAX, Site, context,
    provider::{RedirectFailure, send},
};
use app::{
    context::{
        PromptMethod, REAUTH_BACK, REAUTH_CODE, REAUTH_HEADER, REAUTH_PASSWORD, REAUTH_PROVIDER, REAUTH_USER,
        ReauthenticationProblem, ReauthenticationPrompt, local_path,
    },
    reauthentication_shell,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{account::AccountProblem, provider::ProviderProblem};
use engine::{
    Engine,
    people::{CurrentSession, LoginPurpose, ReauthenticationMethod},
};
use serde::{Deserialize, Serialize};

/// A posted form, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct PostedForm {
    /// The fields of the original form.
    fields: Vec<(String, String)>,
    /// The credentials: password and code.
    credentials: Option<(String, String)>,
    /// Whether to reauthenticate at the provider.
    at_provider: bool,
    /// The page that the original form was sent from.
    back: Option<String>,
}

/// A form that waits while its user is at the provider.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PendingForm {
    /// The address it is posted to.
    pub to: String,
    /// The page it was sent from.
    pub back: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

impl PendingForm {
    /// Reads a stored form.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Checks the credentials that a form carries, and answers a form that needs reauthentication with the page that asks
/// for it.
pub async fn ask(State(site): State<Site>, request: Request, next: Next) -> Response {
    let session = request.extensions().get::<CurrentSession>().cloned();
    let Some(session) = session.filter(|_| is_form(request.method(), request.headers())) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let posted = read(&bytes);
    if posted.at_provider {
        return away(&site, parts, &session, posted).await;
    }
    let mut body = Body::from(bytes);
    if let Some((password, code)) = &posted.credentials {
        // The engine of this client, so that the audit event has the client's address.
        let engine = parts.extensions.get::<Engine>().unwrap_or(&site.services.engine).clone();
        match engine.people().reauthenticate(&session, password, code).await {
            Ok(Ok(reauthentication)) => {
                parts.extensions.insert(CurrentSession { reauthentication, ..session.clone() });
            }
            Ok(Err(problem)) => {
                return page(&site, parts, &session, posted, Some(ReauthenticationProblem::Typed(problem))).await;
            }
            Err(error) => return fault(&error),
        }
        let form: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&posted.fields).finish();
        parts.headers.remove(header::CONTENT_LENGTH);
        body = Body::from(form);
    }
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    if response.headers().contains_key(REAUTH_HEADER) {
        return page(&site, parts, &session, posted, None).await;
    }
    response
}

/// Whether a browser posts a form without scripts and shows the response.
fn is_form(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    *method == Method::POST
        && text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded")
        && text(header::ACCEPT).contains("text/html")
}

fn read(bytes: &Bytes) -> PostedForm {
    let mut posted = PostedForm::default();
    let (mut password, mut code) = (None, String::new());
    for (name, value) in form_urlencoded::parse(bytes) {
        match &*name {
            REAUTH_PASSWORD => password = Some(value.into_owned()),
            REAUTH_CODE => code = value.into_owned(),
            REAUTH_BACK => posted.back = Some(value.into_owned()),
            REAUTH_PROVIDER => posted.at_provider = true,
            REAUTH_USER => {}
            _ => posted.fields.push((name.into_owned(), value.into_owned())),
        }
    }
    posted.credentials = password.map(|password| (password, code));
    posted
}

/// The page that asks for credentials, with the original form in it.
async fn page(
    site: &Site,
    parts: Parts,
    session: &CurrentSession,
    posted: PostedForm,
    problem: Option<ReauthenticationProblem>,
) -> Response {
    let by = match site.services.engine.people().reauthentication_method(session).await {
        Ok(ReauthenticationMethod::Password) => PromptMethod::Password { code: false },
        Ok(ReauthenticationMethod::PasswordAndCode) => PromptMethod::Password { code: true },
        Ok(ReauthenticationMethod::Provider) => PromptMethod::Provider,
        Err(error) => return fault(&error),
    };
    let gone = by == PromptMethod::Provider && site.provider.is_none();
    let problem = if gone { Some(ReauthenticationProblem::Provider(ProviderProblem::Gone)) } else { problem };
    let PendingForm { to, back, fields } = form(&parts, site, posted);
    show(site, parts, ReauthenticationPrompt { to, back, fields, by, problem }).await
}

/// Sends the user to the provider to reauthenticate, and stores the form until they are back.
async fn away(site: &Site, parts: Parts, session: &CurrentSession, posted: PostedForm) -> Response {
    let by = match site.services.engine.people().reauthentication_method(session).await {
        Ok(by) => by,
        Err(error) => return fault(&error),
    };
    // Users with a password give it here: a session remembered by the provider is not enough for them.
    let Some(provider) = site.provider.clone().filter(|_| by == ReauthenticationMethod::Provider) else {
        return page(site, parts, session, posted, None).await;
    };
    let form = form(&parts, site, posted);
    let Ok(kept) = serde_json::to_string(&form) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let purpose = LoginPurpose::Reauthenticate { session: session.id, form: kept };
    let (failure, parts) = match send(site, &provider, &purpose, parts).await {
        Ok(response) => return response,
        Err(failure) => failure,
    };
    let problem = match failure {
        RedirectFailure::Problem(problem) => ReauthenticationProblem::Provider(problem),
        RedirectFailure::Wait(minutes) => ReauthenticationProblem::Typed(AccountProblem::Wait(minutes)),
        RedirectFailure::Fault(error) => return fault(&error),
    };
    let PendingForm { to, back, fields } = form;
    show(site, *parts, ReauthenticationPrompt { to, back, fields, by: PromptMethod::Provider, problem: Some(problem) })
        .await
}

/// The original form.
fn form(parts: &Parts, site: &Site, posted: PostedForm) -> PendingForm {
    let PostedForm { fields, back, .. } = posted;
    let to = parts.uri.path_and_query().map(|to| to.as_str().to_owned()).unwrap_or_default();
    let back = local_path(&back.unwrap_or_else(|| sent_from(parts, site))).to_owned();
    PendingForm { to, back, fields }
}

/// The reauthentication page.
pub(super) async fn show(site: &Site, parts: Parts, asked: ReauthenticationPrompt) -> Response {
    let assets = site.services.assets.clone();
    let page =
        leptos_axum::render_app_async_with_context(context(site), move || reauthentication_shell(&assets, &asked));
    let mut response = page(Request::from_parts(parts, Body::empty())).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// The page that a form was sent from, if the `Referer` header names one of ours.
fn sent_from(parts: &Parts, site: &Site) -> String {
    let from = parts.headers.get(header::REFERER).and_then(|from| from.to_str().ok()).unwrap_or_default();
    from.strip_prefix(&*site.origin).unwrap_or_default().to_owned()
}

fn fault(error: &engine::Error) -> Response {
    tracing::error!(%error, "failed to reauthenticate");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_separates_credentials_from_the_form() {
        let form = Bytes::from_static(
            b"form%5Bname%5D=A%26b&reauth-password=x+y&rights=1&rights=2&reauth-code=123&reauth-user=a&reauth-back=/t",
        );
        let PostedForm { fields, credentials, back, at_provider } = read(&form);
        assert!(!at_provider);
        assert_eq!(credentials, Some(("x y".to_owned(), "123".to_owned())));
        assert_eq!(back.as_deref(), Some("/t"));
        let names: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["form[name]=A&b", "rights=1", "rights=2"]);
        assert!(read(&Bytes::from_static(b"reauth-provider=1&id=2")).at_provider);
        // A code alone is not a credential.
        assert_eq!(read(&Bytes::from_static(b"reauth-code=1")), PostedForm::default());
    }
}
