//! Which groups of a provider mean which role.

use crate::ids::RoleId;
use std::str::FromStr;

/// `group=role`, as it is configured: the role by its word or its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// The group, as the provider writes it.
    pub group: String,
    /// The role.
    pub role: String,
}

/// The text is no `group=role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is written group=role, such as crm-sales=sales")]
pub struct NotAGroupRole;

impl FromStr for GroupRole {
    type Err = NotAGroupRole;

    /// The last `=` divides: the name of a group may have some itself, as `cn=sales,ou=groups` has.
    fn from_str(text: &str) -> Result<Self, NotAGroupRole> {
        let (group, role) = text.rsplit_once('=').ok_or(NotAGroupRole)?;
        let (group, role) = (group.trim().to_owned(), role.trim().to_owned());
        if group.is_empty() || role.is_empty() { Err(NotAGroupRole) } else { Ok(Self { group, role }) }
    }
}

/// The groups that mean a role, the one that counts first first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(String, RoleId)>);

impl Mapping {
    /// Whether groups mean anything at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The role of somebody in these groups: that of the first line of the mapping that names one of them. Letters are taken
    /// as they are written, since providers tell groups apart by them.
    pub fn role_of(&self, groups: &[String]) -> Option<RoleId> {
        self.0.iter().find(|(group, _)| groups.contains(group)).map(|(_, role)| *role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_group_may_have_what_divides() {
        let read = |text: &str| text.parse::<GroupRole>().map(|GroupRole { group, role }| (group, role));
        let pair = |group: &str, role: &str| Ok((group.to_owned(), role.to_owned()));
        assert_eq!(read("crm-sales=sales"), pair("crm-sales", "sales"));
        assert_eq!(read(" cn=sales,ou=groups = List manager "), pair("cn=sales,ou=groups", "List manager"));
        for wrong in ["", "sales", "=sales", "sales=", " = "] {
            assert_eq!(read(wrong), Err(NotAGroupRole), "{wrong}");
        }
    }

    proptest! {
        /// The role is one of the mapping, of a group they are in, and no line before it names another of theirs.
        #[test]
        fn the_first_line_counts(lines in proptest::collection::vec((0_u8..6, 1_i64..9), 0..8), mine in proptest::collection::vec(0_u8..6, 0..4)) {
            let mapping = Mapping(lines.iter().map(|(group, role)| (group.to_string(), RoleId(*role))).collect());
            let groups: Vec<String> = mine.iter().map(u8::to_string).collect();
            let at = lines.iter().position(|(group, _)| mine.contains(group));
            prop_assert_eq!(mapping.role_of(&groups), at.map(|at| RoleId(lines[at].1)));
            prop_assert_eq!(mapping.role_of(&[]), None);
        }
    }
}
