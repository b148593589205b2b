//! The page of an operation: the receipt, and the undo for as long as there is something to undo.

use super::{address, who};
use crate::{
    api::operations::{GetOperation, OperationScreen, RestoreForm},
    load::{load, show},
    ui::{Avatar, Icon, Moment, Picture, expect_toasts, undo},
    words::{Say, say},
};
use domain::{
    ids::OperationId,
    operation::{OperationItem, OperationKind, OperationState, OperationView, Outcome},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;

/// How often a page asks how far an operation is.
const ASK: Duration = Duration::from_secs(1);

/// `/operations/7`.
#[component]
pub fn Operation() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let toasts = expect_toasts();
    let ask = move || {
        let id = params.get().get("id")?.parse().ok()?;
        Some(GetOperation { id, after: query.get().get("after").and_then(|after| after.parse().ok()) })
    };
    show(load(ask, Some(toasts.changes)), move |screen| {
        let done = query.get_untracked().get("done").is_some();
        if screen.view.state.goes_on() {
            // It is asked again how far it is, and so are the counts of the navigation.
            Effect::new(move |_| set_timeout(move || toasts.changes.update(|changes| *changes += 1), ASK));
        }
        view! { <Screen screen=screen done=done /> }.into_any()
    })
}

/// How far it is, and what can be done about it.
#[component]
fn Course(view: OperationView) -> impl IntoView {
    let say = say();
    let text = match (view.state, view.kind) {
        (OperationState::Done, _) => return ().into_any(),
        (OperationState::Preparing, _) => say.state_preparing(),
        (OperationState::Running, OperationKind::Delete) => say.state_deleting(),
        (OperationState::Running, OperationKind::Restore) => say.state_restoring(),
        (OperationState::Paused, _) => say.state_paused(),
        (OperationState::Stopped, _) => say.state_stopped(),
    };
    let seen = (view.done + view.skipped).min(view.total);
    let seconds = view.seen.seconds_since(view.at).max(1);
    let rate = (seen / seconds).max(1);
    let going = (view.state == OperationState::Running && seen > 0)
        .then(|| say.progress_rate(&say.number(rate), &say.number((view.total - seen) / rate)));
    let buttons = view
        .controls
        .iter()
        .map(|control| {
            view! {
                <button class="btn s" name="control" value=control.tag()>
                    {say.control(*control)}
                </button>
            }
        })
        .collect_view();
    view! {
        <section class="card course" aria-live="polite">
            <p>{text}</p>
            <progress
                max=view.total.max(1).to_string()
                value=seen.to_string()
                aria-label=text
            ></progress>
            <p class="muted num">
                {say.progress_of(&say.number(seen), &say.number(view.total))} " " {going}
            </p>
            <form class="row" method="post" action="/api/operations/control">
                <input type="hidden" name="id" value=view.id.to_string() />
                {buttons}
                {view
                    .state
                    .goes_on()
                    .then(|| {
                        view! {
                            <a class="link" href="">
                                {say.import_reload()}
                            </a>
                        }
                    })}
            </form>
        </section>
    }
    .into_any()
}

fn title(say: Say, kind: OperationKind, id: OperationId) -> String {
    match kind {
        OperationKind::Delete => say.deletion_number(id.0),
        OperationKind::Restore => say.restore_number(id.0),
    }
}

#[component]
fn Screen(screen: OperationScreen, done: bool) -> impl IntoView {
    let say = say();
    let OperationScreen { view, items } = screen;
    let deletion = view.kind == OperationKind::Delete;
    let heading = title(say, view.kind, view.id);
    let text = say.operation_text(&who(view.by.as_ref()), &say.moment(view.at), say.surface(view.surface));
    let stat = |label: &'static str, value: String| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let did = if deletion { say.stat_deleted() } else { say.stat_restored() };
    let next = items.next.map(|next| address(&format!("/operations/{}", view.id), &[("after", next.to_string())]));
    let rows = items.items.into_iter().map(|item| row(say, &view, item)).collect_view();
    view! {
        <Title text=heading.clone() />
        <div class="head">
            <h1>{heading}</h1>
            <div class="end">
                {view.may_restore.then(|| view! { <UndoButton view=view.clone() /> })}
            </div>
        </div>
        <Course view=view.clone() />
        {(done && deletion && view.state == OperationState::Done)
            .then(|| {
                view! {
                    <p class="note" role="status">
                        <Icon picture=Picture::Tick />
                        {say.done_with_undo()}
                    </p>
                }
            })}
        <p class="muted">
            {text} " " {view.reason.as_deref().map(|reason| say.operation_reason(reason))} " "
            {deletion.then(|| say.operation_until(&say.date(view.until.date())))}
            {view
                .undoes
                .map(|id| {
                    view! {
                        <a class="link" href=format!("/operations/{id}")>
                            {say.operation_undoes(id.0)}
                        </a>
                    }
                })}
        </p>
        <dl class="stats">
            {stat(did, say.number(view.done))} {stat(say.stat_skipped(), say.number(view.skipped))}
            {deletion.then(|| stat(say.stat_in_trash(), say.number(view.in_trash)))}
            {deletion.then(|| stat(say.stat_days_left(), say.number(view.days_left)))}
        </dl>
        <div class="sheet">
            <table>
                <caption class="hidden">{say.records()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say.column_record()}</th>
                        <th scope="col">{say.column_outcome()}</th>
                        <th scope="col" class="hide-s">
                            {say.column_owner()}
                        </th>
                        <th scope="col" class="hide-s">
                            {say.column_now()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {next
            .map(|href| {
                view! {
                    <nav class="pager" aria-label=say.pages()>
                        <span class="end">
                            <a class="btn s" href=href>
                                {say.next()}
                            </a>
                        </span>
                    </nav>
                }
            })}
        <Later view=view.clone() />
    }
}

fn row(say: Say, view: &OperationView, item: OperationItem) -> impl IntoView + use<> {
    let done = match view.kind {
        OperationKind::Delete => say.outcome_deleted(),
        OperationKind::Restore => say.outcome_restored(),
    };
    let tone = match item.outcome {
        Outcome::Done | Outcome::Waiting => "badge",
        _ => "badge warn",
    };
    view! {
        <tr>
            <td>
                <a class="who" href=format!("/{}/{}", view.slug, item.record)>
                    <Avatar name=item.name.clone() />
                    <span>{item.name.clone()}</span>
                </a>
            </td>
            <td class="fit">
                <span class=tone>{say.outcome(&item.outcome, done)}</span>
            </td>
            <td class="hide-s">
                {item.owner.map_or_else(|| say.none().to_owned(), |owner| owner.name)}
            </td>
            <td class="hide-s">{if item.living { say.now_living() } else { say.now_trash() }}</td>
        </tr>
    }
}

/// Puts back all of a deletion that is still in the trash.
#[component]
fn UndoButton(view: OperationView) -> impl IntoView {
    let say = say();
    let toasts = expect_toasts();
    let (slug, id) = (view.slug.clone(), view.id);
    let restore = {
        let slug = slug.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let form = RestoreForm {
                object: slug.clone(),
                operation: Some(id.to_string()),
                undo: true,
                ..RestoreForm::default()
            };
            undo(toasts, form, move |count| say.toast_restored(&say.number(count)));
        }
    };
    view! {
        <form method="post" action="/api/operations/restore" on:submit=restore>
            <input type="hidden" name="form[object]" value=slug />
            <input type="hidden" name="form[operation]" value=id.to_string() />
            <input type="hidden" name="form[undo]" value="true" />
            <button class="btn primary">
                <Icon picture=Picture::Undo />
                {say.restore_deletion()}
            </button>
        </form>
    }
}

#[component]
fn Later(view: OperationView) -> impl IntoView {
    let say = say();
    let lines = view
        .later
        .into_iter()
        .map(|later| {
            view! {
                <li class="line">
                    <span class="ic">
                        <Icon picture=if later.kind == OperationKind::Delete {
                            Picture::Trash
                        } else {
                            Picture::Undo
                        } />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", later.id)>
                            {title(say, later.kind, later.id)}
                        </a>
                        <div class="muted">
                            {who(later.by.as_ref())} ", "
                            {say.later_records(&say.number(later.records))}
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
                    <h2>{say.later_operations()}</h2>
                </header>
                <ol class="timeline">{lines}</ol>
            </section>
        }
    })
}
