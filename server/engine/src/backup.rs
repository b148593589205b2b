//! Copies of the data in one file, and looking into one.

use crate::{Engine, Result, db};
pub use db::Inspection;
use std::path::Path;

impl Engine {
    /// Copies the data as it is at one moment into a file that is not there yet, while it is served. Of SQLite alone:
    /// PostgreSQL has its own way.
    pub async fn back_up(&self, to: &Path) -> Result<()> {
        self.db.back_up(to).await
    }
}

/// Looks into a copy without changing anything of it: whether the file is whole, its rows fit each other, and this version
/// of the program can go on with it.
pub async fn inspect(path: &Path) -> Result<Inspection> {
    db::inspect(path).await
}
