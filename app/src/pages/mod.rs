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
mod field;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod hold;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod imports;
mod index;
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
mod touched;
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
    api::operations::Shown,
    query::Query,
    ui::{Icon, Picture},
};
use crate::{
    i18n::{Messages, messages},
    layout::Brand,
    query::use_query,
    ui::NotFound,
    url::address,
};
use domain::{ids::join_record_ids, operation::Selection, people::Person};
#[cfg(feature = "ssr")]
use domain::{
    ids::parse_record_ids,
    operation::{Preview, Skip},
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

/// The value that the "select all" check box sends beside the check boxes of the records.
#[cfg(feature = "ssr")]
const TICKED_TOO: &str = "pipeline";

/// The record ids of a query: a form repeats the parameter, a link has one list.
#[cfg(feature = "ssr")]
fn selection_of(map: &Query) -> Selection {
    let ids: Vec<String> = map.all("ids");
    let ids = parse_record_ids(&ids.join(",")).unwrap_or_default();
    let search = map.get("q").unwrap_or_default();
    let filter = domain::filter::Filter::from_text(&map.get("f").unwrap_or_default());
    match (map.get("all"), map.get("pipeline").and_then(|pipeline| pipeline.parse().ok())) {
        (Some(all), Some(pipeline)) => {
            // Without JavaScript the board sends the ticked cards beside its "select all" box, and no exclusions.
            let except = if all == TICKED_TOO { Vec::new() } else { ids };
            Selection::Pipeline { pipeline, search, filter, except }
        }
        (Some(_), None) => Selection::View { search, filter, except: ids },
        (None, _) => Selection::Records(ids),
    }
}

/// The hidden fields of a form that sends a selection.
fn selection_fields(selection: &Selection) -> (String, bool, String, String) {
    match selection {
        Selection::Records(ids) => (join_record_ids(ids), false, String::new(), String::new()),
        Selection::View { search, filter, except } | Selection::Pipeline { search, filter, except, .. } => {
            (join_record_ids(except), true, search.clone(), filter.to_text())
        }
    }
}

/// The reason why a form without JavaScript was sent back to the confirmation page.
#[cfg(feature = "ssr")]
fn problem(t: Messages, map: &Query, now: i64) -> Option<String> {
    match map.get("problem")?.as_str() {
        "count" => Some(t.wrong_count(&now.to_string())),
        "moved" => {
            let before = map.get("before").and_then(|before| before.parse().ok());
            let counts = before.map(|before| t.moved_count(&t.number(before), &t.number(now)));
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

/// The hidden fields with the preview that was shown.
#[cfg(feature = "ssr")]
fn shown_fields(preview: &Preview, form: &str) -> impl IntoView + use<> {
    Shown::of(preview)
        .fields(form)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}
