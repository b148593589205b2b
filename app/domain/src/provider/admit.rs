//! Who is let in, and as what. The engine looks up how somebody stands and does what is decided here.
//!
//! - Who they are is the identity. An e-mail finds a user once, and only where the provider says that it is verified:
//!   whoever could write any address into their account there would be anybody here otherwise.
//! - Roles follow groups for those whom a mapping made, at each sign-in. Whoever was here before keeps the role that an
//!   admin gave.
//! - Whoever followed a group and is in none any more is not let in.
//! - The last who may do everything stays one, whatever the groups say.

use crate::ids::{RoleId, UserId};
use serde::{Deserialize, Serialize};

/// A user as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their role.
    pub role: RoleId,
    /// Whether they cannot sign in.
    pub deactivated: bool,
    /// Whether a mapping made them, so that their role follows their groups.
    pub follows: bool,
    /// Whether nobody else may do everything.
    pub last_admin: bool,
}

/// How somebody whom the provider knows stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Known by their identity.
    Known(Member),
    /// Somebody has their address, and no identity of this provider yet.
    SameAddress(Member),
    /// Somebody has their address, and another identity of this provider: the address was given to somebody new there.
    OtherIdentity,
    /// Nobody has their address.
    Nobody {
        /// The role of an open invitation to it.
        invited: Option<RoleId>,
    },
    /// The provider says no address, and the identity is unknown.
    NoAddress,
}

/// What is done for somebody who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// They sign in, with another role from now on where one is said.
    Enter {
        /// Who.
        user: UserId,
        /// The role that their groups mean now.
        role: Option<RoleId>,
    },
    /// The identity is theirs from now on, and they sign in.
    Link {
        /// Who.
        user: UserId,
    },
    /// A user is made.
    Create {
        /// What they may do.
        role: RoleId,
        /// Whether their role follows their groups.
        follows: bool,
    },
}

/// Why somebody whom the provider knows is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRefusal {
    /// The provider says no address.
    NoAddress,
    /// It does not say that the address is verified.
    NotVerified,
    /// They are in no group that means a role, and nobody invited them.
    NoRole,
    /// They were deactivated.
    Deactivated,
    /// The user with this address is another of the provider's.
    OtherIdentity,
}

/// Decides. `role` is what their groups mean; nothing where no group of theirs means a role. `mapped` says whether groups
/// mean anything here.
pub fn admit(
    standing: Standing,
    verified: bool,
    mapped: bool,
    role: Option<RoleId>,
) -> Result<Admission, ProviderRefusal> {
    match standing {
        Standing::Known(member) if member.deactivated => Err(ProviderRefusal::Deactivated),
        Standing::Known(member) => {
            let user = member.user;
            match role {
                _ if !member.follows || !mapped || member.last_admin => Ok(Admission::Enter { user, role: None }),
                Some(role) => Ok(Admission::Enter { user, role: (role != member.role).then_some(role) }),
                None => Err(ProviderRefusal::NoRole),
            }
        }
        Standing::NoAddress => Err(ProviderRefusal::NoAddress),
        // Before anything is told of whose the address is.
        _ if !verified => Err(ProviderRefusal::NotVerified),
        Standing::OtherIdentity => Err(ProviderRefusal::OtherIdentity),
        Standing::SameAddress(member) if member.deactivated => Err(ProviderRefusal::Deactivated),
        Standing::SameAddress(member) => Ok(Admission::Link { user: member.user }),
        Standing::Nobody { invited } => match (role.filter(|_| mapped), invited) {
            (Some(role), _) => Ok(Admission::Create { role, follows: true }),
            (None, Some(role)) => Ok(Admission::Create { role, follows: false }),
            (None, None) => Err(ProviderRefusal::NoRole),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MEMBER: Member =
        Member { user: UserId(7), role: RoleId(2), deactivated: false, follows: true, last_admin: false };

    #[test]
    fn roles_follow_groups_for_those_whom_a_mapping_made() {
        let enter = |member, role| admit(Standing::Known(member), false, true, role);
        let stays = Ok(Admission::Enter { user: UserId(7), role: None });
        assert_eq!(enter(MEMBER, Some(RoleId(3))), Ok(Admission::Enter { user: UserId(7), role: Some(RoleId(3)) }));
        assert_eq!(enter(MEMBER, Some(RoleId(2))), stays);
        assert_eq!(enter(MEMBER, None), Err(ProviderRefusal::NoRole));
        let linked = Member { follows: false, ..MEMBER };
        assert_eq!(enter(linked, Some(RoleId(3))), stays);
        assert_eq!(enter(linked, None), stays);
        // Nothing is mapped any more: everybody stays what they are.
        assert_eq!(admit(Standing::Known(MEMBER), false, false, None), stays);
    }

    #[test]
    fn whoever_is_new_needs_a_role_from_somewhere() {
        let new = |invited, mapped, role| admit(Standing::Nobody { invited }, true, mapped, role);
        assert_eq!(new(None, true, Some(RoleId(3))), Ok(Admission::Create { role: RoleId(3), follows: true }));
        assert_eq!(new(Some(RoleId(2)), true, None), Ok(Admission::Create { role: RoleId(2), follows: false }));
        assert_eq!(new(Some(RoleId(2)), true, Some(RoleId(3))), new(None, true, Some(RoleId(3))));
        assert_eq!(new(None, true, None), Err(ProviderRefusal::NoRole));
        assert_eq!(new(None, false, None), Err(ProviderRefusal::NoRole));
    }

    fn standing() -> impl Strategy<Value = Standing> {
        let member = (any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(deactivated, follows, last_admin)| Member { deactivated, follows, last_admin, ..MEMBER });
        (0..5, member, proptest::option::of((1_i64..4).prop_map(RoleId))).prop_map(|(which, member, invited)| {
            match which {
                0 => Standing::Known(member),
                1 => Standing::SameAddress(member),
                2 => Standing::OtherIdentity,
                3 => Standing::Nobody { invited },
                _ => Standing::NoAddress,
            }
        })
    }

    proptest! {
        /// Whatever the provider says: whoever was deactivated stays out, the last admin keeps the role, and an address that
        /// is not verified is nobody's.
        #[test]
        fn what_never_happens(standing in standing(), verified: bool, mapped: bool, role in proptest::option::of((1_i64..4).prop_map(RoleId))) {
            let decided = admit(standing, verified, mapped, role);
            let (Standing::Known(member) | Standing::SameAddress(member)) = standing else {
                let found = matches!(decided, Ok(Admission::Enter { .. } | Admission::Link { .. }));
                prop_assert!(!found);
                prop_assert!(verified || decided.is_err());
                return Ok(());
            };
            prop_assert!(!member.deactivated || decided.is_err());
            if member.last_admin && !member.deactivated && matches!(standing, Standing::Known(_)) {
                prop_assert_eq!(decided, Ok(Admission::Enter { user: member.user, role: None }));
            }
            let by_address = matches!(decided, Ok(Admission::Link { .. } | Admission::Create { .. }));
            prop_assert!(verified || !by_address);
            if let Ok(Admission::Enter { role: Some(new), .. }) = decided {
                prop_assert!(member.follows && mapped && Some(new) == role && new != member.role);
            }
        }
    }
}
