//! The index of an object, as a table.

mod columns;
mod narrowed;
mod pager;
mod selected;

pub use pager::Pager;

use super::{address, delete::DeleteDialog, query_pairs, slug};
use crate::{
    api::records::{Index as Screen, ListRecords},
    load::{load, show},
    ui::{Empty, Icon, Picture, Tabs, expect_toasts},
    words::say,
};
use columns::{Row, columns};
use domain::{
    ids::RecordId,
    view::{IndexQuery, PAGE_SIZES, SortBy},
};
use leptos::prelude::*;
use leptos_meta::Title;
use narrowed::Narrowed;
use selected::Selected;

/// `/contacts` and the index of every other object.
#[component]
pub fn Index() -> impl IntoView {
    let slug = slug();
    let pairs = query_pairs(&["q", "f", "sort", "dir", "size", "after", "before"]);
    let toasts = expect_toasts();
    let ask = move || Some(ListRecords { slug: slug.get(), pairs: pairs.get() });
    let selected = Selected::new();
    Effect::new(move |before: Option<_>| {
        // Another search or filter shows other records, and a change of data may have taken some: what was ticked is gone.
        let shown: Vec<_> = pairs.get().into_iter().filter(|(name, _)| name == "q" || name == "f").collect();
        let now = (slug.get(), shown, toasts.changes.get());
        if before.is_some_and(|before| before != now) {
            selected.clear();
        }
        now
    });
    show(load(ask, Some(toasts.changes)), move |screen| view! { <Table screen=screen selected=selected /> }.into_any())
}

#[component]
fn Table(screen: Screen, selected: Selected) -> impl IntoView {
    let say = say();
    let Screen { object, offer, query, chips, tabs, page, marks } = screen;
    let base = format!("/{}", object.slug);
    let title = say.capital(object.names.many(say.0));
    let one = object.names.one(say.0).to_owned();
    let deleting = RwSignal::new(false);

    let unplaced = query.at(None);
    let keep = address(&format!("{base}/views"), &unplaced.to_address(&object));
    let head = view! {
        <Title text=title.clone() />
        <div class="head">
            <h1>{title.clone()}</h1>
            <span class="muted num">{say.number(page.total)}</span>
            <div class="end">
                {(!object.pipelines.is_empty())
                    .then(|| {
                        let board = format!("{base}/board");
                        let board = if query.search.is_empty() {
                            board
                        } else {
                            address(&board, &[("q", query.search.clone())])
                        };
                        view! {
                            <nav class="row tabs" aria-label=say.shown_as()>
                                <a class="btn" href=base.clone() aria-current="page">
                                    <Icon picture=Picture::Lines />
                                    {say.as_table()}
                                </a>
                                <a class="btn" href=board rel="external">
                                    <Icon picture=Picture::Board />
                                    {say.as_board()}
                                </a>
                            </nav>
                        }
                    })}
                <a
                    class="btn"
                    href=address(&format!("{base}/filter"), &unplaced.to_address(&object))
                    rel="external"
                >
                    <Icon picture=Picture::Funnel />
                    {say.filter_button()}
                </a>
                {offer
                    .export
                    .then(|| {
                        let path = format!("{base}/export.csv");
                        view! {
                            <a
                                class="btn"
                                href=address(&path, &unplaced.to_address(&object))
                                download=""
                                rel="external"
                            >
                                <Icon picture=Picture::Export />
                                {say.export()}
                            </a>
                        }
                    })}
                {offer
                    .import
                    .then(|| {
                        view! {
                            <a
                                class="btn"
                                href=format!("/imports/new?object={}", object.slug)
                                rel="external"
                            >
                                <Icon picture=Picture::Import />
                                {say.import()}
                            </a>
                        }
                    })}
                {offer
                    .create
                    .then(|| {
                        view! {
                            <a class="btn primary" href=format!("{base}/new") rel="external">
                                <Icon picture=Picture::Plus />
                                {say.new_record(&one)}
                            </a>
                        }
                    })}
            </div>
        </div>
        <Tabs label=say.views() tabs=tabs>
            <a href=keep rel="external">
                <Icon picture=Picture::Plus />
                {say.view_keep()}
            </a>
        </Tabs>
        <Narrowed base=base.clone() object=object.clone() query=query.clone() chips=chips />
    };
    if page.rows.is_empty() {
        let empty = if query.search.is_empty() && query.filter.is_empty() {
            let text = if offer.create { say.empty_text() } else { say.empty_read_only() };
            view! {
                <Empty
                    picture=Picture::of_object(&object.icon)
                    title=say.empty_title(object.names.many(say.0))
                    text=text.to_owned()
                />
            }
            .into_any()
        } else {
            view! {
                <Empty
                    picture=Picture::Search
                    title=say.nothing_found().to_owned()
                    text=if query.filter.is_empty() {
                        say.nothing_found_text()
                    } else {
                        say.nothing_filtered()
                    }
                        .to_owned()
                >
                    <a class="btn" href=base.clone()>
                        {if query.filter.is_empty() {
                            say.clear_search()
                        } else {
                            say.show_everything()
                        }}
                    </a>
                </Empty>
            }
            .into_any()
        };
        return view! {
            {head}
            {empty}
        }
        .into_any();
    }

    let ids = StoredValue::new(page.rows.iter().map(|row| row.id).collect::<Vec<RecordId>>());
    let every = page.rows.len();
    let total = page.total;
    let search = query.search.clone();
    let what = say.count(total, object.names.one(say.0), object.names.many(say.0));
    let select_all = match (query.filter.is_empty(), search.is_empty()) {
        (false, _) => say.select_all_filtered(&what),
        (true, true) => say.select_all(&what),
        (true, false) => say.select_all_found(&what, &search),
    };
    let filter = StoredValue::new(query.filter.clone());
    let of_page = move || ids.read_value().iter().filter(|id| selected.has(**id)).count();
    let listed = columns(say, &object);
    let ends = [(say.column_owner(), SortBy::Owner), (say.column_created(), SortBy::Created)];
    let headers = [("", say.column_name().to_owned(), Some(SortBy::Name))]
        .into_iter()
        .chain(listed.iter().map(|column| (column.class(), column.label.clone(), column.sort.clone())))
        .chain(ends.map(|(label, by)| ("hide-s", label.to_owned(), Some(by))))
        .map(|(class, label, by)| {
            let Some(by) = by else {
                return view! {
                    <th scope="col" class=class>
                        {label}
                    </th>
                }
                .into_any();
            };
            let here = query.sort.by == by;
            let sorted = here.then_some(if query.sort.descending { "descending" } else { "ascending" });
            let arrow = here.then_some(if query.sort.descending { " ↓" } else { " ↑" });
            let href = address(&base, &query.sorted_by(by).to_address(&object));
            view! {
                <th scope="col" class=class aria-sort=sorted>
                    <a href=href>{label} <span aria-hidden="true">{arrow}</span></a>
                </th>
            }
            .into_any()
        })
        .collect_view();
    let (may_select, may_delete) = (offer.delete || offer.assign, offer.delete);
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <Row
                    mark=marks.get(&row.id).cloned()
                    row=row
                    base=base.clone()
                    icon=object.icon.clone()
                    columns=listed.clone()
                    may_select=may_select
                    selected=selected
                />
            }
        })
        .collect_view();
    let assign = if offer.assign {
        format!("<button class=\"btn s\" formaction=\"{base}/assign\">{}</button>", say.assign())
    } else {
        String::new()
    };
    let found = search.clone();
    let slug = object.slug.clone();
    view! {
        {head}
        <form
            class="sheet"
            method="get"
            action=format!("{base}/delete")
            on:submit=move |event| {
                event.prevent_default();
                if selected.count(total) > 0 {
                    deleting.set(true);
                }
            }
        >
            {may_select
                .then(|| {
                    view! {
                        <noscript inner_html=format!(
                            "<div class=\"bar\"><button class=\"btn s danger-quiet\">{}</button> {assign} <a class=\"link\" href=\"{}\">{}</a></div>",
                            say.delete_selected(),
                            address(
                                    &format!("{base}/delete"),
                                    &[
                                        ("all", "1".to_owned()),
                                        ("q", search.clone()),
                                        ("f", query.filter.to_text()),
                                    ],
                                )
                                .replace('&', "&amp;"),
                            say.delete_all(),
                        )></noscript>
                        <div
                            class="bar"
                            aria-live="polite"
                            hidden=move || selected.count(total) == 0
                        >
                            <b class="num">
                                {move || say.selected(&say.number(selected.count(total)))}
                            </b>
                            <button
                                type="button"
                                class="link"
                                hidden=move || {
                                    selected.all.get() || of_page() < every
                                        || i64::try_from(every).is_ok_and(|every| every == total)
                                }
                                on:click=move |_| selected.select_all()
                            >
                                {select_all}
                            </button>
                            <button type="button" class="link" on:click=move |_| selected.clear()>
                                {say.clear_selection()}
                            </button>
                            <span class="grow"></span>
                            {offer
                                .assign
                                .then(|| {
                                    let (base, search) = (base.clone(), search.clone());
                                    view! {
                                        <a
                                            class="btn s"
                                            rel="external"
                                            href=move || {
                                                format!(
                                                    "{base}/assign{}",
                                                    selected.query(&search, &filter.read_value()),
                                                )
                                            }
                                        >
                                            {say.assign()}
                                        </a>
                                    }
                                })}
                            {may_delete
                                .then(|| {
                                    view! {
                                        <button class="btn s danger-quiet">
                                            <Icon picture=Picture::Trash />
                                            {say.delete()}
                                        </button>
                                    }
                                })}
                        </div>
                    }
                })}
            <table>
                <caption class="hidden">{title}</caption>
                <thead>
                    <tr>
                        {may_select
                            .then(|| {
                                view! {
                                    <th class="c">
                                        <input
                                            type="checkbox"
                                            aria-label=say.select_page()
                                            prop:checked=move || of_page() == every
                                            prop:indeterminate=move || {
                                                let count = of_page();
                                                count > 0 && count < every
                                            }
                                            on:change=move |event| {
                                                let on = event_target_checked(&event);
                                                for id in ids.read_value().iter() {
                                                    selected.tick(*id, on);
                                                }
                                            }
                                        />
                                    </th>
                                }
                            })} {headers}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </form>
        <Pager
            base=base
            from=page.position + 1
            to=page.position + i64::try_from(every).unwrap_or_default()
            total=page.total
            previous=page.previous.map(|cursor| query.at(Some(cursor)).to_address(&object))
            next=page.next.map(|cursor| query.at(Some(cursor)).to_address(&object))
            sizes=PAGE_SIZES
                .map(|size| {
                    let sized = IndexQuery {
                        size,
                        cursor: None,
                        ..query.clone()
                    };
                    (size, sized.to_address(&object), size == query.size)
                })
                .to_vec()
        />
        {may_delete
            .then(|| {
                view! {
                    <DeleteDialog
                        open=deleting
                        slug=slug
                        names=object.names.clone()
                        selection=Signal::derive(move || {
                            selected.selection(&found, &filter.read_value())
                        })
                        from_record=false
                    />
                }
            })}
    }
    .into_any()
}
