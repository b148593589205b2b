//! The audit: what was done, by whom and when, written in the transaction that does it.
//!
//! Every change of users, roles and teams, and every way in and out, goes through [`note`]. Rows are added and never
//! changed; they hold ids and words of ours only.

use crate::{
    Error, Result,
    db::{Sql, Tx},
};
use domain::{audit::Event, ids::UserId, time::Timestamp};
use serde_json::Value;

/// Writes down what happened. Nobody acts where the program itself does, or somebody unknown.
pub(crate) async fn note(tx: &mut Tx, actor: Option<UserId>, event: &Event, at: Timestamp) -> Result<()> {
    let unwritable = || Error::Corrupt(format!("event {event:?}"));
    let Ok(Value::Object(mut details)) = serde_json::to_value(event) else { return Err(unwritable()) };
    let Some(Value::String(kind)) = details.remove("kind") else { return Err(unwritable()) };
    let sql = Sql::new("INSERT INTO audit_event (at, actor_id, kind, details) VALUES ($1, $2, $3, $4)")
        .with(at)
        .with(actor)
        .with(kind)
        .with(Value::Object(details));
    tx.execute(sql).await?;
    Ok(())
}
