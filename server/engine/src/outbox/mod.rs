//! The outbox: messages are written in the transaction of the event they report, and sent after it.
//!
//! A message of a rolled back transaction is never sent; one of a committed transaction is sent at least once. Several
//! programs on one PostgreSQL database share the sending: a program leases a message, and if it stops, the lease
//! expires and another sends it. A message is sent twice if a program stops between sending it and recording that;
//! both copies have the same `Message-ID`.

mod list;
mod retention;
mod take;

pub use take::Outgoing;

use crate::{
    Result,
    db::{Sql, Store, Tx},
};
use domain::{
    ids::{InvitationId, UserId},
    mail::Message,
    time::Timestamp,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Queues a message to a user, in the transaction of the event it reports.
pub(crate) async fn queue(tx: &mut Tx, user: UserId, message: &Message, now: Timestamp) -> Result<()> {
    let sql = Sql::new("INSERT INTO outbox (user_id, message, created_at, next_attempt_at) VALUES ($1, $2, $3, $4)")
        .with(user)
        .with(json!(message))
        .with(now)
        .with(now);
    tx.execute(sql).await?;
    Ok(())
}

/// The messages that wait to be sent.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    mail: Arc<Notify>,
}

impl Outbox {
    pub(crate) fn new(store: Store, mail: Arc<Notify>) -> Self {
        Self { store, mail }
    }

    /// Lets the mailer look for messages at once. Call it after the transaction that queued one has committed.
    pub(crate) fn wake(&self) {
        self.mail.notify_one();
    }
}

impl Outbox {
    /// Waits until a message is queued, but at most a few seconds: a retry may have become due, or another program may
    /// have queued a message.
    pub async fn wait_for_mail(&self) {
        const WHILE: Duration = Duration::from_secs(5);

        // A timeout is the normal case.
        let _ = tokio::time::timeout(WHILE, self.mail.notified()).await;
    }
}

/// Queues the message of an invitation.
pub(crate) async fn queue_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    expires: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let sql =
        Sql::new("INSERT INTO outbox (invitation_id, message, created_at, next_attempt_at) VALUES ($1, $2, $3, $4)")
            .with(invitation)
            .with(json!(Message::Invitation { expires }))
            .with(now)
            .with(now);
    tx.execute(sql).await?;
    Ok(())
}
