//! People: users and their roles, sign-in, sessions.
//!
//! What is secret is stored as a hash only: passwords with argon2id, tokens of sessions and of the set-up link with
//! SHA-256 (they are random, so nothing slower is needed). What a role grants is read with the session at each
//! request, so a change of rights acts on the next one (R7.14).
//!
//! Whoever changes users, roles, teams or invitations, or purges, proved a moment ago who they are ([`Fresh`]).
//!
//! Users, roles, teams and invitations change one at a time, through [`Engine::begin_change`]: it waits for others, asks
//! again whether whoever changes may still do so, and only then is anything looked at. So two admins who demote each other
//! are one admin less, not two.

mod account;
mod attempts;
mod can;
mod change;
mod identity;
mod invite;
mod passage;
mod password;
mod proof;
mod roles;
mod session;
mod set_up;
mod sign_in;
mod teams;
mod totp;
mod two_step;
mod user;
mod users;

pub use identity::NotAdmitted;
pub use invite::Invitation;
pub use passage::{Errand, Passage};
pub use password::PasswordCost;
pub use proof::ProofBy;
pub use session::{Client, CurrentSession, SessionDays};
pub use set_up::{NewUser, SetUpRefused, UserField, UserProblem};
pub use sign_in::{CodeRefused, HALF, SignIn, SignInRefused};
pub(crate) use user::actor;

use crate::{
    Engine, Result,
    db::Tx,
    secret::{hash, token_text},
};
use domain::policy::{Fresh, UserAdministrator};

/// What PostgreSQL is asked for by those who change users, roles, teams or invitations.
const LOCK: i64 = 0x7065_6f70_6c65;

impl Engine {
    /// Begins a change of users, roles, teams or invitations, by somebody who may still make one.
    async fn begin_change(&self, by: &Fresh<UserAdministrator>) -> Result<(Tx, UserAdministrator)> {
        let mut tx = self.db.write().await?;
        tx.lock(None, &[LOCK]).await?;
        let by = user::actor(&mut tx, by.user()).await?.administer_users()?;
        Ok((tx, by))
    }
}
