//! The form that confirms a deletion: its effect, the associated records to include, and the number to type.

use crate::{
    api::operations::{DeleteForm, DeleteRecords, DeleteScreen, EraseOffer, PreviewDelete, PreviewRef},
    form::{field_name, hidden},
    i18n::{Messages, messages},
    load::{self, send_form},
    pages::{hydrated, impact::Impact, some_names},
    ui::{Icon, Picture},
};
use domain::{
    object::ObjectNames,
    operation::{Difference, OrderRefused, Preview, REASON_MAX, Receipt, SelectionForm},
};
use leptos::{html, prelude::*, task::spawn_local};

/// The selection that the form deletes.
#[derive(Clone)]
pub(super) struct Subject {
    /// The slug of the object.
    pub slug: String,
    pub names: ObjectNames,
    pub selection: SelectionForm,
    /// Whether the form is on the page of the selected record.
    pub from_record: bool,
}

impl Subject {
    /// The localized number of records.
    pub fn count(&self, t: Messages, count: i64) -> String {
        t.counted(count, &self.names)
    }

    /// The localized number of records, together with the associated records to delete.
    fn whole(&self, t: Messages, preview: &Preview) -> String {
        let also = preview.cascade.iter();
        let also = also.map(|also| t.counted(also.count, &also.names));
        std::iter::once(self.count(t, preview.own())).chain(also).collect::<Vec<_>>().join(" + ")
    }
}

/// The form: the effect of the deletion, the number to type, and the button.
#[component]
pub(super) fn Confirm(
    /// The selection to delete.
    subject: Subject,
    /// The dry run of the deletion.
    preview: Preview,
    /// Whether the record page offers to delete it permanently instead.
    erase: EraseOffer,
    /// The reason why the form was refused before.
    problem: Option<String>,
    /// The action of the cancel button; `None` if it is a link.
    #[prop(optional)]
    cancel: Option<Callback<()>>,
    /// The address of the cancel link.
    #[prop(optional, into)]
    back: Option<String>,
    /// The reason that was typed before the refusal.
    #[prop(optional)]
    reason: String,
    /// Called with the receipt of the deletion.
    done: Callback<Receipt>,
) -> impl IntoView {
    let t = messages();
    let preview = RwSignal::new(preview);
    let problem = RwSignal::new(problem);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let hydrated = hydrated();
    let number = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(number) = number.get() {
            // The input is not in the document before the next frame, so it cannot take the focus yet.
            request_animation_frame(move || drop(number.focus()));
        }
    });
    let also = RwSignal::new(preview.read_untracked().cascade.iter().map(|also| also.slug.clone()).collect::<Vec<_>>());
    // A record page requires no number unless associated records are deleted too.
    let from_record = subject.from_record;
    let unasked = move || from_record && also.read().is_empty();
    let matches =
        move || unasked() || typed.read().trim().replace(['.', ',', ' '], "") == preview.read().count.to_string();
    // Whether the set has a record that may be deleted.
    let some = Memo::new(move |_| preview.read().count > 0);
    let blocked = move || !some.get() || busy.get() || (hydrated.get() && !matches());
    let what = {
        let subject = subject.clone();
        Signal::derive(move || subject.whole(t, &preview.read()))
    };
    let reason = RwSignal::new(reason);
    let permanently = from_record.then(|| permanently(t, erase));
    let object = subject.slug.clone();
    // The form without the fields that have visible inputs.
    let form = {
        let (object, selection) = (object.clone(), subject.selection.clone());
        move || DeleteForm {
            object: object.clone(),
            selection: selection.clone(),
            typed: None,
            preview: PreviewRef::of(&preview.read()),
            from_record,
            reason: String::new(),
            also: Vec::new(),
            also_shown: also.read().join(","),
        }
    };
    let submit = {
        let form = form.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if blocked() {
                return;
            }
            busy.set(true);
            let form = untrack(|| DeleteForm {
                typed: (!unasked()).then(|| typed.get()),
                reason: reason.get(),
                also: also.get(),
                ..form()
            });
            spawn_local(async move {
                let answer = send_form(&DeleteRecords { form }).await;
                busy.set(false);
                match answer {
                    Ok(Ok(receipt)) => done.run(receipt),
                    Ok(Err(OrderRefused::WrongCount { expected })) => {
                        problem.set(Some(t.wrong_count(&expected.to_string())));
                    }
                    Ok(Err(OrderRefused::Moved(difference))) => {
                        problem.set(Some(moved(t, &difference)));
                        typed.set(String::new());
                        preview.set(difference.now);
                    }
                    Ok(Err(OrderRefused::Nothing)) => problem.set(Some(t.nothing_to_delete().to_owned())),
                    Err(error) => problem.set(Some(error.message(t))),
                }
            });
        }
    };
    // Including another object changes the set and the number to type, so it needs a new preview.
    let again = {
        let (object, selection) = (object.clone(), subject.selection.selection());
        Callback::new(move |()| {
            typed.set(String::new());
            problem.set(None);
            busy.set(true);
            let asked = also.get_untracked();
            let ask = PreviewDelete { slug: object.clone(), selection: selection.clone(), also: Some(asked.clone()) };
            spawn_local(async move {
                let answer = load::ask(&ask).await;
                // Ignores a preview that is outdated because the choice has changed since.
                if also.get_untracked() != asked {
                    return;
                }
                busy.set(false);
                match answer {
                    Ok(DeleteScreen { preview: Some(now), .. }) => preview.set(now),
                    Ok(_) => problem.set(Some(t.nothing_to_delete().to_owned())),
                    Err(error) => problem.set(Some(error.message(t))),
                }
            });
        })
    };
    let asked = {
        let selection = subject.selection.selection();
        move || {
            view! {
                <Impact slug=object.clone() selection=selection.clone() also=also changed=again />
                <label class="field">
                    <span>{t.reason()}</span>
                    <input
                        name=field_name!(DeleteRecords.form.reason)
                        maxlength=REASON_MAX
                        autocomplete="off"
                        value=reason.get_untracked()
                        prop:value=reason
                        on:input=move |event| reason.set(event_target_value(&event))
                    />
                </label>
                {move || {
                    (!unasked())
                        .then(|| {
                            view! {
                                <label class="field">
                                    <span>
                                        {move || t.type_number(&preview.read().count.to_string())}
                                    </span>
                                    <input
                                        name=field_name!(DeleteRecords.form.typed)
                                        inputmode="numeric"
                                        autocomplete="off"
                                        required
                                        node_ref=number
                                        prop:value=typed
                                        on:input=move |event| typed.set(event_target_value(&event))
                                    />
                                </label>
                            }
                        })
                }}
            }
        }
    };
    view! {
        <form method="post" action="/api/operations/delete" on:submit=submit>
            <div class="body">
                <h2 id="delete-title">
                    {move || {
                        if some.get() {
                            t.delete_title(&what.get())
                        } else {
                            t.nothing_to_delete().to_owned()
                        }
                    }}
                </h2>
                {move || {
                    problem
                        .get()
                        .map(|problem| {
                            view! {
                                <p class="note danger" role="alert">
                                    <Icon picture=Picture::Warning />
                                    {problem}
                                </p>
                            }
                        })
                }}
                <p class="names">
                    {move || {
                        let preview = preview.read();
                        some_names(t, &preview.names, preview.own())
                    }}
                </p>
                {move || {
                    some.get()
                        .then(|| {
                            view! {
                                <p class="muted">
                                    {t.delete_text(&t.date(until(&preview.read())))}
                                </p>
                            }
                        })
                }}
                {permanently}
                {move || {
                    let skipped = preview.read().skipped.clone();
                    (!skipped.is_empty())
                        .then(|| {
                            let count: i64 = skipped.iter().map(|skip| skip.count).sum();
                            let reasons: Vec<String> = skipped
                                .iter()
                                .map(|skip| t.skip(skip.reason, skip.count, false))
                                .collect();
                            view! {
                                <p class="note warn">
                                    <Icon picture=Picture::Person />
                                    <span>
                                        <b>{t.will_be_skipped(count)}</b>
                                        " "
                                        {reasons.join(", ")}
                                        "."
                                    </span>
                                </p>
                            }
                        })
                }}
                {move || {
                    preview
                        .read()
                        .requires_approval
                        .then(|| {
                            view! {
                                <p class="note warn">
                                    <Icon picture=Picture::Warning />
                                    {t.delete_requires_approval()}
                                </p>
                            }
                        })
                }}
                {move || some.get().then(&asked)}
                {move || hidden(&DeleteRecords { form: form() })}
            </div>
            <footer>
                {match cancel {
                    Some(cancel) => {
                        view! {
                            <button type="button" class="btn" on:click=move |_| cancel.run(())>
                                {t.cancel()}
                            </button>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <a class="btn" href=back.unwrap_or_else(|| "/".to_owned())>
                                {t.cancel()}
                            </a>
                        }
                            .into_any()
                    }
                }}
                {move || {
                    some.get()
                        .then(|| {
                            view! {
                                <button class="btn danger" disabled=blocked>
                                    <Icon picture=Picture::Trash />
                                    {move || {
                                        if busy.get() {
                                            t.deleting().to_owned()
                                        } else {
                                            t.delete_what(&what.get())
                                        }
                                    }}
                                </button>
                            }
                        })
                }}
            </footer>
        </form>
    }
}

/// The second way to delete a contact: a link to the page of its permanent deletion, or why there is none.
fn permanently(t: Messages, erase: EraseOffer) -> impl IntoView {
    let (href, text) = match erase {
        EraseOffer::Inapplicable => return None,
        EraseOffer::Denied => (None, t.erase_way_denied()),
        EraseOffer::Allowed(page) => (Some(page), t.erase_way()),
    };
    // A link without an address is announced as disabled, and the keyboard passes over it.
    let off = href.is_none().then_some("true");
    Some(view! {
        <a class="way" href=href rel="external" aria-disabled=off>
            <b>{t.erase_item()}</b>
            <small>{text}</small>
        </a>
    })
}

/// The end of the retention.
fn until(preview: &Preview) -> domain::time::Date {
    preview.until.unwrap_or(preview.seen).date()
}

/// The message about the changes of the set since it was shown.
fn moved(t: Messages, difference: &Difference) -> String {
    let mut text = vec![t.moved_set().to_owned()];
    if let Some(before) = difference.before {
        text.push(t.moved_count(&t.number(before), &t.number(difference.now.count)));
    }
    if !difference.came.is_empty() {
        text.push(t.moved_came(&difference.came.join(", ")));
    }
    if !difference.went.is_empty() {
        text.push(t.moved_went(&difference.went.join(", ")));
    }
    text.join(" ")
}
