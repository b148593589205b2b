//! Mail: the messages that the program sends and their states.
//!
//! A message holds ids, numbers and dates, never a name or an address. Its recipient is the user of its outbox row,
//! and its text is produced when it is sent, in their language. So nothing of a message has to be erased when a person
//! is.

use crate::{
    ids::{ErasureId, MailId, OperationId, UserId},
    object::ObjectNames,
    people::{Lang, Person},
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Messages per page.
pub const MAIL_PAGE: i64 = 50;
/// Days after which a message that was sent or given up is deleted.
pub const MAIL_KEPT_DAYS: i64 = 90;
/// Seconds between one attempt and the next.
const AGAIN: [i64; 6] = [60, 5 * 60, 15 * 60, 3_600, 4 * 3_600, 12 * 3_600];

/// The content of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// Other users deleted records of the recipient (S19).
    Deleted {
        /// The deletions, the earliest first.
        deletions: Vec<DigestLine>,
    },
    /// Deletions of the recipient, or of their records, will be purged soon.
    Expiring {
        /// The deletions, the one that expires first at the top.
        deletions: Vec<DigestLine>,
    },
    /// The recipient is invited. The link is created when the message is sent, since only its hash is stored.
    Invitation {
        /// When the invitation expires.
        expires: Timestamp,
    },
    /// A deletion above the limits of its actor's role waits for approval by the recipient.
    ApprovalAsked {
        /// The deletion.
        operation: OperationId,
        /// The object's names.
        names: ObjectNames,
        /// The number of records.
        records: i64,
        /// When the request expires.
        expires: Timestamp,
    },
    /// A deletion of the recipient was approved or declined, or its request expired.
    ApprovalDecided {
        /// The deletion.
        operation: OperationId,
        /// Whether it was approved.
        approved: bool,
    },
    /// A permanent deletion that the recipient ordered has a certificate (R2.5).
    Erased {
        /// The erasure.
        erasure: ErasureId,
        /// When it was ordered.
        at: Timestamp,
        /// The number of contacts.
        contacts: i64,
        /// How much was removed, in all places together.
        erased: i64,
        /// How much stays without the person.
        anonymised: i64,
        /// How much stays as it was.
        remaining: i64,
        /// Whether the second scan found nothing but what was decided to stay.
        complete: bool,
    },
    /// A user deleted unusually many records in a day.
    Unusual {
        /// The user.
        user: UserId,
        /// The day.
        day: Date,
        /// The number of records when it was detected.
        records: i64,
    },
}

/// The recipient of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// A user.
    User(Person),
    /// The address of an invitation.
    Invited(String),
}

impl Recipient {
    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::User(person) => &person.name,
            Self::Invited(email) => email,
        }
    }
}

/// A deletion in a digest for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestLine {
    /// The deletion.
    pub operation: OperationId,
    /// The object's slug.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// When it was made.
    pub at: Timestamp,
    /// When it expires and will be purged.
    pub expires: Timestamp,
    /// Its records in the trash that the recipient may see; if another user deleted them, only those the recipient
    /// owns.
    pub records: i64,
    /// Whether the recipient made the deletion.
    pub own: bool,
}

/// When a message is tried again after this many failed attempts; `None` when it is given up.
pub fn next_try(attempts: i64, now: Timestamp) -> Option<Timestamp> {
    let place = usize::try_from(attempts).ok()?.checked_sub(1)?;
    AGAIN.get(place).map(|seconds| now.plus_seconds(*seconds))
}

/// Why a message could not be sent. Only the kind is stored, because the answer of a mail server may contain an
/// address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailFailure {
    /// The connection to the mail server failed.
    Unreachable,
    /// The mail server took too long.
    TimedOut,
    /// The TLS connection to the mail server failed.
    Tls,
    /// The mail server refused the configured user and password.
    SignIn {
        /// The reply code.
        code: u16,
    },
    /// The mail server refused the message for now.
    PutOff {
        /// The reply code.
        code: u16,
    },
    /// The mail server refused the message permanently.
    Refused {
        /// The reply code.
        code: u16,
    },
    /// The mail server's reply could not be understood.
    Misunderstood,
    /// The mail server lacks a feature that the message or the authentication needs.
    Unable,
    /// The address of the recipient is invalid.
    Address,
    /// The recipient was deactivated.
    Deactivated,
    /// The folder of messages cannot be written to.
    Folder,
    /// This version of the program does not know the kind of the message; another version may.
    Unknown,
}

impl MailFailure {
    /// Whether retrying is pointless.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Address | Self::Deactivated)
    }
}

/// How mail is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailWay {
    /// Through a mail server, given by its host without user and password.
    Server(String),
    /// Messages are written to files in this folder.
    Folder(String),
}

/// The state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MailState {
    /// Given up.
    Dead,
    /// Waiting to be sent or retried.
    Waiting,
    /// Sent.
    Sent,
}

impl MailState {
    /// Every state, in the order of the page: those that need attention first.
    pub const ALL: [Self; 3] = [Self::Dead, Self::Waiting, Self::Sent];

    /// The value in query parameters.
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

/// A view of the outbox, encoded in the query of its URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailQuery {
    /// Only messages in this state.
    pub state: Option<MailState>,
    /// The page begins after this message; `None` means at the first.
    pub after: Option<MailCursor>,
}

/// The position after a message in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCursor {
    /// The message's state.
    pub state: MailState,
    /// The message's id.
    pub id: MailId,
}

impl fmt::Display for MailCursor {
    /// Formats as `state~id`, the form used in URLs.
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
    /// Reads the query of a URL. Unknown values are ignored.
    pub fn from_address<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            state: get("state").and_then(|state| state.parse().ok()),
            after: get("after").and_then(|after| after.parse().ok()),
        }
    }

    /// The query parameters that reproduce this view.
    pub fn to_address(self) -> Vec<(&'static str, String)> {
        let state = self.state.map(|state| ("state", state.tag().to_owned()));
        state.into_iter().chain(self.after.map(|after| ("after", after.to_string()))).collect()
    }
}

/// A message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRow {
    /// The message's id.
    pub id: MailId,
    /// The recipient.
    pub to: Recipient,
    /// The language of the text.
    pub lang: Lang,
    /// The content; `None` if this version of the program does not know it.
    pub message: Option<Message>,
    /// The state.
    pub state: MailState,
    /// When it was queued.
    pub created: Timestamp,
    /// The number of attempts so far.
    pub attempts: i64,
    /// When the next attempt is due, if one is.
    pub next_try: Option<Timestamp>,
    /// When it was sent, if it was.
    pub sent: Option<Timestamp>,
    /// Why the last attempt failed, if it did.
    pub failure: Option<MailFailure>,
}

/// One page of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// Its messages: given up, waiting, sent; the newest first in each.
    pub rows: Vec<MailRow>,
    /// The number of messages in each state, whatever the view.
    pub counts: MailCounts,
    /// The cursor of the next page.
    pub next: Option<MailCursor>,
}

/// The number of messages in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCounts {
    /// Given up.
    pub dead: i64,
    /// Waiting to be sent or retried.
    pub waiting: i64,
    /// Sent.
    pub sent: i64,
}

impl MailCounts {
    /// The number in one state.
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
    fn next_try_backs_off_and_then_gives_up() {
        let now = Timestamp(7);
        let minutes = |attempts| next_try(attempts, now).map(|next| next.seconds_since(now) / 60);
        assert_eq!([1, 2, 3].map(minutes), [Some(1), Some(5), Some(15)]);
        assert_eq!([4, 5, 6].map(minutes), [Some(60), Some(240), Some(720)]);
        for given_up in [7, 8, i64::MAX, 0, -1] {
            assert_eq!(next_try(given_up, now), None, "{given_up}");
        }
    }

    #[test]
    fn mail_failure_transient_is_not_final() {
        assert!(MailFailure::Refused { code: 550 }.is_final() && MailFailure::Address.is_final());
        assert!(!MailFailure::PutOff { code: 450 }.is_final() && !MailFailure::Unreachable.is_final());
        // An administrator may correct the configuration.
        assert!(!MailFailure::SignIn { code: 535 }.is_final());
    }

    #[test]
    fn mail_query_round_trips_through_url() {
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
