//! The page of an operation: the receipt, and the undo for as long as there is something to undo.

use super::{address, gave_way::GaveWay, who};
use crate::{
    api::operations::{GetOperation, OperationScreen},
    load::{load, show},
    ui::{Avatar, Icon, Moment, Picture},
    words::{Say, say},
};
use domain::{
    ids::RecordId,
    operation::{OperationItem, OperationItems, OperationKind, OperationState, OperationView, Outcome},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/operations/7`.
#[component]
pub fn Operation() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
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
        let nothing = query.get("problem").is_some();
        let narrowed = Narrowed { search: query.get("q").unwrap_or_default(), skipped: query.get("skipped").is_some() };
        view! { <Screen screen=screen done=done nothing=nothing narrowed=narrowed /> }.into_any()
    })
}

/// Which of its records the page shows.
struct Narrowed {
    search: String,
    skipped: bool,
}

impl Narrowed {
    fn query(&self, after: Option<RecordId>) -> Vec<(&'static str, String)> {
        [
            ("q", (!self.search.is_empty()).then(|| self.search.clone())),
            ("skipped", self.skipped.then(|| "1".to_owned())),
            ("after", after.map(|after| after.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
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
        (OperationState::Running, OperationKind::Assign) => say.state_assigning(),
        (OperationState::Running, OperationKind::Purge) => say.state_purging(),
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
        <section class="card course" data-running=view.state.goes_on().then_some("")>
            <p role="status">{text}</p>
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

#[component]
fn Screen(screen: OperationScreen, done: bool, nothing: bool, narrowed: Narrowed) -> impl IntoView {
    let say = say();
    let OperationScreen { view, items } = screen;
    let deletion = view.kind == OperationKind::Delete;
    let heading = say.operation(view.kind, view.id);
    let stat = |label: &'static str, value: String| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let did = match view.kind {
        OperationKind::Delete => say.stat_deleted(),
        OperationKind::Restore => say.stat_restored(),
        OperationKind::Assign => say.stat_assigned(),
        OperationKind::Purge => say.stat_purged(),
    };
    let left = match view.kind {
        OperationKind::Delete => Some(say.stat_in_trash()),
        OperationKind::Restore | OperationKind::Assign => Some(say.stat_as_left()),
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
        <div id="course" data-live="">
            <Course view=view.clone() />
        </div>
        {(done && view.may_undo)
            .then(|| {
                view! {
                    <p class="note" role="status">
                        <Icon picture=Picture::Tick />
                        {say.done_with_undo()}
                    </p>
                }
            })}
        {nothing
            .then(|| {
                view! {
                    <p class="note danger" role="alert">
                        <Icon picture=Picture::Warning />
                        {say.nothing_to_change()}
                    </p>
                }
            })}
        {about(say, &view)}
        <dl id="stats" class="stats" data-live="">
            {stat(did, say.number(view.done))}
            {stat(say.stat_skipped(), say.number(view.skipped))}
            {left.map(|left| stat(left, say.number(view.undoable)))}
            {deletion.then(|| stat(say.stat_days_left(), say.number(view.days_left)))}
        </dl>
        <div id="records" data-live="">
            {(view.kind == OperationKind::Restore).then(|| view! { <GaveWay id=view.id /> })}
            <Records view=view.clone() items=items narrowed=narrowed />
            <Later view=view />
        </div>
    }
}

/// Who, when, through what, on what, why.
fn about(say: Say, view: &OperationView) -> impl IntoView + use<> {
    let nobody = || say.nobody().to_owned();
    let assigned = (view.kind == OperationKind::Assign && view.undoes.is_none())
        .then(|| say.assigned_to(&view.assigned.as_ref().map_or_else(nobody, |person| person.name.clone())));
    let mut sentences =
        vec![say.operation_text(&who(view.by.as_ref()), &say.moment(view.at), say.surface(view.surface))];
    sentences.extend(view.chosen.as_ref().map(|chosen| say.chosen(chosen)));
    sentences.extend(assigned);
    sentences.extend(view.reason.as_deref().map(|reason| say.operation_reason(reason)));
    sentences.extend((view.kind == OperationKind::Delete).then(|| say.operation_until(&say.date(view.until.date()))));
    view! {
        <p class="muted">
            {sentences.join(" ")} " "
            {view
                .undoes
                .map(|id| {
                    view! {
                        <a class="link" href=format!("/operations/{id}")>
                            {say.operation_undoes_other(id.0)}
                        </a>
                    }
                })}
        </p>
    }
}

/// The records of an operation: found, told, and undone one by one. Plain forms: what they lead to is a page of its own.
#[component]
fn Records(view: OperationView, items: OperationItems, narrowed: Narrowed) -> impl IntoView {
    let say = say();
    let path = format!("/operations/{}", view.id);
    let next = items.next.map(|next| address(&path, &narrowed.query(Some(next))));
    let deletion = view.kind == OperationKind::Delete;
    let some = view.may_undo && items.items.iter().any(|item| item.undoable);
    let (method, action, ids) =
        if deletion { ("get", "/trash/restore", "ids") } else { ("post", "/api/operations/undo", "form[ids][]") };
    let rows = items.items.into_iter().map(|item| row(say, &view, item, some.then_some(ids))).collect_view();
    let hidden: Vec<(&'static str, String)> = if deletion {
        vec![("object", view.slug.clone())]
    } else {
        vec![("form[operation]", view.id.to_string()), ("form[chosen]", "true".to_owned())]
    };
    view! {
        <form class="filters" method="get" action=path.clone()>
            <label>
                <span class="hidden">{say.search_outcomes()}</span>
                <input
                    type="search"
                    name="q"
                    maxlength="100"
                    placeholder=say.search_outcomes()
                    value=narrowed.search
                />
            </label>
            <label>
                <input type="checkbox" name="skipped" value="1" checked=narrowed.skipped />
                {say.only_skipped()}
            </label>
            <button class="btn s">{say.filter_apply()}</button>
            <a class="link" rel="external" href=format!("{path}/outcomes.csv")>
                {say.download_csv()}
            </a>
        </form>
        <form class="sheet" method=method action=action>
            {hidden
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <table>
                <caption class="hidden">{say.records()}</caption>
                <thead>
                    <tr>
                        {some
                            .then(|| {
                                view! {
                                    <th class="c">
                                        <span class="hidden">{say.undo_chosen()}</span>
                                    </th>
                                }
                            })} <th scope="col">{say.column_record()}</th>
                        <th scope="col">{say.column_outcome()}</th> <th scope="col" class="hide-s">
                            {say.column_owner()}
                        </th> <th scope="col" class="hide-s">
                            {say.column_now()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {some
                .then(|| {
                    view! {
                        <footer class="foot">
                            <button class="btn s">
                                <Icon picture=Picture::Undo />
                                {if deletion { say.restore_chosen() } else { say.undo_chosen() }}
                            </button>
                        </footer>
                    }
                })}
        </form>
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
    }
}

fn row(say: Say, view: &OperationView, item: OperationItem, ids: Option<&'static str>) -> impl IntoView + use<> {
    let tone = match item.outcome {
        Outcome::Done | Outcome::Waiting => "badge",
        _ => "badge warn",
    };
    let now = match (&item.name, item.living) {
        (None, _) => say.now_gone(),
        (Some(_), true) => say.now_living(),
        (Some(_), false) => say.now_trash(),
    };
    let label = item.name.clone().unwrap_or_else(|| say.record_number(item.record.0));
    let name = match item.name {
        Some(name) => view! {
            <a class="who" href=format!("/{}/{}", view.slug, item.record)>
                <Avatar name=name.clone() />
                <span>{name}</span>
            </a>
        }
        .into_any(),
        None => view! { <span class="muted">{label.clone()}</span> }.into_any(),
    };
    view! {
        <tr>
            {ids
                .map(|ids| {
                    view! {
                        <td class="c">
                            <input
                                type="checkbox"
                                name=ids
                                value=item.record.to_string()
                                disabled=!item.undoable
                                aria-label=say.select_row(&label)
                            />
                        </td>
                    }
                })} <td>{name}</td> <td class="fit">
                <span class=tone>{say.outcome(&item.outcome, say.did(view.kind))}</span>
            </td>
            <td class="hide-s">
                {item.owner.map_or_else(|| say.none().to_owned(), |owner| owner.name)}
            </td> <td class="hide-s">{now}</td>
        </tr>
    }
}

/// Undoes all that is still as the operation left it.
#[component]
fn UndoButton(view: OperationView) -> impl IntoView {
    let say = say();
    let id = view.id.to_string();
    let (action, text, fields) = match view.kind {
        OperationKind::Delete => (
            "/api/operations/restore",
            say.restore_deletion(),
            vec![("form[object]", view.slug), ("form[operation]", id), ("form[undo]", "true".to_owned())],
        ),
        OperationKind::Restore => ("/api/operations/undo", say.undo_restore(), vec![("form[operation]", id)]),
        OperationKind::Assign | OperationKind::Purge => {
            ("/api/operations/undo", say.undo_assign(), vec![("form[operation]", id)])
        }
    };
    view! {
        <form method="post" action=action>
            {fields
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            <button class="btn primary">
                <Icon picture=Picture::Undo />
                {text}
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
                        <Icon picture=match later.kind {
                            OperationKind::Delete | OperationKind::Purge => Picture::Trash,
                            OperationKind::Restore => Picture::Undo,
                            OperationKind::Assign => Picture::Person,
                        } />
                    </span>
                    <div>
                        <a class="link" href=format!("/operations/{}", later.id)>
                            {say.operation(later.kind, later.id)}
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
