//! The results of the search over all objects: one group for each object, and one for the trash.

use super::{address, recent::recent_list, who};
use crate::{
    api::search::{SearchAll, SearchScreen},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Empty, Face, Icon, Picture},
};
use domain::search::{Found, Group, SearchPage, SearchedObject};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/search?q=anna`.
#[component]
pub fn Search() -> impl IntoView {
    let map = use_query();
    let ask = move || Some(SearchAll { typed: map.get().get("q").unwrap_or_default() });
    show(load(ask, None), |screen| page(messages(), screen))
}

fn page(t: Messages, screen: SearchScreen) -> AnyView {
    let SearchScreen { typed, page, recent } = screen;
    let title = if typed.is_empty() { t.search_button().to_owned() } else { t.found_for(&typed) };
    let body = if typed.is_empty() { begin(t, recent) } else { found(t, &typed, page) };
    view! {
        <Title text=title.clone() />
        <div class="head">
            <h1>{title}</h1>
        </div>
        {body}
    }
    .into_any()
}

/// The page without a search term.
fn begin(t: Messages, recent: Vec<domain::home::RecentRecord>) -> AnyView {
    if recent.is_empty() {
        return view! {
            <Empty
                picture=Picture::Search
                title=t.search_label().to_owned()
                text=t.search_hint().to_owned()
            />
        }
        .into_any();
    }
    view! {
        <div class="results">
            <p class="muted">{t.search_hint()}</p>
            <section class="card found">
                <header>
                    <Icon picture=Picture::Clock />
                    <h2>{t.recent()}</h2>
                </header>
                {recent_list(t, recent)}
            </section>
        </div>
    }
    .into_any()
}

fn found(t: Messages, typed: &str, page: SearchPage) -> AnyView {
    let SearchPage { groups, trash, short, rest } = page;
    let nothing = (groups.is_empty() && trash.is_empty()).then(|| {
        let text = if short { t.search_short() } else { t.search_nothing() };
        let (title, text) = (t.nothing_found().to_owned(), text.to_owned());
        view! { <Empty picture=Picture::Search title=title text=text /> }
    });
    let short = (short && nothing.is_none()).then(|| view! { <p class="muted">{t.search_short()}</p> });
    let rest = (!rest.is_empty()).then(|| elsewhere(t, typed, rest));
    let groups = groups.into_iter().map(|group| living(t, typed, group)).collect_view();
    let trash = (!trash.is_empty()).then(|| {
        let groups = trash.into_iter().map(|group| deleted(t, typed, group)).collect_view();
        view! {
            <section class="gone">
                <h2>
                    <Icon picture=Picture::Trash />
                    {t.in_the_trash()}
                </h2>
                {groups}
            </section>
        }
    });
    view! {
        {nothing}
        <div class="results">{short} {groups} {rest} {trash}</div>
    }
    .into_any()
}

fn living(t: Messages, typed: &str, group: Group) -> impl IntoView + use<> {
    let base = format!("/{}", group.object.slug);
    let href = address(&base, &[("q", typed.to_owned())]);
    card(t, group, &base, href)
}

fn deleted(t: Messages, typed: &str, group: Group) -> impl IntoView + use<> {
    let base = format!("/{}", group.object.slug);
    let href = address("/trash", &[("object", group.object.slug.clone()), ("q", typed.to_owned())]);
    card(t, group, &base, href)
}

/// The best matches of one object, and a link to all of them.
fn card(t: Messages, group: Group, base: &str, href: String) -> impl IntoView + use<> {
    let Group { object, rows, count, more } = group;
    let others = if more {
        Some(t.search_more(object.names.plural(t.0)))
    } else if count > i64::try_from(rows.len()).unwrap_or_default() {
        Some(t.search_all_of(&t.number(count), object.names.for_count(count, t.0)))
    } else {
        None
    };
    let rows = rows.into_iter().map(|row| hit(t, &object, base, row)).collect_view();
    view! {
        <section class="card found">
            <header>
                <Icon picture=Picture::of_object(&object.icon) />
                <h3>{t.capital(object.names.plural(t.0))}</h3>
                {others
                    .map(|text| {
                        view! {
                            <a class="link" href=href>
                                {text}
                            </a>
                        }
                    })}
            </header>
            <ul class="hits">{rows}</ul>
        </section>
    }
}

fn hit(t: Messages, object: &SearchedObject, base: &str, row: Found) -> impl IntoView + use<> {
    let gone = row.deleted.map(|(at, by)| t.search_gone(&who(by.as_ref()), &t.date(at.date())));
    let owner = row.owner.map(|owner| owner.name);
    view! {
        <li>
            <a class="hit" href=format!("{base}/{}", row.id)>
                <Face icon=object.icon.clone() name=row.name.clone() />
                <span>{row.name} <small>{row.beside}</small></span>
                <small class="muted">{gone.or(owner)}</small>
            </a>
        </li>
    }
}

/// The objects that were not searched completely.
fn elsewhere(t: Messages, typed: &str, rest: Vec<SearchedObject>) -> impl IntoView + use<> {
    let links = rest
        .into_iter()
        .map(|object| {
            let href = address(&format!("/{}", object.slug), &[("q", typed.to_owned())]);
            view! {
                <a class="btn small" href=href>
                    <Icon picture=Picture::of_object(&object.icon) />
                    {t.capital(object.names.plural(t.0))}
                </a>
            }
        })
        .collect_view();
    view! {
        <section class="card found">
            <p class="inset row">{t.search_elsewhere()} {links}</p>
        </section>
    }
}
