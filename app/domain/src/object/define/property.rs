//! The form of a property, and its checks.

use super::{DefineError, DefineProblem, Reader};
use crate::{
    object::{Object, Property, PropertyKind, PropertyOption, word::fresh_tag},
    text::normalize,
};
use serde::{Deserialize, Serialize};

/// The maximum of options of a property, archived ones included.
pub const OPTIONS_MAX: usize = 100;

/// The fields of the form, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyInput {
    /// English label.
    pub label_en: String,
    /// Italian label; the English one if empty.
    pub label_it: String,
    /// The tag of its [`PropertyKind`].
    pub kind: String,
    /// Whether every record must have a value.
    pub required: bool,
    /// Whether a database index serves filters and sorting by it.
    pub indexed: bool,
    /// Whether it is a default column of the table.
    pub listed: bool,
    /// Whether no two active records can have the same value.
    pub unique: bool,
    /// Its options in order; rows without text are ignored.
    pub options: Vec<OptionInput>,
}

/// The fields of one option, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionInput {
    /// The tag; empty for a new option.
    pub tag: String,
    /// English label.
    pub en: String,
    /// Italian label; the English one if empty.
    pub it: String,
}

/// A property that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedProperty {
    /// English label.
    pub label_en: String,
    /// Italian label.
    pub label_it: String,
    /// The kind of its values.
    pub kind: PropertyKind,
    /// Whether every record must have a value.
    pub required: bool,
    /// Whether a database index serves filters and sorting by it.
    pub indexed: bool,
    /// Whether it is a default column of the table.
    pub listed: bool,
    /// Its options; archived ones last.
    pub options: Vec<PropertyOption>,
}

impl AcceptedProperty {
    /// The property with this key.
    pub fn property(&self, key: &str) -> Property {
        Property {
            key: key.to_owned(),
            label_en: self.label_en.clone(),
            label_it: self.label_it.clone(),
            kind: self.kind,
            options: self.options.clone(),
            required: self.required,
            indexed: self.indexed,
            listed: self.listed,
        }
    }
}

impl PropertyInput {
    /// The form of an existing property.
    pub fn of(object: &Object, property: &Property) -> Self {
        let option = |option: &PropertyOption| OptionInput {
            tag: option.tag.clone(),
            en: option.en.clone(),
            it: option.it.clone(),
        };
        Self {
            label_en: property.label_en.clone(),
            label_it: property.label_it.clone(),
            kind: property.kind.tag().to_owned(),
            required: property.required,
            indexed: property.indexed,
            listed: property.listed,
            unique: object.is_key(&property.key),
            options: property.options.iter().filter(|option| option.archived.is_none()).map(option).collect(),
        }
    }

    /// Checks the form. `others` are the other properties of the object, `before` is the property that is edited, and `used`
    /// the number of records that have a value of it.
    ///
    /// # Errors
    /// One error for each field that is not valid.
    pub fn check(
        &self,
        others: &[&Property],
        before: Option<&Property>,
        used: i64,
    ) -> Result<AcceptedProperty, Vec<DefineError>> {
        let mut read = Reader::default();
        let (label_en, label_it) = read.both(("label_en", &self.label_en), ("label_it", &self.label_it));
        for (field, label) in [("label_en", &label_en), ("label_it", &label_it)] {
            let label = normalize(label);
            let same = |other: &&&Property| normalize(&other.label_en) == label || normalize(&other.label_it) == label;
            if !label.is_empty() && read.errors.is_empty() && others.iter().any(|other| same(&other)) {
                read.wrong(field, DefineProblem::Taken);
            }
        }
        let kind = self.kind.parse().unwrap_or_else(|()| {
            read.wrong("kind", DefineProblem::NoSuchChoice);
            PropertyKind::Text
        });
        if let Some(before) = before
            && used > 0
            && !before.kind.reads_as(kind)
        {
            read.wrong("kind", DefineProblem::InUse(used));
        }
        let options = if kind.has_options() { self.options(&mut read, before) } else { Vec::new() };
        let (required, indexed, listed) = (self.required, self.indexed, self.listed);
        read.end(AcceptedProperty { label_en, label_it, kind, required, indexed, listed, options })
    }

    /// The options in the order of the form. An existing option that the form leaves out is kept, at the end, so that an
    /// outdated form removes none: options are removed by archiving.
    fn options(&self, read: &mut Reader, before: Option<&Property>) -> Vec<PropertyOption> {
        let old = before.map_or(&[][..], |before| &before.options);
        let mut options: Vec<PropertyOption> = Vec::new();
        for (place, row) in self.options.iter().enumerate() {
            let known = old.iter().find(|option| option.tag == row.tag);
            if known.is_none() && row.en.trim().is_empty() && row.it.trim().is_empty() {
                continue;
            }
            let (field_en, field_it) = (format!("option.{place}.en"), format!("option.{place}.it"));
            let (en, it) = read.both((&field_en, &row.en), (&field_it, &row.it));
            let same = |option: &PropertyOption| {
                normalize(&option.en) == normalize(&en) || normalize(&option.it) == normalize(&it)
            };
            if !en.is_empty() && options.iter().chain(old.iter().filter(|old| old.archived.is_some())).any(same) {
                read.wrong(field_en, DefineProblem::Taken);
                continue;
            }
            let taken = |tag: &str| options.iter().chain(old).any(|option| option.tag == tag);
            let tag = known.map_or_else(|| fresh_tag(&en, taken), |known| known.tag.clone());
            options.push(PropertyOption { tag, en, it, archived: known.and_then(|known| known.archived) });
        }
        let gone: Vec<_> =
            old.iter().filter(|old| options.iter().all(|option| option.tag != old.tag)).cloned().collect();
        options.extend(gone);
        if options.len() > OPTIONS_MAX {
            read.wrong("options", DefineProblem::TooMany(OPTIONS_MAX));
        } else if options.iter().all(|option| option.archived.is_some()) && read.errors.is_empty() {
            read.wrong("options", DefineProblem::Required);
        }
        options
    }
}
