//! The mapping of groups at the provider to roles.

use crate::ids::RoleId;
use std::str::FromStr;

/// `group=role` as it is configured; the role by tag or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// The group, as the provider writes it.
    pub group: String,
    /// The role's tag or name.
    pub role: String,
}

/// The text is not of the form `group=role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected group=role, such as crm-sales=sales")]
pub struct NotAGroupRole;

impl FromStr for GroupRole {
    type Err = NotAGroupRole;

    /// Splits at the last `=`, because a group name may contain some, as `cn=sales,ou=groups` does.
    fn from_str(text: &str) -> Result<Self, NotAGroupRole> {
        let (group, role) = text.rsplit_once('=').ok_or(NotAGroupRole)?;
        let (group, role) = (group.trim().to_owned(), role.trim().to_owned());
        if group.is_empty() || role.is_empty() { Err(NotAGroupRole) } else { Ok(Self { group, role }) }
    }
}

/// The mapped groups, in order of precedence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(String, RoleId)>);

impl Mapping {
    /// Whether no group is mapped.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The role of a person in these groups: that of the first mapped group among them. Group names are compared
    /// exactly, because providers distinguish case.
    pub fn role_of(&self, groups: &[String]) -> Option<RoleId> {
        self.0.iter().find(|(group, _)| groups.contains(group)).map(|(_, role)| *role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn group_role_splits_at_last_equals_sign() {
        let read = |text: &str| text.parse::<GroupRole>().map(|GroupRole { group, role }| (group, role));
        let pair = |group: &str, role: &str| Ok((group.to_owned(), role.to_owned()));
        assert_eq!(read("crm-sales=sales"), pair("crm-sales", "sales"));
        assert_eq!(read(" cn=sales,ou=groups = List manager "), pair("cn=sales,ou=groups", "List manager"));
        for wrong in ["", "sales", "=sales", "sales=", " = "] {
            assert_eq!(read(wrong), Err(NotAGroupRole), "{wrong}");
        }
    }

    proptest! {
        /// The result is the role of the first mapping line that names one of the groups.
        #[test]
        fn role_of_first_matching_line_wins(lines in proptest::collection::vec((0_u8..6, 1_i64..9), 0..8), mine in proptest::collection::vec(0_u8..6, 0..4)) {
            let mapping = Mapping(lines.iter().map(|(group, role)| (group.to_string(), RoleId(*role))).collect());
            let groups: Vec<String> = mine.iter().map(u8::to_string).collect();
            let at = lines.iter().position(|(group, _)| mine.contains(group));
            prop_assert_eq!(mapping.role_of(&groups), at.map(|at| RoleId(lines[at].1)));
            prop_assert_eq!(mapping.role_of(&[]), None);
        }
    }
}
