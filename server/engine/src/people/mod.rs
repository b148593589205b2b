//! People: users, roles, teams, invitations, sign-in and sessions.
//!
//! Secrets are stored as hashes only: passwords with argon2id, tokens of sessions and links with SHA-256 (they are
//! random, so a slow hash adds nothing). What a role grants is read with the session at each request, so a change
//! of rights applies to the next request (R7.14).
//!
//! Changes of users, roles, teams and invitations, and purges, take a [`Reauthenticated`] permit.
//!
//! Users, roles, teams and invitations change one at a time, through [`People::begin_change`]: it waits for the
//! lock, checks again that the administrator may still make the change, and only then reads anything. So if two
//! administrators remove each other's role at once, one of the two changes fails.

mod account;
mod change;
mod effective_permissions;
mod identity;
mod invite;
mod login_throttle;
mod oidc_login_attempt;
mod password;
mod reauthenticate;
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
pub use oidc_login_attempt::{LoginPurpose, OidcLoginAttempt};
pub use password::PasswordCost;
pub use reauthenticate::ReauthenticationMethod;
pub use session::{Client, CurrentSession, SessionDays};
pub use set_up::{NewUser, SetUpRefused, UserField, UserProblem};
pub use sign_in::{CodeRefused, PENDING_MFA_SECONDS, SignIn, SignInRefused};
pub(crate) use user::actor;

use crate::{
    Result,
    db::{Store, Tx},
    definitions::DefinitionCache,
    outbox::Outbox,
    secret::{hash, token_text},
};
use domain::policy::{Reauthenticated, UserAdministrator};

/// The PostgreSQL advisory lock of changes of users, roles, teams and invitations.
const LOCK: i64 = 0x7065_6f70_6c65;

/// Users, roles, teams, invitations, sign-in and sessions.
#[derive(Clone)]
pub struct People {
    store: Store,
    definitions: DefinitionCache,
    outbox: Outbox,
    sessions: SessionDays,
    password_cost: PasswordCost,
}

impl People {
    pub(crate) fn new(
        store: Store,
        definitions: DefinitionCache,
        outbox: Outbox,
        sessions: SessionDays,
        password_cost: PasswordCost,
    ) -> Self {
        Self { store, definitions, outbox, sessions, password_cost }
    }
}

impl People {
    /// Begins a change of users, roles, teams or invitations. Fails if the administrator has lost the right
    /// since the request began.
    async fn begin_change(&self, by: &Reauthenticated<UserAdministrator>) -> Result<(Tx, UserAdministrator)> {
        let mut tx = self.store.write().await?;
        tx.lock(None, &[LOCK]).await?;
        let by = user::actor(&mut tx, by.user()).await?.administer_users()?;
        Ok((tx, by))
    }
}
