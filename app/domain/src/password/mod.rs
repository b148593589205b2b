//! Password rules. Length and unpredictability protect a password; there are no rules about kinds of characters, every
//! character is allowed, and passwords do not expire.

use crate::text::normalize;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 10;
/// Most characters of a password; more adds no security and costs hashing time.
pub const PASSWORD_MAX: usize = 200;
/// Fewest distinct characters: fewer means one repeated key or a repeated short word.
const DIFFERENT_MIN: usize = 5;
/// Fewest characters that are not part of the user's name or address.
const OWN_MIN: usize = 6;
/// Fewest characters of a name part that is searched for; shorter ones occur in too many words.
const PART_MIN: usize = 3;
/// Common passwords, one per line; the source is given at the top of the file.
const COMMON: &str = include_str!("common.txt");

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_MIN`] characters.
    TooShort,
    /// More than [`PASSWORD_MAX`] characters.
    TooLong,
    /// It is one of the most common passwords.
    Common,
    /// It consists mostly of the user's name or address.
    Personal,
}

impl PasswordError {
    const ALL: [Self; 4] = [Self::TooShort, Self::TooLong, Self::Common, Self::Personal];

    /// The value in query parameters.
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

/// Checks a new password of a user with this name and address.
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

/// Whether little remains of a password without the user's name and address.
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
    fn password_length_is_checked() {
        assert_eq!(check("tz4k!pq9w"), Err(PasswordError::TooShort));
        assert_eq!(check("tz4k!pq9wm"), Ok(()));
        assert_eq!(check(&"abcdefgh".repeat(25)), Ok(()));
        assert_eq!(check(&"abcdefgh".repeat(26)), Err(PasswordError::TooLong));
        assert_eq!(check("日本語のパスワード長い文"), Ok(()));
        assert_eq!(check("correct horse battery"), Ok(()));
    }

    #[test]
    fn password_common_is_refused_in_any_case() {
        for common in ["1234567890", "QwertyUiop", "password123", "aaaaaaaaaaaa", "ababababababab"] {
            assert_eq!(check(common), Err(PasswordError::Common), "{common}");
        }
    }

    #[test]
    fn password_from_name_or_address_is_refused() {
        for own in ["annamoretti", "Anna.Moretti!2026", "a.moretti@helios.example", "moretti-moretti"] {
            assert_eq!(check(own), Err(PasswordError::Personal), "{own}");
        }
        for good in ["savannah river deep", "Anna likes her tea cold", "!?%&/()=+#*<>"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn common_passwords_are_long_and_lowercase() {
        for line in COMMON.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.chars().count() >= PASSWORD_MIN && line == line.to_lowercase(), "{line}");
        }
    }

    #[test]
    fn password_error_tag_round_trips() {
        for error in PasswordError::ALL {
            assert_eq!(error.tag().parse(), Ok(error));
        }
    }

    proptest! {
        #[test]
        fn check_password_never_panics(password in "\\PC{0,40}", name in "\\PC{0,20}", email in "\\PC{0,20}") {
            let answer = check_password(&password, &name, &email);
            prop_assert_eq!(answer == Err(PasswordError::TooShort), password.chars().count() < PASSWORD_MIN);
        }
    }
}
