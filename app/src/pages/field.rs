//! A field of the sign-in and account forms, with the error message of its value.

use domain::password::{PASSWORD_MAX, PASSWORD_MIN};
use leptos::prelude::*;

/// A labelled input.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Its label.
    pub label: &'static str,
    /// The `type` attribute of its input.
    pub kind: &'static str,
    /// Its name in the form.
    pub name: &'static str,
    /// The `autocomplete` attribute of its input.
    pub complete: &'static str,
}

impl Asked {
    /// A password field. A field for a new password shows the required length.
    pub fn password(label: &'static str, name: &'static str, complete: &'static str) -> Self {
        Self { label, kind: "password", name, complete }
    }

    /// Renders the field with its value and its error message.
    pub fn show(self, value: Option<String>, wrong: Option<String>) -> impl IntoView + use<> {
        let Self { label, kind, name, complete } = self;
        let described = wrong.is_some().then(|| format!("wrong-{name}"));
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <input
                    type=kind
                    id=name
                    name=name
                    value=value
                    required
                    autocomplete=complete
                    minlength=(complete == "new-password").then_some(PASSWORD_MIN)
                    maxlength=PASSWORD_MAX
                    aria-invalid=wrong.is_some().then_some("true")
                    aria-describedby=described.clone()
                    autofocus=wrong.is_some()
                />
                {wrong
                    .map(|wrong| {
                        view! {
                            <span class="error" role="alert" id=described>
                                {wrong}
                            </span>
                        }
                    })}
            </div>
        }
    }
}
