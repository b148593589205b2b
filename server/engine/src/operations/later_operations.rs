//! Later operations on the records of an operation.

use crate::{
    Result,
    db::{Sql, Tx},
    rows::person,
};
use domain::{
    ids::{ObjectId, OperationId},
    operation::LaterOperation,
};

/// Most later operations that a page lists.
const LISTED: i64 = 20;

/// The latest operations on records of an operation, latest first. With `many` records each later operation is asked for
/// its share of this one, otherwise each record for its operations.
pub(super) async fn later_operations(
    tx: &mut Tx,
    id: OperationId,
    object: ObjectId,
    many: bool,
) -> Result<Vec<LaterOperation>> {
    let shares = if many { by_operation(id, object) } else { by_record(id) };
    let sql = shares
        .prepend("SELECT o.id, o.kind, o.created_at, o.actor_id, actor.name AS actor_name, share.records FROM (")
        .push(
            ") AS share JOIN operation AS o ON o.id = share.operation_id \
             LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE share.records > 0 ORDER BY o.id DESC LIMIT ",
        )
        .bind(LISTED);
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

/// The records of an undo of the whole operation are all of this one, so they need not be counted.
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
        .bind(5 * LISTED)
        .push(") AS later")
}
