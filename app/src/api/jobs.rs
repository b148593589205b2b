//! Background jobs, for admins.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::{
    context::{actor, fail, refuse, send_form_to, services},
    error::{AppError, bad_input},
};
use domain::job::{JobPage, JobState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The page of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsScreen {
    /// The state that the page shows alone; all of them where there is none.
    pub state: Option<JobState>,
    /// The jobs.
    pub page: JobPage,
}

/// The jobs of a state, by its word in addresses; an unknown word shows all of them.
#[server(prefix = "/api", endpoint = "jobs/list", input = Json, output = Postcard)]
pub async fn list_jobs(state: String) -> Result<JobsScreen, AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let state = state.parse().ok();
    let page = services()?.engine.list_jobs(administrator, state).await.map_err(fail)?;
    Ok(JobsScreen { state, page })
}

/// Runs a job now whose last attempt failed.
#[server(prefix = "/api", endpoint = "jobs/retry", output = Postcard)]
pub async fn retry_job(id: String) -> Result<(), AppError> {
    let administrator = actor()?.administer().map_err(refuse)?;
    let id = id.parse().map_err(|_| bad_input())?;
    services()?.engine.retry_job(administrator, id).await.map_err(fail)?;
    send_form_to("/settings/jobs");
    Ok(())
}
