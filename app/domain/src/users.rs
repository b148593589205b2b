//! Users and invitations as the pages of those who administer them know them.

use crate::{
    account::{SessionRow, TwoStep},
    ids::{InvitationId, ObjectId, RecordId, RoleId, UserId},
    object::ObjectNames,
    people::{Lang, Person},
    policy::{Verdict, Whose},
    provider::IdentityRow,
    roles::RoleName,
    teams::Team,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Days that an invitation can be accepted.
pub const INVITATION_DAYS: i64 = 7;
/// Rows of a page of users.
pub const USERS_PAGE: i64 = 50;

/// A user of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// Who.
    pub person: Person,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: RoleName,
    /// The names of their teams.
    pub teams: Vec<String>,
    /// Since when they cannot sign in.
    pub deactivated: Option<Timestamp>,
}

/// An invitation that nobody accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationRow {
    /// Which.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// What they will be able to do.
    pub role: RoleName,
    /// Who invited them.
    pub by: Option<Person>,
    /// Until when it can be accepted.
    pub expires: Timestamp,
    /// Whether that time is over.
    pub expired: bool,
    /// Whether whoever looks may send it again or withdraw it.
    pub may_change: bool,
}

/// A view of the users, all of it in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserQuery {
    /// A part of a name or an address.
    pub search: String,
    /// Only those who cannot sign in.
    pub deactivated: bool,
    /// Where the page begins: after this user.
    pub after: Option<UserCursor>,
}

/// The last user of the page before, by the form in which names are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCursor {
    /// Who.
    pub id: UserId,
    /// Their normalized name.
    pub name: String,
}

impl fmt::Display for UserCursor {
    /// `id~name`, as it stands in the address.
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
    /// Reads the query part of an address. Every address means some view.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            search: get("q").unwrap_or_default().trim().to_owned(),
            deactivated: get("state") == Some("deactivated"),
            after: get("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The names and values of the address that reproduces this view.
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
    /// Its rows, by name.
    pub rows: Vec<UserRow>,
    /// How many can sign in.
    pub active: i64,
    /// How many cannot.
    pub deactivated: i64,
    /// Where the next page begins.
    pub next: Option<UserCursor>,
    /// The open invitations, latest first; with the first page of those who can sign in, and only there.
    pub invitations: Vec<InvitationRow>,
}

/// What a user owns of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owned {
    /// The object's word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// Living records.
    pub living: i64,
    /// Records in the trash.
    pub deleted: i64,
    /// Whether whoever looks may give the living ones to somebody else.
    pub may_assign: bool,
}

/// A user on a page of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Who, with what role.
    pub user: UserRow,
    /// Since when there is this user.
    pub created: Timestamp,
    /// Browsers that are signed in, the latest first.
    pub sessions: Vec<SessionRow>,
    /// Their second step of sign-in, where it is on.
    pub two_step: Option<TwoStep>,
    /// The identities they are linked to.
    pub identities: Vec<IdentityRow>,
    /// Invitations of theirs that nobody accepted yet.
    pub invitations: i64,
    /// What they own, as far as whoever looks sees it.
    pub owned: Vec<Owned>,
    /// Every team, and who is in it.
    pub teams: Vec<Team>,
    /// The roles that whoever looks may give.
    pub roles: Vec<RoleName>,
    /// Why their role and state cannot be changed, where they cannot.
    pub fixed: Option<PeopleProblem>,
}

/// Somebody to invite, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// Their address.
    pub email: String,
    /// What they shall be able to do.
    pub role: Option<RoleId>,
    /// The language of the message.
    pub lang: Lang,
}

/// What may be asked about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CanAsk {
    /// One record.
    Record(RecordId),
    /// The records of an object, by its word in addresses.
    Object(String),
}

/// What somebody may do, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanView {
    /// Who.
    pub user: UserRow,
    /// The objects that can be asked about.
    pub objects: Vec<(String, ObjectNames)>,
    /// The answer, where something was asked.
    pub answer: Option<CanAnswer>,
}

/// The answer about an object, or about one record of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanAnswer {
    /// The object.
    pub object: ObjectId,
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The record.
    pub record: Option<CanRecord>,
    /// What they may do and what not.
    pub verdicts: Vec<Verdict>,
}

/// The record that was asked about, as whoever asks sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanRecord {
    /// Which.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: Option<Person>,
    /// Whose that is, to the user.
    pub whose: Whose,
    /// Whether it is in the trash.
    pub deleted: bool,
}

/// Why a change of users, roles or teams was not made. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PeopleProblem {
    /// Nobody deactivates themselves, or takes their own rights away: another must.
    Yourself,
    /// Somebody must stay who may do everything.
    LastAdmin,
    /// Nobody gives or takes what they do not hold.
    Beyond,
    /// Not an address.
    NotAnEmail,
    /// Somebody has this address.
    Taken,
    /// Somebody with this address was invited already.
    InvitedAlready,
    /// There is no such role.
    NoRole,
    /// It needs a name of some length.
    Name,
    /// Another has this name.
    Twice,
    /// Somebody has this role.
    InUse,
    /// This role stays as it is.
    Fixed,
    /// A team cannot stand below itself.
    Circle,
    /// What a role may delete alone is a whole number.
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

    /// The word in addresses.
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
            Self::ApprovalPolicy => "guard",
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
    fn the_address_holds_the_whole_view() {
        let after = Some(UserCursor { id: UserId(9), name: "zoe ~ x".to_owned() });
        let query = UserQuery { search: "zo".to_owned(), deactivated: true, after };
        let pairs = query.to_address();
        let read =
            UserQuery::from_address(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()));
        assert_eq!(read, query);
        assert_eq!(UserQuery::from_address(|_| None), UserQuery::default());
    }

    #[test]
    fn problems_are_read_back() {
        for problem in PeopleProblem::ALL {
            assert_eq!(problem.tag().parse(), Ok(problem));
        }
    }
}
