//! Forms that are posted to the address of their own page. A form is saved before its page is rendered. A saved form is
//! answered with a redirect, any other with its page, which shows the state of the form.

use super::{Site, context};
use app::{
    page_form::{FormFields, FormOutcome, PageForm, Posted, RouteParams},
    shell,
};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, RawPathParams, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use leptos::{
    prelude::provide_context,
    reactive::{computed::ScopedFuture, owner::Owner},
};
use leptos_axum::{ResponseOptions, ResponseParts};

/// Saves the posted form, and redirects or renders the page at this address with its state.
pub(super) async fn answer<F: PageForm>(State(site): State<Site>, params: RawPathParams, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let fields = match Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), &()).await
    {
        Ok(Form(fields)) => FormFields(fields),
        Err(rejection) => return rejection.into_response(),
    };
    let route = RouteParams(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let (outcome, saved) = in_context(&site, &parts, F::save(route, fields)).await;
    let posted = match outcome {
        Ok(FormOutcome::Redirect(address)) => return redirect(&address, saved),
        Ok(FormOutcome::Show(state)) => Posted(Ok(state)),
        Err(error) => Posted(Err(error)),
    };
    let mut response = page(&site, parts, posted).await;
    // A page that redirects, as to the sign-in page, keeps its own status.
    let saved = if response.headers().contains_key(header::LOCATION) { ResponseParts::default() } else { saved };
    carry_over(&mut response, saved);
    response
}

/// Renders the page at the address of a request, with the state of the form that was posted to it.
pub(super) async fn page<F: PageForm>(site: &Site, mut parts: Parts, posted: Posted<F>) -> Response {
    parts.extensions.insert(posted);
    // The form is dealt with; what is left is to read its page.
    parts.method = Method::GET;
    let assets = site.services.assets.clone();
    let page = leptos_axum::render_app_async_with_context(context(site), move || shell(&assets));
    page(Request::from_parts(parts, Body::empty())).await.into_response()
}

/// Runs a future with the context of a server function. Returns also what it set on the response.
async fn in_context<T>(site: &Site, parts: &Parts, work: impl Future<Output = T>) -> (T, ResponseParts) {
    let options = ResponseOptions::default();
    let owner = Owner::new();
    let result = owner
        .with(|| {
            provide_context(parts.clone());
            provide_context(options.clone());
            context(site)();
            ScopedFuture::new(work)
        })
        .await;
    let set = options.0.read().map(|parts| parts.clone()).unwrap_or_default();
    (result, set)
}

fn redirect(address: &str, saved: ResponseParts) -> Response {
    let Ok(location) = HeaderValue::from_str(address) else {
        tracing::error!("the address of a redirect is no header value; answering 500");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = (StatusCode::FOUND, [(header::LOCATION, location)]).into_response();
    carry_over(&mut response, ResponseParts { status: None, ..saved });
    response
}

fn carry_over(response: &mut Response, saved: ResponseParts) {
    if let Some(status) = saved.status {
        *response.status_mut() = status;
    }
    response.headers_mut().extend(saved.headers);
}
