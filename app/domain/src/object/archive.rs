//! Archiving: a property, an option, a stage, a pipeline, a label or an object that nobody wants any more is put away, not torn out
//! of the records that have it. It comes back as it was, for 90 days; then it goes for good, with what only it held.

use super::{Object, ObjectNames};
use crate::{
    ids::{LabelId, ObjectId, PipelineId, StageId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Days that what is archived can come back.
pub const ARCHIVE_DAYS: i64 = 90;

/// Ids from here on are of objects, pipelines, stages and labels that an admin made.
pub const FIRST_CUSTOM: i64 = 1000;

impl ObjectId {
    /// Whether the object comes with the product: its name and its unique property stay, and so does it.
    pub fn is_standard(self) -> bool {
        self.0 < FIRST_CUSTOM
    }
}

impl LabelId {
    /// Whether the label comes with the product: it can be called otherwise, and nothing else.
    pub fn is_standard(self) -> bool {
        self.0 < FIRST_CUSTOM
    }
}

/// What can be archived of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The object itself.
    Object,
    /// A property, by its key.
    Property(String),
    /// An option: the key of its property and its tag.
    Option(String, String),
    /// A pipeline.
    Pipeline(PipelineId),
    /// A stage.
    Stage(StageId),
    /// A label of links between its records and others.
    Label(LabelId),
}

/// As it stands in an address: `property.plate`, `option.fuel.gas`, `stage.1004`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object => f.write_str("object"),
            Self::Property(key) => write!(f, "property.{key}"),
            Self::Option(key, tag) => write!(f, "option.{key}.{tag}"),
            Self::Pipeline(id) => write!(f, "pipeline.{id}"),
            Self::Stage(id) => write!(f, "stage.{id}"),
            Self::Label(id) => write!(f, "label.{id}"),
        }
    }
}

impl FromStr for Part {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.split('.').collect();
        match parts[..] {
            ["object"] => Ok(Self::Object),
            ["property", key] => Ok(Self::Property(key.to_owned())),
            ["option", key, tag] => Ok(Self::Option(key.to_owned(), tag.to_owned())),
            ["pipeline", id] => id.parse().map(Self::Pipeline).map_err(drop),
            ["stage", id] => id.parse().map(Self::Stage).map_err(drop),
            ["label", id] => id.parse().map(Self::Label).map_err(drop),
            _ => Err(()),
        }
    }
}

/// What uses a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses {
    /// Living records that have it; of a label, links between living records.
    pub living: i64,
    /// Records in the trash that have it; of a label, links of such records.
    pub deleted: i64,
    /// The names of the saved views that filter or sort by it, and whose they are.
    pub views: Vec<(String, String)>,
    /// How many others do, that people keep for themselves.
    pub private_views: i64,
}

/// Why something cannot be archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Barrier {
    /// It is part of the product.
    Standard,
    /// The names of records are made of it.
    MakesNames,
    /// It is the unique property.
    IsKey,
    /// So many living records are in it: they have to go elsewhere first.
    Holds(i64),
    /// It is the only one of its kind that is left.
    Last,
}

/// What stands against archiving `part`, which `uses` it; nothing for one that may go. A part that is not there is none of
/// ours to judge.
pub fn barrier(object: &Object, part: &Part, uses: &Uses) -> Option<Barrier> {
    let holds = (uses.living > 0).then_some(Barrier::Holds(uses.living));
    match part {
        Part::Object if object.id.is_standard() => Some(Barrier::Standard),
        Part::Label(id) => id.is_standard().then_some(Barrier::Standard),
        Part::Pipeline(_) if object.pipelines.len() == 1 => Some(Barrier::Last),
        Part::Object | Part::Pipeline(_) => holds,
        Part::Property(key) if object.is_key(key) => Some(Barrier::IsKey),
        Part::Property(key) if object.name_properties.contains(key) => Some(Barrier::MakesNames),
        // Records keep their value and show it.
        Part::Property(_) => None,
        Part::Option(key, tag) => {
            let others = object.property(key)?.options.iter();
            let last = others.filter(|option| option.archived.is_none()).all(|option| option.tag == *tag);
            last.then_some(Barrier::Last)
        }
        Part::Stage(id) => {
            let pipeline =
                object.pipelines.iter().find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == *id))?;
            if pipeline.stages.len() == 1 { Some(Barrier::Last) } else { holds }
        }
    }
}

/// Something that was archived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// What.
    pub part: Part,
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// When.
    pub at: Timestamp,
    /// Days until it goes for good; zero on the last.
    pub days_left: i64,
}

/// An object that was archived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedObject {
    /// Its word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The word of its picture.
    pub icon: String,
    /// Records of it that wait in the trash.
    pub deleted: i64,
    /// Days until it goes for good.
    pub days_left: i64,
}

/// Whole days from `now` until what was archived `at` goes.
pub fn days_left(at: Timestamp, now: Timestamp) -> i64 {
    const DAY: i64 = 86_400_000_000;
    (at.plus_days(ARCHIVE_DAYS).0 - now.0).max(0) / DAY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::{Pipeline, PropertyKind, PropertyOption, Stage, StageKind, tests::contact};

    fn stage(id: i64) -> Stage {
        Stage { id: StageId(id), name_en: String::new(), name_it: String::new(), kind: StageKind::Open }
    }

    #[test]
    fn addresses_of_parts() {
        for text in ["object", "property.plate", "option.fuel.gas", "pipeline.1", "stage.1004", "label.1000"] {
            assert_eq!(text.parse::<Part>().unwrap().to_string(), text);
        }
        for text in ["", "objects", "property", "stage.x", "label.", "option.a", "property.a.b"] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_may_be_archived() {
        let mut object = contact();
        let used = Uses { living: 3, deleted: 1, ..Uses::default() };
        let of = |object: &Object, part: &str, uses: &Uses| barrier(object, &part.parse().unwrap(), uses);
        assert_eq!(of(&object, "object", &Uses::default()), Some(Barrier::Standard));
        assert_eq!(of(&object, "property.email", &used), Some(Barrier::IsKey));
        assert_eq!(of(&object, "property.last_name", &used), Some(Barrier::MakesNames));
        assert_eq!(of(&object, "property.company", &used), None);
        assert_eq!(of(&object, "label.1", &Uses::default()), Some(Barrier::Standard));
        assert_eq!(of(&object, "label.1000", &used), None);

        object.id = ObjectId(FIRST_CUSTOM);
        assert_eq!(of(&object, "object", &used), Some(Barrier::Holds(3)));
        assert_eq!(of(&object, "object", &Uses { living: 0, ..used.clone() }), None);

        let option = |tag: &str, archived| PropertyOption {
            tag: tag.to_owned(),
            en: tag.to_owned(),
            it: tag.to_owned(),
            archived,
        };
        object.properties[4].kind = PropertyKind::OneOf;
        object.properties[4].options = vec![option("gas", None), option("oil", Some(Timestamp(1)))];
        assert_eq!(of(&object, "option.company.gas", &used), Some(Barrier::Last));
        object.properties[4].options[1].archived = None;
        assert_eq!(of(&object, "option.company.gas", &used), None);

        let pipeline = |id, stages: &[i64]| Pipeline {
            id: PipelineId(id),
            name_en: String::new(),
            name_it: String::new(),
            stages: stages.iter().copied().map(stage).collect(),
        };
        object.pipelines = vec![pipeline(1, &[1, 2])];
        assert_eq!(of(&object, "pipeline.1", &Uses::default()), Some(Barrier::Last));
        assert_eq!(of(&object, "stage.1", &used), Some(Barrier::Holds(3)));
        assert_eq!(of(&object, "stage.1", &Uses::default()), None);
        object.pipelines = vec![pipeline(1, &[1]), pipeline(2, &[2])];
        assert_eq!(of(&object, "stage.1", &Uses::default()), Some(Barrier::Last));
        assert_eq!(of(&object, "pipeline.1", &Uses::default()), None);
    }

    #[test]
    fn ninety_days() {
        let at = Timestamp(0);
        assert_eq!(days_left(at, at), 90);
        assert_eq!(days_left(at, at.plus_days(89)), 1);
        assert_eq!(days_left(at, at.plus_days(200)), 0);
    }
}
