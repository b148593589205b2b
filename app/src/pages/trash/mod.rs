//! The page of the trash.

mod filters;

use super::{address, query_pairs, who};
use crate::{
    api::{
        operations::{PurgeQuery, RestoreForm, RestoreQuery, TrashForm},
        trash::{ListTrash, TrashScreen},
    },
    form::{field_name, fields, hidden},
    i18n::messages,
    load::{load, show},
    query::use_query,
    ui::{Empty, Face, Icon, Moment, Pager, Picture, Tabs, expect_toasts},
    undo::undo,
};
use domain::{
    ids::RecordId,
    trash::{TrashQuery, TrashRow},
    view::Total,
};
use filters::Filters;
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// Rows with at most this number of days left are highlighted.
const SOON: i64 = 7;

/// Page `/trash`.
#[component]
pub fn Trash() -> impl IntoView {
    let pairs = query_pairs(&["q", "by", "from", "to", "size", "after"]);
    let map = use_query();
    let toasts = expect_toasts();
    let ask = move || {
        let slug = map.get().get("object").unwrap_or_default();
        Some(ListTrash { slug, pairs: pairs.get() })
    };
    view! {
        <Title text=messages().trash() />
        {show(
            load(ask, Some(toasts.changes)),
            |screen| view! { <Table screen=screen /> }.into_any(),
        )}
    }
}

#[component]
fn Table(screen: TrashScreen) -> impl IntoView {
    let t = messages();
    let TrashScreen { object, offer, tabs, query, page } = screen;
    let (total, days, filtered) = (page.total, page.retention_days, query.is_filtered());
    let what = t.counted(total, &object.names);
    // The query of the view as one value. The page that it leads to runs the query again.
    let view = {
        let shown = TrashQuery { after: None, ..query.clone() };
        let mut pairs = vec![("object", object.slug.clone())];
        pairs.extend(shown.to_address());
        address("", &pairs)
    };
    let shown = TrashForm { view, ..TrashForm::default() };
    let restore_shown = restore_page(&object.slug, shown.clone());
    let purge_shown = purge_page(&object.slug, shown);
    let selected = RwSignal::new(BTreeSet::<RecordId>::new());
    let toasts = expect_toasts();
    let slug = object.slug.clone();
    let filters = view! { <Filters query=query.clone() deleters=page.deleters.clone() slug=slug.clone() /> };
    let count = i64::try_from(page.rows.len()).unwrap_or_default();
    let body = if page.rows.is_empty() {
        let (title, text) = if query.is_filtered() {
            (t.nothing_found(), t.trash_nothing_found_text())
        } else {
            (t.trash_empty(), t.trash_empty_text())
        };
        view! { <Empty picture=Picture::Trash title=title.to_owned() text=text.to_owned() /> }.into_any()
    } else {
        let restorable: Vec<RecordId> = page.rows.iter().filter(|row| row.may_restore).map(|row| row.id).collect();
        let every = restorable.len();
        let purge = if offer.purge {
            format!("<button class=\"btn small danger-quiet\" formaction=\"/trash/purge\">{}</button>", t.delete_now())
        } else {
            String::new()
        };
        let restore = {
            let slug = slug.clone();
            move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                let ids: Vec<RecordId> = selected.get_untracked().into_iter().collect();
                let form = RestoreForm { object: slug.clone(), set: TrashForm::records(ids), ..RestoreForm::default() };
                if !form.set.is_empty() {
                    undo(toasts, form, move |count| t.toast_restored(&t.number(count)));
                }
            }
        };
        let rows = page
            .rows
            .into_iter()
            .map(|row| view! { <Row row=row slug=slug.clone() icon=object.icon.clone() selected=selected /> })
            .collect_view();
        view! {
            <form class="table-card" method="get" action="/trash/restore" on:submit=restore>
                {hidden(
                    &RestoreQuery {
                        object: slug.clone(),
                        ..RestoreQuery::default()
                    },
                )}
                <noscript inner_html=format!(
                    "<div class=\"bar\"><button class=\"btn small\">{}</button> {purge}</div>",
                    t.restore_selected(),
                )></noscript>
                <div class="bar" aria-live="polite" hidden=move || selected.read().is_empty()>
                    <b class="num">
                        {move || {
                            let count = i64::try_from(selected.read().len()).unwrap_or_default();
                            t.ticked(Total::exact(count))
                        }}
                    </b>
                    <button
                        type="button"
                        class="link"
                        on:click=move |_| selected.update(BTreeSet::clear)
                    >
                        {t.clear_selection()}
                    </button>
                    <span class="row">
                        {offer
                            .purge
                            .then(|| {
                                let slug = slug.clone();
                                view! {
                                    <a
                                        class="btn small danger-quiet"
                                        rel="external"
                                        href=move || {
                                            let ids: Vec<RecordId> = selected
                                                .get()
                                                .into_iter()
                                                .collect();
                                            purge_page(&slug, TrashForm::records(ids))
                                        }
                                    >
                                        <Icon picture=Picture::Trash />
                                        {t.delete_now()}
                                    </a>
                                }
                            })} <button class="btn small primary">
                            <Icon picture=Picture::Undo />
                            {t.restore()}
                        </button>
                    </span>
                </div>
                <table>
                    <caption class="hidden">{t.trash()}</caption>
                    <thead>
                        <tr>
                            <th class="tick">
                                <input
                                    type="checkbox"
                                    aria-label=t.select_page()
                                    disabled=every == 0
                                    prop:checked=move || {
                                        every > 0 && selected.read().len() == every
                                    }
                                    prop:indeterminate=move || {
                                        let count = selected.read().len();
                                        count > 0 && count < every
                                    }
                                    on:change=move |event| {
                                        let on = event_target_checked(&event);
                                        selected
                                            .set(
                                                if on {
                                                    restorable.iter().copied().collect()
                                                } else {
                                                    BTreeSet::new()
                                                },
                                            );
                                    }
                                />
                            </th>
                            <th scope="col">{t.capital(object.names.singular(t.0))}</th>
                            <th scope="col" class="hide-s">
                                {t.column_deleted_by()}
                            </th>
                            <th scope="col" class="hide-s">
                                {t.column_through()}
                            </th>
                            <th scope="col" class="hide-s">
                                {t.column_deleted()}
                            </th>
                            <th scope="col" class="align-end hide-s">
                                {t.column_days_left()}
                            </th>
                            <th scope="col" class="align-end row-actions">
                                <span class="hidden">{t.actions()}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </form>
        }
        .into_any()
    };
    let shown = (count > 0).then(|| {
        t.rows_of(
            &t.number((page.position + 1).min(page.total)),
            &t.number((page.position + count).min(page.total)),
            &t.number(page.total),
        )
    });
    let with_object = move |query: &TrashQuery| {
        let mut pairs = query.to_address();
        pairs.push(("object", slug.clone()));
        address("/trash", &pairs)
    };
    let first = (page.position > 0).then(|| with_object(&TrashQuery { after: None, ..query.clone() }));
    let next = page.next.map(|next| with_object(&TrashQuery { after: Some(next), ..query.clone() }));
    view! {
        <div class="head">
            <h1>{t.trash()}</h1>
            <span class="muted">{t.trash_kept(days)}</span>
            <div class="end">
                {(offer.restore && total > 0)
                    .then(|| {
                        view! {
                            <a class="btn small" rel="external" href=restore_shown>
                                <Icon picture=Picture::Undo />
                                {t.restore_shown(&what)}
                            </a>
                        }
                    })}
                {(offer.empty_trash && total > 0)
                    .then(|| {
                        view! {
                            <a class="btn small danger-quiet" rel="external" href=purge_shown>
                                <Icon picture=Picture::Trash />
                                {if filtered {
                                    t.purge_shown(&what)
                                } else {
                                    t.empty_trash(object.names.plural(t.0))
                                }}
                            </a>
                        }
                    })}
            </div>
        </div>
        <Tabs label=t.trash_of() tabs=tabs />
        {filters}
        {body}
        <Pager shown=shown first=first next=next />
    }
}

/// The address of the dry run of a restore.
fn restore_page(slug: &str, set: TrashForm) -> String {
    let query = RestoreQuery { object: slug.to_owned(), set, ..RestoreQuery::default() };
    address("/trash/restore", &fields(&query))
}

/// The address of the page of a purge.
fn purge_page(slug: &str, set: TrashForm) -> String {
    let query = PurgeQuery { object: slug.to_owned(), set, ..PurgeQuery::default() };
    address("/trash/purge", &fields(&query))
}

#[component]
fn Row(row: TrashRow, slug: String, icon: String, selected: RwSignal<BTreeSet<RecordId>>) -> impl IntoView {
    let t = messages();
    let toasts = expect_toasts();
    let id = row.id;
    let on = move || selected.read().contains(&id);
    let name = row.name.clone();
    let restore = {
        let (slug, name) = (slug.clone(), name.clone());
        move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            let form =
                RestoreForm { object: slug.clone(), set: TrashForm::records(vec![id]), ..RestoreForm::default() };
            let name = name.clone();
            undo(toasts, form, move |_| t.toast_restored(&name));
        }
    };
    let through = if row.operation_records > 1 {
        format!("{} · {}", t.capital(t.surface(row.surface)), t.number(row.operation_records))
    } else {
        t.capital(t.surface(row.surface))
    };
    view! {
        <tr class:on=on>
            <td class="tick">
                <input
                    type="checkbox"
                    name=field_name!(TrashForm.ids)
                    value=id.to_string()
                    disabled=!row.may_restore
                    aria-label=t.select_row(&name)
                    prop:checked=on
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        selected
                            .update(|selected| {
                                if on {
                                    selected.insert(id);
                                } else {
                                    selected.remove(&id);
                                }
                            });
                    }
                />
            </td>
            <td>
                <a class="who" href=format!("/{slug}/{id}")>
                    <Face icon=icon name=name.clone() />
                    <span>
                        {name.clone()}
                        <small>
                            {who(row.by.as_ref())}
                            {(!row.held).then(|| format!(", {}", t.days_left(row.days_left)))}
                        </small>
                    </span>
                </a>
                {row
                    .key_taken
                    .then(|| view! { <span class="badge warn">{t.badge_key_taken()}</span> })}
                {row.held.then(|| view! { <span class="badge">{t.hold_badge()}</span> })}
                {(row.days_left <= SOON && !row.held)
                    .then(|| view! { <span class="badge warn">{t.badge_expires()}</span> })}
            </td>
            <td class="hide-s">{who(row.by.as_ref())}</td>
            <td class="hide-s">
                <a class="link" rel="external" href=format!("/operations/{}", row.operation)>
                    {through}
                </a>
            </td>
            <td class="hide-s num">
                <Moment at=row.at day=true />
            </td>
            <td class="align-end num hide-s">
                {if row.held { t.none().to_owned() } else { row.days_left.to_string() }}
            </td>
            <td class="align-end row-actions">
                {row
                    .may_restore
                    .then(|| {
                        view! {
                            <a
                                class="btn small"
                                href=restore_page(&slug, TrashForm::records(vec![id]))
                                aria-label=t.restore_row(&name)
                                on:click=restore
                            >
                                {t.restore()}
                            </a>
                        }
                    })}
            </td>
        </tr>
    }
}
