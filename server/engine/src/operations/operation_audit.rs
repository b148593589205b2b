//! Audit events of operations: started, paused, resumed, ended.
//!
//! An operation that is done in its request has one event, its end. The event of an undo names what it undoes.

use super::batch::Decisions;
use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Tx},
};
use domain::{
    audit::Event,
    ids::{ObjectId, OperationId, UserId},
    operation::Control,
    time::Timestamp,
};

/// The cause of the end of an operation.
#[derive(Clone, Copy)]
pub(super) enum EndedBy {
    /// It reached the end of its set.
    Itself,
    /// A user stopped it.
    Person(UserId),
    /// The program stopped it, because its actor lost a right that it needs.
    Program,
}

/// Records that an operation began to run.
pub(super) async fn record_start(tx: &mut Tx, id: OperationId) -> Result<()> {
    let row = stored(tx, id).await?;
    let event = Event::OperationBegun {
        operation: id,
        act: row.tag("kind")?,
        object: ObjectId(row.int("object_id")?),
        surface: row.tag("surface")?,
        records: row.int("total")?,
        undoes: undoes(&row)?,
    };
    note(tx, actor(&row)?, &event, row.time("created_at")?).await
}

/// Records the end of an operation, with its counts.
pub(super) async fn record_end(tx: &mut Tx, id: OperationId, by: EndedBy) -> Result<()> {
    let row = stored(tx, id).await?;
    let event = Event::OperationEnded {
        operation: id,
        act: row.tag("kind")?,
        object: ObjectId(row.int("object_id")?),
        surface: row.tag("surface")?,
        state: row.tag("state")?,
        done: row.int("done")?,
        skipped: row.int("skipped")?,
        undoes: undoes(&row)?,
    };
    let by = match by {
        EndedBy::Itself => actor(&row)?,
        EndedBy::Person(user) => Some(user),
        EndedBy::Program => None,
    };
    note(tx, by, &event, row.time("ended_at")?).await
}

/// Records a control that a user applied to an operation.
pub(super) async fn record_control(
    tx: &mut Tx,
    id: OperationId,
    by: UserId,
    control: Control,
    now: Timestamp,
) -> Result<()> {
    let object = ObjectId(stored(tx, id).await?.int("object_id")?);
    let event = match control {
        Control::Pause => Event::OperationPaused { operation: id, object },
        Control::Resume => Event::OperationResumed { operation: id, object },
        Control::Stop | Control::PutBack => return record_end(tx, id, EndedBy::Person(by)).await,
    };
    note(tx, Some(by), &event, now).await
}

async fn stored(tx: &mut Tx, id: OperationId) -> Result<Row> {
    let sql = Sql::new(
        "SELECT kind, object_id, actor_id, surface, state, total, done, skipped, undoes_operation_id, decisions, created_at, ended_at \
         FROM operation WHERE id = ",
    );
    tx.optional(sql.bind(id)).await?.ok_or(Error::NotFound)
}

fn actor(row: &Row) -> Result<Option<UserId>> {
    Ok(row.get::<Option<i64>>("actor_id")?.map(UserId))
}

/// The operation that it undoes, whole or in part.
fn undoes(row: &Row) -> Result<Option<OperationId>> {
    let whole = row.get::<Option<i64>>("undoes_operation_id")?.map(OperationId);
    Ok(whole.or(row.json_or_null::<Decisions>("decisions")?.and_then(|decisions| decisions.reverts)))
}
