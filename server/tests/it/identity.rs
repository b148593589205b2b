//! Tests of endpoint × identity: the status that each endpoint answers to each kind of caller. An endpoint without a
//! row fails the test.

use crate::{
    endpoints::{FILES, FORMS, FUNCTIONS, PAGES, fixtures},
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Web, ask, form_to, page},
};
use axum::http::Method;
use rstest::rstest;
use server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

/// The callers, in the order of the columns below.
const CALLERS: [Option<&str>; 5] =
    [None, Some("rita.reader"), Some("ben.member"), Some("olga.owner"), Some("ada.admin")];

#[test]
fn every_endpoint_has_a_row() {
    let functions: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let rows: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    assert_eq!(functions, rows, "server functions against rows");
    let pages: BTreeSet<String> =
        reprieve::http::routes().iter().map(|route| route.path().replace('{', ":").replace('}', "")).collect();
    let rows: BTreeSet<String> = PAGES.iter().map(|(path, ..)| (*path).to_owned()).collect();
    assert_eq!(pages, rows, "pages against rows");
    for (path, method) in server_fn_paths() {
        assert_eq!(method, Method::POST, "{path} changes or tells something and must not be a GET");
    }
}

#[test]
fn no_object_can_take_the_place_of_a_page() {
    let pages = reprieve::http::routes();
    let paths = pages.iter().map(leptos_axum::AxumRouteListing::path).chain(FILES.iter().map(|(path, ..)| *path));
    let more = ["/api/", "/pkg/", "/favicon.svg", "/robots.txt", "/healthz", "/readyz"];
    for path in paths.chain(more) {
        let step = path.split('/').nth(1).unwrap_or_default();
        if !step.is_empty() && !step.starts_with([':', '{']) {
            assert!(domain::object::RESERVED_SLUGS.contains(&step), "{path}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn each_caller_is_answered_as_the_table_says(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let fixtures = fixtures(&test).await;
    let fill = |text: &str| fixtures.fill(text);
    let mut wrong = Vec::new();
    for (column, caller) in CALLERS.iter().enumerate() {
        let mut cookie = web.sign_in(*caller).await;
        for (path, given, expected) in PAGES.iter().chain(FILES) {
            let address = if given.starts_with('/') { fill(given) } else { fill(&format!("{path}{given}")) };
            let answer = web.send(page(&address, cookie.as_deref())).await;
            if answer.status != expected[column] {
                wrong.push(format!("GET {address} by {caller:?}: {}, not {}", answer.status, expected[column]));
            }
            // A page that cannot decode its own answer shows that it is outdated.
            if answer.body.contains("updated while this page was open") {
                wrong.push(format!("GET {address} by {caller:?}: the answer cannot be read"));
            }
        }
        let functions = FUNCTIONS.iter().map(|row| (row, false)).chain(FORMS.iter().map(|row| (row, true)));
        for ((path, body, expected), is_form) in functions {
            let send = if is_form { form_to } else { ask };
            let answer = web.send(send(&fill(path), &fill(body), cookie.as_deref())).await;
            // The request may have ended the session.
            if path.contains("sign-out") || path.contains("/users/") {
                cookie = web.sign_in(*caller).await;
            }
            if answer.status != expected[column] {
                wrong.push(format!("POST {path} {body} by {caller:?}: {}, not {}", answer.status, expected[column]));
            }
            if answer.status.is_client_error() {
                let hidden = !answer.body.contains("hers@example.com") && !answer.body.contains("Gone");
                assert!(hidden, "{path}: {}", answer.body);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
