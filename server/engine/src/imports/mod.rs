//! Imports: rows of a file become records, a batch to a transaction.
//!
//! The rules: a row is in or out, never half; the place in the file, the counts and the rows of a batch are written
//! together, so a program that dies goes on where it was and does nothing twice; memory holds one batch, whatever the
//! size of the file. Who runs an import holds a lease on it, which each batch renews: nobody else runs it meanwhile, and when
//! its program died another goes on. Of two that run it after all the slower one notices and leaves.

mod apply;
mod links;
mod refused;
mod run;
mod source;
mod view;

use crate::{Engine, Error, Result, audit::note, db::Sql};
use domain::{
    audit::Event,
    ids::{ImportId, ObjectId, UserId},
    import::{ImportState, Target},
    policy::{Import, Permit},
    surface::Surface,
};
use std::path::{Path, PathBuf};

pub use run::Progress;

/// A file to import, where it lies.
#[derive(Clone, Copy, Debug)]
pub struct ImportFile<'a> {
    /// What people call it.
    pub name: &'a str,
    /// Where it is.
    pub path: &'a Path,
    /// Its bytes.
    pub size: u64,
    /// Whether it was uploaded: it is then ours, and removed when every row was looked at.
    pub uploaded: bool,
}

/// An import as it is stored.
pub(crate) struct Stored {
    pub id: ImportId,
    pub object: ObjectId,
    pub actor: UserId,
    pub path: PathBuf,
    pub uploaded: bool,
    pub mapping: Option<Vec<Target>>,
}

impl Engine {
    /// Notes a file. No row is read until a mapping is chosen.
    pub async fn begin_import(&self, permit: &Permit<Import>, file: ImportFile<'_>) -> Result<ImportId> {
        const NAME_MAX: usize = 200;

        let name: String = file.name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
        let path = file
            .path
            .to_str()
            .ok_or_else(|| Error::Corrupt("the folder of the data is not named in UTF-8".to_owned()))?;
        let mut tx = self.db.write().await?;
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
        .with(self.now());
        let id = tx.value(sql).await?.map(ImportId).ok_or(Error::Busy)?;
        tx.commit().await?;
        Ok(id)
    }

    /// Starts an import with a mapping; the rows go in when [`Engine::run_import`] is called, which whoever starts it
    /// does at once. One that runs or ran already is left as it is.
    pub async fn start_import(&self, permit: &Permit<Import>, id: ImportId, mapping: &[Target]) -> Result<()> {
        let path = self.stored_import(id).await?.path;
        // Kept for the file of the refused rows, which outlives this one. A file that is gone fails when it is run.
        let headers = run::blocking(move || source::Source::open(&path)).await.ok().and_then(std::result::Result::ok);
        let headers = headers.map(|source| source.headers).unwrap_or_default();
        let mut tx = self.db.write().await?;
        let sql = Sql::new("UPDATE import SET state = ")
            .bind(ImportState::Running.tag())
            .push(", mapping = ")
            .bind(serde_json::json!(mapping))
            .push(", headers = ")
            .bind(serde_json::json!(headers))
            .push(", started_at = ")
            .bind(self.now())
            .push(", lease_until = ")
            .bind(run::leased(self.now()))
            .push(" WHERE state = ")
            .bind(ImportState::Uploaded.tag())
            .push(" AND actor_id = ")
            .bind(permit.actor())
            .push(" AND id = ")
            .bind(id);
        let started = tx.optional(sql.push(" RETURNING uploaded")).await?.ok_or(Error::NotFound)?;
        let surface = if started.get("uploaded")? { Surface::Import } else { Surface::CommandLine };
        let event = Event::ImportBegun { import: id, object: permit.object(), surface };
        note(&mut tx, Some(permit.actor()), &event, self.now()).await?;
        tx.commit().await
    }

    /// The imports that nobody goes on with, because the program that ran them died.
    pub async fn left_imports(&self) -> Result<Vec<ImportId>> {
        let sql = Sql::new("SELECT id FROM import WHERE state = ")
            .bind(ImportState::Running.tag())
            .push(" AND lease_until < ")
            .bind(self.now())
            .push(" ORDER BY id");
        self.db.all(sql).await?.iter().map(|row| row.int("id").map(ImportId)).collect()
    }

    pub(crate) async fn stored_import(&self, id: ImportId) -> Result<Stored> {
        let sql =
            Sql::new("SELECT id, object_id, actor_id, file_path, uploaded, mapping FROM import WHERE id = ").bind(id);
        let row = self.db.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok(Stored {
            id,
            object: ObjectId(row.int("object_id")?),
            actor: UserId(row.int("actor_id")?),
            path: row.text("file_path")?.into(),
            uploaded: row.get("uploaded")?,
            mapping: row.json_or_null("mapping")?,
        })
    }
}
