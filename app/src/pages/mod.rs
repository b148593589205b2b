//! The pages, one file each.

mod delete;
mod form;
mod imports;
mod index;
mod operation;
#[cfg(feature = "ssr")]
mod people;
#[cfg(not(feature = "ssr"))]
mod plain;
mod record;
mod restore;
mod styleguide;
mod trash;
#[cfg(feature = "ssr")]
mod upload;

pub use delete::Delete;
pub use form::{Edit, New};
pub use imports::Import;
pub use index::Index;
pub use operation::Operation;
#[cfg(feature = "ssr")]
pub use people::{SetUp, SignIn};
#[cfg(not(feature = "ssr"))]
pub use plain::{NewImport, SetUp, SignIn};
pub use record::Record;
pub(crate) use record::field_label;
pub use restore::Restore;
pub use styleguide::Styleguide;
pub use trash::Trash;
#[cfg(feature = "ssr")]
pub use upload::NewImport;

use crate::{
    layout::Brand,
    ui::NotFound,
    words::{Say, say},
};
use domain::people::Person;
use leptos::prelude::*;
use leptos_router::{hooks::use_params_map, hooks::use_query_map, location::Url};

/// The page of an address that nothing is at.
#[component]
pub fn Missing() -> impl IntoView {
    view! {
        <main class="alone">
            <Brand />
            <NotFound />
        </main>
    }
}

/// The parts of the address's query with these names.
fn query_pairs(names: &'static [&'static str]) -> Memo<Vec<(String, String)>> {
    let map = use_query_map();
    Memo::new(move |_| {
        let map = map.get();
        names.iter().filter_map(|name| Some(((*name).to_owned(), map.get(name)?))).collect()
    })
}

/// The first part of the address: the object's word.
fn slug() -> Memo<String> {
    let map = use_params_map();
    Memo::new(move |_| map.get().get("object").unwrap_or_default())
}

/// A path with a query.
fn address<N: AsRef<str>>(path: &str, pairs: &[(N, String)]) -> String {
    let mut text = path.to_owned();
    for (index, (name, value)) in pairs.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name.as_ref());
        text.push('=');
        text.push_str(&Url::escape(value));
    }
    text
}

/// The name of whoever did something; the program itself where it was nobody.
fn who(person: Option<&Person>) -> String {
    person.map_or_else(|| say().system_person().to_owned(), |person| person.name.clone())
}

/// A few names, and how many more there are.
fn some_names(say: Say, names: &[String], count: i64) -> String {
    let shown = names.join(", ");
    let rest = count - i64::try_from(names.len()).unwrap_or(count);
    if rest > 0 { say.and_others(&shown, &say.number(rest)) } else { shown }
}

/// Whether the program of the browser has arrived. False on the server and while hydrating, so that both agree.
fn hydrated() -> RwSignal<bool> {
    let hydrated = RwSignal::new(false);
    Effect::new(move |_| hydrated.set(true));
    hydrated
}
