//! Database indexes of properties, created and dropped at run time.

use crate::{
    Error, Result,
    db::{Sql, Tx, UPGRADE},
    objects::Objects,
};
use domain::{ids::ObjectId, object::PropertyKind};

impl Objects {
    /// Creates the index of a property if `wanted`, else drops it. On PostgreSQL other writers continue; on SQLite they wait
    /// about a second per million records of the object. After a crash on the way the property has no index: queries are
    /// slower until the property is saved again.
    pub(super) async fn index_property(
        &self,
        object: ObjectId,
        key: &str,
        kind: PropertyKind,
        wanted: bool,
    ) -> Result<()> {
        let sql = Sql::new("SELECT id, index_name FROM property WHERE object_id = ").bind(object).push(" AND key = ");
        let row = self.store.optional(sql.bind(key)).await?.ok_or(Error::NotFound)?;
        let id = row.int("id")?;
        // Pages show that there is no index until the new one is ready.
        let mut tx = self.store.write().await?;
        note_index(&mut tx, id, None).await?;
        tx.commit().await?;
        if let Some(name) = row.get::<Option<String>>("index_name")? {
            self.store.drop_index(&name).await?;
        }
        if !wanted {
            return Ok(());
        }
        let name = index_name(id);
        self.store.create_index(&name, &self.indexed(object, key, kind)?).await?;
        let mut tx = self.store.write().await?;
        note_index(&mut tx, id, Some(name)).await?;
        tx.analyze("record").await?;
        tx.commit().await
    }

    /// Creates the missing indexes of indexed properties: all of them in a new database. It runs at startup, before requests are
    /// served, because it blocks writers; each index has its own transaction, so a restart continues after a crash.
    pub(crate) async fn make_lacking_indexes(&self) -> Result<()> {
        let lacking =
            || Sql::new("SELECT id, object_id, key, kind FROM property WHERE indexed AND index_name IS NULL LIMIT 1");
        while self.store.optional(lacking()).await?.is_some() {
            let mut tx = self.store.write().await?;
            // Another server that starts at the same time may have created it while this one waited for the lock.
            tx.lock(None, &[UPGRADE]).await?;
            let Some(row) = tx.optional(lacking()).await? else { continue };
            let name = index_name(row.int("id")?);
            tracing::info!(index = name, "creating an index");
            let on = self.indexed(ObjectId(row.int("object_id")?), &row.text("key")?, row.tag("kind")?)?;
            tx.execute(Sql::new(&format!("DROP INDEX IF EXISTS {name}")).unprepared()).await?;
            tx.execute(Sql::new(&format!("CREATE INDEX {name} ON {on}")).unprepared()).await?;
            note_index(&mut tx, row.int("id")?, Some(name)).await?;
            if tx.optional(lacking()).await?.is_none() {
                tx.analyze("record").await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// The table, columns and condition of the index of a property.
    fn indexed(&self, object: ObjectId, key: &str, kind: PropertyKind) -> Result<String> {
        let expression = self.records.property_expression(key, kind)?.replace("r.", "");
        Ok(format!("record ({expression}, id) WHERE deletion IS NULL AND object_id = {object}"))
    }
}

/// Stores the name of the index of a property, or that it has none.
async fn note_index(tx: &mut Tx, property: i64, name: Option<String>) -> Result<()> {
    let sql = Sql::new("UPDATE property SET indexed = ").bind(name.is_some()).push(", index_name = ").bind(name);
    tx.execute(sql.push(" WHERE id = ").bind(property)).await?;
    Ok(())
}

fn index_name(property: i64) -> String {
    format!("property_{property}")
}
