//! Tests of the log: it contains what happened and the request id, and no personal values.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "it/fake_provider.rs"]
mod fake_provider;
#[path = "../engine/tests/support/mod.rs"]
mod support;
#[path = "it/web.rs"]
mod web;

use crate::{
    fake_provider::Fake,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::{delete, these},
    },
    web::{Web, ask, form_to, page},
};
use axum::{
    body::Body,
    http::{Request, header},
};
use domain::ids::{RecordId, UserId};
use reprieve::mail::{MailSettings, Mailer};
use rstest::rstest;
use serde_json::json;
use std::{
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};
use tracing_subscriber::EnvFilter;

/// A log kept in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Signs in through a provider with valid and invalid claims, and sends a forged callback.
async fn sign_in_through_a_provider(test: &TestEngine, session: &str) {
    let fake = Fake::start(test).await;
    let parts =
        reprieve::http::SiteParts { provider: Some(fake.provider(test, &["zaccaria=sales"]).await), ..parts(test) };
    let web = Web::of(test, parts);
    for claims in [
        json!({ "nonce": "zaccaria" }),
        json!({ "aud": "zaccaria" }),
        json!({ "sub": "zaccaria", "email": "zaccaria.z@example.com", "email_verified": false }),
        json!({ "sub": "zaccaria", "email": "zaccaria.z@example.com", "email_verified": true, "groups": ["zaccaria"] }),
    ] {
        fake.say(|says| says.claims = claims);
        let going = web.send(form_to("/sign-in/provider", "next=/contacts?q=zaccaria", None)).await;
        let address = going.body.split("content=\"0;url=").nth(1).unwrap().split('"').next().unwrap();
        let query = fake.let_in(&address.replace("&amp;", "&"));
        let kept = going.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap();
        let back = format!("/sign-in/provider/callback?{query}");
        assert_eq!(web.send(page(&back, Some(&format!("{session}; {kept}")))).await.status, 303);
    }
    web.send(page("/sign-in/provider/callback?state=zaccaria&code=zaccaria&error=zaccaria", Some(session))).await;
}

fn parts(test: &TestEngine) -> reprieve::http::SiteParts<'_> {
    reprieve::http::SiteParts {
        engine: test.engine.clone(),
        site: Path::new("no-site"),
        data: &test.folder,
        public_url: "http://reprieve.test",
        mail: domain::mail::MailWay::Folder("data/mail".to_owned()),
        per_second: 0,
        provider: None,
    }
}

#[rstest]
#[tokio::test]
async fn no_line_holds_a_personal_value(#[values(Sqlite, Postgres)] database: Backend) {
    // The first of the two databases sets the log of this program; the second appends to it.
    static LOG: std::sync::OnceLock<Kept> = std::sync::OnceLock::new();
    let test = TestEngine::on(database).await;
    let kept = LOG.get_or_init(|| {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt()
            // All events of our crates, and those of other crates that an installation logs.
            .with_env_filter(EnvFilter::new("info,app=trace,engine=trace,reprieve=trace"))
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .finish();
        tracing::subscriber::set_global_default(log).unwrap();
        kept
    });
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let cookie = cookie.as_deref();
    let save = r#"{"order":{"object":"contacts","editing":null,"input":{"values":{"first_name":"Zaccaria","email":"zaccaria@example.com"}}}}"#;
    assert_eq!(web.send(ask("/api/records/save", save, cookie)).await.status, 200);
    assert_eq!(web.send(ask("/api/records/save", save, cookie)).await.status, 200, "taken, and told in the answer");
    let wrong = "email=zaccaria@example.com&password=Zaccaria&next=/";
    web.send(ask("/api/sign-in", wrong, None)).await;
    let found = web.send(page("/contacts?q=zaccaria@example.com", cookie)).await;
    assert!(found.body.contains("Zaccaria"));
    web.send(page("/zaccaria@example.com?q=zaccaria@example.com", None)).await;
    web.send(page("/trash?q=Zaccaria", cookie)).await;
    sign_in_through_a_provider(&test, cookie.unwrap()).await;
    let upload = Request::post("/imports/upload?object=contacts")
        .header(header::HOST, "reprieve.test")
        .header(header::ORIGIN, "http://reprieve.test")
        .header(header::COOKIE, cookie.unwrap())
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Zaccaria.csv\"\r\n\r\nEmail\nzaccaria@example.com\n"))
        .unwrap();
    // The last boundary is missing: the upload is incomplete, and the log says so.
    assert_eq!(web.send(upload).await.status, 500);
    // Mail that a server refuses, and mail that cannot be stored.
    let settings = |smtp_url, data| MailSettings {
        smtp_url,
        from: Some("crm@crm.example"),
        data,
        public_url: "http://reprieve.test",
    };
    let ada = test.people().actor(UserId(1)).await.unwrap();
    delete(&test, &ada, &these(&[RecordId(1)])).await;
    test.clock.forward_days(83);
    test.operations().queue_digests().await.unwrap();
    for (smtp_url, data) in [
        (Some("smtp://zaccaria:zaccaria@127.0.0.1:1"), test.folder.as_path()),
        (None, Path::new("/dev/null/zaccaria")),
        (None, test.folder.as_path()),
    ] {
        let mailer = Mailer::new(test.engine.clone(), settings(smtp_url, data)).unwrap();
        assert!(mailer.send_due().await.unwrap());
        test.clock.forward_seconds(301);
    }
    test.close().await;
    assert_eq!(web.send(page("/contacts", cookie)).await.status, 503);

    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    for line in [
        "an answer of the sign-in provider is refused",
        "request finished",
        "a file error",
        "failed to send mail",
        "mail sent",
    ] {
        assert!(log.contains(line), "{line} in {log}");
    }
    for line in log.lines() {
        let lower = line.to_lowercase();
        assert!(!lower.contains("zaccaria") && !lower.contains("example.com"), "{line}");
        assert!(!line.contains("request finished") || line.contains("id="), "a line without its request: {line}");
    }
}
