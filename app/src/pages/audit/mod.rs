//! The audit log: filters, events with details, export, and the retention of events.

mod filters;

use super::{address, problem_note, query_pairs};
use crate::{
    api::audit::{AuditScreen, ListAudit},
    audit_format::{EventField, EventFormatter},
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Empty, Icon, Moment, Pager, Picture},
};
use domain::audit::{AUDIT_DAYS_MAX, AUDIT_DAYS_MIN, AuditPage, AuditQuery, AuditRow};
use filters::filters;
use leptos::prelude::*;
use leptos_meta::Title;

const ADDRESS: &str = "/settings/audit";
/// The number of characters shown of a hash; the `title` attribute has all of them.
const SEAL_SHOWN: usize = 12;

/// `/settings/audit`.
#[component]
pub fn Audit() -> impl IntoView {
    let pairs = query_pairs(&["by", "kind", "object", "from", "to", "address", "after"]);
    let map = use_query();
    show(load(move || Some(ListAudit { pairs: pairs.get() }), None), move |screen| {
        let t = messages();
        let AuditScreen { query, page, days, may_keep } = screen;
        let at = |after| address(ADDRESS, &AuditQuery { after, ..query.clone() }.to_address());
        let first = query.after.is_some().then(|| at(None));
        let next = page.next.map(|next| at(Some(next)));
        let file = address(&format!("{ADDRESS}.csv"), &AuditQuery { after: None, ..query.clone() }.to_address());
        view! {
            <Title text=t.audit() />
            <div class="head">
                <h1>{t.audit()}</h1>
                <div class="end">
                    <a class="btn" href=file download="">
                        <Icon picture=Picture::Export />
                        {t.audit_download()}
                    </a>
                </div>
            </div>
            <p class="muted measure audit-text">{t.audit_text()}</p>
            {filters(t, &query, &page.names)}
            {events(t, &page)}
            <Pager first=first next=next />
            {kept(t, days, may_keep, &map.get_untracked())}
        }
        .into_any()
    })
}

fn events(t: Messages, page: &AuditPage) -> AnyView {
    if page.rows.is_empty() {
        let (title, text) = (t.audit_none().to_owned(), t.audit_none_text().to_owned());
        return view! { <Empty picture=Picture::Search title=title text=text /> }.into_any();
    }
    let formatter = EventFormatter::new(t, &page.names);
    let rows = page.rows.iter().map(|row| event(t, formatter, row)).collect_view();
    view! {
        <div class="table-card audit">
            <table>
                <caption class="hidden">{t.audit()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.audit_what()}</th>
                        <th scope="col" class="hide-s">
                            {t.column_who()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.audit_address()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.column_when()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn event(t: Messages, formatter: EventFormatter<'_>, row: &AuditRow) -> impl IntoView + use<> {
    let who = formatter.who(row);
    let address = row.address.clone().unwrap_or_default();
    let fields = formatter
        .fields(row)
        .into_iter()
        .map(|EventField { label, text, href }| {
            let text = match href {
                Some(href) => view! {
                    <a class="link" href=href rel="external">
                        {text}
                    </a>
                }
                .into_any(),
                None => text.into_any(),
            };
            view! {
                <dt>{label}</dt>
                <dd>{text}</dd>
            }
        })
        .collect_view();
    let from = row.address.clone().map(|address| {
        view! {
            <dt>{t.audit_address()}</dt>
            <dd>{address}</dd>
        }
    });
    let seal = match &row.seal {
        Some(seal) => {
            let short: String = seal.chars().take(SEAL_SHOWN).collect();
            view! { <code title=seal.clone()>{short}"…"</code> }.into_any()
        }
        None => t.audit_unsealed().into_any(),
    };
    view! {
        <tr id=format!("event-{}", row.id)>
            <td class="what">
                <details>
                    <summary>
                        {formatter.headline(row)}
                        <small class="muted">{who.clone()}" · "<Moment at=row.at /></small>
                    </summary>
                    <dl class="uses">
                        {fields} <dt>{t.column_who()}</dt> <dd>{who.clone()}</dd> {from}
                        <dt>{t.audit_number()}</dt> <dd class="num">{row.id}</dd>
                        <dt>{t.audit_seal()}</dt> <dd>{seal}</dd>
                    </dl>
                </details>
            </td>
            <td class="hide-s">{who}</td>
            <td class="hide-s num">{address}</td>
            <td class="hide-s num">
                <Moment at=row.at />
            </td>
        </tr>
    }
}

/// The form for the retention of events, for users who may change it.
fn kept(t: Messages, days: i64, may_keep: bool, map: &Query) -> AnyView {
    if !may_keep {
        return view! { <p class="muted audit-text">{t.audit_days_now(&t.number(days))}</p> }.into_any();
    }
    let wrong = map.get("wrong");
    let problem = wrong.is_some().then(|| t.retention_wrong(AUDIT_DAYS_MIN, AUDIT_DAYS_MAX));
    let invalid = wrong.is_some().then_some("true");
    let value = wrong.unwrap_or_else(|| days.to_string());
    let saved = map.get("saved").map(|_| {
        view! {
            <p class="note" role="status">
                <Icon picture=Picture::Tick />
                {t.audit_days_saved()}
            </p>
        }
    });
    view! {
        <form class="card form" id="kept" method="post" action="/api/audit/keep">
            <h2>{t.audit_days_title()}</h2>
            {saved}
            {problem_note(problem)}
            <label class="field">
                <span>{t.audit_days()}</span>
                <input
                    name="days"
                    value=value
                    inputmode="numeric"
                    required
                    autocomplete="off"
                    aria-invalid=invalid
                    aria-describedby="kept-hint"
                />
            </label>
            <p class="hint" id="kept-hint">
                {t.audit_days_hint(AUDIT_DAYS_MIN, AUDIT_DAYS_MAX)}
            </p>
            <footer>
                <button class="btn primary">{t.save()}</button>
            </footer>
        </form>
    }
    .into_any()
}
