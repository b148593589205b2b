//! Asking again who somebody is, for what cannot be taken back and for what changes rights.
//!
//! What an act needs, the engine's types say (`domain::policy::Fresh`); here is the one place that asks for it. A form whose
//! act finds the proof too old is answered with a page that holds all of that form and asks for password and code. Sent, it
//! is the same form with the proof beside it: the proof is taken, and the form goes on as it was. Whoever has no password is
//! sent to the provider, and the form waits here for them.

use super::{
    BODY_MAX, Site, context,
    provider::{Unsent, send},
};
use app::{
    context::{
        AskedBy, AskedProof, PROOF_BACK, PROOF_CODE, PROOF_HEADER, PROOF_PASSWORD, PROOF_PROVIDER, PROOF_USER,
        ProofProblem, local_path,
    },
    proof_shell,
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
    people::{CurrentSession, Errand, ProofBy},
};
use serde::{Deserialize, Serialize};

/// What a form brings.
#[derive(Debug, Default, PartialEq, Eq)]
struct Brought {
    /// What it is about.
    fields: Vec<(String, String)>,
    /// A proof: password and code.
    proof: Option<(String, String)>,
    /// The wish to give it to the provider.
    elsewhere: bool,
    /// The page it was sent from at first.
    back: Option<String>,
}

/// A form that waits while its person is at the provider.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Form {
    /// Where it goes.
    pub to: String,
    /// The page it was sent from at first.
    pub back: String,
    /// What was filled in.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// As it was kept.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Takes the proof that a form brings, and answers one that needs a fresher proof with the page that asks for it.
pub async fn ask(State(site): State<Site>, request: Request, next: Next) -> Response {
    let session = request.extensions().get::<CurrentSession>().cloned();
    let Some(session) = session.filter(|_| is_form(request.method(), request.headers())) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let brought = read(&bytes);
    if brought.elsewhere {
        return away(&site, parts, &session, brought).await;
    }
    let mut body = Body::from(bytes);
    if let Some((password, code)) = &brought.proof {
        // As it is for this client: what is written down of the proof names the address.
        let engine = parts.extensions.get::<Engine>().unwrap_or(&site.services.engine).clone();
        match engine.prove(&session, password, code).await {
            Ok(Ok(proof)) => {
                parts.extensions.insert(CurrentSession { proof, ..session.clone() });
            }
            Ok(Err(problem)) => {
                return page(&site, parts, &session, brought, Some(ProofProblem::Typed(problem))).await;
            }
            Err(error) => return fault(&error),
        }
        let form: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&brought.fields).finish();
        parts.headers.remove(header::CONTENT_LENGTH);
        body = Body::from(form);
    }
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    if response.headers().contains_key(PROOF_HEADER) {
        return page(&site, parts, &session, brought, None).await;
    }
    response
}

/// Whether a browser sends a form by itself and shows the answer.
fn is_form(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    *method == Method::POST
        && text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded")
        && text(header::ACCEPT).contains("text/html")
}

fn read(bytes: &Bytes) -> Brought {
    let mut brought = Brought::default();
    let (mut password, mut code) = (None, String::new());
    for (name, value) in form_urlencoded::parse(bytes) {
        match &*name {
            PROOF_PASSWORD => password = Some(value.into_owned()),
            PROOF_CODE => code = value.into_owned(),
            PROOF_BACK => brought.back = Some(value.into_owned()),
            PROOF_PROVIDER => brought.elsewhere = true,
            PROOF_USER => {}
            _ => brought.fields.push((name.into_owned(), value.into_owned())),
        }
    }
    brought.proof = password.map(|password| (password, code));
    brought
}

/// The page that asks for a proof, with all of the form in it.
async fn page(
    site: &Site,
    parts: Parts,
    session: &CurrentSession,
    brought: Brought,
    problem: Option<ProofProblem>,
) -> Response {
    let by = match site.services.engine.proof_by(session).await {
        Ok(ProofBy::Password) => AskedBy::Password { code: false },
        Ok(ProofBy::PasswordAndCode) => AskedBy::Password { code: true },
        Ok(ProofBy::Provider) => AskedBy::Provider,
        Err(error) => return fault(&error),
    };
    let gone = by == AskedBy::Provider && site.provider.is_none();
    let problem = if gone { Some(ProofProblem::Provider(ProviderProblem::Gone)) } else { problem };
    let Form { to, back, fields } = form(&parts, site, brought);
    show(site, parts, AskedProof { to, back, fields, by, problem }).await
}

/// Sends whoever proves who they are to the provider, and keeps the form for them.
async fn away(site: &Site, parts: Parts, session: &CurrentSession, brought: Brought) -> Response {
    let by = match site.services.engine.proof_by(session).await {
        Ok(by) => by,
        Err(error) => return fault(&error),
    };
    // Whoever has a password gives it: what the provider remembers is not asked twice of them.
    let Some(provider) = site.provider.clone().filter(|_| by == ProofBy::Provider) else {
        return page(site, parts, session, brought, None).await;
    };
    let form = form(&parts, site, brought);
    let Ok(kept) = serde_json::to_string(&form) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let errand = Errand::Proof { session: session.id, form: kept };
    let (unsent, parts) = match send(site, &provider, &errand, parts).await {
        Ok(response) => return response,
        Err(unsent) => unsent,
    };
    let problem = match unsent {
        Unsent::Problem(problem) => ProofProblem::Provider(problem),
        Unsent::Wait(minutes) => ProofProblem::Typed(AccountProblem::Wait(minutes)),
        Unsent::Fault(error) => return fault(&error),
    };
    let Form { to, back, fields } = form;
    show(site, *parts, AskedProof { to, back, fields, by: AskedBy::Provider, problem: Some(problem) }).await
}

/// The form that was sent.
fn form(parts: &Parts, site: &Site, brought: Brought) -> Form {
    let Brought { fields, back, .. } = brought;
    let to = parts.uri.path_and_query().map(|to| to.as_str().to_owned()).unwrap_or_default();
    let back = local_path(&back.unwrap_or_else(|| sent_from(parts, site))).to_owned();
    Form { to, back, fields }
}

/// The page of what is asked.
pub(super) async fn show(site: &Site, parts: Parts, asked: AskedProof) -> Response {
    let assets = site.services.assets.clone();
    let page = leptos_axum::render_app_async_with_context(context(site), move || proof_shell(&assets, &asked));
    let mut response = page(Request::from_parts(parts, Body::empty())).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// The page that a form was sent from, where the browser says so and it is one of ours.
fn sent_from(parts: &Parts, site: &Site) -> String {
    let from = parts.headers.get(header::REFERER).and_then(|from| from.to_str().ok()).unwrap_or_default();
    from.strip_prefix(&*site.origin).unwrap_or_default().to_owned()
}

fn fault(error: &engine::Error) -> Response {
    tracing::error!(%error, "a proof cannot be taken");
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "Try again in a moment.\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_told_from_the_form_it_came_with() {
        let form = Bytes::from_static(
            b"form%5Bname%5D=A%26b&proof-password=x+y&rights=1&rights=2&proof-code=123&proof-user=a&proof-back=/t",
        );
        let Brought { fields, proof, back, elsewhere } = read(&form);
        assert!(!elsewhere);
        assert_eq!(proof, Some(("x y".to_owned(), "123".to_owned())));
        assert_eq!(back.as_deref(), Some("/t"));
        let names: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["form[name]=A&b", "rights=1", "rights=2"]);
        assert!(read(&Bytes::from_static(b"proof-provider=1&id=2")).elsewhere);
        // A code alone proves nothing.
        assert_eq!(read(&Bytes::from_static(b"proof-code=1")), Brought::default());
    }
}
