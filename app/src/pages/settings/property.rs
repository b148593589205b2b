//! The form of a property.

use super::{
    ADDRESS, param,
    parts::{Fields, saves_on_enter, wrong_note},
};
use crate::{
    api::settings::{GetPropertyForm, PropertyForm},
    i18n::{Messages, messages},
    load::{load, show},
};
use domain::object::{OptionInput, PropertyKind};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/contacts/properties/new`.
#[component]
pub fn NewProperty() -> impl IntoView {
    let slug = param("slug");
    show(load(move || Some(GetPropertyForm { slug: slug.get(), key: None }), None), form)
}

/// `/settings/objects/contacts/properties/phone`.
#[component]
pub fn EditProperty() -> impl IntoView {
    let (slug, key) = (param("slug"), param("key"));
    show(load(move || Some(GetPropertyForm { slug: slug.get(), key: Some(key.get()) }), None), form)
}

fn form(screen: PropertyForm) -> AnyView {
    let t = messages();
    let PropertyForm { object, key, input, errors } = screen;
    let fields = Fields { t, errors: &errors };
    let back = format!("{ADDRESS}/{}", object.slug);
    let action = format!("{back}/properties/{}", key.as_deref().unwrap_or("new"));
    let known = key.as_ref().and_then(|key| object.property(key));
    let title = known.map_or_else(|| t.property_new().to_owned(), |property| t.change(property.label(t.0)));
    let kinds = PropertyKind::ALL
        .map(|kind| {
            view! {
                <option value=kind.tag() selected=kind.tag() == input.kind>
                    {t.property_kind_name(kind)}
                </option>
            }
        })
        .collect_view();
    let label = fields.both(
        t.property_label(),
        Some(t.in_italian_hint()),
        ("label_en", &input.label_en),
        ("label_it", &input.label_it),
    );
    let kind_hint = known.map(|_| view! { <p class="hint">{t.property_kind_hint()}</p> });
    let indexed = known.is_none_or(|property| !object.is_key(&property.key));
    let unique = object.may_choose_unique(key.as_deref()).then(|| {
        view! {
            <div>
                {fields.tick("unique", t.property_unique(), input.unique)}
                <p class="hint">{t.property_unique_hint()}</p>
            </div>
        }
    });
    let uses = key.as_ref().filter(|_| errors.iter().any(|error| error.problem.is_of_records())).map(|key| {
        view! {
            <p>
                <a class="link" href=format!("/{}?f={key}.known.", object.slug)>
                    {t.property_uses(object.names.plural(t.0))}
                </a>
            </p>
        }
    });
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=action novalidate>
            {saves_on_enter()}
            <p class="crumbs">{t.capital(object.names.plural(t.0))}</p>
            <h1>{title}</h1>
            {wrong_note(t, &errors)}
            {label}
            <div>
                <div class="field">
                    <label for="field-kind">{t.property_kind()}</label>
                    <select
                        id="field-kind"
                        name="kind"
                        aria-describedby="error-kind"
                        aria-invalid=fields.invalid("kind")
                    >
                        {kinds}
                    </select>
                    {fields.error("kind")}
                </div>
                {kind_hint}
            </div>
            <div>
                {fields.tick("required", t.property_required(), input.required)}
                {fields.tick("listed", t.property_listed(), input.listed)}
                {indexed.then(|| fields.tick("indexed", t.property_indexed(), input.indexed))}
            </div>
            {unique}
            {uses}
            {options(t, &fields, &back, key.as_deref(), input.options)}
            <footer>
                <a class="btn" href=back.clone()>
                    {t.cancel()}
                </a>
                <button class="btn primary" name="act" value="save">
                    {if key.is_some() { t.save() } else { t.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

/// The options, used by the types that have a choice; the style sheet hides them for other types.
fn options(t: Messages, fields: &Fields<'_>, base: &str, key: Option<&str>, options: Vec<OptionInput>) -> AnyView {
    let rows = options
        .into_iter()
        .enumerate()
        .map(|(place, option)| {
            let number = t.row_option(&t.number(i64::try_from(place + 1).unwrap_or_default()));
            let name = if option.en.is_empty() { number } else { option.en.clone() };
            let archive = key.filter(|_| !option.tag.is_empty()).map(|key| {
                view! {
                    <a
                        class="btn ghost small"
                        href=format!("{base}/archive?part=option.{key}.{}", option.tag)
                        aria-label=t.archive_named(&name)
                    >
                        {t.archive()}
                    </a>
                }
            });
            view! {
                <li>
                    <input type="hidden" name=format!("option.{place}.tag") value=option.tag />
                    {fields
                        .text(
                            &format!("option.{place}.en"),
                            format!("{name}: {}", t.in_english()),
                            &option.en,
                            true,
                        )}
                    {fields
                        .text(
                            &format!("option.{place}.it"),
                            format!("{name}: {}", t.in_italian()),
                            &option.it,
                            true,
                        )}
                    <span class="acts">{archive} {fields.movers(place, &name)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="rows choices-of" id="options">
            <legend>{t.property_options()}</legend>
            <p class="columns" aria-hidden="true">
                <span>{t.in_english()}</span>
                <span>{t.in_italian()}</span>
            </p>
            <ol>{rows}</ol>
            {fields.error("options")}
            <p class="hint">{t.property_options_hint()}</p>
            <button class="btn small" name="act" value="more">
                {t.rows_more()}
            </button>
        </fieldset>
    }
    .into_any()
}
