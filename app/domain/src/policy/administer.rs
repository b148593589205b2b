//! Permits for administration. Users without the right get 404, so that settings stay invisible to them.

use super::{Actor, Grants, Refusal, Right};
use crate::ids::UserId;

/// Permission to change settings of the whole installation. Only [`Actor`] creates one.
#[derive(Clone, Copy, Debug)]
pub struct Administrator {
    user: UserId,
}

impl Administrator {
    /// The administrator's id.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Permission to read the audit. Only [`Actor`] creates one.
#[derive(Clone, Copy, Debug)]
pub struct Auditor {
    user: UserId,
}

impl Auditor {
    /// The auditor's id.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Permission to manage the blocklist and its rules. Only [`Actor`] creates one.
#[derive(Clone, Copy, Debug)]
pub struct PrivacyManager {
    user: UserId,
}

impl PrivacyManager {
    /// The manager's id.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Permission to read the index of permanent deletions and their certificates. Only [`Actor`] creates one.
#[derive(Clone, Copy, Debug)]
pub struct ErasureReader {
    user: UserId,
}

impl ErasureReader {
    /// The reader's id.
    pub fn user(self) -> UserId {
        self.user
    }
}

/// Permission to administer users, roles and teams. Only [`Actor`] creates one.
#[derive(Clone, Debug)]
pub struct UserAdministrator {
    user: UserId,
    grants: Grants,
}

impl UserAdministrator {
    /// The administrator's id.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether they may grant or revoke these grants: they must hold all of them.
    pub fn may_grant(&self, grants: &Grants) -> bool {
        self.grants.cover(grants)
    }

    /// Whether a larger team would extend their own reach.
    pub fn reaches_a_team(&self) -> bool {
        self.grants.reach_a_team()
    }
}

impl Actor {
    /// Permission to change settings of the whole installation, if the role has it.
    pub fn administer(&self) -> Result<Administrator, Refusal> {
        if self.has(Right::Administer) { Ok(Administrator { user: self.user }) } else { Err(Refusal::Unseen) }
    }

    /// Permission to administer users, roles and teams, if the role has it.
    pub fn administer_users(&self) -> Result<UserAdministrator, Refusal> {
        if self.has(Right::AdministerUsers) {
            Ok(UserAdministrator { user: self.user, grants: self.grants.clone() })
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// Permission to read the audit, if the role has it.
    pub fn audit(&self) -> Result<Auditor, Refusal> {
        if self.has(Right::Audit) { Ok(Auditor { user: self.user }) } else { Err(Refusal::Unseen) }
    }

    /// Permission to manage the blocklist and its rules, if the role has it.
    pub fn manage_privacy(&self) -> Result<PrivacyManager, Refusal> {
        if self.has(Right::ManagePrivacy) { Ok(PrivacyManager { user: self.user }) } else { Err(Refusal::Unseen) }
    }

    /// Permission to read permanent deletions and their certificates: for those who manage privacy, and for those who may
    /// delete permanently.
    pub fn read_erasures(&self) -> Result<ErasureReader, Refusal> {
        if self.has(Right::ManagePrivacy) || self.has(Right::PermanentDelete) {
            Ok(ErasureReader { user: self.user })
        } else {
            Err(Refusal::Unseen)
        }
    }

    /// Permission to change objects and their parts, if the role has it.
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
    fn each_administration_needs_its_own_right() {
        for right in Right::ALL {
            let one = actor(Grants { rights: [right].into(), ..Grants::default() });
            assert_eq!(one.administer().is_ok(), right == Right::Administer);
            assert_eq!(one.administer_users().is_ok(), right == Right::AdministerUsers);
            assert_eq!(one.administer_objects().is_ok(), right == Right::AdministerObjects);
            assert_eq!(one.audit().is_ok(), right == Right::Audit);
            assert_eq!(one.manage_privacy().is_ok(), right == Right::ManagePrivacy);
            assert_eq!(one.read_erasures().is_ok(), matches!(right, Right::ManagePrivacy | Right::PermanentDelete));
        }
    }

    #[test]
    fn may_grant_only_what_is_held() {
        let admin = actor(BuiltInRole::Admin.grants(OBJECTS)).administer_users().unwrap();
        for role in BuiltInRole::ALL {
            assert!(admin.may_grant(&role.grants(OBJECTS)));
        }
        let mut grants = BuiltInRole::Manager.grants(OBJECTS);
        grants.rights.insert(Right::AdministerUsers);
        let manager = actor(grants.clone()).administer_users().unwrap();
        assert!(manager.may_grant(&BuiltInRole::ReadOnly.grants(OBJECTS)));
        assert!(!manager.may_grant(&BuiltInRole::Admin.grants(OBJECTS)));
        // One object more, one right more, a longer reach.
        assert!(!manager.may_grant(&BuiltInRole::ReadOnly.grants([ObjectId(3)])));
        let mut more = grants.clone();
        more.rights.insert(Right::Purge);
        assert!(!manager.may_grant(&more));
        let mut further = grants;
        if let Some(first) = further.objects.get_mut(&OBJECTS[0]) {
            first.delete.reach = Reach::Everything;
        }
        assert!(!manager.may_grant(&further));
    }
}
