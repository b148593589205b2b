//! Settings of objects: plain pages.

mod archive;
mod label;
mod label_rows;
mod object;
mod object_form;
mod parts;
mod pipeline;
mod property;

pub use archive::ArchivePart;
pub use label::{EditLabel, NewLabel};
pub use object::ObjectSettings;
pub use object_form::{EditObject, NewObject};
pub use pipeline::{EditPipeline, NewPipeline};
pub use property::{EditProperty, NewProperty};

use crate::{
    api::settings::{ListObjectSettings, ObjectsScreen},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::object::{ArchivedObject, ObjectCount};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use parts::{back_form, done_note};

/// The common prefix of the addresses.
const ADDRESS: &str = "/settings/objects";

/// A parameter of the address.
fn param(name: &'static str) -> Memo<String> {
    let map = use_params_map();
    Memo::new(move |_| map.get().get(name).unwrap_or_default())
}

/// `/settings/objects`.
#[component]
pub fn Objects() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(ListObjectSettings {}), None), move |screen| {
        list(screen, map.get_untracked().get("done").as_deref())
    })
}

fn list(screen: ObjectsScreen, done: Option<&str>) -> AnyView {
    let t = messages();
    let ObjectsScreen { objects, archived } = screen;
    let rows = objects.into_iter().map(|object| row(t, object)).collect_view();
    let archived = (!archived.is_empty()).then(|| {
        let rows = archived.into_iter().map(|object| archived_row(t, object)).collect_view();
        view! {
            <section class="card">
                <header>
                    <h2>{t.archived()}</h2>
                </header>
                <ul class="defs">{rows}</ul>
            </section>
        }
    });
    view! {
        <Title text=t.objects() />
        <div class="head">
            <h1>{t.objects()}</h1>
            <div class="end">
                <a class="btn primary" href=format!("{ADDRESS}/new")>
                    <Icon picture=Picture::Plus />
                    {t.object_new()}
                </a>
            </div>
        </div>
        <div class="stack settings">
            {done_note(t, done)} <p class="muted measure">{t.objects_text()}</p>
            <section class="card">
                <ul class="defs">{rows}</ul>
            </section> {archived}
        </div>
    }
    .into_any()
}

fn row(t: Messages, object: ObjectCount) -> impl IntoView {
    view! {
        <li>
            <Icon picture=Picture::of_object(&object.icon) />
            <a class="link" href=format!("{ADDRESS}/{}", object.slug)>
                {t.capital(object.names.plural(t.0))}
            </a>
            <span class="muted">{t.object_records(&t.number(object.living))}</span>
        </li>
    }
}

fn archived_row(t: Messages, object: ArchivedObject) -> impl IntoView {
    let name = t.capital(object.names.plural(t.0));
    let deleted = (object.deleted > 0).then(|| t.archived_trash(&t.number(object.deleted)));
    view! {
        <li>
            <Icon picture=Picture::of_object(&object.icon) />
            <b>{name.clone()}</b>
            <span class="muted">{deleted}</span>
            <span class="badge">{t.days_left(object.days_left)}</span>
            {back_form(t, &object.slug, "object", &name)}
        </li>
    }
}
