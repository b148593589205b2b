//! Writing of audit events.

use crate::{
    Error, Result,
    db::{Sql, Tx},
};
use domain::{audit::Event, ids::UserId, time::Timestamp};
use serde_json::Value;

/// Writes an event, in the transaction of the change it describes, with the address of the client. `actor` is `None`
/// for the program itself and for unknown users.
pub(crate) async fn note(tx: &mut Tx, actor: Option<UserId>, event: &Event, at: Timestamp) -> Result<()> {
    let unwritable = || Error::Corrupt(format!("event {event:?}"));
    let Ok(Value::Object(mut details)) = serde_json::to_value(event) else { return Err(unwritable()) };
    let Some(Value::String(kind)) = details.remove("kind") else { return Err(unwritable()) };
    let sql = Sql::new(
        "INSERT INTO audit_event (created_at, actor_id, client_address, object_id, kind, details) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .with(at)
    .with(actor)
    .with(tx.client())
    .with(event.object().map(|object| object.0))
    .with(kind)
    .with(Value::Object(details));
    tx.execute(sql).await?;
    Ok(())
}
