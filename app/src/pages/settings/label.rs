//! The form of a label of associations.

use super::{
    ADDRESS, param,
    parts::{Fields, wrong_note},
};
use crate::{
    api::settings::{GetLabelForm, LabelForm, LabelOther},
    i18n::{Messages, messages},
    load::{load, show},
};
use domain::{association::End, object::Object};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/contacts/labels/new`.
#[component]
pub fn NewLabel() -> impl IntoView {
    let slug = param("slug");
    show(load(move || Some(GetLabelForm { slug: slug.get(), id: None }), None), form)
}

/// `/settings/objects/contacts/labels/1000`.
#[component]
pub fn EditLabel() -> impl IntoView {
    let (slug, id) = (param("slug"), param("id"));
    show(load(move || Some(GetLabelForm { slug: slug.get(), id: Some(id.get()) }), None), form)
}

fn form(screen: LabelForm) -> AnyView {
    let t = messages();
    let LabelForm { object, label, others, input, errors } = screen;
    let fields = Fields { t, errors: &errors };
    let back = format!("{ADDRESS}/{}", object.slug);
    let seen = label.as_ref().and_then(|(label, names)| Some((label, label.from_here(object.id)?, names)));
    let id = seen.map_or_else(|| "new".to_owned(), |(label, ..)| label.id.to_string());
    let title = match seen {
        Some((label, (end, _), _)) => t.change(label.name(end, t.0)),
        None => t.label_new().to_owned(),
    };
    let with = match seen {
        Some((.., names)) => view! { <p class="muted">{t.label_with(names.plural(t.0))}</p> }.into_any(),
        None => choice(t, &fields, &object, others, &input.other),
    };
    let name = fields.both(
        t.label_name(),
        Some(t.in_italian_hint()),
        ("name_en", &input.name_en),
        ("name_it", &input.name_it),
    );
    let other_way = fields.both(
        t.label_back(),
        Some(t.label_back_hint()),
        ("inverse_en", &input.inverse_en),
        ("inverse_it", &input.inverse_it),
    );
    let limit = match seen {
        Some((label, ..)) if label.id.is_standard() => hint(t.label_standard()),
        // A link between two records of one object has a direction, so both ends need a name.
        Some((_, (End::To, _), _)) => hint(t.label_one_later()),
        Some(_) => view! { <div>{one(&fields, input.one)}</div> }.into_any(),
        // The style sheet shows the one that matches the chosen object.
        None => view! {
            <div class="of-first">{one(&fields, input.one)}</div>
            <div class="of-later">{hint(t.label_one_later())}</div>
        }
        .into_any(),
    };
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=format!("{back}/labels/{id}") novalidate>
            <p class="crumbs">{t.capital(object.names.plural(t.0))}</p>
            <h1>{title}</h1>
            {wrong_note(t, &errors)}
            {with}
            {name}
            {other_way}
            {limit}
            <footer>
                <a class="btn" href=back.clone()>
                    {t.cancel()}
                </a>
                <button class="btn primary">
                    {if label.is_some() { t.save() } else { t.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

/// The objects that a new label can lead to. Objects that precede this one are marked.
fn choice(t: Messages, fields: &Fields<'_>, object: &Object, others: Vec<LabelOther>, chosen: &str) -> AnyView {
    let choices = others
        .into_iter()
        .map(|other| {
            let earlier = End::of(object.id, other.id) == Some(End::To);
            view! {
                <option
                    class=earlier.then_some("earlier")
                    value=other.slug.clone()
                    selected=other.slug == chosen
                >
                    {t.capital(other.names.plural(t.0))}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="field-other">{t.label_other()}</label>
            <select
                id="field-other"
                name="other"
                aria-describedby="error-other"
                aria-invalid=fields.invalid("other")
            >
                <option value="">{t.label_other_choose()}</option>
                {choices}
            </select>
            {fields.error("other")}
        </div>
    }
    .into_any()
}

fn one(fields: &Fields<'_>, ticked: bool) -> AnyView {
    let t = fields.t;
    view! {
        {fields.tick("one", t.label_one(), ticked)}
        {hint(t.label_one_hint())}
    }
    .into_any()
}

fn hint(text: &'static str) -> AnyView {
    view! { <p class="hint">{text}</p> }.into_any()
}
