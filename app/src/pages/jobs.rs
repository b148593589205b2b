//! `/settings/jobs`: background jobs, their states and failures, and a way to retry one.

use super::{address, query_pairs};
use crate::{
    api::jobs::{JobsScreen, ListJobs},
    i18n::{Messages, messages},
    load::{load, show},
    ui::{Empty, Moment, Picture},
};
use domain::job::{JOB_PAGE, JobKind, JobPage, JobRow, JobState};
use leptos::prelude::*;
use leptos_meta::Title;

const ADDRESS: &str = "/settings/jobs";

/// `/settings/jobs`.
#[component]
pub fn Jobs() -> impl IntoView {
    let pairs = query_pairs(&["state"]);
    let state = move || pairs.get().into_iter().find(|(name, _)| name == "state").map(|(_, state)| state);
    show(load(move || Some(ListJobs { state: state().unwrap_or_default() }), None), |screen| jobs(messages(), screen))
}

fn jobs(t: Messages, screen: JobsScreen) -> AnyView {
    let JobsScreen { state, page: JobPage { rows, counts, more } } = screen;
    let body = if rows.is_empty() {
        view! {
            <Empty
                picture=Picture::Tick
                title=t.jobs_empty().to_owned()
                text=t.jobs_empty_text().to_owned()
            />
        }
        .into_any()
    } else {
        table(t, rows)
    };
    let more = more.then(|| view! { <p class="muted">{t.jobs_more(&t.number(JOB_PAGE))}</p> });
    view! {
        <Title text=t.jobs_link() />
        <div class="head">
            <h1>{t.jobs_link()}</h1>
        </div>
        <p class="note">{t.jobs_lead()}</p>
        {states(t, state, counts)}
        {body}
        {more}
    }
    .into_any()
}

/// A link to the jobs of each state, with their number.
fn states(t: Messages, shown: Option<JobState>, counts: [i64; 4]) -> impl IntoView {
    let link = move |state: Option<JobState>, text: &'static str, count: i64| {
        let query = state.map(|state| ("state".to_owned(), state.tag().to_owned()));
        let href = address(ADDRESS, &query.into_iter().collect::<Vec<_>>());
        view! {
            <a class="btn small" href=href aria-current=(state == shown).then_some("page")>
                {text}
                " "
                {t.number(count)}
            </a>
        }
    };
    let links =
        JobState::ALL.into_iter().zip(counts).map(|(state, count)| link(Some(state), t.job_state(state), count));
    view! {
        <nav class="filters" aria-label=t.jobs_states()>
            {link(None, t.jobs_all(), counts.into_iter().sum())}
            {links.collect_view()}
        </nav>
    }
}

fn table(t: Messages, rows: Vec<JobRow>) -> AnyView {
    let rows = rows.into_iter().map(|row| table_row(t, row)).collect_view();
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.jobs_link()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.job_column()}</th>
                        <th scope="col">{t.job_state_column()}</th>
                        <th scope="col" class="hide-s">
                            {t.job_next_run()}
                        </th>
                        <th scope="col" class="hide-s">
                            {t.job_last_success()}
                        </th>
                        <th scope="col" class="align-end">
                            <span class="hidden">{t.actions()}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn table_row(t: Messages, row: JobRow) -> impl IntoView {
    let subject = match row.kind {
        JobKind::RunImport => Some(format!("/imports/{}", row.subject)),
        _ => None,
    };
    let name = match subject {
        Some(href) => {
            let text = format!("{} ({})", t.job_kind(row.kind), row.subject);
            view! {
                <a class="link" href=href>
                    {text}
                </a>
            }
            .into_any()
        }
        None => t.job_kind(row.kind).into_any(),
    };
    let class = match row.state {
        JobState::Dead => "badge danger",
        JobState::Retrying => "badge warn",
        JobState::Running | JobState::Waiting => "badge",
    };
    let failed = matches!(row.state, JobState::Dead | JobState::Retrying);
    let failure = row.failure.filter(|_| failed).map(|failure| {
        view! { <small class="muted">{t.job_failed(&t.number(row.attempts), &failure)}</small> }
    });
    let retry = failed.then(|| {
        view! {
            <form method="post" action="/api/jobs/retry">
                <input type="hidden" name="id" value=row.id.to_string() />
                <button class="btn small" aria-label=t.job_retry_named(t.job_kind(row.kind))>
                    {t.job_retry()}
                </button>
            </form>
        }
    });
    let next = (row.state != JobState::Dead).then(|| view! { <Moment at=row.run_at /> });
    view! {
        <tr>
            <td class="wrap letters">{name}</td>
            <td class="wrap">
                <span class=class>{t.job_state(row.state)}</span>
                " "
                {failure}
            </td>
            <td class="hide-s num">{next}</td>
            <td class="hide-s num">{row.succeeded_at.map(|at| view! { <Moment at=at /> })}</td>
            <td class="align-end">{retry}</td>
        </tr>
    }
}
