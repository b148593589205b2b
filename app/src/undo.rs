//! Undo of a deletion, from a toast, a row of the trash or the banner of a record.

use crate::{
    api::operations::{RestoreForm, RestoreRecords, TrashForm},
    error::AppError,
    i18n::messages,
    load::{navigate_full, send_form},
    ui::{Toast, Toasts},
};
use domain::operation::{OperationState, RestoreRefused};
use leptos::{prelude::*, task::spawn_local};

/// Restores what the operation of a toast deleted.
pub(crate) fn undo_toast(toasts: Toasts, toast: &Toast) {
    let t = messages();
    let form = RestoreForm {
        object: toast.undo.clone().unwrap_or_default(),
        set: toast.operation.map(TrashForm::deletion).unwrap_or_default(),
        undo: true,
        ..RestoreForm::default()
    };
    undo(toasts, form, move |count| t.toast_restored(&t.number(count)));
}

/// Restores records and shows a toast with the text of `done`, which takes the number of records. Conflicts lead to the
/// restore page.
pub(crate) fn undo(toasts: Toasts, form: RestoreForm, done: impl Fn(i64) -> String + 'static) {
    let t = messages();
    spawn_local(async move {
        let ask = RestoreRecords { form };
        match send_form(&ask).await {
            // A large restore runs in the background: its page shows the progress.
            Ok(Ok(receipt)) if receipt.state != OperationState::Done => {
                toasts.changes.update(|changes| *changes += 1);
                navigate_full(&format!("/operations/{}", receipt.operation));
            }
            Ok(Ok(receipt)) => {
                let text = done(receipt.done);
                toasts.show(Toast { text, operation: Some(receipt.operation), undo: None, failed: false });
            }
            Ok(Err(RestoreRefused::Conflicts(_))) => navigate_full(&ask.form.address("")),
            Ok(Err(RestoreRefused::Nothing)) => toasts.fail(t.nothing_to_restore().to_owned()),
            Err(AppError::NotFound) => toasts.fail(t.undo_not_possible().to_owned()),
            Err(error) => toasts.fail(error.message(t)),
        }
    });
}
