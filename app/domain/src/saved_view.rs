//! Views that people keep under a name, for themselves, for a team or for everyone.

use crate::{
    filter::{Condition, Field, Filter},
    ids::{TeamId, ViewId},
    object::{Object, Part},
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
    fn what_a_form_says_is_with_whom_a_view_is_shared() {
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
