//! Sessions: the browser holds a random token, the database its hash.
//!
//! A session ends some days after its last use, and at the latest some days after it began.

use super::{SignIn, hash, token_text, user::team_mates};
use crate::{
    Result,
    audit::note,
    db::{Sql, Tx},
    definitions::VERSION,
    people::People,
};
use domain::{
    account::device,
    audit::Event,
    ids::{RoleId, SessionId, UserId},
    people::{Lang, Person, Theme},
    policy::{Actor, Reauthentication},
    time::Timestamp,
};

/// Seconds between two updates of a session's last use. Each update is a write, and nothing needs a finer
/// resolution.
const SEEN_AGAIN: i64 = 5 * 60;

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionDays {
    /// Days after which an unused session ends.
    pub idle: i64,
    /// Days after which every session ends.
    pub most: i64,
}

impl Default for SessionDays {
    fn default() -> Self {
        Self { idle: 14, most: 90 }
    }
}

/// The client of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client<'a> {
    /// Its network address.
    pub address: &'a str,
    /// Its `User-Agent` header.
    pub agent: &'a str,
}

impl<'a> From<&'a str> for Client<'a> {
    /// A client by its address alone, without a user agent.
    fn from(address: &'a str) -> Self {
        Self { address, agent: "" }
    }
}

/// How a user signed in.
#[derive(Clone, Copy)]
pub(super) enum SignInMethod {
    /// By password, now.
    Password,
    /// Through the provider.
    Provider {
        /// When they last authenticated at the provider, which may be long ago.
        proved: Timestamp,
    },
}

/// The session of a request, with its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentSession {
    /// The session's id.
    pub id: SessionId,
    /// What the user may do.
    pub actor: Actor,
    /// The user.
    pub person: Person,
    /// Their e-mail address.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// The language they chose, if they did.
    pub lang: Option<Lang>,
    /// The theme they chose.
    pub theme: Theme,
    /// When they last authenticated.
    pub reauthentication: Reauthentication,
    /// Whether it is time to update when the session was last used.
    pub touch_due: bool,
}

impl People {
    /// How long sessions last.
    pub fn session_days(&self) -> SessionDays {
        self.sessions
    }

    /// The session of a token, if it has not ended.
    pub async fn current_session(&self, token: &str) -> Result<Option<CurrentSession>> {
        let now = self.store.now();
        let sql = Sql::new(&format!(
            "SELECT session.id, session.user_id, session.last_seen_at, session.authenticated_at, app_user.name, app_user.email, \
             app_user.lang, app_user.theme, app_user.role_id, role.name AS role_name, {VERSION} \
             FROM session JOIN app_user ON app_user.id = session.user_id \
             JOIN role ON role.id = app_user.role_id WHERE session.token_hash = ",
        ));
        let sql = sql.bind(hash(token).as_slice()).push(" AND app_user.deactivated_at IS NULL AND ");
        let Some(row) = self.store.optional(self.not_ended(sql, now)).await? else { return Ok(None) };
        let user = UserId(row.int("user_id")?);
        let definitions = self.definitions.since(Some(&row)).await?;
        let grants = definitions.grants.get(&RoleId(row.int("role_id")?)).cloned().unwrap_or_default();
        let team_mates = if grants.reach_a_team() {
            team_mates(&mut self.store.snapshot().await?, user, &grants).await?
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
            reauthentication: Reauthentication::new(row.time("authenticated_at")?, now),
            touch_due: now.seconds_since(row.time("last_seen_at")?) >= SEEN_AGAIN,
        }))
    }

    /// Updates when a session was last used, and from which address.
    pub async fn touch_session(&self, session: SessionId, from: Client<'_>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE session SET last_seen_at = $1, client_address = $2 WHERE id = $3");
        tx.execute(sql.with(self.store.now()).with(from.address).with(session)).await?;
        tx.commit().await
    }

    /// Appends to a query the condition that a session has not ended.
    pub(super) fn not_ended(&self, sql: Sql, now: Timestamp) -> Sql {
        sql.push("session.last_seen_at > ")
            .bind(now.plus_days(-self.sessions.idle))
            .push(" AND session.created_at > ")
            .bind(now.plus_days(-self.sessions.most))
    }

    /// Ends one session.
    pub async fn sign_out(&self, session: SessionId) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("DELETE FROM session WHERE id = ").bind(session).push(" RETURNING user_id AS value");
        // It may have ended in the meantime.
        if let Some(user) = tx.value(sql).await? {
            note(&mut tx, Some(UserId(user)), &Event::SignedOut, self.store.now()).await?;
        }
        tx.commit().await
    }

    /// Ends every session of a user, at their own request.
    pub async fn sign_out_everywhere(&self, user: UserId) -> Result<()> {
        let mut tx = self.store.write().await?;
        end_all(&mut tx, user).await?;
        note(&mut tx, Some(user), &Event::SignedOutEverywhere, self.store.now()).await?;
        tx.commit().await
    }
}

/// Ends every session of a user, including those that wait for a code.
pub(super) async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    for table in ["pending_mfa_session", "session"] {
        tx.execute(Sql::new(&format!("DELETE FROM {table} WHERE user_id = ")).bind(user)).await?;
    }
    Ok(())
}

impl People {
    /// Begins a session of a user who signed in by password.
    pub(super) async fn begin_session(&self, tx: &mut Tx, user: UserId, from: Client<'_>) -> Result<SignIn> {
        self.begin_session_by(tx, user, SignInMethod::Password, from).await
    }

    /// Begins a session, records the sign-in in the audit, and deletes every session that has ended.
    pub(super) async fn begin_session_by(
        &self,
        tx: &mut Tx,
        user: UserId,
        method: SignInMethod,
        from: Client<'_>,
    ) -> Result<SignIn> {
        let now = self.store.now();
        let (proved, provider, event) = match method {
            SignInMethod::Password => (now, false, Event::SignedIn),
            SignInMethod::Provider { proved } => (proved, true, Event::ProviderSignedIn),
        };
        tx.execute(self.not_ended(Sql::new("DELETE FROM session WHERE NOT ("), now).push(")")).await?;
        let token = token_text(self.store.random());
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
