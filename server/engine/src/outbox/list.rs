//! The outbox as its page lists it.

use super::take::lang;
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    outbox::Outbox,
    rows::person,
};
use domain::{
    ids::MailId,
    mail::{MAIL_PAGE, MailCounts, MailCursor, MailPage, MailQuery, MailRow, MailState, Recipient},
    policy::Administrator,
    time::Timestamp,
};

const COLUMNS: &str = "SELECT o.id, o.message, o.created_at, o.attempts, o.next_attempt_at, o.sent_at, o.failure, o.user_id, u.name AS user_name, \
                       coalesce(u.lang, i.lang) AS lang, i.email FROM outbox AS o \
                       LEFT JOIN app_user AS u ON u.id = o.user_id \
                       LEFT JOIN invitation AS i ON i.id = o.invitation_id WHERE ";

/// The position of a message's state in [`MailState::ALL`].
const PLACE: &str =
    "CAST(CASE WHEN o.sent_at IS NOT NULL THEN 2 WHEN o.next_attempt_at IS NOT NULL THEN 1 ELSE 0 END AS BIGINT)";

impl Outbox {
    /// One page of the outbox: dead letters first, then waiting, then sent messages; the newest first in each.
    pub async fn list_mail(&self, _: Administrator, query: &MailQuery) -> Result<MailPage> {
        let mut tx = self.store.snapshot().await?;
        let mut sql = Sql::new(COLUMNS);
        sql = match query.state {
            Some(state) => sql.push(PLACE).push(" = ").bind(place(state)),
            None => sql.push("TRUE"),
        };
        if let Some(MailCursor { state, id }) = query.after {
            sql =
                sql.push(" AND (").push(PLACE).push(", -o.id) > (").bind(place(state)).push(", ").bind(-id.0).push(")");
        }
        let sql = sql.push(" ORDER BY ").push(PLACE).push(", -o.id LIMIT ").bind(MAIL_PAGE + 1);
        let mut rows = tx.all(sql).await?.iter().map(mail).collect::<Result<Vec<_>>>()?;
        let wanted = usize::try_from(MAIL_PAGE).unwrap_or_default();
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| more).map(|last| MailCursor { state: last.state, id: last.id });
        Ok(MailPage { rows, counts: counts(&mut tx).await?, next })
    }

    /// One message.
    pub async fn mail(&self, _: Administrator, id: MailId) -> Result<MailRow> {
        let row = self.store.optional(Sql::new(COLUMNS).push("o.id = ").bind(id)).await?;
        mail(&row.ok_or(Error::NotFound)?)
    }
}

/// The position of a state, as in [`PLACE`].
fn place(state: MailState) -> i64 {
    match state {
        MailState::Dead => 0,
        MailState::Waiting => 1,
        MailState::Sent => 2,
    }
}

async fn counts(tx: &mut Tx) -> Result<MailCounts> {
    let sql = "SELECT count(*) AS every, count(next_attempt_at) AS waiting, count(sent_at) AS sent FROM outbox";
    let Some(row) = tx.optional(Sql::new(sql)).await? else { return Ok(MailCounts::default()) };
    let (waiting, sent) = (row.int("waiting")?, row.int("sent")?);
    Ok(MailCounts { dead: row.int("every")? - waiting - sent, waiting, sent })
}

fn mail(row: &Row) -> Result<MailRow> {
    let next_try = row.get::<Option<i64>>("next_attempt_at")?.map(Timestamp);
    let sent = row.get::<Option<i64>>("sent_at")?.map(Timestamp);
    Ok(MailRow {
        id: MailId(row.int("id")?),
        to: match person(row, "user")? {
            Some(person) => Recipient::User(person),
            None => Recipient::Invited(row.text("email")?),
        },
        lang: lang(row)?,
        message: row.json("message").ok(),
        state: match (sent, next_try) {
            (Some(_), _) => MailState::Sent,
            (None, Some(_)) => MailState::Waiting,
            (None, None) => MailState::Dead,
        },
        created: row.time("created_at")?,
        attempts: row.int("attempts")?,
        next_try,
        sent,
        failure: row.json_or_null("failure")?,
    })
}
