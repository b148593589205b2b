//! The tree of teams, and the form of one team.

use super::users::{Of, back, head, told};
use crate::{
    api::teams::{ListTeams, TeamsScreen},
    error::AppError,
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Empty, ErrorPanel, Picture},
};
use domain::{
    ids::TeamId,
    roles::NAME_MAX,
    teams::{Team, may_stand_below, tree},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/teams`.
#[component]
pub fn Teams() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(ListTeams {}), None), move |screen| {
        let t = messages();
        let map = map.get_untracked();
        let list = if screen.teams.is_empty() {
            view! {
                <Empty
                    picture=Picture::Person
                    title=t.teams_none().to_owned()
                    text=t.team_text().to_owned()
                />
            }
            .into_any()
        } else {
            list(t, &screen.teams)
        };
        view! {
            {head(t, Of::Teams, &map, ().into_any())}
            {list}
            {form(t, &screen, None, map.get("name").unwrap_or_default())}
        }
        .into_any()
    })
}

/// `/settings/teams/1`.
#[component]
pub fn OneTeam() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    show(load(|| Some(ListTeams {}), None), move |screen| {
        let id: Option<TeamId> = params.get_untracked().get("id").and_then(|id| id.parse().ok());
        match screen.teams.iter().find(|team| Some(team.id) == id) {
            Some(team) => page(messages(), &screen, team, &map.get_untracked()),
            None => view! { <ErrorPanel error=AppError::NotFound /> }.into_any(),
        }
    })
}

fn list(t: Messages, teams: &[Team]) -> AnyView {
    let rows = tree(teams)
        .into_iter()
        .map(|(depth, team)| {
            let names: Vec<_> = team.members.iter().map(|member| member.name.clone()).collect();
            // Deeper levels would not fit on a phone.
            let class = ["", "in1", "in2", "in3"].get(depth.min(3)).copied().unwrap_or_default();
            view! {
                <li class=class>
                    <a class="link" href=format!("/settings/teams/{}", team.id)>
                        {team.name.clone()}
                    </a>
                    <span class="muted">{names.join(", ")}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="muted measure">{t.team_text()}</p>
        <section class="card people">
            <div class="inset">
                <ul class="views teams">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}

fn page(t: Messages, screen: &TeamsScreen, team: &Team, map: &Query) -> AnyView {
    view! {
        <Title text=team.name.clone() />
        {back("/settings/teams", t.team_back())}
        <div class="head">
            <h1>{team.name.clone()}</h1>
            <span class="end">
                <form method="post" action="/api/teams/remove">
                    <input type="hidden" name="id" value=team.id.to_string() />
                    <button class="btn danger-quiet" aria-describedby="gone">
                        {t.team_remove()}
                    </button>
                </form>
            </span>
        </div>
        <p class="hint" id="gone">
            {t.team_remove_text()}
        </p>
        {told(t, map)}
        {form(t, screen, Some(team), team.name.clone())}
    }
    .into_any()
}

fn form(t: Messages, screen: &TeamsScreen, team: Option<&Team>, name: String) -> impl IntoView + use<> {
    let parent = tree(&screen.teams)
        .into_iter()
        .filter(|(_, other)| team.is_none_or(|team| may_stand_below(&screen.teams, team.id, Some(other.id))))
        .map(|(_, other)| {
            view! {
                <option
                    value=other.id.to_string()
                    selected=team.is_some_and(|team| team.parent == Some(other.id))
                >
                    {other.name.clone()}
                </option>
            }
        })
        .collect_view();
    let members = screen
        .people
        .iter()
        .map(|person| {
            let here = team.is_some_and(|team| team.members.contains(person));
            view! {
                <label class="radio">
                    <input
                        type="checkbox"
                        name="form[members][]"
                        value=person.id.to_string()
                        checked=here
                    />
                    {person.name.clone()}
                </label>
            }
        })
        .collect_view();
    let title = team.is_none().then(|| view! { <h2>{t.team_new()}</h2> });
    view! {
        <form class="card form wide people" method="post" action="/api/teams/save">
            {title}
            <label class="field">
                <span>{t.team_name()}</span>
                <input
                    name="form[name]"
                    value=name
                    required
                    maxlength=NAME_MAX
                    autocomplete="off"
                />
            </label>
            <label class="field">
                <span>{t.team_above()}</span>
                <select name="form[parent]">
                    <option value="">{t.team_top()}</option>
                    {parent}
                </select>
            </label>
            <fieldset>
                <legend>{t.team_members()}</legend>
                <div class="grid">{members}</div>
            </fieldset>
            <input
                type="hidden"
                name="form[id]"
                value=team.map(|team| team.id.to_string()).unwrap_or_default()
            />
            <footer>
                <button class="btn primary">{t.save()}</button>
            </footer>
        </form>
    }
}
