//! The approval of a large deletion: its outcome, and the form that decides.

use crate::{
    api::operations::{Decide, DecisionForm, ImpactScreen},
    form::{field_name, hidden},
    i18n::messages,
    pages::{impact, who},
    ui::{Icon, Picture},
};
use domain::operation::{Approval as Approved, COMMENT_MAX, OperationState, OperationView};
use leptos::prelude::*;

/// The state of the approval: requested, decided, withdrawn or expired; with the form for a user who may decide.
#[component]
pub(super) fn Approval(
    /// The deletion.
    view: OperationView,
    /// Its approval.
    approval: Approved,
    /// Its impact, for a user who may decide.
    impact: Option<ImpactScreen>,
    /// Whether the user's decision came after another one.
    late: bool,
) -> impl IntoView {
    let t = messages();
    let text = match &approval.decided {
        Some(decided) => {
            let at = t.moment(decided.at);
            match (&decided.by, decided.decision.approve) {
                (Some(by), true) => t.approval_approved(&by.name, &at),
                (Some(by), false) => t.approval_declined(&by.name, &at),
                (None, _) => t.approval_ran_out(&at),
            }
        }
        None if view.state == OperationState::Waiting => {
            t.approval_asked(&t.moment(approval.asked), &t.date(approval.expires.date()))
        }
        None => t.approval_withdrawn().to_owned(),
    };
    let comment = approval.decided.and_then(|decided| decided.decision.comment);
    let late = late.then(|| {
        view! {
            <p class="note warn" role="alert">
                <Icon picture=Picture::Warning />
                {t.approval_too_late()}
            </p>
        }
    });
    let impact = impact.map(|screen| {
        view! {
            <section class="impact" aria-labelledby="impact">
                <h3 id="impact">{t.impact()}</h3>
                {impact::rows(screen, None)}
            </section>
        }
    });
    let form = approval.may_decide.then(|| {
        let decide = Decide { form: DecisionForm { operation: view.id.to_string(), ..DecisionForm::default() } };
        let what = t.counted(view.total - view.skipped, &view.names);
        let asked = t.waiting_line(&what);
        view! {
            <form class="stack" method="post" action="/api/operations/decide">
                <p>
                    <b>{asked}</b>
                    ", "
                    {who(view.by.as_ref())}
                    ". "
                    {t.approval_yours()}
                </p>
                {hidden(&decide)}
                <label class="field">
                    <span>{t.approval_comment()}</span>
                    <input
                        name=field_name!(Decide.form.comment)
                        maxlength=COMMENT_MAX
                        autocomplete="off"
                    />
                </label>
                <div class="row">
                    <button
                        class="btn danger"
                        name=field_name!(Decide.form.decision)
                        value="approve"
                    >
                        {t.approval_approve()}
                    </button>
                    <button class="btn" name=field_name!(Decide.form.decision) value="decline">
                        {t.approval_decline()}
                    </button>
                </div>
            </form>
        }
    });
    view! {
        <section class="card approval" aria-labelledby="approval">
            <header>
                <Icon picture=Picture::Person />
                <h2 id="approval">{t.approval_title()}</h2>
            </header>
            <div class="inset stack">
                {late} <p>{text}</p>
                {comment.map(|comment| view! { <blockquote>{comment}</blockquote> })} {impact}
                {form}
            </div>
        </section>
    }
}
