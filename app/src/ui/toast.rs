//! What just happened. Never the only place of an undo: the page of the operation keeps it (L85).

use super::{Icon, Picture};
use crate::i18n::messages;
use domain::ids::OperationId;
use leptos::prelude::*;

/// What to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What happened.
    pub text: String,
    /// The operation that did it.
    pub operation: Option<OperationId>,
    /// Whether it can be undone: the object it was done to.
    pub undo: Option<String>,
    /// Whether it tells of a failure.
    pub failed: bool,
}

/// Where pages put their toasts; a later one takes the place of the one before. It stays until dismissed.
#[derive(Clone, Copy)]
pub struct Toasts {
    current: RwSignal<Option<Toast>>,
    /// Counts changes of data that pages should show: they read it where they load.
    pub changes: RwSignal<u64>,
}

impl Toasts {
    /// Nothing to say yet.
    pub fn new() -> Self {
        Self { current: RwSignal::new(None), changes: RwSignal::new(0) }
    }

    /// Says something about data that changed.
    pub fn show(&self, toast: Toast) {
        self.current.set(Some(toast));
        self.changes.update(|changes| *changes += 1);
    }

    /// Says that something failed.
    pub fn fail(&self, text: String) {
        self.current.set(Some(Toast { text, operation: None, undo: None, failed: true }));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// The region of the toasts, once in the layout. Screen readers announce its changes politely.
#[component]
pub fn ToastRegion(
    /// Undoes the operation of a toast.
    on_undo: fn(Toasts, &Toast),
) -> impl IntoView {
    let t = messages();
    let toasts = expect_toasts();
    view! {
        <div class="toasts" role="status">
            {move || {
                toasts
                    .current
                    .get()
                    .map(|toast| {
                        let undoable = toast.clone();
                        view! {
                            <div class="toast" class:failed=toast.failed>
                                <span>{toast.text.clone()}</span>
                                {toast
                                    .undo
                                    .is_some()
                                    .then(|| {
                                        view! {
                                            <button
                                                type="button"
                                                on:click=move |_| on_undo(toasts, &undoable)
                                            >
                                                {t.undo()}
                                            </button>
                                        }
                                    })}
                                {toast
                                    .operation
                                    .map(|id| {
                                        view! {
                                            <a rel="external" href=format!("/operations/{id}")>
                                                {t.details()}
                                            </a>
                                        }
                                    })}
                                <button
                                    type="button"
                                    class="close"
                                    aria-label=t.dismiss()
                                    on:click=move |_| toasts.current.set(None)
                                >
                                    <Icon picture=Picture::Cross />
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

/// The toasts of this page; a page outside the layout has its own, which nobody sees.
pub fn expect_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_default()
}
