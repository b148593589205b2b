//! Roles as the administration pages show them.

use crate::{
    ids::RoleId,
    policy::{Action, BuiltInRole, GrantChange, Grants, Right},
};
use serde::{Deserialize, Serialize};

/// Most characters of the name of a role or a team.
pub const NAME_MAX: usize = 60;

/// A role with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleName {
    /// The role's id.
    pub id: RoleId,
    /// A stable tag; for a built-in role it says which one.
    pub tag: String,
    /// The name that users see.
    pub name: String,
}

impl RoleName {
    /// The built-in role, if it is one.
    pub fn built_in(&self) -> Option<BuiltInRole> {
        self.tag.parse().ok()
    }

    /// Whether it is the admin role, which grants everything and cannot be changed, so that one role can always repair
    /// the others.
    pub fn is_admin(&self) -> bool {
        self.built_in() == Some(BuiltInRole::Admin)
    }
}

/// A role with what it grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// The role.
    pub role: RoleName,
    /// What it grants.
    pub grants: Grants,
    /// Users with this role, deactivated ones included.
    pub users: i64,
    /// Open invitations with this role.
    pub invitations: i64,
    /// Whether the viewer may change it: they hold everything it grants.
    pub may_change: bool,
}

impl RoleView {
    /// Whether it can be removed, because no user and no invitation has it.
    pub fn is_unused(&self) -> bool {
        self.users == 0 && self.invitations == 0
    }
}

/// A role as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleDraft {
    /// The new name.
    pub name: String,
    /// The grants on the objects that the form showed; grants on other objects stay.
    pub grants: Grants,
}

/// The stored form of a name, or `None` if it is empty or too long.
pub fn clean_name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// The grants that differ, on the objects in `to`.
pub fn grant_changes(from: &Grants, to: &Grants) -> Vec<GrantChange> {
    let mut changes = Vec::new();
    for (object, grants) in &to.objects {
        for action in Action::ALL {
            let (from, to) = (from.on(*object).of(action), grants.of(action));
            if from != to {
                changes.push(GrantChange { object: *object, action, from, to });
            }
        }
    }
    changes
}

/// The rights in `to` that `from` lacks.
pub fn more_rights(from: &Grants, to: &Grants) -> Vec<Right> {
    to.rights.difference(&from.rights).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ObjectId;

    #[test]
    fn clean_name_blank_or_long_is_none() {
        assert_eq!(clean_name("  Key   accounts "), Some("Key accounts".to_owned()));
        for none in ["", "  ", "a\u{7}b", &"a".repeat(NAME_MAX + 1)] {
            assert_eq!(clean_name(none), None, "{none:?}");
        }
    }

    #[test]
    fn grant_changes_lists_differences_only() {
        let objects = [ObjectId(1), ObjectId(2)];
        let (member, reader) = (BuiltInRole::Member.grants(objects), BuiltInRole::ReadOnly.grants(objects));
        let changes = grant_changes(&member, &reader);
        assert_eq!(changes.len(), 4, "{changes:?}");
        assert!(changes.iter().all(|change| change.action != Action::View));
        assert_eq!(more_rights(&member, &reader), []);
        assert_eq!(more_rights(&reader, &member).len(), member.rights.len());
        // An object that was not shown stays as it is.
        assert_eq!(grant_changes(&member, &Grants::default()), []);
    }
}
