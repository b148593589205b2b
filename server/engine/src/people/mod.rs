//! People: users and their roles, sign-in, sessions.
//!
//! What is secret is stored as a hash only: passwords with argon2id, tokens of sessions and of the set-up link with
//! SHA-256 (they are random, so nothing slower is needed). What a role grants is read with the session at each
//! request, so a change of rights acts on the next one (R7.14).

mod grants;
mod password;
mod session;
mod set_up;
mod sign_in;
mod user;

pub use session::{CurrentSession, SESSION_DAYS};
pub use set_up::{NewUser, SetUpRefused, UserField, UserProblem};
pub use sign_in::{SignIn, SignInRefused};

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A secret for somebody to hold: 256 random bits as hexadecimal text.
fn token_text(bytes: [u8; 32]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is stored of a secret.
fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
