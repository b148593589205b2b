//! The query of a URL, which is the state of a page together with its path.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The names and values of a query, decoded once. The router's own map decodes them twice, which changes a search term or an
/// inner URL that contains a `%`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Parses the part of a URL after the `?`.
    pub fn of(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The last value of a name.
    pub fn get(&self, name: &str) -> Option<String> {
        self.get_str(name).map(str::to_owned)
    }

    /// The last value of a name, borrowed.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The query as a struct with a text for each name. A name that occurs several times, as a form without JavaScript sends
    /// it, is a list of texts. `None` when it is not understood.
    #[cfg(any(feature = "ssr", test))]
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        use serde_json::{Map, Value};

        let mut fields = Map::new();
        for (name, value) in &self.0 {
            let value = Value::String(value.clone());
            match fields.get_mut(name) {
                None => drop(fields.insert(name.clone(), value)),
                Some(Value::Array(values)) => values.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
            }
        }
        serde_json::from_value(Value::Object(fields)).ok()
    }

    /// Every value of a name, in order: check boxes of a plain form repeat their name.
    #[cfg(any(feature = "ssr", test))]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }
}

/// The query of the current page.
#[track_caller]
pub fn use_query() -> Memo<Query> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|search| Query::of(search)))
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn query_values_are_decoded_once() {
        let query = Query::of("q=20%2525+de%26x&ids=1&ids=2&back=%2Fcontacts%3Fq%3Da%2526b");
        assert_eq!(query.get_str("q"), Some("20%25 de&x"));
        assert_eq!(query.get_str("back"), Some("/contacts?q=a%26b"));
        assert_eq!((query.get_str("ids"), query.all("ids")), (Some("2"), vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(query.get("none"), None);
    }
}
