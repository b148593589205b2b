//! Holds on records, living or in the trash. A record on hold is not purged: [`domain::retention::Unheld`] is the proof that a
//! purge takes.
//!
//! Putting a hold locks the record first, as a purge does: either the purge finds the hold, or the hold finds the record
//! purged.

use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Tx},
    rows::person,
    trash::Trash,
};
use domain::{
    audit::Event,
    hold::{HoldReason, HoldView},
    ids::{ObjectId, RecordId},
    policy::{Actor, Hold, Permit},
};

impl Trash {
    /// The hold on a record that the actor may see, if there is one.
    pub async fn hold_on(&self, actor: &Actor, object: ObjectId, id: RecordId) -> Result<Option<HoldView>> {
        let view = actor.view(object)?;
        let sql = Sql::new(
            "SELECT hold.created_at, hold.reason, holder.id AS holder_id, holder.name AS holder_name FROM hold \
             JOIN record AS r ON r.id = hold.record_id LEFT JOIN app_user AS holder ON holder.id = hold.actor_id WHERE r.id = ",
        )
        .bind(id)
        .push(" AND r.object_id = ")
        .bind(object)
        .and_in_scope("r.owner_id", view.view());
        let sql = if actor.see_trash(object).is_ok() { sql } else { sql.push(" AND r.deletion IS NULL") };
        self.store.optional(sql).await?.as_ref().map(hold).transpose()
    }

    /// Puts a hold on a record. One that is held already keeps its hold.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the permit does not cover the record.
    pub async fn put_on_hold(&self, permit: &Permit<Hold>, id: RecordId, reason: &HoldReason) -> Result<()> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        lock_record(&mut tx, permit, id).await?;
        let sql = Sql::new(
            "INSERT INTO hold (record_id, actor_id, created_at, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .with(id.0)
        .with(permit.actor().0)
        .with(now.0)
        .with(reason.as_str().to_owned());
        if tx.execute(sql).await? > 0 {
            let event = Event::HoldPut { record: id, object: permit.object() };
            note(&mut tx, Some(permit.actor()), &event, now).await?;
        }
        tx.commit().await
    }

    /// Releases the hold on a record. One that is not held stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the permit does not cover the record.
    pub async fn release_hold(&self, permit: &Permit<Hold>, id: RecordId) -> Result<()> {
        let mut tx = self.store.write().await?;
        lock_record(&mut tx, permit, id).await?;
        if tx.execute(Sql::new("DELETE FROM hold WHERE record_id = ").bind(id)).await? > 0 {
            let event = Event::HoldReleased { record: id, object: permit.object() };
            note(&mut tx, Some(permit.actor()), &event, self.store.now()).await?;
        }
        tx.commit().await
    }
}

/// Locks a record that the permit covers until the end of the transaction.
async fn lock_record(tx: &mut Tx, permit: &Permit<Hold>, id: RecordId) -> Result<()> {
    let sql = Sql::new("SELECT r.id, r.deletion FROM record AS r WHERE r.id = ")
        .bind(id)
        .push(" AND r.object_id = ")
        .bind(permit.object())
        .and_in_scope("r.owner_id", permit.view());
    let found = tx.all_held(sql).await?;
    let deletion: Option<i64> = found.first().ok_or(Error::NotFound)?.get("deletion")?;
    if deletion.is_some() && !permit.covers_the_trash() {
        return Err(Error::NotFound);
    }
    Ok(())
}

fn hold(row: &Row) -> Result<HoldView> {
    Ok(HoldView { by: person(row, "holder")?, at: row.time("created_at")?, reason: row.text("reason")? })
}
