//! The progress of an operation, and its controls.

use super::began;
use crate::i18n::messages;
use domain::operation::{Control, OperationKind, OperationState, OperationView};
use leptos::prelude::*;

/// The progress, in three parts that update separately, so that a button is not replaced during a click because a
/// number changed. They are empty when the operation is done, and the style sheet hides them.
#[component]
pub(super) fn Course(view: OperationView) -> impl IntoView {
    let t = messages();
    let text = match (view.state, view.kind) {
        (OperationState::Done, _) => None,
        (OperationState::Preparing, _) => Some(t.state_preparing()),
        (OperationState::Waiting, _) => Some(t.state_waiting()),
        (OperationState::Declined, _) => Some(t.state_declined()),
        (OperationState::Running, OperationKind::Delete) => Some(t.state_deleting()),
        (OperationState::Running, OperationKind::Restore) => Some(t.state_restoring()),
        (OperationState::Running, OperationKind::Assign) => Some(t.state_assigning()),
        (OperationState::Running, OperationKind::Purge) => Some(t.state_purging()),
        (OperationState::Paused, _) => Some(t.state_paused()),
        (OperationState::Stopped, _) => Some(t.state_stopped()),
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
    let t = messages();
    let seen = (view.done + view.skipped).min(view.total);
    let seconds = view.seen.seconds_since(view.at).max(1);
    // The rate counts only changed records, because records can be skipped from the start, which takes no time.
    let rate = (view.done / seconds).max(1);
    let mut course = t.progress_of(&t.number(seen), &t.number(view.total));
    if view.state == OperationState::Running && view.done > 0 {
        course.push_str(" · ");
        course.push_str(&t.progress_rate(&t.number(rate), &t.number((view.total - seen) / rate)));
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
    let t = messages();
    let buttons = view
        .controls
        .iter()
        .map(|control| {
            view! {
                <button class="btn small" name="control" value=control.tag()>
                    {match (control, view.state) {
                        (Control::Stop, OperationState::Waiting) => t.control_withdraw(),
                        (control, _) => t.control(*control),
                    }}
                </button>
            }
        })
        .collect_view();
    let reload = view.state.goes_on().then(|| {
        view! {
            <a class="link" href="">
                {t.import_reload()}
            </a>
        }
    });
    view! {
        <input type="hidden" name="id" value=view.id.to_string() />
        {buttons}
        {reload}
    }
}
