//! Server functions for teams, for user administrators.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use super::users::{administrator, changer, number, tell};
use crate::{
    context::{fail, send_form_to},
    error::AppError,
};
use domain::{
    ids::TeamId,
    people::Person,
    teams::{Team, TeamDraft},
    users::PeopleProblem,
};
use leptos::prelude::*;
use leptos_router::location::Url;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the pages of teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamsScreen {
    /// Every team.
    pub teams: Vec<Team>,
    /// The users who can be members.
    pub people: Vec<Person>,
}

/// The form of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamForm {
    /// The id of the team; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// The name of the team.
    pub name: String,
    /// The id of the parent team; empty for none.
    #[serde(default)]
    pub parent: String,
    /// The ids of the members.
    #[serde(default)]
    pub members: Vec<String>,
}

/// Returns every team, and the users who can be members.
#[server(prefix = "/api", endpoint = "teams/list", input = Json, output = Postcard)]
pub async fn list_teams() -> Result<TeamsScreen, AppError> {
    let (engine, _, by) = administrator()?;
    let teams = engine.people().teams(&by).await.map_err(fail)?;
    Ok(TeamsScreen { teams, people: engine.records().owners().await.map_err(fail)? })
}

/// Creates or changes a team and returns its id. The inner error says why it was refused.
#[server(prefix = "/api", endpoint = "teams/save", output = Postcard)]
pub async fn save_team(form: TeamForm) -> Result<Result<TeamId, PeopleProblem>, AppError> {
    let (engine, by) = changer()?;
    let id: Option<TeamId> = if form.id.is_empty() { None } else { Some(number(&form.id)?) };
    let parent = if form.parent.is_empty() { None } else { Some(number(&form.parent)?) };
    let members = form.members.iter().map(|member| number(member)).collect::<Result<_, _>>()?;
    let draft = TeamDraft { name: form.name.clone(), parent, members };
    let answer = engine.people().save_team(&by, id, &draft).await.map_err(fail)?;
    let page = match (answer, id) {
        (Ok(id), _) | (Err(_), Some(id)) => format!("/settings/teams/{id}"),
        (Err(_), None) => format!("/settings/teams?name={}", Url::escape(&form.name)),
    };
    tell(&page, "saved", answer.map(|_| ()));
    Ok(answer)
}

/// Deletes a team by its id.
#[server(prefix = "/api", endpoint = "teams/remove", output = Postcard)]
pub async fn remove_team(id: String) -> Result<(), AppError> {
    let (engine, by) = changer()?;
    engine.people().remove_team(&by, number(&id)?).await.map_err(fail)?;
    send_form_to("/settings/teams?done=removed");
    Ok(())
}
