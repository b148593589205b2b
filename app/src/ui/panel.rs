//! Panels of a page that is empty, loading, missing or failed.

use super::{Icon, Picture};
use crate::{error::AppError, i18n::messages};
use leptos::prelude::*;

/// The panel of an empty list, with what to do next.
#[component]
pub fn Empty(
    /// The icon.
    picture: Picture,
    /// The title.
    title: String,
    /// The text.
    text: String,
    /// Links to what the user can do.
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

/// The text while a part of the page loads.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <p class="loading" role="status">
            {messages().loading()}
        </p>
    }
}

/// The panel of an unknown address. Sets the status 404.
#[component]
pub fn NotFound() -> impl IntoView {
    let t = messages();
    #[cfg(feature = "ssr")]
    crate::context::set_status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <leptos_meta::Title text=t.not_found() />
        <section class="empty">
            <Icon picture=Picture::Search />
            <h1>{t.not_found()}</h1>
            <p>{t.not_found_text()}</p>
            <div class="row">
                <a class="btn" href="/" rel="external">
                    {t.back_home()}
                </a>
            </div>
        </section>
    }
}

/// The panel of a page that could not be loaded.
#[component]
pub fn ErrorPanel(
    /// The error.
    error: AppError,
) -> impl IntoView {
    let t = messages();
    match error {
        AppError::NotFound => NotFound().into_any(),
        AppError::Erased { ref erasure, .. } => view! {
            <leptos_meta::Title text=t.erased_title() />
            <section class="empty">
                <Icon picture=Picture::Trash />
                <h1>{t.erased_title()}</h1>
                <p>{error.message(t)}</p>
                <a class="btn" href=format!("/erasures/{erasure}") rel="external">
                    {t.certificate()}
                </a>
            </section>
        }
        .into_any(),
        AppError::Forbidden => view! {
            <leptos_meta::Title text=t.forbidden() />
            <section class="empty">
                <Icon picture=Picture::Warning />
                <h1>{t.forbidden()}</h1>
                <p>{t.forbidden_text()}</p>
            </section>
        }
        .into_any(),
        // The link loads the page again, which leads through sign-in and back here.
        error => view! {
            <section class="empty" role="alert">
                <Icon picture=Picture::Warning />
                <p>{error.message(t)}</p>
                <div class="row">
                    <a class="btn" href="" rel="external">
                        {if error == AppError::SignedOut { t.sign_in() } else { t.try_again() }}
                    </a>
                </div>
            </section>
        }
        .into_any(),
    }
}
