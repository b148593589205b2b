//! Words that are made of what an admin calls a thing: addresses of objects, keys of properties, tags of options. A name
//! can change; the word stays, because records and links hold it.

use super::{FURTHER_KEYS, OWNER, STAGE};
use crate::text::fold;

/// Most characters of a word.
pub const WORD_MAX: usize = 40;

/// First parts of addresses that are pages or files of the product, now or by their nature: no object may be called so.
pub const RESERVED_SLUGS: [&str; 37] = [
    "account",
    "admin",
    "api",
    "approvals",
    "audit",
    "blocklist",
    "docs",
    "error",
    "export",
    "favicon.svg",
    "health",
    "healthz",
    "help",
    "home",
    "hooks",
    "imports",
    "invitation",
    "invite",
    "lists",
    "metrics",
    "new",
    "operations",
    "pkg",
    "privacy",
    "readyz",
    "robots.txt",
    "search",
    "set-up",
    "settings",
    "sign-in",
    "sign-out",
    "static",
    "styleguide",
    "trash",
    "users",
    "well-known",
    "workflows",
];

/// Fields of a record and words of addresses that are no properties.
const RESERVED_KEYS: [&str; 8] = [OWNER, STAGE, FURTHER_KEYS, "with", "version", "id", "created", "updated"];

/// A word of small letters, digits and `between`, that begins with a letter; empty where the name has neither letter nor
/// digit of the Latin alphabet.
fn word(name: &str, between: char) -> String {
    let mut word = String::new();
    for c in fold(name).chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            word.push(c);
        } else if !word.is_empty() && !word.ends_with(between) {
            word.push(between);
        }
    }
    let word: String = word.chars().take(WORD_MAX - 4).collect();
    let word = word.trim_matches(between);
    if word.starts_with(|c: char| c.is_ascii_digit()) { format!("n{between}{word}") } else { word.to_owned() }
}

/// The address of an object whose records are called so: `service-contracts`.
pub fn slug_of(many: &str) -> String {
    word(many, '-')
}

/// Whether this can be the address of an object.
pub fn is_slug(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() <= WORD_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(inner)
}

/// The key of a new property with this label: one that is not taken, by another or by a field that is none.
pub fn fresh_key(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "property", |key| RESERVED_KEYS.contains(&key) || taken(key))
}

/// The tag of a new option with this label.
pub fn fresh_tag(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "option", taken)
}

/// The tag of a new label of associations.
pub fn fresh_label(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "label", taken)
}

fn fresh(label: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let word = word(label, '_');
    let word = if word.is_empty() { otherwise.to_owned() } else { word };
    let numbered = (2..).map(|number| format!("{word}_{number}"));
    // One of the first is free: there are never as many things as numbers.
    std::iter::once(word.clone()).chain(numbered).find(|key| !taken(key)).unwrap_or(word)
}

/// A name as it stands inside a sentence: without the capital it would begin one with, unless more of it is capitals.
pub fn inside_a_sentence(name: &str) -> String {
    let name = name.trim();
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return String::new() };
    let word: String = chars.clone().take_while(|c| c.is_alphanumeric()).collect();
    if word.chars().any(char::is_uppercase) || (word.is_empty() && first.is_uppercase()) {
        return name.to_owned();
    }
    first.to_lowercase().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_words() {
        assert_eq!(slug_of("Service contracts"), "service-contracts");
        assert_eq!(slug_of("Città & Paesi"), "citta-paesi");
        assert_eq!(slug_of("3D prints"), "n-3d-prints");
        assert_eq!(slug_of("契約"), "");
        assert_eq!(fresh_key("Plate number", |_| false), "plate_number");
        assert_eq!(fresh_key("Plate number", |key| key == "plate_number"), "plate_number_2");
        assert_eq!(fresh_key("Owner", |_| false), "owner_2");
        assert_eq!(fresh_key("契約", |_| false), "property");
        assert_eq!(fresh_tag("Ünder way; soon", |_| false), "under_way_soon");
        assert_eq!(fresh_label("~", |_| false), "label");
    }

    #[test]
    fn names_inside_a_sentence_keep_what_is_all_capitals() {
        assert_eq!(inside_a_sentence(" Vehicle"), "vehicle");
        assert_eq!(inside_a_sentence("Service Contract"), "service Contract");
        assert_eq!(inside_a_sentence("KPI"), "KPI");
        assert_eq!(inside_a_sentence("È"), "È");
        assert_eq!(inside_a_sentence("R&D project"), "R&D project");
        assert_eq!(inside_a_sentence(""), "");
    }

    proptest! {
        #[test]
        fn whatever_the_name_the_word_can_stand_in_an_address_and_in_sql(name in "\\PC{0,80}") {
            let slug = slug_of(&name);
            prop_assert!(slug.is_empty() || is_slug(&slug), "{slug}");
            let key = fresh_key(&name, |_| false);
            prop_assert!(key.len() <= WORD_MAX && key.starts_with(|c: char| c.is_ascii_lowercase()));
            prop_assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
            prop_assert!(matches!(crate::filter::Field::from_word(&key), Some(crate::filter::Field::Property(_))));
        }
    }
}
