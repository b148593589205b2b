//! How a page gets what it shows, and how it sends what somebody decided.
//!
//! Each server function has a client of its own, and each page would have a resource and a suspense of its own types:
//! compiled anew every time, they were a third of the browser's program. So one resource, one suspense and one client
//! carry bytes, and their meaning is read where it is shown. The bytes are Postcard, whose readers are a third of the
//! size of JSON's. They do not describe themselves, so the server refuses a page of another build.

use crate::{error::AppError, ui::ErrorPanel};
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::ServerFn;
use std::{borrow::Cow, convert::Infallible, marker::PhantomData, pin::Pin, sync::Arc};

/// A server function of ours, by the struct of its arguments.
pub(crate) trait Ask:
    ServerFn<Error = AppError, Output = Self::Answer> + Serialize + DeserializeOwned + 'static
{
    /// What it answers.
    type Answer: Serialize + DeserializeOwned + Send + 'static;
}

impl<F, A> Ask for F
where
    F: ServerFn<Error = AppError, Output = A> + Serialize + DeserializeOwned + 'static,
    A: Serialize + DeserializeOwned + Send + 'static,
{
    type Answer = A;
}

/// An answer as it travels, or why there is none.
type Packed = Result<Vec<u8>, AppError>;
/// A question as it travels.
type Question = Result<String, AppError>;
type Fetching = Pin<Box<dyn Future<Output = Packed> + Send>>;

/// Goes on to a page that is sent without a program, as a link to it does. Were the address changed first and the page loaded
/// then, the way back would change the address alone.
pub(crate) fn navigate_full(address: &str) {
    // If the browser will not, the page says so when it is asked for again.
    drop(window().location().set_href(address));
}

/// What a page is about to show. It is asked for anew when the question changes.
pub(crate) struct Loaded<T> {
    packed: Resource<Packed, Plain>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

/// Asks the server, before any of the page is sent. No question at all is answered with "not found": the address means
/// nothing. `again` may be read by a page that shows data which others change: whenever it changes, the same is asked
/// again.
pub(crate) fn load<F: Ask>(
    ask: impl Fn() -> Option<F> + Send + Sync + 'static,
    again: Option<RwSignal<u64>>,
) -> Loaded<F::Answer> {
    let ask = move || ask().map(|ask| question(&ask));
    Loaded { packed: load_packed(Box::new(ask), again, fetch::<F>), answer: PhantomData }
}

fn load_packed(
    ask: Box<dyn Fn() -> Option<Question> + Send + Sync>,
    again: Option<RwSignal<u64>>,
    fetch: fn(String) -> Fetching,
) -> Resource<Packed, Plain> {
    Resource::new_with_options(
        move || (ask(), again.map(|again| again.get())),
        move |(ask, _)| async move {
            match ask {
                Some(Ok(ask)) => fetch(ask).await,
                Some(Err(error)) => Err(error),
                None => Err(AppError::NotFound),
            }
        },
        true,
    )
}

/// Shows what was loaded, or why it could not be. While it is asked for again, what stands there stays.
pub(crate) fn show<T: DeserializeOwned + 'static>(
    loaded: Loaded<T>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    show_or(loaded, show, |error| view! { <ErrorPanel error=error /> }.into_any())
}

/// The same, with something else to show where it could not be loaded.
pub(crate) fn show_or<T: DeserializeOwned + 'static>(
    loaded: Loaded<T>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
    fail: fn(AppError) -> AnyView,
) -> AnyView {
    let show = move |packed: Packed| match packed.and_then(|bytes| unpack(&bytes)) {
        Ok(answer) => show(answer),
        Err(error) => fail(error),
    };
    show_packed(loaded.packed, Arc::new(show), || ().into_any())
}

/// Shows an answer of either kind, and something else until it is there.
pub(crate) fn show_while<T: DeserializeOwned + 'static>(
    loaded: Loaded<T>,
    show: impl Fn(Result<T, AppError>) -> AnyView + Send + Sync + 'static,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    let show = move |packed: Packed| show(packed.and_then(|bytes| unpack(&bytes)));
    show_packed(loaded.packed, Arc::new(show), meanwhile)
}

fn show_packed(
    packed: Resource<Packed, Plain>,
    show: Arc<dyn Fn(Packed) -> AnyView + Send + Sync>,
    meanwhile: fn() -> AnyView,
) -> AnyView {
    let shown = move || {
        let show = Arc::clone(&show);
        Suspend::new(async move { show(packed.await) })
    };
    // On the server it is asked for once, and shown once: a suspense runs what it is given anew each time it looks whether
    // all of it is there.
    #[cfg(feature = "ssr")]
    let shown = shown();
    view! { <Transition fallback=meanwhile>{shown}</Transition> }.into_any()
}

/// Sends an order as the form would that has these fields: the server function takes forms, so that it also works
/// without us.
pub(crate) async fn send_form<F>(fields: &[(String, String)]) -> Result<F::Output, AppError>
where
    F: ServerFn<Error = AppError>,
    F::Output: DeserializeOwned,
{
    unpack(&call(F::PATH, FORM, encode(fields)).await?)
}

/// The attribute of the document that names the program it was made for, by its address.
#[cfg(not(feature = "ssr"))]
const PROGRAM: &str = "data-program";
/// The header that says which program asks.
pub const PROGRAM_HEADER: &str = "reprieve-program";

#[cfg(not(feature = "ssr"))]
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

fn encode(fields: &[(String, String)]) -> String {
    use leptos_router::location::Url;

    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", Url::escape(name), Url::escape(value))).collect();
    fields.join("&")
}

/// Asks the server once, for a page that is there.
pub(crate) async fn ask<F: Ask>(ask: &F) -> Result<F::Answer, AppError> {
    unpack(&fetch::<F>(question(ask)?).await?)
}

fn question<T: Serialize>(ask: &T) -> Question {
    serde_json::to_string(ask).map_err(|_| AppError::BadInput)
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    postcard::from_bytes(bytes).map_err(|_| AppError::OldPage)
}

/// On the server nobody needs to be asked over the network.
#[cfg(feature = "ssr")]
fn fetch<F: Ask>(ask: String) -> Fetching {
    Box::pin(async move {
        let ask: F = serde_json::from_str(&ask).map_err(|_| AppError::BadInput)?;
        pack(&ask.run_body().await?)
    })
}

#[cfg(feature = "ssr")]
fn pack<T: Serialize>(answer: &T) -> Packed {
    postcard::to_allocvec(answer).map_err(|_| AppError::BadInput)
}

#[cfg(not(feature = "ssr"))]
fn fetch<F: Ask>(ask: String) -> Fetching {
    Box::pin(send_wrapper::SendWrapper::new(call(F::PATH, JSON, ask)))
}

/// Only a browser sends.
#[cfg(feature = "ssr")]
#[expect(clippy::unused_async, reason = "the browser's half waits")]
async fn call(_: &str, _: &str, _: String) -> Packed {
    Err(AppError::Offline)
}

#[cfg(not(feature = "ssr"))]
async fn call(path: &'static str, kind: &'static str, body: String) -> Packed {
    const CONFLICT: u16 = 409;

    let (status, bytes) = post(path, kind, &body).await.ok_or(AppError::Offline)?;
    match status {
        200..300 => Ok(bytes),
        CONFLICT => Err(AppError::OldPage),
        _ => Err(unpack(&bytes).unwrap_or_else(|error| error)),
    }
}

/// The status of the answer and its bytes; nothing where no answer came.
#[cfg(not(feature = "ssr"))]
async fn post(path: &str, kind: &str, body: &str) -> Option<(u16, Vec<u8>)> {
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response};

    let headers = Headers::new().ok()?;
    headers.set("Accept", "application/x-postcard").ok()?;
    headers.set("Content-Type", kind).ok()?;
    if let Some(program) = document().document_element().and_then(|root| root.get_attribute(PROGRAM)) {
        headers.set(PROGRAM_HEADER, &program).ok()?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(body));
    let response: Response =
        JsFuture::from(window().fetch_with_str_and_init(path, &init)).await.ok()?.dyn_into().ok()?;
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some((response.status(), js_sys::Uint8Array::new(&bytes).to_vec()))
}

/// Carries an answer in the document as it is.
pub(crate) struct Plain;

const ANSWER: u8 = 1;
const ERROR: u8 = 0;

impl Encoder<Packed> for Plain {
    type Error = postcard::Error;
    type Encoded = Vec<u8>;

    fn encode(packed: &Packed) -> Result<Vec<u8>, postcard::Error> {
        let (kind, bytes) = match packed {
            Ok(bytes) => (ANSWER, Cow::Borrowed(bytes)),
            Err(error) => (ERROR, Cow::Owned(postcard::to_allocvec(error)?)),
        };
        let mut encoded = vec![kind];
        encoded.extend_from_slice(&bytes);
        Ok(encoded)
    }
}

impl Decoder<Packed> for Plain {
    type Error = Infallible;
    type Encoded = [u8];

    fn decode(bytes: &[u8]) -> Result<Packed, Infallible> {
        Ok(match bytes.split_first() {
            Some((&ANSWER, answer)) => Ok(answer.to_vec()),
            Some((_, error)) => Err(unpack(error).unwrap_or_else(|error| error)),
            None => Err(AppError::OldPage),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_the_document() {
        for packed in [Ok(b"abc".to_vec()), Ok(Vec::new()), Err(AppError::NotFound)] {
            let Ok(back) = Plain::decode(&Plain::encode(&packed).unwrap());
            assert_eq!(back, packed);
        }
    }

    #[test]
    fn fields_are_escaped() {
        let fields = [("order[reason]".to_owned(), "a&b = c".to_owned())];
        assert_eq!(encode(&fields), "order%5Breason%5D=a%26b%20%3D%20c");
    }
}
