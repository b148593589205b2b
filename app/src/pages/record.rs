//! The page of one record: what it is, what happened to it, what belongs to it; or that it is in the trash.

use super::{delete::DeleteDialog, slug, who};
use crate::{
    api::{
        operations::RestoreForm,
        records::{GetRecord, RecordScreen},
    },
    load::{load, show},
    ui::{Face, Icon, Menu, Moment, Picture, Toasts, expect_toasts, undo},
    words::{Say, say},
};
use domain::{
    object::{FURTHER_KEYS, OWNER, Object, Property, PropertyKind, STAGE},
    operation::Selection,
    record::{Change, RecordState, RecordView, TimelineEntry, TimelinePage, Tombstone, What},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Entries of the timeline at first, and more on demand.
const TIMELINE: i64 = 20;

/// `/contacts/1`.
#[component]
pub fn Record() -> impl IntoView {
    let slug = slug();
    let params = use_params_map();
    let query = use_query_map();
    let toasts = expect_toasts();
    let ask = move || {
        let id = params.get().get("id")?.parse().ok()?;
        let timeline = query.get().get("timeline").and_then(|count| count.parse().ok()).unwrap_or(TIMELINE);
        Some(GetRecord { slug: slug.get(), id, timeline })
    };
    show(load(ask, Some(toasts.changes)), |screen| view! { <Screen screen=screen /> }.into_any())
}

#[component]
fn Screen(screen: RecordScreen) -> impl IntoView {
    let RecordScreen { object, state, timeline } = screen;
    let (view, tombstone) = match state {
        RecordState::Living(view) => (view, None),
        RecordState::Deleted(tombstone) => (tombstone.record.clone(), Some(tombstone)),
    };
    let say = say();
    let base = format!("/{}/{}", object.slug, view.id);
    view! {
        <Title text=view.name.clone() />
        {tombstone
            .clone()
            .map(|tombstone| view! { <Grave object=object.clone() tombstone=tombstone /> })}
        <div class="record">
            <div class="stack">
                <section class="card">
                    <div class="in identity">
                        <Face icon=object.icon.clone() name=view.name.clone() large=true />
                        <div>
                            <h1>{view.name.clone()}</h1>
                            <p class="muted">{subtitle(&object, &view)}</p>
                        </div>
                        {tombstone
                            .is_none()
                            .then(|| view! { <Actions object=object.clone() view=view.clone() /> })}
                    </div>
                </section>
                <Properties object=object.clone() view=view.clone() />
            </div>
            <Timeline object=object.clone() page=timeline base=base />
            <section class="card">
                <header>
                    <h2>{say.associations()}</h2>
                </header>
                <p class="in muted">{say.associations_empty()}</p>
            </section>
        </div>
    }
}

/// What says most about a record beside its name: what somebody does and where, or where a thing stands.
fn subtitle(object: &Object, view: &RecordView) -> String {
    let keys: &[&str] =
        if object.icon == "person" { &["job_title", "company"] } else { &[STAGE, "amount", "industry", "city"] };
    let parts = keys.iter().filter_map(|key| view.values.get(*key).cloned());
    parts.collect::<Vec<_>>().join(", ")
}

#[component]
fn Actions(object: Object, view: RecordView) -> impl IntoView {
    let say = say();
    let deleting = RwSignal::new(false);
    let id = view.id;
    let base = format!("/{}/{id}", object.slug);
    let delete = format!("/{}/delete?ids={id}&from=record", object.slug);
    (view.may_edit || view.may_delete).then(|| {
        let button = view! {
            {say.actions()}
            <Icon picture=Picture::Down />
        };
        view! {
            <div class="actions">
                <Menu button=button
                    .into_any()>
                    {view
                        .may_edit
                        .then(|| {
                            view! {
                                <a class="item" href=format!("{base}/edit") rel="external">
                                    <Icon picture=Picture::Pen />
                                    {say.edit_all()}
                                </a>
                            }
                        })}
                    {view
                        .may_delete
                        .then(|| {
                            view! {
                                <hr />
                                <a
                                    class="item danger"
                                    href=delete
                                    on:click=move |event| {
                                        event.prevent_default();
                                        deleting.set(true);
                                    }
                                >
                                    <Icon picture=Picture::Trash />
                                    {say.delete()}
                                </a>
                            }
                        })}
                </Menu>
            </div>
            {view
                .may_delete
                .then(|| {
                    view! {
                        <DeleteDialog
                            open=deleting
                            slug=object.slug.clone()
                            names=object.names.clone()
                            selection=Signal::derive(move || Selection::Records(vec![id]))
                            from_record=true
                        />
                    }
                })}
        }
    })
}

#[component]
fn Properties(object: Object, view: RecordView) -> impl IntoView {
    let say = say();
    let row = |label: String, value: AnyView| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let values = object
        .properties
        .iter()
        .map(|property| {
            let value = match view.field(&object, &property.key) {
                Some(value) => shown(property, value),
                None => say.none().into_any(),
            };
            row(property.label(say.0).to_owned(), value)
        })
        .collect_view();
    let further = (!view.further_keys.is_empty())
        .then(|| row(say.further_emails().to_owned(), view.further_keys.join(", ").into_any()));
    let stage = view.values.get(STAGE).cloned().map(|stage| row(say.column_stage().to_owned(), stage.into_any()));
    let owner = view.owner.as_ref().map_or_else(|| say.nobody().to_owned(), |owner| owner.name.clone()).into_any();
    view! {
        <section class="card">
            <header>
                <h2>{say.about()}</h2>
            </header>
            <dl class="in">
                {values} {further} {stage} {row(say.column_owner().to_owned(), owner)} <div>
                    <dt>{say.column_created()}</dt>
                    <dd>
                        <Moment at=view.created day=true />
                    </dd>
                </div>
            </dl>
        </section>
    }
}

/// A value as it is read, and the way to it where it is an address.
fn shown(property: &Property, value: &str) -> AnyView {
    let href = match property.kind {
        PropertyKind::Email => format!("mailto:{value}"),
        PropertyKind::Phone => format!("tel:{}", value.replace(' ', "")),
        PropertyKind::Domain => format!("https://{value}"),
        PropertyKind::Link => value.to_owned(),
        _ => return value.to_owned().into_any(),
    };
    view! {
        <a class="link" href=href rel="external noreferrer">
            {value.to_owned()}
        </a>
    }
    .into_any()
}

#[component]
fn Timeline(object: Object, page: TimelinePage, base: String) -> impl IntoView {
    let say = say();
    let entries = page.entries.into_iter().map(|entry| line(say, &object, entry)).collect_view();
    view! {
        <section class="card">
            <header>
                <h2>{say.timeline()}</h2>
            </header>
            <ol class="timeline">{entries}</ol>
            {page
                .more
                .then(|| {
                    view! {
                        <p class="in">
                            <a class="link" href=format!("{base}?timeline=500")>
                                {say.timeline_older()}
                            </a>
                        </p>
                    }
                })}
        </section>
    }
}

fn line(say: Say, object: &Object, entry: TimelineEntry) -> AnyView {
    let by = who(entry.by.as_ref());
    let surface = say.surface(entry.surface);
    let (picture, tone, title, detail) = match entry.what {
        What::Created => (Picture::Plus, "", say.created_by(&by), view! { {say.capital(surface)} }.into_any()),
        What::Edited(changes) => {
            let lines = changes.iter().map(|change| view! { <li>{describe(say, object, change)}</li> }).collect_view();
            (Picture::Pen, "", say.edited_by(&by), view! { <ul>{lines}</ul> }.into_any())
        }
        What::Deleted { operation, others } => {
            let text = if others > 0 {
                say.with_others(&say.number(others), surface)
            } else {
                say.capital(&say.alone(surface))
            };
            let link = operation_link(say.deletion_number(operation.0), operation.0);
            (
                Picture::Trash,
                "danger",
                say.deleted_by(&by),
                view! {
                    {text}
                    " "
                    {link}
                }
                .into_any(),
            )
        }
        What::Restored { operation, without } => {
            let lost = (!without.is_empty()).then(|| say.without_keys(&without.join(", ")));
            let link = operation_link(say.restore_number(operation.0), operation.0);
            (
                Picture::Undo,
                "ok",
                say.restored_by(&by),
                view! {
                    {lost}
                    " "
                    {link}
                }
                .into_any(),
            )
        }
    };
    view! {
        <li class="line">
            <span class=format!("ic {tone}")>
                <Icon picture=picture />
            </span>
            <div>
                <b>{title}</b>
                <div class="muted">{detail}</div>
            </div>
            <Moment at=entry.at />
        </li>
    }
    .into_any()
}

fn operation_link(text: String, id: i64) -> impl IntoView {
    view! {
        <a class="link" href=format!("/operations/{id}")>
            {text}
        </a>
    }
}

fn describe(say: Say, object: &Object, change: &Change) -> String {
    let label = field_label(say, object, &change.field);
    // A list of further e-mails is kept one to a line.
    let flat = |text: &Option<String>| text.as_ref().map(|text| text.replace('\n', ", "));
    match (flat(&change.old), flat(&change.new)) {
        (None, Some(new)) => say.change_set(&label, &new),
        (Some(old), Some(new)) => say.change_from(&label, &old, &new),
        (Some(old), None) => say.change_cleared(&label, &old),
        (None, None) => label,
    }
}

/// The label of a field of the form.
pub fn field_label(say: Say, object: &Object, key: &str) -> String {
    match key {
        FURTHER_KEYS => say.further_emails().to_owned(),
        OWNER => say.column_owner().to_owned(),
        STAGE => say.column_stage().to_owned(),
        key => object.property(key).map_or(key, |property| property.label(say.0)).to_owned(),
    }
}

/// What stands above a deleted record.
#[component]
fn Grave(object: Object, tombstone: Tombstone) -> impl IntoView {
    let say = say();
    let toasts: Toasts = expect_toasts();
    let id = tombstone.record.id;
    let name = tombstone.record.name.clone();
    let slug = object.slug.clone();
    let restore = {
        let (slug, name) = (slug.clone(), name.clone());
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let form = RestoreForm { object: slug.clone(), ids: id.to_string(), ..RestoreForm::default() };
            let name = name.clone();
            undo(toasts, form, move |_| say.toast_restored(&name));
        }
    };
    let text =
        say.tombstone_text(&who(tombstone.by.as_ref()), &say.moment(tombstone.at), say.surface(tombstone.surface));
    view! {
        <section class="grave">
            <Icon picture=Picture::Trash />
            <div>
                <b>{say.tombstone_title(&name)}</b>
                <p>
                    {text} " " {say.days(tombstone.days_left)} ". "
                    {operation_link(
                        say.deletion_number(tombstone.operation.0),
                        tombstone.operation.0,
                    )}
                </p>
            </div>
            {tombstone
                .may_restore
                .then(|| {
                    view! {
                        <form method="post" action="/api/operations/restore" on:submit=restore>
                            <input type="hidden" name="form[object]" value=slug />
                            <input type="hidden" name="form[ids]" value=id.to_string() />
                            <button class="btn primary">
                                <Icon picture=Picture::Undo />
                                {say.restore()}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
}
