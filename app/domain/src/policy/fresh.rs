//! Proof that whoever holds a session is still who began it.
//!
//! A browser stays signed in for weeks, and whoever sits down at it holds its session. So what cannot be taken back, and
//! what changes rights, asks again: the engine's calls take a [`Fresh`] permit, and a purge with a mere one does not compile:
//!
//! ```compile_fail
//! use domain::policy::{Fresh, Permit, Purge};
//! fn purge(_: &Fresh<Permit<Purge>>) {}
//! fn seen_only(permit: &Permit<Purge>) { purge(permit) }
//! ```

use crate::time::Timestamp;
use std::ops::Deref;

/// Minutes that a proof holds.
pub const PROOF_MINUTES: i64 = 15;

/// When somebody last proved who they are, as of one request: by their password, and by a code where they have a second
/// step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    given: Timestamp,
    now: Timestamp,
}

/// The proof is too old: it is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof is too old")]
pub struct Stale;

/// A permit of somebody who proved a moment ago who they are. Only [`Proof`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<P>(P);

impl Proof {
    /// A proof that was given then, looked at now.
    pub fn new(given: Timestamp, now: Timestamp) -> Self {
        Self { given, now }
    }

    /// Whether it holds still.
    pub fn is_fresh(self) -> bool {
        self.now < self.given.plus_seconds(PROOF_MINUTES * 60)
    }

    /// The permit for what needs a proof.
    pub fn with<P>(self, permit: P) -> Result<Fresh<P>, Stale> {
        if self.is_fresh() { Ok(Fresh(permit)) } else { Err(Stale) }
    }
}

impl<P> Deref for Fresh<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_holds_for_some_minutes() {
        let given = Timestamp(7);
        let after = |seconds| Proof::new(given, given.plus_seconds(seconds)).with(());
        assert!(after(0).is_ok() && after(PROOF_MINUTES * 60 - 1).is_ok());
        assert_eq!(after(PROOF_MINUTES * 60).unwrap_err(), Stale);
    }
}
