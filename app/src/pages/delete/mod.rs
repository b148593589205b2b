//! The confirmation of a deletion, as a dialog and, without JavaScript, as a page.

mod confirm;

use crate::{
    api::operations::{DeleteScreen, PreviewDelete},
    i18n::messages,
    load::{load, navigate_full, show_while},
    ui::{Dialog, Loading, Toast, expect_toasts},
};
use confirm::{Confirm, Subject};
use domain::{
    object::ObjectNames,
    operation::{OperationState, Receipt, Selection, SelectionForm},
};
use leptos::prelude::*;

/// The dialog. After a deletion it closes, the page loads its data again, and a toast offers to undo it.
#[component]
pub fn DeleteDialog(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The slug of the object.
    slug: String,
    /// The names of the object.
    names: ObjectNames,
    /// The selection to delete.
    selection: Signal<Selection>,
    /// Whether it is on a record page, which requires no number.
    from_record: bool,
) -> impl IntoView {
    let t = messages();
    let toasts = expect_toasts();
    view! {
        <Dialog open=open labelled_by="delete-title">
            {
                let subject = Subject {
                    slug: slug.clone(),
                    names: names.clone(),
                    selection: SelectionForm::of(&selection.get_untracked()),
                    from_record,
                };
                let preview = {
                    let (slug, selection) = (subject.slug.clone(), subject.selection.selection());
                    load(
                        move || Some(PreviewDelete {
                            slug: slug.clone(),
                            selection: selection.clone(),
                            also: None,
                        }),
                        None,
                    )
                };
                let done = {
                    let subject = subject.clone();
                    Callback::new(move |receipt: Receipt| {
                        open.set(false);
                        if receipt.state != OperationState::Done {
                            toasts.changes.update(|changes| *changes += 1);
                            navigate_full(&format!("/operations/{}", receipt.operation));
                            return;
                        }
                        toasts
                            .show(Toast {
                                text: t
                                    .toast_deleted(
                                        &t.records_deleted(receipt.done, &subject.names),
                                        &t.date(receipt.until.date()),
                                    ),
                                operation: Some(receipt.operation),
                                undo: Some(subject.slug.clone()),
                                failed: false,
                            });
                    })
                };
                let fail = move |text: String| {
                    // The operation runs in the background; its page shows the progress.
                    view! {
                        <div class="body">
                            <h2 id="delete-title">{t.delete()}</h2>
                            <p role="alert">{text}</p>
                            <button type="button" class="btn" on:click=move |_| open.set(false)>
                                {t.close()}
                            </button>
                        </div>
                    }
                        .into_any()
                };
                show_while(
                    preview,
                    move |answer| match answer {
                        Ok(DeleteScreen { preview: Some(preview), erase, .. }) => {
                            view! {
                                <Confirm
                                    subject=subject.clone()
                                    preview=preview
                                    erase=erase
                                    problem=None
                                    cancel=Callback::new(move |()| open.set(false))
                                    done=done
                                />
                            }
                                .into_any()
                        }
                        Ok(_) => fail(t.nothing_selected().to_owned()),
                        Err(error) => fail(error.message(t)),
                    },
                    || Loading().into_any(),
                )
            }
        </Dialog>
    }
}

/// Page `/contacts/delete?ids=1,2`, for browsers without JavaScript; with `all=1`, for all records of a view except
/// those.
#[cfg(feature = "ssr")]
#[component]
pub fn Delete() -> impl IntoView {
    use super::{slug, source_page};
    use crate::{api::operations::DeleteQuery, load::show, query::use_query};

    let slug = slug();
    let query = use_query();
    let asked = move || query.get().read::<DeleteQuery>().unwrap_or_default();
    let ask = move || {
        let DeleteQuery { selection, also, .. } = asked();
        let also = (!also.is_empty()).then(|| also.split(',').map(str::to_owned).collect());
        Some(PreviewDelete { slug: slug.get(), selection: selection.selection(), also })
    };
    show(load(ask, None), move |DeleteScreen { names, preview, erase }| {
        let t = messages();
        let slug = slug.get_untracked();
        let DeleteQuery { selection, from, refused, .. } = untrack(asked);
        let back = source_page(&slug, &selection);
        let Some(preview) = preview else {
            return super::nothing_selected(&back, t.delete());
        };
        let problem = super::problem(t, &refused, preview.count);
        let subject = Subject { slug, names, selection, from_record: from == DeleteQuery::RECORD };
        view! {
            <leptos_meta::Title text=t.delete() />
            <div class="card narrow">
                <Confirm
                    subject=subject
                    preview=preview
                    erase=erase
                    problem=problem
                    back=back
                    reason=refused.reason
                    done=Callback::new(|_| ())
                />
            </div>
        }
        .into_any()
    })
}
