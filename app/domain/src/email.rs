//! E-mail addresses: validation and the normal form in which they are compared.

use serde::{Deserialize, Serialize};

/// Most characters of an address (RFC 5321 allows 254 octets).
pub const EMAIL_MAX: usize = 254;

/// A valid address in the form that is compared and stored: trimmed and in lower case. In theory the part before the
/// `@` is case-sensitive; in practice a difference in case means a duplicate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// The text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

impl Email {
    /// Accepts one `@` with something before it and a host after it, without spaces and control characters. Stricter
    /// rules refuse addresses that work; only a delivered message proves that an address exists.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim().to_lowercase();
        let (local, host) = text.split_once('@').ok_or(NotAnEmail)?;
        let bad = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:\\\"[]@".contains(c);
        let label = |part: &str| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
        if text.len() > EMAIL_MAX
            || local.is_empty()
            || local.contains(bad)
            || host.contains(bad)
            || !host.split('.').all(label)
        {
            return Err(NotAnEmail);
        }
        Ok(Self(text))
    }

    /// The address as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn email_valid_is_trimmed_and_lowercased() {
        assert_eq!(Email::parse("  Anna.Moretti@Example.COM ").unwrap().as_str(), "anna.moretti@example.com");
        for good in ["a@b", "a+tag@x.example", "ü@exämple.example", "o'hara@example.com"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn email_invalid_is_refused() {
        for bad in ["", "a", "@b", "a@", "a@@b", "a b@c", "a@b..c", "a@-b", "a@.b", "a,b@c", "a@b\n.c", "<a@b>"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(250))).is_err());
    }

    proptest! {
        #[test]
        fn email_parse_is_idempotent(text in ".{0,40}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
            }
        }
    }
}
