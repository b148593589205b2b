//! Teams: a tree of groups of users.

use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    people::People,
    rows::person,
};
use domain::{
    audit::Event,
    ids::{TeamId, UserId},
    people::Person,
    policy::{Reauthenticated, UserAdministrator},
    roles::clean_name,
    teams::{Team, TeamDraft, may_stand_below, members_below},
    text::normalize,
    users::PeopleProblem,
};
use std::collections::BTreeSet;

impl People {
    /// Every team by name, with its members.
    pub async fn teams(&self, _: &UserAdministrator) -> Result<Vec<Team>> {
        all(&mut self.store.snapshot().await?).await
    }

    /// Creates or changes a team. Administrators cannot extend their own reach by changing a team.
    pub async fn save_team(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: Option<TeamId>,
        draft: &TeamDraft,
    ) -> Result<Result<TeamId, PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let mut teams = all(&mut tx).await?;
        let known = |id: &TeamId| teams.iter().any(|team| team.id == *id);
        if !id.iter().chain(&draft.parent).all(known) || !users_exist(&mut tx, &draft.members).await? {
            return Err(Error::NotFound);
        }
        let Some(name) = clean_name(&draft.name) else { return Ok(Err(PeopleProblem::Name)) };
        if teams.iter().any(|other| Some(other.id) != id && normalize(&other.name) == normalize(&name)) {
            return Ok(Err(PeopleProblem::Twice));
        }
        if id.is_some_and(|id| !may_stand_below(&teams, id, draft.parent)) {
            return Ok(Err(PeopleProblem::Circle));
        }
        let before = members_below(&teams, by.user());
        let was: BTreeSet<UserId> = match id {
            Some(id) => members_of(&teams, id),
            None => BTreeSet::new(),
        };
        // The teams as they would be; a new team has no id yet.
        let team = id.unwrap_or(TeamId(0));
        teams.retain(|team| Some(team.id) != id);
        let members = draft.members.iter().map(|id| Person { id: *id, name: String::new() }).collect();
        teams.push(Team { id: team, name: name.clone(), parent: draft.parent, members });
        if by.reaches_a_team() && !members_below(&teams, by.user()).is_subset(&before) {
            return Ok(Err(PeopleProblem::Beyond));
        }
        let team = if let Some(id) = id {
            let sql = Sql::new("UPDATE team SET name = $1, name_normalized = $2, parent_team_id = $3 WHERE id = $4");
            tx.execute(sql.with(&name).with(normalize(&name)).with(draft.parent).with(id)).await?;
            id
        } else {
            let sql = Sql::new(
                "INSERT INTO team (name, name_normalized, parent_team_id) VALUES ($1, $2, $3) RETURNING id AS value",
            );
            let sql = sql.with(&name).with(normalize(&name)).with(draft.parent);
            tx.value(sql).await?.map(TeamId).ok_or(Error::Busy)?
        };
        let joined: Vec<UserId> = draft.members.difference(&was).copied().collect();
        let left: Vec<UserId> = was.difference(&draft.members).copied().collect();
        for user in &joined {
            let sql = Sql::new("INSERT INTO team_member (team_id, user_id) VALUES ($1, $2)");
            tx.execute(sql.with(team).with(*user)).await?;
        }
        let sql = Sql::new("DELETE FROM team_member WHERE team_id = ").bind(team).push(" AND user_id IN ");
        tx.execute(sql.in_list(left.iter().map(|user| user.0))).await?;
        let event = match id {
            Some(_) => Event::TeamChanged { team, parent: draft.parent, joined, left },
            None => Event::TeamCreated { team, parent: draft.parent, members: joined },
        };
        note(&mut tx, Some(by.user()), &event, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(team))
    }

    /// Removes a team. Its child teams move up to its parent.
    pub async fn remove_team(&self, by: &Reauthenticated<UserAdministrator>, id: TeamId) -> Result<()> {
        let (mut tx, by) = self.begin_change(by).await?;
        let teams = all(&mut tx).await?;
        let team = teams.iter().find(|team| team.id == id).ok_or(Error::NotFound)?;
        let up =
            Sql::new("UPDATE team SET parent_team_id = ").bind(team.parent).push(" WHERE parent_team_id = ").bind(id);
        tx.execute(up).await?;
        tx.execute(Sql::new("DELETE FROM team_member WHERE team_id = ").bind(id)).await?;
        tx.execute(Sql::new("DELETE FROM team WHERE id = ").bind(id)).await?;
        let left = members_of(&teams, id).into_iter().collect();
        note(&mut tx, Some(by.user()), &Event::TeamRemoved { team: id, left }, self.store.now()).await?;
        tx.commit().await
    }
}

/// Every team by name, with its members by name.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Team>> {
    let mut teams = Vec::new();
    for row in tx.all(Sql::new("SELECT id, name, parent_team_id FROM team ORDER BY name_normalized, id")).await? {
        let parent = row.get::<Option<i64>>("parent_team_id")?.map(TeamId);
        teams.push(Team { id: TeamId(row.int("id")?), name: row.text("name")?, parent, members: Vec::new() });
    }
    let members = "SELECT m.team_id, u.id AS user_id, u.name AS user_name FROM team_member AS m \
                   JOIN app_user AS u ON u.id = m.user_id ORDER BY u.name_normalized, u.id";
    for row in tx.all(Sql::new(members)).await? {
        let id = TeamId(row.int("team_id")?);
        if let Some(team) = teams.iter_mut().find(|team| team.id == id) {
            team.members.extend(person(&row, "user")?);
        }
    }
    Ok(teams)
}

fn members_of(teams: &[Team], id: TeamId) -> BTreeSet<UserId> {
    teams.iter().filter(|team| team.id == id).flat_map(|team| &team.members).map(|member| member.id).collect()
}

async fn users_exist(tx: &mut Tx, users: &BTreeSet<UserId>) -> Result<bool> {
    let sql = Sql::new("SELECT id FROM app_user WHERE id IN ").in_list(users.iter().map(|user| user.0));
    Ok(tx.ints(sql).await?.len() == users.len())
}
