//! Indexes of properties, made and dropped while people work.

use crate::{
    Engine, Error, Result,
    db::{Sql, Tx, UPGRADE},
};
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
        let id = row.int("id")?;
        // Until it is made, pages say that they do without.
        let mut tx = self.db.write().await?;
        note_index(&mut tx, id, None).await?;
        tx.commit().await?;
        if let Some(name) = row.get::<Option<String>>("index_name")? {
            self.db.drop_index(&name).await?;
        }
        if !wanted {
            return Ok(());
        }
        let name = index_name(id);
        self.db.create_index(&name, &self.indexed(object, key, kind)?).await?;
        let mut tx = self.db.write().await?;
        note_index(&mut tx, id, Some(name)).await?;
        tx.look_over("record").await?;
        tx.commit().await
    }

    /// Makes the indexes that a new version dropped, to have them of something else. Before anybody works, because others wait;
    /// one after the other, so that a program that dies on the way goes on when it starts again.
    pub(crate) async fn make_lacking_indexes(&self) -> Result<()> {
        let lacking =
            || Sql::new("SELECT id, object_id, key, kind FROM property WHERE indexed AND index_name IS NULL LIMIT 1");
        while self.db.optional(lacking()).await?.is_some() {
            let mut tx = self.db.write().await?;
            // Another server that starts too has made it when this one looks again.
            tx.lock(None, &[UPGRADE]).await?;
            let Some(row) = tx.optional(lacking()).await? else { continue };
            let name = index_name(row.int("id")?);
            tracing::info!(index = name, "making an index");
            let on = self.indexed(ObjectId(row.int("object_id")?), &row.text("key")?, row.tag("kind")?)?;
            tx.execute(Sql::new(&format!("DROP INDEX IF EXISTS {name}")).once()).await?;
            tx.execute(Sql::new(&format!("CREATE INDEX {name} ON {on}")).once()).await?;
            note_index(&mut tx, row.int("id")?, Some(name)).await?;
            if tx.optional(lacking()).await?.is_none() {
                tx.look_over("record").await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// What the index of a property is on.
    fn indexed(&self, object: ObjectId, key: &str, kind: PropertyKind) -> Result<String> {
        let expression = self.property_expression(key, kind)?.replace("r.", "");
        Ok(format!("record ({expression}, id) WHERE deletion IS NULL AND object_id = {object}"))
    }
}

/// Writes down that a property has this index, or none.
async fn note_index(tx: &mut Tx, property: i64, name: Option<String>) -> Result<()> {
    let sql = Sql::new("UPDATE property SET indexed = ").bind(name.is_some()).push(", index_name = ").bind(name);
    tx.execute(sql.push(" WHERE id = ").bind(property)).await?;
    Ok(())
}

fn index_name(property: i64) -> String {
    format!("property_{property}")
}
