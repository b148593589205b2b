//! The page of an operation: the receipt, and the undo while there are records to undo.

mod approval;
mod course;
mod records;

use super::{address, label_conflicts::LabelConflicts, who};
use crate::{
    api::operations::{GetOperation, OperationScreen, RestoreForm, RestoreRecords, TrashForm, UndoForm, UndoOperation},
    form::hidden,
    i18n::{Messages, messages},
    load::{load, show},
    query::use_query,
    ui::{Icon, Moment, Picture},
};
use approval::Approval;
use course::Course;
use domain::{
    ids::OperationId,
    operation::{OperationKind, OperationState, OperationView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use records::{Narrowed, Records};

/// Page `/operations/7`.
#[component]
pub fn Operation() -> impl IntoView {
    let params = use_params_map();
    let query = use_query();
    let ask = move || {
        let id = params.get().get("id")?.parse().ok()?;
        let query = query.get();
        Some(GetOperation {
            id,
            after: query.get("after").and_then(|after| after.parse().ok()),
            search: query.get("q").unwrap_or_default(),
            skipped: query.get("skipped").is_some(),
        })
    };
    show(load(ask, None), move |screen| {
        let query = query.get_untracked();
        let done = query.get("done").is_some();
        let problem = query.get("problem");
        let (nothing, late) = (problem.as_deref() == Some("nothing"), problem.as_deref() == Some("late"));
        let narrowed = Narrowed { search: query.get("q").unwrap_or_default(), skipped: query.get("skipped").is_some() };
        view! { <Screen screen=screen done=done nothing=nothing late=late narrowed=narrowed /> }.into_any()
    })
}

#[component]
fn Screen(screen: OperationScreen, done: bool, nothing: bool, late: bool, narrowed: Narrowed) -> impl IntoView {
    let t = messages();
    let OperationScreen { view, filter, items, impact } = screen;
    let deletion = view.kind == OperationKind::Delete && began(&view);
    let heading = t.operation(view.kind, view.id);
    let stat = |label: &'static str, value: String| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let did = match view.kind {
        OperationKind::Delete => t.stat_deleted(),
        OperationKind::Restore => t.stat_restored(),
        OperationKind::Assign => t.stat_assigned(),
        OperationKind::Purge => t.stat_purged(),
    };
    let left = match view.kind {
        OperationKind::Delete => Some(t.stat_in_trash()),
        OperationKind::Restore | OperationKind::Assign => Some(t.stat_as_left()),
        OperationKind::Purge => None,
    };
    view! {
        <Title text=heading.clone() />
        <div class="head">
            <h1>{heading}</h1>
            <div id="undo" class="end" data-live="">
                {view.may_undo.then(|| view! { <UndoButton view=view.clone() /> })}
            </div>
        </div>
        <Course view=view.clone() />
        {view
            .approval
            .clone()
            .map(|approval| {
                view! { <Approval view=view.clone() approval=approval impact=impact late=late /> }
            })}
        {(done && view.may_undo)
            .then(|| {
                view! {
                    <p class="note" role="status">
                        <Icon picture=Picture::Tick />
                        {t.done_with_undo()}
                    </p>
                }
            })}
        {nothing
            .then(|| {
                view! {
                    <p class="note danger" role="alert">
                        <Icon picture=Picture::Warning />
                        {t.nothing_to_change()}
                    </p>
                }
            })}
        {about(t, &view, filter.as_deref())}
        {along(t, &view)}
        <dl id="stats" class="stats" data-live="">
            {stat(did, t.number(view.done))}
            {stat(t.stat_skipped(), t.number(view.skipped))}
            {left.map(|left| stat(left, t.number(view.undoable)))}
            {deletion.then(|| stat(t.stat_days_left(), t.number(view.days_left)))}
        </dl>
        <div id="records" data-live="">
            {(view.kind == OperationKind::Restore).then(|| view! { <LabelConflicts id=view.id /> })}
            <Records view=view.clone() items=items narrowed=narrowed />
            <Later view=view />
        </div>
    }
}

/// Whether the operation has started: a deletion that waits for approval or was declined has not.
fn began(view: &OperationView) -> bool {
    !matches!(view.state, OperationState::Waiting | OperationState::Declined)
}

/// The actor, time, surface, selection and reason of the operation.
fn about(t: Messages, view: &OperationView, filter: Option<&str>) -> impl IntoView + use<> {
    let unassigned = || t.unassigned().to_owned();
    let assigned = (view.kind == OperationKind::Assign && view.undoes.is_none())
        .then(|| t.assigned_to(&view.assigned.as_ref().map_or_else(unassigned, |person| person.name.clone())));
    let mut sentences = vec![t.operation_text(&who(view.by.as_ref()), &t.moment(view.at), t.surface(view.surface))];
    sentences.extend(view.selection.as_ref().map(|selection| t.selection(selection)));
    sentences.extend(filter.map(|filter| t.chosen_filter(filter)));
    sentences.extend(assigned);
    sentences.extend(view.reason.as_deref().map(|reason| t.operation_reason(reason)));
    let until = view.kind == OperationKind::Delete && began(view);
    sentences.extend(until.then(|| t.operation_until(&t.date(view.until.date()))));
    view! {
        <p class="muted">
            {sentences.join(" ")} " "
            {view
                .undoes
                .map(|id| {
                    view! {
                        <a class="link" href=format!("/operations/{id}")>
                            {t.operation_undoes_other(id.0)}
                        </a>
                    }
                })}
        </p>
    }
}

/// The child operations, and the parent operation.
fn along(t: Messages, view: &OperationView) -> impl IntoView + use<> {
    let parent = view.parent.map(|id| {
        view! {
            <p>
                <a class="link" href=format!("/operations/{id}")>
                    {t.went_along_with(&t.operation(view.kind, id))}
                </a>
            </p>
        }
    });
    let picture = if view.kind == OperationKind::Restore { Picture::Undo } else { Picture::Trash };
    let title = if view.kind == OperationKind::Restore { t.restored_along() } else { t.went_along() };
    let parts = view
        .children
        .iter()
        .map(|part| {
            let what = t.counted(part.records, &part.names);
            view! {
                <li class="line">
                    <span class="event-icon">
                        <Icon picture=picture />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", part.id)>
                            {t.operation(view.kind, part.id)}
                        </a>
                        <div class="muted">{what}</div>
                    </div>
                    <span class="muted">{t.operation_state(part.state)}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let parts = (!parts.is_empty()).then(|| {
        view! {
            <section class="card" id="parts" data-live="">
                <header>
                    <h2>{title}</h2>
                </header>
                <ol class="timeline">{parts}</ol>
            </section>
        }
    });
    view! {
        {parent}
        {parts}
    }
}

/// The button that undoes the operation for all records that have not changed since.
#[component]
fn UndoButton(view: OperationView) -> impl IntoView {
    let t = messages();
    let text = match view.kind {
        OperationKind::Delete => t.restore_deletion(),
        OperationKind::Restore => t.undo_restore(),
        OperationKind::Assign | OperationKind::Purge => t.undo_assign(),
    };
    let (action, fields) = undo_fields(view.kind, view.id, view.slug);
    view! {
        <form method="post" action=action>
            {fields}
            <button class="btn primary">
                <Icon picture=Picture::Undo />
                {text}
            </button>
        </form>
    }
}

/// The address and the fields of the form that undoes an operation.
pub(super) fn undo_fields(kind: OperationKind, id: OperationId, slug: String) -> (&'static str, AnyView) {
    match kind {
        OperationKind::Delete => {
            let form = RestoreForm { object: slug, set: TrashForm::deletion(id), undo: true, ..RestoreForm::default() };
            ("/api/operations/restore", hidden(&RestoreRecords { form }).into_any())
        }
        OperationKind::Restore | OperationKind::Assign | OperationKind::Purge => {
            let form = UndoForm { operation: id.to_string(), ..UndoForm::default() };
            ("/api/operations/undo", hidden(&UndoOperation { form }).into_any())
        }
    }
}

#[component]
fn Later(view: OperationView) -> impl IntoView {
    let t = messages();
    let lines = view
        .later
        .into_iter()
        .map(|later| {
            view! {
                <li class="line">
                    <span class="event-icon">
                        <Icon picture=match later.kind {
                            OperationKind::Delete | OperationKind::Purge => Picture::Trash,
                            OperationKind::Restore => Picture::Undo,
                            OperationKind::Assign => Picture::Person,
                        } />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", later.id)>
                            {t.operation(later.kind, later.id)}
                        </a>
                        <div class="muted">
                            {who(later.by.as_ref())} ", " {t.later_records(later.records)}
                        </div>
                    </div>
                    <Moment at=later.at />
                </li>
            }
        })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="card">
                <header>
                    <h2>{t.later_operations()}</h2>
                </header>
                <ol class="timeline">{lines}</ol>
            </section>
        }
    })
}
