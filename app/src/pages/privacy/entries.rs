//! The table of the blocklist. An entry shows no address: the database has none.

use crate::{
    api::privacy::PRIVACY,
    i18n::Messages,
    pages::who,
    ui::{Empty, Moment, Pager, Picture},
    url::address,
};
use domain::privacy::{BLOCKLIST_COUNTED, BlockEntry, BlocklistPage};
use leptos::prelude::*;

pub(super) fn entries(t: Messages, page: &BlocklistPage, history: bool, later: bool) -> AnyView {
    let count =
        if page.count > BLOCKLIST_COUNTED { format!("{}+", t.number(BLOCKLIST_COUNTED)) } else { t.number(page.count) };
    let shown = |history: bool| if history { vec![("show", "history".to_owned())] } else { Vec::new() };
    let at = |before: Option<String>| {
        let query: Vec<_> = shown(history).into_iter().chain(before.map(|id| ("before", id))).collect();
        format!("{}#blocklist", address(PRIVACY, &query))
    };
    let last = page.entries.last().map(|entry| entry.id.to_string());
    let next = last.filter(|_| page.more).map(|id| at(Some(id)));
    let toggle = format!("{}#blocklist", address(PRIVACY, &shown(!history)));
    let body = if page.entries.is_empty() {
        view! {
            <Empty
                picture=Picture::Lock
                title=t.blocklist_empty().to_owned()
                text=t.blocklist_empty_text().to_owned()
            />
        }
        .into_any()
    } else {
        table(t, &page.entries, history)
    };
    view! {
        <section class="card" id="blocklist" aria-labelledby="blocklist-title">
            <header>
                <h2 id="blocklist-title">{t.blocklist()} " " <span class="badge">{count}</span></h2>
                <a class="btn small ghost" href=toggle>
                    {if history { t.blocklist_now() } else { t.blocklist_history() }}
                </a>
            </header>
            {body}
            <Pager first=later.then(|| at(None)) next=next />
        </section>
    }
    .into_any()
}

fn table(t: Messages, entries: &[BlockEntry], history: bool) -> AnyView {
    let rows = entries.iter().map(|entry| row(t, entry, history)).collect_view();
    view! {
        <table>
            <caption class="hidden">{t.blocklist()}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.block_hash()}</th>
                    <th scope="col" class="fit">
                        {t.block_since()}
                    </th>
                    <th scope="col" class="hide-s">
                        {t.block_by()}
                    </th>
                    <th scope="col" class="hide-s">
                        {t.block_erasure()}
                    </th>
                    <th scope="col" class="hide-s">
                        {t.block_reason()}
                    </th>
                    {history
                        .then(|| {
                            view! {
                                <th scope="col" class="hide-s">
                                    {t.block_lifted()}
                                </th>
                            }
                        })}
                    <th scope="col" class="align-end">
                        <span class="hidden">{t.actions()}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(t: Messages, entry: &BlockEntry, history: bool) -> impl IntoView + use<> {
    let lifted = entry.lift.as_ref().map(|lift| view! { <Moment at=lift.at day=true /> });
    let link = if entry.lift.is_some() { t.open_entry() } else { t.lift_link() };
    view! {
        <tr>
            <td>
                <code id=format!("block-{}", entry.id)>{entry.hash.clone()} "…"</code>
            </td>
            <td class="num fit">
                <Moment at=entry.at day=true />
            </td>
            <td class="hide-s">{who(entry.by.as_ref())}</td>
            <td class="hide-s num">
                {match entry.erasure {
                    Some(erasure) => {
                        view! {
                            <a class="link" href=format!("/erasures/{erasure}") rel="external">
                                {erasure.to_string()}
                            </a>
                        }
                            .into_any()
                    }
                    None => "—".into_any(),
                }}
            </td>
            <td class="hide-s">{reason(t, entry)}</td>
            {history.then(|| view! { <td class="hide-s num">{lifted}</td> })}
            <td class="align-end">
                <a
                    class="link"
                    href=format!("{PRIVACY}/blocklist/{}", entry.id)
                    aria-describedby=format!("block-{}", entry.id)
                >
                    {link}
                </a>
            </td>
        </tr>
    }
}

/// Why an address was blocked.
pub(super) fn reason(t: Messages, entry: &BlockEntry) -> String {
    entry.reason.clone().unwrap_or_else(|| {
        if entry.erasure.is_some() { t.block_of_erasure().to_owned() } else { t.block_of_ledger().to_owned() }
    })
}
