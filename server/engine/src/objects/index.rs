//! Indexes of properties, made and dropped while people work.

use crate::{Engine, Error, Result, db::Sql};
use domain::{ids::ObjectId, object::PropertyKind};

impl Engine {
    /// Makes the index of a property, or drops it, as the property asks. On PostgreSQL others write meanwhile; on SQLite
    /// they wait about a second for each million records of the object. A program that dies on the way leaves the
    /// property without its index, which is only slower, and is made whole by asking again.
    pub(super) async fn index_property(
        &self,
        object: ObjectId,
        key: &str,
        kind: PropertyKind,
        wanted: bool,
    ) -> Result<()> {
        let sql = Sql::new("SELECT id, index_name FROM property WHERE object_id = ").bind(object).push(" AND key = ");
        let row = self.db.optional(sql.bind(key)).await?.ok_or(Error::NotFound)?;
        let name: Option<String> = row.get("index_name")?;
        if let Some(name) = name {
            self.db.drop_index(&name).await?;
        }
        let name = wanted.then(|| format!("property_{}", row.int("id").unwrap_or_default()));
        if let Some(name) = &name {
            let expression = self.property_expression(key, kind)?.replace("r.properties", "properties");
            let on = format!("record ({expression}, id) WHERE deletion IS NULL AND object_id = {object}");
            self.db.create_index(name, &on).await?;
        }
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE property SET indexed = ")
            .bind(wanted)
            .push(", index_name = ")
            .bind(name)
            .push(" WHERE id = ")
            .bind(row.int("id")?);
        tx.execute(sql).await?;
        tx.commit().await
    }
}
