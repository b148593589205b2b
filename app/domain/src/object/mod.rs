//! Objects and their properties: a kind of record is data, not code.

mod archive;
mod define;
mod pipeline;
mod property;
mod unique;
mod word;

pub use archive::{
    ARCHIVE_DAYS, Archived, ArchivedObject, Barrier, FIRST_CUSTOM, Part, Uses, barrier, days_left as archive_days_left,
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
/// The key of the property whose value is a record's unique key when the object is *contact*.
pub const EMAIL: &str = "email";
/// The form field of a contact's further e-mails; they live in a side table, not among the properties.
pub const FURTHER_KEYS: &str = "further_emails";
/// The form field of the owner; it lives on the record, not among the properties.
pub const OWNER: &str = "owner";
/// The form field of the stage; it lives on the record, not among the properties.
pub const STAGE: &str = "stage";
/// The property that says when an activity was.
pub const AT: &str = "at";
/// The property whose digits are searched as well as its text.
pub const PHONE: &str = "phone";

/// A kind of record: contact, company, deal, one of an admin's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// Which.
    pub id: ObjectId,
    /// The word in addresses: `contacts`.
    pub slug: String,
    /// Its names in both languages.
    pub names: ObjectNames,
    /// Keys of the properties that make a record's name, in order, joined by a blank.
    pub name_properties: Vec<String>,
    /// Key of the property that is unique among the living, if there is one (R3.10).
    pub key_property: Option<String>,
    /// The word of its picture.
    pub icon: String,
    /// Whether its records are activities: things done with records of other objects, shown on their timelines.
    pub activity: bool,
    /// Its properties, in the order of the form.
    pub properties: Vec<Property>,
    /// Its pipelines, in order; none for an object without stages.
    pub pipelines: Vec<Pipeline>,
}

/// One and many, in each language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectNames {
    /// English, one.
    pub one_en: String,
    /// English, many.
    pub many_en: String,
    /// Italian, one.
    pub one_it: String,
    /// Italian, many.
    pub many_it: String,
}

impl ObjectNames {
    /// The name of one record, in lower case as inside a sentence.
    pub fn one(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.one_en,
            Lang::It => &self.one_it,
        }
    }

    /// The name of many records, in lower case as inside a sentence.
    pub fn many(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.many_en,
            Lang::It => &self.many_it,
        }
    }

    /// The name that goes with `count`.
    pub fn of(&self, count: i64, lang: Lang) -> &str {
        if count == 1 { self.one(lang) } else { self.many(lang) }
    }
}

/// How many records of an object one may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCount {
    /// The word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
    /// The word of its picture.
    pub icon: String,
    /// Whether its records are activities.
    pub activity: bool,
    /// Records that are living.
    pub living: i64,
    /// Records in the trash; zero for one who may not see the trash.
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

    /// Whether its records may have further keys: those known by an e-mail have (R3.10).
    pub fn has_further_keys(&self) -> bool {
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

    /// The stage a person means by id or by its name in either language.
    pub fn stage_meant(&self, text: &str) -> Option<&Stage> {
        let id = text.parse().ok();
        let folded = crate::text::fold(text);
        self.stages().find(|stage| {
            Some(stage.id) == id
                || [&stage.name_en, &stage.name_it].into_iter().any(|name| crate::text::fold(name) == folded)
        })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The object *contact* as the first migration lays it down.
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
                one_en: "contact".to_owned(),
                many_en: "contacts".to_owned(),
                one_it: "contatto".to_owned(),
                many_it: "contatti".to_owned(),
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
    fn the_name_goes_with_the_count() {
        let names = contact().names;
        assert_eq!(names.of(1, Lang::En), "contact");
        assert_eq!(names.of(0, Lang::It), "contatti");
    }
}
