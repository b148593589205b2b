//! Operations in the audit: when they begin to run, wait, go on and end.
//!
//! One that is done in the request is told once, by its end. What an undo undoes is told with it.

use super::run::Decisions;
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

/// Who brought an operation to its end.
#[derive(Clone, Copy)]
pub(super) enum EndedBy {
    /// Its own actor: it went through its set.
    Itself,
    /// Somebody who stopped it.
    Person(UserId),
    /// The program: its actor may not go on.
    Program,
}

/// Writes down that an operation runs, whose set is whole.
pub(super) async fn note_begun(tx: &mut Tx, id: OperationId) -> Result<()> {
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

/// Writes down that an operation has ended, with what it came to.
pub(super) async fn note_ended(tx: &mut Tx, id: OperationId, by: EndedBy) -> Result<()> {
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

/// Writes down what somebody did about an operation that runs or waits.
pub(super) async fn note_control(
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
        Control::Stop | Control::PutBack => return note_ended(tx, id, EndedBy::Person(by)).await,
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

/// The operation whose work is undone, all of it or some.
fn undoes(row: &Row) -> Result<Option<OperationId>> {
    let whole = row.get::<Option<i64>>("undoes_operation_id")?.map(OperationId);
    Ok(whole.or(row.json_or_null::<Decisions>("decisions")?.and_then(|decisions| decisions.reverts)))
}
