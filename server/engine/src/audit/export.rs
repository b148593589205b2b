//! Audit of exports.

use super::note;
use crate::{
    Result,
    audit::Audit,
    db::{Sql, Tx},
};
use domain::{
    audit::{Event, Exported},
    ids::{ImportId, ObjectId, OperationId, UserId},
};

/// The source of an exported file. The caller has checked that the user may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSource {
    /// The records of a view.
    View(ObjectId),
    /// The outcomes of an operation.
    Outcomes(OperationId),
    /// The refused rows of an import.
    RefusedRows(ImportId),
    /// Audit events.
    Audit,
}

impl Audit {
    /// Records an export, before its first byte is sent.
    pub async fn record_export(&self, user: UserId, source: ExportSource) -> Result<()> {
        let mut tx = self.store.write().await?;
        let (operation, import, file) = match source {
            ExportSource::View(_) => (None, None, Exported::View),
            ExportSource::Outcomes(operation) => (Some(operation), None, Exported::Outcomes),
            ExportSource::RefusedRows(import) => (None, Some(import), Exported::RefusedRows),
            ExportSource::Audit => (None, None, Exported::Audit),
        };
        let object = match source {
            ExportSource::View(object) => Some(object),
            ExportSource::Outcomes(id) => object_of(&mut tx, "operation", id.0).await?,
            ExportSource::RefusedRows(id) => object_of(&mut tx, "import", id.0).await?,
            ExportSource::Audit => None,
        };
        note(&mut tx, Some(user), &Event::Exported { file, object, operation, import }, self.store.now()).await?;
        tx.commit().await
    }
}

async fn object_of(tx: &mut Tx, table: &str, id: i64) -> Result<Option<ObjectId>> {
    let sql = Sql::new("SELECT object_id AS value FROM ").push(table).push(" WHERE id = ").bind(id);
    Ok(tx.value(sql).await?.map(ObjectId))
}
