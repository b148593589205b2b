//! What can be wrong with a value.

use crate::ids::RecordId;
use serde::{Deserialize, Serialize};

/// What can be wrong with the value of a field. The interface has the texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// It must have a value.
    Required,
    /// A record needs a name or a key to be found by.
    NameOrKey,
    /// More than this many characters.
    TooLong(usize),
    /// More than this many entries.
    TooMany(usize),
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a phone number: it has no digit.
    NotAPhone,
    /// Not a number, or one that could be read in two ways.
    NotANumber,
    /// Not an amount of money in a currency we know.
    NotAnAmount,
    /// Not a day, or one that could be read in two ways.
    NotADate,
    /// Not a day with a time.
    NotAMoment,
    /// Neither yes nor no.
    NotYesOrNo,
    /// None of the options.
    NoSuchOption(String),
    /// Not an address of the web.
    NotALink,
    /// Not a domain of the web.
    NotADomain,
    /// None of the object's stages.
    NoSuchStage,
    /// A control character, which no form can show.
    Unprintable,
    /// The same key twice in one form.
    Twice,
    /// No such user.
    NoSuchUser,
    /// The e-mail is on the blocklist.
    Blocked,
    /// A living record has this key. The record is named only to one who may see it.
    KeyTaken {
        /// The key.
        key: String,
        /// The record that has it, for a link.
        holder: Option<(RecordId, String)>,
    },
}
