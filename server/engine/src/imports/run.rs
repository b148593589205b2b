//! Running an import: read a batch, apply it, until the file ends.

use super::{
    Stored,
    apply::Batch,
    source::{FilePosition, Source},
};
use crate::{
    Error, Result,
    audit::note,
    db::Sql,
    imports::Imports,
    jobs::{Job, Progress as Turn},
};
use domain::{
    audit::Event,
    ids::ImportId,
    import::{Counts, ImportState},
    job::JobKind,
};

/// Rows per transaction: enough for throughput, few enough that other writers wait only a moment.
const BATCH: usize = 500;

/// The progress of an import.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Bytes read.
    pub bytes: i64,
    /// The outcome of the rows so far.
    pub counts: Counts,
}

impl Imports {
    /// Runs an import to its end, or continues one that was interrupted. Does nothing if another program runs it, or
    /// if it is not running any more. `watch` is called after each batch.
    ///
    /// # Errors
    /// [`Error::Busy`] if other writers are in the way; the import can be run again at once. After other errors a
    /// worker tries it again later.
    pub async fn run_import(&self, id: ImportId, mut watch: impl FnMut(Progress) + Send) -> Result<()> {
        let owner = i64::from_be_bytes(self.store.random());
        let Some(job) = self.jobs.claim_job(owner, JobKind::RunImport, &id.to_string()).await? else { return Ok(()) };
        let ran = self.run_claimed_import(&job, None, &mut watch).await;
        // If recording the outcome fails too, the import continues when the lease has expired.
        match &ran {
            Ok(Turn::Lost) => return Err(Error::Busy),
            Ok(_) => self.jobs.complete_job(&job).await?,
            Err(Error::Busy) => drop(self.jobs.release_job(&job, self.store.now()).await),
            Err(error) => drop(self.jobs.fail_job(&job, error).await),
        }
        ran.map(drop)
    }

    /// Runs at most so many batches of the import of a claimed job; all of them without a limit.
    pub(super) async fn run_claimed_import(
        &self,
        job: &Job,
        batches: Option<usize>,
        watch: &mut (impl FnMut(Progress) + Send),
    ) -> Result<Turn> {
        let import = ImportId(job.payload()?);
        let stored = self.stored_import(import).await?;
        if stored.state != ImportState::Running {
            return Ok(Turn::Done);
        }
        let state = match self.run_batches(&stored, job, batches, watch).await {
            Ok(Turn::Done) => ImportState::Done,
            Ok(turn) => return Ok(turn),
            // The file itself is unreadable, so a later run cannot succeed either.
            Err(Error::File(error)) => {
                tracing::warn!(import = import.0, %error, "failed to read the file of an import; the import ends");
                ImportState::Failed
            }
            // The user has lost the right to import: the import stops for good.
            Err(Error::Forbidden(_) | Error::NotFound) => ImportState::Failed,
            Err(error) => return Err(error),
        };
        self.end_import(&stored, job, state).await?;
        Ok(Turn::Done)
    }

    /// Applies batches until the end of the file, or until there were so many.
    async fn run_batches(
        &self,
        stored: &Stored,
        job: &Job,
        batches: Option<usize>,
        watch: &mut (impl FnMut(Progress) + Send),
    ) -> Result<Turn> {
        let path = stored.path.clone();
        let opened = blocking(move || Source::open(&path)).await?;
        // An unreadable file has no rows; the import's page said so before it was started.
        let Ok(mut source) = opened else { return Ok(Turn::Done) };
        let mapping = stored.mapping.clone().unwrap_or_default();
        let actor = self.people.actor(stored.actor).await?;
        let mut place = self.import_place(stored.id).await?;
        source = blocking(move || source.go_to(place).map(|()| source)).await?;
        for _ in 0..batches.unwrap_or(usize::MAX) {
            let (back, (rows, next)) = blocking(move || source.next_rows(BATCH).map(|rows| (source, rows))).await?;
            source = back;
            if rows.is_empty() {
                return Ok(Turn::Done);
            }
            // Definitions and rights may have changed since the last batch.
            let object = self.objects.object_by_id(stored.object).await?;
            let actor = self.people.actor(actor.user).await?;
            let permit = actor.import(object.id)?;
            let import = stored.id;
            let batch = Batch {
                import,
                job,
                object: &object,
                actor: &actor,
                permit: &permit,
                mapping: &mapping,
                from: place,
                next,
            };
            let Some(progress) = self.apply_batch(batch, rows).await? else {
                tracing::info!(import = stored.id.0, "another program runs this import; leaving it");
                return Ok(Turn::Lost);
            };
            place = next;
            watch(progress);
        }
        Ok(Turn::More)
    }

    async fn import_place(&self, id: ImportId) -> Result<FilePosition> {
        let sql = Sql::new("SELECT read_bytes, read_lines FROM import WHERE id = ").bind(id);
        let row = self.store.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok(FilePosition { bytes: row.int("read_bytes")?, lines: row.int("read_lines")? })
    }

    async fn end_import(&self, stored: &Stored, job: &Job, state: ImportState) -> Result<()> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        if !job.renew_lease(&mut tx, now).await? {
            return Err(Error::Busy);
        }
        let sql = Sql::new("UPDATE import SET state = ")
            .bind(state.tag())
            .push(", ended_at = ")
            .bind(now)
            .push(" WHERE state = ")
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
        job.complete(&mut tx, now).await?;
        tx.commit().await?;
        if stored.uploaded {
            // The rows are imported, so the file with its personal data is deleted. It may be gone already.
            let _ = tokio::fs::remove_file(&stored.path).await;
        }
        Ok(())
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(done?)
}
