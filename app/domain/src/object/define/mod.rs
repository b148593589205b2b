//! The forms of an object, of its properties and of its pipelines, as an admin sends them, and their checks.

mod object;
mod pipeline;
mod property;

pub use object::{AcceptedObject, ICONS, ObjectInput};
pub use pipeline::{AcceptedPipeline, PipelineInput, STAGES_MAX, StageInput};
pub use property::{AcceptedProperty, OPTIONS_MAX, OptionInput, PropertyInput};

use serde::{Deserialize, Serialize};

/// The maximum length of a name or a label, in characters.
pub const LABEL_MAX: usize = 60;
/// The maximum of properties of an object, archived ones included.
pub const PROPERTIES_MAX: usize = 200;

/// A field of such a form and the problem with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefineError {
    /// The field's name in the form.
    pub field: String,
    /// The problem.
    pub problem: DefineProblem,
}

/// The problems of a field. The interface has the texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DefineProblem {
    /// It must have a value.
    Required,
    /// More than this many characters.
    TooLong(usize),
    /// A control character.
    Unprintable,
    /// Another one, which may be archived, has this name.
    Taken,
    /// This many records have several links of a label that is to be limited to one.
    Several(i64),
    /// A mutual label cannot be limited to one: it has no direction.
    Mutual,
    /// An address that the product uses itself.
    Reserved,
    /// Not made of lower-case letters, digits and hyphens.
    NotAWord,
    /// More than this many.
    TooMany(usize),
    /// Not one of the choices.
    NoSuchChoice,
    /// This many records have values that are not valid for the new kind.
    InUse(i64),
    /// Values of this kind, and the properties that make the name, cannot be unique.
    CannotBeUnique,
    /// Another property of the object is unique.
    OtherIsUnique,
    /// Active records share a value.
    Shared {
        /// The number of records that share a value with another.
        records: i64,
        /// One of the shared values.
        value: String,
    },
    /// More records than this have a value: changing them would block other users for too long.
    TooManyRecords(i64),
    /// This many records have secondary keys, which need a unique property.
    SecondaryKeys(i64),
}

impl DefineProblem {
    /// Whether the values of records are the cause, so that the page links to them.
    pub fn is_of_records(&self) -> bool {
        matches!(self, Self::InUse(_) | Self::Shared { .. } | Self::TooManyRecords(_) | Self::SecondaryKeys(_))
    }
}

impl DefineError {
    /// An error at `field`.
    pub fn new(field: impl Into<String>, problem: DefineProblem) -> Self {
        Self { field: field.into(), problem }
    }
}

/// Reads the texts of a form and collects the errors.
#[derive(Default)]
pub(crate) struct Reader {
    pub errors: Vec<DefineError>,
}

impl Reader {
    pub fn wrong(&mut self, field: impl Into<String>, problem: DefineProblem) {
        self.errors.push(DefineError::new(field, problem));
    }

    /// A required text.
    fn text(&mut self, field: &str, text: &str) -> String {
        if text.trim().is_empty() {
            self.wrong(field, DefineProblem::Required);
        }
        self.maybe(field, text)
    }

    /// An optional text.
    pub fn maybe(&mut self, field: &str, text: &str) -> String {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.wrong(field, DefineProblem::Unprintable);
        } else if text.chars().count() > LABEL_MAX {
            self.wrong(field, DefineProblem::TooLong(LABEL_MAX));
        }
        text.to_owned()
    }

    /// A required name in English and Italian; the Italian one defaults to the English one.
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
