//! Filters: the conditions on the records of an object that a view shows.
//!
//! A filter is a list of groups. A record matches if all conditions of any one group hold, or if there is no group.

mod text;

use crate::{
    object::{Object, Property, PropertyKind},
    text::SEARCH_MAX,
    time::Date,
    value::{check_value, parse_date, parse_money, parse_number},
};
use serde::{Deserialize, Serialize};

/// The maximum of groups of a filter.
pub const GROUPS_MAX: usize = 10;
/// The maximum of conditions of a group.
pub const CONDITIONS_MAX: usize = 20;
/// The maximum of values of a condition.
pub const VALUES_MAX: usize = 50;
/// The value that stands for the current user.
pub const ME: &str = "me";

/// The filter of a view. Without groups it matches every record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The groups, of which one has to match.
    pub any: Vec<Vec<Condition>>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The field that it tests.
    pub field: Field,
    /// The test.
    pub test: Test,
    /// The values to compare with, in the stored form of the field's values.
    pub values: Vec<String>,
}

/// A field that a condition can test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The record's name.
    Name,
    /// The unique key.
    Key,
    /// A property by its key.
    Property(String),
    /// The owner.
    Owner,
    /// The stage.
    Stage,
    /// The moment of creation.
    Created,
    /// The moment of the last change.
    Updated,
    /// A field that does not exist, or no longer. No record matches it, so a view, and a deletion of all its records, covers
    /// less because of it, never more.
    Gone,
}

/// A test of a value. Each test belongs to one kind of comparison, so that a condition can be evaluated without its
/// property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Test {
    /// Equals one of these words.
    Is,
    /// Equals none of these words; true for a record without a value.
    IsNot,
    /// Contains this text.
    Contains,
    /// Does not contain this text.
    Lacks,
    /// Starts with this text.
    Starts,
    /// Equals this number.
    Equal,
    /// Does not equal this number; true for a record without a value.
    Unequal,
    /// Is less than this number.
    Less,
    /// Is greater than this number.
    More,
    /// Is a number between two, both included.
    Within,
    /// Is on this day.
    On,
    /// Is before this day.
    Before,
    /// Is after this day.
    After,
    /// Is between two days, both included.
    Between,
    /// Is within this number of past days, today included.
    Last,
    /// Is within this number of coming days, today included.
    Next,
    /// Contains one of these options.
    Any,
    /// Contains none of these options.
    NoneOf,
    /// Has a value.
    Known,
    /// Has none.
    Unknown,
}

/// The kind of values that a field compares, which decides the tests that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Texts.
    Text,
    /// Numbers and amounts.
    Number,
    /// Days and moments.
    Time,
    /// One of several options.
    Choice,
    /// Any of several options.
    Choices,
}

impl Test {
    /// Every test.
    pub const ALL: [Self; 20] = [
        Self::Is,
        Self::IsNot,
        Self::Contains,
        Self::Lacks,
        Self::Starts,
        Self::Equal,
        Self::Unequal,
        Self::Less,
        Self::More,
        Self::Within,
        Self::On,
        Self::Before,
        Self::After,
        Self::Between,
        Self::Last,
        Self::Next,
        Self::Any,
        Self::NoneOf,
        Self::Known,
        Self::Unknown,
    ];

    /// The word in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "not",
            Self::Contains => "has",
            Self::Lacks => "lacks",
            Self::Starts => "starts",
            Self::Equal => "eq",
            Self::Unequal => "ne",
            Self::Less => "lt",
            Self::More => "gt",
            Self::Within => "within",
            Self::On => "on",
            Self::Before => "before",
            Self::After => "after",
            Self::Between => "between",
            Self::Last => "last",
            Self::Next => "next",
            Self::Any => "any",
            Self::NoneOf => "none",
            Self::Known => "known",
            Self::Unknown => "unknown",
        }
    }

    /// The minimum and the maximum of values.
    pub fn takes(self) -> (usize, usize) {
        match self {
            Self::Is | Self::IsNot | Self::Equal | Self::Unequal | Self::Any | Self::NoneOf => (1, VALUES_MAX),
            Self::Within | Self::Between => (2, 2),
            Self::Known | Self::Unknown => (0, 0),
            _ => (1, 1),
        }
    }

    /// Whether an index answers it with one range.
    pub fn is_range(self) -> bool {
        !matches!(
            self,
            Self::IsNot
                | Self::Contains
                | Self::Lacks
                | Self::Unequal
                | Self::Any
                | Self::NoneOf
                | Self::Known
                | Self::Unknown
        )
    }

    /// Whether a value has the type that the test compares: a number, a day.
    fn can_take(self, value: &str) -> bool {
        match self {
            Self::Equal | Self::Unequal | Self::Less | Self::More | Self::Within => {
                parse_number(value).as_deref() == Some(value)
            }
            Self::On | Self::Before | Self::After | Self::Between => {
                parse_date(value).is_some_and(|date| date.iso() == value)
            }
            Self::Last | Self::Next => value.parse::<u16>().is_ok_and(|days| days > 0),
            _ => value.chars().count() <= SEARCH_MAX && !value.chars().any(char::is_control),
        }
    }
}

impl Compared {
    /// The tests of this kind.
    pub fn tests(self) -> &'static [Test] {
        match self {
            Self::Text => {
                &[Test::Is, Test::IsNot, Test::Contains, Test::Lacks, Test::Starts, Test::Known, Test::Unknown]
            }
            Self::Number => {
                &[Test::Equal, Test::Unequal, Test::Less, Test::More, Test::Within, Test::Known, Test::Unknown]
            }
            Self::Time => &[
                Test::On,
                Test::Before,
                Test::After,
                Test::Between,
                Test::Last,
                Test::Next,
                Test::Known,
                Test::Unknown,
            ],
            Self::Choice => &[Test::Is, Test::IsNot, Test::Known, Test::Unknown],
            Self::Choices => &[Test::Any, Test::NoneOf, Test::Known, Test::Unknown],
        }
    }
}

impl Field {
    /// The field with this word in addresses. `None` if the word has characters that a key cannot have.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "+name" => Self::Name,
            "+key" => Self::Key,
            "+owner" => Self::Owner,
            "+stage" => Self::Stage,
            "+created" => Self::Created,
            "+updated" => Self::Updated,
            "+gone" => Self::Gone,
            key => {
                let is_key =
                    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                return is_key.then(|| Self::Property(key.to_owned()));
            }
        })
    }

    /// The word in addresses. Those of fields other than properties are not valid as keys of properties.
    pub fn word(&self) -> &str {
        match self {
            Self::Name => "+name",
            Self::Key => "+key",
            Self::Owner => "+owner",
            Self::Stage => "+stage",
            Self::Created => "+created",
            Self::Updated => "+updated",
            Self::Gone => "+gone",
            Self::Property(key) => key,
        }
    }

    /// Every field of an object, in the order of the menu.
    pub fn all(object: &Object) -> Vec<Self> {
        let properties = object.properties.iter().map(|property| {
            if object.is_key(&property.key) { Self::Key } else { Self::Property(property.key.clone()) }
        });
        let around = [Self::Owner, Self::Created, Self::Updated];
        let stage = (!object.pipelines.is_empty()).then_some(Self::Stage);
        std::iter::once(Self::Name).chain(properties).chain(stage).chain(around).collect()
    }

    /// The property that it tests, if any.
    pub fn property<'a>(&self, object: &'a Object) -> Option<&'a Property> {
        match self {
            Self::Key => object.property(object.key_property.as_ref()?),
            Self::Property(key) => object.property(key).filter(|property| !object.is_key(&property.key)),
            _ => None,
        }
    }

    /// The kind of its values; `None` for a field that the object does not have.
    pub fn compared(&self, object: &Object) -> Option<Compared> {
        Some(match self {
            Self::Name => Compared::Text,
            Self::Owner => Compared::Choice,
            Self::Stage => return (!object.pipelines.is_empty()).then_some(Compared::Choice),
            Self::Created | Self::Updated => Compared::Time,
            Self::Gone => return None,
            Self::Key | Self::Property(_) => match self.property(object)?.kind {
                PropertyKind::Number | PropertyKind::Money => Compared::Number,
                PropertyKind::Date | PropertyKind::DateTime => Compared::Time,
                PropertyKind::YesNo | PropertyKind::OneOf | PropertyKind::User => Compared::Choice,
                PropertyKind::ManyOf => Compared::Choices,
                PropertyKind::Text
                | PropertyKind::LongText
                | PropertyKind::Email
                | PropertyKind::Phone
                | PropertyKind::Link
                | PropertyKind::Domain => Compared::Text,
            },
        })
    }
}

impl Condition {
    /// The condition that no record matches.
    fn gone() -> Self {
        Self { field: Field::Gone, test: Test::Known, values: Vec::new() }
    }

    /// A condition whose values have the number and type that the test compares; `None` if they have not. The object is not
    /// checked.
    pub fn new(field: Field, test: Test, values: Vec<String>) -> Option<Self> {
        let (least, most) = test.takes();
        let fits = (least..=most).contains(&values.len()) && values.iter().all(|value| test.can_take(value));
        fits.then_some(Self { field, test, values })
    }

    /// A condition from typed values; `None` if they cannot be parsed or the object has no such field or test.
    pub fn typed(object: &Object, field: Field, test: Test, values: &[String]) -> Option<Self> {
        let values = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
        let values = values.map(|value| stored(object, &field, test, value)).collect::<Option<_>>()?;
        Self::new(field, test, values).filter(|condition| condition.makes_sense(object))
    }

    /// Whether the object has the field, and the field the test.
    fn makes_sense(&self, object: &Object) -> bool {
        self.field.compared(object).is_some_and(|compared| compared.tests().contains(&self.test))
    }
}

/// The stored form of a typed value.
fn stored(object: &Object, field: &Field, test: Test, value: &str) -> Option<String> {
    if matches!(test, Test::Last | Test::Next) {
        return Some(value.to_owned());
    }
    match field.compared(object)? {
        Compared::Text => Some(value.to_owned()),
        Compared::Time => parse_date(value).map(Date::iso),
        Compared::Number if field.property(object)?.kind == PropertyKind::Money => {
            let money = parse_money(value)?.to_text();
            parse_number(money.split(' ').next()?)
        }
        Compared::Number => parse_number(value),
        Compared::Choice | Compared::Choices => match field {
            Field::Stage => object.stage_meant(value).map(|stage| stage.id.to_string()),
            Field::Owner => user(value),
            _ => match field.property(object)? {
                property if property.kind == PropertyKind::User => user(value),
                property => check_value(property, value).ok(),
            },
        },
    }
}

fn user(value: &str) -> Option<String> {
    (value == ME || value.parse::<i64>().is_ok_and(|id| id > 0)).then(|| value.to_owned())
}

impl Filter {
    /// Whether it matches every record.
    pub fn is_empty(&self) -> bool {
        self.any.is_empty()
    }

    /// Whether an address can hold it: within the limits, no empty group, and values that their tests can compare. A
    /// filter from JSON need not be: an empty group, for one, would match every record.
    pub fn is_well_formed(&self) -> bool {
        Self::from_text(&self.to_text()) == *self
    }

    /// The filter for the current definition of `object`: conditions that are not valid become [`Field::Gone`]. Every filter
    /// from outside is checked here.
    #[must_use]
    pub fn checked(mut self, object: &Object) -> Self {
        for condition in self.any.iter_mut().flatten().filter(|condition| !condition.makes_sense(object)) {
            *condition = Condition::gone();
        }
        self
    }

    /// Adds a condition to the group at `group`, or to a new one at the end.
    #[must_use]
    pub fn with(mut self, group: usize, condition: Condition) -> Self {
        match self.any.get_mut(group) {
            Some(group) => group.push(condition),
            None => self.any.push(vec![condition]),
        }
        self
    }

    /// Removes the condition at this place.
    #[must_use]
    pub fn without(mut self, group: usize, place: usize) -> Self {
        if let Some(conditions) = self.any.get_mut(group)
            && place < conditions.len()
        {
            conditions.remove(place);
        }
        self.any.retain(|group| !group.is_empty());
        self
    }
}
