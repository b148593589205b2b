//! The rows that were refused, with the reasons.

use crate::{Error, Result, db::Sql, imports::Imports};
use domain::{
    ids::ImportId,
    import::{Refused, RefusedRow},
    policy::Actor,
};

impl Imports {
    /// Refused rows in the order of the file, after the row with id `after`, each with its id. The caller must have
    /// checked that the user may see the import.
    pub async fn refused_rows(&self, id: ImportId, after: i64, limit: i64) -> Result<Vec<(i64, RefusedRow)>> {
        let sql = Sql::new("SELECT id, line, reason, cells FROM import_refusal WHERE import_id = ")
            .bind(id)
            .push(" AND id > ")
            .bind(after)
            .push(" ORDER BY id LIMIT ")
            .bind(limit);
        let rows = self.store.all(sql).await?;
        rows.iter()
            .map(|row| {
                let reason = row.json::<Refused>("reason")?;
                Ok((row.int("id")?, RefusedRow { line: row.int("line")?, reason, cells: row.json("cells")? }))
            })
            .collect()
    }

    /// The column headers of the imported file, for the file of its refused rows.
    pub async fn import_headers(&self, actor: &Actor, id: ImportId) -> Result<Vec<String>> {
        self.import(actor, id).await?;
        let sql = Sql::new("SELECT headers FROM import WHERE id = ").bind(id);
        let row = self.store.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok(row.json_or_null("headers")?.unwrap_or_default())
    }
}
