//! Objects: the kinds of records, with their properties, pipelines and names. An admin defines them, so they are data.

mod archive;
mod define;
mod pipeline;
mod property;
mod unique;
mod word;

pub use archive::{
    ARCHIVE_DAYS, ArchiveBarrier, ArchivedObject, ArchivedPart, FIRST_CUSTOM, Part, PartUsage, barrier,
    days_left as archive_days_left,
};
pub(crate) use define::Reader;
pub use define::{
    AcceptedObject, AcceptedPipeline, AcceptedProperty, DefineError, DefineProblem, ICONS, LABEL_MAX, OPTIONS_MAX,
    ObjectInput, OptionInput, PROPERTIES_MAX, PipelineInput, PropertyInput, STAGES_MAX, StageInput,
};
pub use pipeline::{Pipeline, Stage, StageKind};
pub use property::{Property, PropertyKind, PropertyOption};
pub use unique::Uniqueness;
pub use word::{RESERVED_SLUGS, WORD_MAX, fresh_key, fresh_label, is_slug};

use crate::{
    ids::{ObjectId, StageId},
    people::Lang,
};
use serde::{Deserialize, Serialize};

/// The object *contact*.
pub const CONTACT: ObjectId = ObjectId(1);
/// The object *company*.
pub const COMPANY: ObjectId = ObjectId(2);
/// The object *deal*.
pub const DEAL: ObjectId = ObjectId(3);
/// The object *ticket*.
pub const TICKET: ObjectId = ObjectId(4);
/// The key of the unique property of *contact*.
pub const EMAIL: &str = "email";
/// The form field of a contact's secondary emails, which are kept in a table of their own, not in the properties.
pub const SECONDARY_KEYS: &str = "further_emails";
/// The form field of the owner, which is a column of the record, not a property.
pub const OWNER: &str = "owner";
/// The form field of the stage, which is a column of the record, not a property.
pub const STAGE: &str = "stage";
/// The key of the property with the moment of an activity.
pub const AT: &str = "at";
/// The key of the property that a search finds by its digits as well as by its text.
pub const PHONE: &str = "phone";

/// A kind of record: contact, company, deal, or one that an admin made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The id in the database; ids from [`FIRST_CUSTOM`] on are of objects that an admin made.
    pub id: ObjectId,
    /// The word in addresses, for example `contacts`.
    pub slug: String,
    /// Its names in both languages.
    pub names: ObjectNames,
    /// The keys of the properties whose values, joined by a space, are the name of a record.
    pub name_properties: Vec<String>,
    /// The key of the property that is unique among active records, if there is one (R3.10).
    pub key_property: Option<String>,
    /// The name of its icon, one of [`ICONS`].
    pub icon: String,
    /// Whether its records are activities: calls, emails and meetings, shown on the timelines of the records
    /// that they are linked to.
    pub activity: bool,
    /// Its properties, in the order of the form.
    pub properties: Vec<Property>,
    /// Its pipelines, in order; none for an object without stages.
    pub pipelines: Vec<Pipeline>,
}

/// The singular and the plural of an object's name in each language, in lower case as inside a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectNames {
    /// English, one.
    pub singular_en: String,
    /// English, many.
    pub plural_en: String,
    /// Italian, one.
    pub singular_it: String,
    /// Italian, many.
    pub plural_it: String,
}

impl ObjectNames {
    /// The singular.
    pub fn singular(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.singular_en,
            Lang::It => &self.singular_it,
        }
    }

    /// The plural.
    pub fn plural(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.plural_en,
            Lang::It => &self.plural_it,
        }
    }

    /// The singular or the plural, as `count` asks for.
    pub fn for_count(&self, count: i64, lang: Lang) -> &str {
        if count == 1 { self.singular(lang) } else { self.plural(lang) }
    }
}

/// The number of records of an object that a user may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCount {
    /// The word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The name of its icon.
    pub icon: String,
    /// Whether its records are activities.
    pub activity: bool,
    /// Active records.
    pub living: i64,
    /// Records in the trash; zero for a user who may not see the trash.
    pub deleted: i64,
}

impl Object {
    /// The property with this key.
    pub fn property(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.key == key)
    }

    /// Whether `key` names the unique property.
    pub fn is_key(&self, key: &str) -> bool {
        self.key_property.as_deref() == Some(key)
    }

    /// Whether its records can have secondary keys: those with an email as unique key can (R3.10).
    pub fn has_secondary_keys(&self) -> bool {
        let key = self.key_property.as_ref().and_then(|key| self.property(key));
        key.is_some_and(|property| property.kind == PropertyKind::Email)
    }

    /// Every stage of every pipeline, in order.
    pub fn stages(&self) -> impl Iterator<Item = &Stage> {
        self.pipelines.iter().flat_map(|pipeline| &pipeline.stages)
    }

    /// The stage with this id.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages().find(|stage| stage.id == id)
    }

    /// Finds a stage by its id or by its name in either language.
    pub fn stage_meant(&self, text: &str) -> Option<&Stage> {
        let id = text.parse().ok();
        let normalized = crate::text::normalize(text);
        self.stages().find(|stage| {
            Some(stage.id) == id
                || [&stage.name_en, &stage.name_it].into_iter().any(|name| crate::text::normalize(name) == normalized)
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The object *contact* as the schema defines it.
    pub(crate) fn contact() -> Object {
        let property = |key: &str, kind| Property {
            key: key.to_owned(),
            label_en: key.to_owned(),
            label_it: key.to_owned(),
            kind,
            options: Vec::new(),
            required: false,
            indexed: false,
            listed: false,
        };
        Object {
            id: ObjectId(1),
            slug: "contacts".to_owned(),
            names: ObjectNames {
                singular_en: "contact".to_owned(),
                plural_en: "contacts".to_owned(),
                singular_it: "contatto".to_owned(),
                plural_it: "contatti".to_owned(),
            },
            name_properties: vec!["first_name".to_owned(), "last_name".to_owned()],
            key_property: Some(EMAIL.to_owned()),
            icon: "person".to_owned(),
            activity: false,
            pipelines: Vec::new(),
            properties: vec![
                property("first_name", PropertyKind::Text),
                property("last_name", PropertyKind::Text),
                property(EMAIL, PropertyKind::Email),
                property(PHONE, PropertyKind::Phone),
                property("company", PropertyKind::Text),
            ],
        }
    }

    #[test]
    fn name_is_singular_for_one_only() {
        let names = contact().names;
        assert_eq!(names.for_count(1, Lang::En), "contact");
        assert_eq!(names.for_count(0, Lang::It), "contatti");
    }
}
