//! The form of a record: new, or edited.
//!
//! The rules of `domain` run here before anything is sent; the server runs them again. What stands in the form stays
//! there whatever the answer is.

use super::{record::field_label, slug};
use crate::{
    api::records::{FormScreen, GetForm, SaveOrder, SaveRecord},
    load::{load, send, show},
    ui::{Icon, Picture, expect_toasts},
    words::{Say, say},
};
use domain::{
    ids::RecordId,
    object::{FURTHER_KEYS, OWNER, Object, PropertyKind},
    record::{FieldError, Moved, NotSaved, Problem, RecordInput, TEXT_MAX, check},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate, hooks::use_params_map};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;

/// `/contacts/new`.
#[component]
pub fn New() -> impl IntoView {
    view! { <Page id=Signal::derive(|| Ok(None)) /> }
}

/// `/contacts/1/edit`.
#[component]
pub fn Edit() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.get().get("id").and_then(|id| id.parse::<RecordId>().ok()).map(Some).ok_or(());
    view! { <Page id=Signal::derive(id) /> }
}

#[component]
fn Page(
    /// The record; nothing for a new one, an error for an address that is none.
    id: Signal<Result<Option<RecordId>, ()>>,
) -> impl IntoView {
    let slug = slug();
    let ask = move || Some(GetForm { slug: slug.get(), id: id.get().ok()? });
    show(load(ask, None), move |screen| {
        let id = id.get_untracked().ok().flatten();
        view! { <Form id=id screen=screen /> }.into_any()
    })
}

/// The state of the form: the fields as typed, what is wrong with them, the version they start from.
#[derive(Clone, Copy)]
struct State {
    fields: RwSignal<BTreeMap<String, String>>,
    errors: RwSignal<Vec<FieldError>>,
    failure: RwSignal<Option<String>>,
    moved: RwSignal<Option<Moved>>,
    version: RwSignal<i64>,
    busy: RwSignal<bool>,
}

impl State {
    fn input(self) -> RecordInput {
        let mut values = self.fields.get_untracked();
        let further_keys = values.remove(FURTHER_KEYS).unwrap_or_default();
        let owner = values.remove(OWNER).unwrap_or_default();
        RecordInput { values, further_keys, owner }
    }

    fn set(self, key: &str, value: String) {
        self.fields.update(|fields| drop(fields.insert(key.to_owned(), value)));
    }

    /// Shows what is wrong and takes the person to the first of it.
    fn show(self, errors: Vec<FieldError>) {
        let first = errors.first().map(|error| format!("field-{}", error.field));
        self.errors.set(errors);
        if let Some(field) = first.and_then(|id| document().get_element_by_id(&id))
            && let Ok(field) = field.dyn_into::<web_sys::HtmlElement>()
        {
            // A field takes the focus; if it does not, the message is there all the same.
            let _ = field.focus();
        }
    }
}

#[component]
fn Form(id: Option<RecordId>, screen: FormScreen) -> impl IntoView {
    let say = say();
    let FormScreen { object, owners, input, editing } = screen;
    let mut fields = input.values;
    fields.insert(FURTHER_KEYS.to_owned(), input.further_keys);
    fields.insert(OWNER.to_owned(), input.owner);
    let state = State {
        fields: RwSignal::new(fields),
        errors: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        moved: RwSignal::new(None),
        version: RwSignal::new(editing.as_ref().map_or(0, |(_, version)| *version)),
        busy: RwSignal::new(false),
    };
    let title = match &editing {
        Some((name, _)) => say.edit_record(name),
        None => say.new_record(object.names.one(say.0)),
    };
    let base = format!("/{}", object.slug);
    let back = id.map_or_else(|| base.clone(), |id| format!("{base}/{id}"));
    let submit = {
        let (object, navigate, toasts) = (object.clone(), use_navigate(), expect_toasts());
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if state.busy.get_untracked() {
                return;
            }
            let input = state.input();
            state.failure.set(None);
            if let Err(errors) = check(&object, &input) {
                state.show(errors);
                return;
            }
            state.errors.set(Vec::new());
            state.busy.set(true);
            let order = SaveOrder {
                object: object.slug.clone(),
                editing: id.map(|id| (id, state.version.get_untracked())),
                input,
            };
            let (base, navigate) = (base.clone(), navigate.clone());
            spawn_local(async move {
                let saved = send(&SaveRecord { order }).await;
                state.busy.set(false);
                match saved {
                    Ok(Ok(id)) => {
                        toasts.changes.update(|changes| *changes += 1);
                        navigate(&format!("{base}/{id}"), NavigateOptions::default());
                    }
                    Ok(Err(NotSaved::Invalid(errors))) => state.show(errors),
                    Ok(Err(NotSaved::Moved(moved))) => state.moved.set(Some(*moved)),
                    Err(error) => state.failure.set(Some(error.message(say))),
                }
            });
        }
    };
    let inputs = object
        .properties
        .iter()
        .map(|property| {
            let kind = match property.kind {
                // Not `email`: the browser's own message would come before ours and in its own language.
                PropertyKind::Text | PropertyKind::Email => "text",
                PropertyKind::Phone => "tel",
            };
            let mode = (property.kind == PropertyKind::Email).then_some("email");
            let key = property.key.clone();
            let (get, set) = (key.clone(), key.clone());
            let field = view! {
                <input
                    id=format!("field-{key}")
                    type=kind
                    inputmode=mode
                    maxlength=TEXT_MAX
                    autocomplete="off"
                    aria-describedby=format!("error-{key}")
                    aria-invalid=invalid(state, key.clone())
                    value=state.fields.read_untracked().get(&key).cloned()
                    prop:value=move || state.fields.read().get(&get).cloned().unwrap_or_default()
                    on:input=move |event| state.set(&set, event_target_value(&event))
                />
            };
            labelled(say, &object, state, &key, property.label(say.0).to_owned(), field.into_any())
        })
        .collect_view();
    let further = view! {
        <textarea
            id=format!("field-{FURTHER_KEYS}")
            rows="2"
            aria-describedby=format!("error-{FURTHER_KEYS} hint-further")
            aria-invalid=invalid(state, FURTHER_KEYS.to_owned())
            prop:value=move || state.fields.read().get(FURTHER_KEYS).cloned().unwrap_or_default()
            on:input=move |event| state.set(FURTHER_KEYS, event_target_value(&event))
        >
            {state.fields.read_untracked().get(FURTHER_KEYS).cloned()}
        </textarea>
        <small id="hint-further" class="hint">
            {say.further_emails_hint()}
        </small>
    };
    let present = state.fields.read_untracked().get(OWNER).cloned().unwrap_or_default();
    let owner = view! {
        <select
            id=format!("field-{OWNER}")
            aria-describedby=format!("error-{OWNER}")
            on:change=move |event| state.set(OWNER, event_target_value(&event))
        >
            <option value="" selected=present.is_empty()>
                {say.nobody()}
            </option>
            {owners
                .into_iter()
                .map(|owner| {
                    let id = owner.id.to_string();
                    let here = id == present;
                    view! {
                        <option value=id selected=here>
                            {owner.name}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    };
    view! {
        <Title text=title.clone() />
        <form class="card form wide" novalidate on:submit=submit>
            <h1>{title}</h1>
            {move || {
                state
                    .failure
                    .get()
                    .map(|failure| {
                        view! {
                            <p class="note danger" role="alert">
                                <Icon picture=Picture::Warning />
                                {failure}
                            </p>
                        }
                    })
            }}
            {move || {
                (!state.errors.read().is_empty())
                    .then(|| {
                        view! {
                            <p class="note danger" role="alert">
                                <Icon picture=Picture::Warning />
                                {say.form_errors()}
                            </p>
                        }
                    })
            }}
            <Differences object=object.clone() state=state />
            <div class="grid">
                {inputs}
                {labelled(
                    say,
                    &object,
                    state,
                    FURTHER_KEYS,
                    say.further_emails().to_owned(),
                    further.into_any(),
                )}
                {labelled(
                    say,
                    &object,
                    state,
                    OWNER,
                    say.column_owner().to_owned(),
                    owner.into_any(),
                )}
            </div>
            <footer>
                <a class="btn" href=back>
                    {say.cancel()}
                </a>
                <button class="btn primary" disabled=move || state.busy.get()>
                    {move || match (state.busy.get(), id) {
                        (true, _) => say.saving(),
                        (false, Some(_)) => say.save(),
                        (false, None) => say.create(),
                    }}
                </button>
            </footer>
        </form>
    }
}

fn invalid(state: State, key: String) -> impl Fn() -> Option<&'static str> + Clone {
    move || state.errors.read().iter().any(|error| error.field == key).then_some("true")
}

/// A label, its field, and what is wrong with it.
fn labelled(say: Say, object: &Object, state: State, key: &str, label: String, field: AnyView) -> AnyView {
    let (id, slug, name) = (format!("field-{key}"), object.slug.clone(), key.to_owned());
    let errors = move || {
        let errors = state.errors.read();
        let mine = errors.iter().filter(|error| error.field == name);
        mine.map(|error| {
            let link = match &error.problem {
                Problem::KeyTaken { holder: Some((id, name)), .. } => Some(view! {
                    " "
                    <a href=format!("/{slug}/{id}")>{say.open_other(name)}</a>
                }),
                _ => None,
            };
            view! { <span>{say.problem(&error.problem)} {link}</span> }
        })
        .collect_view()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {field}
            <span class="error" id=format!("error-{key}")>
                {errors}
            </span>
        </div>
    }
    .into_any()
}

/// Both values of each field that somebody else changed meanwhile, for the person to choose from.
#[component]
fn Differences(object: Object, state: State) -> impl IntoView {
    let say = say();
    move || {
        state.moved.get().map(|moved| {
            // From here on the form stands on what is there now; saving again saves what is chosen.
            state.version.set(moved.current.version);
            let who = moved.by.as_ref().map_or_else(|| say.moved_somebody().to_owned(), |by| by.name.clone());
            let choices = moved
                .differences
                .into_iter()
                .map(|change| {
                    let label = field_label(say, &object, &change.field);
                    let nothing = || say.moved_no_value().to_owned();
                    let (theirs, mine) = (change.old.unwrap_or_default(), change.new.unwrap_or_default());
                    let shown = |value: &str| if value.is_empty() { nothing() } else { value.to_owned() };
                    let group = format!("moved-{}", change.field);
                    let radio = |value: String, text: String, on: bool| {
                        let field = change.field.clone();
                        view! {
                            <label class="radio">
                                <input
                                    type="radio"
                                    name=group.clone()
                                    checked=on
                                    on:change=move |_| state.set(&field, value.clone())
                                />
                                {text}
                            </label>
                        }
                    };
                    let texts = (say.moved_theirs(&shown(&theirs)), say.moved_mine(&shown(&mine)));
                    view! {
                        <fieldset>
                            <legend>{label}</legend>
                            {radio(theirs, texts.0, false)}
                            {radio(mine, texts.1, true)}
                        </fieldset>
                    }
                })
                .collect_view();
            view! {
                <section class="note warn moved" role="alert">
                    <b>{say.moved_title(&who)}</b>
                    <p>{say.moved_text()}</p>
                    {choices}
                </section>
            }
        })
    }
}
