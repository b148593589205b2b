//! Test of the order of the modules of a crate: each imports only from those before it, so that dependencies have no
//! cycle and any module can become a crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The modules of `domain`, the lowest first.
const DOMAIN: &str = "
    ids text time email page surface people teams
    object value filter columns association
    trash operation record view saved_view board
    policy provider password account roles users session
    hold home import mail retention search job privacy audit
";

/// The modules of `engine`, the lowest first: the store, what every area uses, the areas, and the pages over several areas.
const ENGINE: &str = "
    address_key error clock db backup
    rows secret keys definitions audit jobs outbox
    people
    records associations objects
    trash operations
    imports privacy
    views board search home metrics demo session_view maintenance
";

/// The source texts of each module, with their depth: 0 for `module.rs` and `module/mod.rs`, 1 for `module/part.rs`.
type Sources = BTreeMap<String, Vec<(usize, String)>>;

fn read(krate: &str) -> Sources {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(krate).join("src");
    let mut sources = Sources::new();
    for entry in fs::read_dir(src).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if module != "lib" {
            add(sources.entry(module).or_default(), &path, 0);
        }
    }
    sources
}

fn add(sources: &mut Vec<(usize, String)>, path: &Path, depth: usize) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            let root = path.file_name().is_some_and(|name| name == "mod.rs");
            add(sources, &path, if root { depth } else { depth + 1 });
        }
    } else if !path.file_stem().unwrap().to_str().unwrap().ends_with("tests") {
        sources.push((depth, fs::read_to_string(path).unwrap()));
    }
}

/// The names that a source text takes from the root of its crate, in `use` lines and in paths. Comments and tests are
/// left out: a test may use what is above its module.
fn from_root(depth: usize, source: &str) -> BTreeSet<String> {
    let tests =
        ["#[cfg(test)]\nmod ", "#[cfg(test)]\npub(crate) mod "].iter().filter_map(|start| source.find(start)).min();
    let code = &source[..tests.unwrap_or(source.len())];
    let code: String =
        code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut names = BTreeSet::new();
    for root in ["crate::".to_owned(), "super::".repeat(depth + 1)] {
        for (at, _) in code.match_indices(&root) {
            // Not the end of a longer word, and not the middle of a longer path.
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                names.extend(heads(&code[at + root.len()..]));
            }
        }
    }
    names
}

/// The first words of the paths in a use tree: `a` and `b` of `{a::c, b}`.
fn heads(tree: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = tree.strip_prefix('{') else { return vec![word(tree)] };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            ',' if depth == 0 => {
                found.push(word(group[start..at].trim()));
                start = at + 1;
            }
            '}' if depth == 0 => {
                found.push(word(group[start..at].trim()));
                break;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// Each import that violates `order`, as `importer -> imported`.
fn upward(order: &str, sources: &Sources) -> BTreeSet<String> {
    let rank = |module: &str| order.split_whitespace().position(|listed| listed == module);
    let mut found = BTreeSet::new();
    for (module, texts) in sources {
        for (depth, text) in texts {
            for other in from_root(*depth, text) {
                if sources.contains_key(&other) && other != *module && rank(&other) > rank(module) {
                    found.insert(format!("{module} -> {other}"));
                }
            }
        }
    }
    found
}

fn assert_one_direction(order: &str, sources: &Sources) {
    let mut listed: Vec<&str> = order.split_whitespace().collect();
    listed.sort_unstable();
    assert_eq!(listed, sources.keys().collect::<Vec<_>>(), "the list names every module once");
    assert_eq!(upward(order, sources), BTreeSet::new());
}

#[test]
fn domain_modules_import_in_one_direction() {
    assert_one_direction(DOMAIN, &read("app/domain"));
}

#[test]
fn engine_modules_import_in_one_direction() {
    assert_one_direction(ENGINE, &read("server/engine"));
}

#[test]
fn app_api_and_texts_import_no_page_and_no_widget() {
    let sources = read("app");
    for module in ["api", "i18n", "url", "audit_format"] {
        for (depth, text) in &sources[module] {
            let imported = from_root(*depth, text);
            assert!(!imported.contains("pages") && !imported.contains("ui"), "{module} imports {imported:?}");
        }
    }
}

#[test]
fn upward_import_is_found_in_every_form() {
    let module = |name: &str, depth: usize, text: &str| (name.to_owned(), vec![(depth, text.to_owned())]);
    let found = |text: &str, depth| {
        let sources = Sources::from([module("low", depth, text), module("high", 0, "use crate::low::Item;")]);
        upward("low high", &sources).into_iter().collect::<Vec<_>>().join(", ")
    };
    for text in [
        "use crate::high;",
        "use crate::{\n    error::Error,\n    high::{Item, more::Other},\n};",
        "pub(crate) use crate::high::Item;",
        "fn call() -> crate::high::Item {}",
        "use super::high::Item;",
    ] {
        assert_eq!(found(text, 0), "low -> high", "{text}");
    }
    assert_eq!(found("use super::super::high::Item;", 1), "low -> high");
    for text in [
        "use super::high::Item;",
        "// crate::high",
        "use other_crate::high;",
        "#[cfg(test)]\nmod tests {\n    use crate::high;\n}",
    ] {
        assert_eq!(found(text, 1), "", "{text}");
    }
}
