//! Mail: what people are told while they look elsewhere.
//!
//! A message holds numbers, dates and what addresses of pages are made of; never a name or an address of anybody. Who
//! gets it is a user of the outbox's row, and the words come when it is sent, in their language. So nothing of a
//! message has to be erased when a person is.

use crate::{
    ids::{MailId, OperationId, UserId},
    object::ObjectNames,
    people::{Lang, Person},
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Rows of a page.
pub const MAIL_PAGE: i64 = 50;
/// Days after which a message that was sent or given up is forgotten.
pub const MAIL_KEPT_DAYS: i64 = 90;
/// Seconds between a try and the next.
const AGAIN: [i64; 6] = [60, 5 * 60, 15 * 60, 3_600, 4 * 3_600, 12 * 3_600];

/// What somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// Others deleted what they own (S19).
    Deleted {
        /// What, the earliest first.
        deletions: Vec<DigestLine>,
    },
    /// Deletions that concern them will soon be purged.
    Expiring {
        /// Which, soonest first.
        deletions: Vec<DigestLine>,
    },
    /// They are invited. The link is made when the message is sent, since only its hash is kept.
    Invitation {
        /// Until when it can be accepted.
        expires: Timestamp,
    },
    /// Somebody asks to delete more than they may alone; the receiver may decide.
    ApprovalAsked {
        /// Which deletion.
        operation: OperationId,
        /// The object's names.
        names: ObjectNames,
        /// Records.
        records: i64,
        /// Until when it waits.
        expires: Timestamp,
    },
    /// A deletion of theirs that waited was decided about, or nobody did in time.
    ApprovalDecided {
        /// Which deletion.
        operation: OperationId,
        /// Whether it goes on.
        approved: bool,
    },
    /// Somebody deleted unusually much in a day.
    Unusual {
        /// Who.
        user: UserId,
        /// The day.
        day: Date,
        /// Records, when it was noticed.
        records: i64,
    },
}

/// Who gets a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// A user.
    User(Person),
    /// Somebody who is invited: the address they were invited at.
    Invited(String),
}

impl Recipient {
    /// What they are called.
    pub fn name(&self) -> &str {
        match self {
            Self::User(person) => &person.name,
            Self::Invited(email) => email,
        }
    }
}

/// A deletion, as a digest tells one person of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestLine {
    /// Which.
    pub operation: OperationId,
    /// The object's word in addresses.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// When it was.
    pub at: Timestamp,
    /// Until when it can be taken back.
    pub expires: Timestamp,
    /// Records of it in the trash that the receiver sees there; where others deleted, those that the receiver owns.
    pub records: i64,
    /// Whether the receiver deleted them, rather than owns what another deleted.
    pub own: bool,
}

/// When a message is tried again that was tried so many times in vain; nothing when it is given up.
pub fn next_try(attempts: i64, now: Timestamp) -> Option<Timestamp> {
    let place = usize::try_from(attempts).ok()?.checked_sub(1)?;
    AGAIN.get(place).map(|seconds| now.plus_seconds(*seconds))
}

/// Why a message could not be handed over. The kind alone is kept: what a mail server answers may hold an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailFailure {
    /// No connection to the mail server came about, or it broke.
    Unreachable,
    /// The mail server took too long.
    TimedOut,
    /// No safe connection to the mail server came about.
    Tls,
    /// The mail server did not accept the user and password it was given.
    SignIn {
        /// What it answered.
        code: u16,
    },
    /// The mail server put it off.
    PutOff {
        /// What it answered.
        code: u16,
    },
    /// The mail server will never take it.
    Refused {
        /// What it answered.
        code: u16,
    },
    /// What the mail server says cannot be understood.
    Misunderstood,
    /// The mail server cannot do something that the message or signing in needs.
    Unable,
    /// The receiver's address is none that mail can be sent to.
    Address,
    /// The receiver was deactivated meanwhile.
    Deactivated,
    /// The folder of messages cannot be written to.
    Folder,
    /// The message is of a kind that this version of the program does not know; another may.
    Unknown,
}

impl MailFailure {
    /// Whether trying again by itself is of no use.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Address | Self::Deactivated)
    }
}

/// How mail is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailWay {
    /// Through a mail server: its name, without user and password.
    Server(String),
    /// Not at all: messages are written into this folder.
    Folder(String),
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MailState {
    /// Given up: a dead letter.
    Dead,
    /// To be sent, or sent again.
    Waiting,
    /// Handed over.
    Sent,
}

impl MailState {
    /// Every state, in the order a page shows them: what needs somebody comes first.
    pub const ALL: [Self; 3] = [Self::Dead, Self::Waiting, Self::Sent];

    /// The word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
        }
    }
}

impl FromStr for MailState {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.tag() == tag).ok_or(())
    }
}

/// A view of the outbox, all of it in the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailQuery {
    /// Those of one state only.
    pub state: Option<MailState>,
    /// Where the page begins: after this message; nothing means with the first.
    pub after: Option<MailCursor>,
}

/// The last row of the page before: its state and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCursor {
    /// The state.
    pub state: MailState,
    /// The message.
    pub id: MailId,
}

impl fmt::Display for MailCursor {
    /// `state~message`, as it stands in the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.state.tag(), self.id)
    }
}

impl FromStr for MailCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (state, id) = text.split_once('~').ok_or(())?;
        Ok(Self { state: state.parse()?, id: id.parse().map_err(|_| ())? })
    }
}

impl MailQuery {
    /// Reads the query part of an address. Every address means some view.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            state: get("state").and_then(|state| state.parse().ok()),
            after: get("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The names and values of the address that reproduces this view.
    pub fn to_address(self) -> Vec<(&'static str, String)> {
        let state = self.state.map(|state| ("state", state.tag().to_owned()));
        state.into_iter().chain(self.after.map(|after| ("after", after.to_string()))).collect()
    }
}

/// One message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    /// Which.
    pub id: MailId,
    /// Who gets it.
    pub to: Recipient,
    /// The language it is in.
    pub lang: Lang,
    /// What it says; nothing where this version of the program does not know.
    pub message: Option<Message>,
    /// How far it is.
    pub state: MailState,
    /// When it was written.
    pub created: Timestamp,
    /// How many times it was tried.
    pub attempts: i64,
    /// When it is tried next, while it waits.
    pub next_try: Option<Timestamp>,
    /// When it was sent, if it was.
    pub sent: Option<Timestamp>,
    /// Why the last try failed, if it did.
    pub failure: Option<MailFailure>,
}

/// One page of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// Its rows: dead letters, what waits, what was sent; of each the latest first.
    pub rows: Vec<MailRow>,
    /// How many there are of each state, whatever the view.
    pub counts: MailCounts,
    /// Where the next page begins.
    pub next: Option<MailCursor>,
}

/// How many messages there are of each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCounts {
    /// Dead letters.
    pub dead: i64,
    /// To be sent.
    pub waiting: i64,
    /// Sent.
    pub sent: i64,
}

impl MailCounts {
    /// How many of one state.
    pub fn of(self, state: MailState) -> i64 {
        match state {
            MailState::Dead => self.dead,
            MailState::Waiting => self.waiting,
            MailState::Sent => self.sent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_for_most_of_a_day_and_then_given_up() {
        let now = Timestamp(7);
        let minutes = |attempts| next_try(attempts, now).map(|next| next.seconds_since(now) / 60);
        assert_eq!([1, 2, 3].map(minutes), [Some(1), Some(5), Some(15)]);
        assert_eq!([4, 5, 6].map(minutes), [Some(60), Some(240), Some(720)]);
        for given_up in [7, 8, i64::MAX, 0, -1] {
            assert_eq!(next_try(given_up, now), None, "{given_up}");
        }
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        assert!(MailFailure::Refused { code: 550 }.is_final() && MailFailure::Address.is_final());
        assert!(!MailFailure::PutOff { code: 450 }.is_final() && !MailFailure::Unreachable.is_final());
        // Somebody may correct the configuration.
        assert!(!MailFailure::SignIn { code: 535 }.is_final());
    }

    #[test]
    fn the_address_holds_the_whole_view() {
        let query = MailQuery {
            state: Some(MailState::Dead),
            after: Some(MailCursor { state: MailState::Dead, id: MailId(9) }),
        };
        let pairs = query.to_address();
        let read =
            MailQuery::from_address(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()));
        assert_eq!(read, query);
        assert_eq!(MailQuery::from_address(|_| Some("?")), MailQuery::default());
    }
}
