//! How the engine fails. What a person can do about it is an answer, not an error, and has types of its own.

use domain::policy::{Denied, Refusal};

/// A call that did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not see it: the two are answered alike.
    #[error("not found")]
    NotFound,
    /// The actor sees it and may not do this to it.
    #[error("not allowed")]
    Forbidden(Denied),
    /// Others were in the way for too long; trying again can help.
    #[error("the database is busy")]
    Busy,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Something stored is not what this program stores.
    #[error("stored data: {0}")]
    Corrupt(String),
    /// The address of the database is not one of `sqlite:PATH` and `postgres://…`.
    #[error("not the address of a database: it starts with neither sqlite: nor postgres://")]
    NoDatabase,
    /// It is not a database in one file.
    #[error("only a SQLite database is one file")]
    NotAFile,
    /// The file is there already.
    #[error("the file is there already")]
    FileExists,
    /// A file or folder could not be used.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

/// What the engine's calls answer with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unseen => Self::NotFound,
            Refusal::Forbidden(denied) => Self::Forbidden(denied),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // PostgreSQL: serialisation failure, deadlock, lock not available. SQLite: busy and its kinds.
        const BUSY: [&str; 8] = ["40001", "40P01", "55P03", "5", "261", "517", "6", "773"];
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(cause) if cause.code().is_some_and(|code| BUSY.contains(&code.as_ref())) => {
                Self::Busy
            }
            _ => Self::Database(error),
        }
    }
}

impl Error {
    /// Whether a unique index refused a row: the race that the engine's own checks lost.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(cause)) if cause.is_unique_violation())
    }

    /// Whether the database refused a change because of a row it touched, rather than because it cannot work.
    pub(crate) fn is_about_a_row(&self) -> bool {
        use sqlx::error::ErrorKind;

        // What a trigger raises: SQLITE_CONSTRAINT_TRIGGER, and `raise_exception`.
        const RAISED: [&str; 2] = ["1811", "P0001"];
        let Self::Database(sqlx::Error::Database(cause)) = self else { return false };
        !matches!(cause.kind(), ErrorKind::Other) || cause.code().is_some_and(|code| RAISED.contains(&code.as_ref()))
    }
}
