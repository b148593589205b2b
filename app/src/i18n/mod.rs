//! Every text of the interface, in English and Italian side by side: a message that lacks one does not compile.
//!
//! `define_messages! { name = "English", "italiano"; }` makes a method `name` of [`Messages`]; one with arguments names them in
//! braces as `format!` does.

#[cfg(feature = "ssr")]
mod account;
mod associations;
#[cfg(feature = "ssr")]
mod audit;
mod board;
#[cfg(feature = "ssr")]
mod columns;
mod common;
mod deletion;
#[cfg(feature = "ssr")]
mod digest;
#[cfg(feature = "ssr")]
mod filters;
mod holds;
#[cfg(feature = "ssr")]
mod home;
mod imports;
#[cfg(feature = "ssr")]
mod labels;
#[cfg(feature = "ssr")]
mod mail;
mod operations;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod provider;
mod records;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod values;
#[cfg(feature = "ssr")]
mod views;

use domain::{
    people::Lang,
    time::{Date, Timestamp},
};

/// The language of this page; its methods are the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Messages(pub Lang);

macro_rules! define_messages {
    ($($name:ident $(($($arg:ident: $type:ty),*))? = $en:literal, $it:literal;)*) => {
        impl crate::i18n::Messages {
            $(define_messages!(@one $name $(($($arg: $type),*))? $en $it);)*
        }
    };
    (@one $name:ident $en:literal $it:literal) => {
        #[doc = $en]
        pub fn $name(self) -> &'static str {
            match self.0 {
                domain::people::Lang::En => $en,
                domain::people::Lang::It => $it,
            }
        }
    };
    (@one $name:ident ($($arg:ident: $type:ty),*) $en:literal $it:literal) => {
        #[doc = $en]
        pub fn $name(self, $($arg: $type),*) -> String {
            match self.0 {
                domain::people::Lang::En => format!($en),
                domain::people::Lang::It => format!($it),
            }
        }
    };
}
pub(crate) use define_messages;

/// The language of the page that is being shown: the one its document is in. Both sides know it at once, so nothing has
/// to wait for it.
pub fn messages() -> Messages {
    #[cfg(feature = "ssr")]
    let lang = crate::context::language_and_theme().0;
    #[cfg(not(feature = "ssr"))]
    let lang = leptos::prelude::document()
        .document_element()
        .and_then(|root| root.get_attribute("lang")?.parse().ok())
        .unwrap_or_default();
    Messages(lang)
}

const MONTHS: [[&str; 12]; 2] = [
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"],
];

impl Messages {
    /// `12,431` or `12.431`.
    pub fn number(self, number: i64) -> String {
        let separator = match self.0 {
            Lang::En => ',',
            Lang::It => '.',
        };
        let digits = number.unsigned_abs().to_string();
        let mut text = if number < 0 { "-".to_owned() } else { String::new() };
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// `4 Nov 2026`.
    pub fn date(self, date: Date) -> String {
        let months = match self.0 {
            Lang::En => MONTHS[0],
            Lang::It => MONTHS[1],
        };
        let month = months.get(usize::from(date.month).saturating_sub(1)).copied().unwrap_or_default();
        format!("{} {month} {}", date.day, date.year)
    }

    /// `4 Nov 2026, 16:58 UTC`.
    pub fn moment(self, at: Timestamp) -> String {
        let (hour, minute) = at.time_of_day();
        format!("{}, {hour:02}:{minute:02} UTC", self.date(at.date()))
    }

    /// `one` for one, `many` with the number otherwise.
    pub fn count(self, count: i64, one: &str, many: &str) -> String {
        format!("{} {}", self.number(count), if count == 1 { one } else { many })
    }

    /// A text with a capital first letter.
    pub fn capital(self, text: &str) -> String {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_written_as_people_write_them() {
        assert_eq!(Messages(Lang::En).number(1_234_567), "1,234,567");
        assert_eq!(Messages(Lang::It).number(-12_431), "-12.431");
        assert_eq!(Messages(Lang::En).number(999), "999");
        assert_eq!(Messages(Lang::It).date(Date::parse_iso("2026-11-04").unwrap()), "4 nov 2026");
        assert_eq!(Messages(Lang::En).moment(Timestamp(60_000_000)), "1 Jan 1970, 00:01 UTC");
        assert_eq!(Messages(Lang::En).capital("contacts"), "Contacts");
    }
}
