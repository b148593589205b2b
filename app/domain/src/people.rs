//! People who sign in, and their preferences.

use crate::ids::UserId;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Italian.
    It,
}

impl Lang {
    /// Every language, in the order a menu shows them.
    pub const ALL: [Self; 2] = [Self::En, Self::It];

    /// The tag for `<html lang>` and for the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
        }
    }

    /// The preferred language of a browser: the first supported one in `Accept-Language`, or English. Browsers send
    /// the list in order of preference, so the weights are not read.
    pub fn from_accept_language(header: &str) -> Self {
        header.split(',').find_map(|part| part.trim().get(..2)?.to_ascii_lowercase().parse().ok()).unwrap_or_default()
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag).ok_or(())
    }
}

/// The colour scheme of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// The scheme of the operating system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order a menu shows them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word for `data-theme` and for the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|theme| theme.tag() == tag).ok_or(())
    }
}

/// A user as others see them, for example as the owner of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user's id.
    pub id: UserId,
    /// The user's name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_first_supported_wins() {
        assert_eq!(Lang::from_accept_language("it-IT,it;q=0.9,en;q=0.8"), Lang::It);
        assert_eq!(Lang::from_accept_language("de, IT;q=0.5"), Lang::It);
        assert_eq!(Lang::from_accept_language("fr"), Lang::En);
        assert_eq!(Lang::from_accept_language("*"), Lang::En);
        assert_eq!(Lang::from_accept_language("è"), Lang::En);
    }
}
