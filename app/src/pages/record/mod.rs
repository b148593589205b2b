//! The page of one record: properties, timeline, associations; and the banner where it is in the trash.

mod deleted_banner;
mod links;
mod timeline;

use super::{delete::DeleteDialog, slug, who};
use crate::{
    api::records::{GetRecord, LogLink, RecordScreen},
    i18n::messages,
    load::{load, show},
    query::use_query,
    ui::{Face, Icon, Menu, Moment, Picture, expect_toasts},
};
use deleted_banner::DeletedBanner;
use domain::{
    hold::HoldView,
    object::{Object, Property, PropertyKind, STAGE},
    operation::Selection,
    record::{RecordState, RecordView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use links::Links;
use timeline::Timeline;

/// The number of timeline entries at first, and added by each "Show older".
const TIMELINE: i64 = 20;

/// `/contacts/1`.
#[component]
pub fn Record() -> impl IntoView {
    let slug = slug();
    let params = use_params_map();
    let query = use_query();
    let toasts = expect_toasts();
    let ask = move || {
        let id = params.get().get("id")?.parse().ok()?;
        let query = query.get();
        let timeline = query.get("timeline").and_then(|count| count.parse().ok()).unwrap_or(TIMELINE);
        let all_links = Some(query.get("links").as_deref() == Some("all"));
        Some(GetRecord { slug: slug.get(), id, timeline, show: query.get("show"), all_links })
    };
    show(load(ask, Some(toasts.changes)), |screen| view! { <Screen screen=screen /> }.into_any())
}

#[component]
fn Screen(screen: RecordScreen) -> impl IntoView {
    let RecordScreen { object, state, timeline, older, show, cards, log, mark, hold, may_hold, may_erase } = screen;
    let held = hold.is_some();
    let (view, tombstone) = match state {
        RecordState::Living(view) => (view, None),
        RecordState::Deleted(tombstone) => (tombstone.record.clone(), Some(tombstone)),
    };
    let base = format!("/{}/{}", object.slug, view.id);
    view! {
        <Title text=view.name.clone() />
        {tombstone
            .clone()
            .map(|tombstone| {
                view! {
                    <DeletedBanner
                        object=object.clone()
                        tombstone=tombstone
                        held=held
                        may_hold=may_hold
                        may_erase=may_erase
                    />
                }
            })}
        {hold.map(held_note)}
        <div class="record">
            <div class="stack">
                <section class="card">
                    <div class="inset identity">
                        <Face icon=object.icon.clone() name=view.name.clone() large=true />
                        <div>
                            <h1>{view.name.clone()}</h1>
                            <p class="muted">{subtitle(&object, &view)}</p>
                            {mark.map(|mark| view! { <p class="badge warn">{mark}</p> })}
                        </div>
                        {tombstone
                            .is_none()
                            .then(|| {
                                view! {
                                    <Actions
                                        object=object.clone()
                                        view=view.clone()
                                        log=log
                                        hold=may_hold.then_some(held)
                                    />
                                }
                            })}
                    </div>
                </section>
                <Properties object=object.clone() view=view.clone() />
            </div>
            <Timeline lines=timeline older=older shown=show base=base.clone() />
            <Links cards=cards base=base may_edit=view.may_edit slug=object.slug id=view.id />
        </div>
    }
}

/// The subtitle of a record: job title and company of a person, the stage of other records.
fn subtitle(object: &Object, view: &RecordView) -> String {
    let keys: &[&str] =
        if object.icon == "person" { &["job_title", "company"] } else { &[STAGE, "amount", "industry", "city"] };
    let parts = keys.iter().filter_map(|key| view.values.get(*key).cloned());
    parts.collect::<Vec<_>>().join(", ")
}

/// The notice that a record is on hold, with date and reason.
fn held_note(hold: HoldView) -> impl IntoView {
    let t = messages();
    view! {
        <p class="note hold">
            <Icon picture=Picture::Lock />
            <span>
                <b>{t.hold_since(&t.date(hold.at.date()), &who(hold.by.as_ref()))}</b>
                <br />
                {hold.reason}
            </span>
        </p>
    }
}

#[component]
fn Actions(
    object: Object,
    view: RecordView,
    log: Vec<LogLink>,
    /// Whether it is on hold; `None` for users who may neither hold nor release it.
    hold: Option<bool>,
) -> impl IntoView {
    let t = messages();
    let deleting = RwSignal::new(false);
    let id = view.id;
    let base = format!("/{}/{id}", object.slug);
    let delete = format!("/{}/delete?ids={id}&from=record", object.slug);
    let log = log
        .into_iter()
        .map(|log| {
            view! {
                <a class="btn small" rel="external" href=format!("/{}/new?with={id}", log.slug)>
                    <Icon picture=Picture::of_object(&log.icon) />
                    {log.one}
                </a>
            }
        })
        .collect_view();
    let menu = (view.may_edit || view.may_delete || hold.is_some()).then(|| {
        let button = view! {
            {t.actions()}
            <Icon picture=Picture::Down />
        };
        view! {
            <Menu button=button
                .into_any()>
                {view
                    .may_edit
                    .then(|| {
                        view! {
                            <a class="item" href=format!("{base}/edit") rel="external">
                                <Icon picture=Picture::Pen />
                                {t.edit_all()}
                            </a>
                        }
                    })}
                {hold
                    .map(|held| {
                        view! {
                            <a class="item" href=format!("{base}/hold") rel="external">
                                <Icon picture=Picture::Lock />
                                {if held { t.hold_release_item() } else { t.hold_put_item() }}
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
                                {t.delete()}
                            </a>
                        }
                    })}
            </Menu>
        }
    });
    view! {
        <div class="actions">{log} <span class="grow"></span> {menu}</div>
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
}

#[component]
fn Properties(object: Object, view: RecordView) -> impl IntoView {
    let t = messages();
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
                None => t.none().into_any(),
            };
            row(property.label(t.0).to_owned(), value)
        })
        .collect_view();
    let further = (!view.secondary_keys.is_empty())
        .then(|| row(t.further_emails().to_owned(), view.secondary_keys.join(", ").into_any()));
    let stage = view.values.get(STAGE).cloned().map(|stage| row(t.column_stage().to_owned(), stage.into_any()));
    let owner = view.owner.as_ref().map_or_else(|| t.unassigned().to_owned(), |owner| owner.name.clone()).into_any();
    view! {
        <section class="card">
            <header>
                <h2>{t.about()}</h2>
            </header>
            <dl class="inset">
                {values} {further} {stage} {row(t.column_owner().to_owned(), owner)} <div>
                    <dt>{t.column_created()}</dt>
                    <dd>
                        <Moment at=view.created day=true />
                    </dd>
                </div>
            </dl>
        </section>
    }
}

/// A value as text, or as a link where it is an e-mail address, a phone number or a URL.
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
