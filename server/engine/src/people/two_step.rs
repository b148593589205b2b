//! Two-factor authentication: codes of an authenticator app (TOTP), and recovery codes.
//!
//! The TOTP secret is stored in clear: it is needed to verify a code, and an installation has no key beside its
//! database to encrypt it with. A reader of the database can compute the codes, but not the passwords. Recovery
//! codes are stored as hashes.

use super::{CurrentSession, hash, login_throttle::ThrottleKey, reauthenticate::CodeCheck, totp, user::has_password};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    people::People,
};
use data_encoding::BASE32_NOPAD;
use domain::{
    account::{AccountProblem, RECOVERY_CODES, TwoStep, TwoStepView},
    audit::Event,
    ids::UserId,
    policy::{Reauthenticated, UserAdministrator},
    time::Timestamp,
    users::PeopleProblem,
};

/// Bytes of a recovery code: enough that it cannot be found by trial, even from its hash.
const RECOVERY: usize = 10;

impl People {
    /// Two-factor authentication of the signed-in user, with the secret while it waits for its first code.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the user has no password: then the provider is responsible for further factors.
    pub async fn two_step(&self, session: &CurrentSession) -> Result<TwoStepView> {
        let mut tx = self.store.snapshot().await?;
        let user = session.person.id;
        if !has_password(&mut tx, user).await? {
            return Err(Error::NotFound);
        }
        if let Some(on) = on(&mut tx, user).await? {
            return Ok(TwoStepView::On(on));
        }
        let sql = Sql::new("SELECT secret AS value FROM two_step WHERE user_id = ").bind(user);
        let secret: Option<Vec<u8>> = tx.value(sql).await?;
        Ok(secret.map_or(TwoStepView::Off, |secret| TwoStepView::Begun {
            secret: totp::text(&secret),
            address: totp::address(&secret, &session.email),
        }))
    }

    /// Creates a secret that waits for its first code, replacing one that waited before. Does nothing if
    /// two-factor authentication is on already.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the user has no password.
    pub async fn begin_two_step(&self, by: &Reauthenticated<UserId>) -> Result<()> {
        let secret = self.store.random::<{ totp::SECRET }>();
        let mut tx = self.store.write().await?;
        if !has_password(&mut tx, **by).await? {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(
            "INSERT INTO two_step (user_id, secret) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE \
             SET secret = excluded.secret WHERE two_step.confirmed_at IS NULL",
        );
        tx.execute(sql.with(**by).with(secret.as_slice())).await?;
        tx.commit().await
    }

    /// Turns two-factor authentication on with the first code. Returns the recovery codes, which cannot be
    /// shown again.
    ///
    /// # Errors
    /// [`Error::NotFound`] if no secret waits for a code.
    pub async fn confirm_two_step(&self, user: UserId, code: &str) -> Result<Result<Vec<String>, AccountProblem>> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql =
            Sql::new("UPDATE two_step SET last_used_step = 0 WHERE confirmed_at IS NULL AND user_id = ").bind(user);
        let secret: Vec<u8> = tx.value(sql.push(" RETURNING secret AS value")).await?.ok_or(Error::NotFound)?;
        let Some(step) = totp::step_of(&secret, code, 0, now) else { return Ok(Err(AccountProblem::WrongCode)) };
        let sql = Sql::new("UPDATE two_step SET confirmed_at = ").bind(now).push(", last_used_step = ").bind(step);
        tx.execute(sql.push(" WHERE user_id = ").bind(user)).await?;
        note(&mut tx, Some(user), &Event::TwoStepOn, now).await?;
        let codes = self.new_codes(&mut tx, user, now).await?;
        tx.commit().await?;
        Ok(Ok(codes))
    }

    /// Replaces the recovery codes and returns the new ones, which cannot be shown again.
    ///
    /// # Errors
    /// [`Error::NotFound`] if two-factor authentication is off.
    pub async fn renew_recovery_codes(&self, by: &Reauthenticated<UserId>) -> Result<Vec<String>> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        // Of two renewals at once the second waits here.
        let sql = Sql::new("SELECT user_id FROM two_step WHERE confirmed_at IS NOT NULL AND user_id = ");
        if tx.all_locked(sql.bind(**by)).await?.is_empty() {
            return Err(Error::NotFound);
        }
        let codes = self.new_codes(&mut tx, **by, now).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Turns two-factor authentication off. Requires the password and a code.
    pub async fn end_two_step(
        &self,
        session: &CurrentSession,
        password: &str,
        code: &str,
    ) -> Result<Result<(), AccountProblem>> {
        let mut tx = match self.verify_password(session, password, CodeCheck::Required(code)).await? {
            Ok(tx) => tx,
            Err(problem) => return Ok(Err(problem)),
        };
        let user = session.person.id;
        remove(&mut tx, user).await?;
        note(&mut tx, Some(user), &Event::TwoStepOff, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Turns two-factor authentication off for another user, who lost their app and their recovery codes.
    /// Their sessions end, because the person who asked for the reset may not be the one who holds them.
    pub async fn reset_two_step(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        user: UserId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        if let Err(problem) = super::change::target(&mut tx, &by, user).await? {
            return Ok(Err(problem));
        }
        if remove(&mut tx, user).await? {
            super::session::end_all(&mut tx, user).await?;
            note(&mut tx, Some(by.user()), &Event::TwoStepReset { user }, self.store.now()).await?;
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    async fn new_codes(&self, tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<String>> {
        tx.execute(Sql::new("DELETE FROM recovery_code WHERE user_id = ").bind(user)).await?;
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let code = BASE32_NOPAD.encode(&self.store.random::<RECOVERY>()).to_lowercase();
            let sql = Sql::new("INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)");
            tx.execute(sql.with(user).with(hash(&code).as_slice())).await?;
            codes.push(in_fours(&code));
        }
        note(tx, Some(user), &Event::RecoveryCodesMade, now).await?;
        Ok(codes)
    }
}

/// Two-factor authentication of a user, if it is on.
pub(super) async fn on(tx: &mut Tx, user: UserId) -> Result<Option<TwoStep>> {
    let sql = Sql::new(
        "SELECT confirmed_at, (SELECT count(*) FROM recovery_code AS c WHERE c.user_id = t.user_id) AS codes \
         FROM two_step AS t WHERE t.confirmed_at IS NOT NULL AND t.user_id = ",
    );
    let row = tx.optional(sql.bind(user)).await?;
    row.map(|row| Ok(TwoStep { since: row.time("confirmed_at")?, codes_left: row.int("codes")? })).transpose()
}

/// Uses up a code: one of the app or a recovery code. Failures are counted and recorded in the audit, so the
/// transaction must be committed in either case.
pub(super) async fn use_code(
    tx: &mut Tx,
    user: UserId,
    typed: &str,
    now: Timestamp,
) -> Result<Result<(), AccountProblem>> {
    let key = ThrottleKey::code(user);
    // Of two guesses at once the second waits here.
    let sql = Sql::new("SELECT secret, last_used_step FROM two_step WHERE user_id = ").bind(user);
    let Some(row) = tx.all_locked(sql).await?.pop() else { return Err(Error::NotFound) };
    if let Some(seconds) = key.retry_after(tx, now).await? {
        return Ok(Err(wait(seconds)));
    }
    let secret: Vec<u8> = row.get("secret")?;
    if let Some(step) = totp::step_of(&secret, typed, row.int("last_used_step")?, now) {
        let sql = Sql::new("UPDATE two_step SET last_used_step = ").bind(step).push(" WHERE user_id = ").bind(user);
        tx.execute(sql).await?;
    } else if use_recovery_code(tx, user, typed).await? {
        let left = on(tx, user).await?.map(|on| on.codes_left).unwrap_or_default();
        note(tx, Some(user), &Event::RecoveryCodeUsed { left }, now).await?;
    } else {
        key.record_failure(tx, now).await?;
        note(tx, None, &Event::ReauthenticationFailed { user }, now).await?;
        return Ok(Err(AccountProblem::WrongCode));
    }
    key.clear(tx).await?;
    Ok(Ok(()))
}

/// The waiting time, in whole minutes.
pub(super) fn wait(seconds: i64) -> AccountProblem {
    AccountProblem::Wait((seconds + 59) / 60)
}

async fn use_recovery_code(tx: &mut Tx, user: UserId, typed: &str) -> Result<bool> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let sql = Sql::new("DELETE FROM recovery_code WHERE user_id = ").bind(user).push(" AND code_hash = ");
    Ok(tx.execute(sql.bind(hash(&code).as_slice())).await? == 1)
}

/// Removes the second factor. Returns whether there was one.
async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    // In the order in which a sign-in locks them.
    let there = tx.execute(Sql::new("DELETE FROM two_step WHERE user_id = ").bind(user)).await? > 0;
    tx.execute(Sql::new("DELETE FROM pending_mfa_session WHERE user_id = ").bind(user)).await?;
    Ok(there)
}

/// Groups a code as `abcd-efgh-…`, which is easier to copy.
fn in_fours(code: &str) -> String {
    let parts: Vec<&str> = (0..code.len()).step_by(4).filter_map(|at| code.get(at..(at + 4).min(code.len()))).collect();
    parts.join("-")
}
