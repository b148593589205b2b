//! Server functions for background jobs, for admins.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, refuse, send_form_to, services},
    error::{AppError, bad_input},
};
use domain::job::{JobPage, JobState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the page of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsScreen {
    /// The state that the jobs are filtered by; `None` for all jobs.
    pub state: Option<JobState>,
    /// The page of jobs.
    pub page: JobPage,
}

/// Returns the jobs in a state, given as in the address; an unknown state returns all jobs.
#[server(prefix = "/api", endpoint = "jobs/list", input = Json, output = Postcard)]
pub async fn list_jobs(state: String) -> Result<JobsScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let state = state.parse().ok();
    let page = services()?.engine.jobs().list_jobs(administrator, state).await.map_err(fail)?;
    Ok(JobsScreen { state, page })
}

/// Retries a failed job immediately.
#[server(prefix = "/api", endpoint = "jobs/retry", output = Postcard)]
pub async fn retry_job(id: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let id = id.parse().map_err(|_| bad_input())?;
    services()?.engine.jobs().retry_job(administrator, id).await.map_err(fail)?;
    send_form_to("/settings/jobs");
    Ok(())
}
