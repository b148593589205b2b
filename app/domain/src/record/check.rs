//! The check of a record. Every record from a form, an import or another source passes through [`check`].

use crate::{
    ids::{StageId, UserId},
    object::{OWNER, Object, PHONE, PropertyKind, SECONDARY_KEYS, STAGE},
    text,
    value::{Problem, Values, as_key, check_email, check_value},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The maximum length of a name that is the first line of a multi-line text, in characters.
const NAME_MAX: usize = 120;
/// The maximum of secondary keys of a record.
pub const SECONDARY_KEYS_MAX: usize = 20;

/// The fields of the form of a record, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordInput {
    /// The texts by property key.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// The secondary keys, separated by line breaks, commas or semicolons.
    #[serde(default)]
    pub secondary_keys: String,
    /// The owner's id, or empty for an unassigned record.
    #[serde(default)]
    pub owner: String,
    /// The id or name of the stage; empty for the first one, if the object has stages.
    #[serde(default)]
    pub stage: String,
}

/// A record that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its name.
    pub name: String,
    /// Its unique key.
    pub key: Option<String>,
    /// Its secondary keys, which differ from each other and from the unique key.
    pub secondary_keys: Vec<String>,
    /// Its other values.
    pub values: Values,
    /// Its owner.
    pub owner: Option<UserId>,
    /// Its stage; `None` if the object has no pipeline.
    pub stage: Option<StageId>,
    /// The text that a search looks through.
    pub search: String,
}

/// A field and the problem with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's key.
    pub field: String,
    /// The problem.
    pub problem: Problem,
}

impl Accepted {
    /// A record of values in their stored form, with the name and the search text that follow from them. The name is empty
    /// where no value gives one.
    pub fn of_values(
        object: &Object,
        values: Values,
        key: Option<String>,
        secondary_keys: Vec<String>,
        owner: Option<UserId>,
        stage: Option<StageId>,
    ) -> Self {
        let name = name(object, &values, key.as_deref());
        let keys = key.iter().chain(&secondary_keys).map(String::as_str);
        let search = text::search_text(&name, keys, values.get(PHONE).map(String::as_str));
        Self { name, key, secondary_keys, values, owner, stage, search }
    }

    /// Adds those of the values `before` whose property the object does not have now: if the property is restored from the
    /// archive, so are they.
    #[must_use]
    pub fn keeping(mut self, object: &Object, before: &Values) -> Self {
        let gone = before.iter().filter(|(key, _)| object.property(key).is_none());
        self.values.extend(gone.map(|(key, value)| (key.clone(), value.clone())));
        self
    }

    /// The record as a form sends it.
    pub fn as_input(&self, object: &Object) -> RecordInput {
        let mut values = self.values.clone();
        if let (Some(property), Some(key)) = (&object.key_property, &self.key) {
            values.insert(property.clone(), key.clone());
        }
        RecordInput {
            values,
            secondary_keys: self.secondary_keys.join("\n"),
            owner: self.owner.map(|owner| owner.to_string()).unwrap_or_default(),
            stage: self.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        }
    }
}

impl FieldError {
    /// An error at `field`.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem }
    }
}

/// Checks a record. Values of unknown keys are dropped, so that a form that is older than a change of properties can still
/// be saved.
///
/// # Errors
/// One error for each field that is not valid, in the order of the form.
pub fn check(object: &Object, input: &RecordInput) -> Result<Accepted, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut values = Values::new();
    for property in &object.properties {
        let value = input.values.get(&property.key).map_or("", |value| value.trim());
        if value.is_empty() {
            if property.required {
                errors.push(FieldError::new(&property.key, Problem::Required));
            }
            continue;
        }
        let checked = if object.is_key(&property.key) { as_key(property, value) } else { check_value(property, value) };
        match checked {
            Ok(value) => drop(values.insert(property.key.clone(), value)),
            Err(problem) => errors.push(FieldError::new(&property.key, problem)),
        }
    }
    let key = object.key_property.as_ref().and_then(|key| values.remove(key));
    let further = if object.has_secondary_keys() { input.secondary_keys.as_str() } else { "" };
    let secondary_keys = check_secondary_keys(further, key.as_deref()).unwrap_or_else(|problem| {
        errors.push(FieldError::new(SECONDARY_KEYS, problem));
        Vec::new()
    });
    let stage = match input.stage.trim() {
        "" => object.stages().next(),
        stage => object.stage_meant(stage),
    };
    if stage.is_none() && object.stages().next().is_some() {
        errors.push(FieldError::new(STAGE, Problem::NoSuchStage));
    }
    let stage = stage.map(|stage| stage.id);
    let owner = match input.owner.trim() {
        "" => None,
        owner => {
            let parsed = owner.parse().ok();
            if parsed.is_none() {
                errors.push(FieldError::new(OWNER, Problem::NoSuchUser));
            }
            parsed
        }
    };
    let accepted = Accepted::of_values(object, values, key, secondary_keys, owner, stage);
    if accepted.name.is_empty() && errors.is_empty() {
        let field = object.name_properties.first().map_or(OWNER, String::as_str);
        errors.push(FieldError::new(field, Problem::NameOrKey));
    }
    if errors.is_empty() { Ok(accepted) } else { Err(errors) }
}

/// The name of a record: its name properties (of a multi-line text the first line), else its key, else its phone number.
fn name(object: &Object, values: &Values, key: Option<&str>) -> String {
    let part = |key: &String| {
        let value = values.get(key)?;
        let long = object.property(key).is_some_and(|property| property.kind == PropertyKind::LongText);
        let line = value.lines().next().unwrap_or_default();
        Some(if long { line.chars().take(NAME_MAX).collect() } else { value.clone() })
    };
    let parts: Vec<String> = object.name_properties.iter().filter_map(part).collect();
    if !parts.is_empty() {
        return parts.join(" ");
    }
    key.or_else(|| values.get(PHONE).map(String::as_str)).unwrap_or_default().to_owned()
}

fn check_secondary_keys(text: &str, first: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut keys: Vec<String> = Vec::new();
    for part in text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let key = check_email(part)?;
        if Some(key.as_str()) == first || keys.contains(&key) {
            return Err(Problem::Twice);
        }
        keys.push(key);
    }
    if keys.len() > SECONDARY_KEYS_MAX {
        return Err(Problem::TooMany(SECONDARY_KEYS_MAX));
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{object::tests::contact, value::TEXT_MAX};

    fn input(pairs: &[(&str, &str)]) -> RecordInput {
        RecordInput {
            values: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..RecordInput::default()
        }
    }

    fn problems(input: &RecordInput) -> Vec<(String, Problem)> {
        check(&contact(), input).unwrap_err().into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn valid_contact_is_accepted() {
        let accepted = check(
            &contact(),
            &RecordInput {
                secondary_keys: "a@example.com; B@example.com\n".to_owned(),
                owner: "7".to_owned(),
                ..input(&[
                    ("first_name", " Anna "),
                    ("last_name", "Moretti"),
                    ("email", "Anna@Example.com"),
                    ("phone", "+39 06"),
                    ("shoe_size", "38"),
                ])
            },
        )
        .unwrap();
        assert_eq!(accepted.name, "Anna Moretti");
        assert_eq!(accepted.key.as_deref(), Some("anna@example.com"));
        assert_eq!(accepted.secondary_keys, ["a@example.com", "b@example.com"]);
        assert_eq!(accepted.values.keys().collect::<Vec<_>>(), ["first_name", "last_name", "phone"]);
        assert_eq!(accepted.owner, Some(UserId(7)));
        assert!(accepted.search.contains("b@example.com"));
    }

    #[test]
    fn name_defaults_to_key_then_phone() {
        assert_eq!(check(&contact(), &input(&[("email", "x@example.com")])).unwrap().name, "x@example.com");
        assert_eq!(check(&contact(), &input(&[("phone", "12")])).unwrap().name, "12");
        assert_eq!(problems(&input(&[("company", "Lumen")])), [("first_name".to_owned(), Problem::NameOrKey)]);
    }

    #[test]
    fn every_invalid_field_is_reported() {
        let wrong = RecordInput {
            secondary_keys: "a@example.com, a@example.com".to_owned(),
            owner: "me".to_owned(),
            ..input(&[("first_name", &"x".repeat(501)), ("email", "nope"), ("phone", "none"), ("company", "a\u{7}b")])
        };
        assert_eq!(
            problems(&wrong),
            [
                ("first_name".to_owned(), Problem::TooLong(TEXT_MAX)),
                ("email".to_owned(), Problem::NotAnEmail),
                ("phone".to_owned(), Problem::NotAPhone),
                ("company".to_owned(), Problem::Unprintable),
                (SECONDARY_KEYS.to_owned(), Problem::Twice),
                (OWNER.to_owned(), Problem::NoSuchUser),
            ]
        );
    }

    #[test]
    fn secondary_key_must_differ_from_unique_key() {
        let twice = RecordInput { secondary_keys: "A@example.com".to_owned(), ..input(&[("email", "a@example.com")]) };
        assert_eq!(problems(&twice), [(SECONDARY_KEYS.to_owned(), Problem::Twice)]);
    }
}
