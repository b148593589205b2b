//! Retention: how many days deleted records of an object stay in the trash.

use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    keys::lock_of,
    records::count,
    rows::object_names,
    trash::Trash,
};
use domain::{
    audit::Event,
    ids::ObjectId,
    policy::{Administrator, Scope},
    retention::{Retention, RetentionChange},
    time::Timestamp,
};

const DAY: i64 = 86_400_000_000;

impl Trash {
    /// The retention of every object.
    pub async fn retentions(&self, _: Administrator) -> Result<Vec<Retention>> {
        let mut tx = self.store.snapshot().await?;
        let sql = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it, retention_days FROM object \
                   WHERE archived_at IS NULL ORDER BY id";
        let mut retentions = Vec::new();
        for row in tx.all(Sql::new(sql)).await? {
            let object = ObjectId(row.int("id")?);
            retentions.push(Retention {
                object,
                slug: row.text("slug")?,
                names: object_names(&row)?,
                days: row.int("retention_days")?,
                waiting: count(&mut tx, object, &Scope::Everything).await?.1,
            });
        }
        Ok(retentions)
    }

    /// Sets the retention of an object in days, which must be within the bounds of [`domain::retention`]. A longer retention
    /// applies to what is in the trash already, whose owners are warned again before it ends; a shorter one applies to later
    /// deletions only.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such object.
    pub async fn set_retention(&self, by: Administrator, slug: &str, days: i64) -> Result<RetentionChange> {
        let mut tx = self.store.write().await?;
        // Of two changes at once the second waits here and sees what the first left.
        let sql = Sql::new("SELECT id, retention_days FROM object WHERE archived_at IS NULL AND slug = ").bind(slug);
        let row = tx.all_locked(sql).await?.pop().ok_or(Error::NotFound)?;
        let from = row.int("retention_days")?;
        let change = RetentionChange::of(from, days);
        let object = ObjectId(row.int("id")?);
        tx.lock(None, &[lock(object)]).await?;
        let sql = Sql::new("UPDATE object SET retention_days = ").bind(days).push(" WHERE id = ").bind(object);
        tx.execute(sql).await?;
        if change == RetentionChange::Longer {
            let sql = Sql::new("UPDATE operation SET expires_at = created_at + ")
                .bind(days.saturating_mul(DAY))
                .push(", expiry_notified = FALSE WHERE kind = 'delete' AND object_id = ")
                .bind(object)
                .push(" AND expires_at < created_at + ")
                .bind(days.saturating_mul(DAY));
            tx.execute(sql).await?;
        }
        if change != RetentionChange::Same {
            let event = Event::RetentionChanged { object, from, to: days };
            note(&mut tx, Some(by.user()), &event, self.store.now()).await?;
        }
        tx.commit().await?;
        Ok(change)
    }
}

/// The end of the retention of records of an object that are deleted at `at`. A change of the retention waits for the end of
/// this transaction, and then finds what it wrote.
pub(crate) async fn expires_at(tx: &mut Tx, object: ObjectId, at: Timestamp) -> Result<Timestamp> {
    tx.lock(Some(lock(object)), &[]).await?;
    Ok(at.plus_days(retention_days(tx, object).await?))
}

fn lock(object: ObjectId) -> i64 {
    lock_of(&["retention", &object.to_string()])
}

/// The retention of records of an object that are deleted now, in days.
pub(crate) async fn retention_days(tx: &mut Tx, object: ObjectId) -> Result<i64> {
    let sql = Sql::new("SELECT retention_days AS value FROM object WHERE id = ").bind(object);
    tx.value(sql).await?.ok_or(Error::NotFound)
}
