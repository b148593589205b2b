//! Password hashing with argon2id, on the blocking thread pool because a hash takes tens of milliseconds by
//! design.

use crate::{
    Error, Result,
    db::{Sql, Tx},
    people::People,
};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use domain::ids::UserId;

/// A hash with the usual cost parameters that belongs to no password. It is verified for unknown users, so that
/// their answer takes as long as for known ones. Its salt and output are arbitrary.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$u0K3u3LlQ2q4ZxM2l5o2sQpzqf1G0c8x1mXw9fZV0yQ";

/// The cost of hashing a new password with argon2id, in one lane. The hash names its cost, which is what verifying takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// As recommended by OWASP: 19 MiB, two passes.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

fn argon2(cost: PasswordCost) -> Result<Argon2<'static>> {
    let params =
        Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl People {
    /// The hash of a new password, as a PHC text.
    pub(super) async fn hash_password(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        let salt = self.store.random::<16>();
        let cost = self.password_cost;
        blocking(move || {
            let hash = argon2(cost)?.hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|error| Error::Corrupt(error.to_string()))
        })
        .await
    }
}

/// The stored hash; `None` if the user has no password because they sign in through the provider.
pub(super) fn of(kept: String) -> Option<String> {
    Some(kept).filter(|kept| !kept.is_empty())
}

/// Whether the password matches the hash. Without a hash the answer is `false` and takes as long.
pub(super) async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    blocking(move || {
        let known = hash.is_some();
        let text = hash.unwrap_or_else(|| DUMMY_HASH.to_owned());
        let parsed = PasswordHash::new(&text).map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(argon2(PasswordCost::default())?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

/// Checks, and locks until the end of the transaction, that the verified password is still the user's and that
/// they are not deactivated. A concurrent change of the password waits for this lock and then ends the session
/// that begins here.
pub(super) async fn hold(tx: &mut Tx, user: UserId, verified: Option<String>) -> Result<bool> {
    let sql = Sql::new("SELECT id FROM app_user WHERE deactivated_at IS NULL AND id = ").bind(user);
    let sql = sql.push(" AND password_hash = ").bind(verified.unwrap_or_default());
    Ok(!tx.all_locked(sql).await?.is_empty())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))?
}
