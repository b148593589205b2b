//! Deletions whose records will be purged soon.

use super::up_to;
use crate::{
    Result,
    db::{Sql, Tx},
    records::{Lifecycle, select},
    rows::person,
};
use domain::{
    home::{EXPIRY_DAYS, Expiring},
    ids::OperationId,
    object::Object,
    policy::Actor,
    time::Timestamp,
};

/// The most deletions that are shown.
const ROWS: usize = 5;
/// How many deletions are examined: some have nothing left in the trash, or nothing in scope.
const LOOKED_AT: i64 = 50;

/// The deletions with visible records that will be purged in the next days, soonest first. Records on hold are not
/// counted.
pub(super) async fn expiring(
    tx: &mut Tx,
    actor: &Actor,
    objects: &[Object],
    now: Timestamp,
) -> Result<Option<Vec<Expiring>>> {
    let seen = || objects.iter().filter_map(|object| Some((object, actor.see_trash(object.id).ok()?)));
    if seen().next().is_none() {
        return Ok(None);
    }
    // What expired before yesterday is purged already, or on hold.
    let sql = Sql::new(
        "SELECT o.id, o.object_id, o.created_at, o.expires_at, o.actor_id, actor.name AS actor_name FROM operation AS o \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE o.kind = 'delete' AND o.expires_at > ",
    )
    .bind(now.plus_days(-1))
    .push(" AND o.expires_at <= ")
    .bind(now.plus_days(EXPIRY_DAYS))
    .push(" AND o.object_id IN ")
    .in_list(seen().map(|(object, _)| object.id.0))
    .push(" ORDER BY o.expires_at, o.id LIMIT ")
    .bind(LOOKED_AT);
    let mut told = Vec::new();
    for row in tx.all(sql).await? {
        if told.len() == ROWS {
            break;
        }
        let operation = OperationId(row.int("id")?);
        let object = row.int("object_id")?;
        let Some((object, permit)) = seen().find(|(seen, _)| seen.id.0 == object) else { continue };
        let waiting = select("1", Sql::new("record AS r"), Lifecycle::Trashed, object.id, permit.view())
            .push(" AND r.deletion = ")
            .bind(operation)
            .push(" AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id)");
        let records = up_to(tx, waiting).await?;
        if records.count > 0 {
            told.push(Expiring {
                operation,
                slug: object.slug.clone(),
                names: object.names.clone(),
                by: person(&row, "actor")?,
                at: row.time("created_at")?,
                days_left: now.days_left(row.time("expires_at")?),
                records,
            });
        }
    }
    Ok(Some(told))
}
