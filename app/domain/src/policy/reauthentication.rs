//! Reauthentication: the signed-in user authenticated recently.
//!
//! A browser stays signed in for weeks, so any person with access to it has its session. Actions that are irreversible
//! or change rights therefore require a recent authentication: the engine's functions take a [`Reauthenticated`]
//! permit, and a purge with a plain permit does not compile:
//!
//! ```compile_fail
//! use domain::policy::{Reauthenticated, Permit, Purge};
//! fn purge(_: &Reauthenticated<Permit<Purge>>) {}
//! fn seen_only(permit: &Permit<Purge>) { purge(permit) }
//! ```

use crate::time::Timestamp;
use std::ops::Deref;

/// Minutes for which an authentication counts as recent.
pub const REAUTHENTICATION_MINUTES: i64 = 15;

/// The moment when the user of a session last authenticated, and the time of the request. An authentication is by
/// password, and also by code if the user has a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reauthentication {
    given: Timestamp,
    now: Timestamp,
}

/// The last authentication is too old; the user must authenticate again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last authentication is too old")]
pub struct ReauthenticationRequired;

/// A permit whose holder authenticated recently. Only [`Reauthentication`] creates one.
#[derive(Clone, Copy, Debug)]
pub struct Reauthenticated<P>(P);

impl Reauthentication {
    /// An authentication at `given`, seen at `now`.
    pub fn new(given: Timestamp, now: Timestamp) -> Self {
        Self { given, now }
    }

    /// Whether it is less than [`REAUTHENTICATION_MINUTES`] old.
    pub fn is_recent(self) -> bool {
        self.now < self.given.plus_seconds(REAUTHENTICATION_MINUTES * 60)
    }

    /// Wraps a permit, if the authentication is recent.
    pub fn authorize<P>(self, permit: P) -> Result<Reauthenticated<P>, ReauthenticationRequired> {
        if self.is_recent() { Ok(Reauthenticated(permit)) } else { Err(ReauthenticationRequired) }
    }
}

impl<P> Deref for Reauthenticated<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reauthentication_expires_after_limit() {
        let given = Timestamp(7);
        let after = |seconds| Reauthentication::new(given, given.plus_seconds(seconds)).authorize(());
        assert!(after(0).is_ok() && after(REAUTHENTICATION_MINUTES * 60 - 1).is_ok());
        assert_eq!(after(REAUTHENTICATION_MINUTES * 60).unwrap_err(), ReauthenticationRequired);
    }
}
