//! How far an operation is, and what can be done about it.

use super::began;
use crate::words::say;
use domain::operation::{Control, OperationKind, OperationState, OperationView};
use leptos::prelude::*;

/// Three parts that are kept up to date each by itself, so that a button is not replaced under a click because a number
/// grew. When the operation is done they are empty, and the style hides them.
#[component]
pub(super) fn Course(view: OperationView) -> impl IntoView {
    let say = say();
    let text = match (view.state, view.kind) {
        (OperationState::Done, _) => None,
        (OperationState::Preparing, _) => Some(say.state_preparing()),
        (OperationState::Waiting, _) => Some(say.state_waiting()),
        (OperationState::Declined, _) => Some(say.state_declined()),
        (OperationState::Running, OperationKind::Delete) => Some(say.state_deleting()),
        (OperationState::Running, OperationKind::Restore) => Some(say.state_restoring()),
        (OperationState::Running, OperationKind::Assign) => Some(say.state_assigning()),
        (OperationState::Running, OperationKind::Purge) => Some(say.state_purging()),
        (OperationState::Paused, _) => Some(say.state_paused()),
        (OperationState::Stopped, _) => Some(say.state_stopped()),
    };
    let progress = text.filter(|_| began(&view)).map(|text| progress(&view, text));
    let controls = text.map(|_| controls(&view));
    view! {
        <section class="card course">
            <p id="state" role="status" data-live="">
                {text}
            </p>
            <div id="progress" data-live="">
                {progress}
            </div>
            <form
                id="controls"
                class="row"
                method="post"
                action="/api/operations/control"
                data-live=""
            >
                {controls}
            </form>
        </section>
    }
}

fn progress(view: &OperationView, text: &'static str) -> impl IntoView + use<> {
    let say = say();
    let seen = (view.done + view.skipped).min(view.total);
    let seconds = view.seen.seconds_since(view.at).max(1);
    // Of what is done alone: much can be skipped from the start, in no time.
    let rate = (view.done / seconds).max(1);
    let mut course = say.progress_of(&say.number(seen), &say.number(view.total));
    if view.state == OperationState::Running && view.done > 0 {
        course.push_str(" · ");
        course.push_str(&say.progress_rate(&say.number(rate), &say.number((view.total - seen) / rate)));
    }
    view! {
        <progress
            max=view.total.max(1).to_string()
            value=seen.to_string()
            aria-label=text
            data-running=view.state.goes_on().then_some("")
        ></progress>
        <p class="muted num">{course}</p>
    }
}

fn controls(view: &OperationView) -> impl IntoView + use<> {
    let say = say();
    let buttons = view
        .controls
        .iter()
        .map(|control| {
            view! {
                <button class="btn s" name="control" value=control.tag()>
                    {match (control, view.state) {
                        (Control::Stop, OperationState::Waiting) => say.control_withdraw(),
                        (control, _) => say.control(*control),
                    }}
                </button>
            }
        })
        .collect_view();
    let reload = view.state.goes_on().then(|| {
        view! {
            <a class="link" href="">
                {say.import_reload()}
            </a>
        }
    });
    view! {
        <input type="hidden" name="id" value=view.id.to_string() />
        {buttons}
        {reload}
    }
}
