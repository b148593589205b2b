//! The index of operations: a plain page of filters, a chart and a table.

use super::{address, query_pairs, who};
use crate::{
    api::operations::{ListOperations, OperationsScreen},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Empty, Moment, Pager, Picture},
};
use domain::{
    operation::{
        CHART_DAYS, DayCount, OperationKind, OperationPage, OperationQuery, OperationRow, OperationState, Whose,
    },
    surface::Surface,
    time::Date,
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;

/// Page `/operations`.
#[component]
pub fn Operations() -> impl IntoView {
    let pairs = query_pairs(&["whose", "kind", "by", "object", "from", "to", "open", "after"]);
    show(load(move || Some(ListOperations { pairs: pairs.get() }), None), |OperationsScreen { query, page }| {
        let t = messages();
        let table = table(t, &query, &page);
        let next = page
            .next
            .map(|after| address("/operations", &OperationQuery { after: Some(after), ..query.clone() }.to_address()));
        let first = query
            .after
            .is_some()
            .then(|| address("/operations", &OperationQuery { after: None, ..query.clone() }.to_address()));
        let chart = page.today.map(|today| chart(t, &page.chart, today));
        view! {
            <Title text=t.operations() />
            <div class="head">
                <h1>{t.operations()}</h1>
                {page.may_see_everyone.then(|| tabs(t, &query))}
            </div>
            {filters(t, &query, &page)}
            {chart}
            {table}
            <Pager first=first next=next />
        }
        .into_any()
    })
}

fn tabs(t: Messages, query: &OperationQuery) -> impl IntoView + use<> {
    let tab = |whose: Whose, text: &'static str| {
        let by = if whose == Whose::Mine { None } else { query.by };
        let href = address("/operations", &OperationQuery { whose, by, after: None, ..query.clone() }.to_address());
        view! {
            <a class="btn small" href=href aria-current=(query.whose == whose).then_some("page")>
                {text}
            </a>
        }
    };
    view! {
        <nav class="end tabs" aria-label=t.whose()>
            {tab(Whose::Mine, t.whose_mine())}
            {tab(Whose::Everyone, t.whose_everyone())}
        </nav>
    }
}

fn filters(t: Messages, query: &OperationQuery, page: &OperationPage) -> impl IntoView + use<> {
    let everyone = query.whose == Whose::Everyone;
    let kinds = OperationKind::ALL
        .map(|kind| {
            view! {
                <option value=kind.tag() selected=query.kind == Some(kind)>
                    {t.kind(kind)}
                </option>
            }
        })
        .collect_view();
    let actors = page
        .actors
        .iter()
        .map(|person| {
            view! {
                <option value=person.id.to_string() selected=query.by == Some(person.id)>
                    {person.name.clone()}
                </option>
            }
        })
        .collect_view();
    let objects = page
        .objects
        .iter()
        .map(|(_, slug, names)| {
            view! {
                <option value=slug.clone() selected=query.object.as_ref() == Some(slug)>
                    {t.capital(names.plural(t.0))}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="filters" method="get" action="/operations">
            {everyone
                .then(|| view! { <input type="hidden" name="whose" value=query.whose.tag() /> })}
            <label>
                {t.filter_kind()} <select name="kind">
                    <option value="">{t.filter_any()}</option>
                    {kinds}
                </select>
            </label>
            {everyone
                .then(|| {
                    view! {
                        <label>
                            {t.filter_by()} <select name="by">
                                <option value="">{t.filter_anyone()}</option>
                                {actors}
                            </select>
                        </label>
                    }
                })}
            {(page.objects.len() > 1)
                .then(|| {
                    view! {
                        <label>
                            {t.filter_object()} <select name="object">
                                <option value="">{t.filter_any()}</option>
                                {objects}
                            </select>
                        </label>
                    }
                })}
            <label>
                {t.filter_from()} <input type="date" name="from" value=query.from.map(Date::iso) />
            </label>
            <label>
                {t.filter_to()} <input type="date" name="to" value=query.to.map(Date::iso) />
            </label>
            <label>
                <input type="checkbox" name="open" value="1" checked=query.open />
                {t.filter_open()}
            </label>
            <button class="btn small">{t.filter_apply()}</button>
            {query
                .is_filtered()
                .then(|| {
                    let plain = OperationQuery {
                        whose: query.whose,
                        ..OperationQuery::default()
                    };
                    view! {
                        <a class="link" href=address("/operations", &plain.to_address())>
                            {t.filter_clear()}
                        </a>
                    }
                })}
        </form>
    }
}

fn table(t: Messages, query: &OperationQuery, page: &OperationPage) -> AnyView {
    if page.rows.is_empty() {
        let (title, text) = if query.is_filtered() {
            (t.nothing_found(), t.no_operations_found_text())
        } else {
            (t.no_operations(), t.no_operations_text())
        };
        return view! { <Empty picture=Picture::Undo title=title.to_owned() text=text.to_owned() /> }.into_any();
    }
    let rows = page.rows.iter().map(|operation| row(t, operation)).collect_view();
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.operations()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.column_operation()}</th>
                        <th scope="col" class="align-end">
                            {t.column_records()}
                        </th>
                        <th scope="col">{t.column_state()}</th>
                        <th scope="col" class="hide-s">
                            {t.column_who()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.column_through()}
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

fn row(t: Messages, operation: &OperationRow) -> impl IntoView + use<> {
    let state = t.operation_state(operation.state);
    let tone = match operation.state {
        OperationState::Running => "badge run",
        OperationState::Waiting | OperationState::Paused | OperationState::Stopped => "badge warn",
        OperationState::Preparing | OperationState::Done | OperationState::Declined => "badge",
    };
    let records = if operation.state.has_ended() {
        t.number(operation.done)
    } else {
        t.progress_of(&t.number(operation.done + operation.skipped), &t.number(operation.total))
    };
    let skipped = (operation.skipped > 0).then(|| t.records_skipped(operation.skipped));
    let below = operation.undoes.map(|id| t.operation_undoes_other(id.0)).or_else(|| operation.reason.clone());
    view! {
        <tr>
            <td>
                <a class="who" href=format!("/operations/{}", operation.id)>
                    <span>{t.operation(operation.kind, operation.id)} <small>{below}</small></span>
                </a>
            </td>
            <td class="align-end num">{records} <small class="muted">" " {skipped}</small></td>
            <td class="fit">
                <span class=tone>{state}</span>
            </td>
            <td class="hide-s">{who(operation.by.as_ref())}</td>
            <td class="hide-s">{t.capital(t.surface(operation.surface))}</td>
            <td class="hide-s num">
                <Moment at=operation.at />
            </td>
        </tr>
    }
}

/// The height of the chart and the width of a day, in units of its drawing.
const HEIGHT: i64 = 72;
const DAY: i64 = 12;

/// A bar chart of deletions per day, stacked by surface.
pub(super) fn chart(t: Messages, counts: &[DayCount], today: Date) -> impl IntoView + use<> {
    let first = today.start().plus_days(1 - CHART_DAYS);
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    let mut surfaces: Vec<(Surface, i64)> = Vec::new();
    for count in counts {
        *days.entry(count.day).or_default() += count.records;
        match surfaces.iter_mut().find(|(surface, _)| *surface == count.surface) {
            Some((_, records)) => *records += count.records,
            None => surfaces.push((count.surface, count.records)),
        }
    }
    surfaces.sort_by_key(|(surface, _)| Surface::ALL.iter().position(|other| other == surface));
    let total: i64 = days.values().sum();
    let most = days.iter().max_by_key(|(_, records)| **records).map(|(day, records)| (*day, *records));
    let text = match most {
        Some((day, records)) if records > 0 => t.chart_text(&t.number(total), &t.number(records), &t.date(day)),
        _ => t.chart_none().to_owned(),
    };
    let most = most.map_or(1, |(_, records)| records.max(1));
    let place = |surface: Surface| surfaces.iter().position(|(other, _)| *other == surface).unwrap_or_default();
    let mut bottom: BTreeMap<Date, i64> = BTreeMap::new();
    let mut bars: Vec<&DayCount> = counts.iter().filter(|count| count.records > 0).collect();
    bars.sort_by_key(|count| (count.day, place(count.surface)));
    let bars = bars
        .into_iter()
        .map(|count| {
            let below = bottom.entry(count.day).or_default();
            let top = *below + count.records;
            // A bar is at least one unit high, so that small numbers remain visible beside the largest day.
            let (low, high) = (*below * HEIGHT / most, (top * HEIGHT / most).max(*below * HEIGHT / most + 1));
            *below = top;
            let x = count.day.start().seconds_since(first) / 86_400 * DAY;
            let said = format!("{}: {}, {}", t.date(count.day), t.number(count.records), t.surface(count.surface));
            view! {
                <rect
                    class=format!("part p{}", place(count.surface))
                    x=x + 1
                    y=HEIGHT - high
                    width=DAY - 2
                    height=high - low
                >
                    <title>{said}</title>
                </rect>
            }
        })
        .collect_view();
    let legend = surfaces
        .iter()
        .enumerate()
        .map(|(index, (surface, records))| {
            view! {
                <li>
                    <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                        <rect class=format!("part p{index}") width="10" height="10" rx="2"></rect>
                    </svg>
                    {t.capital(t.surface(*surface))}
                    <b class="num">{t.number(*records)}</b>
                </li>
            }
        })
        .collect_view();
    view! {
        <figure class="card chart">
            <figcaption>
                <b>{t.chart_title(CHART_DAYS)}</b>
                <span class="muted num">{text.clone()}</span>
            </figcaption>
            <svg
                class="bars"
                role="img"
                aria-label=text
                viewBox=format!("0 0 {} {}", CHART_DAYS * DAY, HEIGHT + 1)
                preserveAspectRatio="none"
            >
                <path class="ground" d=format!("M0 {HEIGHT}.5H{}", CHART_DAYS * DAY)></path>
                {bars}
            </svg>
            <p class="ends muted num">
                <span>{t.date(first.date())}</span>
                <span>{t.date(today)}</span>
            </p>
            <ul class="legend">{legend}</ul>
        </figure>
    }
}
