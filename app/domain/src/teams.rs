//! Teams: a tree of groups of users, used by the reach `team` of a grant.

use crate::{
    ids::{TeamId, UserId},
    people::Person,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A team with its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The team's id.
    pub id: TeamId,
    /// The team's name.
    pub name: String,
    /// The parent team.
    pub parent: Option<TeamId>,
    /// The members, by name.
    pub members: Vec<Person>,
}

/// A team as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamDraft {
    /// The new name.
    pub name: String,
    /// The parent team.
    pub parent: Option<TeamId>,
    /// The members.
    pub members: BTreeSet<UserId>,
}

/// The teams in depth-first order, each with its depth. A cycle, which [`may_stand_below`] prevents, would be left
/// out.
pub fn tree(teams: &[Team]) -> Vec<(usize, &Team)> {
    fn below<'a>(teams: &'a [Team], parent: Option<TeamId>, depth: usize, tree: &mut Vec<(usize, &'a Team)>) {
        for team in teams.iter().filter(|team| team.parent == parent) {
            tree.push((depth, team));
            below(teams, Some(team.id), depth + 1, tree);
        }
    }
    let mut found = Vec::new();
    below(teams, None, 0, &mut found);
    found
}

/// Whether `team` may become a child of `above` without forming a cycle.
pub fn may_stand_below(teams: &[Team], team: TeamId, parent: Option<TeamId>) -> bool {
    let mut next = parent;
    // A path to the root visits each team at most once.
    for _ in 0..=teams.len() {
        match next {
            None => return true,
            Some(id) if id == team => return false,
            Some(id) => next = teams.iter().find(|team| team.id == id).and_then(|team| team.parent),
        }
    }
    false
}

/// The members of all teams that the user is in and of their descendants, and the user.
pub fn members_below(teams: &[Team], of: UserId) -> BTreeSet<UserId> {
    let mut reached: BTreeSet<TeamId> =
        teams.iter().filter(|team| team.members.iter().any(|member| member.id == of)).map(|team| team.id).collect();
    loop {
        let more: Vec<TeamId> = teams
            .iter()
            .filter(|team| !reached.contains(&team.id) && team.parent.is_some_and(|parent| reached.contains(&parent)))
            .map(|team| team.id)
            .collect();
        if more.is_empty() {
            break;
        }
        reached.extend(more);
    }
    let members = teams.iter().filter(|team| reached.contains(&team.id)).flat_map(|team| &team.members);
    members.map(|member| member.id).chain([of]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(id: i64, parent: Option<i64>, members: &[i64]) -> Team {
        let members = members.iter().map(|id| Person { id: UserId(*id), name: String::new() }).collect();
        Team { id: TeamId(id), name: id.to_string(), parent: parent.map(TeamId), members }
    }

    fn teams() -> Vec<Team> {
        vec![team(1, None, &[1]), team(2, Some(1), &[2]), team(3, Some(2), &[3, 4]), team(4, None, &[4, 5])]
    }

    #[test]
    fn tree_lists_parents_before_children() {
        let order: Vec<_> = tree(&teams()).into_iter().map(|(depth, team)| (depth, team.id.0)).collect();
        assert_eq!(order, [(0, 1), (1, 2), (2, 3), (0, 4)]);
    }

    #[test]
    fn team_cannot_be_its_own_ancestor() {
        let teams = teams();
        assert!(!may_stand_below(&teams, TeamId(1), Some(TeamId(3))));
        assert!(!may_stand_below(&teams, TeamId(1), Some(TeamId(1))));
        assert!(may_stand_below(&teams, TeamId(3), Some(TeamId(4))));
        assert!(may_stand_below(&teams, TeamId(3), None));
    }

    #[test]
    fn members_below_reaches_down_not_up() {
        let reach = |user| members_below(&teams(), UserId(user)).into_iter().map(|user| user.0).collect::<Vec<_>>();
        assert_eq!(reach(1), [1, 2, 3, 4]);
        assert_eq!(reach(3), [3, 4]);
        // Membership in two teams: both count.
        assert_eq!(reach(4), [3, 4, 5]);
        assert_eq!(reach(9), [9]);
    }
}
