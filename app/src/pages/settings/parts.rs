//! Components shared by the settings pages.

use crate::{
    i18n::Messages,
    ui::{Icon, Picture},
};
use domain::object::{DefineError, LABEL_MAX};
use leptos::prelude::*;

/// The message about the action on the previous page.
pub fn done_note(t: Messages, done: Option<&str>) -> Option<AnyView> {
    let text = match done? {
        "saved" => t.done_definition(),
        "archived" => t.done_archived(),
        "back" => t.done_back(),
        _ => return None,
    };
    let note = view! {
        <p class="note" role="status">
            <Icon picture=Picture::Tick />
            {text}
        </p>
    };
    Some(note.into_any())
}

/// The button that restores something archived.
pub fn back_form(t: Messages, slug: &str, part: &str, name: &str) -> AnyView {
    view! {
        <form method="post" action="/api/settings/unarchive">
            <input type="hidden" name="slug" value=slug.to_owned() />
            <input type="hidden" name="part" value=part.to_owned() />
            <button class="btn small" aria-label=t.bring_back_named(name)>
                <Icon picture=Picture::Undo />
                {t.bring_back()}
            </button>
        </form>
    }
    .into_any()
}

/// The summary at the top of a form with invalid fields.
pub fn wrong_note(t: Messages, errors: &[DefineError]) -> Option<AnyView> {
    (!errors.is_empty()).then(|| {
        view! {
            <p class="note danger" role="alert">
                <Icon picture=Picture::Warning />
                {t.form_errors()}
            </p>
        }
        .into_any()
    })
}

/// Renders the fields of a settings form with their error messages.
pub struct Fields<'a> {
    pub t: Messages,
    /// The problems of the form.
    pub errors: &'a [DefineError],
}

impl Fields<'_> {
    /// The error message of a field.
    pub fn error(&self, field: &str) -> AnyView {
        let mine = self.errors.iter().filter(|error| error.field == field);
        let texts = mine.map(|error| view! { <span>{self.t.define_problem(field, &error.problem)}</span> });
        view! {
            <span class="error" id=format!("error-{field}")>
                {texts.collect_view()}
            </span>
        }
        .into_any()
    }

    /// The `aria-invalid` attribute of a field.
    pub fn invalid(&self, field: &str) -> Option<&'static str> {
        self.errors.iter().any(|error| error.field == field).then_some("true")
    }

    /// A text input. `label` is shown above it; where it is `quiet`, only screen readers get it.
    pub fn text(&self, field: &str, label: String, value: &str, quiet: bool) -> AnyView {
        let first = self.errors.first().is_some_and(|error| error.field == field);
        let input = view! {
            <input
                id=format!("field-{field}")
                name=field.to_owned()
                value=value.to_owned()
                maxlength=LABEL_MAX
                autocomplete="off"
                autofocus=first
                aria-label=quiet.then(|| label.clone())
                aria-describedby=format!("error-{field}")
                aria-invalid=self.invalid(field)
            />
        };
        let label = (!quiet).then(|| view! { <label for=format!("field-{field}")>{label}</label> });
        view! { <div class="field">{label} {input} {self.error(field)}</div> }.into_any()
    }

    /// A check box with its error message.
    pub fn tick(&self, field: &'static str, label: &'static str, ticked: bool) -> AnyView {
        view! {
            <label class="radio">
                <input
                    type="checkbox"
                    name=field
                    value="1"
                    checked=ticked
                    aria-describedby=format!("error-{field}")
                    aria-invalid=self.invalid(field)
                />
                {label}
            </label>
            {self.error(field)}
        }
        .into_any()
    }

    /// A name in both languages.
    pub fn both(
        &self,
        legend: &'static str,
        hint: Option<&'static str>,
        en: (&str, &str),
        it: (&str, &str),
    ) -> AnyView {
        view! {
            <fieldset class="both">
                <legend>{legend}</legend>
                {self.text(en.0, self.t.in_english().to_owned(), en.1, false)}
                {self.text(it.0, self.t.in_italian().to_owned(), it.1, false)}
                {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            </fieldset>
        }
        .into_any()
    }

    /// The buttons that move a row up and down. They submit the form without saving it.
    pub fn movers(&self, place: usize, name: &str) -> AnyView {
        let button = |to: &str, picture: Picture, label: String| {
            view! {
                <button
                    class="btn ghost small"
                    name="act"
                    value=format!("{to}.{place}")
                    aria-label=label
                >
                    <Icon picture=picture />
                </button>
            }
        };
        view! {
            {button("up", Picture::Up, self.t.move_up(name))}
            {button("down", Picture::Down, self.t.move_down(name))}
        }
        .into_any()
    }
}

/// A hidden first submit button, so that Enter saves the form: browsers use the first submit button.
pub fn saves_on_enter() -> AnyView {
    view! { <button hidden name="act" value="save"></button> }.into_any()
}
