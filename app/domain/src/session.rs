//! The session as the layout of the pages shows it.

use crate::{
    object::ObjectCount,
    people::{Lang, Person, Theme},
    policy::Offer,
};
use serde::{Deserialize, Serialize};

/// The signed-in user, their preferences, and what the interface offers them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// The signed-in user.
    pub person: Person,
    /// Their e-mail address, shown only to themselves.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// The language of the pages.
    pub lang: Lang,
    /// The theme of the pages.
    pub theme: Theme,
    /// The controls that the interface shows. The server checks the rights again at each call (L54).
    pub offer: Offer,
    /// The objects they may see, with the number of active records and of those in the trash.
    pub objects: Vec<ObjectCount>,
}
