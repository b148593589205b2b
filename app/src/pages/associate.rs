//! The page that associates a record with others. A plain form that leads back to the record.

use super::{address, slug};
use crate::{
    api::associations::{AssociateScreen, AssociationCandidates, LabelChoice, Offered},
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::{association::AT_ONCE, ids::RecordId};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/contacts/1/associate?to=companies`. With `pick=2` only that record is offered, and with `label=primary` that label is preselected.
#[component]
pub fn Associate() -> impl IntoView {
    let slug = slug();
    let params = use_params_map();
    let map = use_query();
    let record = move || params.get().get("id")?.parse::<RecordId>().ok();
    let ask = move || {
        let map = map.get();
        Some(AssociationCandidates {
            slug: slug.get(),
            id: record()?,
            to: map.get("to").unwrap_or_else(|| "companies".to_owned()),
            search: map.get("q").unwrap_or_default(),
            pick: map.get("pick").and_then(|pick| pick.parse().ok()),
            label: map.get("label"),
        })
    };
    show(load(ask, None), move |screen| {
        let record = untrack(record).map(|id| id.to_string()).unwrap_or_default();
        page(&slug.get_untracked(), &record, screen, &map.get_untracked())
    })
}

fn page(object: &str, record: &str, screen: AssociateScreen, map: &Query) -> AnyView {
    let t = messages();
    let AssociateScreen { name, slug, names, may_create, offers, more, labels } = screen;
    let (one, many) = (names.singular(t.0).to_owned(), names.plural(t.0).to_owned());
    let pick: Option<String> =
        map.get("pick").filter(|pick| offers.iter().any(|offer| offer.row.id.to_string() == *pick));
    let base = format!("/{object}/{record}");
    let title = t.associate_with(&name);
    let search = map.get("q").unwrap_or_default();
    let problem = match map.get("problem").as_deref() {
        Some("nothing") => Some(t.associate_nothing().to_owned()),
        Some("many") => Some(t.associate_too_many(AT_ONCE)),
        Some("one") => Some(t.associate_only_one().to_owned()),
        _ => None,
    };
    let none = offers.is_empty().then(|| view! { <p class="muted">{t.associate_none()}</p> });
    let offers = offers
        .into_iter()
        .filter(|offer| pick.is_none() || Some(offer.row.id.to_string()) == pick)
        .map(|offer| offered(t, offer, pick.is_some()))
        .collect_view();
    let labels = (!labels.is_empty()).then(|| label_choices(t, &name, labels));
    let found = t.capital(&t.associate_found(&many));
    let find = pick.is_none().then(|| {
        view! {
            <form class="filters" method="get" action=format!("{base}/associate")>
                <input type="hidden" name="to" value=slug.clone() />
                <label>
                    <span class="hidden">{t.quick_search(&many)}</span>
                    <input
                        type="search"
                        name="q"
                        maxlength="100"
                        placeholder=t.quick_search(&many)
                        value=search
                    />
                </label>
                <button class="btn small">{t.search_button()}</button>
                {may_create
                    .then(|| {
                        let href = address(&format!("/{slug}/new"), &[("with", record.to_owned())]);
                        view! {
                            <a class="link" rel="external" href=href>
                                {t.associate_create(&one)}
                            </a>
                        }
                    })}
            </form>
        }
    });
    view! {
        <Title text=title.clone() />
        <section class="card form wide associate">
            <h1>{title}</h1>
            <p class="muted">{t.associate_with_many(&many)}</p>
            {super::problem_note(problem)}
            {find}
            <form method="post" action="/api/associations/save">
                <input type="hidden" name="form[object]" value=object.to_owned() />
                <input type="hidden" name="form[record]" value=record.to_owned() />
                <input type="hidden" name="form[to]" value=slug.clone() />
                <fieldset>
                    <legend>{found}</legend>
                    {none}
                    {offers}
                    {(more && pick.is_none())
                        .then(|| view! { <p class="hint">{t.associate_more()}</p> })}
                </fieldset>
                {labels}
                <footer>
                    <a class="btn" href=base.clone() rel="external">
                        {t.cancel()}
                    </a>
                    <button class="btn primary">
                        {if pick.is_some() { t.save() } else { t.associate() }}
                    </button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

/// A record that can be selected; one that is associated already is edited on its own.
fn offered(t: Messages, Offered { row, linked }: Offered, picked: bool) -> AnyView {
    let labels = row.labels.into_iter().map(|label| view! { <span class="badge run">{label}</span> }).collect_view();
    let off = linked && !picked;
    view! {
        <label class="radio">
            <input
                type="checkbox"
                name="form[others][]"
                value=row.id.to_string()
                checked=picked
                disabled=off
            />
            <span>
                {row.name} " "
                {off.then(|| view! { <span class="badge">{t.associated_already()}</span> })} " "
                {labels} <small class="muted">" " {row.detail}</small>
            </span>
        </label>
    }
    .into_any()
}

fn label_choices(t: Messages, name: &str, labels: Vec<LabelChoice>) -> AnyView {
    let hints = labels
        .iter()
        .filter(|label| label.one)
        .map(|label| view! { <p class="hint">{t.labels_one_hint(&label.name)}</p> })
        .collect_view();
    let choices = labels
        .into_iter()
        .map(|label| {
            view! {
                <label class="radio">
                    <input
                        type="checkbox"
                        name="form[roles][]"
                        value=label.value
                        checked=label.ticked
                    />
                    {label.name}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>
                <Icon picture=Picture::Link />
                " "
                {t.labels_of(name)}
            </legend>
            {choices}
            <p class="hint">{t.labels_hint()}</p>
            {hints}
        </fieldset>
    }
    .into_any()
}
