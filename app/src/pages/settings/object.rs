//! The settings of one object.

use super::{
    ADDRESS,
    label_rows::labels_card,
    param,
    parts::{back_form, done_note},
};
use crate::{
    api::settings::{GetObjectSettings, ObjectScreen},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::object::{ArchivedPart, Object, Pipeline, Property};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/contacts`.
#[component]
pub fn ObjectSettings() -> impl IntoView {
    let slug = param("slug");
    let map = use_query();
    show(load(move || Some(GetObjectSettings { slug: slug.get() }), None), move |screen| {
        page(screen, map.get_untracked().get("done").as_deref())
    })
}

fn page(screen: ObjectScreen, done: Option<&str>) -> AnyView {
    let t = messages();
    let ObjectScreen { object, labels, archived } = screen;
    let name = t.capital(object.names.plural(t.0));
    let base = format!("{ADDRESS}/{}", object.slug);
    let last = object.properties.len().saturating_sub(1);
    let properties = object
        .properties
        .iter()
        .enumerate()
        .map(|(place, property)| property_row(t, &object, property, (place == 0, place == last)))
        .collect_view();
    let pipelines = object.pipelines.iter().map(|pipeline| pipeline_row(t, &base, pipeline)).collect_view();
    let none = object.pipelines.is_empty().then(|| view! { <p class="inset muted">{t.pipelines_none()}</p> });
    let labels = labels_card(t, &object, labels);
    let archived = (!archived.is_empty()).then(|| archived_card(t, &object.slug, archived));
    let archive = (!object.id.is_standard()).then(|| {
        view! {
            <a class="btn danger-quiet" href=format!("{base}/archive?part=object")>
                {t.object_archive()}
            </a>
        }
    });
    view! {
        <Title text=name.clone() />
        <p class="crumbs">
            <a href=ADDRESS>{t.objects()}</a>
        </p>
        <div class="head">
            <Icon picture=Picture::of_object(&object.icon) />
            <h1>{name}</h1>
            <div class="end">
                <a class="btn" href=format!("/{}", object.slug)>
                    {t.object_open(object.names.plural(t.0))}
                </a>
                <a class="btn" href=format!("{base}/edit")>
                    <Icon picture=Picture::Pen />
                    {t.object_edit()}
                </a>
                {archive}
            </div>
        </div>
        <div class="stack settings">
            {done_note(t, done)} <section class="card">
                <header>
                    <h2>{t.properties()}</h2>
                    <a class="btn small" href=format!("{base}/properties/new")>
                        <Icon picture=Picture::Plus />
                        {t.property_new()}
                    </a>
                </header>
                <ul class="defs">{properties}</ul>
            </section> <section class="card" id="pipelines">
                <header>
                    <h2>{t.pipelines()}</h2>
                    <a class="btn small" href=format!("{base}/pipelines/new")>
                        <Icon picture=Picture::Plus />
                        {t.pipeline_new()}
                    </a>
                </header>
                {none}
                <ul class="defs">{pipelines}</ul>
            </section> {labels} {archived}
        </div>
    }
    .into_any()
}

fn property_row(
    t: Messages,
    object: &Object,
    property: &Property,
    (first, last): (bool, bool),
) -> impl IntoView + use<> {
    let base = format!("{ADDRESS}/{}", object.slug);
    let label = property.label(t.0).to_owned();
    let names = object.name_properties.contains(&property.key);
    let unique = object.is_key(&property.key);
    let flags = [
        (names, t.flag_name()),
        (unique, t.flag_unique()),
        (property.required, t.flag_required()),
        (property.listed, t.flag_listed()),
        (property.indexed, t.flag_indexed()),
    ];
    let flags = flags
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, text)| view! { <span class="badge">{text}</span> })
        .collect_view();
    let mover = |to: &'static str, picture: Picture, text: String, off: bool| {
        view! {
            <form method="post" action="/api/settings/move-property">
                <input type="hidden" name="slug" value=object.slug.clone() />
                <input type="hidden" name="key" value=property.key.clone() />
                <button class="btn ghost small" name="to" value=to aria-label=text disabled=off>
                    <Icon picture=picture />
                </button>
            </form>
        }
    };
    let archive = (!names && !unique).then(|| {
        view! {
            <a
                class="btn ghost small"
                href=format!("{base}/archive?part=property.{}", property.key)
                aria-label=t.archive_named(&label)
            >
                {t.archive()}
            </a>
        }
    });
    view! {
        <li id=format!("property-{}", property.key)>
            <a
                class="link"
                href=format!("{base}/properties/{}", property.key)
                aria-label=t.change(&label)
            >
                {label.clone()}
            </a>
            <span class="muted">{t.property_kind_name(property.kind)}</span>
            <span class="flags">{flags}</span>
            <span class="acts">
                {archive} {mover("up", Picture::Up, t.move_up(&label), first)}
                {mover("down", Picture::Down, t.move_down(&label), last)}
            </span>
        </li>
    }
}

fn pipeline_row(t: Messages, base: &str, pipeline: &Pipeline) -> impl IntoView + use<> {
    let name = pipeline.name(t.0).to_owned();
    let stages = pipeline
        .stages
        .iter()
        .map(|stage| view! { <span class="badge">{stage.name(t.0).to_owned()}</span> })
        .collect_view();
    view! {
        <li>
            <a
                class="link"
                href=format!("{base}/pipelines/{}", pipeline.id)
                aria-label=t.change(&name)
            >
                {name.clone()}
            </a>
            <span class="flags">{stages}</span>
            <span class="acts">
                <a
                    class="btn ghost small"
                    href=format!("{base}/archive?part=pipeline.{}", pipeline.id)
                    aria-label=t.archive_named(&name)
                >
                    {t.archive()}
                </a>
            </span>
        </li>
    }
}

fn archived_card(t: Messages, slug: &str, archived: Vec<ArchivedPart>) -> impl IntoView + use<> {
    let rows = archived
        .into_iter()
        .map(|archived| {
            let name = match t.0 {
                domain::people::Lang::En => archived.name_en,
                domain::people::Lang::It => archived.name_it,
            };
            view! {
                <li>
                    <b>{name.clone()}</b>
                    <span class="muted">{t.part_kind(&archived.part)}</span>
                    <span class="badge">{t.days_left(archived.days_left)}</span>
                    {back_form(t, slug, &archived.part.to_string(), &name)}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <header>
                <h2>{t.archived()}</h2>
            </header>
            <p class="inset muted">{t.archived_text()}</p>
            <ul class="defs">{rows}</ul>
        </section>
    }
}
