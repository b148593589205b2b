//! Signing in through a provider of OpenID Connect: what it says of somebody, who is let in, and as what.

mod admit;
mod mapping;
mod problem;

pub use admit::{Admission, Member, ProviderRefusal, Standing, admit};
pub use mapping::{GroupRole, Mapping, NotAGroupRole};
pub use problem::ProviderProblem;

use crate::{email::Email, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Minutes that a browser may be away at the provider.
pub const AWAY_MINUTES: i64 = 10;
/// Seconds that the clocks of the provider and of this server may differ by.
pub const CLOCKS_APART: i64 = 60;
/// Most characters of a name that is taken from a provider: as of one that is typed.
const NAME_MAX: usize = 100;

/// What a provider says of somebody, after all of it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The provider, by its address.
    pub issuer: String,
    /// Its own word for them, which is never another's. With the issuer it is who they are.
    pub subject: String,
    /// Their address, where it says one.
    pub email: Option<Email>,
    /// Whether it says that the address is theirs.
    pub verified: bool,
    /// What they are called.
    pub name: String,
    /// The groups they are in.
    pub groups: Vec<String>,
    /// When they last proved to it who they are, where it says so.
    pub proved: Option<Timestamp>,
}

/// An identity that a user is linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRow {
    /// The provider, by its address.
    pub issuer: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether the user was made by a mapping of groups, so that their role follows them.
    pub follows: bool,
}

/// What somebody is called: the first of these that is no blank, made fit to be a name.
pub fn name_of<'a>(candidates: impl IntoIterator<Item = &'a str>) -> String {
    let clean = |text: &str| -> String {
        let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        visible.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_MAX).collect()
    };
    candidates.into_iter().map(clean).find(|name| !name.is_empty()).unwrap_or_default()
}

/// Whether somebody proved to the provider who they are since they were sent there: a proof that it remembered from before
/// is none. Its clock may differ from ours a little.
pub fn proved_since(sent: Timestamp, proved: Option<Timestamp>) -> bool {
    proved.is_some_and(|proved| proved.plus_seconds(CLOCKS_APART) >= sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_comes_first_and_is_none_too_long() {
        assert_eq!(name_of(["", " \u{7} ", "Nora\n Nord", "nora"]), "Nora Nord");
        assert_eq!(name_of([" "]), "");
        assert_eq!(name_of([&*"n".repeat(300)]).len(), NAME_MAX);
    }

    #[test]
    fn a_proof_from_before_is_none() {
        let sent = Timestamp(0).plus_days(9);
        assert!(proved_since(sent, Some(sent)) && proved_since(sent, Some(sent.plus_seconds(9))));
        assert!(proved_since(sent, Some(sent.plus_seconds(-CLOCKS_APART))));
        assert!(!proved_since(sent, Some(sent.plus_seconds(-CLOCKS_APART - 1))) && !proved_since(sent, None));
    }
}
