//! What a provider says of somebody: in its token, and besides where the token does not say all of it.

use domain::{email::Email, provider::name_of};
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Every claim that is not of the standard, by its name.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Rest {
    #[serde(flatten)]
    claims: BTreeMap<String, Value>,
}

impl AdditionalClaims for Rest {}

/// What one source says. What it does not say another may.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    email: Option<(String, bool)>,
    name: String,
    groups: Option<Vec<String>>,
}

impl Told {
    /// What these claims say, with the groups in the claim of this name.
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

    /// Whether more is to be asked for: the address, or the groups where they mean something.
    pub fn lacks(&self, groups: bool) -> bool {
        self.email.is_none() || (groups && self.groups.is_none())
    }

    /// The same with what another source adds. An address and its being verified are taken from one source.
    pub fn or(self, other: Self) -> Self {
        Self {
            email: self.email.or(other.email),
            name: if self.name.is_empty() { other.name } else { self.name },
            groups: self.groups.or(other.groups),
        }
    }

    /// The address, and whether it is verified.
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

/// One text or many; whatever else a provider puts there is no group.
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
    fn groups_are_texts() {
        assert_eq!(texts(&json!(["a", 1, "b", ["c"]])), ["a", "b"]);
        assert_eq!(texts(&json!("a")), ["a"]);
        assert!(texts(&json!({ "a": 1 })).is_empty() && texts(&json!(null)).is_empty());
    }

    #[test]
    fn claims_are_read_by_their_names() {
        let told = Told::new(
            &json!({ "given_name": "Nora", "family_name": "Nord", "email": "n@example.com", "email_verified": "true", "crm": ["a"] }),
            "crm",
        );
        assert_eq!((told.name(), told.email().1), ("Nora Nord", false));
        assert_eq!(told.groups(), ["a"]);
        assert!(Told::new(&json!({}), "groups").lacks(false));
    }

    #[test]
    fn an_address_and_its_proof_come_from_one_source() {
        let says = |email: Option<(&str, bool)>, groups: Option<&[&str]>| Told {
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
