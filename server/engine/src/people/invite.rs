//! Invitations: a link by mail, good for some days and for one user.
//!
//! Of a link we hold the hash. So it is made at the moment its message is sent, and a message that is tried twice has
//! two links: all of them stop working when one is used, when the invitation is sent again, withdrawn or over.

use super::{Client, NewUser, SetUpRefused, SignIn, change::role_to_give, hash, user};
use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
    outbox::queue_invitation,
};
use domain::{
    audit::Event,
    email::Email,
    ids::{InvitationId, RoleId, UserId},
    people::Lang,
    policy::{Fresh, UserAdministrator},
    time::Timestamp,
    users::{INVITATION_DAYS, Invite, PeopleProblem},
};

/// An invitation as whoever holds its link sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The address it went to, with which they will sign in.
    pub email: String,
    /// The language of its message.
    pub lang: Lang,
}

impl Engine {
    /// Invites somebody by mail.
    pub async fn invite(
        &self,
        by: &Fresh<UserAdministrator>,
        invite: &Invite,
    ) -> Result<Result<InvitationId, PeopleProblem>> {
        let Ok(email) = Email::parse(&invite.email) else { return Ok(Err(PeopleProblem::NotAnEmail)) };
        let Some(role) = invite.role else { return Ok(Err(PeopleProblem::NoRole)) };
        let (mut tx, by) = self.begin_change(by).await?;
        if let Err(problem) = role_to_give(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        for (table, problem) in [("app_user", PeopleProblem::Taken), ("invitation", PeopleProblem::InvitedAlready)] {
            let sql = Sql::new("SELECT 1 AS value FROM ").push(table).push(" WHERE email = ").bind(email.as_str());
            if tx.optional(sql).await?.is_some() {
                return Ok(Err(problem));
            }
        }
        let now = self.now();
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
        self.mail.notify_one();
        Ok(Ok(invitation))
    }

    /// Sends an invitation again, with a new link and all of its time.
    pub async fn invite_again(
        &self,
        by: &Fresh<UserAdministrator>,
        id: InvitationId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let role = role_of(&mut tx, id).await?;
        if let Err(problem) = role_to_give(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        let now = self.now();
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
        self.mail.notify_one();
        Ok(Ok(()))
    }

    /// Takes an invitation back, and forgets whom it was for.
    pub async fn withdraw_invitation(
        &self,
        by: &Fresh<UserAdministrator>,
        id: InvitationId,
    ) -> Result<Result<(), PeopleProblem>> {
        let (mut tx, by) = self.begin_change(by).await?;
        let role = role_of(&mut tx, id).await?;
        if let Err(problem) = role_to_give(&mut tx, &by, role).await? {
            return Ok(Err(problem));
        }
        withdraw(&mut tx, by.user(), id, self.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// What a link invites to, while it works. Looking does not use it up.
    pub async fn invitation(&self, token: &str) -> Result<Option<Invitation>> {
        let sql = Sql::new(
            "SELECT i.email, i.lang FROM invitation_link AS l JOIN invitation AS i ON i.id = l.invitation_id \
             WHERE l.token_hash = ",
        );
        let sql = sql.bind(hash(token).as_slice()).push(" AND i.expires_at > ").bind(self.now());
        let row = self.db.optional(sql).await?;
        row.map(|row| Ok(Invitation { email: row.text("email")?, lang: row.tag("lang")? })).transpose()
    }

    /// Makes a user of whoever holds the link, with a name and a password of their own, and signs them in. Of two who try
    /// only one succeeds.
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
        let now = self.now();
        let mut tx = self.db.write().await?;
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

/// Takes an invitation back. Its messages go first: who sends one holds it, and then asks for the invitation.
pub(super) async fn withdraw(tx: &mut Tx, by: UserId, id: InvitationId, now: Timestamp) -> Result<()> {
    tx.execute(Sql::new("DELETE FROM outbox WHERE invitation_id = ").bind(id)).await?;
    tx.execute(Sql::new("DELETE FROM invitation WHERE id = ").bind(id)).await?;
    note(tx, Some(by), &Event::InvitationWithdrawn { invitation: id }, now).await
}

/// Takes away an invitation that somebody accepted, who is a user now.
pub(super) async fn settle(tx: &mut Tx, invitation: InvitationId, user: UserId) -> Result<()> {
    // Their message stays in the outbox, as one to a user.
    let sql = Sql::new("UPDATE outbox SET invitation_id = NULL, next_attempt_at = NULL, user_id = ").bind(user);
    tx.execute(sql.push(" WHERE invitation_id = ").bind(invitation)).await?;
    tx.execute(Sql::new("DELETE FROM invitation WHERE id = ").bind(invitation)).await?;
    Ok(())
}

async fn role_of(tx: &mut Tx, id: InvitationId) -> Result<RoleId> {
    let sql = Sql::new("SELECT role_id AS value FROM invitation WHERE id = ").bind(id);
    tx.value(sql).await?.map(RoleId).ok_or(Error::NotFound)
}
