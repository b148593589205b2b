//! Activities of the last days, by owner.

use crate::{
    Result,
    db::{Sql, Tx},
    records::Lifecycle,
    rows::person,
};
use domain::{
    home::{ACTIVITY_DAYS, ActivityCount},
    object::Object,
    policy::{Actor, Scope},
    time::Date,
};
use std::collections::BTreeMap;

/// The number of visible activities by owner and object, highest first. An activity counts whatever happened to the
/// records it is associated with (R4.6), unless it was deleted itself.
pub(super) async fn activities(
    tx: &mut Tx,
    actor: &Actor,
    objects: &[Object],
    today: Date,
) -> Result<Option<Vec<ActivityCount>>> {
    let from = today.start().plus_days(1 - ACTIVITY_DAYS);
    // One part for each object: the index has the moments of one object in order, with their owners.
    let part = |object: &Object| {
        let permit = actor.view(object.id).ok().filter(|_| object.activity)?;
        Some(format!(
            "SELECT r.object_id, r.owner_id, count(*) AS records FROM record AS r WHERE r.object_id = {}{} \
             AND r.created_at >= $1 AND {} GROUP BY r.object_id, r.owner_id",
            object.id,
            Lifecycle::Active.condition("r"),
            Sql::scope("r.owner_id", permit.view()),
        ))
    };
    let parts: Vec<String> = objects.iter().filter_map(part).collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let sql = Sql::new(&format!(
        "SELECT counted.*, owner.name AS owner_name FROM ({}) AS counted LEFT JOIN app_user AS owner \
         ON owner.id = counted.owner_id ORDER BY counted.object_id",
        parts.join(" UNION ALL ")
    ))
    .with(from);
    let whole = |object: &Object| actor.view(object.id).is_ok_and(|permit| *permit.view() == Scope::Everything);
    let same_for_all = objects.iter().filter(|object| object.activity).all(whole);
    let sql = if same_for_all { sql } else { sql.unprepared() };
    let by_id: BTreeMap<i64, &Object> = objects.iter().map(|object| (object.id.0, object)).collect();
    let mut counts = Vec::new();
    for row in tx.all(sql).await? {
        let Some(object) = by_id.get(&row.int("object_id")?) else { continue };
        counts.push(ActivityCount {
            owner: person(&row, "owner")?,
            slug: object.slug.clone(),
            names: object.names.clone(),
            count: row.int("records")?,
        });
    }
    Ok(Some(counts))
}
