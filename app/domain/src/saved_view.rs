//! Saved views: named views of an object, private or shared with a team or with everyone.

use crate::{
    filter::{Condition, Field, Filter},
    ids::{TeamId, ViewId},
    object::{Object, Part},
    people::Person,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The maximum length of the name of a saved view, in characters.
pub const VIEW_NAME_MAX: usize = 60;
/// The maximum of saved views of one user and object (R10.4).
pub const VIEWS_MAX: i64 = 50;

/// A saved view, shown as a tab (R10.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// The id in the database.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// The query of its address, for example `sort=created&dir=desc`.
    pub query: String,
    /// The users who see it.
    pub audience: Audience,
    /// The user who saved it.
    pub by: Person,
    /// Whether the current user may remove it.
    pub may_remove: bool,
}

/// The users who see a saved view, if they may see the object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// The user who saved it.
    Maker,
    /// The user who saved it, and the members of this team and of the teams below it.
    Team(TeamId, String),
    /// Everyone.
    Everyone,
}

/// The choice of a form with whom to share a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// A private view.
    No,
    /// A team that the user is a member of.
    Team(TeamId),
    /// Everyone.
    Everyone,
}

impl Share {
    /// The value of [`Self::Everyone`] in a form.
    pub const EVERYONE: &str = "everyone";
}

impl FromStr for Share {
    type Err = ();

    /// Parses an empty text, `everyone`, or the id of a team.
    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "" => Ok(Self::No),
            Self::EVERYONE => Ok(Self::Everyone),
            team => team.parse().map(Self::Team).map_err(|_| ()),
        }
    }
}

/// The reason why a view was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViewProblem {
    /// It has no name.
    Nameless,
    /// Its name is longer than [`VIEW_NAME_MAX`].
    TooLong,
    /// The user has another view with this name.
    Twice,
    /// The user has [`VIEWS_MAX`] views already.
    TooMany,
    /// The user is not a member of the team.
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

/// Whether a view of `object`, given as the query of its address, filters or sorts by `part`. Every view uses the object
/// itself, and no view uses a label: filters do not know labels.
pub fn query_uses_part(query: &str, object: &Object, part: &Part) -> bool {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let filter = Filter::from_text(get("f"));
    let filters = |field: &str, value: Option<&str>| {
        let matches = |condition: &Condition| {
            condition.field.word() == field && value.is_none_or(|value| condition.values.iter().any(|v| v == value))
        };
        filter.any.iter().flatten().any(matches)
    };
    match part {
        Part::Object => true,
        Part::Property(key) => filters(key, None) || get("sort") == key,
        Part::Option(key, tag) => filters(key, Some(tag)),
        Part::Pipeline(id) => {
            let pipeline = object.pipelines.iter().filter(|pipeline| pipeline.id == *id);
            let mut stages = pipeline.flat_map(|pipeline| &pipeline.stages);
            stages.any(|stage| filters(Field::Stage.word(), Some(&stage.id.to_string())))
        }
        Part::Stage(id) => filters(Field::Stage.word(), Some(&id.to_string())),
        Part::Label(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::tests::contact;

    #[test]
    fn share_is_parsed_from_form() {
        let words = ["", "everyone", "7", "x", "-"].map(str::parse::<Share>);
        assert_eq!(words, [Ok(Share::No), Ok(Share::Everyone), Ok(Share::Team(TeamId(7))), Err(()), Err(())]);
    }

    #[test]
    fn query_uses_part_finds_filters_and_sort() {
        let object = contact();
        let uses = |part: &str, query: &str| query_uses_part(query, &object, &part.parse().unwrap());
        let query = "q=x&f=phone.known.%3Bfuel.any.gas%2Coil%7C%2Bstage.is.7&sort=city";
        for part in ["object", "property.phone", "property.city", "option.fuel.oil", "stage.7"] {
            assert!(uses(part, query), "{part}");
        }
        for part in ["property.known", "label.1000", "property.q", "option.fuel.coal", "option.phone.gas", "stage.77"] {
            assert!(!uses(part, query), "{part}");
        }
    }
}
