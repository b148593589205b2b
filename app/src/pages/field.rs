//! A field of the forms of those who sign in, with what is wrong with what was typed into it.

use domain::password::{PASSWORD_MAX, PASSWORD_MIN};
use leptos::prelude::*;

/// What a field asks for.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// What it is called.
    pub label: &'static str,
    /// The kind of its input.
    pub kind: &'static str,
    /// Its name in the form.
    pub name: &'static str,
    /// What a browser may fill in.
    pub complete: &'static str,
}

impl Asked {
    /// A password: a new one says how long it must be.
    pub fn password(label: &'static str, name: &'static str, complete: &'static str) -> Self {
        Self { label, kind: "password", name, complete }
    }

    /// The field, with what stands in it and what is wrong with it.
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
