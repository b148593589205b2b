//! The form that creates or edits a record. A plain page that answers its own form: the values that were sent are shown again
//! when one of them is invalid, or when the record was changed by another user meanwhile.

mod fields;

use super::slug;
use crate::{
    api::record_form::{FormScreen, GetForm},
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Picture},
};
use domain::{
    ids::RecordId,
    object::Object,
    record::{Change, Moved},
};
use fields::Fields;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/contacts/new`.
#[component]
pub fn New() -> impl IntoView {
    let map = use_query();
    let with = move || map.get().get("with").and_then(|with| with.parse::<RecordId>().ok());
    view! { <Page id=Signal::derive(|| Ok(None)) with=Signal::derive(with) /> }
}

/// `/contacts/1/edit`.
#[component]
pub fn Edit() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.get().get("id").and_then(|id| id.parse::<RecordId>().ok()).map(Some).ok_or(());
    view! { <Page id=Signal::derive(id) with=Signal::derive(|| None) /> }
}

#[component]
fn Page(
    /// The record to edit; `None` for a new one, an error for an address without a record.
    id: Signal<Result<Option<RecordId>, ()>>,
    /// The record that a new one will be associated with.
    with: Signal<Option<RecordId>>,
) -> impl IntoView {
    let slug = slug();
    let ask = move || Some(GetForm { slug: slug.get(), id: id.get().ok()?, with: with.get() });
    show(load(ask, None), move |screen| {
        let id = id.get_untracked().ok().flatten();
        form(id, screen)
    })
}

fn form(id: Option<RecordId>, screen: FormScreen) -> AnyView {
    let t = messages();
    let FormScreen { object, owners, input, editing, errors, moved, with, token } = screen;
    let title = match &editing {
        Some((name, _)) => t.edit_record(name),
        None => t.new_record(object.names.singular(t.0)),
    };
    let base = format!("/{}", object.slug);
    let page = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let action = if id.is_some() { format!("{page}/edit") } else { format!("{base}/new") };
    let back = with.as_ref().map_or(page, |with| with.address.clone());
    let with = with.map(|with| {
        view! {
            <p class="note">
                <Icon picture=Picture::Link />
                {t.will_be_linked(&with.name)}
            </p>
            <input type="hidden" name="with" value=with.id.to_string() />
        }
    });
    let version = editing.as_ref().map(|(_, version)| *version);
    let wrong = (!errors.is_empty()).then(|| {
        view! {
            <p class="note danger" role="alert">
                <Icon picture=Picture::Warning />
                {t.form_errors()}
            </p>
        }
    });
    view! {
        <Title text=title.clone() />
        <form class="card form wide" method="post" action=action novalidate>
            <h1>{title}</h1>
            {with}
            {wrong}
            {moved.map(|moved| differences(t, &object, moved))}
            {version
                .map(|version| {
                    view! { <input type="hidden" name="version" value=version.to_string() /> }
                })}
            {id.is_none().then(|| view! { <input type="hidden" name="token" value=token /> })}
            <Fields object=object input=input owners=owners errors=errors />
            <footer>
                <a class="btn" href=back rel="external">
                    {t.cancel()}
                </a>
                <button class="btn primary">
                    {if id.is_some() { t.save() } else { t.create() }}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

/// For each field that another user changed meanwhile, both values to choose from.
fn differences(t: Messages, object: &Object, moved: Moved) -> AnyView {
    let who = moved.by.as_ref().map_or_else(|| t.moved_somebody().to_owned(), |by| by.name.clone());
    let choices = moved
        .differences
        .into_iter()
        .map(|change| {
            let label = t.field_label(object, &change.field);
            let mut shown = [change.clone()];
            t.changes(object, &mut shown);
            let [Change { old: theirs, new: mine, .. }] = shown;
            let nothing = || t.moved_no_value().to_owned();
            let radio = |value: &'static str, text: String, on: bool| {
                view! {
                    <label class="radio">
                        <input
                            type="radio"
                            name=format!("keep.{}", change.field)
                            value=value
                            checked=on
                        />
                        {text}
                    </label>
                }
            };
            view! {
                <fieldset>
                    <legend>{label}</legend>
                    <input
                        type="hidden"
                        name=format!("theirs.{}", change.field)
                        value=change.old.clone().unwrap_or_default()
                    />
                    {radio("theirs", t.moved_theirs(&theirs.unwrap_or_else(nothing)), false)}
                    {radio("mine", t.moved_mine(&mine.unwrap_or_else(nothing)), true)}
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <section class="note warn moved" role="alert">
            <b>{t.moved_title(&who)}</b>
            <p>{t.moved_text()}</p>
            {choices}
        </section>
    }
    .into_any()
}
