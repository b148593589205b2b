//! Online backup of a SQLite database, and the inspection of a backup.

use super::{
    Store,
    pools::{Pools, SQLITE},
};
use crate::{Error, Result};
use sqlx::{
    Connection, Row, SqliteConnection,
    migrate::Migrate,
    sqlite::{SqliteConnectOptions, SqlitePool},
};
use std::path::Path;

/// Most faults that are told.
const TOLD: usize = 20;

/// The content of a database file and its faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The faults, in plain text for an operator. Empty if there are none.
    pub faults: Vec<String>,
    /// Living records.
    pub living: i64,
    /// Records in the trash.
    pub deleted: i64,
    /// Users.
    pub users: i64,
    /// Operations.
    pub operations: i64,
}

impl Store {
    /// Copies a SQLite database, as of one moment, into a file that must not exist yet. Writers are not blocked. The
    /// copy is written beside the file and renamed when it is complete.
    pub async fn back_up(&self, to: &Path) -> Result<()> {
        let Pools::Sqlite { readers, .. } = &self.pools else { return Err(Error::NotAFile) };
        if tokio::fs::try_exists(to).await? {
            return Err(Error::FileExists);
        }
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = Path::new(&part);
        if tokio::fs::try_exists(part).await? {
            tokio::fs::remove_file(part).await?;
        }
        let copied = copy(readers, part).await;
        if copied.is_err() {
            // A partial copy is useless, and failing to remove it changes nothing.
            drop(tokio::fs::remove_file(part).await);
            return copied;
        }
        tokio::fs::rename(part, to).await?;
        Ok(())
    }
}

async fn copy(readers: &SqlitePool, part: &Path) -> Result<()> {
    let name = part.to_str().ok_or(Error::NotAFile)?.to_owned();
    sqlx::query("VACUUM INTO $1").bind(name).execute(readers).await?;
    tokio::fs::File::open(part).await?.sync_all().await?;
    Ok(())
}

/// The hashes of the blocklist in a database file, and when each was lifted. A file of an earlier version has none.
pub(crate) async fn blocked_in_backup(path: &Path) -> Result<Vec<(String, Option<i64>)>> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let there = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'blocklist'";
    let there: i64 = sqlx::query_scalar(there).fetch_one(&mut connection).await?;
    let mut found = Vec::new();
    if there > 0 {
        let text = "SELECT hash, lifted_at FROM blocklist";
        found = sqlx::query_as(text).fetch_all(&mut connection).await?;
    }
    connection.close().await?;
    Ok(found)
}

/// Opens a database file read-only and checks it.
pub(crate) async fn inspect(path: &Path) -> Result<Inspection> {
    if !tokio::fs::try_exists(path).await? {
        return Err(Error::NotFound);
    }
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let mut found = Inspection::default();
    for row in sqlx::query("PRAGMA integrity_check(20)").fetch_all(&mut connection).await? {
        let line: String = row.try_get(0)?;
        if line != "ok" {
            found.faults.push(line);
        }
    }
    for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await?.iter().take(TOLD) {
        let (table, of): (String, String) = (row.try_get(0)?, row.try_get(2)?);
        found.faults.push(format!("a row of {table} refers to a row of {of} that is not there"));
    }
    let done = connection.list_applied_migrations(&SQLITE.table_name).await?;
    for migration in done {
        let known = SQLITE.iter().find(|known| known.version == migration.version);
        match known {
            None => found.faults.push(format!("migration {} is of a later version of Reprieve", migration.version)),
            Some(known) if known.checksum != migration.checksum => {
                found.faults.push(format!("migration {} is not the one this version knows", migration.version));
            }
            Some(_) => {}
        }
    }
    if found.faults.is_empty() {
        let count = async |connection: &mut SqliteConnection, text: &'static str| -> Result<i64> {
            Ok(sqlx::query_scalar(text).fetch_one(connection).await?)
        };
        found.living = count(&mut connection, "SELECT count(*) FROM record WHERE deletion IS NULL").await?;
        found.deleted = count(&mut connection, "SELECT count(*) FROM record WHERE deletion IS NOT NULL").await?;
        found.users = count(&mut connection, "SELECT count(*) FROM app_user").await?;
        found.operations = count(&mut connection, "SELECT count(*) FROM operation").await?;
        let lost =
            "SELECT count(*) FROM record WHERE deletion IS NOT NULL AND deletion NOT IN (SELECT id FROM operation)";
        let lost = count(&mut connection, lost).await?;
        if lost > 0 {
            found.faults.push(format!("{lost} records are in the trash because of an operation that is not there"));
        }
    }
    connection.close().await?;
    Ok(found)
}
