//! Archiving of an object or a part of it: what can be archived, and what prevents it.
//!
//! Archiving hides a property, an option, a stage, a pipeline, a label or an object without changing the records that use
//! it. Within [`ARCHIVE_DAYS`] it can be restored as it was; after them it is deleted permanently, with its values.

use super::{Object, ObjectNames};
use crate::{
    ids::{LabelId, ObjectId, PipelineId, StageId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The days within which an archived part can be restored.
pub const ARCHIVE_DAYS: i64 = 90;

/// The first id of the objects, pipelines, stages and labels that an admin makes.
pub const FIRST_CUSTOM: i64 = 1000;

impl ObjectId {
    /// Whether the object is part of the product: it cannot be archived, and its unique property and slug cannot change.
    pub fn is_standard(self) -> bool {
        self.0 < FIRST_CUSTOM
    }
}

impl LabelId {
    /// Whether the label is part of the product: only its names can change.
    pub fn is_standard(self) -> bool {
        self.0 < FIRST_CUSTOM
    }
}

/// An object or a part of it that can be archived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The object itself.
    Object,
    /// A property, by its key.
    Property(String),
    /// An option, by the key of its property and its tag.
    Option(String, String),
    /// A pipeline.
    Pipeline(PipelineId),
    /// A stage.
    Stage(StageId),
    /// A label of links between its records and those of another object.
    Label(LabelId),
}

/// The form in addresses: `property.plate`, `option.fuel.gas`, `stage.1004`.
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

/// The records and saved views that use a part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartUsage {
    /// Active records that use it; of a label, links between active records.
    pub living: i64,
    /// Records in the trash that use it; of a label, links with an end in the trash.
    pub deleted: i64,
    /// The saved views that filter or sort by it: the name of the view and of its owner.
    pub views: Vec<(String, String)>,
    /// The number of private views of other users that do.
    pub private_views: i64,
}

/// The reason why a part cannot be archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArchiveBarrier {
    /// It is part of the product.
    Standard,
    /// The names of records consist of its values.
    MakesNames,
    /// It is the unique property.
    IsKey,
    /// This many active records are in it and have to be moved first.
    Holds(i64),
    /// It is the last one of its kind.
    Last,
}

/// The reason why `part`, with these uses, cannot be archived. `None` if it can be, and for a part that does not exist:
/// archiving it fails for that reason.
pub fn barrier(object: &Object, part: &Part, uses: &PartUsage) -> Option<ArchiveBarrier> {
    let holds = (uses.living > 0).then_some(ArchiveBarrier::Holds(uses.living));
    match part {
        Part::Object if object.id.is_standard() => Some(ArchiveBarrier::Standard),
        Part::Label(id) => id.is_standard().then_some(ArchiveBarrier::Standard),
        Part::Pipeline(_) if object.pipelines.len() == 1 => Some(ArchiveBarrier::Last),
        Part::Object | Part::Pipeline(_) => holds,
        Part::Property(key) if object.is_key(key) => Some(ArchiveBarrier::IsKey),
        Part::Property(key) if object.name_properties.contains(key) => Some(ArchiveBarrier::MakesNames),
        // Records keep the value of a property and still show it.
        Part::Property(_) => None,
        Part::Option(key, tag) => {
            let others = object.property(key)?.options.iter();
            let last = others.filter(|option| option.archived.is_none()).all(|option| option.tag == *tag);
            last.then_some(ArchiveBarrier::Last)
        }
        Part::Stage(id) => {
            let pipeline =
                object.pipelines.iter().find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == *id))?;
            if pipeline.stages.len() == 1 { Some(ArchiveBarrier::Last) } else { holds }
        }
    }
}

/// An archived part of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedPart {
    /// The part.
    pub part: Part,
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// The moment it was archived.
    pub at: Timestamp,
    /// Whole days until it is deleted permanently.
    pub days_left: i64,
}

/// An archived object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchivedObject {
    /// The word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The name of its icon.
    pub icon: String,
    /// Its records in the trash.
    pub deleted: i64,
    /// Whole days until it is deleted permanently.
    pub days_left: i64,
}

/// Whole days from `now` until a part that was archived `at` is deleted permanently; zero if that moment is past.
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
    fn parts_round_trip_through_addresses() {
        for text in ["object", "property.plate", "option.fuel.gas", "pipeline.1", "stage.1004", "label.1000"] {
            assert_eq!(text.parse::<Part>().unwrap().to_string(), text);
        }
        for text in ["", "objects", "property", "stage.x", "label.", "option.a", "property.a.b"] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }

    #[test]
    fn archive_barrier_depends_on_the_part() {
        let mut object = contact();
        let used = PartUsage { living: 3, deleted: 1, ..PartUsage::default() };
        let of = |object: &Object, part: &str, uses: &PartUsage| barrier(object, &part.parse().unwrap(), uses);
        assert_eq!(of(&object, "object", &PartUsage::default()), Some(ArchiveBarrier::Standard));
        assert_eq!(of(&object, "property.email", &used), Some(ArchiveBarrier::IsKey));
        assert_eq!(of(&object, "property.last_name", &used), Some(ArchiveBarrier::MakesNames));
        assert_eq!(of(&object, "property.company", &used), None);
        assert_eq!(of(&object, "label.1", &PartUsage::default()), Some(ArchiveBarrier::Standard));
        assert_eq!(of(&object, "label.1000", &used), None);

        object.id = ObjectId(FIRST_CUSTOM);
        assert_eq!(of(&object, "object", &used), Some(ArchiveBarrier::Holds(3)));
        assert_eq!(of(&object, "object", &PartUsage { living: 0, ..used.clone() }), None);

        let option = |tag: &str, archived| PropertyOption {
            tag: tag.to_owned(),
            en: tag.to_owned(),
            it: tag.to_owned(),
            archived,
        };
        object.properties[4].kind = PropertyKind::OneOf;
        object.properties[4].options = vec![option("gas", None), option("oil", Some(Timestamp(1)))];
        assert_eq!(of(&object, "option.company.gas", &used), Some(ArchiveBarrier::Last));
        object.properties[4].options[1].archived = None;
        assert_eq!(of(&object, "option.company.gas", &used), None);

        let pipeline = |id, stages: &[i64]| Pipeline {
            id: PipelineId(id),
            name_en: String::new(),
            name_it: String::new(),
            stages: stages.iter().copied().map(stage).collect(),
        };
        object.pipelines = vec![pipeline(1, &[1, 2])];
        assert_eq!(of(&object, "pipeline.1", &PartUsage::default()), Some(ArchiveBarrier::Last));
        assert_eq!(of(&object, "stage.1", &used), Some(ArchiveBarrier::Holds(3)));
        assert_eq!(of(&object, "stage.1", &PartUsage::default()), None);
        object.pipelines = vec![pipeline(1, &[1]), pipeline(2, &[2])];
        assert_eq!(of(&object, "stage.1", &PartUsage::default()), Some(ArchiveBarrier::Last));
        assert_eq!(of(&object, "pipeline.1", &PartUsage::default()), None);
    }

    #[test]
    fn days_left_counts_down_from_ninety() {
        let at = Timestamp(0);
        assert_eq!(days_left(at, at), 90);
        assert_eq!(days_left(at, at.plus_days(89)), 1);
        assert_eq!(days_left(at, at.plus_days(200)), 0);
    }
}
