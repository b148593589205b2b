//! The form of an object.

use super::{
    ADDRESS, param,
    parts::{Fields, wrong_note},
};
use crate::{
    api::settings::{GetObjectForm, ObjectForm},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Icon, Picture},
};
use domain::object::{ICONS, ObjectInput};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/objects/new`.
#[component]
pub fn NewObject() -> impl IntoView {
    show(load(|| Some(GetObjectForm { slug: None }), None), form)
}

/// `/settings/objects/contacts/edit`.
#[component]
pub fn EditObject() -> impl IntoView {
    let slug = param("slug");
    show(load(move || Some(GetObjectForm { slug: Some(slug.get()) }), None), form)
}

fn form(screen: ObjectForm) -> AnyView {
    let t = messages();
    let ObjectForm { object, input, errors } = screen;
    let fields = Fields { t, errors: &errors };
    let back = object.as_ref().map_or_else(|| ADDRESS.to_owned(), |object| format!("{ADDRESS}/{}", object.slug));
    let action = object.as_ref().map_or_else(|| format!("{ADDRESS}/new"), |_| format!("{back}/edit"));
    let title = match &object {
        Some(object) => t.change(&t.capital(object.names.plural(t.0))),
        None => t.object_new().to_owned(),
    };
    let one =
        fields.both(t.object_one(), None, ("singular_en", &input.singular_en), ("singular_it", &input.singular_it));
    let hint = Some(t.in_italian_hint());
    let many = fields.both(t.object_many(), hint, ("plural_en", &input.plural_en), ("plural_it", &input.plural_it));
    // The slug of a built-in object cannot be changed.
    let slug = object.as_ref().is_none_or(|object| !object.id.is_standard()).then(|| {
        let warning = object.is_some().then(|| t.object_slug_change());
        view! {
            <div>
                {fields.text("slug", t.object_slug().to_owned(), &input.slug, false)}
                <p class="hint">{t.object_slug_hint()} " " {warning}</p>
            </div>
        }
    });
    let new = object.is_none().then(|| of_a_new_one(t, &fields, &input));
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=action novalidate>
            <h1>{title}</h1>
            {wrong_note(t, &errors)}
            {one}
            {many}
            {slug}
            {icons(t, &fields, &input.icon)}
            {new}
            <footer>
                <a class="btn" href=back>
                    {t.cancel()}
                </a>
                <button class="btn primary">
                    {if object.is_some() { t.save() } else { t.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

fn icons(t: Messages, fields: &Fields<'_>, chosen: &str) -> AnyView {
    let chosen = if chosen.is_empty() { ICONS[0] } else { chosen };
    let choices = ICONS
        .map(|icon| {
            view! {
                <label title=t.icon_name(icon)>
                    <input
                        type="radio"
                        name="icon"
                        value=icon
                        checked=icon == chosen
                        aria-label=t.icon_name(icon)
                    />
                    <Icon picture=Picture::of_object(icon) />
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="icons">
            <legend>{t.object_icon()}</legend>
            {choices}
            {fields.error("icon")}
        </fieldset>
    }
    .into_any()
}

fn of_a_new_one(t: Messages, fields: &Fields<'_>, input: &ObjectInput) -> AnyView {
    let name = Some(t.object_name_hint());
    let code = Some(t.object_code_hint());
    view! {
        {fields
            .both(t.object_name(), name, ("name_en", &input.name_en), ("name_it", &input.name_it))}
        {fields
            .both(t.object_code(), code, ("code_en", &input.code_en), ("code_it", &input.code_it))}
        <div>{fields.tick("staged", t.object_staged(), input.staged)}</div>
        <p class="note">
            <Icon picture=Picture::Warning />
            {t.object_grants()}
        </p>
    }
    .into_any()
}
