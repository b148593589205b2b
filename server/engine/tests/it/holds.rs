//! Tests of holds: who may put and release one, on which records, and that a purge respects it.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::{delete, restore, these},
    },
};
use domain::{
    audit::{AuditQuery, EventKind},
    hold::{HoldReason, HoldView},
    ids::RecordId,
    operation::{Choices, TrashSet},
    policy::{Actor, BuiltInRole, Denied, Right},
    trash::TrashQuery,
};
use engine::Error;
use rstest::rstest;

fn reason(text: &str) -> HoldReason {
    HoldReason::parse(text).unwrap()
}

async fn put(test: &TestEngine, actor: &Actor, id: RecordId, why: &str) -> engine::Result<()> {
    let permit = actor.hold(test.contacts().await.id)?;
    test.trash().put_on_hold(&permit, id, &reason(why)).await
}

async fn release(test: &TestEngine, actor: &Actor, id: RecordId) -> engine::Result<()> {
    let permit = actor.hold(test.contacts().await.id)?;
    test.trash().release_hold(&permit, id).await
}

async fn on(test: &TestEngine, actor: &Actor, id: RecordId) -> Option<HoldView> {
    test.trash().hold_on(actor, test.contacts().await.id, id).await.unwrap()
}

/// What a purge of a contact in the trash would do: the number of records purged and the number held.
async fn purge(test: &TestEngine, actor: &Actor, id: RecordId) -> (i64, i64) {
    let permit = actor.purge(test.contacts().await.id).unwrap();
    let preview = test.operations().preview_purge(&permit, &TrashSet::Records(vec![id])).await.unwrap();
    (preview.count, preview.skipped.iter().map(|skip| skip.count).sum())
}

async fn held_in_trash(test: &TestEngine, actor: &Actor) -> Vec<bool> {
    let object = test.contacts().await;
    let permit = actor.see_trash(object.id).unwrap();
    let page = test.trash().list_trash(&permit, None, &object, &TrashQuery::default()).await.unwrap();
    page.rows.into_iter().map(|row| row.held).collect()
}

/// A member with the right to put records on hold who sees their own records only.
async fn narrow(test: &TestEngine, sees_trash: bool) -> Actor {
    let member = test.user("Narrow Member", BuiltInRole::Member).await;
    raw_sql::sql(
        test,
        "UPDATE role_grant SET reach = 'owned', unassigned = TRUE WHERE role_id = 2 AND action = 'view'",
    )
    .await;
    raw_sql::sql(test, "INSERT INTO role_right (role_id, tag) VALUES (2, 'hold')").await;
    if !sees_trash {
        raw_sql::sql(test, "DELETE FROM role_right WHERE role_id = 2 AND tag = 'see_trash'").await;
    }
    test.people().actor(member.user).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn what_is_held_is_not_purged_until_it_is_released(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    assert_eq!(on(&test, &ada, id).await, None);
    put(&test, &ada, id, "A case at court").await.unwrap();
    let hold = on(&test, &ada, id).await.unwrap();
    assert_eq!((hold.reason.as_str(), hold.by.unwrap().id), ("A case at court", ada.user));
    // The first hold stays: the second request shows it.
    put(&test, &ada, id, "Another").await.unwrap();
    assert_eq!(on(&test, &ada, id).await.unwrap().reason, "A case at court");

    // A hold prevents neither deleting nor restoring.
    let receipt = delete(&test, &ada, &these(&[id])).await;
    assert_eq!(purge(&test, &ada, id).await, (0, 1));
    assert_eq!(held_in_trash(&test, &ada).await, [true]);
    restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    assert!(on(&test, &ada, id).await.is_some());
    delete(&test, &ada, &these(&[id])).await;

    release(&test, &ada, id).await.unwrap();
    release(&test, &ada, id).await.unwrap();
    assert_eq!(on(&test, &ada, id).await, None);
    assert_eq!(held_in_trash(&test, &ada).await, [false]);
    assert_eq!(purge(&test, &ada, id).await, (1, 0));

    let auditor = ada.audit().unwrap();
    let count = async |kind| {
        let query = AuditQuery { kind: Some(kind), ..AuditQuery::default() };
        test.audit().list_audit(auditor, &query, 9).await.unwrap().rows.len()
    };
    assert_eq!(
        (count(EventKind::HoldPut).await, count(EventKind::HoldReleased).await),
        (1, 1),
        "what changed nothing is no event"
    );
}

#[rstest]
#[tokio::test]
async fn a_hold_takes_the_right_and_sight(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await.id;
    let reader = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let id = test.contact(&ada, "Hers", "hers@example.com").await;
    put(&test, &ada, id, "A case").await.unwrap();
    let refused = put(&test, &reader, id, "Mine").await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(denied) if denied == Denied::right(Right::Hold, object)));
    assert!(on(&test, &reader, id).await.is_some(), "who sees the record sees that it is held");

    let narrow = narrow(&test, true).await;
    assert!(matches!(put(&test, &narrow, id, "x").await, Err(Error::NotFound)));
    assert!(matches!(release(&test, &narrow, id).await, Err(Error::NotFound)));
    assert!(on(&test, &ada, id).await.is_some());
    assert_eq!(on(&test, &narrow, id).await, None);
    assert!(matches!(put(&test, &ada, RecordId(999), "x").await, Err(Error::NotFound)));

    let mine = test.contact(&narrow, "Mine", "mine@example.com").await;
    put(&test, &narrow, mine, "x").await.unwrap();
    delete(&test, &ada, &these(&[mine])).await;
    release(&test, &narrow, mine).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn in_the_trash_it_takes_sight_of_the_trash(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let narrow = narrow(&test, false).await;
    let mine = test.contact(&narrow, "Mine", "mine@example.com").await;
    put(&test, &narrow, mine, "x").await.unwrap();
    delete(&test, &ada, &these(&[mine])).await;
    assert_eq!(on(&test, &narrow, mine).await, None);
    assert!(matches!(release(&test, &narrow, mine).await, Err(Error::NotFound)));
    assert!(on(&test, &ada, mine).await.is_some());
}
