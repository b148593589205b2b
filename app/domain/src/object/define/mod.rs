//! What an admin says of an object, of its properties and of its pipelines: texts, until they are checked here.

mod object;
mod pipeline;
mod property;

pub use object::{AcceptedObject, ICONS, ObjectInput};
pub use pipeline::{AcceptedPipeline, PipelineInput, STAGES_MAX, StageInput};
pub use property::{AcceptedProperty, OPTIONS_MAX, OptionInput, PropertyInput};

use serde::{Deserialize, Serialize};

/// Most characters of a name or a label.
pub const LABEL_MAX: usize = 60;
/// Most properties of an object, archived ones included.
pub const PROPERTIES_MAX: usize = 200;

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

/// Reads the texts of a form, and gathers what is wrong.
#[derive(Default)]
pub(crate) struct Reader {
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

#[cfg(test)]
mod tests;
