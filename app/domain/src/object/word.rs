//! Identifiers made from names: slugs of objects, keys of properties, tags of options and labels. A name can change, the
//! identifier stays, because records and links store it.

use super::{OWNER, SECONDARY_KEYS, STAGE};
use crate::text::normalize;

/// The maximum length of an identifier, in characters.
pub const WORD_MAX: usize = 40;

/// Slugs that no object can have: the first parts of the addresses of pages and files, present or planned.
pub const RESERVED_SLUGS: [&str; 38] = [
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
    "erasures",
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

/// Keys that no property can have: columns of a record and parameters of addresses.
const RESERVED_KEYS: [&str; 8] = [OWNER, STAGE, SECONDARY_KEYS, "with", "version", "id", "created", "updated"];

/// Turns a name into lower-case ASCII letters, digits and `between`, starting with a letter. Empty for a name without
/// Latin letters and digits.
fn word(name: &str, between: char) -> String {
    let mut word = String::new();
    for c in normalize(name).chars() {
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

/// The slug of an object with this plural, for example `service-contracts`.
pub fn slug_of(many: &str) -> String {
    word(many, '-')
}

/// Whether a text has the form of a slug.
pub fn is_slug(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() <= WORD_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(inner)
}

/// A key for a new property with this label, which is neither reserved nor `taken`.
pub fn fresh_key(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "property", |key| RESERVED_KEYS.contains(&key) || taken(key))
}

/// A tag for a new option with this label, which is not `taken`.
pub fn fresh_tag(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "option", taken)
}

/// A tag for a new association label with this name, which is not `taken`.
pub fn fresh_label(label: &str, taken: impl Fn(&str) -> bool) -> String {
    fresh(label, "label", taken)
}

fn fresh(label: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let word = word(label, '_');
    let word = if word.is_empty() { otherwise.to_owned() } else { word };
    let numbered = (2..).map(|number| format!("{word}_{number}"));
    // The numbers are endless, so one is always free and the fallback is never used.
    std::iter::once(word.clone()).chain(numbered).find(|key| !taken(key)).unwrap_or(word)
}

/// A name as it is written inside a sentence: the first letter in lower case, unless its first word has other capitals.
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
    fn names_become_identifiers() {
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
    fn inside_a_sentence_keeps_acronyms() {
        assert_eq!(inside_a_sentence(" Vehicle"), "vehicle");
        assert_eq!(inside_a_sentence("Service Contract"), "service Contract");
        assert_eq!(inside_a_sentence("KPI"), "KPI");
        assert_eq!(inside_a_sentence("È"), "È");
        assert_eq!(inside_a_sentence("R&D project"), "R&D project");
        assert_eq!(inside_a_sentence(""), "");
    }

    proptest! {
        #[test]
        fn identifiers_are_safe_in_addresses_and_sql(name in "\\PC{0,80}") {
            let slug = slug_of(&name);
            prop_assert!(slug.is_empty() || is_slug(&slug), "{slug}");
            let key = fresh_key(&name, |_| false);
            prop_assert!(key.len() <= WORD_MAX && key.starts_with(|c: char| c.is_ascii_lowercase()));
            prop_assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
            prop_assert!(matches!(crate::filter::Field::from_word(&key), Some(crate::filter::Field::Property(_))));
        }
    }
}
