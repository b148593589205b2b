//! The index of an object, as a table.

use super::{address, delete::DeleteDialog, query_pairs, slug};
use crate::{
    api::records::{Index as Screen, ListRecords},
    load::{load, show},
    ui::{Avatar, Empty, Icon, Moment, Picture, expect_toasts},
    words::say,
};
use domain::{
    ids::{RecordId, join_record_ids},
    operation::Selection,
    record::RecordRow,
    view::{IndexQuery, PAGE_SIZES, SortBy},
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// `/contacts` and the index of every other object.
#[component]
pub fn Index() -> impl IntoView {
    let slug = slug();
    let pairs = query_pairs(&["q", "sort", "dir", "size", "after", "before"]);
    let toasts = expect_toasts();
    let ask = move || Some(ListRecords { slug: slug.get(), pairs: pairs.get() });
    let selected = Selected::new();
    Effect::new(move |before: Option<_>| {
        // Another search shows other records, and a change of data may have taken some: what was ticked is gone.
        let search = pairs.get().into_iter().find(|(name, _)| name == "q");
        let now = (slug.get(), search, toasts.changes.get());
        if before.is_some_and(|before| before != now) {
            selected.clear();
        }
        now
    });
    show(load(ask, Some(toasts.changes)), move |screen| view! { <Table screen=screen selected=selected /> }.into_any())
}

/// What is ticked, over all pages of a view.
#[derive(Clone, Copy)]
struct Selected {
    /// Whether everything is, but for `ids`; otherwise nothing is, but for them.
    all: RwSignal<bool>,
    ids: RwSignal<BTreeSet<RecordId>>,
}

impl Selected {
    fn new() -> Self {
        Self { all: RwSignal::new(false), ids: RwSignal::new(BTreeSet::new()) }
    }

    fn has(self, id: RecordId) -> bool {
        self.ids.read().contains(&id) != self.all.get()
    }

    /// How many of `total` are ticked.
    fn count(self, total: i64) -> i64 {
        let ids = i64::try_from(self.ids.read().len()).unwrap_or(total);
        if self.all.get() { total - ids } else { ids }
    }

    fn tick(self, id: RecordId, on: bool) {
        let listed = on != self.all.get_untracked();
        self.ids.update(|ids| {
            if listed {
                ids.insert(id);
            } else {
                ids.remove(&id);
            }
        });
    }

    fn select_all(self) {
        self.ids.update(BTreeSet::clear);
        self.all.set(true);
    }

    fn clear(self) {
        self.ids.update(BTreeSet::clear);
        self.all.set(false);
    }

    /// The query of a page that asks about the selection.
    fn query(self, search: &str) -> String {
        let ids: Vec<RecordId> = self.ids.get().into_iter().collect();
        let ids = ("ids", join_record_ids(&ids));
        if self.all.get() {
            address("", &[ids, ("all", "1".to_owned()), ("q", search.to_owned())])
        } else {
            address("", &[ids])
        }
    }

    fn selection(self, search: &str) -> Selection {
        let ids = self.ids.get().into_iter().collect();
        if self.all.get() {
            Selection::View { search: search.to_owned(), except: ids }
        } else {
            Selection::Records(ids)
        }
    }
}

#[component]
fn Table(screen: Screen, selected: Selected) -> impl IntoView {
    let say = say();
    let Screen { object, offer, query, page } = screen;
    let base = format!("/{}", object.slug);
    let title = say.capital(object.names.many(say.0));
    let one = object.names.one(say.0).to_owned();
    let deleting = RwSignal::new(false);

    let head = view! {
        <Title text=title.clone() />
        <div class="head">
            <h1>{title.clone()}</h1>
            <span class="muted num">{say.number(page.total)}</span>
            <div class="end">
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
                            <a class="btn primary" href=format!("{base}/new")>
                                <Icon picture=Picture::Plus />
                                {say.new_record(&one)}
                            </a>
                        }
                    })}
            </div>
        </div>
        {(!query.search.is_empty())
            .then(|| {
                let cleared = IndexQuery {
                    search: String::new(),
                    cursor: None,
                    ..query.clone()
                };
                view! {
                    <div class="filters">
                        <span class="chip">{say.found_for(&query.search)}</span>
                        <a class="link" href=address(&base, &cleared.to_address(&object))>
                            {say.clear_search()}
                        </a>
                    </div>
                }
            })}
    };
    if page.rows.is_empty() {
        let empty = if query.search.is_empty() {
            let text = if offer.create { say.empty_text() } else { say.empty_read_only() };
            view! {
                <Empty
                    picture=Picture::Person
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
                    text=say.nothing_found_text().to_owned()
                >
                    <a class="btn" href=base.clone()>
                        {say.clear_search()}
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
    let select_all = if search.is_empty() { say.select_all(&what) } else { say.select_all_found(&what, &search) };
    let of_page = move || ids.read_value().iter().filter(|id| selected.has(**id)).count();
    let columns: Vec<(&'static str, String, SortBy)> = [
        Some(("", say.column_name().to_owned(), SortBy::Name)),
        object
            .key_property
            .as_deref()
            .and_then(|key| object.property(key))
            .map(|property| ("hide-s", property.label(say.0).to_owned(), SortBy::Key)),
    ]
    .into_iter()
    .flatten()
    .chain(
        object
            .properties
            .iter()
            .filter(|property| property.indexed)
            .map(|property| ("hide-s", property.label(say.0).to_owned(), SortBy::Property(property.key.clone()))),
    )
    .chain([
        ("hide-s", say.column_owner().to_owned(), SortBy::Owner),
        ("hide-s", say.column_created().to_owned(), SortBy::Created),
    ])
    .collect();
    let headers = columns
        .into_iter()
        .map(|(class, label, by)| {
            let here = query.sort.by == by;
            let sorted = here.then_some(if query.sort.descending { "descending" } else { "ascending" });
            let arrow = here.then_some(if query.sort.descending { " ↓" } else { " ↑" });
            let href = address(&base, &query.sorted_by(by).to_address(&object));
            view! {
                <th scope="col" class=class aria-sort=sorted>
                    <a href=href>{label} <span aria-hidden="true">{arrow}</span></a>
                </th>
            }
        })
        .collect_view();
    let (may_select, may_delete) = (offer.delete || offer.assign, offer.delete);
    let listed: Vec<String> =
        object.properties.iter().filter(|property| property.indexed).map(|property| property.key.clone()).collect();
    let rows = page
        .rows
        .into_iter()
        .map(|row| {
            view! {
                <Row
                    row=row
                    base=base.clone()
                    listed=listed.clone()
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
                                    &[("all", "1".to_owned()), ("q", search.clone())],
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
                                                format!("{base}/assign{}", selected.query(&search))
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
                        selection=Signal::derive(move || selected.selection(&found))
                        from_record=false
                    />
                }
            })}
    }
    .into_any()
}

#[component]
fn Row(row: RecordRow, base: String, listed: Vec<String>, may_select: bool, selected: Selected) -> impl IntoView {
    let say = say();
    let id = row.id;
    let on = move || selected.has(id);
    let key = row.key.clone();
    let cells = listed
        .iter()
        .map(|key| {
            let value = row.values.get(key).cloned().unwrap_or_else(|| say.none().to_owned());
            view! { <td class="hide-s">{value}</td> }
        })
        .collect_view();
    view! {
        <tr class:on=on>
            {may_select
                .then(|| {
                    view! {
                        <td class="c">
                            <input
                                type="checkbox"
                                name="ids"
                                value=id.to_string()
                                aria-label=say.select_row(&row.name)
                                prop:checked=on
                                on:change=move |event| {
                                    selected.tick(id, event_target_checked(&event));
                                }
                            />
                        </td>
                    }
                })} <td>
                <a class="who" href=format!("{base}/{id}")>
                    <Avatar name=row.name.clone() />
                    <span>{row.name.clone()} <small>{key.clone()}</small></span>
                </a>
            </td> <td class="hide-s">{key.unwrap_or_else(|| say.none().to_owned())}</td> {cells}
            <td class="hide-s">
                {row.owner.map_or_else(|| say.none().to_owned(), |owner| owner.name)}
            </td> <td class="hide-s num">
                <Moment at=row.created day=true />
            </td>
        </tr>
    }
}

type Pairs = Vec<(&'static str, String)>;

/// Which rows are shown, the ways to others, and how many to show.
#[component]
pub fn Pager(
    /// The path.
    base: String,
    /// The number of the first row.
    from: i64,
    /// The number of the last row.
    to: i64,
    /// Rows of the view.
    total: i64,
    /// The page before.
    previous: Option<Pairs>,
    /// The page after.
    next: Option<Pairs>,
    /// The sizes on offer, and whether each is the present one.
    sizes: Vec<(i64, Pairs, bool)>,
) -> impl IntoView {
    let say = say();
    let path = base.clone();
    let way = move |label: &'static str, pairs: Option<Pairs>| match pairs {
        Some(pairs) => view! {
            <a class="btn s" href=address(&path, &pairs)>
                {label}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="btn s off" aria-disabled="true">
                {label}
            </span>
        }
        .into_any(),
    };
    // A view can have changed under a link: the numbers never claim more than there is.
    let shown = say.rows_of(&say.number(from.min(total)), &say.number(to.min(total)), &say.number(total));
    view! {
        <nav class="pager" aria-label=say.pages()>
            <span class="num">{shown}</span>
            <span class="sizes">
                {say.rows_per_page()}
                {sizes
                    .into_iter()
                    .map(|(size, pairs, here)| {
                        view! {
                            <a
                                class="link num"
                                href=address(&base, &pairs)
                                aria-current=here.then_some("true")
                            >
                                {size}
                            </a>
                        }
                    })
                    .collect_view()}
            </span>
            <span class="end">{way(say.previous(), previous)} {way(say.next(), next)}</span>
        </nav>
    }
}
