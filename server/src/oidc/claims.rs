//! The claims of a person, from the ID token and, where that is incomplete, from the `UserInfo` endpoint.

use domain::{email::Email, provider::name_of};
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// All claims that are not standard claims, by name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct ExtraClaims {
    #[serde(flatten)]
    claims: BTreeMap<String, Value>,
}

impl AdditionalClaims for ExtraClaims {}

/// The claims of one source.
#[derive(Clone, Debug, Default)]
pub(super) struct ProviderClaims {
    email: Option<(String, bool)>,
    name: String,
    groups: Option<Vec<String>>,
}

impl ProviderClaims {
    /// Reads the claims; `groups` is the name of the claim that holds the groups.
    pub fn new(claims: &impl Serialize, groups: &str) -> Self {
        let claims = serde_json::to_value(claims).unwrap_or_default();
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        let whole = format!("{} {}", text("given_name"), text("family_name"));
        let verified = claims.get("email_verified") == Some(&Value::Bool(true));
        Self {
            email: Some(text("email")).filter(|email| !email.is_empty()).map(|email| (email.to_owned(), verified)),
            name: name_of([text("name"), &whole, text("nickname"), text("preferred_username")]),
            groups: claims.get(groups).map(texts),
        }
    }

    /// Whether another source is needed: for the e-mail address, or for the groups if they are mapped to roles.
    pub fn lacks(&self, groups: bool) -> bool {
        self.email.is_none() || (groups && self.groups.is_none())
    }

    /// Fills gaps from another source. An e-mail address and its verification always come from the same source.
    pub fn or(self, other: Self) -> Self {
        Self {
            email: self.email.or(other.email),
            name: if self.name.is_empty() { other.name } else { self.name },
            groups: self.groups.or(other.groups),
        }
    }

    /// The e-mail address, and whether it is verified.
    pub fn email(&self) -> (Option<Email>, bool) {
        match &self.email {
            Some((email, verified)) => (Email::parse(email).ok(), *verified),
            None => (None, false),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The groups.
    pub fn groups(self) -> Vec<String> {
        self.groups.unwrap_or_default()
    }
}

/// A string or an array of strings; other JSON values are not groups.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_non_strings_are_ignored() {
        assert_eq!(texts(&json!(["a", 1, "b", ["c"]])), ["a", "b"]);
        assert_eq!(texts(&json!("a")), ["a"]);
        assert!(texts(&json!({ "a": 1 })).is_empty() && texts(&json!(null)).is_empty());
    }

    #[test]
    fn claims_are_read_by_name() {
        let claims = ProviderClaims::new(
            &json!({ "given_name": "Nora", "family_name": "Nord", "email": "n@example.com", "email_verified": "true", "crm": ["a"] }),
            "crm",
        );
        assert_eq!((claims.name(), claims.email().1), ("Nora Nord", false));
        assert_eq!(claims.groups(), ["a"]);
        assert!(ProviderClaims::new(&json!({}), "groups").lacks(false));
    }

    #[test]
    fn email_and_verification_come_from_one_source() {
        let says = |email: Option<(&str, bool)>, groups: Option<&[&str]>| ProviderClaims {
            email: email.map(|(email, verified)| (email.to_owned(), verified)),
            name: String::new(),
            groups: groups.map(|groups| groups.iter().map(|group| (*group).to_owned()).collect()),
        };
        let token = says(Some(("Nora@Example.com", false)), None);
        assert!(token.lacks(true) && !token.lacks(false));
        let both = token.or(says(Some(("other@example.com", true)), Some(&["sales"])));
        let (email, verified) = both.email();
        assert_eq!((email.unwrap().as_str(), verified), ("nora@example.com", false));
        assert_eq!(both.groups(), ["sales"]);
        assert_eq!(says(Some(("none", true)), None).email().0, None);
    }
}
