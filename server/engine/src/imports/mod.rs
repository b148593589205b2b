//! Imports: rows of a file become records, one transaction per batch.
//!
//! A row is imported completely or refused. The position in the file, the counts and the rows of a batch are written
//! in one transaction, so an import that was interrupted continues where it was and imports nothing twice. Memory
//! holds one batch, whatever the size of the file.
//!
//! A running import is a [job](crate::jobs), and each batch renews its lease. If its program stops, the lease expires and
//! another program continues. If two programs run the same import after all, the slower one notices in its next batch and
//! stops.

mod apply;
mod job;
mod links;
mod refused;
mod run;
mod source;
mod view;

use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Store},
    jobs::{Jobs, enqueue},
    objects::Objects,
    people::People,
    records::Records,
};
use domain::{
    audit::Event,
    ids::{ImportId, ObjectId, UserId},
    import::{ImportState, Target},
    job::{JobKind, Lane},
    policy::{Import, Permit},
    surface::Surface,
};
use std::path::{Path, PathBuf};

pub(crate) use job::RunImport;
pub use run::Progress;
pub(crate) use run::blocking;

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct ImportFile<'a> {
    /// The name that users see.
    pub name: &'a str,
    /// Its path.
    pub path: &'a Path,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it was uploaded. Uploaded files are deleted when the import ends.
    pub uploaded: bool,
}

/// An import as it is stored.
pub(crate) struct Stored {
    pub id: ImportId,
    pub object: ObjectId,
    pub actor: UserId,
    pub path: PathBuf,
    pub uploaded: bool,
    pub state: ImportState,
    pub mapping: Option<Vec<Target>>,
}

/// Imports of files.
#[derive(Clone)]
pub struct Imports {
    store: Store,
    jobs: Jobs,
    people: People,
    records: Records,
    objects: Objects,
}

impl Imports {
    pub(crate) fn new(store: Store, jobs: Jobs, people: People, records: Records, objects: Objects) -> Self {
        Self { store, jobs, people, records, objects }
    }
}

impl Imports {
    /// Registers a file. No row is read until the import is started with a mapping.
    pub async fn begin_import(&self, permit: &Permit<Import>, file: ImportFile<'_>) -> Result<ImportId> {
        const NAME_MAX: usize = 200;

        let name: String = file.name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
        let path = file
            .path
            .to_str()
            .ok_or_else(|| Error::Corrupt("the folder of the data is not named in UTF-8".to_owned()))?;
        let mut tx = self.store.write().await?;
        let sql = Sql::new(
            "INSERT INTO import (object_id, actor_id, file_name, file_path, size_bytes, uploaded, state, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id AS value",
        )
        .with(permit.object())
        .with(permit.actor())
        .with(name)
        .with(path)
        .with(i64::try_from(file.size).unwrap_or(i64::MAX))
        .with(file.uploaded)
        .with(ImportState::Uploaded.tag())
        .with(self.store.now());
        let id = tx.value(sql).await?.map(ImportId).ok_or(Error::Busy)?;
        tx.commit().await?;
        Ok(id)
    }

    /// Starts an import with a mapping. An uploaded file is then imported by the [worker](crate::Engine::import_worker) of any
    /// server; for a local file the caller must call [`Self::run_import`] next.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the user has no such import, or if it was started already.
    pub async fn start_import(&self, permit: &Permit<Import>, id: ImportId, mapping: &[Target]) -> Result<()> {
        let path = self.stored_import(id).await?.path;
        // Stored for the file of refused rows, which outlives the uploaded file. If the file is missing, the run
        // reports it.
        let headers = run::blocking(move || source::Source::open(&path)).await.ok().and_then(std::result::Result::ok);
        let headers = headers.map(|source| source.headers).unwrap_or_default();
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE import SET state = ")
            .bind(ImportState::Running.tag())
            .push(", mapping = ")
            .bind(serde_json::json!(mapping))
            .push(", headers = ")
            .bind(serde_json::json!(headers))
            .push(", started_at = ")
            .bind(now)
            .push(" WHERE state = ")
            .bind(ImportState::Uploaded.tag())
            .push(" AND actor_id = ")
            .bind(permit.actor())
            .push(" AND id = ")
            .bind(id);
        let started = tx.optional(sql.push(" RETURNING uploaded")).await?.ok_or(Error::NotFound)?;
        let uploaded: bool = started.get("uploaded")?;
        let surface = if uploaded { Surface::Import } else { Surface::CommandLine };
        let event = Event::ImportBegun { import: id, object: permit.object(), surface };
        note(&mut tx, Some(permit.actor()), &event, now).await?;
        // Of a local file the caller runs the import; a worker takes over where the caller does not.
        let run_at = if uploaded { now } else { now.plus(Lane::Imports.lease()) };
        enqueue(&mut tx, JobKind::RunImport, &id.to_string(), &id, run_at).await?;
        tx.commit().await?;
        self.jobs.wake(Lane::Imports);
        Ok(())
    }

    pub(crate) async fn stored_import(&self, id: ImportId) -> Result<Stored> {
        let columns = "SELECT id, object_id, actor_id, file_path, uploaded, state, mapping FROM import WHERE id = ";
        let row = self.store.optional(Sql::new(columns).bind(id)).await?.ok_or(Error::NotFound)?;
        Ok(Stored {
            id,
            object: ObjectId(row.int("object_id")?),
            actor: UserId(row.int("actor_id")?),
            path: row.text("file_path")?.into(),
            uploaded: row.get("uploaded")?,
            state: row.tag("state")?,
            mapping: row.json_or_null("mapping")?,
        })
    }
}
