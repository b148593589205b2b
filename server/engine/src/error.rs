//! The error of the engine. A problem that a person can solve, such as an invalid field, is a value with a type of its
//! own.

pub use crate::address_key::KeyFault;
use domain::policy::{Denied, Refusal};

/// A call that did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the actor may not see it. The two are indistinguishable.
    #[error("not found")]
    NotFound,
    /// The actor sees it and may not do this to it.
    #[error("not allowed")]
    Forbidden(Denied),
    /// The database was locked or no connection was free for too long. Trying again can help.
    #[error("the database is busy")]
    Busy,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The schema could not be migrated.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Stored data has an unexpected form.
    #[error("stored data: {0}")]
    Corrupt(String),
    /// The database URL is neither `sqlite:PATH` nor `postgres://…`.
    #[error("not the address of a database: it starts with neither sqlite: nor postgres://")]
    NoDatabase,
    /// The operation needs a SQLite database.
    #[error("only a SQLite database is one file")]
    NotAFile,
    /// The file is there already.
    #[error("the file is there already")]
    FileExists,
    /// The key of the blocklist cannot be used.
    #[error(transparent)]
    BlocklistKey(#[from] KeyFault),
    /// A file or folder could not be used.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

/// The result of the engine's calls.
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
        // PostgreSQL: serialization failure, deadlock, lock not available. SQLite: `SQLITE_BUSY`, `SQLITE_LOCKED` and
        // their extended codes.
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
    /// The class of the failure, for people: a code of the database or a word, never a value of a record.
    pub(crate) fn class(&self) -> String {
        match self {
            Self::Database(sqlx::Error::Database(cause)) => {
                cause.code().map_or_else(|| "database".to_owned(), |code| format!("database {code}"))
            }
            Self::Database(_) | Self::Migration(_) => "database".to_owned(),
            Self::File(error) => format!("file {:?}", error.kind()),
            Self::Corrupt(_) => "stored data".to_owned(),
            other => other.to_string(),
        }
    }

    /// Whether a unique index refused a row, which means that a concurrent transaction won a race.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(cause)) if cause.is_unique_violation())
    }

    /// Whether the database refused a change because of one of its rows, rather than because the database failed.
    pub(crate) fn is_about_a_row(&self) -> bool {
        use sqlx::error::ErrorKind;

        // Errors that a trigger raises: SQLITE_CONSTRAINT_TRIGGER, and `raise_exception`.
        const RAISED: [&str; 2] = ["1811", "P0001"];
        let Self::Database(sqlx::Error::Database(cause)) = self else { return false };
        !matches!(cause.kind(), ErrorKind::Other) || cause.code().is_some_and(|code| RAISED.contains(&code.as_ref()))
    }
}
