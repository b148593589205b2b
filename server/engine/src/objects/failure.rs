//! The failures of changes of objects and their parts.

use crate::Error;
use domain::object::{ArchiveBarrier, DefineError};

/// The reason why an object or a part of it was not saved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SaveFailure {
    /// The form has fields that are not valid.
    #[error("{} fields are not valid", .0.len())]
    Invalid(Vec<DefineError>),
    /// The call failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

/// The reason why an object or a part of it was not archived. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFailure {
    /// Something prevents it.
    #[error("archiving is prevented: {0:?}")]
    Blocked(ArchiveBarrier),
    /// The call failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<Vec<DefineError>> for SaveFailure {
    fn from(errors: Vec<DefineError>) -> Self {
        Self::Invalid(errors)
    }
}

impl From<DefineError> for SaveFailure {
    fn from(error: DefineError) -> Self {
        Self::Invalid(vec![error])
    }
}
