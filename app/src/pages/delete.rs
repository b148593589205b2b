//! Deleting: the same form as a dialog and, without JavaScript, as a page.

use super::{some_names, touched::Touched};
use crate::{
    api::operations::{DeleteForm, DeleteRecords, DeleteScreen, PreviewDelete, Shown},
    load::{self, load, send_form, show_while},
    ui::{Dialog, Icon, Loading, Picture, Toast, expect_toasts},
    words::{Say, say},
};
use domain::{
    object::ObjectNames,
    operation::{Difference, OperationState, OrderRefused, Preview, REASON_MAX, Receipt, Selection},
};
use leptos::{html, prelude::*, task::spawn_local};

/// What is to be deleted, for the form.
#[derive(Clone)]
struct Subject {
    slug: String,
    names: ObjectNames,
    selection: Selection,
    from_record: bool,
    /// The pipeline whose board it comes from; empty for any other page.
    pipeline: String,
}

impl Subject {
    fn count(&self, say: Say, count: i64) -> String {
        say.count(count, self.names.one(say.0), self.names.many(say.0))
    }

    /// The records, and what goes along with them.
    fn whole(&self, say: Say, preview: &Preview) -> String {
        let also = preview.also.iter();
        let also = also.map(|also| say.count(also.count, also.names.one(say.0), also.names.many(say.0)));
        std::iter::once(self.count(say, preview.own())).chain(also).collect::<Vec<_>>().join(" + ")
    }
}

/// The dialog. After a deletion it closes, the page loads again, and a toast has the undo.
#[component]
pub fn DeleteDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The object's word in addresses.
    slug: String,
    /// The object's names.
    names: ObjectNames,
    /// The selection.
    selection: Signal<Selection>,
    /// Whether it stands on a record page, where no number is asked.
    from_record: bool,
) -> impl IntoView {
    let say = say();
    let toasts = expect_toasts();
    let navigate = leptos_router::hooks::use_navigate();
    view! {
        <Dialog open=open labelled_by="delete-title">
            {
                let subject = Subject {
                    slug: slug.clone(),
                    names: names.clone(),
                    selection: selection.get_untracked(),
                    from_record,
                    pipeline: String::new(),
                };
                let preview = {
                    let (slug, selection) = (subject.slug.clone(), subject.selection.clone());
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
                    let navigate = navigate.clone();
                    Callback::new(move |receipt: Receipt| {
                        open.set(false);
                        if receipt.state != OperationState::Done {
                            toasts.changes.update(|changes| *changes += 1);
                            navigate(
                                &format!("/operations/{}", receipt.operation),
                                leptos_router::NavigateOptions::default(),
                            );
                            return;
                        }
                        let what = say.capital(&subject.count(say, receipt.done));
                        toasts
                            .show(Toast {
                                text: say.toast_deleted(&what, &say.date(receipt.until.date())),
                                operation: Some(receipt.operation),
                                undo: Some(subject.slug.clone()),
                                failed: false,
                            });
                    })
                };
                let fail = move |text: String| {
                    // It goes on by itself; its page shows how far it is.
                    view! {
                        <div class="body">
                            <h2 id="delete-title">{say.delete()}</h2>
                            <p role="alert">{text}</p>
                            <button type="button" class="btn" on:click=move |_| open.set(false)>
                                {say.close()}
                            </button>
                        </div>
                    }
                        .into_any()
                };
                show_while(
                    preview,
                    move |answer| match answer {
                        Ok(DeleteScreen { preview: Some(preview), .. }) => {
                            view! {
                                <Confirm
                                    subject=subject.clone()
                                    preview=preview
                                    problem=None
                                    cancel=Callback::new(move |()| open.set(false))
                                    done=done
                                />
                            }
                                .into_any()
                        }
                        Ok(_) => fail(say.nothing_selected().to_owned()),
                        Err(error) => fail(error.message(say)),
                    },
                    || Loading().into_any(),
                )
            }
        </Dialog>
    }
}

/// `/contacts/delete?ids=1,2`: for those without JavaScript.
#[cfg(feature = "ssr")]
#[component]
pub fn Delete() -> impl IntoView {
    use super::{selection_of, slug};
    use crate::load::show;

    let slug = slug();
    let map = leptos_router::hooks::use_query_map();
    let ask = move || {
        let map = map.get();
        let also = map.get("also").map(|also| also.split(',').map(str::to_owned).collect());
        Some(PreviewDelete { slug: slug.get(), selection: selection_of(&map), also })
    };
    show(load(ask, None), move |DeleteScreen { names, preview }| {
        let say = say();
        let slug = slug.get_untracked();
        let Some(preview) = preview else {
            return super::nothing_selected(&format!("/{slug}"), say.delete());
        };
        let map = map.get_untracked();
        let problem = super::problem(say, &map, preview.count);
        let back = super::board::back(&slug, &map);
        let from_record = map.get("from").as_deref() == Some("record");
        let pipeline = map.get("pipeline").unwrap_or_default();
        let subject = Subject { slug, names, selection: selection_of(&map), from_record, pipeline };
        view! {
            <leptos_meta::Title text=say.delete() />
            <div class="card narrow">
                <Confirm
                    subject=subject
                    preview=preview
                    problem=problem
                    back=back
                    done=Callback::new(|_| ())
                />
            </div>
        }
        .into_any()
    })
}

/// What will happen, the number to type, and the button.
#[component]
fn Confirm(
    subject: Subject,
    preview: Preview,
    problem: Option<String>,
    #[prop(optional)] cancel: Option<Callback<()>>,
    #[prop(optional, into)] back: Option<String>,
    done: Callback<Receipt>,
) -> impl IntoView {
    let say = say();
    let preview = RwSignal::new(preview);
    let problem = RwSignal::new(problem);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let hydrated = super::hydrated();
    let number = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(number) = number.get() {
            // It is built and not yet in the page; in the next frame it is, and can take the focus.
            request_animation_frame(move || drop(number.focus()));
        }
    });
    let also = RwSignal::new(preview.read_untracked().also.iter().map(|also| also.slug.clone()).collect::<Vec<_>>());
    // A record page asks for no number, as long as its record goes alone.
    let from_record = subject.from_record;
    let unasked = move || from_record && also.read().is_empty();
    let matches =
        move || unasked() || typed.read().trim().replace(['.', ',', ' '], "") == preview.read().count.to_string();
    // Whether any of it may be deleted.
    let some = Memo::new(move |_| preview.read().count > 0);
    let blocked = move || !some.get() || busy.get() || (hydrated.get() && !matches());
    let what = {
        let subject = subject.clone();
        Signal::derive(move || subject.whole(say, &preview.read()))
    };
    let reason = RwSignal::new(String::new());
    let (ids, all, search, filter) = super::selection_fields(&subject.selection);
    let object = subject.slug.clone();
    let pipeline = subject.pipeline.clone();
    let submit = {
        let (object, ids, search, filter) = (object.clone(), ids.clone(), search.clone(), filter.clone());
        let pipeline = pipeline.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if blocked() {
                return;
            }
            busy.set(true);
            let shown = preview.get_untracked();
            let form = DeleteForm {
                object: object.clone(),
                ids: ids.clone(),
                all,
                search: search.clone(),
                filter: filter.clone(),
                pipeline: pipeline.clone(),
                typed: (!untrack(unasked)).then(|| typed.get_untracked()),
                shown: Shown::of(&shown),
                from_record,
                reason: reason.get_untracked(),
                also: also.get_untracked(),
                also_shown: also.get_untracked().join(","),
            };
            spawn_local(async move {
                let answer = send_form::<DeleteRecords>(&form.fields()).await;
                busy.set(false);
                match answer {
                    Ok(Ok(receipt)) => done.run(receipt),
                    Ok(Err(OrderRefused::WrongCount { expected })) => {
                        problem.set(Some(say.wrong_count(&expected.to_string())));
                    }
                    Ok(Err(OrderRefused::Moved(difference))) => {
                        problem.set(Some(moved(say, &difference)));
                        typed.set(String::new());
                        preview.set(difference.now);
                    }
                    Ok(Err(OrderRefused::Nothing)) => problem.set(Some(say.nothing_to_delete().to_owned())),
                    Err(error) => problem.set(Some(error.message(say))),
                }
            });
        }
    };
    // With something else that goes along it is another set, with another number.
    let again = {
        let (object, selection) = (object.clone(), subject.selection.clone());
        Callback::new(move |()| {
            typed.set(String::new());
            problem.set(None);
            busy.set(true);
            let asked = also.get_untracked();
            let ask = PreviewDelete { slug: object.clone(), selection: selection.clone(), also: Some(asked.clone()) };
            spawn_local(async move {
                let answer = load::ask(&ask).await;
                // Another was ticked meanwhile: its answer counts.
                if also.get_untracked() != asked {
                    return;
                }
                busy.set(false);
                match answer {
                    Ok(DeleteScreen { preview: Some(now), .. }) => preview.set(now),
                    Ok(_) => problem.set(Some(say.nothing_to_delete().to_owned())),
                    Err(error) => problem.set(Some(error.message(say))),
                }
            });
        })
    };
    let asked = {
        let (object, selection) = (object.clone(), subject.selection);
        move || {
            view! {
                <Touched slug=object.clone() selection=selection.clone() also=also changed=again />
                <label class="field">
                    <span>{say.reason()}</span>
                    <input
                        name="order[reason]"
                        maxlength=REASON_MAX
                        autocomplete="off"
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
                                        {move || say.type_number(&preview.read().count.to_string())}
                                    </span>
                                    <input
                                        name="order[typed]"
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
                            say.delete_title(&what.get())
                        } else {
                            say.nothing_to_delete().to_owned()
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
                        some_names(say, &preview.names, preview.own())
                    }}
                </p>
                {move || {
                    some.get()
                        .then(|| {
                            view! {
                                <p class="muted">
                                    {say.delete_text(&say.date(until(&preview.read())))}
                                </p>
                            }
                        })
                }}
                {move || {
                    let skipped = preview.read().skipped.clone();
                    (!skipped.is_empty())
                        .then(|| {
                            let count: i64 = skipped.iter().map(|skip| skip.count).sum();
                            let reasons: Vec<String> = skipped
                                .iter()
                                .map(|skip| say.skip(skip.reason, skip.count, false))
                                .collect();
                            view! {
                                <p class="note warn">
                                    <Icon picture=Picture::Person />
                                    <span>
                                        <b>{say.will_be_skipped(&say.number(count))}</b>
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
                        .guarded
                        .then(|| {
                            view! {
                                <p class="note warn">
                                    <Icon picture=Picture::Warning />
                                    {say.delete_guarded()}
                                </p>
                            }
                        })
                }}
                {move || some.get().then(&asked)}
                <input type="hidden" name="order[object]" value=object />
                <input type="hidden" name="order[ids]" value=ids />
                <input type="hidden" name="order[all]" value=all.to_string() />
                <input type="hidden" name="order[search]" value=search />
                <input type="hidden" name="order[filter]" value=filter />
                <input type="hidden" name="order[pipeline]" value=pipeline />
                {move || {
                    Shown::of(&preview.read())
                        .fields("order")
                        .into_iter()
                        .map(|(name, value)| {
                            view! { <input type="hidden" name=name value=value /> }
                        })
                        .collect_view()
                }}
                <input type="hidden" name="order[from_record]" value=from_record.to_string() />
                <input type="hidden" name="order[also_shown]" value=move || also.read().join(",") />
            </div>
            <footer>
                {match cancel {
                    Some(cancel) => {
                        view! {
                            <button type="button" class="btn" on:click=move |_| cancel.run(())>
                                {say.cancel()}
                            </button>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <a class="btn" href=back.unwrap_or_else(|| "/".to_owned())>
                                {say.cancel()}
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
                                            say.deleting().to_owned()
                                        } else {
                                            say.delete_what(&what.get())
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

/// Until when it could be taken back.
fn until(preview: &Preview) -> domain::time::Date {
    preview.until.unwrap_or(preview.seen).date()
}

/// What moved since the set was shown.
fn moved(say: Say, difference: &Difference) -> String {
    let mut text = vec![say.moved_set().to_owned()];
    if let Some(before) = difference.before {
        text.push(say.moved_count(&say.number(before), &say.number(difference.now.count)));
    }
    if !difference.came.is_empty() {
        text.push(say.moved_came(&difference.came.join(", ")));
    }
    if !difference.went.is_empty() {
        text.push(say.moved_went(&difference.went.join(", ")));
    }
    text.join(" ")
}
