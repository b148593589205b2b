//! What an admin says of an object, of its properties and of its pipelines: texts, until they are checked here.

use super::{
    Object, ObjectNames, Pipeline, Property, PropertyKind, PropertyOption, Stage, StageKind,
    word::{RESERVED_SLUGS, WORD_MAX, fresh_tag, inside_a_sentence, is_slug, slug_of},
};
use crate::{ids::StageId, text::fold};
use serde::{Deserialize, Serialize};

/// Most characters of a name or a label.
pub const LABEL_MAX: usize = 60;
/// Most properties of an object, archived ones included.
pub const PROPERTIES_MAX: usize = 200;
/// Most options of a property, archived ones included.
pub const OPTIONS_MAX: usize = 100;
/// Most stages of a pipeline.
pub const STAGES_MAX: usize = 30;
/// The icons that an object may have, by their words.
pub const ICONS: [&str; 10] =
    ["square", "person", "building", "coin", "ticket", "phone", "letter", "task", "note", "calendar"];

/// One field of such a form and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefineError {
    /// The field's name in the form.
    pub field: String,
    /// What is wrong.
    pub problem: DefineProblem,
}

/// What can be wrong. The words for it belong to the pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefineProblem {
    /// It must have a value.
    Required,
    /// More than this many characters.
    TooLong(usize),
    /// A control character.
    Unprintable,
    /// Another has this name already, maybe an archived one.
    Taken,
    /// So many records have several of what there shall be one of.
    Several(i64),
    /// Two records are the same to each other, and one of them can be limited to one no more than the other.
    Mutual,
    /// A word that the product needs for itself.
    Reserved,
    /// Not a word of small letters, digits and hyphens.
    NotAWord,
    /// More than this many.
    TooMany(usize),
    /// None of what is offered.
    NoSuchChoice,
    /// So many records have values of the kind it was, which the new kind could not read.
    InUse(i64),
    /// Values of this kind, or what names a record, cannot be unique.
    CannotBeUnique,
    /// Another property of the object is unique.
    OtherIsUnique,
    /// So many living records have the value of another one, for example this.
    Shared {
        /// How many records.
        records: i64,
        /// A value that several have.
        value: String,
    },
    /// More records than this have a value: too many to change while everybody waits.
    TooManyRecords(i64),
    /// So many records have further keys, which they could not have without a first.
    FurtherKeys(i64),
}

impl DefineProblem {
    /// Whether it lies in what records have, so that a look at them helps.
    pub fn is_of_records(&self) -> bool {
        matches!(self, Self::InUse(_) | Self::Shared { .. } | Self::TooManyRecords(_) | Self::FurtherKeys(_))
    }
}

impl DefineError {
    /// Says that `field` has `problem`.
    pub fn new(field: impl Into<String>, problem: DefineProblem) -> Self {
        Self { field: field.into(), problem }
    }
}

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

/// A property as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyInput {
    /// English label.
    pub label_en: String,
    /// Italian label; the English one where it is empty.
    pub label_it: String,
    /// The word of its kind.
    pub kind: String,
    /// Whether a record must have it.
    pub required: bool,
    /// Whether an index serves filters and sorting by it.
    pub indexed: bool,
    /// Whether it is a column of the table.
    pub listed: bool,
    /// Whether no two living records have the same value.
    pub unique: bool,
    /// Its options in order; rows without any text are no options.
    pub options: Vec<OptionInput>,
}

/// An option as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionInput {
    /// Its word; empty for a new one.
    pub tag: String,
    /// English label.
    pub en: String,
    /// Italian label; the English one where it is empty.
    pub it: String,
}

/// A property that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedProperty {
    /// English label.
    pub label_en: String,
    /// Italian label.
    pub label_it: String,
    /// What its values are.
    pub kind: PropertyKind,
    /// Whether a record must have it.
    pub required: bool,
    /// Whether an index serves it.
    pub indexed: bool,
    /// Whether it is a column of the table.
    pub listed: bool,
    /// What may be chosen; archived ones last.
    pub options: Vec<PropertyOption>,
}

impl AcceptedProperty {
    /// The property, under this key.
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

/// A pipeline as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineInput {
    /// English name.
    pub name_en: String,
    /// Italian name; the English one where it is empty.
    pub name_it: String,
    /// Its stages in order; rows without any text are no stages.
    pub stages: Vec<StageInput>,
}

/// A stage as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageInput {
    /// Which; nothing for a new one.
    pub id: Option<StageId>,
    /// English name.
    pub name_en: String,
    /// Italian name; the English one where it is empty.
    pub name_it: String,
    /// The word of its kind.
    pub kind: String,
}

/// A pipeline that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedPipeline {
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Its stages, in order; a new one has no id.
    pub stages: Vec<(Option<StageId>, String, String, StageKind)>,
}

/// Reads the texts of a form, and gathers what is wrong.
#[derive(Default)]
pub(super) struct Reader {
    pub errors: Vec<DefineError>,
}

impl Reader {
    pub fn wrong(&mut self, field: impl Into<String>, problem: DefineProblem) {
        self.errors.push(DefineError::new(field, problem));
    }

    /// A text that must be there.
    fn text(&mut self, field: &str, text: &str) -> String {
        if text.trim().is_empty() {
            self.wrong(field, DefineProblem::Required);
        }
        self.maybe(field, text)
    }

    /// A text that may be empty.
    pub fn maybe(&mut self, field: &str, text: &str) -> String {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.wrong(field, DefineProblem::Unprintable);
        } else if text.chars().count() > LABEL_MAX {
            self.wrong(field, DefineProblem::TooLong(LABEL_MAX));
        }
        text.to_owned()
    }

    /// A name in both languages; an empty Italian one is the English one.
    pub fn both(&mut self, (field_en, en): (&str, &str), (field_it, it): (&str, &str)) -> (String, String) {
        let en = self.text(field_en, en);
        let it = self.maybe(field_it, it);
        let it = if it.is_empty() { en.clone() } else { it };
        (en, it)
    }

    pub fn end<T>(self, accepted: T) -> Result<T, Vec<DefineError>> {
        if self.errors.is_empty() { Ok(accepted) } else { Err(self.errors) }
    }
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

impl PropertyInput {
    /// A property of an object as its form shows it.
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

    /// Accepts a property, or names every field that stands in the way. `others` are the other properties of the object;
    /// `before` is what it was, and `used` how many records have a value of it.
    pub fn check(
        &self,
        others: &[&Property],
        before: Option<&Property>,
        used: i64,
    ) -> Result<AcceptedProperty, Vec<DefineError>> {
        let mut read = Reader::default();
        let (label_en, label_it) = read.both(("label_en", &self.label_en), ("label_it", &self.label_it));
        for (field, label) in [("label_en", &label_en), ("label_it", &label_it)] {
            let label = fold(label);
            let same = |other: &&&Property| fold(&other.label_en) == label || fold(&other.label_it) == label;
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

    /// The options in the order of the form. One that was there and is not in the form stays: nobody loses one by an old
    /// form; it goes by being archived.
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
            let same = |option: &PropertyOption| fold(&option.en) == fold(&en) || fold(&option.it) == fold(&it);
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

impl PipelineInput {
    /// A pipeline as its form shows it.
    pub fn of(pipeline: &Pipeline) -> Self {
        let stage = |stage: &Stage| StageInput {
            id: Some(stage.id),
            name_en: stage.name_en.clone(),
            name_it: stage.name_it.clone(),
            kind: stage.kind.tag().to_owned(),
        };
        Self {
            name_en: pipeline.name_en.clone(),
            name_it: pipeline.name_it.clone(),
            stages: pipeline.stages.iter().map(stage).collect(),
        }
    }

    /// Accepts a pipeline, or names every field that stands in the way. A stage that was there and is not in the form
    /// stays, at the end.
    pub fn check(&self, before: Option<&Pipeline>) -> Result<AcceptedPipeline, Vec<DefineError>> {
        let mut read = Reader::default();
        let (name_en, name_it) = read.both(("name_en", &self.name_en), ("name_it", &self.name_it));
        let old = before.map_or(&[][..], |before| &before.stages);
        let mut stages: Vec<(Option<StageId>, String, String, StageKind)> = Vec::new();
        for (place, row) in self.stages.iter().enumerate() {
            let known = old.iter().find(|stage| Some(stage.id) == row.id);
            if known.is_none() && row.name_en.trim().is_empty() && row.name_it.trim().is_empty() {
                continue;
            }
            let (field_en, field_it) = (format!("stage.{place}.en"), format!("stage.{place}.it"));
            let (en, it) = read.both((&field_en, &row.name_en), (&field_it, &row.name_it));
            let same = |stage: &(_, String, String, _)| fold(&stage.1) == fold(&en) || fold(&stage.2) == fold(&it);
            if !en.is_empty() && stages.iter().any(same) {
                read.wrong(field_en, DefineProblem::Taken);
            }
            let kind = row.kind.parse().unwrap_or_else(|()| {
                read.wrong(format!("stage.{place}.kind"), DefineProblem::NoSuchChoice);
                StageKind::Open
            });
            stages.push((known.map(|known| known.id), en, it, kind));
        }
        for stage in old {
            if stages.iter().all(|(id, ..)| *id != Some(stage.id)) {
                stages.push((Some(stage.id), stage.name_en.clone(), stage.name_it.clone(), stage.kind));
            }
        }
        if stages.len() > STAGES_MAX {
            read.wrong("stages", DefineProblem::TooMany(STAGES_MAX));
        } else if stages.is_empty() && read.errors.is_empty() {
            read.wrong("stages", DefineProblem::Required);
        }
        read.end(AcceptedPipeline { name_en, name_it, stages })
    }
}

#[cfg(test)]
#[path = "define_tests.rs"]
mod tests;
