//! Tests of the dependencies between the crates, as cargo reports them.

use std::{path::Path, process::Command};

fn cargo(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let output = Command::new(env!("CARGO")).current_dir(root).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn nothing_of_the_server_reaches_the_browser() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--offline",
        "-p",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "-e",
        "normal",
        "--prefix",
        "none",
    ]);
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"domain") && names.contains(&"leptos"));
    for banned in ["sqlx", "sqlx-core", "tokio", "axum", "argon2", "engine", "time", "chrono", "jiff", "hyper"] {
        assert!(!names.contains(&banned), "{banned} is in the graph of the browser");
    }
}

#[test]
fn the_rules_do_nothing_but_decide() {
    let tree =
        cargo(&["tree", "--locked", "--offline", "-p", "domain", "-e", "normal", "--depth", "1", "--prefix", "none"]);
    let mut names: Vec<&str> = tree.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    // `form_urlencoded` parses the query of a saved view; `idna` compares the hosts of addresses.
    assert_eq!(names, ["form_urlencoded", "idna", "serde", "serde_json", "thiserror", "unicode-normalization"]);
}

#[test]
fn only_the_engine_knows_the_database_and_only_the_server_s_app_knows_the_engine() {
    let metadata = cargo(&["metadata", "--locked", "--offline", "--format-version", "1", "--no-deps"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let of = dependency["name"].as_str().unwrap();
            assert!(!of.starts_with("sqlx") || name == "engine", "{name} names {of}");
            if of == "engine" && name == "app" {
                assert_eq!(dependency["optional"], true, "app has the engine under ssr only");
            }
        }
        if name == "app" {
            for (feature, parts) in package["features"].as_object().unwrap() {
                let has = parts.as_array().unwrap().iter().any(|part| part == "dep:engine");
                assert!(!has || feature == "ssr" || feature == "engine", "{feature} brings the engine");
            }
        }
    }
}
