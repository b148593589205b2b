//! Empty, loading, missing, failed.

use super::{Icon, Picture};
use crate::{error::AppError, words::say};
use leptos::prelude::*;

/// Says that there is nothing and what to do about it.
#[component]
pub fn Empty(
    /// The icon.
    picture: Picture,
    /// What is missing.
    title: String,
    /// Why, and what helps.
    text: String,
    /// Ways on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            <Icon picture=picture />
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </section>
    }
}

/// Says that something is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <p class="loading" role="status">
            {say().loading()}
        </p>
    }
}

/// Says that there is nothing at this address.
#[component]
pub fn NotFound() -> impl IntoView {
    let say = say();
    #[cfg(feature = "ssr")]
    crate::context::set_status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <leptos_meta::Title text=say.not_found() />
        <section class="empty">
            <Icon picture=Picture::Search />
            <h1>{say.not_found()}</h1>
            <p>{say.not_found_text()}</p>
            <div class="row">
                <a class="btn" href="/" rel="external">
                    {say.back_home()}
                </a>
            </div>
        </section>
    }
}

/// Says why a page could not be shown.
#[component]
pub fn ErrorPanel(
    /// Why.
    error: AppError,
) -> impl IntoView {
    let say = say();
    match error {
        AppError::NotFound => NotFound().into_any(),
        AppError::Forbidden => view! {
            <leptos_meta::Title text=say.forbidden() />
            <section class="empty">
                <Icon picture=Picture::Warning />
                <h1>{say.forbidden()}</h1>
                <p>{say.forbidden_text()}</p>
            </section>
        }
        .into_any(),
        error => view! {
            <section class="empty" role="alert">
                <Icon picture=Picture::Warning />
                <p>{error.message(say)}</p>
                <div class="row">
                    <a class="btn" href="" rel="external">
                        {say.try_again()}
                    </a>
                </div>
            </section>
        }
        .into_any(),
    }
}
