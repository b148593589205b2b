//! Parsing of domains and web addresses.

/// The maximum length of a domain, in characters.
const DOMAIN_MAX: usize = 253;

/// The domain of a text, without scheme, `www.` and path: `https://www.Example.com/about` becomes `example.com`.
pub(super) fn parse_domain(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = text.split(['/', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    is_host(host).then(|| host.to_owned())
}

/// A link with the scheme `http` or `https`; `https` is added to a text without one.
pub(super) fn parse_link(text: &str) -> Option<String> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"`".contains(c)) {
        return None;
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_lowercase(), rest),
        None => ("https".to_owned(), text),
    };
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        Some(_) => return None,
        None => host,
    };
    is_host(&name.to_lowercase()).then(|| format!("{scheme}://{}{path}", host.to_lowercase()))
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().count() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    host.chars().count() <= DOMAIN_MAX && host.contains('.') && host.split('.').all(label)
}
