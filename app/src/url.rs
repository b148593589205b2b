//! Addresses of pages.

use leptos_router::location::Url;

/// A path with a query, whose values are escaped.
pub(crate) fn address<N: AsRef<str>>(path: &str, pairs: &[(N, String)]) -> String {
    let mut text = path.to_owned();
    for (index, (name, value)) in pairs.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name.as_ref());
        text.push('=');
        text.push_str(&Url::escape(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_values_are_escaped() {
        let pairs = [("q", "a&b".to_owned()), ("f", "c=d".to_owned())];
        assert_eq!(address("/contacts", &pairs), "/contacts?q=a%26b&f=c%3Dd");
        assert_eq!(address::<&str>("/contacts", &[]), "/contacts");
    }
}
