//! The second step of sign-in: codes of an app, and recovery codes for those who lost it.
//!
//! The secret is stored as it is: whoever verifies a code must know it, and an installation has no key beside its database
//! to hide it with. Whoever reads the database has the codes, but not the passwords. Recovery codes are hashes.

use super::{CurrentSession, attempts::Subject, hash, proof::Code, totp, user::has_password};
use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
};
use data_encoding::BASE32_NOPAD;
use domain::{
    account::{AccountProblem, RECOVERY_CODES, TwoStep, TwoStepView},
    audit::Event,
    ids::UserId,
    policy::{Fresh, UserAdministrator},
    time::Timestamp,
    users::PeopleProblem,
};

/// Bytes of a recovery code: as many as nobody tries out, even with its hash at hand.
const RECOVERY: usize = 10;

impl Engine {
    /// The second step of whoever is signed in, with the secret while it waits for its first code. Unknown where there is no
    /// password: what more to ask is the provider's then.
    pub async fn two_step(&self, session: &CurrentSession) -> Result<TwoStepView> {
        let mut tx = self.db.snapshot().await?;
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

    /// Makes a secret, which waits for its first code; nothing where the second step is on already. One that waited before
    /// does not count any more. Unknown where there is no password.
    pub async fn begin_two_step(&self, by: &Fresh<UserId>) -> Result<()> {
        let secret = self.random::<{ totp::SECRET }>();
        let mut tx = self.db.write().await?;
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

    /// Turns the second step on with its first code, and gives the recovery codes, which are told this once. Unknown where
    /// nothing waits for a code.
    pub async fn confirm_two_step(&self, user: UserId, code: &str) -> Result<Result<Vec<String>, AccountProblem>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
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

    /// Gives new recovery codes, which are told this once; those before do not work any more. Unknown where there is no
    /// second step.
    pub async fn renew_recovery_codes(&self, by: &Fresh<UserId>) -> Result<Vec<String>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        // Of two renewals at once the second waits here.
        let sql = Sql::new("SELECT user_id FROM two_step WHERE confirmed_at IS NOT NULL AND user_id = ");
        if tx.all_locked(sql.bind(**by)).await?.is_empty() {
            return Err(Error::NotFound);
        }
        let codes = self.new_codes(&mut tx, **by, now).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Turns the second step off, for whoever knows the password and has a code.
    pub async fn end_two_step(
        &self,
        session: &CurrentSession,
        password: &str,
        code: &str,
    ) -> Result<Result<(), AccountProblem>> {
        let mut tx = match self.proven(session, password, Code::Asked(code)).await? {
            Ok(tx) => tx,
            Err(problem) => return Ok(Err(problem)),
        };
        let user = session.person.id;
        remove(&mut tx, user).await?;
        note(&mut tx, Some(user), &Event::TwoStepOff, self.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Asks no second step of another user any more, who lost their app and their codes. Their sessions end: whoever holds
    /// one may not be who asked for this.
    pub async fn reset_two_step(
        &self,
        by: &Fresh<UserAdministrator>,
        user: UserId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        if let Err(problem) = super::change::target(&mut tx, &by, user).await? {
            return Ok(Err(problem));
        }
        if remove(&mut tx, user).await? {
            super::session::end_all(&mut tx, user).await?;
            note(&mut tx, Some(by.user()), &Event::TwoStepReset { user }, self.now()).await?;
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    async fn new_codes(&self, tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<String>> {
        tx.execute(Sql::new("DELETE FROM recovery_code WHERE user_id = ").bind(user)).await?;
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let code = BASE32_NOPAD.encode(&self.random::<RECOVERY>()).to_lowercase();
            let sql = Sql::new("INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)");
            tx.execute(sql.with(user).with(hash(&code).as_slice())).await?;
            codes.push(in_fours(&code));
        }
        note(tx, Some(user), &Event::RecoveryCodesMade, now).await?;
        Ok(codes)
    }
}

/// The second step of a user, where it is on.
pub(super) async fn on(tx: &mut Tx, user: UserId) -> Result<Option<TwoStep>> {
    let sql = Sql::new(
        "SELECT confirmed_at, (SELECT count(*) FROM recovery_code AS c WHERE c.user_id = t.user_id) AS codes \
         FROM two_step AS t WHERE t.confirmed_at IS NOT NULL AND t.user_id = ",
    );
    let row = tx.optional(sql.bind(user)).await?;
    row.map(|row| Ok(TwoStep { since: row.time("confirmed_at")?, codes_left: row.int("codes")? })).transpose()
}

/// Uses up a code of a user whose second step is on: one of their app or a recovery code. Failures are counted and written
/// down; the transaction is to be committed either way.
pub(super) async fn use_code(
    tx: &mut Tx,
    user: UserId,
    typed: &str,
    now: Timestamp,
) -> Result<Result<(), AccountProblem>> {
    let subject = Subject::code(user);
    // Of two guesses at once the second waits here.
    let sql = Sql::new("SELECT secret, last_used_step FROM two_step WHERE user_id = ").bind(user);
    let Some(row) = tx.all_locked(sql).await?.pop() else { return Err(Error::NotFound) };
    if let Some(seconds) = subject.wait(tx, now).await? {
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
        subject.failed(tx, now).await?;
        note(tx, None, &Event::ProofRefused { user }, now).await?;
        return Ok(Err(AccountProblem::WrongCode));
    }
    subject.succeeded(tx).await?;
    Ok(Ok(()))
}

/// How long somebody must wait, as they are told.
pub(super) fn wait(seconds: i64) -> AccountProblem {
    AccountProblem::Wait((seconds + 59) / 60)
}

async fn use_recovery_code(tx: &mut Tx, user: UserId, typed: &str) -> Result<bool> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let sql = Sql::new("DELETE FROM recovery_code WHERE user_id = ").bind(user).push(" AND code_hash = ");
    Ok(tx.execute(sql.bind(hash(&code).as_slice())).await? == 1)
}

/// Whether there was one.
async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    // In the order in which a sign-in comes to them.
    let there = tx.execute(Sql::new("DELETE FROM two_step WHERE user_id = ").bind(user)).await? > 0;
    tx.execute(Sql::new("DELETE FROM pending_mfa_session WHERE user_id = ").bind(user)).await?;
    Ok(there)
}

/// `abcd-efgh-…`: easier to copy.
fn in_fours(code: &str) -> String {
    let parts: Vec<&str> = (0..code.len()).step_by(4).filter_map(|at| code.get(at..(at + 4).min(code.len()))).collect();
    parts.join("-")
}
