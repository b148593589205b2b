//! Random tokens of links and sessions, and the hashes under which they are stored.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A token of 256 random bits, as 64 hexadecimal digits.
pub(crate) fn token_text(bytes: [u8; 32]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The SHA-256 hash of a token: the form in which it is stored.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
