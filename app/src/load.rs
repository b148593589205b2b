//! Loading the data of a page and sending its forms.
//!
//! A generated client per server function and a resource and a suspense per page were a third of the browser's program,
//! because each is compiled for its own types. Therefore a single resource, suspense and client carry bytes, which each
//! page decodes. The format is Postcard, whose decoders are a third of the size of those of JSON. It does not describe
//! itself, so the server refuses requests from a page of another build.

use crate::{error::AppError, ui::ErrorPanel};
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use server_fn::ServerFn;
use std::{borrow::Cow, convert::Infallible, marker::PhantomData, pin::Pin, sync::Arc};

/// A server function, named by the struct of its arguments.
pub(crate) trait Ask:
    ServerFn<Error = AppError, Output = Self::Answer> + Serialize + DeserializeOwned + 'static
{
    /// The type of its answer.
    type Answer: Serialize + DeserializeOwned + Send + 'static;
}

impl<F, A> Ask for F
where
    F: ServerFn<Error = AppError, Output = A> + Serialize + DeserializeOwned + 'static,
    A: Serialize + DeserializeOwned + Send + 'static,
{
    type Answer = A;
}

/// An encoded answer, or the error.
type Packed = Result<Vec<u8>, AppError>;
/// Encoded arguments.
type Question = Result<String, AppError>;
type Fetching = Pin<Box<dyn Future<Output = Packed> + Send>>;

/// Navigates to a page by loading its document, as a link to a plain page does. With a client-side change of the
/// address before the load, "Back" would change only the address.
pub(crate) fn navigate_full(address: &str) {
    // It fails only for an address that the browser cannot parse, and all addresses here are generated.
    drop(window().location().set_href(address));
}

/// The data of a page. It is loaded again when the arguments change.
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

/// Loads the data of a page, on the server before the document is sent. `ask` returns the arguments, or `None` for an
/// address without a meaning, which shows "not found". Each change of `again` loads the data again.
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

/// Shows the data, or the error. While the data loads again, the earlier view stays.
pub(crate) fn show<T: DeserializeOwned + 'static>(
    loaded: Loaded<T>,
    show: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    show_or(loaded, show, |error| view! { <ErrorPanel error=error /> }.into_any())
}

/// Like [`show`], with another view for errors.
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

/// Shows the answer or the error, and `meanwhile` until one arrives.
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
    // On the server it is built once: a suspense calls its children each time it checks whether they are complete.
    #[cfg(feature = "ssr")]
    let shown = shown();
    view! { <Transition fallback=meanwhile>{shown}</Transition> }.into_any()
}

/// Calls a server function that takes a form, as a browser without JavaScript would.
pub(crate) async fn send_form<F>(form: &F) -> Result<F::Output, AppError>
where
    F: ServerFn<Error = AppError> + Serialize,
    F::Output: DeserializeOwned,
{
    unpack(&call(F::PATH, FORM, encode(&crate::form::fields(form))).await?)
}

/// The attribute of the document with the address of the program that it was rendered for.
#[cfg(not(feature = "ssr"))]
const PROGRAM: &str = "data-program";
/// The request header with the address of the program that sends it.
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

/// Calls a server function once, from a page that is shown.
pub(crate) async fn ask<F: Ask>(ask: &F) -> Result<F::Answer, AppError> {
    unpack(&fetch::<F>(question(ask)?).await?)
}

fn question<T: Serialize>(ask: &T) -> Question {
    serde_json::to_string(ask).map_err(|_| AppError::BadInput)
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    postcard::from_bytes(bytes).map_err(|_| AppError::OldPage)
}

/// On the server the function is called without the network.
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

/// Unused on the server, where forms are not sent.
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

/// The status and the body of the response; `None` without a response.
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

/// Puts an answer into the document, with one byte for its kind before it.
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
    fn packed_answer_decodes_to_itself() {
        for packed in [Ok(b"abc".to_vec()), Ok(Vec::new()), Err(AppError::NotFound)] {
            let Ok(back) = Plain::decode(&Plain::encode(&packed).unwrap());
            assert_eq!(back, packed);
        }
    }

    #[test]
    fn fields_are_escaped() {
        let fields = [("form[reason]".to_owned(), "a&b = c".to_owned())];
        assert_eq!(encode(&fields), "form%5Breason%5D=a%26b%20%3D%20c");
    }
}
