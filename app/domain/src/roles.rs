//! Roles as the pages of those who administer users know them.

use crate::{
    ids::RoleId,
    policy::{Action, BuiltInRole, GrantChange, Grants, Right},
};
use serde::{Deserialize, Serialize};

/// Most characters of the name of a role or of a team.
pub const NAME_MAX: usize = 60;

/// A role by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleName {
    /// Which.
    pub id: RoleId,
    /// Its word in the database: of a built-in role, which one it is.
    pub tag: String,
    /// What it is called.
    pub name: String,
}

impl RoleName {
    /// Which built-in role it is.
    pub fn built_in(&self) -> Option<BuiltInRole> {
        self.tag.parse().ok()
    }

    /// Whether it is the one that grants everything and stays as it is, so that somebody always may set things right.
    pub fn is_admin(&self) -> bool {
        self.built_in() == Some(BuiltInRole::Admin)
    }
}

/// A role and what it grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleView {
    /// Which.
    pub role: RoleName,
    /// What it grants.
    pub grants: Grants,
    /// How many users have it, deactivated ones too.
    pub users: i64,
    /// How many invitations give it.
    pub invitations: i64,
    /// Whether whoever looks may change it: they hold all of it themselves.
    pub may_change: bool,
}

impl RoleView {
    /// Whether nobody has it, so that it may go.
    pub fn is_unused(&self) -> bool {
        self.users == 0 && self.invitations == 0
    }
}

/// What a role shall be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleDraft {
    /// Its name.
    pub name: String,
    /// What it grants on the objects that were shown; what it grants on others stays.
    pub grants: Grants,
}

/// A name as it is kept, unless it is none.
pub fn clean_name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// The grants that differ, of the objects that are in `to`.
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

/// The rights of `to` that `from` lacks.
pub fn more_rights(from: &Grants, to: &Grants) -> Vec<Right> {
    to.rights.difference(&from.rights).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ObjectId;

    #[test]
    fn a_name_is_short_and_not_blank() {
        assert_eq!(clean_name("  Key   accounts "), Some("Key accounts".to_owned()));
        for none in ["", "  ", "a\u{7}b", &"a".repeat(NAME_MAX + 1)] {
            assert_eq!(clean_name(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_changes_is_told_apart() {
        let objects = [ObjectId(1), ObjectId(2)];
        let (member, reader) = (BuiltInRole::Member.grants(objects), BuiltInRole::ReadOnly.grants(objects));
        let changes = grant_changes(&member, &reader);
        assert_eq!(changes.len(), 4, "{changes:?}");
        assert!(changes.iter().all(|change| change.action != Action::View));
        assert_eq!(more_rights(&member, &reader), []);
        assert_eq!(more_rights(&reader, &member).len(), member.rights.len());
        // An object that was not shown is left alone.
        assert_eq!(grant_changes(&member, &Grants::default()), []);
    }
}
