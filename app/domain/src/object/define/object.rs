//! The form of an object, and its checks.

use super::{DefineError, DefineProblem, Reader};
use crate::{
    object::{
        Object, ObjectNames,
        word::{RESERVED_SLUGS, WORD_MAX, inside_a_sentence, is_slug, slug_of},
    },
    text::normalize,
};
use serde::{Deserialize, Serialize};

/// The names of the icons that an object can have.
pub const ICONS: [&str; 10] =
    ["square", "person", "building", "coin", "ticket", "phone", "letter", "task", "note", "calendar"];

/// The fields of the form, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInput {
    /// English singular.
    pub singular_en: String,
    /// English plural.
    pub plural_en: String,
    /// Italian singular; the English one if empty.
    pub singular_it: String,
    /// Italian plural; the English one if empty.
    pub plural_it: String,
    /// The word in addresses; made from the English plural if empty.
    pub slug: String,
    /// The name of its icon.
    pub icon: String,
    /// For a new object: English label of the property that is the name of its records.
    pub name_en: String,
    /// Italian label of that property.
    pub name_it: String,
    /// For a new object: English label of its unique property; empty for none.
    pub code_en: String,
    /// Italian label of the unique property.
    pub code_it: String,
    /// For a new object: whether it has a pipeline.
    pub staged: bool,
}

/// An object that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedObject {
    /// Its names.
    pub names: ObjectNames,
    /// The word in addresses.
    pub slug: String,
    /// The name of its icon.
    pub icon: String,
    /// The English and Italian label of the property that is the name of its records.
    pub name: (String, String),
    /// The English and Italian label of the unique property, if it has one.
    pub code: Option<(String, String)>,
    /// Whether it has a pipeline.
    pub staged: bool,
}

impl ObjectInput {
    /// The form of an existing object.
    pub fn of(object: &Object) -> Self {
        Self {
            singular_en: object.names.singular_en.clone(),
            plural_en: object.names.plural_en.clone(),
            singular_it: object.names.singular_it.clone(),
            plural_it: object.names.plural_it.clone(),
            slug: object.slug.clone(),
            icon: object.icon.clone(),
            ..Self::default()
        }
    }

    /// Checks the form of a new or of an existing object. `taken` tells whether another object has a slug.
    ///
    /// # Errors
    /// One error for each field that is not valid.
    pub fn check(&self, new: bool, taken: impl Fn(&str) -> bool) -> Result<AcceptedObject, Vec<DefineError>> {
        let mut read = Reader::default();
        let (singular_en, singular_it) =
            read.both(("singular_en", &self.singular_en), ("singular_it", &self.singular_it));
        let (plural_en, plural_it) = read.both(("plural_en", &self.plural_en), ("plural_it", &self.plural_it));
        let names = ObjectNames {
            singular_en: inside_a_sentence(&singular_en),
            plural_en: inside_a_sentence(&plural_en),
            singular_it: inside_a_sentence(&singular_it),
            plural_it: inside_a_sentence(&plural_it),
        };
        let typed = self.slug.trim();
        let slug = if typed.is_empty() { slug_of(&plural_en) } else { typed.to_owned() };
        if slug.is_empty() && plural_en.is_empty() {
            // The missing name is reported already.
        } else if slug.chars().count() > WORD_MAX {
            read.wrong("slug", DefineProblem::TooLong(WORD_MAX));
        } else if !is_slug(&slug) {
            read.wrong("slug", DefineProblem::NotAWord);
        } else if RESERVED_SLUGS.contains(&slug.as_str()) {
            read.wrong("slug", DefineProblem::Reserved);
        } else if taken(&slug) {
            read.wrong("slug", DefineProblem::Taken);
        }
        let icon = if self.icon.is_empty() { ICONS[0] } else { self.icon.as_str() };
        if !ICONS.contains(&icon) {
            read.wrong("icon", DefineProblem::NoSuchChoice);
        }
        let (name, code) = if new {
            let name = read.both(("name_en", &self.name_en), ("name_it", &self.name_it));
            let coded = !self.code_en.trim().is_empty() || !self.code_it.trim().is_empty();
            let code = coded.then(|| read.both(("code_en", &self.code_en), ("code_it", &self.code_it)));
            if code.as_ref().is_some_and(|code| normalize(&code.0) == normalize(&name.0)) {
                read.wrong("code_en", DefineProblem::Taken);
            }
            (name, code)
        } else {
            Default::default()
        };
        let icon = icon.to_owned();
        read.end(AcceptedObject { names, slug, icon, name, code, staged: self.staged })
    }
}
