//! A user's own account: password and sessions; and ending of sessions by administrators.

use super::{CurrentSession, identity, reauthenticate::CodeCheck, two_step, user::has_password};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    people::People,
};
use domain::{
    account::{AccountProblem, AccountView, SessionRow},
    audit::Event,
    ids::{SessionId, UserId},
    password::check_password,
    policy::{Reauthenticated, UserAdministrator},
    users::PeopleProblem,
};

impl People {
    /// The account of the signed-in user.
    pub async fn account(&self, session: &CurrentSession) -> Result<AccountView> {
        let mut tx = self.store.snapshot().await?;
        let user = session.person.id;
        Ok(AccountView {
            user,
            name: session.person.name.clone(),
            email: session.email.clone(),
            password: has_password(&mut tx, user).await?,
            identities: identity::of_user(&mut tx, user).await?,
            two_step: two_step::on(&mut tx, user).await?,
            sessions: self.open_sessions(&mut tx, user, Some(session.id)).await?,
        })
    }

    /// Changes the password of the signed-in user. All their other sessions end, because someone who learned the old
    /// password may hold one.
    pub async fn change_password(
        &self,
        session: &CurrentSession,
        present: &str,
        new: &str,
    ) -> Result<Result<(), AccountProblem>> {
        if let Err(error) = check_password(new, &session.person.name, &session.email) {
            return Ok(Err(AccountProblem::Password(error)));
        }
        let hash = self.hash_password(new).await?;
        let mut tx = match self.verify_password(session, present, CodeCheck::Skipped).await? {
            Ok(tx) => tx,
            Err(problem) => return Ok(Err(problem)),
        };
        let user = session.person.id;
        tx.execute(Sql::new("UPDATE app_user SET password_hash = ").bind(hash).push(" WHERE id = ").bind(user)).await?;
        tx.execute(Sql::new("DELETE FROM pending_mfa_session WHERE user_id = ").bind(user)).await?;
        end_others(&mut tx, session).await?;
        note(&mut tx, Some(user), &Event::PasswordChanged, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Ends one of the user's own sessions.
    pub async fn end_own_session(&self, session: &CurrentSession, id: SessionId) -> Result<()> {
        let user = session.person.id;
        let mut tx = self.store.write().await?;
        end(&mut tx, user, id).await?;
        note(&mut tx, Some(user), &Event::SessionEnded { user, session: id }, self.store.now()).await?;
        tx.commit().await
    }

    /// Ends all of the user's sessions except the current one.
    pub async fn end_other_sessions(&self, session: &CurrentSession) -> Result<()> {
        let mut tx = self.store.write().await?;
        end_others(&mut tx, session).await?;
        note(&mut tx, Some(session.person.id), &Event::OtherSessionsEnded, self.store.now()).await?;
        tx.commit().await
    }

    /// Ends a session of another user.
    pub async fn end_session(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        user: UserId,
        id: SessionId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        if let Err(problem) = super::change::target(&mut tx, &by, user).await? {
            return Ok(Err(problem));
        }
        end(&mut tx, user, id).await?;
        note(&mut tx, Some(by.user()), &Event::SessionEnded { user, session: id }, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// The active sessions of a user: `this` first, then the most recently used.
    pub(super) async fn open_sessions(
        &self,
        tx: &mut Tx,
        user: UserId,
        this: Option<SessionId>,
    ) -> Result<Vec<SessionRow>> {
        let sql = Sql::new(
            "SELECT id, device, client_address, created_at, last_seen_at, via_oidc FROM session WHERE user_id = ",
        )
        .bind(user);
        let sql = self.not_ended(sql.push(" AND "), self.store.now()).push(" ORDER BY last_seen_at DESC, id DESC");
        let mut rows = Vec::new();
        for row in tx.all(sql).await? {
            let id = SessionId(row.int("id")?);
            rows.push(SessionRow {
                id,
                device: row.text("device")?,
                address: row.text("client_address")?,
                begun: row.time("created_at")?,
                seen: row.time("last_seen_at")?,
                provider: row.get("via_oidc")?,
                this: this == Some(id),
            });
        }
        rows.sort_by_key(|row| !row.this);
        Ok(rows)
    }
}

/// Ends a session of a user.
async fn end(tx: &mut Tx, user: UserId, id: SessionId) -> Result<()> {
    let sql = Sql::new("DELETE FROM session WHERE user_id = ").bind(user).push(" AND id = ").bind(id);
    if tx.execute(sql).await? == 1 { Ok(()) } else { Err(Error::NotFound) }
}

async fn end_others(tx: &mut Tx, session: &CurrentSession) -> Result<()> {
    let sql = Sql::new("DELETE FROM session WHERE user_id = ").bind(session.person.id).push(" AND id <> ");
    tx.execute(sql.bind(session.id)).await?;
    Ok(())
}
