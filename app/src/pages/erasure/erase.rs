//! `/contacts/1/erase`: what a permanent deletion does, the decisions about mentions, and its confirmation. A plain page
//! that answers its own form.

use super::{
    super::{problem_note, slug},
    mentions::mention_rows,
};
use crate::{
    api::erasures::{EraseProblem, EraseScreen, EraseTyped, GetErasePage, MentionLink, field},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Icon, Picture},
};
use domain::{
    ids::RecordId,
    operation::REASON_MAX,
    privacy::{Confirmation, EraseRefused, ErasurePreview, LegalBasisKind, PlaceCount},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/contacts/1/erase`.
#[component]
pub fn Erase() -> impl IntoView {
    let slug = slug();
    let params = use_params_map();
    let ask = move || Some(GetErasePage { slug: slug.get(), id: params.get().get("id")?.parse::<RecordId>().ok()? });
    show(load(ask, None), |screen| page(messages(), screen))
}

fn page(t: Messages, screen: EraseScreen) -> AnyView {
    let EraseScreen { address, may_export, preview, links, held, typed, problem } = screen;
    let title = t.erase_title(&preview.name);
    let blocked = !preview.held.is_empty() || !preview.running_imports.is_empty();
    let confirm = (!blocked).then(|| confirm(t, &preview, &typed, problem.as_ref()));
    let button = (!blocked).then(|| {
        view! {
            <button class="btn danger">
                <Icon picture=Picture::Trash />
                {t.erase()}
            </button>
        }
    });
    view! {
        <Title text=t.erase() />
        <form class="card form wide erase" method="post" action=format!("{address}/erase")>
            <h1>{title}</h1>
            <p class="muted">{t.erase_text()}</p>
            {problem_note(problem.as_ref().map(|problem| explained(t, problem)))}
            {may_export.then(|| export(t, &address))}
            {holds(t, &preview, held)}
            {erased(t, &preview)}
            {anonymised(t, &preview)}
            {mentions(t, &preview, links, &typed, problem.as_ref())}
            {unreachable(t, &preview)}
            {confirm}
            <input type="hidden" name=field::RECORDS value=preview.records />
            <input type="hidden" name=field::TOKEN value=preview.token />
            <footer>
                <a class="btn" href=address.clone()>
                    {t.cancel()}
                </a>
                {button}
            </footer>
        </form>
    }
    .into_any()
}

/// Links to a copy of everything about the person, which cannot be made afterwards.
fn export(t: Messages, address: &str) -> impl IntoView + use<> {
    view! {
        <p class="note">
            <Icon picture=Picture::Export />
            <span>
                {t.person_export()} " "
                <a class="link" href=format!("{address}/person.json") download>
                    "JSON"
                </a> " " <a class="link" href=format!("{address}/person.csv") download>
                    "CSV"
                </a>
            </span>
        </p>
    }
}

/// The message above the fields. A problem of one field is explained at the field.
pub(super) fn explained(t: Messages, problem: &EraseProblem) -> String {
    match problem {
        EraseProblem::NoBasis | EraseProblem::Until(_) => t.erase_refused().to_owned(),
        EraseProblem::Refused(refused) => match refused {
            EraseRefused::Undecided(_) => t.erase_undecided().to_owned(),
            EraseRefused::Changed(count) => t.erase_changed(*count),
            EraseRefused::Held(_) => t.erase_held().to_owned(),
            EraseRefused::ImportRunning(_) => t.erase_importing().to_owned(),
            EraseRefused::Typed | EraseRefused::Basis(_) | EraseRefused::Reason(..) | EraseRefused::CannotDelete(_) => {
                t.erase_refused().to_owned()
            }
        },
    }
}

/// The holds and the running imports that prevent the deletion.
fn holds(t: Messages, preview: &ErasurePreview, links: Vec<MentionLink>) -> AnyView {
    let held = preview.held.iter().zip(links).map(|(held, link)| {
        if held.name.is_empty() {
            return view! { <li>{t.erase_held_unseen()}</li> }.into_any();
        }
        view! {
            <li>
                <a class="link" href=link.href>
                    {held.name.clone()}
                </a>
                ": "
                {held.reason.clone()}
            </li>
        }
        .into_any()
    });
    let held = (!preview.held.is_empty()).then(|| {
        view! {
            <div class="note warn">
                <Icon picture=Picture::Lock />
                <div>{t.erase_held()} <ul>{held.collect_view()}</ul></div>
            </div>
        }
    });
    let importing = (!preview.running_imports.is_empty()).then(|| {
        let imports = preview.running_imports.iter().map(|id| {
            let (href, number) = (format!("/imports/{id}"), id.to_string());
            view! {
                " "
                <a class="link" href=href>
                    {number}
                </a>
            }
        });
        view! {
            <p class="note warn">
                <Icon picture=Picture::Import />
                <span>{t.erase_importing()} {imports.collect_view()}</span>
            </p>
        }
    });
    view! {
        {held}
        {importing}
    }
    .into_any()
}

fn erased(t: Messages, preview: &ErasurePreview) -> impl IntoView + use<> {
    let mut rows: Vec<(i64, String)> = counts(t, &preview.erased);
    if preview.addresses > 0 {
        rows.push((preview.addresses, t.erase_blocked(preview.addresses)));
    }
    let rows = rows.into_iter().map(|(count, what)| {
        view! {
            <li>
                <b>{t.number(count)}</b>
                <span>{what}</span>
            </li>
        }
    });
    view! {
        <section class="impact">
            <h2>{t.erase_erased()}</h2>
            <ul class="places">{rows.collect_view()}</ul>
        </section>
    }
}

fn counts(t: Messages, places: &[PlaceCount]) -> Vec<(i64, String)> {
    places.iter().map(|place| (place.count, t.place(place.place, place.count))).collect()
}

fn anonymised(t: Messages, preview: &ErasurePreview) -> impl IntoView + use<> {
    (!preview.anonymised.is_empty()).then(|| {
        let rows = counts(t, &preview.anonymised).into_iter().map(|(count, what)| {
            view! {
                <li>
                    <b>{t.number(count)}</b>
                    <span>{what}</span>
                </li>
            }
        });
        view! {
            <section class="impact">
                <h2>{t.erase_stays()}</h2>
                <ul>{rows.collect_view()}</ul>
                <p class="muted">{t.erase_stays_note()}</p>
            </section>
        }
    })
}

fn mentions(
    t: Messages,
    preview: &ErasurePreview,
    links: Vec<MentionLink>,
    typed: &EraseTyped,
    problem: Option<&EraseProblem>,
) -> impl IntoView + use<> {
    let body = if preview.mentions.is_empty() {
        view! { <p class="muted">{t.erase_no_mentions()}</p> }.into_any()
    } else {
        mention_rows(t, &preview.mentions, links, typed, problem)
    };
    let unseen = (preview.unseen_mentions > 0).then(|| {
        view! { <p>{t.erase_unseen(preview.unseen_mentions)}</p> }
    });
    view! {
        <section class="impact">
            <h2>{t.erase_mentions()}</h2>
            {body}
            {unseen}
        </section>
    }
}

fn unreachable(t: Messages, preview: &ErasurePreview) -> impl IntoView + use<> {
    (!preview.unreachable.is_empty()).then(|| {
        let rows = preview.unreachable.iter().map(|(what, count, until)| {
            let until =
                until.map_or_else(|| t.erase_no_limit().to_owned(), |until| t.certificate_until(&t.date(until.date())));
            view! {
                <li>
                    <span class="grow">{t.unreachable(*what, *count)}</span>
                    <small>{until}</small>
                </li>
            }
        });
        view! {
            <section class="impact">
                <h2>{t.erase_unreachable()}</h2>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
    })
}

/// The legal basis and the text that confirms the deletion.
fn confirm(t: Messages, preview: &ErasurePreview, typed: &EraseTyped, problem: Option<&EraseProblem>) -> AnyView {
    let basis = LegalBasisKind::ALL.into_iter().map(|kind| {
        view! {
            <option value=kind.tag() selected=typed.basis == kind.tag()>
                {t.legal_basis_kind(kind)}
            </option>
        }
    });
    let no_basis = matches!(problem, Some(EraseProblem::NoBasis));
    let words = match problem {
        Some(EraseProblem::Refused(EraseRefused::Basis(why))) => Some(t.statement_problem(*why)),
        _ => None,
    };
    let wrong = matches!(problem, Some(EraseProblem::Refused(EraseRefused::Typed)));
    let (label, kind) = match &preview.confirmation {
        Confirmation::Address(address) => (t.erase_type_address(address), "email"),
        Confirmation::Name(name) => (t.erase_type_name(name), "text"),
    };
    view! {
        <div class="grid">
            <label class="field">
                <span>{t.erase_basis()}</span>
                <select
                    name=field::BASIS
                    required
                    aria-invalid=no_basis.then_some("true")
                    aria-describedby=no_basis.then_some("error-basis")
                >
                    <option value="">{t.erase_basis_choose()}</option>
                    {basis.collect_view()}
                </select>
                {no_basis
                    .then(|| {
                        view! {
                            <span class="error" id="error-basis">
                                {t.erase_basis_missing()}
                            </span>
                        }
                    })}
            </label>
            <label class="field">
                <span>{t.erase_basis_other()}</span>
                <input
                    name=field::BASIS_TEXT
                    value=typed.basis_text.clone()
                    maxlength=REASON_MAX
                    autocomplete="off"
                    aria-invalid=words.map(|_| "true")
                    aria-describedby=if words.is_some() {
                        "basis-hint error-words"
                    } else {
                        "basis-hint"
                    }
                />
                <span class="hint" id="basis-hint">
                    {t.erase_basis_hint()}
                </span>
                {words
                    .map(|text| {
                        view! {
                            <span class="error" id="error-words">
                                {text}
                            </span>
                        }
                    })}
            </label>
        </div>
        <label class="field">
            <span>{label}</span>
            <input
                name=field::TYPED
                value=typed.confirmation.clone()
                inputmode=kind
                required
                autocomplete="off"
                spellcheck="false"
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then_some("error-typed")
            />
            {wrong
                .then(|| {
                    view! {
                        <span class="error" id="error-typed">
                            {t.erase_typed_wrong()}
                        </span>
                    }
                })}
        </label>
        <p class="note">
            <Icon picture=Picture::Lock />
            {t.erase_next()}
        </p>
    }
    .into_any()
}
