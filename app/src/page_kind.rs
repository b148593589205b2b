//! How the page of a request is delivered: plain, or with the program of the browser.

use axum::http::request::Parts;
use leptos::prelude::with_context;

/// Whether the page is plain: forms and tables that work without the program of the browser, which is not sent with it.
pub(crate) fn is_plain_page() -> bool {
    with_context(|parts: &Parts| is_plain(parts.uri.path())).unwrap_or_default()
}

/// Whether the page is a board, which has a script of its own.
pub(crate) fn is_board() -> bool {
    with_context(|parts: &Parts| parts.uri.path().ends_with("/board")).unwrap_or_default()
}

fn is_plain(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    matches!(
        segments[..],
        ["" | "search" | "sign-in" | "set-up" | "invitation" | "operations" | "erasures"]
            | ["imports" | "operations" | "erasures" | "sign-in", _]
            | ["trash", "restore" | "purge"]
            | ["settings" | "account", ..]
            | [_, "assign" | "board" | "columns" | "delete" | "filter" | "move" | "new" | "views"]
            | [_, _, "associate" | "edit" | "erase" | "hold"]
    )
}

#[cfg(test)]
mod tests {
    use super::is_plain;
    use std::collections::BTreeSet;

    /// The pages that the program of the browser can show: those that `pages` exports on both sides.
    fn hydrated_pages() -> BTreeSet<&'static str> {
        let mut conditional = false;
        let mut pages = BTreeSet::new();
        for line in include_str!("pages/mod.rs").lines() {
            if let Some(exported) = line.strip_prefix("pub use ").filter(|_| !conditional) {
                let names = exported.split_once("::").unwrap().1.trim_matches(['{', '}', ';']);
                pages.extend(names.split(',').map(str::trim));
            }
            conditional = line.starts_with("#[cfg(");
        }
        pages
    }

    /// The path and the page of every route, with a value for each parameter.
    fn routes() -> Vec<(String, &'static str)> {
        let source = include_str!("lib.rs");
        let attribute = |tag: &'static str, start: &str, end: char| -> &'static str {
            let value = &tag[tag.find(start).unwrap() + start.len()..];
            value.split(end).next().unwrap().trim()
        };
        let mut parents: Vec<&str> = Vec::new();
        let mut routes = Vec::new();
        for tag in source.split('<').skip(1) {
            if tag.starts_with("ParentRoute") {
                parents.push(attribute(tag, "path!(\"", '"'));
            } else if tag.starts_with("/ParentRoute") {
                parents.pop();
            } else if tag.starts_with("Route") && tag.contains("view=pages::") {
                let segments = parents.concat() + attribute(tag, "path!(\"", '"');
                let segments = segments.split('/').map(|segment| if segment.starts_with(':') { "7" } else { segment });
                let path = segments.collect::<Vec<_>>().join("/");
                let page = attribute(tag, "view=pages::", ' ').split_whitespace().next().unwrap();
                routes.push((path, page.trim_end_matches(['/', '>'])));
            }
        }
        routes
    }

    #[test]
    fn plain_pages_are_the_routes_that_the_browser_does_not_render() {
        let (hydrated, routes) = (hydrated_pages(), routes());
        assert!(hydrated.contains("Index") && !hydrated.contains("Home"), "{hydrated:?}");
        assert!(routes.len() > 50, "{routes:?}");
        for (path, page) in routes {
            assert_eq!(is_plain(&path), !hydrated.contains(page), "{path} shows {page}");
        }
    }
}
