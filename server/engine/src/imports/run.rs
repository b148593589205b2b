//! Running an import: read a batch, apply it, until the file ends.

use super::{
    Stored,
    apply::Batch,
    source::{FilePosition, Source},
};
use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{
    audit::Event,
    ids::ImportId,
    import::{Counts, ImportState},
    time::Timestamp,
};

/// Rows per transaction: enough for throughput, few enough that other writers wait only a moment.
const BATCH: usize = 500;

/// How long a lease lasts without renewal, in seconds.
const LEASE: i64 = 10;

/// How long an import rests after an unexpected error, in seconds.
const FAULT: i64 = 15 * 60;

/// When a lease that is taken or renewed now expires.
pub(super) fn leased(now: Timestamp) -> Timestamp {
    now.plus_seconds(LEASE)
}

/// The progress of an import.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes read.
    pub bytes: i64,
    /// The outcome of the rows so far.
    pub counts: Counts,
}

impl Engine {
    /// Runs an import to its end, or continues one that was interrupted. Does nothing if another program runs it, or
    /// if it is not running any more. `watch` is called after each batch.
    pub async fn run_import(&self, id: ImportId, mut watch: impl FnMut(Progress) + Send) -> Result<()> {
        let me = i64::from_be_bytes(self.random());
        if !self.take_import(id, me).await? {
            return Ok(());
        }
        let ran = self.run_taken(id, me, &mut watch).await;
        if let Err(error) = &ran {
            // `Busy` passes soon; other errors are likely to persist.
            let after = if matches!(error, Error::Busy) { 0 } else { FAULT };
            // If this fails too, the import continues when the lease has expired.
            let _ = self.leave_import(id, me, self.now().plus_seconds(after)).await;
        }
        ran
    }

    async fn run_taken(&self, id: ImportId, me: i64, watch: &mut (impl FnMut(Progress) + Send)) -> Result<()> {
        let stored = self.stored_import(id).await?;
        match self.run_batches(&stored, me, watch).await {
            Ok(()) => self.end_import(&stored, me, ImportState::Done).await,
            // The file itself is unreadable, so a later run cannot succeed either.
            Err(Error::File(error)) => {
                tracing::warn!(import = id.0, %error, "failed to read the file of an import; the import ends");
                self.end_import(&stored, me, ImportState::Failed).await
            }
            // The user has lost the right to import: the import stops for good.
            Err(Error::Forbidden(_) | Error::NotFound) => self.end_import(&stored, me, ImportState::Failed).await,
            Err(error) => Err(error),
        }
    }

    /// Takes the lease. Returns whether the import is running and no other program has it.
    async fn take_import(&self, id: ImportId, me: i64) -> Result<bool> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE import SET lease_owner = ")
            .bind(me)
            .push(", lease_until = ")
            .bind(leased(now))
            .push(" WHERE state = ")
            .bind(ImportState::Running.tag())
            .push(" AND (lease_owner IS NULL OR lease_until < ")
            .bind(now)
            .push(") AND id = ")
            .bind(id);
        let taken = tx.execute(sql).await? == 1;
        tx.commit().await?;
        Ok(taken)
    }

    /// Gives the lease up, so that any program may continue the import from this moment on.
    async fn leave_import(&self, id: ImportId, me: i64, from: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE import SET lease_owner = NULL, lease_until = ").bind(from);
        tx.execute(sql.push(" WHERE id = ").bind(id).push(" AND lease_owner = ").bind(me)).await?;
        tx.commit().await
    }

    async fn run_batches(&self, stored: &Stored, me: i64, watch: &mut (impl FnMut(Progress) + Send)) -> Result<()> {
        let path = stored.path.clone();
        let opened = blocking(move || Source::open(&path)).await?;
        // An unreadable file has no rows; the import's page said so before it was started.
        let Ok(mut source) = opened else { return Ok(()) };
        let mapping = stored.mapping.clone().unwrap_or_default();
        let actor = self.actor(stored.actor).await?;
        let mut place = self.import_place(stored.id).await?;
        source = blocking(move || source.go_to(place).map(|()| source)).await?;
        loop {
            let (back, (rows, next)) = blocking(move || source.next_rows(BATCH).map(|rows| (source, rows))).await?;
            source = back;
            if rows.is_empty() {
                return Ok(());
            }
            // Definitions and rights may have changed since the last batch.
            let object = self.object_by_id(stored.object).await?;
            let actor = self.actor(actor.user).await?;
            let permit = actor.import(object.id)?;
            let import = stored.id;
            let batch = Batch {
                import,
                me,
                object: &object,
                actor: &actor,
                permit: &permit,
                mapping: &mapping,
                from: place,
                next,
            };
            let Some(progress) = self.apply_batch(batch, rows).await? else {
                tracing::info!(import = stored.id.0, "another program runs this import; leaving it");
                return Err(Error::Busy);
            };
            place = next;
            watch(progress);
        }
    }

    async fn import_place(&self, id: ImportId) -> Result<FilePosition> {
        let sql = Sql::new("SELECT read_bytes, read_lines FROM import WHERE id = ").bind(id);
        let row = self.db.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok(FilePosition { bytes: row.int("read_bytes")?, lines: row.int("read_lines")? })
    }

    async fn end_import(&self, stored: &Stored, me: i64, state: ImportState) -> Result<()> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE import SET state = ")
            .bind(state.tag())
            .push(", ended_at = ")
            .bind(now)
            .push(" WHERE lease_owner = ")
            .bind(me)
            .push(" AND state = ")
            .bind(ImportState::Running.tag())
            .push(" AND id = ")
            .bind(stored.id)
            .push(" RETURNING created_count, updated_count, unchanged_count, refused_count");
        let row = tx.optional(sql).await?.ok_or(Error::Busy)?;
        let rows = Counts {
            created: row.int("created_count")?,
            updated: row.int("updated_count")?,
            unchanged: row.int("unchanged_count")?,
            refused: row.int("refused_count")?,
        };
        let event = Event::ImportEnded { import: stored.id, object: stored.object, state, rows };
        note(&mut tx, Some(stored.actor), &event, now).await?;
        tx.commit().await?;
        if stored.uploaded {
            // The rows are imported, so the file with its personal data is deleted. It may be gone already.
            let _ = tokio::fs::remove_file(&stored.path).await;
        }
        Ok(())
    }
}

/// Renews the lease at the beginning of a batch; the transaction keeps it however long the batch takes. Returns
/// whether it is still held.
pub(super) async fn renew(tx: &mut Tx, id: ImportId, me: i64, now: Timestamp) -> Result<bool> {
    let sql = Sql::new("UPDATE import SET lease_until = ").bind(leased(now)).push(" WHERE state = ");
    let sql = sql.bind(ImportState::Running.tag()).push(" AND lease_owner = ").bind(me).push(" AND id = ").bind(id);
    Ok(tx.execute(sql).await? == 1)
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(done?)
}
