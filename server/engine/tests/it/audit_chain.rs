//! Tests of the hash chain of the audit: any change made outside the program is detected.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
};
use domain::{
    audit::{AuditQuery, EventKind},
    ids::{ObjectId, UserId},
};
use engine::{Chain, ChainBreak, Database, ExportSource};
use rstest::rstest;
use sqlx::Executor;

/// An installation with some sealed events. Returns its verified chain.
async fn sealed(test: &TestEngine) -> Chain {
    let ada = test.admin().await;
    for _ in 0..4 {
        test.audit().record_export(ada.user, ExportSource::View(ObjectId(1))).await.unwrap();
    }
    test.audit().seal_audit().await.unwrap();
    let chain = test.audit().verify_audit(None).await.unwrap().unwrap();
    assert_eq!((chain.events, chain.forgotten, chain.waiting, chain.expected), (5, 0, 0, true));
    assert_eq!(chain.head.len(), 64);
    chain
}

/// Runs SQL that no path of the program runs, with the triggers that refuse it removed.
async fn tamper(test: &TestEngine, sql: &'static str) {
    raw_sql::sql(
        test,
        match test.database {
            Database::Sqlite(_) => {
                "DROP TRIGGER IF EXISTS audit_event_unchanged; DROP TRIGGER IF EXISTS audit_event_kept; \
                 DROP TRIGGER IF EXISTS audit_seal_unchanged; DROP TRIGGER IF EXISTS audit_seal_kept; \
                 DROP TRIGGER IF EXISTS audit_event_added"
            }
            Database::Postgres(_) => {
                "ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER"
            }
        },
    )
    .await;
    raw_sql::sql(test, sql).await;
}

async fn broken(test: &TestEngine) -> ChainBreak {
    test.audit().verify_audit(None).await.unwrap().unwrap_err()
}

#[rstest]
#[tokio::test]
async fn what_is_added_is_chained_to_what_was(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let before = sealed(&test).await;
    test.audit().record_export(UserId(1), ExportSource::Audit).await.unwrap();
    let unsealed = test.audit().verify_audit(None).await.unwrap().unwrap();
    assert_eq!((unsealed.events, unsealed.waiting, &unsealed.head), (5, 1, &before.head));
    test.engine.runner().round().await.unwrap();
    let after = test.audit().verify_audit(Some(&before.head)).await.unwrap().unwrap();
    assert_eq!((after.events, after.waiting, after.expected), (6, 0, true));
    assert_ne!(after.head, before.head);
    assert!(!test.audit().verify_audit(Some("0123")).await.unwrap().unwrap().expected);
    // The page shows the seal of each event.
    let auditor = test.people().actor(UserId(1)).await.unwrap().audit().unwrap();
    let rows = test.audit().list_audit(auditor, &AuditQuery::default(), 9).await.unwrap().rows;
    assert_eq!(rows[0].seal.as_ref(), Some(&after.head));
    assert!(rows.iter().all(|row| row.seal.is_some()));
}

#[rstest]
#[tokio::test]
async fn an_event_of_a_long_transaction_is_sealed_when_it_commits(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    let late = raw_sql::late_event(&test).await;
    test.audit().record_export(UserId(1), ExportSource::Audit).await.unwrap();
    test.audit().seal_audit().await.unwrap();
    // The open transaction does not delay the sealing: events that came after it are sealed before it.
    let before = test.audit().verify_audit(None).await.unwrap().unwrap();
    assert_eq!((before.events, before.waiting), (6, 0));
    let Some(mut late) = late else { return };
    late.execute("COMMIT").await.unwrap();
    assert_eq!(test.audit().verify_audit(None).await.unwrap().unwrap().waiting, 1);
    test.audit().seal_audit().await.unwrap();
    let after = test.audit().verify_audit(Some(&before.head)).await.unwrap().unwrap();
    assert_eq!((after.events, after.waiting, after.expected), (7, 0, true));
}

#[rstest]
#[tokio::test]
async fn two_programs_seal_each_event_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    for _ in 0..40 {
        test.audit().record_export(UserId(1), ExportSource::Audit).await.unwrap();
    }
    let (one, two) = (test.engine.clone(), test.engine.clone());
    let (one, two) = tokio::join!(one.audit().seal_audit(), two.audit().seal_audit());
    one.unwrap();
    two.unwrap();
    assert_eq!(test.audit().verify_audit(None).await.unwrap().unwrap().events, 45);
}

#[rstest]
#[tokio::test]
async fn a_changed_event_is_named(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    tamper(&test, "UPDATE audit_event SET details = '{\"file\":\"audit\"}' WHERE id = 3").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 3, event: 3 });
}

#[rstest]
#[tokio::test]
async fn who_and_when_and_from_where_are_sealed_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    let event = 2;
    tamper(&test, "UPDATE audit_event SET actor_id = 2 WHERE id = 2").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 2, event });
    tamper(&test, "UPDATE audit_event SET actor_id = 1, created_at = created_at + 1 WHERE id = 2").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 2, event });
    tamper(&test, "UPDATE audit_event SET created_at = created_at - 1, client_address = '::1' WHERE id = 2").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 2, event });
    tamper(&test, "UPDATE audit_event SET client_address = NULL WHERE id = 2").await;
    assert!(test.audit().verify_audit(None).await.unwrap().is_ok(), "it is as it was");
}

#[rstest]
#[tokio::test]
async fn a_removed_event_is_named(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    tamper(&test, "DELETE FROM audit_event WHERE id = 3").await;
    assert_eq!(broken(&test).await, ChainBreak::Gone { seq: 3, event: 3 });
    tamper(&test, "DELETE FROM audit_seal WHERE seq = 3").await;
    assert_eq!(broken(&test).await, ChainBreak::Gap { seq: 3 });
    // Closing the gap shifts the seals after it.
    tamper(&test, "UPDATE audit_seal SET seq = 3 WHERE seq = 4").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 3, event: 4 });
}

#[rstest]
#[tokio::test]
async fn two_swapped_events_are_found(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    tamper(&test, "UPDATE audit_seal SET event_id = 99 WHERE event_id = 3").await;
    tamper(&test, "UPDATE audit_seal SET event_id = 3 WHERE event_id = 4").await;
    tamper(&test, "UPDATE audit_seal SET event_id = 4 WHERE event_id = 99").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 3, event: 4 });
}

#[rstest]
#[tokio::test]
async fn a_cut_tail_is_found_by_whoever_kept_its_head(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let chain = sealed(&test).await;
    tamper(&test, "DELETE FROM audit_event WHERE id > 3").await;
    tamper(&test, "DELETE FROM audit_seal WHERE seq > 3").await;
    let cut = test.audit().verify_audit(Some(&chain.head)).await.unwrap().unwrap();
    assert_eq!((cut.events, cut.expected), (3, false));
}

#[rstest]
#[tokio::test]
async fn a_cut_beginning_is_found(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    tamper(&test, "DELETE FROM audit_event WHERE id < 3").await;
    tamper(&test, "DELETE FROM audit_seal WHERE seq < 3").await;
    assert_eq!(broken(&test).await, ChainBreak::Gap { seq: 1 });
    tamper(&test, "UPDATE audit_anchor SET seq = 2").await;
    assert_eq!(broken(&test).await, ChainBreak::Altered { seq: 3, event: 3 });
    tamper(&test, "DELETE FROM audit_anchor").await;
    assert_eq!(broken(&test).await, ChainBreak::Gap { seq: 1 });
}

#[rstest]
#[tokio::test]
async fn what_was_slipped_in_or_out_unsealed_is_found(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    tamper(&test, "INSERT INTO audit_event (created_at, kind, details) VALUES (1, 'signed_in', '{}')").await;
    assert_eq!(broken(&test).await, ChainBreak::Unsealed { event: 6 });
    tamper(&test, "INSERT INTO audit_unsealed (event_id) VALUES (6)").await;
    assert!(test.audit().verify_audit(None).await.unwrap().is_ok());
    tamper(&test, "DELETE FROM audit_event WHERE id = 6").await;
    assert_eq!(broken(&test).await, ChainBreak::GoneUnsealed { event: 6 });
    // It does not keep other events from being sealed.
    test.audit().seal_audit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_database_refuses_to_change_what_is_written(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    sealed(&test).await;
    for text in [
        "UPDATE audit_event SET details = '{}'",
        "DELETE FROM audit_event WHERE id = 1",
        "UPDATE audit_seal SET hash = ''",
        "DELETE FROM audit_seal WHERE seq = 5",
    ] {
        assert!(raw_sql::try_sql(&test, text).await.is_err(), "{text}");
    }
    assert!(test.audit().verify_audit(None).await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn old_events_go_from_the_beginning_and_the_rest_is_proved(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let old = sealed(&test).await;
    let ada = test.people().actor(UserId(1)).await.unwrap();
    assert!(!test.audit().delete_expired_audit_events().await.unwrap());
    test.audit().set_audit_days(ada.administer().unwrap(), 30).await.unwrap();
    assert_eq!(test.audit().audit_days().await.unwrap(), 30);
    test.clock.forward_days(31);
    test.audit().record_export(ada.user, ExportSource::Audit).await.unwrap();
    test.audit().seal_audit().await.unwrap();
    let head = test.audit().verify_audit(None).await.unwrap().unwrap().head;
    let mut runner = test.engine.runner();
    runner.round().await.unwrap();
    runner.round().await.unwrap();
    let chain = test.audit().verify_audit(Some(&head)).await.unwrap().unwrap();
    // The export, and the expiry of old events.
    assert_eq!((chain.events, chain.forgotten, chain.expected), (2, 6, true));
    assert!(!test.audit().verify_audit(Some(&old.head)).await.unwrap().unwrap().expected, "retention removed it");
    let rows = test.audit().list_audit(ada.audit().unwrap(), &AuditQuery::default(), 9).await.unwrap().rows;
    let kinds: Vec<EventKind> = rows.iter().map(|row| row.kind.unwrap()).collect();
    assert_eq!(kinds, [EventKind::AuditForgotten, EventKind::Exported]);
    // All events can expire; the chain continues from its last hash.
    test.clock.forward_days(40);
    assert!(!test.audit().delete_expired_audit_events().await.unwrap());
    test.audit().seal_audit().await.unwrap();
    let chain = test.audit().verify_audit(Some(&chain.head)).await.unwrap().unwrap();
    assert_eq!((chain.events, chain.forgotten, chain.expected), (1, 8, true));
}
