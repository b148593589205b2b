//! Views that people keep under a name, for themselves, for a team or for everyone.

use crate::{
    ids::{TeamId, ViewId},
    people::Person,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Most characters of the name of a saved view.
pub const VIEW_NAME_MAX: usize = 60;
/// Most views that one person keeps of one object (R10.4).
pub const VIEWS_MAX: i64 = 50;

/// A view that somebody keeps under a name, shown as a tab (R10.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// The query of its address: `sort=created&dir=desc`.
    pub query: String,
    /// Who sees it.
    pub audience: Audience,
    /// Who made it.
    pub by: Person,
    /// Whether the person may remove it.
    pub may_remove: bool,
}

/// Who sees a view that somebody keeps, as far as they see the object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Who made it.
    Maker,
    /// They, and whoever is in this team or in one below it.
    Team(TeamId, String),
    /// Everyone.
    Everyone,
}

/// With whom a view is to be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// With nobody.
    No,
    /// With a team that its maker is in.
    Team(TeamId),
    /// With everyone.
    Everyone,
}

impl Share {
    /// The word of [`Self::Everyone`] in a form.
    pub const EVERYONE: &str = "everyone";
}

impl FromStr for Share {
    type Err = ();

    /// Nothing, `everyone`, or the number of a team.
    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "" => Ok(Self::No),
            Self::EVERYONE => Ok(Self::Everyone),
            team => team.parse().map(Self::Team).map_err(|_| ()),
        }
    }
}

/// Why a view was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViewProblem {
    /// It has no name.
    Nameless,
    /// Its name is longer than [`VIEW_NAME_MAX`].
    TooLong,
    /// The person has another of this name.
    Twice,
    /// They have [`VIEWS_MAX`] already.
    TooMany,
    /// It would be shared with a team that they are not in.
    NotTheirTeam,
}

impl ViewProblem {
    /// Every problem.
    pub const ALL: [Self; 5] = [Self::Nameless, Self::TooLong, Self::Twice, Self::TooMany, Self::NotTheirTeam];

    /// The word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Nameless => "nameless",
            Self::TooLong => "long",
            Self::Twice => "twice",
            Self::TooMany => "many",
            Self::NotTheirTeam => "team",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_says_is_with_whom_a_view_is_shared() {
        let words = ["", "everyone", "7", "x", "-"].map(str::parse::<Share>);
        assert_eq!(words, [Ok(Share::No), Ok(Share::Everyone), Ok(Share::Team(TeamId(7))), Err(()), Err(())]);
    }
}
