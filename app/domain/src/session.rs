//! The session as the interface sees it: who is signed in and what is offered to them.

use crate::{
    object::ObjectCount,
    people::{Lang, Person, Theme},
    policy::Offer,
};
use serde::{Deserialize, Serialize};

/// What the shell knows about the one who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Who is signed in.
    pub person: Person,
    /// Their address, shown only to themselves.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// The language they chose.
    pub lang: Lang,
    /// The theme they chose.
    pub theme: Theme,
    /// What the interface offers them. The server decides again at each call (L54).
    pub offer: Offer,
    /// The objects they may see, with how many records of each are living and in the trash.
    pub objects: Vec<ObjectCount>,
}
