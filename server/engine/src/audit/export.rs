//! What is taken away as a file.

use super::note;
use crate::{
    Engine, Result,
    db::{Sql, Tx},
};
use domain::{
    audit::{Event, Exported},
    ids::{ImportId, ObjectId, OperationId, UserId},
};

/// A file that somebody is about to get. They may have it: whoever makes it has asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Of the records of a view.
    View(ObjectId),
    /// Of what happened to each record of an operation.
    Outcomes(OperationId),
    /// Of the rows of a file that stayed out.
    RefusedRows(ImportId),
    /// Of events.
    Audit,
}

impl Engine {
    /// Writes down that somebody takes something away as a file, before they have its first byte.
    pub async fn note_export(&self, user: UserId, taken: Taken) -> Result<()> {
        let mut tx = self.db.write().await?;
        let (operation, import, file) = match taken {
            Taken::View(_) => (None, None, Exported::View),
            Taken::Outcomes(operation) => (Some(operation), None, Exported::Outcomes),
            Taken::RefusedRows(import) => (None, Some(import), Exported::RefusedRows),
            Taken::Audit => (None, None, Exported::Audit),
        };
        let object = match taken {
            Taken::View(object) => Some(object),
            Taken::Outcomes(id) => object_of(&mut tx, "operation", id.0).await?,
            Taken::RefusedRows(id) => object_of(&mut tx, "import", id.0).await?,
            Taken::Audit => None,
        };
        note(&mut tx, Some(user), &Event::Exported { file, object, operation, import }, self.now()).await?;
        tx.commit().await
    }
}

async fn object_of(tx: &mut Tx, table: &str, id: i64) -> Result<Option<ObjectId>> {
    let sql = Sql::new("SELECT object_id AS value FROM ").push(table).push(" WHERE id = ").bind(id);
    Ok(tx.value(sql).await?.map(ObjectId))
}
