//! A tab of a page, as a server function answers with it and `ui::Tabs` shows it.

use serde::{Deserialize, Serialize};

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    /// Its name.
    pub name: String,
    /// How many records it shows, as text; empty if they were not counted.
    pub count: String,
    /// The address it links to.
    pub href: String,
    /// Whether it is the one that is shown.
    pub here: bool,
}
