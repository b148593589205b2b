//! Tests of the audit events that requests write, and of the export of the audit as a file.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Web, ask, page},
};
use axum::{body::Body, extract::ConnectInfo, http::Request};
use domain::{
    audit::{AuditQuery, AuditRow, Event, EventKind},
    ids::ObjectId,
    policy::{Action, Actor, BuiltInRole, Lack, Right},
};
use rstest::rstest;
use std::net::SocketAddr;

const CONTACT: Option<ObjectId> = Some(ObjectId(1));

/// The request as if it came from this address.
fn from_there(mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 9], 4_000))));
    request
}

async fn of_kind(test: &TestEngine, ada: &Actor, kind: EventKind) -> Vec<AuditRow> {
    let query = AuditQuery { kind: Some(kind), ..AuditQuery::default() };
    let mut rows = test.audit().list_audit(ada.audit().unwrap(), &query, 50).await.unwrap().rows;
    rows.reverse();
    rows
}

#[rstest]
#[tokio::test]
async fn what_a_person_is_refused_is_written_down(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let ada = test.admin().await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let hers = test.contact(&ada, "Hers", "hers@example.com").await;
    let cookie = web.sign_in(Some("rita.reader")).await;
    let cookie = cookie.as_deref();
    let edit = format!("/contacts/{hers}/edit");
    let preview = format!(r#"{{"slug":"contacts","selection":{{"Records":[{hers}]}}}}"#);
    for (request, status) in [
        (page("/trash", cookie), 403),
        (page(&edit, cookie), 403),
        (page("/contacts/export.csv", cookie), 403),
        (ask("/api/operations/preview-delete", &preview, cookie), 403),
        // Refused again; out of sight; not signed in.
        (page("/trash", cookie), 403),
        (page("/settings/audit", cookie), 404),
        (page("/contacts/999", cookie), 404),
        (page("/contacts", cookie), 200),
        (page("/contacts/export.csv", None), 401),
    ] {
        let asked = request.uri().to_string();
        assert_eq!(web.send(from_there(request)).await.status, status, "{asked}");
    }
    let rows = of_kind(&test, &ada, EventKind::Refused).await;
    let refused = |lacks, record| Some(Event::Refused { lacks: Some(lacks), object: CONTACT, record });
    assert_eq!(
        rows.iter().map(AuditRow::event).collect::<Vec<_>>(),
        [
            refused(Lack::Right(Right::SeeTrash), None),
            refused(Lack::Action(Action::Edit), Some(hers)),
            refused(Lack::Right(Right::Export), None),
            refused(Lack::Action(Action::Delete), None),
        ]
    );
    for row in rows {
        assert_eq!((row.by.map(|by| by.id), row.address.as_deref()), (Some(rita.user), Some("203.0.113.9")));
    }
}

#[rstest]
#[tokio::test]
async fn files_are_written_down_and_the_audit_is_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let ada = test.user("=Ada", BuiltInRole::Admin).await;
    let cookie = web.sign_in(Some("=ada")).await;
    let cookie = cookie.as_deref();
    assert_eq!(web.send(from_there(page("/contacts/export.csv", cookie))).await.status, 200);
    let file = web.send(from_there(page("/settings/audit.csv?kind=exported", cookie))).await;
    assert_eq!(file.status, 200);
    let lines: Vec<&str> = file.body.lines().collect();
    // The file already contains the event of its own export, which is written before the first byte is sent.
    assert_eq!(lines.len(), 3, "{}", file.body);
    assert!(lines[1].contains("\"File exported: the audit\""), "{}", lines[1]);
    assert!(lines[2].contains("\"File: the records of a view; Object: Contacts\""), "{}", lines[2]);
    for line in &lines[1..] {
        assert!(line.contains("\"'=Ada\"") && line.contains("\"203.0.113.9\""), "no cell is a formula: {line}");
    }
    assert_eq!(of_kind(&test, &ada, EventKind::Exported).await.len(), 2);
}
