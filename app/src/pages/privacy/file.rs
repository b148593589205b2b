//! Blocking the addresses of a file: the form, and what became of them. A plain form, so that the browser sends the file.

use super::{done_note, problem_note, reason_field};
use crate::{
    api::privacy::{FILE, FORM, FileRefused, PRIVACY},
    i18n::Messages,
    query::Query,
};
use domain::privacy::ADDRESS_LINES_MAX;
use leptos::prelude::*;

/// The form, which is open when its last answer was a problem.
pub(super) fn upload(t: Messages, answer: Option<(String, FileRefused)>) -> AnyView {
    let (reason, why) = answer.unzip();
    let wrong_reason = matches!(why, Some(FileRefused::Reason(_)));
    let wrong_file = matches!(why, Some(FileRefused::File(_)));
    let problem = why.map(|why| match why {
        FileRefused::Reason(problem) => t.block_reason_problem(problem),
        FileRefused::File(problem) => t.address_file_problem(problem),
    });
    let open = problem.is_some();
    let lines = i64::try_from(ADDRESS_LINES_MAX).unwrap_or_default();
    view! {
        <details class="card" id="file" open=open>
            <summary>{t.block_file_title()}</summary>
            <form class="inset stack" method="post" action=PRIVACY enctype="multipart/form-data">
                {problem_note(problem)}
                <input type="hidden" name=FORM value=FILE />
                {reason_field(t, "file", reason.unwrap_or_default(), wrong_reason)}
                <label class="field">
                    <span>{t.block_file()}</span>
                    <input
                        type="file"
                        name=FILE
                        accept=".csv,.tsv,.txt,text/csv"
                        required
                        aria-invalid=wrong_file.then_some("true")
                        aria-describedby="file-hint"
                    />
                </label>
                <p class="hint" id="file-hint">
                    {t.block_file_hint(&t.number(lines))}
                </p>
                <div class="row">
                    <button class="btn">{t.block_file_button()}</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// The result of blocking the addresses of a file, from the query of the page.
pub(super) fn done(t: Messages, map: &Query) -> impl IntoView + use<> {
    let number = |name: &str| map.get_str(name).and_then(|count| count.parse::<i64>().ok());
    let (already, in_use) = (number("already").unwrap_or_default(), number("in_use").unwrap_or_default());
    number("blocked").map(|blocked| {
        let already = (already > 0).then(|| t.block_file_already(already));
        let in_use = (in_use > 0).then(|| t.block_file_in_use(in_use));
        let parts = [Some(t.block_file_done(blocked)), already, in_use];
        done_note(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    })
}
