//! Sessions: a signed-in browser holds a random token, we hold its hash.

use super::{SignIn, grants, hash, user::team_mates};
use crate::{
    Engine, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{
    audit::Event,
    ids::{RoleId, SessionId, UserId},
    people::{Lang, Person, SessionView, Theme},
    policy::{Actor, Offer},
    time::Timestamp,
};

/// Days until a session ends, used or not.
pub const SESSION_DAYS: i64 = 30;

/// Who is signed in, as of this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentSession {
    /// The session.
    pub id: SessionId,
    /// What they may do.
    pub actor: Actor,
    /// Who they are.
    pub person: Person,
    /// Their address.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// The language they chose, if they did.
    pub lang: Option<Lang>,
    /// The theme they chose.
    pub theme: Theme,
}

impl Engine {
    /// The session of a token, if it has not ended.
    pub async fn current_session(&self, token: &str) -> Result<Option<CurrentSession>> {
        let mut tx = self.db.snapshot().await?;
        let sql = Sql::new(
            "SELECT session.id, session.user_id, app_user.name, app_user.email, app_user.lang, app_user.theme, \
             app_user.role_id, role.name AS role_name FROM session JOIN app_user ON app_user.id = session.user_id \
             JOIN role ON role.id = app_user.role_id WHERE session.token_hash = ",
        )
        .bind(hash(token).as_slice())
        .push(" AND app_user.deactivated IS NULL AND session.expires > ")
        .bind(self.now());
        let Some(row) = tx.optional(sql).await? else { return Ok(None) };
        let user = UserId(row.int("user_id")?);
        let grants = grants::load(&mut tx, RoleId(row.int("role_id")?)).await?;
        let team_mates = team_mates(&mut tx, user, &grants).await?;
        Ok(Some(CurrentSession {
            id: SessionId(row.int("id")?),
            actor: Actor { user, grants, team_mates },
            person: Person { id: user, name: row.text("name")? },
            email: row.text("email")?,
            role: row.text("role_name")?,
            lang: row.get::<Option<String>>("lang")?.and_then(|lang| lang.parse().ok()),
            theme: row.text("theme")?.parse().unwrap_or_default(),
        }))
    }

    /// What the shell shows of a session. `asked` is the language the browser asks for, for those who chose none.
    pub async fn session_view(&self, session: &CurrentSession, asked: Lang) -> Result<SessionView> {
        let mut offer = Offer::default();
        for object in session.actor.grants.objects.keys() {
            let one = session.actor.offer(*object);
            offer.create |= one.create;
            offer.delete |= one.delete;
            offer.see_trash |= one.see_trash;
            offer.restore |= one.restore;
            offer.import |= one.import;
            offer.assign |= one.assign;
            offer.purge |= one.purge;
            offer.empty_trash |= one.empty_trash;
            offer.administer |= one.administer;
            offer.administer_users |= one.administer_users;
            offer.administer_objects |= one.administer_objects;
            offer.audit |= one.audit;
        }
        Ok(SessionView {
            person: session.person.clone(),
            email: session.email.clone(),
            role: session.role.clone(),
            lang: session.lang.unwrap_or(asked),
            theme: session.theme,
            offer,
            objects: self.object_counts(&session.actor).await?,
        })
    }

    /// Ends one session.
    pub async fn sign_out(&self, session: SessionId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("DELETE FROM session WHERE id = ").bind(session).push(" RETURNING user_id AS value");
        // It may have ended meanwhile.
        if let Some(user) = tx.value(sql).await? {
            note(&mut tx, Some(UserId(user)), &Event::SignedOut, self.now()).await?;
        }
        tx.commit().await
    }

    /// Ends every session of a user, at their wish.
    pub async fn sign_out_everywhere(&self, user: UserId) -> Result<()> {
        let mut tx = self.db.write().await?;
        end_all(&mut tx, user).await?;
        note(&mut tx, Some(user), &Event::SignedOutEverywhere, self.now()).await?;
        tx.commit().await
    }
}

/// Ends every session of a user.
pub(super) async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.execute(Sql::new("DELETE FROM session WHERE user_id = ").bind(user)).await?;
    Ok(())
}

/// Begins a session, which is written down, and removes the user's that have ended.
pub(super) async fn begin(tx: &mut Tx, user: UserId, now: Timestamp, token: String) -> Result<SignIn> {
    let old = Sql::new("DELETE FROM session WHERE user_id = ").bind(user).push(" AND expires <= ").bind(now);
    tx.execute(old).await?;
    let expires = now.plus_days(SESSION_DAYS);
    let sql = Sql::new("INSERT INTO session (token_hash, user_id, created, expires) VALUES (")
        .bind(hash(&token).as_slice())
        .push(", ")
        .bind(user)
        .push(", ")
        .bind(now)
        .push(", ")
        .bind(expires)
        .push(")");
    tx.execute(sql).await?;
    note(tx, Some(user), &Event::SignedIn, now).await?;
    Ok(SignIn { token, expires })
}
