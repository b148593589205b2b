//! The pages, one file each.

#[cfg(feature = "ssr")]
pub(crate) mod account;
#[cfg(feature = "ssr")]
mod assign;
#[cfg(feature = "ssr")]
mod associate;
#[cfg(feature = "ssr")]
pub(crate) mod audit;
#[cfg(feature = "ssr")]
mod board;
#[cfg(feature = "ssr")]
mod columns;
mod delete;
#[cfg(feature = "ssr")]
mod erasure;
#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod hold;
#[cfg(feature = "ssr")]
mod home;
mod impact;
#[cfg(feature = "ssr")]
mod imports;
mod index;
#[cfg(feature = "ssr")]
mod jobs;
#[cfg(feature = "ssr")]
mod label_conflicts;
#[cfg(feature = "ssr")]
mod mail;
#[cfg(feature = "ssr")]
mod operation;
#[cfg(feature = "ssr")]
mod operations;
#[cfg(feature = "ssr")]
mod people;
#[cfg(not(feature = "ssr"))]
mod plain;
#[cfg(feature = "ssr")]
mod privacy;
#[cfg(feature = "ssr")]
pub(crate) mod provider_redirect;
#[cfg(feature = "ssr")]
mod purge;
#[cfg(feature = "ssr")]
pub(crate) mod reauthenticate;
#[cfg(feature = "ssr")]
mod recent;
mod record;
#[cfg(feature = "ssr")]
mod restore;
#[cfg(feature = "ssr")]
mod retention;
#[cfg(feature = "ssr")]
mod roles;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
mod settings;
mod styleguide;
#[cfg(feature = "ssr")]
mod teams;
mod trash;
#[cfg(feature = "ssr")]
mod upload;
#[cfg(feature = "ssr")]
mod users;
#[cfg(feature = "ssr")]
mod views;

#[cfg(feature = "ssr")]
pub use account::{Account, TwoStep};
#[cfg(feature = "ssr")]
pub use assign::Assign;
#[cfg(feature = "ssr")]
pub use associate::Associate;
#[cfg(feature = "ssr")]
pub use audit::Audit;
#[cfg(feature = "ssr")]
pub use board::{Board, Move};
#[cfg(feature = "ssr")]
pub use columns::Columns;
#[cfg(feature = "ssr")]
pub use delete::Delete;
#[cfg(feature = "ssr")]
pub use erasure::{Erase, Erasure, Erasures};
#[cfg(feature = "ssr")]
pub use filter::Filter;
#[cfg(feature = "ssr")]
pub use form::{Edit, New};
#[cfg(feature = "ssr")]
pub use hold::Hold;
#[cfg(feature = "ssr")]
pub use home::Home;
#[cfg(feature = "ssr")]
pub use imports::Import;
pub use index::Index;
#[cfg(feature = "ssr")]
pub use jobs::Jobs;
#[cfg(feature = "ssr")]
pub use mail::{Letter, Mail};
#[cfg(feature = "ssr")]
pub use operation::Operation;
#[cfg(feature = "ssr")]
pub use operations::Operations;
#[cfg(feature = "ssr")]
pub use people::{SetUp, SignIn, SignInCode};
#[cfg(not(feature = "ssr"))]
pub use plain::{
    Plain as Accept, Plain as Assign, Plain as Associate, Plain as Board, Plain as Delete, Plain as Edit,
    Plain as Filter, Plain as Home, Plain as Import, Plain as New, Plain as NewImport, Plain as Operation,
    Plain as Operations, Plain as Purge, Plain as Restore, Plain as Retention, Plain as SetUp, Plain as SignIn,
    Plain as Views,
};
#[cfg(feature = "ssr")]
pub use privacy::{BlocklistEntry, Privacy};
#[cfg(feature = "ssr")]
pub use purge::Purge;
pub use record::Record;
#[cfg(feature = "ssr")]
pub use restore::Restore;
#[cfg(feature = "ssr")]
pub use retention::Retention;
#[cfg(feature = "ssr")]
pub use roles::{Role, Roles};
#[cfg(feature = "ssr")]
pub use search::Search;
#[cfg(feature = "ssr")]
pub use settings::{
    ArchivePart, EditLabel, EditObject, EditPipeline, EditProperty, NewLabel, NewObject, NewPipeline, NewProperty,
    ObjectSettings, Objects,
};
pub use styleguide::Styleguide;
#[cfg(feature = "ssr")]
pub use teams::{OneTeam, Teams};
pub use trash::Trash;
#[cfg(feature = "ssr")]
pub use upload::NewImport;
#[cfg(feature = "ssr")]
pub use users::{Accept, Invite, User, UserPermissions, Users};
#[cfg(feature = "ssr")]
pub use views::Views;

#[cfg(feature = "ssr")]
use crate::{
    api::operations::RefusedQuery,
    ui::{Icon, Picture},
};
use crate::{
    i18n::{Messages, messages},
    layout::Brand,
    query::use_query,
    ui::NotFound,
    url::address,
};
use domain::people::Person;
#[cfg(feature = "ssr")]
use domain::{
    board::BoardQuery,
    operation::{SelectionForm, Skip, Source},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of an unknown address.
#[component]
pub fn Missing() -> impl IntoView {
    view! {
        <main class="alone">
            <Brand />
            <NotFound />
        </main>
    }
}

/// The query parameters with these names.
fn query_pairs(names: &'static [&'static str]) -> Memo<Vec<(String, String)>> {
    let map = use_query();
    Memo::new(move |_| {
        let map = map.get();
        names.iter().filter_map(|name| Some(((*name).to_owned(), map.get(name)?))).collect()
    })
}

/// The first segment of the address: the object's slug.
fn slug() -> Memo<String> {
    let map = use_params_map();
    Memo::new(move |_| map.get().get("object").unwrap_or_default())
}

/// The address of the trash of an object; `query` is that of a view of it, or empty.
fn trash_of(object: &str, view: &str) -> String {
    match view.trim_start_matches('?') {
        "" => address("/trash", &[("object", object.to_owned())]),
        view => format!("/trash?{view}"),
    }
}

/// The name of an actor, or that of the program where there is none.
pub(crate) fn who(person: Option<&Person>) -> String {
    messages().actor_name(person)
}

/// A few names, and the number of the others.
fn some_names(t: Messages, names: &[String], count: i64) -> String {
    let shown = names.join(", ");
    let rest = count - i64::try_from(names.len()).unwrap_or(count);
    if rest > 0 { t.and_others(rest, &shown) } else { shown }
}

/// Whether the page is hydrated. `false` on the server and during hydration, so that both render the same.
fn hydrated() -> RwSignal<bool> {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    hydrated
}

/// The page on which a selection was made: where a form on it leads back to.
#[cfg(feature = "ssr")]
fn source_page(slug: &str, selection: &SelectionForm) -> String {
    match selection.source {
        Source::Index => format!("/{slug}"),
        Source::Pipeline(_) => address(&format!("/{slug}/board"), &BoardQuery::of_form(selection).to_address()),
    }
}

/// Why a form without JavaScript was sent back to the page that asks, in words. `now` is the number of records now.
#[cfg(feature = "ssr")]
fn problem(t: Messages, refused: &RefusedQuery, now: i64) -> Option<String> {
    match refused.problem.as_str() {
        "count" => Some(t.wrong_count(&now.to_string())),
        "moved" => {
            let counts = refused.before.parse().ok();
            let counts = counts.map(|before| t.moved_count(&t.number(before), &t.number(now)));
            Some([Some(t.moved_set().to_owned()), counts].into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        "also" => Some(t.also_changed().to_owned()),
        "nothing" => Some(t.nothing_to_change().to_owned()),
        _ => None,
    }
}

/// The page of a form with an empty selection.
#[cfg(feature = "ssr")]
fn nothing_selected(back: &str, title: &'static str) -> AnyView {
    let t = messages();
    view! {
        <leptos_meta::Title text=title />
        <section class="empty">
            <p>{t.nothing_selected()}</p>
            <a class="btn" href=back.to_owned()>
                {t.cancel()}
            </a>
        </section>
    }
    .into_any()
}

/// The problem that is shown above a form.
#[cfg(feature = "ssr")]
fn problem_note(problem: Option<String>) -> impl IntoView {
    problem.map(|problem| {
        view! {
            <p class="note danger" role="alert">
                <Icon picture=Picture::Warning />
                {problem}
            </p>
        }
    })
}

/// The records that will be skipped, with the reason.
#[cfg(feature = "ssr")]
fn skipped_note(t: Messages, skipped: &[Skip], restoring: bool) -> impl IntoView + use<> {
    let count: i64 = skipped.iter().map(|skip| skip.count).sum();
    let reasons: Vec<String> = skipped.iter().map(|skip| t.skip(skip.reason, skip.count, restoring)).collect();
    (count > 0).then(|| {
        view! {
            <p class="note warn">
                <Icon picture=Picture::Person />
                <span>
                    <b>{t.will_be_skipped(count)}</b>
                    " "
                    {reasons.join(", ")}
                    "."
                </span>
            </p>
        }
    })
}
