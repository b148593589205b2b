//! Text normalization: the one form in which names, values and search terms are compared, the same on both databases.
//!
//! Normalized text is in lower case and has no accents, so a search finds a name however it was typed and a sorted list reads as
//! people expect. The databases store it (`record.name_normalized`, `record.normalized`, `record_search`) and compare it byte by
//! byte; for a text of ASCII alone it is what their own `lower()` gives.

use unicode_normalization::{UnicodeNormalization, char::decompose_canonical};

/// How many characters of a search are used; the rest is ignored.
pub const SEARCH_MAX: usize = 100;

/// Normalizes a text of one line: lower case, no accents, white space as single spaces. `José  Ñ` becomes `jose n`.
pub fn normalize(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word = normalize_value(word);
        if !normalized.is_empty() && !word.is_empty() {
            normalized.push(' ');
        }
        normalized.push_str(&word);
    }
    normalized
}

/// Normalizes the letters and keeps the white space, because a value may have lines.
pub fn normalize_value(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for lower in text.chars().flat_map(char::to_lowercase) {
        decompose_canonical(lower, |c| match c {
            _ if is_accent(c) => {}
            // The same letter, at the end of a word.
            'ς' => plain.push('σ'),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            _ => plain.push(c),
        });
    }
    // What was taken apart and had no accent, such as a Korean syllable, is put together again.
    plain.nfc().collect()
}

/// Whether a character is a combining mark of the Latin, Greek and Cyrillic scripts. The marks of other scripts are left alone,
/// because there they make another letter: `が` is not `か`, and Hindi writes its vowels with them.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The text of a record that a search looks through: its name, its keys (a contact's e-mails), and its phone as written and as
/// digits alone. Each is normalized and has a line of its own, so that no match runs from one into the next.
pub fn search_text<'a>(name: &str, keys: impl IntoIterator<Item = &'a str>, phone: Option<&str>) -> String {
    let mut parts = vec![normalize(name)];
    parts.extend(keys.into_iter().map(normalize));
    if let Some(phone) = phone {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        parts.push(normalize(phone));
        if digits != phone {
            parts.push(digits);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// Normalizes what was typed into a search box. `None` if nothing was typed, and the search is for everything.
///
/// What consists of accents alone has no normalized form. It is searched for as it was typed, and so found nowhere: normalized
/// text has no accents.
pub fn search_term(typed: &str) -> Option<String> {
    let term = bounded(&normalize(typed));
    let term = if term.is_empty() { bounded(typed) } else { term };
    (!term.is_empty()).then_some(term)
}

/// The first characters of a search, without control characters.
fn bounded(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(SEARCH_MAX).collect();
    text.trim().to_owned()
}

/// The terms to search for: the normalized text and, for what can only be a part of a phone number, its digits alone, so that a
/// phone is found however it was written. Empty if nothing was typed.
pub fn search_terms(typed: &str) -> Vec<String> {
    let term = search_term(typed);
    let digits = term.as_deref().and_then(phone_digits);
    term.into_iter().chain(digits).collect()
}

/// The digits of a term that consists of digits and of the separators of phone numbers. `None` for fewer than four digits, which
/// would match almost every phone.
pub fn phone_digits(term: &str) -> Option<String> {
    const FEWEST: usize = 4;

    let digits: String = term.chars().filter(char::is_ascii_digit).collect();
    let phone = term.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    (phone && digits.len() >= FEWEST && digits != term).then_some(digits)
}

/// Up to two initials of a name, in upper case.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normalize_removes_accents_and_case() {
        assert_eq!(normalize("  José\t ÑUÑO "), "jose nuno");
        assert_eq!(normalize("Straße Øre Łódź Ægir"), "strasse ore lodz aegir");
        assert_eq!(normalize("e\u{301}"), "e");
        assert_eq!(normalize("Nguyễn Thị Đức"), "nguyen thi duc");
        assert_eq!(normalize("Αθήνα ΟΔΥΣΣΈΑΣ Οδυσσέας ΐ ᾼ"), "αθηνα οδυσσεασ οδυσσεασ ι α");
        assert_eq!(normalize("Жан Алёна"), "жан алена");
        assert_eq!(normalize_value(" CITTÀ\n di  Castello "), " citta\n di  castello ");
    }

    #[test]
    fn normalize_keeps_marks_that_make_another_letter() {
        for text in ["李", "が", "हिन्दी", "한국어", "ไทย"] {
            assert_eq!(normalize(text), text);
        }
    }

    #[test]
    fn search_for_accents_alone_finds_nothing() {
        let term = search_term(" \u{301}\u{308} ").unwrap_or_default();
        assert!(!term.is_empty());
        assert!(!search_text("Jose\u{301}\u{308}", [], None).contains(&term));
        assert_eq!(search_term(" \t\u{7}"), None);
    }

    #[test]
    fn indexes_a_phone_both_ways() {
        let text = search_text("Anna Moretti", ["anna@example.com"], Some("+39 06 555"));
        assert_eq!(text, "anna moretti\nanna@example.com\n+39 06 555\n3906555");
        assert_eq!(search_text("", [], None), "");
    }

    #[test]
    fn a_phone_is_looked_for_both_ways() {
        assert_eq!(search_terms("(06) 555-01"), ["(06) 555-01", "0655501"]);
        assert_eq!(search_terms("065550"), ["065550"]);
        assert_eq!(search_terms("2027-1a"), ["2027-1a"]);
        assert_eq!(search_terms("1-2"), ["1-2"]);
        assert!(search_terms("  ").is_empty());
    }

    #[test]
    fn takes_initials() {
        assert_eq!(initials("Anna Maria Moretti"), "AM");
        assert_eq!(initials("anna"), "A");
        assert_eq!(initials("(de) Rossi"), "DR");
        assert_eq!(initials(" — "), "");
    }

    proptest! {
        #[test]
        fn normalized_text_is_normalized_to_itself(text in "\\PC{0,40}") {
            let once = normalize(&text);
            prop_assert_eq!(normalize(&once), once);
            let once = normalize_value(&text);
            prop_assert_eq!(normalize_value(&once), once);
        }

        /// The databases make the normalized form of an ASCII text themselves, with `lower()`.
        #[test]
        fn ascii_is_normalized_to_lower_case(text in "[ -~\n\t]{0,40}") {
            prop_assert_eq!(normalize_value(&text), text.to_ascii_lowercase());
        }

        #[test]
        fn composed_and_decomposed_text_are_normalized_alike(text in "[a-zA-ZÀ-ÿĀ-ſΆ-ώЀ-џẠ-ỹἀ-ῼ ]{0,20}") {
            let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
            prop_assert_eq!(normalize(&composed), normalize(&decomposed));
            prop_assert!(!normalize(&text).chars().any(is_accent));
        }

        #[test]
        fn case_makes_no_difference(text in "[a-zA-ZÀ-ÖØ-öø-ÿΆ-Ώά-ώЀ-џẠ-ỹ ]{0,20}") {
            prop_assert_eq!(normalize(&text.to_uppercase()), normalize(&text.to_lowercase()));
        }

        #[test]
        fn any_part_of_a_name_is_found(name in "[a-zA-ZàèìòùéñđςΆ-ώẠ-ỹ ]{1,20}", from in 0_usize..20, len in 1_usize..10) {
            let part: String = name.chars().skip(from).take(len).collect();
            if let Some(term) = search_term(&part) {
                prop_assert!(search_text(&name, [], None).contains(&term));
            }
        }
    }
}
