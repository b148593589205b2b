//! Test of the citations of requirements: every code in a comment has an entry in `app/domain/RULES.md`, and every
//! entry is cited.

use super::sources::{files, root};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// Folders whose sources are searched, from the root of the repository.
const SOURCES: [&str; 4] = ["app", "server", "frontend", "end2end"];

#[test]
fn rules_cited_and_defined_are_the_same() {
    let rules = fs::read_to_string(root().join("app/domain/RULES.md")).unwrap();
    let defined: Vec<&str> =
        rules.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("** ").map(|(code, _)| code)).collect();
    let defined: BTreeSet<String> = defined.into_iter().filter(|code| is_code(code)).map(str::to_owned).collect();
    assert!(defined.len() > 40, "the entries are not read: {defined:?}");
    let mut cited: BTreeMap<String, PathBuf> = BTreeMap::new();
    for source in SOURCES {
        // The examples below cite nothing.
        for file in files(&root().join(source), &["rs", "sql", "ts", "mjs"])
            .into_iter()
            .filter(|file| !file.ends_with("tests/it/rules.rs"))
        {
            for code in citations(&fs::read_to_string(&file).unwrap()) {
                cited.entry(code).or_insert_with(|| file.clone());
            }
        }
    }
    let unknown: Vec<_> = cited.iter().filter(|(code, _)| !defined.contains(*code)).collect();
    assert!(unknown.is_empty(), "cited without an entry in RULES.md: {unknown:?}");
    let unused: Vec<_> = defined.iter().filter(|code| !cited.contains_key(*code)).collect();
    assert!(unused.is_empty(), "in RULES.md but not cited: {unused:?}");
}

#[test]
fn citations_ranges_are_expanded_and_code_is_ignored() {
    let source =
        "/// One rule (R7.16, L46) and a range (L20–L22).\nlet t = \"T09\"; // and `L1` is a name, but T6 is a rule\n";
    assert_eq!(citations(source), ["R7.16", "L46", "L20", "L21", "L22", "T6"]);
    assert!(citations("let x = format!(\"{R2}\"); // `C12`\n").is_empty());
}

/// The codes that the comments of a source cite, in their order.
fn citations(source: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for comment in source.lines().filter_map(|line| line.split_once("//").map(|(_, comment)| comment)) {
        let mut range = false;
        for (place, part) in comment.split('`').enumerate() {
            // Text between backquotes is code.
            if place % 2 == 1 {
                continue;
            }
            for word in part.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
                let end = word.chars().next_back();
                let code = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
                if is_code(code) {
                    if let Some(from) = codes.last().filter(|_| range) {
                        let numbers = number(from) + 1..number(code);
                        let letter = &code[..1];
                        let between: Vec<String> = numbers.map(|number| format!("{letter}{number}")).collect();
                        codes.extend(between);
                    }
                    codes.push(code.to_owned());
                }
                range = is_code(code) && end == Some('–');
            }
        }
    }
    codes
}

/// Whether a word is a code: `R` with a chapter and a number, or another letter with a number.
fn is_code(word: &str) -> bool {
    let digits = |text: &str| {
        (1..=2).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    match word.split_at_checked(1) {
        Some(("R", rest)) => rest.split_once('.').is_some_and(|(chapter, number)| digits(chapter) && digits(number)),
        Some(("L" | "S" | "C" | "T", rest)) => digits(rest),
        _ => false,
    }
}

fn number(code: &str) -> u32 {
    code[1..].parse().unwrap()
}
