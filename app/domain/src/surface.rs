//! Surfaces: the parts of the product through which data is changed, as records, operations and timelines name them.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The part of the product through which a change was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Surface {
    /// The page of one record.
    RecordPage,
    /// An index page, as a table.
    Index,
    /// The trash.
    Trash,
    /// The page of an operation, or the undo of a toast, which is the same undo.
    Operation,
    /// An imported file.
    Import,
    /// The command line.
    CommandLine,
    /// Sample data.
    Demo,
    /// The end of the time that deleted records wait.
    Retention,
    /// An index page, as a board.
    Board,
    /// The ledger of erasures, after a backup was put back.
    Ledger,
}

impl Surface {
    /// Every surface.
    pub const ALL: [Self; 10] = [
        Self::RecordPage,
        Self::Index,
        Self::Trash,
        Self::Operation,
        Self::Import,
        Self::CommandLine,
        Self::Demo,
        Self::Retention,
        Self::Board,
        Self::Ledger,
    ];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::RecordPage => "record_page",
            Self::Index => "index",
            Self::Trash => "trash",
            Self::Operation => "operation",
            Self::Import => "import",
            Self::CommandLine => "command_line",
            Self::Demo => "demo",
            Self::Retention => "retention",
            Self::Board => "board",
            Self::Ledger => "ledger",
        }
    }
}

impl FromStr for Surface {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|surface| surface.tag() == tag).ok_or(())
    }
}
