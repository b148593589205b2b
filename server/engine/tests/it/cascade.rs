//! Tests of cascading deletions: associated records of other objects are deleted with their parents and restored with
//! them.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form,
        operations::{one_by_one, operation, order, order_typed, restore, run_to_the_end, these},
    },
};
use domain::{
    association::parse_roles,
    ids::{ObjectId, OperationId, RecordId},
    operation::{
        Choices, Control, Decision, DeleteOrder, OperationState, OrderRefused, Preview, Receipt, RestoreOrder,
        Selection, TrashSet,
    },
    policy::{Actor, BuiltInRole, ScopedGrant},
    record::{RecordInput, RecordState},
    surface::Surface,
};
use engine::{Associate, Error};
use rstest::rstest;

const DEALS: ObjectId = ObjectId(3);
const TICKETS: ObjectId = ObjectId(4);
const CALLS: ObjectId = ObjectId(5);

/// A record that is associated with a contact, with an owner or without one.
async fn linked(test: &TestEngine, owner: &Actor, slug: &str, name: &str, contact: RecordId) -> RecordId {
    let ada = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let object = test.objects().object(slug).await.unwrap();
    let input = RecordInput { owner: owner.user.to_string(), ..form(&[("name", name)]) };
    let id = test
        .records()
        .create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap();
    let roles = parse_roles("");
    let order =
        Associate { object: &object, record: id, others: &[contact], roles: &roles, surface: Surface::RecordPage };
    test.records().associate(&ada, order).await.unwrap();
    id
}

/// A call associated with these records, with an owner or without one.
async fn activity(test: &TestEngine, owner: &Actor, name: &str, with: &[RecordId]) -> RecordId {
    let ada = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let object = test.objects().object("calls").await.unwrap();
    let input = RecordInput { owner: owner.user.to_string(), ..form(&[("title", name)]) };
    let id = test
        .records()
        .create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap();
    let roles = parse_roles("");
    let order = Associate { object: &object, record: id, others: with, roles: &roles, surface: Surface::RecordPage };
    test.records().associate(&ada, order).await.unwrap();
    id
}

async fn shown(test: &TestEngine, actor: &Actor, selection: &Selection, also: &[ObjectId]) -> engine::Result<Preview> {
    let permit = actor.delete(test.contacts().await.id)?;
    test.operations().preview_delete_with(actor, &permit, selection, also).await
}

async fn confirmed(
    test: &TestEngine,
    actor: &Actor,
    order: &DeleteOrder,
    also: &[ObjectId],
) -> engine::Result<Result<Receipt, OrderRefused>> {
    let permit = actor.delete(test.contacts().await.id)?;
    test.operations().delete_with(actor, &permit, order, also).await
}

async fn delete(test: &TestEngine, actor: &Actor, contacts: &[RecordId], also: &[ObjectId]) -> Receipt {
    let selection = these(contacts);
    let shown = shown(test, actor, &selection, also).await.unwrap();
    confirmed(test, actor, &order(&selection, &shown), also).await.unwrap().unwrap()
}

async fn living(test: &TestEngine, slug: &str, ids: &[RecordId]) -> Vec<bool> {
    let ada = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let object = test.objects().object(slug).await.unwrap();
    let mut living = Vec::new();
    for id in ids {
        living.push(matches!(test.records().record(&ada, &object, *id).await.unwrap(), RecordState::Living(_)));
    }
    living
}

/// The child operations, each by name, count and progress.
async fn children(test: &TestEngine, actor: &Actor, id: OperationId) -> Vec<(String, i64, OperationState)> {
    let view = operation(test, actor, id).await;
    view.children.into_iter().map(|part| (part.names.plural_en, part.records, part.state)).collect()
}

fn some(name: &str, count: i64) -> (String, i64) {
    (name.to_owned(), count)
}

#[rstest]
#[tokio::test]
async fn what_is_associated_goes_along_and_comes_back_with_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    let deals = [linked(&test, &ada, "deals", "One", anna).await, linked(&test, &ada, "deals", "Two", anna).await];
    let others = [linked(&test, &ada, "deals", "Bert’s", bert).await];
    let ticket = [linked(&test, &ada, "tickets", "Broken", anna).await];

    let alone = shown(&test, &ada, &these(&[anna]), &[]).await.unwrap();
    let preview = shown(&test, &ada, &these(&[anna]), &[DEALS, TICKETS]).await.unwrap();
    assert_eq!((alone.count, preview.count, preview.own()), (1, 4, 1));
    let also: Vec<_> = preview.cascade.iter().map(|also| some(&also.names.plural_en, also.count)).collect();
    assert_eq!(also, [some("deals", 2), some("tickets", 1)]);
    assert_ne!(alone.fingerprint, preview.fingerprint);

    // The number to type and the confirmed set both cover the parent and its children.
    let wrong = order_typed(&these(&[anna]), &preview, Some(1));
    let refused = confirmed(&test, &ada, &wrong, &[DEALS, TICKETS]).await.unwrap();
    assert_eq!(refused, Err(OrderRefused::WrongCount { expected: 4 }));
    let other = confirmed(&test, &ada, &order(&these(&[anna]), &alone), &[DEALS]).await.unwrap();
    assert!(
        matches!(other, Err(OrderRefused::Moved(difference)) if difference.now.cascade.len() == 1 && difference.now.count == 3)
    );
    assert_eq!(living(&test, "deals", &deals).await, [true, true]);

    let confirm = order(&these(&[anna]), &preview);
    let receipt = confirmed(&test, &ada, &confirm, &[DEALS, TICKETS]).await.unwrap().unwrap();
    let again = confirmed(&test, &ada, &confirm, &[DEALS, TICKETS]).await.unwrap().unwrap();
    assert_eq!(again.operation, receipt.operation, "a confirm that is sent twice is one deletion");
    run_to_the_end(&test).await;
    assert_eq!(living(&test, "contacts", &[anna, bert]).await, [false, true]);
    assert_eq!(living(&test, "deals", &deals).await, [false, false]);
    assert_eq!(living(&test, "deals", &others).await, [true]);
    assert_eq!(living(&test, "tickets", &ticket).await, [false]);
    let gone = children(&test, &ada, receipt.operation).await;
    assert_eq!(gone, [("deals".to_owned(), 2, OperationState::Done), ("tickets".to_owned(), 1, OperationState::Done)]);
    let part = operation(&test, &ada, receipt.operation).await.children[0].id;
    assert_eq!(operation(&test, &ada, part).await.parent, Some(receipt.operation));

    let restored = restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!(living(&test, "deals", &deals).await, [true, true]);
    assert_eq!(living(&test, "tickets", &ticket).await, [true]);
    let contacts = test.contacts().await;
    let groups = test.records().associations(&ada, &contacts, anna, 9).await.unwrap();
    assert_eq!(groups.values().map(|group| group.count).sum::<i64>(), 3, "with their links");
    // A second attempt returns the same restore, and its children have nothing left to restore.
    let again = restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    assert_eq!(again.operation, restored.operation);
}

#[rstest]
#[tokio::test]
async fn activities_go_along_that_stay_on_no_timeline(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    let deal = linked(&test, &ada, "deals", "One", anna).await;
    let hers = activity(&test, &ada, "Hers alone", &[anna]).await;
    let shared = activity(&test, &ada, "Of both", &[anna, bert]).await;
    let of_deal = activity(&test, &ada, "Of the deal", &[deal]).await;
    let with_deal = activity(&test, &ada, "With the deal", &[anna, deal]).await;
    let calls = [hers, shared, of_deal, with_deal];

    let permit = ada.delete(test.contacts().await.id).unwrap();
    let impact = test.operations().preview_impact(&ada, &permit, &these(&[anna])).await.unwrap();
    assert_eq!((impact.activities, impact.still_shown), (3, 2));
    assert_eq!(impact.leaving, [(CALLS, 1)].into());
    // Without the cascade to deals, calls that the deal has too stay with the deal.
    let alone = shown(&test, &ada, &these(&[anna]), &[CALLS]).await.unwrap();
    assert_eq!((alone.count, alone.own()), (2, 1));
    // If the deal is deleted too, its calls have no other record left, in whichever order the objects were named.
    let preview = shown(&test, &ada, &these(&[anna]), &[CALLS, DEALS]).await.unwrap();
    let also: Vec<_> = preview.cascade.iter().map(|also| some(&also.names.plural_en, also.count)).collect();
    assert_eq!(also, [some("deals", 1), some("calls", 3)]);
    let receipt = delete(&test, &ada, &[anna], &[CALLS, DEALS]).await;
    run_to_the_end(&test).await;
    assert_eq!(living(&test, "calls", &calls).await, [false, true, false, false]);
    restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!(living(&test, "calls", &calls).await, [true; 4]);

    // A record out of sight must not leak: a user who may not see Bert learns no reason why the call would stay.
    let mut mina = test.user("Mina Member", BuiltInRole::Member).await;
    let grant = mina.grants.objects.get_mut(&test.contacts().await.id).unwrap();
    (grant.view, grant.delete) = (ScopedGrant::OWNED, ScopedGrant::OWNED);
    let cora = test.contact(&mina, "Cora", "cora@example.com").await;
    let of_cora = activity(&test, &mina, "Of Cora and Bert", &[cora, bert]).await;
    let preview = shown(&test, &mina, &these(&[cora]), &[CALLS]).await.unwrap();
    assert_eq!(preview.count, 2, "{of_cora}");
}

#[rstest]
#[tokio::test]
async fn only_what_one_may_delete_goes_along(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mina = test.user("Mina Member", BuiltInRole::Member).await;
    let anna = test.contact(&mina, "Anna", "anna@example.com").await;
    let hers = [linked(&test, &mina, "deals", "Hers", anna).await];
    let adas = [linked(&test, &ada, "deals", "Ada’s", anna).await];
    let preview = shown(&test, &mina, &these(&[anna]), &[DEALS]).await.unwrap();
    assert_eq!((preview.count, preview.own()), (2, 1));
    let receipt = delete(&test, &mina, &[anna], &[DEALS]).await;
    run_to_the_end(&test).await;
    assert_eq!((living(&test, "deals", &hers).await, living(&test, "deals", &adas).await), (vec![false], vec![true]));
    let part = operation(&test, &mina, receipt.operation).await.children[0].id;
    let part = operation(&test, &mina, part).await;
    assert_eq!((part.done, part.skipped), (1, 1));
    // A user who sees the contact and none of the deals sees no child operation.
    let mut stranger = test.user("Stella Stranger", BuiltInRole::Member).await;
    assert_eq!(operation(&test, &stranger, receipt.operation).await.children.len(), 1);
    stranger.grants.objects.get_mut(&DEALS).unwrap().view = ScopedGrant::OWNED;
    assert_eq!(operation(&test, &stranger, receipt.operation).await.children.len(), 0);
    // A user who sees only the deal does not see the parent deletion either.
    let mut stranger = test.user("Sten Stranger", BuiltInRole::Member).await;
    assert_eq!(operation(&test, &stranger, part.id).await.parent, Some(receipt.operation));
    stranger.grants.objects.get_mut(&test.contacts().await.id).unwrap().view = ScopedGrant::OWNED;
    assert_eq!(operation(&test, &stranger, part.id).await.parent, None);

    // Without the right to delete the associated records, the whole deletion is refused.
    let reader = test.user("Sole Service", BuiltInRole::Service).await;
    let berts = test.contact(&reader, "Bert", "bert@example.com").await;
    linked(&test, &reader, "deals", "Not for service", berts).await;
    assert!(matches!(shown(&test, &reader, &these(&[berts]), &[DEALS]).await, Err(Error::Forbidden(_))));
    // An object without associated records has no child operation.
    let preview = shown(&test, &reader, &these(&[berts]), &[TICKETS]).await.unwrap();
    assert_eq!((preview.count, preview.cascade.len()), (1, 0));
}

#[rstest]
#[tokio::test]
async fn what_moved_meanwhile_is_shown_and_nothing_goes(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let deals = [linked(&test, &ada, "deals", "One", anna).await];
    let preview = shown(&test, &ada, &these(&[anna]), &[DEALS]).await.unwrap();
    linked(&test, &ada, "deals", "New", anna).await;
    let refused = confirmed(&test, &ada, &order(&these(&[anna]), &preview), &[DEALS]).await.unwrap();
    assert!(matches!(refused, Err(OrderRefused::Moved(difference)) if difference.now.count == 3));
    assert_eq!(living(&test, "deals", &deals).await, [true]);
    assert_eq!(living(&test, "contacts", &[anna]).await, [true]);
}

#[rstest]
#[tokio::test]
async fn a_second_person_decides_about_all_of_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Mina Member", BuiltInRole::Member).await;
    raw_sql::sql(&test, "UPDATE role SET approval_threshold_records = 2 WHERE tag = 'member'").await;
    let mina =
        test.people().actor(test.people().user_by_email("mina.member@example.com").await.unwrap()).await.unwrap();
    let anna = test.contact(&mina, "Anna", "anna@example.com").await;
    let deals = [linked(&test, &mina, "deals", "One", anna).await, linked(&test, &mina, "deals", "Two", anna).await];
    assert!(!shown(&test, &mina, &these(&[anna]), &[]).await.unwrap().requires_approval);
    assert!(shown(&test, &mina, &these(&[anna]), &[DEALS]).await.unwrap().requires_approval, "three are more than two");
    for approve in [false, true] {
        let receipt = delete(&test, &mina, &[anna], &[DEALS]).await;
        assert_eq!(receipt.state, OperationState::Waiting);
        run_to_the_end(&test).await;
        assert_eq!(children(&test, &ada, receipt.operation).await, [("deals".to_owned(), 2, OperationState::Waiting)]);
        assert_eq!(living(&test, "deals", &deals).await, [true, true]);
        test.operations().decide(&ada, receipt.operation, &Decision { approve, comment: None }).await.unwrap();
        run_to_the_end(&test).await;
        assert_eq!(living(&test, "deals", &deals).await, [!approve, !approve]);
        let state = if approve { OperationState::Done } else { OperationState::Declined };
        assert_eq!(children(&test, &ada, receipt.operation).await, [("deals".to_owned(), 2, state)]);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_done_about_a_deletion_is_done_about_what_goes_along(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    let mut deals = Vec::new();
    for name in ["One", "Two", "Three"] {
        deals.push(linked(&test, &ada, "deals", name, anna).await);
    }
    let receipt = delete(&test, &ada, &[anna, bert], &[DEALS]).await;
    let mut runner = test.engine.runner();
    runner.round().await.unwrap();
    test.operations().control_operation(&ada, receipt.operation, Control::Pause).await.unwrap();
    while runner.round().await.unwrap() {}
    assert_eq!(children(&test, &ada, receipt.operation).await, [("deals".to_owned(), 3, OperationState::Paused)]);
    assert_eq!(living(&test, "deals", &deals).await.into_iter().filter(|living| !living).count(), 1);
    test.operations().control_operation(&ada, receipt.operation, Control::PutBack).await.unwrap();
    while runner.round().await.unwrap() {}
    assert_eq!(living(&test, "deals", &deals).await, [true; 3]);
    assert_eq!(living(&test, "contacts", &[anna, bert]).await, [true; 2]);
}

#[rstest]
#[tokio::test]
async fn a_program_that_dies_while_the_sets_are_written_leaves_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let deals = [linked(&test, &ada, "deals", "One", anna).await];
    let receipt = delete(&test, &ada, &[anna], &[DEALS]).await;
    // Simulates a crash before the last step of freezing the set.
    raw_sql::sql(&test, "UPDATE operation SET state = 'preparing', lease_until = 1").await;
    run_to_the_end(&test).await;
    assert!(matches!(test.engine.operations().operation(&ada, receipt.operation).await, Err(Error::NotFound)));
    assert_eq!(living(&test, "deals", &deals).await, [true]);
    assert_eq!(living(&test, "contacts", &[anna]).await, [true]);
}

/// A contact with two deals that were deleted with it; and the operation.
async fn deleted_with_deals(test: &TestEngine, ada: &Actor) -> (RecordId, Vec<RecordId>, OperationId) {
    let anna = test.contact(ada, "Anna", "anna@example.com").await;
    let deals = vec![linked(test, ada, "deals", "One", anna).await, linked(test, ada, "deals", "Two", anna).await];
    let receipt = delete(test, ada, &[anna], &[DEALS]).await;
    run_to_the_end(test).await;
    assert_eq!(
        (living(test, "contacts", &[anna]).await, living(test, "deals", &deals).await),
        (vec![false], vec![false; 2])
    );
    (anna, deals, receipt.operation)
}

#[rstest]
#[tokio::test]
async fn restore_with_children_is_one_operation(
    #[values(Sqlite, Postgres)] database: Backend,
    #[values(true, false)] large: bool,
) {
    let test = TestEngine::on(database).await;
    let test = if large { test.with_limits(one_by_one()) } else { test };
    let ada = test.admin().await;
    let (anna, deals, deletion) = deleted_with_deals(&test, &ada).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap();
    let state = if large { OperationState::Running } else { OperationState::Done };
    assert_eq!(children(&test, &ada, restored.operation).await, [("deals".to_owned(), 2, state)]);
    let twice = restore(&test, &ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap();
    assert_eq!(twice.operation, restored.operation);
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![true], vec![true; 2])
    );
    let child = operation(&test, &ada, restored.operation).await.children[0].id;
    let child = operation(&test, &ada, child).await;
    assert_eq!((child.parent, child.done, child.undoable), (Some(restored.operation), 2, 2));

    // The undo covers the child operations, and so does the undo of that undo.
    let undone = test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![false], vec![false; 2])
    );
    assert_eq!(children(&test, &ada, undone.operation).await, [("deals".to_owned(), 2, OperationState::Done)]);
    restore(&test, &ada, TrashSet::Deletion(undone.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![true], vec![true; 2])
    );
}

#[rstest]
#[tokio::test]
async fn restore_with_children_resumes_after_a_kill(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await.with_limits(one_by_one());
    let ada = test.admin().await;
    let (anna, deals, deletion) = deleted_with_deals(&test, &ada).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap();
    let mut runner = test.engine.runner();
    runner.round().await.unwrap();
    // The program crashes when the contact and one of the two deals are restored.
    drop(runner);
    assert_eq!(living(&test, "contacts", &[anna]).await, [true]);
    assert_eq!(living(&test, "deals", &deals).await, [true, false]);
    test.clock.forward_seconds(31);
    run_to_the_end(&test).await;
    assert_eq!(living(&test, "deals", &deals).await, [true; 2]);
    assert_eq!(children(&test, &ada, restored.operation).await, [("deals".to_owned(), 2, OperationState::Done)]);
}

#[rstest]
#[tokio::test]
async fn restore_that_fails_on_a_child_changes_nothing(
    #[values(Sqlite, Postgres)] database: Backend,
    #[values(true, false)] large: bool,
) {
    let test = TestEngine::on(database).await;
    let test = if large { test.with_limits(one_by_one()) } else { test };
    let ada = test.admin().await;
    let (anna, deals, deletion) = deleted_with_deals(&test, &ada).await;
    assert_eq!((anna, deals.as_slice()), (RecordId(1), &[RecordId(2), RecordId(3)][..]), "the triggers are literals");
    raw_sql::spoil_items_of_deals(&test).await;
    let contacts = test.contacts().await;
    let order =
        RestoreOrder { set: TrashSet::Deletion(deletion), choices: Choices::default(), surface: Surface::Operation };
    assert!(test.engine.operations().restore(&ada, &contacts, &order).await.is_err());
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![false], vec![false; 2])
    );
    raw_sql::mend_items(&test).await;
    test.engine.operations().restore(&ada, &contacts, &order).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![true], vec![true; 2])
    );
}

#[rstest]
#[tokio::test]
async fn undo_of_restore_with_children_needs_approval_of_the_sum(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let (anna, deals, deletion) = deleted_with_deals(&test, &ada).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap();
    raw_sql::sql(&test, "UPDATE role SET approval_threshold_records = 2 WHERE tag = 'admin'").await;
    let (ada, eve) = (test.people().actor(ada.user).await.unwrap(), test.user("Eve Admin", BuiltInRole::Admin).await);
    let undone = test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!(undone.state, OperationState::Waiting, "three are more than two");
    assert_eq!(children(&test, &ada, undone.operation).await, [("deals".to_owned(), 2, OperationState::Waiting)]);
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![true], vec![true; 2])
    );
    assert!(
        test.operations().decide(&eve, undone.operation, &Decision { approve: true, comment: None }).await.unwrap()
    );
    run_to_the_end(&test).await;
    assert_eq!(
        (living(&test, "contacts", &[anna]).await, living(&test, "deals", &deals).await),
        (vec![false], vec![false; 2])
    );
}
