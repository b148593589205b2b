//! Filters: which records of an object a view shows. Groups of conditions that all hold, of which any one is enough.

mod text;

use crate::{
    object::{Object, Property, PropertyKind},
    text::SEARCH_MAX,
    time::Date,
    value::{check_value, parse_date, parse_money, parse_number},
};
use serde::{Deserialize, Serialize};

/// Most groups, and most conditions of one.
pub const GROUPS_MAX: usize = 10;
/// Most conditions of a group.
pub const CONDITIONS_MAX: usize = 20;
/// Most values of a condition.
pub const VALUES_MAX: usize = 50;
/// The value that means whoever looks.
pub const ME: &str = "me";

/// What records must be like. Without a group every record is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Groups, of which one must hold.
    pub any: Vec<Vec<Condition>>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// On what.
    pub field: Field,
    /// What must hold.
    pub test: Test,
    /// Compared with what, in the stored form of the field's values.
    pub values: Vec<String>,
}

/// What a condition looks at.
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
    /// Something that is not there any more, or never was. Nothing is like that: a view shows less for it, never more, and
    /// so does a deletion of all that it shows.
    Gone,
}

/// What is asked of a value. Each test is of one kind of comparison, so that a condition says all by itself how it is
/// compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Test {
    /// Is one of these words.
    Is,
    /// Is none of these words; a record without a value is none of them.
    IsNot,
    /// Has this somewhere.
    Contains,
    /// Has this nowhere.
    Lacks,
    /// Begins with this.
    Starts,
    /// Is this number.
    Equal,
    /// Is another number, or none.
    Unequal,
    /// Is a smaller number.
    Less,
    /// Is a larger number.
    More,
    /// Is a number between two, both included.
    Within,
    /// Lies on this day.
    On,
    /// Lies before this day.
    Before,
    /// Lies after this day.
    After,
    /// Lies between two days, both included.
    Between,
    /// Lies in the last so many days, today included.
    Last,
    /// Lies in the next so many days, today included.
    Next,
    /// Has one of these among others.
    Any,
    /// Has none of these.
    NoneOf,
    /// Has a value.
    Known,
    /// Has none.
    Unknown,
}

/// What kind of thing is compared, and so which tests make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Texts.
    Text,
    /// Numbers and amounts.
    Number,
    /// Days and moments.
    Time,
    /// One of a few words.
    Choice,
    /// Several of a few words.
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

    /// How many values it takes: least and most.
    pub fn takes(self) -> (usize, usize) {
        match self {
            Self::Is | Self::IsNot | Self::Equal | Self::Unequal | Self::Any | Self::NoneOf => (1, VALUES_MAX),
            Self::Within | Self::Between => (2, 2),
            Self::Known | Self::Unknown => (0, 0),
            _ => (1, 1),
        }
    }

    /// Whether what it asks for lies side by side in an index.
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

    /// Whether this can be compared with: a number with a number, a day with a day.
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
    /// The tests that make sense.
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
    /// The field with this word in addresses; a word of other signs than a key has is none.
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

    /// The word in addresses, which no property can have where it is none.
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

    /// Every field of an object, in the order in which a person is offered them.
    pub fn all(object: &Object) -> Vec<Self> {
        let properties = object.properties.iter().map(|property| {
            if object.is_key(&property.key) { Self::Key } else { Self::Property(property.key.clone()) }
        });
        let around = [Self::Owner, Self::Created, Self::Updated];
        let stage = (!object.pipelines.is_empty()).then_some(Self::Stage);
        std::iter::once(Self::Name).chain(properties).chain(stage).chain(around).collect()
    }

    /// The property it looks at, where it does.
    pub fn property<'a>(&self, object: &'a Object) -> Option<&'a Property> {
        match self {
            Self::Key => object.property(object.key_property.as_ref()?),
            Self::Property(key) => object.property(key).filter(|property| !object.is_key(&property.key)),
            _ => None,
        }
    }

    /// What is compared; `None` for a field that the object does not have.
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
    /// A condition that nobody can read any more.
    fn gone() -> Self {
        Self { field: Field::Gone, test: Test::Known, values: Vec::new() }
    }

    /// A condition as it may stand in a filter of any object: its values are such as its test compares.
    pub fn new(field: Field, test: Test, values: Vec<String>) -> Option<Self> {
        let (least, most) = test.takes();
        let fits = (least..=most).contains(&values.len()) && values.iter().all(|value| test.can_take(value));
        fits.then_some(Self { field, test, values })
    }

    /// A condition as a person puts it, with values as they type them; `None` where they cannot be read.
    pub fn typed(object: &Object, field: Field, test: Test, values: &[String]) -> Option<Self> {
        let values = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty());
        let values = values.map(|value| stored(object, &field, test, value)).collect::<Option<_>>()?;
        Self::new(field, test, values).filter(|condition| condition.makes_sense(object))
    }

    /// Whether the object has such a field, and the field such a test.
    fn makes_sense(&self, object: &Object) -> bool {
        self.field.compared(object).is_some_and(|compared| compared.tests().contains(&self.test))
    }
}

/// A typed value in the form in which it is compared.
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
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.any.is_empty()
    }

    /// The same filter for `object` as it is now: what does not make sense any more, or never did, is [`Field::Gone`].
    /// Whatever comes from outside goes through here.
    #[must_use]
    pub fn checked(mut self, object: &Object) -> Self {
        for condition in self.any.iter_mut().flatten().filter(|condition| !condition.makes_sense(object)) {
            *condition = Condition::gone();
        }
        self
    }

    /// One condition more in the group at `group`, or in a new one after the last.
    #[must_use]
    pub fn with(mut self, group: usize, condition: Condition) -> Self {
        match self.any.get_mut(group) {
            Some(group) => group.push(condition),
            None => self.any.push(vec![condition]),
        }
        self
    }

    /// Without the condition at this place.
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
