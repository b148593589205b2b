//! Tests of load limits: the rate limit per user, the metrics for monitoring, and slow or large request heads.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::run_to_the_end,
    },
    web::{Web, page},
};
use axum::http::header;
use rstest::rstest;
use std::{path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

fn parts(test: &TestEngine, per_second: u32) -> reprieve::http::SiteParts<'_> {
    reprieve::http::SiteParts {
        engine: test.engine.clone(),
        site: Path::new("no-site"),
        data: &test.folder,
        public_url: "http://reprieve.test",
        mail: domain::mail::MailWay::Folder("data/mail".to_owned()),
        per_second,
        provider: None,
    }
}

#[rstest]
#[tokio::test]
async fn one_person_has_a_pace(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    test.user("Ben Member", domain::policy::BuiltInRole::Member).await;
    let web = Web::of(&test, parts(&test, 1));
    let (ada, ben) = (web.sign_in(Some("ada.admin")).await, web.sign_in(Some("ben.member")).await);
    let mut last = web.send(page("/settings/retention", ada.as_deref())).await;
    // Four at once and one per second: the speed of this machine decides how many pass, but the limit must be reached.
    for _ in 0..60 {
        last = web.send(page("/settings/retention", ada.as_deref())).await;
        if last.status == 429 {
            break;
        }
    }
    assert_eq!(last.status, 429);
    assert!(last.headers.contains_key(header::RETRY_AFTER));
    assert_eq!(web.send(page("/contacts", ben.as_deref())).await.status, 200, "others are not slowed down");
    assert_eq!(web.send(page("/healthz", ada.as_deref())).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn figures_tell_of_requests_and_hold_nothing_of_people(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.contact(&ada, "Secret", "secret@example.com").await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    web.send(page("/contacts?q=secret", cookie.as_deref())).await;
    web.send(page("/no/such/page", cookie.as_deref())).await;
    run_to_the_end(&test).await;
    let metrics = web.metrics().await;
    assert_eq!(metrics.status, 200);
    for line in [
        r#"reprieve_requests_total{method="GET",route="/{object}",status="200"} 1"#,
        r#"reprieve_request_seconds_count{route="/{object}"} 1"#,
        "reprieve_mail_waiting 0",
        r#"reprieve_job_failures_total{kind="audit.seal"} 0"#,
        r#"reprieve_job_last_success_timestamp_seconds{kind="trash.purge-expired"} 1793534400"#,
        "reprieve_queries_total",
        "reprieve_query_seconds_total",
    ] {
        assert!(metrics.body.contains(line), "{line}\n{}", metrics.body);
    }
    assert!(!metrics.body.to_lowercase().contains("secret"));
    assert_eq!(metrics.body.matches("# TYPE reprieve_connections gauge").count(), 1);
    assert!(metrics.body.ends_with("# EOF\n"));
    // The metrics are not part of the site that users reach.
    assert_ne!(web.send(page("/metrics", cookie.as_deref())).await.status, 200);
}

/// The site on a free port.
async fn listening(test: &TestEngine) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routers = reprieve::http::routers(parts(test, 0)).unwrap();
    tokio::spawn(reprieve::http::serve(listener, routers.site, std::future::pending()));
    address
}

async fn answer_to(address: std::net::SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that refuses the request may close the connection before all of it was sent.
    drop(stream.write_all(head.as_bytes()).await);
    let mut answer = Vec::new();
    drop(tokio::time::timeout(Duration::from_mins(1), stream.read_to_end(&mut answer)).await.unwrap());
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_head_has_an_end() {
    let test = TestEngine::on(Sqlite).await;
    let address = listening(&test).await;
    let request =
        |more: &str| format!("GET /healthz HTTP/1.1\r\nHost: reprieve.test\r\nConnection: close\r\n{more}\r\n");
    assert!(answer_to(address, &request("")).await.starts_with("HTTP/1.1 200"));
    let large = format!("X-Large: {}\r\n", "x".repeat(200_000));
    let refused = answer_to(address, &request(&large)).await;
    assert!(!refused.contains(" 200 "), "{refused}");
    let many = "X-Many: 1\r\n".repeat(200);
    assert!(!answer_to(address, &request(&many)).await.contains(" 200 "));
    // A refused request has no effect on the next one.
    assert!(answer_to(address, &request("")).await.starts_with("HTTP/1.1 200"));
}
