//! Users, invitations and effective permissions, as the administration pages show them.

use crate::{
    account::{SessionRow, TwoStep},
    ids::{InvitationId, ObjectId, RecordId, RoleId, UserId},
    object::ObjectNames,
    people::{Lang, Person},
    policy::{Ownership, PermissionExplanation},
    provider::IdentityRow,
    roles::RoleName,
    teams::Team,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Days until an invitation expires.
pub const INVITATION_DAYS: i64 = 7;
/// Users per page.
pub const USERS_PAGE: i64 = 50;

/// A user in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The user.
    pub person: Person,
    /// Their e-mail address.
    pub email: String,
    /// Their role.
    pub role: RoleName,
    /// The names of their teams.
    pub teams: Vec<String>,
    /// Since when they are deactivated.
    pub deactivated: Option<Timestamp>,
}

/// An invitation that was not accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// The invitation's id.
    pub id: InvitationId,
    /// The invited address.
    pub email: String,
    /// The role of the new user.
    pub role: RoleName,
    /// The user who invited them.
    pub by: Option<Person>,
    /// When it expires.
    pub expires: Timestamp,
    /// Whether it has expired.
    pub expired: bool,
    /// Whether the viewer may send it again or withdraw it.
    pub may_change: bool,
}

/// A view of the users, encoded in the query of its URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// Part of a name or an e-mail address.
    pub search: String,
    /// Whether to show deactivated users instead of active ones.
    pub deactivated: bool,
    /// The page begins after this user.
    pub after: Option<UserCursor>,
}

/// The position after a user in the order of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCursor {
    /// The user's id.
    pub id: UserId,
    /// Their normalized name.
    pub name: String,
}

impl fmt::Display for UserCursor {
    /// Formats as `id~name`, the form used in URLs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.id, self.name)
    }
}

impl FromStr for UserCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (id, name) = text.split_once('~').ok_or(())?;
        Ok(Self { id: id.parse().map_err(|_| ())?, name: name.to_owned() })
    }
}

impl UserQuery {
    /// Reads the query of a URL. Unknown values are ignored.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            search: get("q").unwrap_or_default().trim().to_owned(),
            deactivated: get("state") == Some("deactivated"),
            after: get("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The query parameters that reproduce this view.
    pub fn to_address(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        if self.deactivated {
            pairs.push(("state", "deactivated".to_owned()));
        }
        pairs.extend(self.after.as_ref().map(|after| ("after", after.to_string())));
        pairs
    }
}

/// One page of users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersPage {
    /// The users, by name.
    pub rows: Vec<UserRow>,
    /// The number of active users.
    pub active: i64,
    /// The number of deactivated users.
    pub deactivated: i64,
    /// The cursor of the next page.
    pub next: Option<UserCursor>,
    /// The open invitations, newest first; only on the first page of active users.
    pub invitations: Vec<InvitationRow>,
}

/// The records of one object that a user owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    /// The object's slug.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// Active records.
    pub living: i64,
    /// Records in the trash.
    pub deleted: i64,
    /// Whether the viewer may assign the active ones to another owner.
    pub may_assign: bool,
}

/// The page of one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// The user.
    pub user: UserRow,
    /// When the user was created.
    pub created: Timestamp,
    /// Their sessions, the most recently used first.
    pub sessions: Vec<SessionRow>,
    /// Two-factor authentication, if it is on.
    pub two_step: Option<TwoStep>,
    /// The identities they are linked to.
    pub identities: Vec<IdentityRow>,
    /// Open invitations they sent.
    pub invitations: i64,
    /// The records they own, as far as the viewer may see them.
    pub owned: Vec<Owned>,
    /// Every team with its members.
    pub teams: Vec<Team>,
    /// The roles that the viewer may assign.
    pub roles: Vec<RoleName>,
    /// Why their role and state cannot be changed, if they cannot.
    pub fixed: Option<PeopleProblem>,
}

/// An invitation as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The address to invite.
    pub email: String,
    /// The role of the new user.
    pub role: Option<RoleId>,
    /// The language of the message.
    pub lang: Lang,
}

/// What effective permissions are asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PermissionQuery {
    /// One record.
    Record(RecordId),
    /// The records of an object, by slug.
    Object(String),
}

/// The effective permissions of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectivePermissionsView {
    /// The user.
    pub user: UserRow,
    /// The slugs and names of the objects that can be asked about.
    pub objects: Vec<(String, ObjectNames)>,
    /// The answer, if a record or an object was given.
    pub answer: Option<EffectivePermissions>,
}

/// The permissions on an object, or on one record of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectivePermissions {
    /// The object.
    pub object: ObjectId,
    /// The object's slug.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// The record, if one was given.
    pub record: Option<PermissionRecord>,
    /// One explanation per action.
    pub explanations: Vec<PermissionExplanation>,
}

/// The record asked about, as the viewer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionRecord {
    /// The record's id.
    pub id: RecordId,
    /// The record's name.
    pub name: String,
    /// The record's owner.
    pub owner: Option<Person>,
    /// How the owner relates to the user.
    pub ownership: Ownership,
    /// Whether it is in the trash.
    pub deleted: bool,
}

/// Why a change of users, roles or teams was refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PeopleProblem {
    /// Users cannot deactivate themselves or reduce their own rights.
    Yourself,
    /// The last active administrator cannot be removed.
    LastAdmin,
    /// The acting administrator lacks some of the rights concerned.
    Beyond,
    /// The text is not an e-mail address.
    NotAnEmail,
    /// Another user has this address.
    Taken,
    /// This address is invited already.
    InvitedAlready,
    /// The role does not exist.
    NoRole,
    /// The name is empty or too long.
    Name,
    /// The name is in use.
    Twice,
    /// Users or invitations have this role.
    InUse,
    /// The admin role cannot be changed.
    Fixed,
    /// A team cannot be its own ancestor.
    Circle,
    /// A deletion limit must be a whole number.
    ApprovalPolicy,
}

impl PeopleProblem {
    const ALL: [Self; 13] = [
        Self::Yourself,
        Self::LastAdmin,
        Self::Beyond,
        Self::NotAnEmail,
        Self::Taken,
        Self::InvitedAlready,
        Self::NoRole,
        Self::Name,
        Self::Twice,
        Self::InUse,
        Self::Fixed,
        Self::Circle,
        Self::ApprovalPolicy,
    ];

    /// The value in query parameters.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Yourself => "yourself",
            Self::LastAdmin => "last-admin",
            Self::Beyond => "beyond",
            Self::NotAnEmail => "not-an-email",
            Self::Taken => "taken",
            Self::InvitedAlready => "invited-already",
            Self::NoRole => "no-role",
            Self::Name => "name",
            Self::Twice => "twice",
            Self::InUse => "in-use",
            Self::Fixed => "fixed",
            Self::Circle => "circle",
            Self::ApprovalPolicy => "approval",
        }
    }
}

impl FromStr for PeopleProblem {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|problem| problem.tag() == tag).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_query_round_trips_through_url() {
        let after = Some(UserCursor { id: UserId(9), name: "zoe ~ x".to_owned() });
        let query = UserQuery { search: "zo".to_owned(), deactivated: true, after };
        let pairs = query.to_address();
        let read =
            UserQuery::from_address(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()));
        assert_eq!(read, query);
        assert_eq!(UserQuery::from_address(|_| None), UserQuery::default());
    }

    #[test]
    fn people_problem_tag_round_trips() {
        for problem in PeopleProblem::ALL {
            assert_eq!(problem.tag().parse(), Ok(problem));
        }
    }
}
