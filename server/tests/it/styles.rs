//! Test of class names: every class of a view is in the style sheets or the scripts, so that a renamed class leaves no
//! part of a page unstyled.

use super::sources::{files, root};
use std::{collections::BTreeSet, fs};

/// Classes that have no style: they name an element for the browser tests.
const HOOKS: [&str; 2] = ["found", "hold"];

/// The words that follow each `start` up to `end`.
fn words_after<'a>(text: &'a str, start: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    text.split(start)
        .skip(1)
        .filter_map(move |rest| rest.split_once(end))
        .flat_map(|(words, _)| words.split_whitespace())
}

/// The class selectors of a style sheet.
fn selectors(css: &str) -> BTreeSet<String> {
    let names = css.split('.').skip(1);
    let names = names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect::<String>());
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())).collect()
}

#[test]
fn classes_of_views_are_in_the_style_sheets() {
    let mut styled: BTreeSet<String> = HOOKS.iter().map(|hook| (*hook).to_owned()).collect();
    for sheet in files(&root().join("style"), &["css"]) {
        styled.extend(selectors(&fs::read_to_string(sheet).unwrap()));
    }
    let mut used = 0;
    let mut unstyled = Vec::new();
    for source in files(&root().join("app/src"), &["rs"]) {
        let text = fs::read_to_string(&source).unwrap();
        for class in words_after(&text, "class=\"", '"') {
            used += 1;
            if !styled.contains(class) {
                unstyled.push(format!("{class} in {}", source.display()));
            }
        }
    }
    assert!(used > 500, "only {used} classes were found");
    assert!(unstyled.is_empty(), "{}", unstyled.join("\n"));
}

#[test]
fn selectors_and_classes_are_found() {
    assert_eq!(
        selectors(".card > header, td .who:hover { width: .5em } .hide-s{}").into_iter().collect::<Vec<_>>(),
        ["card", "hide-s", "who"]
    );
    assert_eq!(words_after("<p class=\"a b\"><i class=\"c\">", "class=\"", '"').collect::<Vec<_>>(), ["a", "b", "c"]);
}
