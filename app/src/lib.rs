//! The Leptos app of Reprieve: pages, components and server functions.
//!
//! Its rules: the address is the state of a page; a page is complete before the program of the browser arrives; the
//! engine decides about rights, and the interface only hides what it would refuse; every text is in `i18n`.
#![recursion_limit = "512"]

pub mod api;
#[cfg(feature = "ssr")]
pub mod audit_format;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookie;
#[cfg(feature = "ssr")]
mod csp;
mod error;
mod form;
pub mod i18n;
mod layout;
mod load;
#[cfg(feature = "ssr")]
pub mod page_form;
#[cfg(feature = "ssr")]
mod page_kind;
mod pages;
mod query;
mod tab;
mod ui;
mod undo;
mod url;

pub use error::AppError;
pub use load::PROGRAM_HEADER;

use layout::Layout;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The document of a page of the app.
#[cfg(feature = "ssr")]
pub fn shell(assets: &context::Assets) -> impl IntoView + use<> {
    document(assets, page_kind::is_plain_page(), App)
}

/// The document that asks the user to confirm their identity before a form takes effect.
#[cfg(feature = "ssr")]
pub fn reauthentication_shell(
    assets: &context::Assets,
    asked: &context::ReauthenticationPrompt,
) -> impl IntoView + use<> {
    let asked = asked.clone();
    document(assets, true, move || {
        provide_meta_context();
        view! {
            <TitleFormat />
            <pages::reauthenticate::ReauthenticatePage asked=asked />
        }
    })
}

/// The document that redirects the browser to the sign-in provider.
#[cfg(feature = "ssr")]
pub fn provider_redirect_shell(
    assets: &context::Assets,
    redirect: &context::ProviderRedirect,
) -> impl IntoView + use<> {
    let redirect = redirect.clone();
    document(assets, true, move || {
        provide_meta_context();
        view! {
            <TitleFormat />
            <pages::provider_redirect::ProviderRedirectPage redirect=redirect />
        }
    })
}

/// A document with its styles and scripts. A `plain` one loads no program.
#[cfg(feature = "ssr")]
fn document<B, V>(assets: &context::Assets, plain: bool, body: B) -> impl IntoView + use<B, V>
where
    B: FnOnce() -> V,
    V: IntoView,
{
    let nonce = leptos::nonce::use_nonce();
    if let Some(nonce) = &nonce {
        csp::set_policy(nonce);
    }
    let live = assets.live.clone().filter(|_| plain).map(|live| {
        view! { <script type="module" src=live nonce=nonce.clone()></script> }
    });
    let board = assets.board.clone().filter(|_| plain && page_kind::is_board()).map(|board| {
        view! { <script type="module" src=board nonce=nonce.clone()></script> }
    });
    let columns = assets.columns.clone().filter(|_| !plain).map(|columns| {
        view! { <script type="module" src=columns nonce=nonce.clone()></script> }
    });
    let program = assets.js.clone().zip(assets.wasm.clone()).filter(|_| !plain);
    let start = program.map(|(js, wasm)| {
        let script = format!(
            "import(\"{js}\").then(app => app.default({{ module_or_path: \"{wasm}\" }}).then(() => app.hydrate()))"
        );
        view! {
            <link rel="modulepreload" href=js crossorigin="" />
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
            <script type="module" nonce=nonce>
                {script}
            </script>
        }
    });
    let plain_css = assets.plain_css.clone().filter(|_| plain).map(|css| view! { <link rel="stylesheet" href=css /> });
    let (lang, theme) = context::language_and_theme();
    let program = assets.wasm.clone().filter(|_| !plain);
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-theme=theme.tag() data-program=program>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css.clone() />
                {plain_css}
                {start}
                {live}
                {board}
                {columns}
                <leptos_meta::MetaTags />
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// The app. Every page is rendered whole, so that it can be read without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <TitleFormat />
        <Router>
            <Routes fallback=pages::Missing>
                <SignInRoutes />
                <Route path=path!("/set-up") view=pages::SetUp ssr=SsrMode::Async />
                <Route path=path!("/invitation") view=pages::Accept ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <HomeRoutes />
                    <Route path=path!("/trash") view=pages::Trash ssr=SsrMode::Async />
                    <Route path=path!("/trash/restore") view=pages::Restore ssr=SsrMode::Async />
                    <Route path=path!("/trash/purge") view=pages::Purge ssr=SsrMode::Async />
                    <Route path=path!("/operations") view=pages::Operations ssr=SsrMode::Async />
                    <Route path=path!("/operations/:id") view=pages::Operation ssr=SsrMode::Async />
                    <Route path=path!("/imports/new") view=pages::NewImport ssr=SsrMode::Async />
                    <Route path=path!("/imports/:id") view=pages::Import ssr=SsrMode::Async />
                    <SettingsRoutes />
                    <Route path=path!("/styleguide") view=pages::Styleguide ssr=SsrMode::Async />
                    <Route path=path!("/:object") view=pages::Index ssr=SsrMode::Async />
                    <Route path=path!("/:object/new") view=pages::New ssr=SsrMode::Async />
                    <Route path=path!("/:object/delete") view=pages::Delete ssr=SsrMode::Async />
                    <Route path=path!("/:object/views") view=pages::Views ssr=SsrMode::Async />
                    <Route path=path!("/:object/filter") view=pages::Filter ssr=SsrMode::Async />
                    <Route path=path!("/:object/assign") view=pages::Assign ssr=SsrMode::Async />
                    <BoardRoutes />
                    <Route path=path!("/:object/:id") view=pages::Record ssr=SsrMode::Async />
                    <Route path=path!("/:object/:id/edit") view=pages::Edit ssr=SsrMode::Async />
                    <Route
                        path=path!("/:object/:id/associate")
                        view=pages::Associate
                        ssr=SsrMode::Async
                    />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The format of the title of a document.
#[component]
fn TitleFormat() -> impl IntoView {
    view! {
        <leptos_meta::Title formatter=|title: String| {
            if title.is_empty() { "Reprieve".to_owned() } else { format!("{title} · Reprieve") }
        } />
    }
}

/// The home page and the global search: plain pages, linked with `rel="external"`.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn HomeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("/") view=pages::Home ssr=SsrMode::Async />
            <Route path=path!("/search") view=pages::Search ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// The only route of these that the WASM program has.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn HomeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/") view=pages::Home ssr=SsrMode::Async /> }.into_inner()
}

/// The settings: plain pages, linked with `rel="external"`.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn SettingsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("/settings/retention") view=pages::Retention ssr=SsrMode::Async />
            <Route path=path!("/settings/privacy") view=pages::Privacy ssr=SsrMode::Async />
            <Route
                path=path!("/settings/privacy/blocklist/:id")
                view=pages::BlocklistEntry
                ssr=SsrMode::Async
            />
            <Route path=path!("/settings/jobs") view=pages::Jobs ssr=SsrMode::Async />
            <Route path=path!("/settings/mail") view=pages::Mail ssr=SsrMode::Async />
            <Route path=path!("/settings/mail/:id") view=pages::Letter ssr=SsrMode::Async />
            <Route path=path!("/settings/audit") view=pages::Audit ssr=SsrMode::Async />
            <Route path=path!("/erasures") view=pages::Erasures ssr=SsrMode::Async />
            <Route path=path!("/erasures/:id") view=pages::Erasure ssr=SsrMode::Async />
            <ObjectSettingsRoutes />
            <PeopleRoutes />
            <AccountRoutes />
        </ParentRoute>
    }
    .into_inner()
}

/// Signing in: plain pages.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn SignInRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute
            path=path!("/sign-in")
            view=leptos_router::components::Outlet
            ssr=SsrMode::Async
        >
            <Route path=path!("") view=pages::SignIn ssr=SsrMode::Async />
            <Route path=path!("/code") view=pages::SignInCode ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// The only route of these that the WASM program has.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn SignInRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/sign-in") view=pages::SignIn ssr=SsrMode::Async /> }.into_inner()
}

/// The account of the user: plain pages, linked with `rel="external"`.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute
            path=path!("/account")
            view=leptos_router::components::Outlet
            ssr=SsrMode::Async
        >
            <Route path=path!("") view=pages::Account ssr=SsrMode::Async />
            <Route path=path!("/two-step") view=pages::TwoStep ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// Users, roles and teams.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn PeopleRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("/settings/users") view=pages::Users ssr=SsrMode::Async />
            <Route path=path!("/settings/users/invite") view=pages::Invite ssr=SsrMode::Async />
            <Route path=path!("/settings/users/:id") view=pages::User ssr=SsrMode::Async />
            <Route
                path=path!("/settings/users/:id/permissions")
                view=pages::UserPermissions
                ssr=SsrMode::Async
            />
            <Route path=path!("/settings/roles") view=pages::Roles ssr=SsrMode::Async />
            <Route path=path!("/settings/roles/:id") view=pages::Role ssr=SsrMode::Async />
            <Route path=path!("/settings/teams") view=pages::Teams ssr=SsrMode::Async />
            <Route path=path!("/settings/teams/:id") view=pages::OneTeam ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// The settings of objects.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn ObjectSettingsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute
            path=path!("/settings/objects")
            view=leptos_router::components::Outlet
            ssr=SsrMode::Async
        >
            <Route path=path!("") view=pages::Objects ssr=SsrMode::Async />
            <Route path=path!("/new") view=pages::NewObject ssr=SsrMode::Async />
            <Route path=path!("/:slug") view=pages::ObjectSettings ssr=SsrMode::Async />
            <Route path=path!("/:slug/edit") view=pages::EditObject ssr=SsrMode::Async />
            <Route path=path!("/:slug/archive") view=pages::ArchivePart ssr=SsrMode::Async />
            <Route path=path!("/:slug/properties/new") view=pages::NewProperty ssr=SsrMode::Async />
            <Route
                path=path!("/:slug/properties/:key")
                view=pages::EditProperty
                ssr=SsrMode::Async
            />
            <Route path=path!("/:slug/pipelines/new") view=pages::NewPipeline ssr=SsrMode::Async />
            <Route path=path!("/:slug/pipelines/:id") view=pages::EditPipeline ssr=SsrMode::Async />
            <Route path=path!("/:slug/labels/new") view=pages::NewLabel ssr=SsrMode::Async />
            <Route path=path!("/:slug/labels/:id") view=pages::EditLabel ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// Boards, the choice of columns, holds, permanent deletions: plain pages, linked with `rel="external"`.
#[cfg(feature = "ssr")]
#[component(transparent)]
fn BoardRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("/:object/board") view=pages::Board ssr=SsrMode::Async />
            <Route path=path!("/:object/move") view=pages::Move ssr=SsrMode::Async />
            <Route path=path!("/:object/columns") view=pages::Columns ssr=SsrMode::Async />
            <Route path=path!("/:object/:id/hold") view=pages::Hold ssr=SsrMode::Async />
            <Route path=path!("/:object/:id/erase") view=pages::Erase ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// The only route of these that the WASM program has, because one route is enough to load a document.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn BoardRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/:object/board") view=pages::Board ssr=SsrMode::Async /> }.into_inner()
}

/// The only settings route that the WASM program has: plain pages link to the others, and the program is smaller
/// without their routes.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
fn SettingsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/settings/retention") view=pages::Retention ssr=SsrMode::Async /> }.into_inner()
}
