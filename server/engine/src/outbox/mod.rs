//! The outbox: mail is written in the transaction of what it tells of, and sent after it.
//!
//! What was rolled back is told to nobody; what was committed is told at least once. Several programs on one PostgreSQL
//! share the sending: who takes a message has it for a while, and if they die it is taken again. So it can arrive twice
//! where a program died between sending and noting so; both carry the same id.

mod digest;
mod keep;
mod list;
mod take;

pub use take::Outgoing;

use crate::{
    Engine, Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{InvitationId, UserId},
    mail::Message,
    time::Timestamp,
};
use serde_json::json;
use std::time::Duration;

/// Writes a message to a user: inside the transaction of what it tells of.
pub(crate) async fn queue(tx: &mut Tx, user: UserId, message: &Message, now: Timestamp) -> Result<()> {
    let sql = Sql::new("INSERT INTO outbox (user_id, message, created_at, next_attempt_at) VALUES ($1, $2, $3, $4)")
        .with(user)
        .with(json!(message))
        .with(now)
        .with(now);
    tx.execute(sql).await?;
    Ok(())
}

impl Engine {
    /// Waits until there is something to send, or for a while: the time of another try may have come, or another
    /// program may have written something.
    pub async fn wait_for_mail(&self) {
        const WHILE: Duration = Duration::from_secs(5);

        // That nobody called is what the while is for.
        let _ = tokio::time::timeout(WHILE, self.mail.notified()).await;
    }
}

/// Writes the message of an invitation.
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
