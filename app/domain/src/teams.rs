//! Teams: users who share what they reach, one inside the other.

use crate::{
    ids::{TeamId, UserId},
    people::Person,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// The team above it.
    pub above: Option<TeamId>,
    /// Who is in it, by name.
    pub members: Vec<Person>,
}

/// What a team shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamDraft {
    /// Its name.
    pub name: String,
    /// The team above it.
    pub above: Option<TeamId>,
    /// Who is in it.
    pub members: BTreeSet<UserId>,
}

/// Teams as a tree reads: each below the one above it, with how deep it lies. A circle, which nobody can make, would be
/// left out rather than followed for ever.
pub fn tree(teams: &[Team]) -> Vec<(usize, &Team)> {
    fn below<'a>(teams: &'a [Team], above: Option<TeamId>, depth: usize, tree: &mut Vec<(usize, &'a Team)>) {
        for team in teams.iter().filter(|team| team.above == above) {
            tree.push((depth, team));
            below(teams, Some(team.id), depth + 1, tree);
        }
    }
    let mut found = Vec::new();
    below(teams, None, 0, &mut found);
    found
}

/// Whether `team` may stand below `above`: it is not that team itself, nor above it.
pub fn may_stand_below(teams: &[Team], team: TeamId, above: Option<TeamId>) -> bool {
    let mut next = above;
    // No way up is longer than there are teams.
    for _ in 0..=teams.len() {
        match next {
            None => return true,
            Some(id) if id == team => return false,
            Some(id) => next = teams.iter().find(|team| team.id == id).and_then(|team| team.above),
        }
    }
    false
}

/// The members of these teams and of all below them.
pub fn members_below(teams: &[Team], of: UserId) -> BTreeSet<UserId> {
    let mut reached: BTreeSet<TeamId> =
        teams.iter().filter(|team| team.members.iter().any(|member| member.id == of)).map(|team| team.id).collect();
    loop {
        let more: Vec<TeamId> = teams
            .iter()
            .filter(|team| !reached.contains(&team.id) && team.above.is_some_and(|above| reached.contains(&above)))
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

    fn team(id: i64, above: Option<i64>, members: &[i64]) -> Team {
        let members = members.iter().map(|id| Person { id: UserId(*id), name: String::new() }).collect();
        Team { id: TeamId(id), name: id.to_string(), above: above.map(TeamId), members }
    }

    fn teams() -> Vec<Team> {
        vec![team(1, None, &[1]), team(2, Some(1), &[2]), team(3, Some(2), &[3, 4]), team(4, None, &[4, 5])]
    }

    #[test]
    fn a_tree_reads_from_above() {
        let order: Vec<_> = tree(&teams()).into_iter().map(|(depth, team)| (depth, team.id.0)).collect();
        assert_eq!(order, [(0, 1), (1, 2), (2, 3), (0, 4)]);
    }

    #[test]
    fn no_team_stands_below_itself() {
        let teams = teams();
        assert!(!may_stand_below(&teams, TeamId(1), Some(TeamId(3))));
        assert!(!may_stand_below(&teams, TeamId(1), Some(TeamId(1))));
        assert!(may_stand_below(&teams, TeamId(3), Some(TeamId(4))));
        assert!(may_stand_below(&teams, TeamId(3), None));
    }

    #[test]
    fn one_reaches_down_and_never_up() {
        let reach = |user| members_below(&teams(), UserId(user)).into_iter().map(|user| user.0).collect::<Vec<_>>();
        assert_eq!(reach(1), [1, 2, 3, 4]);
        assert_eq!(reach(3), [3, 4]);
        // In two teams, of which each counts.
        assert_eq!(reach(4), [3, 4, 5]);
        assert_eq!(reach(9), [9]);
    }
}
