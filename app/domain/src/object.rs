//! Objects and their properties: a kind of record is data, not code.

use crate::{ids::ObjectId, people::Lang};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The key of the property whose value is a record's unique key when the object is *contact*.
pub const EMAIL: &str = "email";
/// The form field of a contact's further e-mails; they live in a side table, not among the properties.
pub const FURTHER_KEYS: &str = "further_emails";
/// The form field of the owner; it lives on the record, not among the properties.
pub const OWNER: &str = "owner";
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
    /// Its properties, in the order of the form.
    pub properties: Vec<Property>,
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

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// The word in the JSON, in forms and in the import: `first_name`.
    pub key: String,
    /// English label.
    pub label_en: String,
    /// Italian label.
    pub label_it: String,
    /// What its values are.
    pub kind: PropertyKind,
    /// Whether a record must have it.
    pub required: bool,
    /// Whether an index serves sorting by it.
    pub indexed: bool,
}

impl Property {
    /// Its label.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.label_en,
            Lang::It => &self.label_it,
        }
    }
}

/// What the values of a property are, and so how they are checked, shown and edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PropertyKind {
    /// One line.
    Text,
    /// An e-mail address.
    Email,
    /// A phone number, kept as typed.
    Phone,
}

impl PropertyKind {
    const ALL: [Self; 3] = [Self::Text, Self::Email, Self::Phone];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl FromStr for PropertyKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
    }
}

/// How many records of an object one may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCount {
    /// The word in addresses.
    pub slug: String,
    /// Its names.
    pub names: ObjectNames,
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
            required: false,
            indexed: false,
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
