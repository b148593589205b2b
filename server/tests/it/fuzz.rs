//! Fuzz tests of the server: it answers any input without an internal error, including cookies, addresses, filters,
//! forms and files that no browser would send. Some hundred inputs of each kind, the same in every run;
//! `REPRIEVE_FUZZ=100000` tries more.

use crate::{
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Web, ask, form_to, page},
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use rstest::rstest;

/// Words that have a meaning for one of the parsers, whole and in parts.
const WORDS: [&str; 44] = [
    "phone",
    "email",
    "owner",
    "stage",
    "created",
    "known",
    "unknown",
    "is",
    "not",
    "contains",
    "starts",
    "any",
    "none",
    "less",
    "more",
    "between",
    "last",
    "mine",
    "~",
    "|",
    "*",
    "+",
    "+gone",
    ".",
    ",",
    ":",
    ";",
    "!",
    "'",
    "\"",
    "\\",
    "%",
    "%00",
    "%zz",
    "(",
    ")",
    "[",
    "]",
    "=",
    "&",
    "-1",
    "9223372036854775808",
    "2026-02-30",
    "\u{202e}",
];
const FORMS: [&str; 8] = [
    "/api/operations/delete",
    "/api/operations/restore",
    "/api/operations/assign",
    "/api/operations/purge",
    "/api/views/save",
    "/api/associations/save",
    "/api/board/move",
    "/api/imports/start",
];
const FIELDS: [&str; 16] = [
    "form[q]",
    "form[f]",
    "form[source]",
    "form[typed]",
    "form[preview][fingerprint]",
    "form[preview][token]",
    "form[preview][at]",
    "form[object]",
    "form[ids]",
    "form[choices][1]",
    "form[all]",
    "form[view]",
    "form[record]",
    "form[others][]",
    "form[id]",
    "form[",
];

fn words() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        3 => proptest::sample::select(WORDS.as_slice()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<String>(),
    ];
    proptest::collection::vec(one, 0..12).prop_map(|words| words.concat())
}

fn fields() -> impl Strategy<Value = String> {
    let field = (proptest::sample::select(FIELDS.as_slice()), words(), any::<bool>());
    proptest::collection::vec(field, 0..8).prop_map(|fields| {
        let field = |(key, value, raw): (&str, String, bool)| {
            let value = if raw { value } else { escaped(&value) };
            format!("{key}={value}")
        };
        fields.into_iter().map(field).collect::<Vec<_>>().join("&")
    })
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
}

/// The same inputs in every run with the same seed.
struct Inputs {
    runner: TestRunner,
    count: u32,
}

impl Inputs {
    fn new() -> Self {
        let count = std::env::var("REPRIEVE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(400);
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&support::seed().to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self { runner: TestRunner::new_with_rng(Config::default(), rng), count }
    }

    fn of<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }
}

/// Sends a request, and fails if the answer is an internal error.
async fn fine(web: &Web, request: Request<Body>, input: &str) {
    let answer = web.send(request).await;
    assert!(answer.status.as_u16() < 500, "{}: {input:?}", answer.status);
}

async fn signed_in(test: &TestEngine) -> (Web, Option<String>) {
    let ada = test.admin().await;
    test.contact(&ada, "One", "one@example.com").await;
    let web = Web::new(test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    (web, cookie)
}

#[rstest]
#[tokio::test]
async fn filters_and_addresses_are_understood_or_left_alone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (web, cookie) = signed_in(&test).await;
    let mut inputs = Inputs::new();
    for _ in 0..inputs.count {
        let (name, value) = (
            inputs.of(&proptest::sample::select(["f", "q", "sort", "cols", "after", "size", "filter"].as_slice())),
            inputs.of(&words()),
        );
        let pairs = serde_json::json!({ "slug": "contacts", "pairs": [[name, value]] }).to_string();
        fine(&web, ask("/api/records/list", &pairs, cookie.as_deref()), &pairs).await;
    }
}

#[rstest]
#[tokio::test]
async fn forms_are_understood_or_refused(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (web, cookie) = signed_in(&test).await;
    let mut inputs = Inputs::new();
    for _ in 0..inputs.count {
        let (path, body) = (inputs.of(&proptest::sample::select(FORMS.as_slice())), inputs.of(&fields()));
        // A body that begins with a brace would be sent as JSON.
        fine(&web, ask(path, &format!("a=&{body}"), cookie.as_deref()), &body).await;
    }
}

#[tokio::test]
async fn cookies_sign_nobody_in_by_chance() {
    let test = TestEngine::on(Sqlite).await;
    let (web, cookie) = signed_in(&test).await;
    let mut inputs = Inputs::new();
    for _ in 0..inputs.count {
        let (text, cut) = (inputs.of(&words()), inputs.of(&(0_usize..70)));
        let real = cookie.as_deref().unwrap_or_default();
        let near = format!("{}{text}", real.get(..cut).unwrap_or(real));
        if near.starts_with(real) && text.starts_with([';', ' ']) {
            continue;
        }
        let Ok(value) = HeaderValue::from_bytes(near.as_bytes()) else { continue };
        let mut request = page("/settings/retention", None);
        request.headers_mut().insert(header::COOKIE, value);
        let answer = web.send(request).await;
        let whole = near == real;
        assert_eq!(answer.status, if whole { 200 } else { 302 }, "{near:?}");
    }
}

#[tokio::test]
async fn nobody_comes_back_from_the_provider_by_chance() {
    let test = TestEngine::on(Sqlite).await;
    let (web, _) = signed_in(&test).await;
    let mut inputs = Inputs::new();
    for _ in 0..inputs.count {
        let (state, code, browser) = (inputs.of(&words()), inputs.of(&words()), inputs.of(&words()));
        let query = format!("state={}&code={}&error={}", escaped(&state), escaped(&code), escaped(&browser));
        let mut request = page(&format!("/sign-in/provider/callback?{query}"), None);
        if let Ok(value) = HeaderValue::from_bytes(format!("reprieve-oidc-login={browser}").as_bytes()) {
            request.headers_mut().insert(header::COOKIE, value);
        }
        let answer = web.send(request).await;
        assert_eq!(answer.headers.get(header::LOCATION).unwrap(), "/sign-in?problem=over&next=%2F", "{query}");
        // The provider does not answer; the redirect must stay on our own site all the same.
        let next = form_to("/sign-in/provider", &format!("next={}", escaped(&state)), None);
        let answer = web.send(next).await;
        assert!(
            answer.headers[header::LOCATION].to_str().unwrap().starts_with("/sign-in?problem=unreachable"),
            "{state:?}"
        );
    }
}

#[tokio::test]
async fn files_are_read_or_refused() {
    let test = TestEngine::on(Sqlite).await;
    let (web, cookie) = signed_in(&test).await;
    let mut inputs = Inputs::new();
    let cell =
        prop_oneof![words(), Just("E-mail".to_owned()), Just("Nome;Cognome\n".to_owned()), Just("\r\n".to_owned())];
    let file = proptest::collection::vec(
        prop_oneof![
            4 => cell.prop_map(String::into_bytes),
            1 => proptest::collection::vec(any::<u8>(), 0..40),
        ],
        0..20,
    )
    .prop_map(|parts| parts.concat());
    for _ in 0..inputs.count / 4 {
        let bytes = inputs.of(&file);
        let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n".to_vec();
        body.extend(&bytes);
        body.extend(b"\r\n--x--\r\n");
        let mut request = Request::post("/imports/upload?object=contacts")
            .header(header::HOST, "reprieve.test")
            .header(header::ORIGIN, "http://reprieve.test")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        request.headers_mut().insert(header::COOKIE, cookie.as_deref().unwrap().parse().unwrap());
        let answer = web.send(request).await;
        assert!(answer.status.as_u16() < 500, "{}: {bytes:?}", answer.status);
        let Some(kept) = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()) else { continue };
        if kept.starts_with("/imports/") && !kept.contains("new") {
            let shown = web.send(page(kept, cookie.as_deref())).await;
            assert_eq!(shown.status, 200, "{kept}: {bytes:?}");
        }
    }
}
