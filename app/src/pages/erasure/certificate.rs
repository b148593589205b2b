//! `/erasures/27`: the certificate of a permanent deletion, as a page to read and to print.

use super::{
    super::{problem_note, who},
    erase::explained,
    mentions::mention_rows,
};
use crate::{
    api::erasures::{AgainScreen, ErasureScreen, GetErasure},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Icon, Picture},
};
use domain::{
    ids::ErasureId,
    people::Person,
    privacy::{Certificate, CertificateView, CheckedPlace, ErasureState, Remainder, Remains, SecondScan},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/erasures/27`.
#[component]
pub fn Erasure() -> impl IntoView {
    let params = use_params_map();
    let ask = move || Some(GetErasure { id: params.get().get("id")?.parse::<ErasureId>().ok()? });
    show(load(ask, None), |screen| page(messages(), screen))
}

fn page(t: Messages, screen: ErasureScreen) -> AnyView {
    let ErasureScreen { id, state, parts, again } = screen;
    let title = t.erasure_title(&id.to_string());
    let note = match state {
        ErasureState::Complete => None,
        ErasureState::Running => Some(t.erasure_running_text()),
        ErasureState::Incomplete => Some(t.erasure_incomplete_text()),
    };
    let note = note.map(|text| {
        view! {
            <p class="note warn" role="status">
                <Icon picture=Picture::Warning />
                {text}
            </p>
        }
    });
    let again = again.map(|again| run_again(t, id, again));
    let parts = parts.into_iter().map(|part| certificate(t, part)).collect_view();
    view! {
        <Title text=title.clone() />
        <div class="paper">
            <div class="head">
                <div>
                    <p class="crumbs">
                        <a class="link" href="/erasures" rel="external">
                            {t.erasures()}
                        </a>
                    </p>
                    <h1>
                        {title} " " <span class=state_badge(state)>{t.erasure_state(state)}</span>
                    </h1>
                </div>
            </div>
            {note}
            {again}
            {parts}
        </div>
    }
    .into_any()
}

/// The classes of the badge of a state.
pub(super) fn state_badge(state: ErasureState) -> &'static str {
    match state {
        ErasureState::Complete => "badge ok",
        ErasureState::Running => "badge",
        ErasureState::Incomplete => "badge warn",
    }
}

/// The form that decides about what the second scan found, and runs the deletion again.
fn run_again(t: Messages, id: ErasureId, again: AgainScreen) -> AnyView {
    let AgainScreen { mentions, links, typed, problem } = again;
    let rows = (!mentions.is_empty()).then(|| {
        view! {
            <section class="impact">
                <h2>{t.erase_mentions()}</h2>
                {mention_rows(t, &mentions, links, &typed, problem.as_ref())}
            </section>
        }
    });
    view! {
        <form class="card form wide erase" method="post" action=format!("/erasures/{id}")>
            {problem_note(problem.as_ref().map(|problem| explained(t, problem)))}
            {rows}
            <footer>
                <button class="btn danger">{t.erasure_again()}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn certificate(t: Messages, view: CertificateView) -> AnyView {
    let Certificate { erasure, part, ordered_at, issued_at, basis, contacts, addresses, places, scan, remains, .. } =
        view.certificate.clone();
    let person =
        |person: Option<&Person>| person.map_or_else(|| t.certificate_user_gone().to_owned(), |by| who(Some(by)));
    let approved = view.certificate.approved_by.map(|_| person(view.approved_by.as_ref()));
    let number = if part > 1 {
        format!("{} · {}", t.certificate_no(&erasure.to_string()), t.certificate_part(&(part - 1).to_string()))
    } else {
        t.certificate_no(&erasure.to_string())
    };
    let facts = [
        (t.erasure_ordered(), Some(t.moment(ordered_at))),
        (t.erasure_issued(), Some(t.moment(issued_at))),
        (t.erasure_ordered_by(), Some(person(view.ordered_by.as_ref()))),
        (t.erasure_approved_by(), approved),
        (t.erase_basis(), Some(t.legal_basis(&basis))),
        (t.certificate_blocked(), Some(t.certificate_addresses(addresses))),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some(fact(name, value?)));
    let json = format!("/erasures/{erasure}/certificate.json?part={part}");
    view! {
        <article class="certificate" aria-labelledby=format!("certificate-{part}")>
            <header>
                <b>"Reprieve"</b>
                <div class="number">
                    <small>{t.certificate()}</small>
                    <b class="num">{number}</b>
                </div>
            </header>
            <h2 id=format!("certificate-{part}")>{t.certificate_title(contacts)}</h2>
            <p class="muted">{t.certificate_text()}</p>
            <dl class="facts">{facts.collect_view()}</dl>
            <h3>{t.certificate_places()}</h3>
            {checked(t, &places)}
            <h3>{t.certificate_scan()}</h3>
            {second_scan(t, &scan)}
            <h3>{t.certificate_remains()}</h3>
            {remaining(t, &remains)}
            <h3>{t.certificate_proof()}</h3>
            {proof(t, &view)}
            <footer>
                <a class="btn" href=json download>
                    <Icon picture=Picture::Export />
                    {t.certificate_json()}
                </a>
            </footer>
        </article>
    }
    .into_any()
}

/// An entry of a list of facts.
fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// A hash as a fact.
fn hash_fact(name: &'static str, hash: String) -> AnyView {
    fact(name, view! { <code>{hash}</code> })
}

fn checked(t: Messages, places: &[CheckedPlace]) -> impl IntoView + use<> {
    let sum = |of: fn(&CheckedPlace) -> i64| places.iter().map(of).sum::<i64>();
    let numbers = |numbers: [i64; 4]| {
        numbers
            .into_iter()
            .map(|number| {
                view! {
                    <td class="align-end num" class:muted=number == 0>
                        {t.number(number)}
                    </td>
                }
            })
            .collect_view()
    };
    let rows = places.iter().map(|place| {
        // A place stands for all that is in it, so its name is a plural.
        let name = t.capital(&t.place(place.place, 0));
        view! {
            <tr>
                <th scope="row">{name}</th>
                {numbers([place.found, place.erased, place.anonymised, place.remaining])}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let total = [sum(|p| p.found), sum(|p| p.erased), sum(|p| p.anonymised), sum(|p| p.remaining)];
    let heads = [t.certificate_found(), t.certificate_erased(), t.certificate_anonymised(), t.certificate_remaining()];
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.certificate_places()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.certificate_place()}</th>
                        {heads
                            .map(|head| {
                                view! {
                                    <th scope="col" class="align-end">
                                        {head}
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t.certificate_total()}</th>
                        {numbers(total)}
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

fn second_scan(t: Messages, scan: &SecondScan) -> impl IntoView + use<> {
    let places = t.listed_texts(&[t.certificate_columns(scan.columns), t.certificate_files(scan.files)]);
    let what: Vec<String> = [
        (scan.addresses > 0).then(|| t.certificate_addresses(scan.addresses)),
        (scan.phones > 0).then(|| t.certificate_phones(scan.phones)),
        (scan.names > 0).then(|| t.certificate_names(scan.names)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let left_out = (scan.left_out > 0).then(|| format!(" {}", t.certificate_left_out(scan.left_out)));
    let count = i64::try_from(scan.hits.len()).unwrap_or(i64::MAX);
    let found = if scan.hits.is_empty() {
        view! {
            <b class="ok">
                <Icon picture=Picture::Tick />
                {t.certificate_nothing()}
            </b>
        }
        .into_any()
    } else {
        view! {
            <b class="warn">
                <Icon picture=Picture::Warning />
                {t.certificate_hits(count)}
            </b>
        }
        .into_any()
    };
    let hits = scan.hits.iter().map(|hit| {
        view! {
            <li>
                <b>{t.number(hit.count)}</b>
                <span class="grow">{t.place(hit.place, hit.count)}</span>
                <small>
                    <code>{hit.column.clone()}</code>
                </small>
            </li>
        }
    });
    let hits = (!scan.hits.is_empty()).then(|| {
        view! {
            <div class="impact">
                <ul>{hits.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <p>{found} " " {t.certificate_scanned(&places, &t.listed_texts(&what))} {left_out}</p>
        {hits}
    }
}

fn remaining(t: Messages, remains: &[Remains]) -> AnyView {
    if remains.is_empty() {
        return view! { <p>{t.certificate_remains_nothing()}</p> }.into_any();
    }
    let rows = remains.iter().map(|Remains { what, count, until }| {
        let text = match what {
            Remainder::Mention(place, reason) => {
                let count = count.unwrap_or(1);
                let what = format!("{} {}", t.number(count), t.place(*place, count));
                t.certificate_kept(&what, reason.as_str())
            }
            Remainder::Account => t.certificate_account().to_owned(),
            Remainder::Definition => t.certificate_definition().to_owned(),
            Remainder::Identifiers => t.certificate_identifiers().to_owned(),
            Remainder::Unreachable(what) => t.unreachable(*what, *count),
        };
        let until = until.map_or_else(|| t.erase_no_limit().to_owned(), |date| t.certificate_until(&t.date(date)));
        view! {
            <li>
                <span class="grow">{text}</span>
                <small>{until}</small>
            </li>
        }
    });
    view! {
        <div class="impact">
            <ul>{rows.collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn proof(t: Messages, view: &CertificateView) -> AnyView {
    let freed = match view.freed_at {
        Some(at) => t.certificate_freed(&t.moment(at)),
        None => t.certificate_not_freed().to_owned(),
    };
    let mut facts = vec![hash_fact(t.certificate_document_hash(), view.hash.to_string())];
    match &view.seal {
        Some(seal) => facts.extend([
            fact(t.certificate_position(), t.number(seal.position)),
            hash_fact(t.certificate_event_hash(), seal.hash.clone()),
            hash_fact(t.certificate_previous(), seal.previous.clone()),
        ]),
        None => facts.push(fact(t.certificate_position(), t.certificate_unsealed())),
    }
    view! {
        <dl class="facts">{facts}</dl>
        <p class="muted">{freed}</p>
    }
    .into_any()
}
