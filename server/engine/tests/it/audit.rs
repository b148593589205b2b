//! Tests of the audit: which events it records, from where, and who may read it.

use crate::{
    raw_sql,
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine,
        operations::{delete, everything, one_by_one, restore, run_to_the_end, these},
    },
};
use domain::{
    audit::{AUDIT_DAYS, AuditBy, AuditPage, AuditQuery, Event, EventKind},
    ids::{ObjectId, RecordId},
    operation::{Choices, Control, OperationKind, OperationState, TrashSet},
    policy::{Action, Actor, BuiltInRole, Denied, Lack, Right},
    saved_view::Share,
    surface::Surface,
};
use engine::{Engine, Error, ExportSource};
use rstest::rstest;

const CONTACT: ObjectId = ObjectId(1);

async fn list(engine: &Engine, actor: &Actor, query: AuditQuery) -> AuditPage {
    engine.audit().list_audit(actor.audit().unwrap(), &query, 50).await.unwrap()
}

/// The latest `count` events, newest first, each with its actor.
async fn events(test: &TestEngine, actor: &Actor, count: usize) -> Vec<(Option<i64>, Event)> {
    let page = list(test, actor, AuditQuery::default()).await;
    let told = page.rows.iter().take(count).map(|row| (row.by.as_ref().map(|by| by.id.0), row.event().unwrap()));
    told.collect()
}

fn kinds(page: &AuditPage) -> Vec<EventKind> {
    page.rows.iter().map(|row| row.kind.unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn what_is_done_at_once_is_told_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let contact = test.contact(&ada, "Hers", "hers@example.com").await;
    let before = list(&test, &ada, AuditQuery::default()).await.rows.len();
    let deletion = delete(&test, &ada, &these(&[contact])).await.operation;
    let ended = |operation, act, surface, undoes| Event::OperationEnded {
        operation,
        act,
        object: CONTACT,
        surface,
        state: OperationState::Done,
        done: 1,
        skipped: 0,
        undoes,
    };
    let me = Some(ada.user.0);
    assert_eq!(events(&test, &ada, 1).await, [(me, ended(deletion, OperationKind::Delete, Surface::Index, None))]);
    let undo = restore(&test, &ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap().operation;
    let told = ended(undo, OperationKind::Restore, Surface::Trash, Some(deletion));
    assert_eq!(events(&test, &ada, 1).await, [(me, told)]);
    // Undoes the undo for one of its records.
    let again = test.operations().undo(&ada, undo, &[contact]).await.unwrap().unwrap().operation;
    let told = ended(again, OperationKind::Delete, Surface::Operation, Some(undo));
    assert_eq!(events(&test, &ada, 1).await, [(me, told)]);
    // An operation that changed nothing is not recorded; an edit is a version.
    assert!(test.operations().undo(&ada, undo, &[contact]).await.unwrap().is_err());
    test.contact(&ada, "Another", "another@example.com").await;
    assert_eq!(list(&test, &ada, AuditQuery::default()).await.rows.len(), before + 3);
}

#[rstest]
#[tokio::test]
async fn what_runs_is_told_from_its_begin_to_its_end(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    for name in ["One", "Two", "Three"] {
        test.contact(&ada, name, &format!("{name}@example.com")).await;
    }
    let id = delete(&test, &ada, &everything()).await.operation;
    let begun = Event::OperationBegun {
        operation: id,
        act: OperationKind::Delete,
        object: CONTACT,
        surface: Surface::Index,
        records: 3,
        undoes: None,
    };
    assert_eq!(events(&test, &ada, 1).await, [(Some(ada.user.0), begun)]);
    let mut runner = test.engine.runner();
    runner.round().await.unwrap();
    test.operations().control_operation(&ada, id, Control::Pause).await.unwrap();
    test.operations().control_operation(&eve, id, Control::Resume).await.unwrap();
    let told = events(&test, &ada, 2).await;
    assert_eq!(told[0], (Some(eve.user.0), Event::OperationResumed { operation: id, object: CONTACT }));
    assert_eq!(told[1], (Some(ada.user.0), Event::OperationPaused { operation: id, object: CONTACT }));
    test.operations().control_operation(&eve, id, Control::Stop).await.unwrap();
    let (by, event) = events(&test, &ada, 1).await.remove(0);
    let Event::OperationEnded { state, done, .. } = event else { unreachable!("{event:?}") };
    assert_eq!((by, state, done), (Some(eve.user.0), OperationState::Stopped, 1));

    // An operation whose actor loses the right is stopped by the program; one that reaches the end of its set ends by
    // itself.
    let id = delete(&test, &eve, &everything()).await.operation;
    test.people().deactivate_user(&support::fresh(ada.administer_users().unwrap()), eve.user).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    let (by, event) = events(&test, &ada, 1).await.remove(0);
    let Event::OperationEnded { state, operation, .. } = event else { unreachable!("{event:?}") };
    assert_eq!((by, state, operation), (None, OperationState::Stopped, id));
    delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    let (by, event) = events(&test, &ada, 1).await.remove(0);
    let Event::OperationEnded { state, done, .. } = event else { unreachable!("{event:?}") };
    assert_eq!((by, state, done), (Some(ada.user.0), OperationState::Done, 2));
}

#[rstest]
#[tokio::test]
async fn the_end_of_retention_is_an_act_of_nobody(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let contact = test.contact(&ada, "Hers", "hers@example.com").await;
    delete(&test, &ada, &these(&[contact])).await;
    test.clock.forward_days(91);
    run_to_the_end(&test).await;
    let query = AuditQuery { by: Some(AuditBy::System), object: Some("contacts".to_owned()), ..AuditQuery::default() };
    let page = list(&test, &ada, query).await;
    assert_eq!(kinds(&page), [EventKind::OperationEnded, EventKind::OperationBegun]);
    let Some(Event::OperationEnded { act, surface, done, .. }) = page.rows[0].event() else { unreachable!() };
    assert_eq!((act, surface, done), (OperationKind::Purge, Surface::Retention, 1));
}

#[rstest]
#[tokio::test]
async fn refusals_are_told_and_cannot_flood(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let Err(domain::policy::Refusal::Forbidden(denied)) = rita.delete(CONTACT) else { unreachable!() };
    for _ in 0..3 {
        test.audit().record_refusal(rita.user, denied).await.unwrap();
    }
    let refusals =
        AuditQuery { by: Some(AuditBy::User(rita.user)), kind: Some(EventKind::Refused), ..AuditQuery::default() };
    let page = list(&test, &ada, refusals.clone()).await;
    let lacks = Some(Lack::Action(Action::Delete));
    let told: Vec<Event> = page.rows.iter().filter_map(domain::audit::AuditRow::event).collect();
    assert_eq!(told, [Event::Refused { lacks, object: Some(CONTACT), record: None }]);
    // Another person, another target, or a minute later: each is recorded.
    test.audit().record_refusal(ada.user, denied).await.unwrap();
    test.audit().record_refusal(rita.user, denied.of(RecordId(7))).await.unwrap();
    test.clock.forward_seconds(61);
    test.audit().record_refusal(rita.user, denied).await.unwrap();
    assert_eq!(list(&test, &ada, refusals.clone()).await.rows.len(), 3);
    for record in 0..99 {
        test.audit()
            .record_refusal(rita.user, Denied::right(Right::Export, CONTACT).of(RecordId(record)))
            .await
            .unwrap();
    }
    assert_eq!(list(&test, &ada, refusals).await.rows.len(), 2 + 30);
}

#[rstest]
#[tokio::test]
async fn the_engine_says_what_was_lacking(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let hers = test.contact(&ada, "Hers", "hers@example.com").await;
    let object = test.contacts().await;
    let input = support::form(&[("first_name", "His")]);
    let edit = ben.edit(object.id).unwrap();
    let refused = test.records().edit_record(&edit, &object, hers, 1, &input, Surface::RecordPage).await;
    let Err(Error::Forbidden(denied)) = refused else { unreachable!("{refused:?}") };
    assert_eq!(denied, Denied::action(Action::Edit, CONTACT).of(hers));
    let id = delete(&test, &ada, &these(&[hers])).await.operation;
    let refused = test.operations().undo(&ben, id, &[]).await;
    let Err(Error::Forbidden(denied)) = refused else { unreachable!("{refused:?}") };
    assert_eq!(denied, Denied::right(Right::RestoreAny, CONTACT));
}

#[rstest]
#[tokio::test]
async fn what_a_client_asks_for_is_told_with_its_address(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let there = test.for_client("203.0.113.9");
    assert!(
        there.people().sign_in("ada.admin@example.com", "wrong wrong wrong", "203.0.113.9").await.unwrap().is_err()
    );
    test.people().sign_in("ada.admin@example.com", PASSWORD, "203.0.113.9").await.unwrap().unwrap();
    there.audit().record_export(ada.user, ExportSource::View(CONTACT)).await.unwrap();
    there.trash().set_retention(ada.administer().unwrap(), "contacts", 30).await.unwrap();
    there.trash().set_retention(ada.administer().unwrap(), "contacts", 30).await.unwrap();
    test.people().sign_in("ada.admin@example.com", PASSWORD, "::1").await.unwrap().unwrap();
    let from = |address: &str| AuditQuery { address: Some(address.to_owned()), ..AuditQuery::default() };
    let page = list(&test, &ada, from("203.0.113.9")).await;
    assert_eq!(
        kinds(&page),
        [EventKind::RetentionChanged, EventKind::Exported, EventKind::SignedIn, EventKind::SignInRefused]
    );
    assert_eq!(page.rows[3].by, None, "who it would have been is told in the details");
    assert_eq!(page.rows[3].event(), Some(Event::SignInRefused { user: Some(ada.user) }));
    assert_eq!(kinds(&list(&test, &ada, from("::1")).await), [EventKind::SignedIn]);
    assert!(list(&test, &ada, from("203.0.113")).await.rows.is_empty(), "in full");
}

#[rstest]
#[tokio::test]
async fn the_view_is_narrowed_and_paged(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for _ in 0..7 {
        test.audit().record_export(ada.user, ExportSource::Audit).await.unwrap();
    }
    test.clock.forward_days(1);
    test.audit().record_export(ada.user, ExportSource::View(CONTACT)).await.unwrap();
    let auditor = ada.audit().unwrap();
    let mut query = AuditQuery::default();
    let mut seen = Vec::new();
    loop {
        let page = test.audit().list_audit(auditor, &query, 2).await.unwrap();
        seen.extend(page.rows.iter().map(|row| row.id));
        query.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert!(seen.is_sorted_by(|a, b| a > b), "{seen:?}");
    assert_eq!(seen.len(), 9);
    let day = |date: &str| domain::time::Date::parse_iso(date);
    let from = |from, to| AuditQuery { from, to, ..AuditQuery::default() };
    assert_eq!(list(&test, &ada, from(day("2026-11-02"), None)).await.rows.len(), 1);
    assert_eq!(list(&test, &ada, from(None, day("2026-11-01"))).await.rows.len(), 8);
    assert_eq!(list(&test, &ada, from(day("2026-11-03"), None)).await.rows.len(), 0);
    let of = |object: &str| AuditQuery { object: Some(object.to_owned()), ..AuditQuery::default() };
    assert_eq!(list(&test, &ada, of("contacts")).await.rows.len(), 1);
    assert_eq!(list(&test, &ada, of("nothing")).await.rows.len(), 0);
    let both = AuditQuery { kind: Some(EventKind::Exported), to: day("2026-11-01"), ..of("contacts") };
    assert_eq!(list(&test, &ada, both).await.rows.len(), 0);
    assert_eq!(test.audit().audit_days().await.unwrap(), AUDIT_DAYS);
}

#[rstest]
#[tokio::test]
async fn shared_views_and_imports_are_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let view = ada.view(object.id).unwrap();
    let own = test.views().save_view(&view, "Mine", "q=a", Share::No).await.unwrap().unwrap();
    test.views().remove_view(&ada, own).await.unwrap();
    let shared = test.views().save_view(&view, "Ours", "q=a", Share::Everyone).await.unwrap().unwrap();
    test.views().remove_view(&ada, shared).await.unwrap();
    let permit = ada.import(object.id).unwrap();
    let path = test.folder.join("people.csv");
    std::fs::write(&path, "E-mail\nnew@example.com\nnobody\n").unwrap();
    let file = engine::ImportFile { name: "people.csv", path: &path, size: 30, uploaded: true };
    let import = test.imports().begin_import(&permit, file).await.unwrap();
    let (_, shown) = test.imports().import(&ada, import).await.unwrap();
    test.imports().start_import(&permit, import, &shown.sample.unwrap().unwrap().proposal).await.unwrap();
    test.imports().run_import(import, |_| {}).await.unwrap();
    let told: Vec<Event> = events(&test, &ada, 4).await.into_iter().map(|(_, event)| event).collect();
    assert_eq!(told[2], Event::SharedViewRemoved { view: shared, object: CONTACT });
    assert_eq!(told[3], Event::ViewShared { view: shared, object: CONTACT });
    assert_eq!(told[1], Event::ImportBegun { import, object: CONTACT, surface: Surface::Import });
    let Event::ImportEnded { rows, .. } = &told[0] else { unreachable!("{told:?}") };
    assert_eq!((rows.created, rows.refused), (1, 1));
    let details = raw_sql::texts(&test, "SELECT CAST(details AS TEXT) FROM audit_event").await.join(" ");
    assert!(!details.contains('@') && !details.contains("Ours") && !details.contains("people"), "{details}");
}
