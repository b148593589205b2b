//! The layout of every page of a signed-in user: navigation, search, user menu, toasts.

use crate::{
    api::{operations::RunningOperations, people::GetSession},
    i18n::messages,
    load::{Loaded, load, show_or},
    query::use_query,
    ui::{Avatar, Icon, Menu, Picture, ToastRegion, Toasts},
    undo::undo_toast,
};
use domain::{
    ids::OperationId,
    people::{Lang, Theme},
    session::SessionView,
};
use leptos::{ev, html, prelude::*};
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
    location::Url,
};
use std::time::Duration;

/// The layout of a signed-in user's pages. A visitor is redirected to sign-in and back. The parts that need the session load
/// by themselves, so the page does not wait for them.
#[component]
pub fn Layout() -> impl IntoView {
    if !signed_in() {
        return ToSignIn().into_any();
    }
    let t = messages();
    let toasts = Toasts::new();
    provide_context(toasts);
    // Loaded once per page, and again after each change of data, because it has the counts of the navigation.
    let session = load(|| Some(GetSession {}), Some(toasts.changes));
    view! {
        <a class="skip" href="#main">
            {t.skip_to_content()}
        </a>
        <div class="shell">
            <nav id="side" class="side" aria-label=t.navigation() data-live="">
                <Brand />
                <With session=session show=links />
            </nav>
            <div class="page">
                <header class="top">
                    <div class="phone">
                        <Menu
                            label=t.menu()
                            class="btn ghost"
                            button=view! { <Icon picture=Picture::Lines /> }.into_any()
                        >
                            <nav aria-label=t.menu()>
                                <With session=session show=links />
                            </nav>
                        </Menu>
                    </div>
                    <Search />
                    <div id="running" data-live="">
                        <Running toasts=toasts />
                    </div>
                    <With session=session show=user_menu />
                </header>
                <main id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
        </div>
        <ToastRegion on_undo=undo_toast />
    }
    .into_any()
}

/// Whether the user is signed in. Always true in the browser, because a visitor does not get this page.
fn signed_in() -> bool {
    #[cfg(feature = "ssr")]
    return crate::context::is_signed_in();
    #[cfg(not(feature = "ssr"))]
    true
}

/// A part of the layout that depends on the session; empty if the session cannot be loaded.
#[component]
fn With(session: Loaded<SessionView>, show: fn(SessionView) -> AnyView) -> impl IntoView {
    show_or(session, show, |_| ().into_any())
}

#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let path = format!("{}{}", location.pathname.get_untracked(), query(&location.search.get_untracked()));
    view! { <Redirect path=format!("/sign-in?next={}", Url::escape(&path)) /> }
}

fn query(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) }
}

/// A link to the running operations of this user, while there are any. When the last one ends, the page loads its data
/// again, once.
#[component]
fn Running(toasts: Toasts) -> impl IntoView {
    const ASK: Duration = Duration::from_secs(2);

    let look = RwSignal::new(0);
    Effect::new(move |before: Option<()>| {
        toasts.changes.track();
        if before.is_some() {
            look.update(|look| *look += 1);
        }
    });
    let ran = StoredValue::new(false);
    let link = move |open: Vec<OperationId>| {
        let before = ran.get_value();
        ran.set_value(!open.is_empty());
        let Some(latest) = open.first() else {
            if before {
                Effect::new(move |_| toasts.changes.update(|changes| *changes += 1));
            }
            return ().into_any();
        };
        Effect::new(move |_| set_timeout(move || look.update(|look| *look += 1), ASK));
        let t = messages();
        let href = if open.len() == 1 { format!("/operations/{latest}") } else { "/operations?open=1".to_owned() };
        let count = i64::try_from(open.len()).unwrap_or_default();
        view! {
            <a class="btn small running" href=href rel="external" data-running="">
                <span class="dot" aria-hidden="true"></span>
                {t.operations_running(&t.number(count))}
            </a>
        }
        .into_any()
    };
    show_or(load(|| Some(RunningOperations {}), Some(look)), link, |_| ().into_any())
}

/// The logo and the name of the product.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external">
            <svg viewBox="0 0 24 24" aria-hidden="true">
                <rect x="1" y="1" width="22" height="22" rx="6.5"></rect>
                <path d="M9.200 6.500 6 9.700l3.200 3.200M6 9.700h7.200a3.900 3.900 0 0 1 0 7.800H9.500"></path>
            </svg>
            "Reprieve"
        </a>
    }
}

fn links(session: SessionView) -> AnyView {
    let t = messages();
    let location = use_location();
    let path = location.pathname;
    let current = move |prefix: String| {
        move || {
            let path = path.get();
            let here = path == prefix || path.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with('/'));
            here.then_some("page")
        }
    };
    let deleted: i64 = session.objects.iter().map(|object| object.deleted).sum();
    let objects = |activity: bool| {
        let objects = session.objects.iter().filter(|object| object.activity == activity);
        objects
            .map(|object| {
                let path = format!("/{}", object.slug);
                view! {
                    <a href=path.clone() aria-current=current(path)>
                        <Icon picture=Picture::of_object(&object.icon) />
                        {t.capital(object.names.plural(t.0))}
                        <span class="count">{t.number(object.living)}</span>
                    </a>
                }
            })
            .collect_view()
    };
    let trash = session.offer.see_trash.then(|| {
        view! {
            <a href="/trash" aria-current=current("/trash".to_owned())>
                <Icon picture=Picture::Trash />
                {t.trash()}
                <span class="count">{t.number(deleted)}</span>
            </a>
        }
    });
    let offer = session.offer;
    let changes = offer.delete || offer.restore || offer.assign;
    let operations = changes.then(|| {
        view! {
            <a href="/operations" rel="external" aria-current=current("/operations".to_owned())>
                <Icon picture=Picture::Clock />
                {t.operations()}
            </a>
        }
    });
    let settings: Vec<_> = [
        (offer.administer_users, "/settings/users", Picture::Person, t.users()),
        (offer.administer_users, "/settings/roles", Picture::Task, t.roles()),
        (offer.administer_objects, "/settings/objects", Picture::Square, t.objects()),
        (offer.administer, "/settings/retention", Picture::Clock, t.retention()),
        (offer.privacy, "/settings/privacy", Picture::Lock, t.privacy()),
        (offer.administer, "/settings/mail", Picture::Letter, t.mail_link()),
        (offer.administer, "/settings/jobs", Picture::Clock, t.jobs_link()),
        (offer.audit, "/settings/audit", Picture::Note, t.audit()),
    ]
    .into_iter()
    .filter(|(offered, ..)| *offered)
    .map(|(_, path, picture, name)| {
        view! {
            <a href=path rel="external" aria-current=current(path.to_owned())>
                <Icon picture=picture />
                {name}
            </a>
        }
    })
    .collect();
    view! {
        <a href="/" rel="external" aria-current=current("/".to_owned())>
            <Icon picture=Picture::Home />
            {t.home()}
        </a>
        <h2>{t.crm()}</h2>
        {objects(false)}
        <h2>{t.activities()}</h2>
        {objects(true)}
        {(offer.see_trash || changes).then(|| view! { <h2>{t.safety()}</h2> })}
        {trash}
        {operations}
        {(!settings.is_empty()).then(|| view! { <h2>{t.settings()}</h2> })}
        {settings}
    }
    .into_any()
}

/// The global search. The key `/` focuses it.
#[component]
fn Search() -> impl IntoView {
    let t = messages();
    let node = NodeRef::<html::Input>::new();
    // Only the search page, which is plain, shows the term.
    let here = use_location().pathname.get_untracked() == "/search";
    let term = here.then(|| use_query().get_untracked().get("q")).flatten();
    Effect::new(move |_| {
        let slash = window_event_listener(ev::keydown, move |event| {
            let typing = document()
                .active_element()
                .is_some_and(|element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()));
            if event.key() == "/" && !typing && !event.ctrl_key() && !event.meta_key() {
                event.prevent_default();
                if let Some(input) = node.get_untracked() {
                    // It fails only where the input is hidden.
                    let _ = input.focus();
                }
            }
        });
        on_cleanup(move || slash.remove());
    });
    view! {
        <form class="search" role="search" action="/search" method="get">
            <Icon picture=Picture::Search />
            <input
                type="search"
                name="q"
                node_ref=node
                aria-label=t.search_label()
                placeholder=t.search_label()
                value=term
                maxlength="100"
                autocomplete="off"
            />
            <span class="kbd" aria-hidden="true">
                "/"
            </span>
        </form>
    }
}

fn user_menu(session: SessionView) -> AnyView {
    let t = messages();
    let name = session.person.name.clone();
    let choose = move |field: &'static str, legend: &'static str, choices: Vec<(&'static str, &'static str, bool)>| {
        let buttons = choices
            .into_iter()
            .map(|(value, text, on)| {
                view! {
                    <button
                        class="btn small"
                        name=field
                        value=value
                        aria-pressed=if on { "true" } else { "false" }
                    >
                        {text}
                    </button>
                }
            })
            .collect_view();
        // A plain form, because language and theme are part of the document, which has to load again.
        view! {
            <form method="post" action="/api/preferences">
                <fieldset class="choices">
                    <legend>{legend}</legend>
                    {buttons}
                </fieldset>
            </form>
        }
    };
    let languages = Lang::ALL.map(|lang| {
        let text = match lang {
            Lang::En => t.english(),
            Lang::It => t.italian(),
        };
        (lang.tag(), text, lang == t.0)
    });
    let themes = Theme::ALL.map(|theme| {
        let text = match theme {
            Theme::System => t.theme_system(),
            Theme::Light => t.theme_light(),
            Theme::Dark => t.theme_dark(),
        };
        (theme.tag(), text, theme == session.theme)
    });
    view! {
        <div class="user">
            <Menu
                label=t.user_menu()
                class="round"
                button=view! { <Avatar name=name.clone() /> }.into_any()
            >
                <p class="who">
                    <b>{name.clone()}</b>
                    <small>{session.email}</small>
                    <small>{session.role}</small>
                </p>
                {choose("lang", t.language(), languages.to_vec())}
                {choose("theme", t.theme(), themes.to_vec())}
                <a class="item" href="/account" rel="external">
                    {t.user_menu()}
                </a>
                <form method="post" action="/api/sign-out">
                    <button class="item">{t.sign_out()}</button>
                </form>
                <form method="post" action="/api/sign-out-everywhere">
                    <button class="item">{t.sign_out_everywhere()}</button>
                </form>
            </Menu>
        </div>
    }
    .into_any()
}
