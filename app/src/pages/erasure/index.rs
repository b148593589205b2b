//! `/erasures`: permanent deletions, latest first, with a search by number or e-mail address.

use super::{super::who, certificate::state_badge};
use crate::{
    api::erasures::{ErasuresScreen, ListErasures, field},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Empty, Moment, Pager, Picture},
    url::address,
};
use domain::privacy::{ErasurePage, ErasureRow};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/erasures`.
#[component]
pub fn Erasures() -> impl IntoView {
    let query = use_query();
    let ask = move || Some(ListErasures { before: query.get().get("before").and_then(|before| before.parse().ok()) });
    show(load(ask, None), move |screen| page(messages(), screen, query.get_untracked().get("before").is_some()))
}

fn page(t: Messages, screen: ErasuresScreen, later: bool) -> AnyView {
    let ErasuresScreen { page: ErasurePage { rows, more, total }, searched } = screen;
    let next = rows.last().filter(|_| more).map(|last| address("/erasures", &[("before", last.id.to_string())]));
    let body = if rows.is_empty() {
        let title = if searched.is_some() { t.erasures_not_found() } else { t.erasures_none() };
        view! { <Empty picture=Picture::Lock title=title.to_owned() text=t.erasures_text().to_owned() /> }.into_any()
    } else {
        table(t, rows)
    };
    view! {
        <Title text=t.erasures() />
        <div class="head">
            <h1>{t.erasures()} " " <span class="badge">{t.number(total)}</span></h1>
        </div>
        <p class="muted measure audit-text">{t.erasures_text()}</p>
        <form class="filters" method="post" action="/erasures" role="search">
            <label>
                {t.erasures_search()}
                <input
                    name=field::SEARCH
                    value=searched
                    autocomplete="off"
                    aria-describedby="search-hint"
                />
            </label>
            <button class="btn small">{t.search_button()}</button>
            <span class="hint" id="search-hint">
                {t.erasures_search_hint()}
            </span>
        </form>
        {body}
        <Pager first=later.then(|| "/erasures".to_owned()) next=next />
    }
    .into_any()
}

fn table(t: Messages, rows: Vec<ErasureRow>) -> AnyView {
    let rows = rows.into_iter().map(|row| {
        let href = format!("/erasures/{}", row.id);
        view! {
            <tr>
                <td class="num fit">
                    <a class="link" href=href rel="external">
                        {row.id.to_string()}
                    </a>
                </td>
                <td>
                    <Moment at=row.at />
                </td>
                <td class="hide-s">{who(row.by.as_ref())}</td>
                <td class="hide-s">{t.legal_basis(&row.basis)}</td>
                <td class="align-end num hide-s">{t.number(row.contacts)}</td>
                <td class="fit">
                    <span class=state_badge(row.state)>{t.erasure_state(row.state)}</span>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.erasures()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.erasure_number()}</th>
                        <th scope="col">{t.erasure_ordered()}</th>
                        <th scope="col" class="hide-s">
                            {t.erasure_ordered_by()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.erase_basis()}
                        </th>
                        <th scope="col" class="align-end hide-s">
                            {t.erasure_contacts()}
                        </th>
                        <th scope="col">{t.erasure_result()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
