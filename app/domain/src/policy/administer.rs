//! Permits of those who administer. Settings are not for others to know of: where one may not, they are unseen.

use super::{Actor, Grants, Refusal, Right};
use crate::ids::UserId;

/// Proof that somebody may change what holds for the whole installation. Only [`Actor`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Administrator {
    user: UserId,
}

impl Administrator {
    /// Who.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Proof that somebody may read the audit. Only [`Actor`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Auditor {
    user: UserId,
}

impl Auditor {
    /// Who.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Proof that somebody may administer users, roles and teams. Only [`Actor`] makes one.
#[derive(Clone, Debug)]
pub struct UserAdministrator {
    user: UserId,
    grants: Grants,
}

impl UserAdministrator {
    /// Who.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether they may give these grants, or take them away: no more than they hold themselves.
    pub fn may_give(&self, grants: &Grants) -> bool {
        self.grants.cover(grants)
    }

    /// Whether a larger team lets them reach further.
    pub fn reaches_a_team(&self) -> bool {
        self.grants.reach_a_team()
    }
}

impl Actor {
    /// May they change what holds for the whole installation?
    pub fn administer(&self) -> Result<Administrator, Refusal> {
        if self.has(Right::Administer) { Ok(Administrator { user: self.user }) } else { Err(Refusal::Unseen) }
    }

    /// May they administer users, roles and teams?
    pub fn administer_users(&self) -> Result<UserAdministrator, Refusal> {
        if self.has(Right::AdministerUsers) {
            Ok(UserAdministrator { user: self.user, grants: self.grants.clone() })
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// May they read the audit?
    pub fn audit(&self) -> Result<Auditor, Refusal> {
        if self.has(Right::Audit) { Ok(Auditor { user: self.user }) } else { Err(Refusal::Unseen) }
    }

    /// May they change objects and what belongs to them?
    pub fn administer_objects(&self) -> Result<Administrator, Refusal> {
        if self.has(Right::AdministerObjects) { Ok(Administrator { user: self.user }) } else { Err(Refusal::Unseen) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::ObjectId,
        policy::{BuiltInRole, Reach},
    };

    const OBJECTS: [ObjectId; 2] = [ObjectId(1), ObjectId(2)];

    fn actor(grants: Grants) -> Actor {
        Actor { user: UserId(1), grants, team_mates: vec![UserId(1)] }
    }

    #[test]
    fn each_kind_of_administering_is_a_right_of_its_own() {
        for right in Right::ALL {
            let one = actor(Grants { rights: [right].into(), ..Grants::default() });
            assert_eq!(one.administer().is_ok(), right == Right::Administer);
            assert_eq!(one.administer_users().is_ok(), right == Right::AdministerUsers);
            assert_eq!(one.administer_objects().is_ok(), right == Right::AdministerObjects);
            assert_eq!(one.audit().is_ok(), right == Right::Audit);
        }
    }

    #[test]
    fn nobody_gives_what_they_do_not_hold() {
        let admin = actor(BuiltInRole::Admin.grants(OBJECTS)).administer_users().unwrap();
        for role in BuiltInRole::ALL {
            assert!(admin.may_give(&role.grants(OBJECTS)));
        }
        let mut grants = BuiltInRole::Manager.grants(OBJECTS);
        grants.rights.insert(Right::AdministerUsers);
        let manager = actor(grants.clone()).administer_users().unwrap();
        assert!(manager.may_give(&BuiltInRole::ReadOnly.grants(OBJECTS)));
        assert!(!manager.may_give(&BuiltInRole::Admin.grants(OBJECTS)));
        // One object more, one right more, a longer reach.
        assert!(!manager.may_give(&BuiltInRole::ReadOnly.grants([ObjectId(3)])));
        let mut more = grants.clone();
        more.rights.insert(Right::Purge);
        assert!(!manager.may_give(&more));
        let mut further = grants;
        if let Some(first) = further.objects.get_mut(&OBJECTS[0]) {
            first.delete.reach = Reach::Everything;
        }
        assert!(!manager.may_give(&further));
    }
}
