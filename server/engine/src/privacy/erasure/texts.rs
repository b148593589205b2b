//! The texts inside a stored value: of a JSON document its strings, of another text the text itself.

use domain::privacy::Identifiers;
use serde_json::Value;

/// Calls `each` with every text of a stored value until it returns `false`. The strings of a list also count as one text,
/// because a first and a last name can be two cells of a row.
pub(super) fn each_text(stored: &str, each: &mut impl FnMut(&str) -> bool) {
    match document(stored) {
        Some(document) => drop(walk(&document, each)),
        None => drop(each(stored)),
    }
}

/// The stored value with a token where an identifier was; `None` where it contains none.
pub(super) fn redacted(stored: &str, identifiers: &Identifiers) -> Option<String> {
    let Some(mut document) = document(stored) else { return identifiers.redacted(stored) };
    redact(&mut document, identifiers).then(|| document.to_string())
}

/// Replaces the identifiers in the strings of a document. Returns whether there were any.
pub(super) fn redact(value: &mut Value, identifiers: &Identifiers) -> bool {
    match value {
        Value::String(text) => match identifiers.redacted(text) {
            Some(redacted) => {
                *text = redacted;
                true
            }
            None => false,
        },
        Value::Array(values) => values.iter_mut().fold(false, |changed, value| redact(value, identifiers) | changed),
        Value::Object(members) => {
            members.values_mut().fold(false, |changed, value| redact(value, identifiers) | changed)
        }
        _ => false,
    }
}

/// Whether a document contains an identifier.
fn walk(value: &Value, each: &mut impl FnMut(&str) -> bool) -> bool {
    match value {
        Value::String(text) => each(text),
        Value::Array(values) => {
            let strings: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            let joined = strings.filter(|strings| strings.len() > 1).map(|strings| strings.join(" "));
            values.iter().all(|value| walk(value, each)) && joined.is_none_or(|joined| each(&joined))
        }
        Value::Object(members) => members.iter().all(|(name, value)| each(name) && walk(value, each)),
        Value::Number(number) => each(&number.to_string()),
        Value::Null | Value::Bool(_) => true,
    }
}

/// The JSON document that a stored value is, if it is one with parts.
fn document(stored: &str) -> Option<Value> {
    if !stored.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(stored).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> Identifiers {
        Identifiers::new(["anna@example.com"], [], &["Anna", "Moretti"])
    }

    fn mentions(stored: &str) -> bool {
        let mut found = false;
        each_text(stored, &mut |text| {
            found = anna().mentioned_in(text);
            !found
        });
        found
    }

    #[test]
    fn texts_of_documents_lists_and_plain_values_are_found() {
        for stored in [
            "to anna@example.com",
            r#"{"body":"by Anna\nMoretti"}"#,
            r#"[{"field":"x","new":"anna@example.com"}]"#,
            r#"["Anna","Moretti","Rome"]"#,
            r#"{"Anna Moretti":1}"#,
            "{broken Anna Moretti",
        ] {
            assert!(mentions(stored), "{stored}");
        }
        assert!(!mentions(r#"{"a":"Anna","b":"Bruno"}"#));
    }

    #[test]
    fn redacted_documents_stay_documents() {
        let redacted = redacted(r#"{"a":["anna@example.com","x"],"n":1}"#, &anna()).unwrap();
        assert_eq!(redacted, r#"{"a":["[deleted contact]","x"],"n":1}"#);
        assert_eq!(super::redacted(r#"{"a":"x"}"#, &anna()), None);
        assert_eq!(super::redacted("Anna Moretti", &anna()).as_deref(), Some("[deleted contact]"));
    }
}
