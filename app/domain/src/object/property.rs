//! Properties: the fields of an object's records, and the kinds of their values.

use crate::{people::Lang, text::normalize, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// One property of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Property {
    /// The word in the JSON of a record, in forms and in imports, for example `first_name`.
    pub key: String,
    /// English label.
    pub label_en: String,
    /// Italian label.
    pub label_it: String,
    /// The kind of its values.
    pub kind: PropertyKind,
    /// The options, for the kinds [`PropertyKind::OneOf`] and [`PropertyKind::ManyOf`].
    pub options: Vec<PropertyOption>,
    /// Whether every record must have a value.
    pub required: bool,
    /// Whether a database index serves filters and sorting by it.
    pub indexed: bool,
    /// Whether it is a default column of the table.
    pub listed: bool,
}

/// One of the values that a user can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyOption {
    /// The word in the JSON of a record: the label can change, the stored tag stays.
    pub tag: String,
    /// English label.
    pub en: String,
    /// Italian label.
    pub it: String,
    /// When it was archived: records keep it, and it cannot be chosen any more.
    #[serde(default)]
    pub archived: Option<Timestamp>,
}

impl Property {
    /// Its label.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.label_en,
            Lang::It => &self.label_it,
        }
    }

    /// The options that can be chosen.
    pub fn choices(&self) -> impl Iterator<Item = &PropertyOption> {
        self.options.iter().filter(|option| option.archived.is_none())
    }

    /// The option with this tag, archived or not.
    pub fn option(&self, tag: &str) -> Option<&PropertyOption> {
        self.options.iter().find(|option| option.tag == tag)
    }

    /// Finds an option by its tag or by its label in either language, ignoring case and accents. An archived option is
    /// found by its tag only, as the form of a record that has it sends it.
    pub fn option_meant(&self, text: &str) -> Option<&PropertyOption> {
        self.option(text).or_else(|| {
            let text = normalize(text);
            self.choices()
                .find(|option| [&option.tag, &option.en, &option.it].into_iter().any(|name| normalize(name) == text))
        })
    }
}

impl PropertyOption {
    /// Its label.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::It => &self.it,
        }
    }
}

/// The kind of a property's values: it decides how they are checked, shown, edited and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PropertyKind {
    /// One line.
    Text,
    /// Many lines.
    LongText,
    /// A decimal number.
    Number,
    /// An amount and its currency.
    Money,
    /// A day.
    Date,
    /// A moment, UTC.
    DateTime,
    /// Yes or no.
    YesNo,
    /// One of the options.
    OneOf,
    /// Any of the options.
    ManyOf,
    /// An e-mail address.
    Email,
    /// A phone number, stored as typed.
    Phone,
    /// A web address.
    Link,
    /// A domain name, without scheme and path.
    Domain,
    /// A user.
    User,
}

impl PropertyKind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 14] = [
        Self::Text,
        Self::LongText,
        Self::Number,
        Self::Money,
        Self::Date,
        Self::DateTime,
        Self::YesNo,
        Self::OneOf,
        Self::ManyOf,
        Self::Email,
        Self::Phone,
        Self::Link,
        Self::Domain,
        Self::User,
    ];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::YesNo => "yes_no",
            Self::OneOf => "one_of",
            Self::ManyOf => "many_of",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Link => "link",
            Self::Domain => "domain",
            Self::User => "user",
        }
    }

    /// Whether its values are sorted as numbers. The others are sorted as texts, which for dates and times is the order of
    /// time.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Money)
    }

    /// Whether every stored value of this kind is also a valid stored value of `other`, so that a property can change its
    /// kind without a change of records.
    pub fn reads_as(self, other: Self) -> bool {
        match other {
            _ if self == other => true,
            Self::LongText => self == Self::Text || self.reads_as(Self::Text),
            Self::Text => {
                matches!(
                    self,
                    Self::Number | Self::Money | Self::Date | Self::DateTime | Self::Email | Self::Phone | Self::Domain
                )
            }
            Self::ManyOf => self == Self::OneOf,
            _ => false,
        }
    }

    /// Whether its values are chosen from options.
    pub fn has_options(self) -> bool {
        matches!(self, Self::OneOf | Self::ManyOf)
    }
}

impl FromStr for PropertyKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
    }
}
