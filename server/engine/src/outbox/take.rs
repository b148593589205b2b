//! Leasing of messages to send, and recording of the outcome.

use crate::{
    Result,
    db::{Row, Sql, Tx},
    outbox::Outbox,
    secret::{hash, token_text},
};
use domain::{
    ids::{InvitationId, MailId},
    mail::{MailFailure, Message, next_try},
    people::Lang,
    time::Timestamp,
};
use serde_json::json;

/// How long a message is leased, in seconds: longer than sending a whole batch can take.
const LEASE: i64 = 15 * 60;

/// A message leased for sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The message's id.
    pub id: MailId,
    /// The number of this attempt, counted from 1.
    pub attempt: i64,
    /// The name of the recipient; empty if they are only invited.
    pub name: String,
    /// The address of the recipient.
    pub email: String,
    /// The language of the recipient.
    pub lang: Lang,
    /// Whether the recipient was deactivated after the message was queued.
    pub deactivated: bool,
    /// When the message was queued.
    pub created: Timestamp,
    /// The content; `None` if this version of the program does not know it.
    pub message: Option<Message>,
    /// The token of an invitation link. It is created for this attempt; only its hash is stored.
    pub token: Option<String>,
}

impl Outbox {
    /// Leases at most `limit` messages that are due. No other program gets them before they are reported as failed or
    /// the lease expires.
    pub async fn take_mail(&self, limit: i64) -> Result<Vec<Outgoing>> {
        let now = self.store.now();
        // Usually nothing is due, and finding that out needs no write transaction.
        let any = Sql::new("SELECT 1 AS value FROM outbox WHERE next_attempt_at <= ").bind(now).push(" LIMIT 1");
        if self.store.optional(any).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.write().await?;
        // The condition appears twice: an UPDATE that waited for a lock checks its own condition again, but not the
        // subquery.
        let sql = Sql::new("UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ")
            .bind(now.plus_seconds(LEASE))
            .push(" WHERE next_attempt_at <= ")
            .bind(now)
            .push(" AND id IN (SELECT id FROM outbox WHERE next_attempt_at <= ")
            .bind(now)
            .push(" ORDER BY next_attempt_at, id LIMIT ")
            .bind(limit)
            .push(") RETURNING id");
        let taken = tx.ints(sql).await?;
        let sql = Sql::new(
            "SELECT o.id, o.attempts, o.created_at, o.message, o.invitation_id, coalesce(u.name, '') AS name, \
             coalesce(u.email, i.email) AS email, coalesce(u.lang, i.lang) AS lang, \
             u.deactivated_at IS NOT NULL AS deactivated FROM outbox AS o LEFT JOIN app_user AS u ON u.id = o.user_id \
             LEFT JOIN invitation AS i ON i.id = o.invitation_id WHERE o.id IN ",
        )
        .in_list(taken)
        .push(" ORDER BY o.id");
        let mut mails = Vec::new();
        for row in tx.all(sql).await? {
            let mut mail = outgoing(&row)?;
            if let Some(invitation) = row.get::<Option<i64>>("invitation_id")? {
                mail.token = Some(new_link(&mut tx, InvitationId(invitation), self.store.random()).await?);
            }
            mails.push(mail);
        }
        tx.commit().await?;
        Ok(mails)
    }

    /// Records that a message was sent.
    pub async fn mail_sent(&self, mail: &Outgoing) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE outbox SET next_attempt_at = NULL, failure = NULL, sent_at = ")
            .bind(self.store.now())
            .push(" WHERE sent_at IS NULL AND id = ")
            .bind(mail.id);
        tx.execute(sql).await?;
        tx.commit().await
    }

    /// Records that sending failed. Returns when the next attempt is due, or `None` if the message is given up. Does
    /// nothing if the lease had expired and another program took the message.
    pub async fn mail_failed(&self, mail: &Outgoing, failure: MailFailure) -> Result<Option<Timestamp>> {
        let next = if failure.is_final() { None } else { next_try(mail.attempt, self.store.now()) };
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE outbox SET next_attempt_at = ")
            .bind(next.map(|next| next.0))
            .push(", failure = ")
            .bind(json!(failure))
            .push(" WHERE sent_at IS NULL AND id = ")
            .bind(mail.id)
            .push(" AND attempts = ")
            .bind(mail.attempt);
        tx.execute(sql).await?;
        tx.commit().await?;
        Ok(next)
    }
}

fn outgoing(row: &Row) -> Result<Outgoing> {
    Ok(Outgoing {
        id: MailId(row.int("id")?),
        attempt: row.int("attempts")?,
        name: row.text("name")?,
        email: row.text("email")?,
        lang: lang(row)?,
        deactivated: row.get("deactivated")?,
        created: row.time("created_at")?,
        message: row.json("message").ok(),
        token: None,
    })
}

/// The language of the recipient; the default if they chose none, since there is no browser to ask.
pub(super) fn lang(row: &Row) -> Result<Lang> {
    Ok(row.get::<Option<String>>("lang")?.and_then(|lang| lang.parse().ok()).unwrap_or_default())
}

/// Creates a link of an invitation for a message that is about to be sent, and returns its token. The database keeps the
/// hash only.
async fn new_link(tx: &mut Tx, invitation: InvitationId, random: [u8; 32]) -> Result<String> {
    let token = token_text(random);
    let sql = Sql::new("INSERT INTO invitation_link (token_hash, invitation_id) VALUES ($1, $2)");
    tx.execute(sql.with(hash(&token).as_slice()).with(invitation)).await?;
    Ok(token)
}
