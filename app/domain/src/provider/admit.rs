//! Admission of people who sign in through the provider: whether, and with which role. The engine looks up the
//! [`Standing`] and applies the decision.
//!
//! - A person is identified by issuer and subject. An e-mail address links a user once, and only if the provider says
//!   that it is verified: otherwise anyone who can enter an address there could become any user here.
//! - The role of users that the group mapping created follows their groups at each sign-in. Users who existed before
//!   keep the role that an administrator assigned.
//! - Users created by the mapping who are in no mapped group any more are refused.
//! - The last active administrator keeps the admin role, whatever the groups say.

use crate::ids::{RoleId, UserId};
use serde::{Deserialize, Serialize};

/// A user, as far as admission depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user's id.
    pub user: UserId,
    /// The user's role.
    pub role: RoleId,
    /// Whether the user is deactivated.
    pub deactivated: bool,
    /// Whether the group mapping created the user, so that their role follows their groups.
    pub role_managed_by_idp: bool,
    /// Whether the user is the last active administrator.
    pub last_admin: bool,
}

/// How a person known to the provider stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Their identity is linked to a user.
    Known(Member),
    /// A user has their address and no identity of this provider yet.
    SameAddress(Member),
    /// A user has their address and another identity of this provider: the provider reassigned the address.
    OtherIdentity,
    /// No user has their address.
    Unknown {
        /// The role of an open invitation to this address.
        invited: Option<RoleId>,
    },
    /// The provider gives no address, and the identity is unknown.
    NoAddress,
}

/// What happens with a person who is admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// They sign in, with a new role if their groups changed it.
    Enter {
        /// The user's id.
        user: UserId,
        /// The new role, if it differs.
        role: Option<RoleId>,
    },
    /// The identity is linked to the user, who signs in.
    Link {
        /// The user's id.
        user: UserId,
    },
    /// A user is created.
    Create {
        /// The user's role.
        role: RoleId,
        /// Whether the role follows their groups.
        role_managed_by_idp: bool,
    },
}

/// Why a person known to the provider is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderRefusal {
    /// The provider gives no address.
    NoAddress,
    /// The provider does not say that the address is verified.
    NotVerified,
    /// They are in no mapped group and not invited.
    NoRole,
    /// The user is deactivated.
    Deactivated,
    /// The user with this address has another identity of this provider.
    OtherIdentity,
}

/// Decides on admission. `role` is the role that the person's groups map to; `mapped` says whether a mapping is
/// configured.
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
                _ if !member.role_managed_by_idp || !mapped || member.last_admin => {
                    Ok(Admission::Enter { user, role: None })
                }
                Some(role) => Ok(Admission::Enter { user, role: (role != member.role).then_some(role) }),
                None => Err(ProviderRefusal::NoRole),
            }
        }
        Standing::NoAddress => Err(ProviderRefusal::NoAddress),
        // Checked before the result can reveal who has the address.
        _ if !verified => Err(ProviderRefusal::NotVerified),
        Standing::OtherIdentity => Err(ProviderRefusal::OtherIdentity),
        Standing::SameAddress(member) if member.deactivated => Err(ProviderRefusal::Deactivated),
        Standing::SameAddress(member) => Ok(Admission::Link { user: member.user }),
        Standing::Unknown { invited } => match (role.filter(|_| mapped), invited) {
            (Some(role), _) => Ok(Admission::Create { role, role_managed_by_idp: true }),
            (None, Some(role)) => Ok(Admission::Create { role, role_managed_by_idp: false }),
            (None, None) => Err(ProviderRefusal::NoRole),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MEMBER: Member =
        Member { user: UserId(7), role: RoleId(2), deactivated: false, role_managed_by_idp: true, last_admin: false };

    #[test]
    fn admit_known_member_role_follows_groups() {
        let enter = |member, role| admit(Standing::Known(member), false, true, role);
        let stays = Ok(Admission::Enter { user: UserId(7), role: None });
        assert_eq!(enter(MEMBER, Some(RoleId(3))), Ok(Admission::Enter { user: UserId(7), role: Some(RoleId(3)) }));
        assert_eq!(enter(MEMBER, Some(RoleId(2))), stays);
        assert_eq!(enter(MEMBER, None), Err(ProviderRefusal::NoRole));
        let linked = Member { role_managed_by_idp: false, ..MEMBER };
        assert_eq!(enter(linked, Some(RoleId(3))), stays);
        assert_eq!(enter(linked, None), stays);
        // No mapping is configured any more: roles stay as they are.
        assert_eq!(admit(Standing::Known(MEMBER), false, false, None), stays);
    }

    #[test]
    fn admit_new_person_needs_a_role() {
        let new = |invited, mapped, role| admit(Standing::Unknown { invited }, true, mapped, role);
        assert_eq!(
            new(None, true, Some(RoleId(3))),
            Ok(Admission::Create { role: RoleId(3), role_managed_by_idp: true })
        );
        assert_eq!(
            new(Some(RoleId(2)), true, None),
            Ok(Admission::Create { role: RoleId(2), role_managed_by_idp: false })
        );
        assert_eq!(new(Some(RoleId(2)), true, Some(RoleId(3))), new(None, true, Some(RoleId(3))));
        assert_eq!(new(None, true, None), Err(ProviderRefusal::NoRole));
        assert_eq!(new(None, false, None), Err(ProviderRefusal::NoRole));
    }

    fn standing() -> impl Strategy<Value = Standing> {
        let member =
            (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(deactivated, role_managed_by_idp, last_admin)| {
                Member { deactivated, role_managed_by_idp, last_admin, ..MEMBER }
            });
        (0..5, member, proptest::option::of((1_i64..4).prop_map(RoleId))).prop_map(|(which, member, invited)| {
            match which {
                0 => Standing::Known(member),
                1 => Standing::SameAddress(member),
                2 => Standing::OtherIdentity,
                3 => Standing::Unknown { invited },
                _ => Standing::NoAddress,
            }
        })
    }

    proptest! {
        /// Whatever the provider says, deactivated users stay out, the last administrator keeps the role, and an
        /// unverified address identifies no user.
        #[test]
        fn admit_invariants_hold(standing in standing(), verified: bool, mapped: bool, role in proptest::option::of((1_i64..4).prop_map(RoleId))) {
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
                prop_assert!(member.role_managed_by_idp && mapped && Some(new) == role && new != member.role);
            }
        }
    }
}
