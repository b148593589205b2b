//! The identifiers of a person, and finding them in texts: e-mail addresses, phone numbers and the full name.
//!
//! A text is compared without regard to case, accents, zero-width characters and percent-encoding. A phone number is found
//! with any separators, a name in either order and with any separator between its words. A match ends where a word ends:
//! `anna@example.com` is not found in `joanna@example.com`.

use super::{address::Address, folded::Folded};
use crate::operation::REASON_MAX;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The text that replaces an identifier in a text that stays.
pub const ERASED_TOKEN: &str = "[deleted contact]";
/// The address that replaces one in a property that holds an address: `.invalid` is reserved and belongs to no one (RFC 2606).
pub const ERASED_ADDRESS: &str = "deleted-contact@erased.invalid";
/// Fewer digits than these are no phone number: they would match years and amounts.
const PHONE_DIGITS_MIN: usize = 7;
/// A full name has at least two words and so many letters: a first name alone would match other people.
const NAME_LETTERS_MIN: usize = 5;
/// Most separators between two digits of a phone number, or two words of a name.
const SEPARATORS_MAX: usize = 3;

/// The kind of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// An e-mail address.
    Address,
    /// A phone number.
    Phone,
    /// The full name.
    Name,
}

/// The identifiers of one person, or of several, in the form in which they are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifiers {
    addresses: Vec<String>,
    /// The digits of each number, as it is dialled from abroad and from its own country.
    phones: Vec<Vec<String>>,
    /// The words of each full name.
    names: Vec<Vec<String>>,
}

/// A text by the user who orders an erasure that stays in the certificate: it was compared with the identifiers of the
/// person and contains none. Only [`Identifiers::statement`] makes one from a typed text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Statement(String);

impl Statement {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text cannot stay in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementProblem {
    /// It is empty.
    Empty,
    /// It is longer than [`REASON_MAX`] characters.
    Long,
    /// It contains an address, a phone number or the name of the person.
    NamesPerson,
}

impl Identifiers {
    /// The identifiers of a person. `name_parts` are the parts of the full name in order, such as first and last name. A
    /// phone with fewer than seven digits and a name of one word are left out, because they would match other people.
    pub fn new<'a>(
        addresses: impl IntoIterator<Item = &'a str>,
        phones: impl IntoIterator<Item = &'a str>,
        name_parts: &[&str],
    ) -> Self {
        let mut identifiers = Self::default();
        for address in addresses {
            // As it is stored, and as it is compared: the two differ for hosts that are not all ASCII.
            let compared = Address::parse(address);
            for spelling in [Some(address.trim()), compared.as_ref().ok().map(Address::as_str)].into_iter().flatten() {
                if spelling.contains('@') {
                    add(&mut identifiers.addresses, Folded::of(spelling).text());
                }
            }
        }
        for phone in phones {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= PHONE_DIGITS_MIN {
                add(&mut identifiers.phones, spellings(phone, digits));
            }
        }
        let words = |part: &&str| Folded::of(part).words();
        let forward: Vec<String> = name_parts.iter().flat_map(words).collect();
        let backward: Vec<String> = name_parts.iter().rev().flat_map(words).collect();
        for name in [forward, backward] {
            let letters: usize = name.iter().map(|word| word.chars().count()).sum();
            if name.len() >= 2 && letters >= NAME_LETTERS_MIN {
                add(&mut identifiers.names, name);
            }
        }
        identifiers
    }

    /// Adds those of another person.
    pub fn extend(&mut self, other: Self) {
        other.addresses.into_iter().for_each(|address| add(&mut self.addresses, address));
        other.phones.into_iter().for_each(|phone| add(&mut self.phones, phone));
        other.names.into_iter().for_each(|name| add(&mut self.names, name));
    }

    /// The addresses.
    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// How many addresses, phone numbers and spellings of the full name there are.
    pub fn counts(&self) -> [i64; 3] {
        [self.addresses.len(), self.phones.len(), self.names.len()]
            .map(|count| i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.counts() == [0; 3]
    }

    /// The identifiers in a text, in order and without overlap: the range in bytes and the kind.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, IdentifierKind)> {
        let folded = Folded::of(text);
        let mut found = Vec::new();
        for address in &self.addresses {
            found.extend(folded.address(address).map(|range| (range, IdentifierKind::Address)));
        }
        for phone in self.phones.iter().flatten() {
            found.extend(folded.digits(phone, SEPARATORS_MAX).map(|range| (range, IdentifierKind::Phone)));
        }
        for name in &self.names {
            found.extend(folded.phrase(name, SEPARATORS_MAX).map(|range| (range, IdentifierKind::Name)));
        }
        found.sort_by_key(|(range, kind)| (range.start, std::cmp::Reverse(range.end), *kind));
        let mut end = 0;
        found.retain(|(range, _)| {
            let apart = range.start >= end;
            if apart {
                end = range.end;
            }
            apart
        });
        found
    }

    /// Whether a text contains one of them.
    pub fn mentioned_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// The text with [`ERASED_TOKEN`] where an identifier was; `None` where it contains none.
    pub fn redacted(&self, text: &str) -> Option<String> {
        /// More rounds than a text takes, where the token does not contain an identifier itself.
        const ROUNDS: usize = 8;

        // A word that an identifier ran into begins anew where the token ends.
        let mut redacted = self.redacted_once(text)?;
        for _ in 0..ROUNDS {
            match self.redacted_once(&redacted) {
                Some(again) => redacted = again,
                None => break,
            }
        }
        Some(redacted)
    }

    fn redacted_once(&self, text: &str) -> Option<String> {
        let found = self.find(text);
        if found.is_empty() {
            return None;
        }
        let (mut redacted, mut from) = (String::with_capacity(text.len()), 0);
        for (range, _) in found {
            redacted.push_str(text.get(from..range.start).unwrap_or_default());
            redacted.push_str(ERASED_TOKEN);
            from = range.end;
        }
        redacted.push_str(text.get(from..).unwrap_or_default());
        Some(redacted)
    }

    /// The query of an address, such as that of a saved view, with the token in its values; `None` where it contains none.
    pub fn redacted_query(&self, query: &str) -> Option<String> {
        let mut changed = false;
        let mut redacted = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = self.redacted(&value).inspect(|_| changed = true).unwrap_or_else(|| value.into_owned());
            redacted.append_pair(&name, &value);
        }
        changed.then(|| redacted.finish())
    }

    /// Patterns of SQL's `LIKE`, in lower case: every ASCII text that contains an identifier matches one of them, so that
    /// a database can leave out the others. What matches need not contain one.
    pub fn like_patterns(&self) -> Vec<String> {
        let runs = |text: &str| {
            let runs: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).collect();
            runs.join("%")
        };
        let spread = |digits: &String| {
            let digits: Vec<String> = digits.chars().map(String::from).collect();
            digits.join("%")
        };
        let addresses = self.addresses.iter().map(|address| runs(address));
        // The shortest spelling is in the others.
        let phones =
            self.phones.iter().filter_map(|spellings| spellings.iter().min_by_key(|digits| digits.len())).map(spread);
        let names = self.names.iter().map(|words| words.join("%"));
        addresses.chain(phones).chain(names).map(|inner| format!("%{inner}%")).collect()
    }

    /// The identifiers in the form in which the search text of a record has them: addresses, phones as digits, and names with
    /// single spaces.
    pub fn search_terms(&self) -> Vec<String> {
        let names = self.names.iter().map(|words| words.join(" "));
        self.addresses.iter().chain(self.phones.iter().flatten()).cloned().chain(names).collect()
    }

    /// Accepts a typed text for the certificate.
    ///
    /// # Errors
    ///
    /// If the text is empty, too long, or contains one of the identifiers.
    pub fn statement(&self, typed: &str) -> Result<Statement, StatementProblem> {
        let text = typed.trim().replace("\r\n", "\n");
        if text.is_empty() {
            return Err(StatementProblem::Empty);
        }
        if text.chars().count() > REASON_MAX {
            return Err(StatementProblem::Long);
        }
        if self.mentioned_in(&text) {
            return Err(StatementProblem::NamesPerson);
        }
        Ok(Statement(text))
    }
}

/// The digits of a phone number, and without its country code, with and without the zero that many countries dial before it.
fn spellings(phone: &str, digits: String) -> Vec<String> {
    let international =
        if phone.trim_start().starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let Some(international) = international else { return vec![digits] };
    let national = international.get(country_code(international)..).unwrap_or_default();
    let spellings = [international.to_owned(), national.to_owned(), format!("0{national}")];
    spellings.into_iter().filter(|digits| digits.len() >= PHONE_DIGITS_MIN).collect()
}

/// The number of digits of the country code that an international number begins with (ITU-T E.164).
fn country_code(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anna() -> Identifiers {
        Identifiers::new(["Anna.Moretti@example.com"], ["+39 06 555 0134"], &["Ànna", "Moretti"])
    }

    fn kinds(text: &str) -> Vec<IdentifierKind> {
        anna().find(text).into_iter().map(|(_, kind)| kind).collect()
    }

    #[test]
    fn find_address_however_written() {
        for text in [
            "write to ANNA.moretti@Example.com.",
            "<anna.moretti@example.com>",
            "q=anna.moretti%40example.com&sort=name",
            "mailto:anna.moretti@example.com",
            "an\u{200b}na.moretti@example.com",
            "ànna.moretti@example.com",
        ] {
            assert_eq!(kinds(text), [IdentifierKind::Address], "{text}");
        }
    }

    #[test]
    fn find_address_of_another_is_none() {
        for text in [
            "joanna.moretti@example.com",
            "x-anna.moretti@example.com",
            "anna.moretti@example.community",
            "anna.moretti@example.com.au",
            "anna.moretti+news@example.com",
        ] {
            assert!(!kinds(text).contains(&IdentifierKind::Address), "{text}");
        }
    }

    #[test]
    fn find_phone_with_any_separators() {
        for text in ["+390655501 34", "0039 06-555-0134", "(39) 06 / 5550134", "tel 39.06.555.0134!"] {
            assert_eq!(kinds(text), [IdentifierKind::Phone], "{text}");
        }
        for text in ["06 555 0134", "006-5550134"] {
            assert_eq!(kinds(text), [IdentifierKind::Phone], "in its own country: {text}");
        }
        for text in ["139065550134", "390655501349", "39 06 555 013", "106 555 0134"] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn find_name_in_either_order_as_whole_words() {
        for text in ["Anna Moretti", "MORETTI, ANNA", "anna_moretti.pdf", "di Anna\n  Morétti", "name=Anna+Moretti"] {
            assert_eq!(kinds(text), [IdentifierKind::Name], "{text}");
        }
        for text in ["Joanna Moretti", "Anna Morettini", "Anna and Moretti", "Anna"] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn short_phone_and_single_name_are_left_out() {
        let short = Identifiers::new(["no address"], ["12 34 56"], &["Anna", ""]);
        assert!(short.is_empty() && short.like_patterns().is_empty());
        assert_eq!(Identifiers::new([], [], &["A", "Bo"]).counts(), [0, 0, 0]);
        assert_eq!(anna().counts(), [1, 1, 2]);
    }

    #[test]
    fn redacted_replaces_each_identifier() {
        let text = "Ask Anna Moretti (anna.moretti@example.com, +39 06 555 0134) — José";
        let token = ERASED_TOKEN;
        let redacted = anna().redacted(text).unwrap();
        assert_eq!(redacted, format!("Ask {token} ({token}, +{token}) — José"));
        assert_eq!(anna().redacted("nothing here"), None);
        assert_eq!(anna().redacted(&redacted), None);
    }

    #[test]
    fn redacted_query_stays_a_query() {
        let redacted = anna().redacted_query("q=Anna+Moretti&f=email%3Aanna.moretti%40example.com&size=50").unwrap();
        assert!(!anna().mentioned_in(&redacted));
        let pairs: Vec<_> = form_urlencoded::parse(redacted.as_bytes()).into_owned().collect();
        let is = |name: &str, value: String| (name.to_owned(), value);
        assert_eq!(
            pairs,
            [is("q", ERASED_TOKEN.to_owned()), is("f", format!("email:{ERASED_TOKEN}")), is("size", "50".to_owned())]
        );
        assert_eq!(anna().redacted_query("q=Bruno"), None);
    }

    #[test]
    fn statement_that_names_the_person_is_refused() {
        let statement = |typed: &str| anna().statement(typed).map(|statement| statement.as_str().to_owned());
        assert_eq!(statement(" Contract, kept 10 years\r\n"), Ok("Contract, kept 10 years".to_owned()));
        assert_eq!(statement(" \n"), Err(StatementProblem::Empty));
        assert_eq!(statement(&"x".repeat(REASON_MAX + 1)), Err(StatementProblem::Long));
        assert_eq!(statement("asked by Anna Moretti"), Err(StatementProblem::NamesPerson));
    }

    /// SQL's `LIKE` with `%` alone.
    fn like(text: &str, pattern: &str) -> bool {
        let mut rest = text;
        pattern.split('%').all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    }

    proptest! {
        /// A pattern finds every ASCII text in which `find` finds something.
        #[test]
        fn patterns_find_what_is_found(before in "[ -~]{0,20}", middle in "(anna[ ,.]{1,3}moretti|ANNA.Moretti@example.com|39[ -]06.?555 ?01 ?34)", after in "[ -~]{0,20}") {
            let text = format!("{before}{middle}{after}");
            let found = anna().mentioned_in(&text);
            let lower = text.to_ascii_lowercase();
            prop_assert!(!found || anna().like_patterns().iter().any(|pattern| like(&lower, pattern)));
        }

        /// Redacting any text neither panics nor leaves an identifier.
        #[test]
        fn redacted_text_contains_none(parts in proptest::collection::vec("Anna|Moretti|anna.moretti@example.com|39|06555|0134|[ ,.@%+-]|\\PC|%4", 0..12)) {
            let text = parts.concat();
            if let Some(redacted) = anna().redacted(&text) {
                prop_assert!(!anna().mentioned_in(&redacted), "{} became {}", text, redacted);
            }
        }
    }
}
