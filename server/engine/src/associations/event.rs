//! Events of links, shown on the timelines of both records.

use crate::{
    Result,
    db::{Sql, Tx},
    records::write::Author,
};
use domain::{
    association::{LinkChange, LinkRole, join_roles},
    ids::RecordId,
};
use serde_json::json;
use std::collections::BTreeSet;

/// A change of a link.
pub(super) struct LinkEvent {
    pub from: RecordId,
    pub to: RecordId,
    pub change: LinkChange,
    /// The labels of the link after the change, read from `from`.
    pub roles: BTreeSet<LinkRole>,
    /// For a label that a restore removed: the moment it was given, in microseconds; else 0.
    pub made: i64,
}

/// Inserts events with one author and moment.
pub(super) async fn write(tx: &mut Tx, author: Author, events: &[LinkEvent]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events
        .iter()
        .map(|event| json!([event.from, event.to, event.change.tag(), join_roles(&event.roles), event.made]));
    let sql = Sql::new(
        "INSERT INTO association_event (from_id, to_id, change, labels, link_created_at, created_at, actor_id, surface, operation_id) \
         SELECT CAST(each.value ->> 0 AS BIGINT), CAST(each.value ->> 1 AS BIGINT), each.value ->> 2, each.value ->> 3, \
         CAST(each.value ->> 4 AS BIGINT), ",
    )
    .bind(author.at)
    .push(", CAST(")
    .bind(author.user)
    .push(" AS BIGINT), ")
    .bind(author.surface.tag())
    .push(", CAST(")
    .bind(author.operation)
    .push(" AS BIGINT) FROM ")
    .json_rows(rows);
    tx.execute(sql).await?;
    Ok(())
}
