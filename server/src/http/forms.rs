//! Forms that are posted to the address of their own page. The response is that page, which keeps what was typed and
//! shows what is wrong with it.

use super::{Site, context};
use app::{context::SentForm, shell};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Request, State},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use std::sync::Arc;

/// Renders the page at this address with the posted form.
pub(super) async fn answer(State(site): State<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let fields = match Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts.clone(), body), &()).await
    {
        Ok(Form(fields)) => fields,
        Err(rejection) => return rejection.into_response(),
    };
    let form = SentForm(Arc::new(fields));
    let assets = site.services.assets.clone();
    let around = context(&site);
    let page = leptos_axum::render_app_async_with_context(
        move || {
            around();
            provide_context(form.clone());
        },
        move || shell(&assets),
    );
    page(Request::from_parts(parts, Body::empty())).await.into_response()
}
