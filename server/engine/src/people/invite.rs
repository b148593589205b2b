//! Invitations: a link sent by mail that creates one user and expires after some days.
//!
//! Only the hash of a link is stored. A link is therefore created when its message is sent, and a message that is
//! sent twice has two links. All links of an invitation stop working when one is used, or when the invitation is
//! sent again, is withdrawn or expires.

use super::{Client, NewUser, SetUpRefused, SignIn, change::assignable_role, hash, user};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    outbox::queue_invitation,
    people::People,
};
use domain::{
    audit::Event,
    email::Email,
    ids::{InvitationId, RoleId, UserId},
    people::Lang,
    policy::{Reauthenticated, UserAdministrator},
    time::Timestamp,
    users::{INVITATION_DAYS, Invite, PeopleProblem},
};

/// An invitation as the page behind its link shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The address that was invited, with which the new user signs in.
    pub email: String,
    /// The language of the message.
    pub lang: Lang,
}

impl People {
    /// Invites a person by mail.
    pub async fn invite(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        invite: &Invite,
    ) -> Result<Result<InvitationId, PeopleProblem>> {
        let Ok(email) = Email::parse(&invite.email) else { return Ok(Err(PeopleProblem::NotAnEmail)) };
        let Some(role) = invite.role else { return Ok(Err(PeopleProblem::NoRole)) };
        let (mut tx, by) = self.begin_change(by).await?;
        if let Err(problem) = assignable_role(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        for (table, problem) in [("app_user", PeopleProblem::Taken), ("invitation", PeopleProblem::InvitedAlready)] {
            let sql = Sql::new("SELECT 1 AS value FROM ").push(table).push(" WHERE email = ").bind(email.as_str());
            if tx.optional(sql).await?.is_some() {
                return Ok(Err(problem));
            }
        }
        let now = self.store.now();
        let expires = now.plus_days(INVITATION_DAYS);
        let sql = Sql::new(
            "INSERT INTO invitation (email, role_id, lang, invited_by_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
             RETURNING id AS value",
        );
        let sql = sql.with(email.as_str()).with(role).with(invite.lang.tag()).with(by.user()).with(now).with(expires);
        let invitation = tx.value(sql).await?.map(InvitationId).ok_or(Error::Busy)?;
        queue_invitation(&mut tx, invitation, expires, now).await?;
        note(&mut tx, Some(by.user()), &Event::Invited { invitation, role }, now).await?;
        tx.commit().await?;
        self.outbox.wake();
        Ok(Ok(invitation))
    }

    /// Sends an invitation again, with a new link and a new expiry. Earlier links stop working.
    pub async fn invite_again(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: InvitationId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let role = role_of(&mut tx, id).await?;
        if let Err(problem) = assignable_role(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        let now = self.store.now();
        let expires = now.plus_days(INVITATION_DAYS);
        for sql in [
            Sql::new("UPDATE invitation SET expires_at = ").bind(expires).push(" WHERE id = ").bind(id),
            Sql::new("DELETE FROM invitation_link WHERE invitation_id = ").bind(id),
            Sql::new("DELETE FROM outbox WHERE sent_at IS NULL AND invitation_id = ").bind(id),
        ] {
            tx.execute(sql).await?;
        }
        queue_invitation(&mut tx, id, expires, now).await?;
        note(&mut tx, Some(by.user()), &Event::InvitationSentAgain { invitation: id }, now).await?;
        tx.commit().await?;
        self.outbox.wake();
        Ok(Ok(()))
    }

    /// Withdraws an invitation and deletes the invited address.
    pub async fn withdraw_invitation(
        &self,
        by: &Reauthenticated<UserAdministrator>,
        id: InvitationId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let role = role_of(&mut tx, id).await?;
        if let Err(problem) = assignable_role(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        withdraw(&mut tx, by.user(), id, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// The invitation behind a link, if the link is valid. Reading it does not use the link up.
    pub async fn invitation(&self, token: &str) -> Result<Option<Invitation>> {
        let sql = Sql::new(
            "SELECT i.email, i.lang FROM invitation_link AS l JOIN invitation AS i ON i.id = l.invitation_id \
             WHERE l.token_hash = ",
        );
        let sql = sql.bind(hash(token).as_slice()).push(" AND i.expires_at > ").bind(self.store.now());
        let row = self.store.optional(sql).await?;
        row.map(|row| Ok(Invitation { email: row.text("email")?, lang: row.tag("lang")? })).transpose()
    }

    /// Creates a user from an invitation, with the chosen name and password, and signs them in. If two
    /// requests use the link at the same time, one succeeds.
    pub async fn accept_invitation<'a>(
        &self,
        token: &str,
        name: &str,
        password: &str,
        from: impl Into<Client<'a>>,
    ) -> Result<Result<SignIn, SetUpRefused>> {
        let Some(Invitation { email, .. }) = self.invitation(token).await? else {
            return Ok(Err(SetUpRefused::BadLink));
        };
        let user = NewUser { name: name.to_owned(), email, password: password.to_owned() };
        let (email, name) = match user.check() {
            Ok(accepted) => accepted,
            Err(refused) => return Ok(Err(refused)),
        };
        let password = self.hash_password(password).await?;
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        tx.lock(None, &[super::LOCK]).await?;
        let sql = Sql::new(
            "SELECT i.id, i.role_id FROM invitation_link AS l JOIN invitation AS i ON i.id = l.invitation_id \
             WHERE l.token_hash = ",
        );
        let sql = sql.bind(hash(token).as_slice()).push(" AND i.expires_at > ").bind(now);
        let Some(row) = tx.optional(sql).await? else { return Ok(Err(SetUpRefused::BadLink)) };
        let (invitation, role) = (InvitationId(row.int("id")?), RoleId(row.int("role_id")?));
        let user = match user::insert(&mut tx, (email.as_str(), &name, &password), role, now).await {
            Err(error) if error.is_unique_violation() => return Ok(Err(SetUpRefused::taken())),
            inserted => inserted?,
        };
        settle(&mut tx, invitation, user).await?;
        note(&mut tx, Some(user), &Event::InvitationAccepted { invitation, user, role }, now).await?;
        let sign_in = self.begin_session(&mut tx, user, from.into()).await?;
        tx.commit().await?;
        Ok(Ok(sign_in))
    }
}

/// Withdraws an invitation. Its messages are deleted first: the sender locks the message before it reads the
/// invitation, and the same order here avoids a deadlock.
pub(super) async fn withdraw(tx: &mut Tx, by: UserId, id: InvitationId, now: Timestamp) -> Result<()> {
    tx.execute(Sql::new("DELETE FROM outbox WHERE invitation_id = ").bind(id)).await?;
    tx.execute(Sql::new("DELETE FROM invitation WHERE id = ").bind(id)).await?;
    note(tx, Some(by), &Event::InvitationWithdrawn { invitation: id }, now).await
}

/// Deletes an accepted invitation.
pub(super) async fn settle(tx: &mut Tx, invitation: InvitationId, user: UserId) -> Result<()> {
    // Its message stays in the outbox, addressed to the new user.
    let sql = Sql::new("UPDATE outbox SET invitation_id = NULL, next_attempt_at = NULL, user_id = ").bind(user);
    tx.execute(sql.push(" WHERE invitation_id = ").bind(invitation)).await?;
    tx.execute(Sql::new("DELETE FROM invitation WHERE id = ").bind(invitation)).await?;
    Ok(())
}

async fn role_of(tx: &mut Tx, id: InvitationId) -> Result<RoleId> {
    let sql = Sql::new("SELECT role_id AS value FROM invitation WHERE id = ").bind(id);
    tx.value(sql).await?.map(RoleId).ok_or(Error::NotFound)
}
