//! The index of an object, as a table.

mod counted;
mod narrowed;
mod pager;
mod selected;
mod table;

pub use pager::Pager;

use super::{address, delete::DeleteDialog, query_pairs, slug};
use crate::{
    api::index::{Counted, Index as Screen, ListRecords},
    form::fields,
    i18n::messages,
    load::{load, show},
    ui::{Empty, Icon, Picture, Tabs, expect_toasts},
};
use counted::{Counts, Narrowing};
use domain::{ids::RecordId, view::Total};
use leptos::prelude::*;
use leptos_meta::Title;
use narrowed::Narrowed;
use selected::Selected;
use table::{col, head, row};

/// The number of columns from which the table scrolls horizontally.
const WIDE: usize = 7;

/// `/contacts` and the index of every other object.
#[component]
pub fn Index() -> impl IntoView {
    let slug = slug();
    let pairs = query_pairs(&["q", "f", "sort", "dir", "cols", "size", "after", "before"]);
    let toasts = expect_toasts();
    let ask = move || Some(ListRecords { slug: slug.get(), pairs: pairs.get() });
    let selected = Selected::new();
    let counts = Counts::new();
    Effect::new(move |before: Option<_>| {
        // A new search or filter shows other records, and records may have been deleted: the selection is cleared.
        let shown: Vec<_> = pairs.get().into_iter().filter(|(name, _)| name == "q" || name == "f").collect();
        let now = (slug.get(), shown, toasts.changes.get());
        if before.is_some_and(|before| before != now) {
            selected.clear();
        }
        now
    });
    show(load(ask, Some(toasts.changes)), move |screen: Screen| {
        let narrowing = Narrowing {
            slug: screen.slug.clone(),
            search: screen.search.clone(),
            filter: screen.filter.clone(),
            changes: toasts.changes.get_untracked(),
        };
        let page = Counted { total: screen.total, select_all: screen.select_all.clone() };
        let (total, select_all) = counts.of(narrowing, page, screen.pages.to);
        view! { <Table screen=screen selected=selected total=total select_all=select_all /> }.into_any()
    })
}

#[component]
fn Table(screen: Screen, selected: Selected, total: Signal<Total>, select_all: Signal<String>) -> impl IntoView {
    let t = messages();
    let Screen { slug, names, icon, offer, search, filter, chips, tabs, links, slow, heads, rows, pages, .. } = screen;
    let base = format!("/{slug}");
    let title = t.capital(names.plural(t.0));
    let one = names.singular(t.0).to_owned();
    let deleting = RwSignal::new(false);
    let (searching, filtered) = (!search.is_empty(), !filter.is_empty());

    let above = view! {
        <Title text=title.clone() />
        <div class="head">
            <h1>{title.clone()}</h1>
            <span class="muted num">{move || t.total(total.get())}</span>
            <div class="end">
                {links
                    .board
                    .map(|board| {
                        view! {
                            <nav class="row tabs" aria-label=t.shown_as()>
                                <a class="btn" href=base.clone() aria-current="page">
                                    <Icon picture=Picture::Lines />
                                    {t.as_table()}
                                </a>
                                <a class="btn" href=board rel="external">
                                    <Icon picture=Picture::Board />
                                    {t.as_board()}
                                </a>
                            </nav>
                        }
                    })} <a class="btn" href=links.filter rel="external">
                    <Icon picture=Picture::Funnel />
                    {t.filter_button()}
                </a> <a class="btn" href=links.columns rel="external">
                    <Icon picture=Picture::Columns />
                    {t.columns_button()}
                </a>
                {offer
                    .export
                    .then(|| {
                        view! {
                            <a
                                class="btn"
                                href=links.export
                                download=""
                                title=t.export_all()
                                rel="external"
                            >
                                <Icon picture=Picture::Export />
                                {t.export()}
                            </a>
                        }
                    })}
                {offer
                    .import
                    .then(|| {
                        view! {
                            <a
                                class="btn"
                                href=format!("/imports/new?object={slug}")
                                rel="external"
                            >
                                <Icon picture=Picture::Import />
                                {t.import()}
                            </a>
                        }
                    })}
                {offer
                    .create
                    .then(|| {
                        view! {
                            <a class="btn primary" href=format!("{base}/new") rel="external">
                                <Icon picture=Picture::Plus />
                                {t.new_record(&one)}
                            </a>
                        }
                    })}
            </div>
        </div>
        <Tabs label=t.views() tabs=tabs>
            <a href=links.views rel="external">
                <Icon picture=Picture::Plus />
                {t.view_keep()}
            </a>
        </Tabs>
        <Narrowed
            path=format!("/{slug}")
            many=names.plural(t.0).to_owned()
            search=search.clone()
            unsearched=links.unsearched
            kept=links.kept
            chips=chips
            slow=slow
        />
    };
    if rows.is_empty() {
        let empty = if !searching && !filtered {
            let text = if offer.create { t.empty_text() } else { t.empty_read_only() };
            view! { <Empty picture=Picture::of_object(&icon) title=t.none_of(&names) text=text.to_owned() /> }
                .into_any()
        } else {
            view! {
                <Empty
                    picture=Picture::Search
                    title=t.nothing_found().to_owned()
                    text=if filtered { t.nothing_filtered() } else { t.nothing_found_text() }
                        .to_owned()
                >
                    <a class="btn" href=base.clone()>
                        {if filtered { t.show_everything() } else { t.clear_search() }}
                    </a>
                </Empty>
            }
            .into_any()
        };
        return view! {
            {above}
            {empty}
        }
        .into_any();
    }

    let ids = StoredValue::new(rows.iter().map(|row| row.id).collect::<Vec<RecordId>>());
    let every = rows.len();
    let filter = StoredValue::new(filter);
    let of_page = move || ids.read_value().iter().filter(|id| selected.has(**id)).count();
    let (may_select, may_delete) = (offer.delete || offer.assign, offer.delete);
    let table_card = if heads.len() > WIDE || heads.iter().any(|head| head.width.is_some()) {
        "table-card scroll"
    } else {
        "table-card"
    };
    let rows = rows.into_iter().map(|shown| row(t, shown, &base, &icon, &heads, may_select, selected)).collect_view();
    let cols = heads.iter().map(col).collect_view();
    let heads = heads.into_iter().map(head).collect_view();
    let assign = if offer.assign {
        format!("<button class=\"btn small\" formaction=\"{base}/assign\">{}</button>", t.assign())
    } else {
        String::new()
    };
    // Without JavaScript, only the permitted actions are offered.
    let (delete, delete_all) = if may_delete {
        (
            format!("<button class=\"btn small danger-quiet\">{}</button>", t.delete_selected()),
            format!("<a class=\"link\" href=\"{}\">{}</a>", links.delete_all.replace('&', "&amp;"), t.delete_all()),
        )
    } else {
        Default::default()
    };
    let found = search.clone();
    view! {
        {above}
        <form
            class=table_card
            method="get"
            action=format!("{base}/delete")
            on:submit=move |event| {
                event.prevent_default();
                if selected.count(total.get_untracked().count) > 0 {
                    deleting.set(true);
                }
            }
        >
            {may_select
                .then(|| {
                    view! {
                        <noscript inner_html=format!(
                            "<div class=\"bar\">{delete} {assign} {delete_all}</div>",
                        )></noscript>
                        <div
                            class="bar"
                            aria-live="polite"
                            hidden=move || selected.count(total.get().count) == 0
                        >
                            <b class="num">{move || selected.told(t, total.get())}</b>
                            <button
                                type="button"
                                class="link"
                                hidden=move || {
                                    selected.all.get() || of_page() < every
                                        || i64::try_from(every)
                                            .is_ok_and(|every| every == total.get().count)
                                }
                                on:click=move |_| selected.select_all()
                            >
                                {move || select_all.get()}
                            </button>
                            <button type="button" class="link" on:click=move |_| selected.clear()>
                                {t.clear_selection()}
                            </button>
                            <span class="row">
                                {offer
                                    .assign
                                    .then(|| {
                                        let (base, search) = (base.clone(), search.clone());
                                        view! {
                                            <a
                                                class="btn small"
                                                rel="external"
                                                href=move || {
                                                    let form = selected.form(&search, &filter.read_value());
                                                    address(&format!("{base}/assign"), &fields(&form))
                                                }
                                            >
                                                {t.assign()}
                                            </a>
                                        }
                                    })}
                                {may_delete
                                    .then(|| {
                                        view! {
                                            <button class="btn small danger-quiet">
                                                <Icon picture=Picture::Trash />
                                                {t.delete()}
                                            </button>
                                        }
                                    })}
                            </span>
                        </div>
                    }
                })}
            <table>
                <caption class="hidden">{title}</caption>
                <colgroup>{may_select.then(|| view! { <col /> })} {cols}</colgroup>
                <thead>
                    <tr>
                        {may_select
                            .then(|| {
                                view! {
                                    <th class="tick">
                                        <input
                                            type="checkbox"
                                            aria-label=t.select_page()
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
                            })} {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </form>
        <Pager pages=pages total=total />
        {may_delete
            .then(|| {
                view! {
                    <DeleteDialog
                        open=deleting
                        slug=slug
                        names=names
                        selection=Signal::derive(move || {
                            selected.form(&found, &filter.read_value()).selection()
                        })
                        from_record=false
                    />
                }
            })}
    }
    .into_any()
}
