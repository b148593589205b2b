//! Toasts. An undo is never only in a toast: the page of the operation has it too (L85).

use super::{Icon, Picture};
use crate::i18n::messages;
use domain::ids::OperationId;
use leptos::prelude::*;

/// A message about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The text.
    pub text: String,
    /// The operation, which the toast links to.
    pub operation: Option<OperationId>,
    /// The slug of the object, where the operation can be undone.
    pub undo: Option<String>,
    /// Whether it reports a failure.
    pub failed: bool,
}

/// The toast of the page. A new one replaces it; it stays until dismissed.
#[derive(Clone, Copy)]
pub struct Toasts {
    current: RwSignal<Option<Toast>>,
    /// Counts changes of data: pages load again when it changes.
    pub changes: RwSignal<u64>,
}

impl Toasts {
    /// No toast.
    pub fn new() -> Self {
        Self { current: RwSignal::new(None), changes: RwSignal::new(0) }
    }

    /// Shows a toast about a change of data.
    pub fn show(&self, toast: Toast) {
        self.current.set(Some(toast));
        self.changes.update(|changes| *changes += 1);
    }

    /// Shows a failure.
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

/// The toasts of this page. Outside the layout they are not shown.
pub fn expect_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_default()
}
