//! Test that opening a page and calling a server function that reads write nothing.

use crate::{
    endpoints::{FUNCTIONS, PAGES, fixtures},
    support::{Backend::Sqlite, TestEngine},
    web::{Web, ask, page},
};
use engine::Database;
use std::{collections::BTreeSet, fs, path::Path, time::Duration};

/// The first words of the names of server functions that read.
const READS: [&str; 6] = ["get_", "list_", "count_", "preview_", "plan_", "search_"];

/// The paths of the server functions that read, from the sources of `api`.
fn reads() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src/api")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(path).unwrap();
            for function in source.split("endpoint = \"").skip(1) {
                let (endpoint, rest) = function.split_once('"').unwrap();
                let name = rest.split("pub async fn ").nth(1).unwrap();
                if READS.iter().any(|read| name.starts_with(read)) {
                    found.insert(format!("/api/{endpoint}"));
                }
            }
        }
    }
    found
}

/// Every byte that SQLite has written. A commit appends to the write-ahead log.
fn written(test: &TestEngine) -> Vec<u8> {
    let Database::Sqlite(path) = &test.database else { panic!("the files of SQLite are compared") };
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_str().unwrap()));
    [fs::read(path).unwrap(), fs::read(log).unwrap()].concat()
}

/// Whether a request for this path views a record.
fn is_record(path: &str) -> bool {
    let id = path.strip_prefix("/contacts/").unwrap_or_default();
    path == "/api/records/get" || id.parse::<u64>().is_ok()
}

#[tokio::test]
async fn pages_and_reads_write_nothing() {
    let test = TestEngine::on(Sqlite).await;
    let web = Web::new(&test);
    let fixtures = fixtures(&test).await;
    let cookie = web.sign_in(Some("ada.admin")).await;
    let reads = reads();
    assert!(reads.len() > 40, "{reads:?}");
    let pages = PAGES.iter().map(|(path, given, _)| {
        let address = if given.starts_with('/') { (*given).to_owned() } else { format!("{path}{given}") };
        page(&fixtures.fill(&address), cookie.as_deref())
    });
    let functions = FUNCTIONS.iter().filter(|(path, ..)| reads.contains(*path));
    let functions = functions.map(|(path, body, _)| ask(path, &fixtures.fill(body), cookie.as_deref()));
    let mut before = written(&test);
    let mut wrote = Vec::new();
    for request in pages.chain(functions) {
        let asked = format!("{} {}", request.method(), request.uri());
        let is_view = is_record(request.uri().path());
        web.send(request).await;
        let after = written(&test);
        if after != before {
            wrote.push(asked.clone());
        }
        // That a record was viewed is noted in memory, and written a second later for all views together.
        if is_view {
            tokio::time::sleep(Duration::from_millis(1_200)).await;
        }
        before = written(&test);
    }
    assert!(wrote.is_empty(), "{wrote:#?}");
}
