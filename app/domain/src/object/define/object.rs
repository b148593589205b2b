//! An object as a form sends it, and as it may be written.

use super::{DefineError, DefineProblem, Reader};
use crate::{
    object::{
        Object, ObjectNames,
        word::{RESERVED_SLUGS, WORD_MAX, inside_a_sentence, is_slug, slug_of},
    },
    text::fold,
};
use serde::{Deserialize, Serialize};

/// The icons that an object may have, by their words.
pub const ICONS: [&str; 10] =
    ["square", "person", "building", "coin", "ticket", "phone", "letter", "task", "note", "calendar"];

/// An object as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInput {
    /// English name of one record.
    pub one_en: String,
    /// English name of many.
    pub many_en: String,
    /// Italian name of one; the English one where it is empty.
    pub one_it: String,
    /// Italian name of many.
    pub many_it: String,
    /// The word in addresses; made of the English name where it is empty.
    pub slug: String,
    /// The word of its picture.
    pub icon: String,
    /// Label of the property that makes a record's name, of a new object.
    pub name_en: String,
    /// The same in Italian.
    pub name_it: String,
    /// Label of the unique property of a new object; none where it is empty.
    pub code_en: String,
    /// The same in Italian.
    pub code_it: String,
    /// Whether a new object has a pipeline.
    pub staged: bool,
}

/// An object that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedObject {
    /// Its names.
    pub names: ObjectNames,
    /// The word in addresses.
    pub slug: String,
    /// The word of its picture.
    pub icon: String,
    /// Labels of the property that makes a record's name.
    pub name: (String, String),
    /// Labels of the unique property, where there shall be one.
    pub code: Option<(String, String)>,
    /// Whether it has a pipeline.
    pub staged: bool,
}

impl ObjectInput {
    /// An object as its form shows it.
    pub fn of(object: &Object) -> Self {
        Self {
            one_en: object.names.one_en.clone(),
            many_en: object.names.many_en.clone(),
            one_it: object.names.one_it.clone(),
            many_it: object.names.many_it.clone(),
            slug: object.slug.clone(),
            icon: object.icon.clone(),
            ..Self::default()
        }
    }

    /// Accepts an object, new or not, or names every field that stands in the way. `taken` says whether another has this
    /// word in addresses.
    pub fn check(&self, new: bool, taken: impl Fn(&str) -> bool) -> Result<AcceptedObject, Vec<DefineError>> {
        let mut read = Reader::default();
        let (one_en, one_it) = read.both(("one_en", &self.one_en), ("one_it", &self.one_it));
        let (many_en, many_it) = read.both(("many_en", &self.many_en), ("many_it", &self.many_it));
        let names = ObjectNames {
            one_en: inside_a_sentence(&one_en),
            many_en: inside_a_sentence(&many_en),
            one_it: inside_a_sentence(&one_it),
            many_it: inside_a_sentence(&many_it),
        };
        let typed = self.slug.trim();
        let slug = if typed.is_empty() { slug_of(&many_en) } else { typed.to_owned() };
        if slug.is_empty() && many_en.is_empty() {
            // It is said at the name already.
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
            if code.as_ref().is_some_and(|code| fold(&code.0) == fold(&name.0)) {
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
