//! The texts of the interface, in English and Italian side by side.
//!
//! `define_messages! { save = "Save", "Salva"; }` makes a method `save` of [`Messages`]. A message with arguments names
//! them in braces as `format!` does: `open_other(name: &str) = "Open {name}", "Apri {name}";`. A message that counts
//! names its number in brackets and has a text for each plural category of each language:
//! `days_left[count]() = { one: "1 day left", other: "{count} days left" }, { one: …, other: … };`.
//! A language or a plural form that is missing does not compile.

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
mod erasure;
#[cfg(feature = "ssr")]
mod filters;
mod holds;
#[cfg(feature = "ssr")]
mod home;
mod imports;
mod italian;
#[cfg(feature = "ssr")]
mod jobs;
#[cfg(feature = "ssr")]
mod labels;
#[cfg(feature = "ssr")]
mod mail;
mod operations;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod privacy;
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
    object::ObjectNames,
    people::Lang,
    time::{Date, Timestamp},
};

/// The messages of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Messages(pub Lang);

/// The plural categories of CLDR that English and Italian use for whole numbers. Italian has a third, `many`, for round
/// millions in words ("un milione di contatti"): numbers are written in digits here, which take the form of `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plural {
    One,
    Other,
}

impl Plural {
    /// The category of a count: both languages have the same rule.
    pub(crate) fn of(count: i64) -> Self {
        if count == 1 { Self::One } else { Self::Other }
    }
}

macro_rules! define_messages {
    ($($name:ident $([$count:ident])? $(($($arg:ident: $type:ty),*))? = $en:tt, $it:tt;)*) => {
        impl crate::i18n::Messages {
            $(crate::i18n::define_messages!(@one $name $([$count])? $(($($arg: $type),*))? $en $it);)*
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
    (
        @one $name:ident [$count:ident] ($($arg:ident: $type:ty),*)
        { one: $en_one:literal, other: $en:literal } { one: $it_one:literal, other: $it:literal }
    ) => {
        #[doc = $en]
        pub fn $name(self, $count: i64, $($arg: $type),*) -> String {
            use crate::i18n::Plural::{One, Other};

            let plural = crate::i18n::Plural::of($count);
            let $count = self.number($count);
            // A text may leave out the number, where the page shows it beside the text.
            let _: &String = &$count;
            match (self.0, plural) {
                (domain::people::Lang::En, One) => format!($en_one),
                (domain::people::Lang::En, Other) => format!($en),
                (domain::people::Lang::It, One) => format!($it_one),
                (domain::people::Lang::It, Other) => format!($it),
            }
        }
    };
}
pub(crate) use define_messages;

/// The messages in the language of the page that is being shown, which is that of its document.
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

    /// A number of records: `1 contact`, `2,000 contacts`.
    pub fn counted(self, count: i64, names: &ObjectNames) -> String {
        format!("{} {}", self.number(count), names.for_count(count, self.0))
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
    fn number_date_and_moment_follow_the_language() {
        assert_eq!(Messages(Lang::En).number(1_234_567), "1,234,567");
        assert_eq!(Messages(Lang::It).number(-12_431), "-12.431");
        assert_eq!(Messages(Lang::En).number(999), "999");
        assert_eq!(Messages(Lang::It).date(Date::parse_iso("2026-11-04").unwrap()), "4 nov 2026");
        assert_eq!(Messages(Lang::En).moment(Timestamp(60_000_000)), "1 Jan 1970, 00:01 UTC");
        assert_eq!(Messages(Lang::En).capital("contacts"), "Contacts");
    }

    #[test]
    fn counting_message_takes_the_plural_form_of_its_count() {
        let (en, it) = (Messages(Lang::En), Messages(Lang::It));
        assert_eq!([en.days_left(0), en.days_left(1), en.days_left(2)], ["0 days left", "1 day left", "2 days left"]);
        assert_eq!([it.days_left(1), it.days_left(90)], ["1 giorno rimasto", "90 giorni rimasti"]);
        assert_eq!(en.days_left(1_000), "1,000 days left");
    }
}
