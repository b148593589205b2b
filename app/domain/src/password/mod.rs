//! Passwords: what may be one. Length protects, and that nobody guesses it first; so there is no rule about kinds of
//! characters, any character will do, and none has to be changed after so many days.

use crate::text::normalize;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 10;
/// Most characters of a password: more is no safer and costs hashing time.
pub const PASSWORD_MAX: usize = 200;
/// Fewest different characters: fewer are one key held down, or a short word again and again.
const DIFFERENT_MIN: usize = 5;
/// Fewest characters beside what everybody knows of a person.
const OWN_MIN: usize = 6;
/// A name as short as this stands in too many other words.
const PART_MIN: usize = 3;
/// The passwords that are tried first, one a line; where they are from stands at its head.
const COMMON: &str = include_str!("common.txt");

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_MIN`] characters.
    TooShort,
    /// More than [`PASSWORD_MAX`] characters.
    TooLong,
    /// Among those that are tried first.
    Common,
    /// Little more than their own name or address.
    Personal,
}

impl PasswordError {
    const ALL: [Self; 4] = [Self::TooShort, Self::TooLong, Self::Common, Self::Personal];

    /// The word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::TooShort => "short",
            Self::TooLong => "long",
            Self::Common => "common",
            Self::Personal => "personal",
        }
    }
}

impl FromStr for PasswordError {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|error| error.tag() == tag).ok_or(())
    }
}

/// Says whether somebody of this name and address may use a new password.
pub fn check_password(password: &str, name: &str, email: &str) -> Result<(), PasswordError> {
    match password.chars().count() {
        ..PASSWORD_MIN => return Err(PasswordError::TooShort),
        PASSWORD_MIN..=PASSWORD_MAX => {}
        _ => return Err(PasswordError::TooLong),
    }
    let small = password.to_lowercase();
    let different = small.chars().collect::<BTreeSet<_>>().len();
    if different < DIFFERENT_MIN || COMMON.lines().any(|common| common == small) {
        return Err(PasswordError::Common);
    }
    if is_personal(password, name, email) {
        return Err(PasswordError::Personal);
    }
    Ok(())
}

/// Whether little is left of a password without what everybody knows of its owner.
fn is_personal(password: &str, name: &str, email: &str) -> bool {
    let bare = |text: &str| normalize(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let local = email.split('@').next().unwrap_or_default();
    let words = [name, local].into_iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let mut parts: Vec<String> = [email, name, local].into_iter().chain(words).map(bare).collect();
    parts.retain(|part| part.chars().count() >= PART_MIN);
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let whole = bare(password);
    let left = parts.iter().fold(whole.clone(), |left, part| left.replace(part, ""));
    left != whole && left.chars().count() < OWN_MIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(password: &str) -> Result<(), PasswordError> {
        check_password(password, "Anna Moretti", "a.moretti@helios.example")
    }

    #[test]
    fn length_is_what_counts() {
        assert_eq!(check("tz4k!pq9w"), Err(PasswordError::TooShort));
        assert_eq!(check("tz4k!pq9wm"), Ok(()));
        assert_eq!(check(&"abcdefgh".repeat(25)), Ok(()));
        assert_eq!(check(&"abcdefgh".repeat(26)), Err(PasswordError::TooLong));
        assert_eq!(check("日本語のパスワード長い文"), Ok(()));
        assert_eq!(check("correct horse battery"), Ok(()));
    }

    #[test]
    fn what_is_tried_first_is_refused_however_it_is_written() {
        for common in ["1234567890", "QwertyUiop", "password123", "aaaaaaaaaaaa", "ababababababab"] {
            assert_eq!(check(common), Err(PasswordError::Common), "{common}");
        }
    }

    #[test]
    fn their_own_name_and_address_are_no_secret() {
        for own in ["annamoretti", "Anna.Moretti!2026", "a.moretti@helios.example", "moretti-moretti"] {
            assert_eq!(check(own), Err(PasswordError::Personal), "{own}");
        }
        for good in ["savannah river deep", "Anna likes her tea cold", "!?%&/()=+#*<>"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_list_is_made_for_this_rule() {
        for line in COMMON.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.chars().count() >= PASSWORD_MIN && line == line.to_lowercase(), "{line}");
        }
    }

    #[test]
    fn errors_are_read_back() {
        for error in PasswordError::ALL {
            assert_eq!(error.tag().parse(), Ok(error));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_answered(password in "\\PC{0,40}", name in "\\PC{0,20}", email in "\\PC{0,20}") {
            let answer = check_password(&password, &name, &email);
            prop_assert_eq!(answer == Err(PasswordError::TooShort), password.chars().count() < PASSWORD_MIN);
        }
    }
}
