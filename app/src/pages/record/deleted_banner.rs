//! The banner above a deleted record: who deleted it, when, and how to restore it.

use crate::{
    api::operations::{RestoreForm, RestoreRecords, TrashForm},
    form::hidden,
    i18n::messages,
    pages::who,
    ui::{Icon, Picture, Toasts, expect_toasts},
    undo::undo,
};
use domain::{object::Object, record::Tombstone};
use leptos::prelude::*;

/// The banner above a deleted record.
#[component]
pub(super) fn DeletedBanner(
    object: Object,
    tombstone: Tombstone,
    /// The hold on the record, if there is one.
    held: bool,
    /// Whether the viewer may put it on hold or release it.
    may_hold: bool,
    /// Whether the viewer may delete it permanently.
    may_erase: bool,
) -> impl IntoView {
    let t = messages();
    let toasts: Toasts = expect_toasts();
    let id = tombstone.record.id;
    let name = tombstone.record.name.clone();
    let slug = object.slug.clone();
    let form = RestoreForm { object: slug.clone(), set: TrashForm::records(vec![id]), ..RestoreForm::default() };
    let ask = RestoreRecords { form: form.clone() };
    let restore = {
        let name = name.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let name = name.clone();
            undo(toasts, form.clone(), move |_| t.toast_restored(&name));
        }
    };
    let text = t.tombstone_text(&who(tombstone.by.as_ref()), &t.moment(tombstone.at), t.surface(tombstone.surface));
    view! {
        <section class="grave">
            <Icon picture=Picture::Trash />
            <div>
                <b>{t.tombstone_title(&name)}</b>
                <p>
                    {text} " "
                    {if held {
                        t.hold_days().to_owned()
                    } else {
                        format!("{}.", t.days_left(tombstone.days_left))
                    }} " "
                    {operation_link(
                        t.deletion_number(tombstone.operation.0),
                        tombstone.operation.0,
                    )}
                </p>
            </div>
            {may_hold
                .then(|| {
                    view! {
                        <a class="btn" rel="external" href=format!("/{slug}/{id}/hold")>
                            <Icon picture=Picture::Lock />
                            {if held { t.hold_release_item() } else { t.hold_put_item() }}
                        </a>
                    }
                })}
            {may_erase
                .then(|| {
                    view! {
                        <a class="btn" rel="external" href=format!("/{slug}/{id}/erase")>
                            {t.erase_item()}
                        </a>
                    }
                })}
            {tombstone
                .may_restore
                .then(|| {
                    view! {
                        <form method="post" action="/api/operations/restore" on:submit=restore>
                            {hidden(&ask)}
                            <button class="btn primary">
                                <Icon picture=Picture::Undo />
                                {t.restore()}
                            </button>
                        </form>
                    }
                })}
        </section>
    }
}

fn operation_link(text: String, id: i64) -> impl IntoView {
    view! {
        <a class="link" rel="external" href=format!("/operations/{id}")>
            {text}
        </a>
    }
}
