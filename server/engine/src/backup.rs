//! Backups in one file, and their inspection.

use crate::{Engine, Result, db};
pub use db::Inspection;
use std::path::Path;

impl Engine {
    /// Copies the data as of one moment into a file that must not exist yet, while the server runs. SQLite only;
    /// PostgreSQL has its own tools.
    pub async fn back_up(&self, to: &Path) -> Result<()> {
        self.store().back_up(to).await
    }
}

/// Inspects a backup without changing it: whether the file is intact, its references are valid, and this version of the
/// program can use it.
pub async fn inspect(path: &Path) -> Result<Inspection> {
    db::inspect(path).await
}
