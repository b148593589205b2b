//! Sessions: a signed-in browser holds a random token, we hold its hash.
//!
//! A session ends by itself: some days after it was seen last, and some days after it began, whatever is done with it.

use super::{SignIn, hash, token_text, user::team_mates};
use crate::{
    Engine, Result,
    audit::note,
    db::{Sql, Tx},
    definitions::VERSION,
};
use domain::{
    account::device,
    audit::Event,
    ids::{RoleId, SessionId, UserId},
    people::{Lang, Person, Theme},
    policy::{Actor, Offer, Proof},
    session::SessionView,
    time::Timestamp,
};

/// Seconds between two notes of when a session was seen: each is a write, and nobody asks to the minute.
const SEEN_AGAIN: i64 = 5 * 60;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionDays {
    /// Days after which an unused one ends.
    pub idle: i64,
    /// Days after which any ends.
    pub most: i64,
}

impl Default for SessionDays {
    fn default() -> Self {
        Self { idle: 14, most: 90 }
    }
}

/// Where a request came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client<'a> {
    /// The address on the network.
    pub address: &'a str,
    /// What the browser says of itself.
    pub agent: &'a str,
}

impl<'a> From<&'a str> for Client<'a> {
    /// From an address; what is there does not say what it is.
    fn from(address: &'a str) -> Self {
        Self { address, agent: "" }
    }
}

/// How somebody came in.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// By a password, this moment.
    Password,
    /// Through the provider.
    Provider {
        /// When they proved to it who they are: it may remember them for long.
        proved: Timestamp,
    },
}

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
    /// When they last proved who they are.
    pub proof: Proof,
    /// Whether it is time to note that the session was seen.
    pub note_seen: bool,
}

impl Engine {
    /// The same data, with sessions that last as long as this.
    #[must_use]
    pub fn with_sessions(self, sessions: SessionDays) -> Self {
        Self { sessions, ..self }
    }

    /// How long sessions last.
    pub fn session_days(&self) -> SessionDays {
        self.sessions
    }

    /// The session of a token, if it has not ended.
    pub async fn current_session(&self, token: &str) -> Result<Option<CurrentSession>> {
        let now = self.now();
        let sql = Sql::new(&format!(
            "SELECT session.id, session.user_id, session.last_seen_at, session.authenticated_at, app_user.name, app_user.email, \
             app_user.lang, app_user.theme, app_user.role_id, role.name AS role_name, {VERSION} \
             FROM session JOIN app_user ON app_user.id = session.user_id \
             JOIN role ON role.id = app_user.role_id WHERE session.token_hash = ",
        ));
        let sql = sql.bind(hash(token).as_slice()).push(" AND app_user.deactivated_at IS NULL AND ");
        let Some(row) = self.db.optional(self.not_ended(sql, now)).await? else { return Ok(None) };
        let user = UserId(row.int("user_id")?);
        let definitions = self.definitions_since(Some(&row)).await?;
        let grants = definitions.grants.get(&RoleId(row.int("role_id")?)).cloned().unwrap_or_default();
        let team_mates = if grants.reach_a_team() {
            team_mates(&mut self.db.snapshot().await?, user, &grants).await?
        } else {
            vec![user]
        };
        Ok(Some(CurrentSession {
            id: SessionId(row.int("id")?),
            actor: Actor { user, grants, team_mates },
            person: Person { id: user, name: row.text("name")? },
            email: row.text("email")?,
            role: row.text("role_name")?,
            lang: row.get::<Option<String>>("lang")?.and_then(|lang| lang.parse().ok()),
            theme: row.text("theme")?.parse().unwrap_or_default(),
            proof: Proof::new(row.time("authenticated_at")?, now),
            note_seen: now.seconds_since(row.time("last_seen_at")?) >= SEEN_AGAIN,
        }))
    }

    /// Notes that a session was seen, and from where.
    pub async fn session_seen(&self, session: SessionId, from: Client<'_>) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE session SET last_seen_at = $1, client_address = $2 WHERE id = $3");
        tx.execute(sql.with(self.now()).with(from.address).with(session)).await?;
        tx.commit().await
    }

    /// Adds to a query that a session has not ended.
    pub(super) fn not_ended(&self, sql: Sql, now: Timestamp) -> Sql {
        sql.push("session.last_seen_at > ")
            .bind(now.plus_days(-self.sessions.idle))
            .push(" AND session.created_at > ")
            .bind(now.plus_days(-self.sessions.most))
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

/// Ends every session of a user, and what waits for their code.
pub(super) async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    for table in ["pending_mfa_session", "session"] {
        tx.execute(Sql::new(&format!("DELETE FROM {table} WHERE user_id = ")).bind(user)).await?;
    }
    Ok(())
}

impl Engine {
    /// Begins a session of somebody who gave their password.
    pub(super) async fn begin_session(&self, tx: &mut Tx, user: UserId, from: Client<'_>) -> Result<SignIn> {
        self.begin_session_by(tx, user, Way::Password, from).await
    }

    /// Begins a session, which is written down, and forgets those that have ended, whosesoever they were.
    pub(super) async fn begin_session_by(
        &self,
        tx: &mut Tx,
        user: UserId,
        way: Way,
        from: Client<'_>,
    ) -> Result<SignIn> {
        let now = self.now();
        let (proved, provider, event) = match way {
            Way::Password => (now, false, Event::SignedIn),
            Way::Provider { proved } => (proved, true, Event::ProviderSignedIn),
        };
        tx.execute(self.not_ended(Sql::new("DELETE FROM session WHERE NOT ("), now).push(")")).await?;
        let token = token_text(self.random());
        let sql = Sql::new(
            "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, authenticated_at, via_oidc, device, client_address) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        );
        let sql = sql.with(hash(&token).as_slice()).with(user).with(now).with(now).with(proved).with(provider);
        tx.execute(sql.with(device(from.agent)).with(from.address)).await?;
        note(tx, Some(user), &event, now).await?;
        Ok(SignIn { token, seconds: self.sessions.most * 86_400 })
    }
}
