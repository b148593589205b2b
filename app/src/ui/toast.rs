//! What just happened. Never the only place of an undo: the page of the operation keeps it (L85).

use super::{Icon, Picture};
use crate::{
    api::operations::{RestoreForm, RestoreRecords},
    error::AppError,
    i18n::messages,
    load::{leave_for, send_form},
};
use domain::{
    ids::OperationId,
    operation::{OperationState, RestoreRefused},
};
use leptos::{prelude::*, task::spawn_local};

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

/// Undoes a deletion: says so, or goes to the page of the dry run where something must be decided first.
pub fn undo(toasts: Toasts, form: RestoreForm, done: impl Fn(i64) -> String + 'static) {
    let t = messages();
    spawn_local(async move {
        match send_form::<RestoreRecords>(&form.fields()).await {
            // It goes on by itself; its page shows how far it is.
            Ok(Ok(receipt)) if receipt.state != OperationState::Done => {
                toasts.changes.update(|changes| *changes += 1);
                leave_for(&format!("/operations/{}", receipt.operation));
            }
            Ok(Ok(receipt)) => {
                let text = done(receipt.done);
                toasts.show(Toast { text, operation: Some(receipt.operation), undo: None, failed: false });
            }
            Ok(Err(RestoreRefused::Conflicts(_))) => leave_for(&form.address("")),
            Ok(Err(RestoreRefused::Nothing)) => toasts.fail(t.nothing_to_restore().to_owned()),
            Err(AppError::NotFound) => toasts.fail(t.undo_not_possible().to_owned()),
            Err(error) => toasts.fail(error.message(t)),
        }
    });
}

/// The place of the toasts, once in the layout. Screen readers are told politely.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let t = messages();
    let toasts = expect_toasts();
    let undo_click = move |toast: &Toast| {
        let form = RestoreForm {
            object: toast.undo.clone().unwrap_or_default(),
            operation: toast.operation.map(|id| id.to_string()),
            undo: true,
            ..RestoreForm::default()
        };
        undo(toasts, form, move |count| t.toast_restored(&t.number(count)));
    };
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
                                                on:click=move |_| undo_click(&undoable)
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
