//! What came later: operations on records of an earlier one.

use crate::{
    Result,
    db::{Sql, Tx},
    rows::person,
};
use domain::{
    ids::{ObjectId, OperationId},
    operation::LaterOperation,
};

/// Later operations a page names.
const LATER: i64 = 20;

/// The latest operations that have records of this one, latest first. With `many` records it is asked of each later
/// operation what it has of this one, rather than of each record.
pub(super) async fn later(tx: &mut Tx, id: OperationId, object: ObjectId, many: bool) -> Result<Vec<LaterOperation>> {
    let touched = if many { by_operation(id, object) } else { by_record(id) };
    let sql = touched
        .prepend("SELECT o.id, o.kind, o.created_at, o.actor_id, actor.name AS actor_name, touched.records FROM (")
        .push(
            ") AS touched JOIN operation AS o ON o.id = touched.operation_id \
             LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE touched.records > 0 ORDER BY o.id DESC LIMIT ",
        )
        .bind(LATER);
    tx.all(sql)
        .await?
        .iter()
        .map(|row| {
            Ok(LaterOperation {
                id: OperationId(row.int("id")?),
                kind: row.tag("kind")?,
                at: row.time("created_at")?,
                by: person(row, "actor")?,
                records: row.int("records")?,
            })
        })
        .collect()
}

fn by_record(id: OperationId) -> Sql {
    Sql::new(
        "SELECT theirs.operation_id, count(*) AS records FROM operation_item AS ours \
         JOIN operation_item AS theirs ON theirs.record_id = ours.record_id AND theirs.operation_id > ours.operation_id \
         WHERE ours.operation_id = ",
    )
    .bind(id)
    .push(" GROUP BY theirs.operation_id")
}

/// All that an undo of the whole has is of it, so that is not counted.
fn by_operation(id: OperationId, object: ObjectId) -> Sql {
    Sql::new("SELECT later.id AS operation_id, CASE WHEN later.undoes_operation_id = ")
        .bind(id)
        .push(
            " THEN later.total ELSE (SELECT count(*) FROM operation_item AS theirs JOIN operation_item AS ours \
             ON ours.record_id = theirs.record_id WHERE theirs.operation_id = later.id AND ours.operation_id = ",
        )
        .bind(id)
        .push(") END AS records FROM (SELECT id, undoes_operation_id, total FROM operation WHERE id > ")
        .bind(id)
        .push(" AND object_id = ")
        .bind(object)
        .push(" ORDER BY id DESC LIMIT ")
        .bind(5 * LATER)
        .push(") AS later")
}
