//! Tests of changing owners, and of undoing that and a restore: exactly, in part, and never over newer changes.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{
        all, assign, assign_order, delete, everything, one_by_one, operation, restore, run_to_the_end, these,
    },
};
use domain::{
    association::TimelineFilter,
    ids::{RecordId, UserId},
    operation::{
        Choice, Choices, Control, OperationKind, OperationState, OrderRefused, Outcome, Receipt, SelectionSummary,
        SkipReason, TrashSet,
    },
    policy::{Actor, BuiltInRole},
    record::{RecordState, RecordView, What},
    surface::Surface,
};
use engine::Error;
use rstest::rstest;

async fn living(test: &TestEngine, actor: &Actor, id: RecordId) -> RecordView {
    match test.records().record(actor, &test.contacts().await, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is in the trash"),
    }
}

async fn deleted(test: &TestEngine, actor: &Actor, id: RecordId) -> RecordView {
    match test.records().record(actor, &test.contacts().await, id).await.unwrap() {
        RecordState::Deleted(tombstone) => tombstone.record,
        RecordState::Living(_) => panic!("{id} lives"),
    }
}

async fn outcomes(test: &TestEngine, actor: &Actor, receipt: &Receipt) -> Vec<(RecordId, Outcome)> {
    let items =
        test.operations().operation_items(actor, receipt.operation, "", false, None, 2_000).await.unwrap().items;
    items.into_iter().map(|item| (item.record, item.outcome)).collect()
}

#[rstest]
#[tokio::test]
async fn records_change_hands_and_come_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let one = test.contact(&ada, "One", "one@example.com").await;
    let two = test.contact_of(&ada, None, "Two", "two@example.com").await;
    let his = test.contact_of(&ada, Some(ben.user), "His", "his@example.com").await;

    let receipt = assign(&test, &ada, &these(&[one, two, his]), Some(ben.user)).await;
    assert_eq!(
        (receipt.kind, receipt.state, receipt.done, receipt.skipped),
        (OperationKind::Assign, OperationState::Done, 2, 1)
    );
    for id in [one, two, his] {
        assert_eq!(living(&test, &ada, id).await.owner_id(), Some(ben.user));
    }
    assert_eq!(outcomes(&test, &ada, &receipt).await[2], (his, Outcome::Skipped { reason: SkipReason::Already }));
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.undoable, view.may_undo, view.selection), (2, true, Some(SelectionSummary::Records)));
    assert_eq!(view.assigned.unwrap().name, "Ben Member");
    let object = test.contacts().await;
    let entries = test.records().timeline(&ada, &object, one, TimelineFilter::Changes, 10).await.unwrap().entries;
    let What::Edited(changes) = &entries[0].what else { panic!("{entries:?}") };
    assert_eq!((changes[0].old.as_deref(), changes[0].new.as_deref()), (Some("Ada Admin"), Some("Ben Member")));
    assert_eq!(entries.len(), 2, "told once, by the version it made");

    let undone = test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    assert_eq!((undone.kind, undone.done), (OperationKind::Assign, 2));
    assert_eq!(living(&test, &ada, one).await.owner_id(), Some(ada.user));
    assert_eq!(living(&test, &ada, two).await.owner_id(), None);
    assert_eq!(living(&test, &ada, his).await.owner_id(), Some(ben.user));
    assert_eq!(operation(&test, &ada, receipt.operation).await.undoable, 0);
    assert_eq!(test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap_err(), OrderRefused::Nothing);

    // The undo can be undone in turn.
    test.operations().undo(&ada, undone.operation, &[]).await.unwrap().unwrap();
    assert_eq!(living(&test, &ada, two).await.owner_id(), Some(ben.user));
}

#[rstest]
#[tokio::test]
async fn what_changed_later_keeps_its_owner(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(test.contact(&ada, name, &format!("{name}@example.com")).await);
    }
    let receipt = assign(&test, &ada, &these(&ids), Some(ben.user)).await;
    // One reassigned, one deleted, one edited in another field: only the last is still as the operation left it.
    assign(&test, &ada, &these(&ids[..1]), None).await;
    delete(&test, &ada, &these(&ids[1..2])).await;
    let object = test.contacts().await;
    let input = domain::record::RecordInput {
        owner: ben.user.to_string(),
        ..form(&[("first_name", "c"), ("email", "c@example.com"), ("city", "Roma")])
    };
    test.records()
        .edit_record(&ada.edit(object.id).unwrap(), &object, ids[2], 2, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(operation(&test, &ada, receipt.operation).await.undoable, 2);
    let undone = test.operations().undo(&ada, receipt.operation, &ids[..3]).await.unwrap().unwrap();
    assert_eq!(undone.done, 1);
    assert_eq!(living(&test, &ada, ids[0]).await.owner_id(), None);
    assert_eq!(deleted(&test, &ada, ids[1]).await.owner_id(), Some(ben.user));
    let edited = living(&test, &ada, ids[2]).await;
    assert_eq!((edited.owner_id(), edited.values["city"].as_str()), (Some(ada.user), "Roma"));
    assert_eq!(living(&test, &ada, ids[3]).await.owner_id(), Some(ben.user), "it was not chosen");
}

#[rstest]
#[tokio::test]
async fn rights_are_asked_for_each_record_and_for_the_way_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let reader = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let object = test.contacts().await;
    assert!(reader.edit(object.id).is_err());
    let his = test.contact(&ben, "His", "his@example.com").await;
    let hers = test.contact(&olga, "Hers", "hers@example.com").await;
    let receipt = assign(&test, &ben, &these(&[his, hers]), Some(olga.user)).await;
    assert_eq!((receipt.done, receipt.skipped), (1, 1));
    assert_eq!(outcomes(&test, &ben, &receipt).await[1].1, Outcome::Skipped { reason: SkipReason::NotYours });
    // A user who reassigned a record may undo that while it is unchanged since; other users may not.
    assert!(matches!(test.operations().undo(&olga, receipt.operation, &[]).await, Err(Error::Forbidden(_))));
    assert!(matches!(test.operations().undo(&reader, receipt.operation, &[]).await, Err(Error::NotFound)));
    assert_eq!(test.operations().undo(&ben, receipt.operation, &[]).await.unwrap().unwrap().done, 1);
    assert_eq!(living(&test, &ada, his).await.owner_id(), Some(ben.user));
    // The new owner does not exist.
    let order = assign_order(&test, &ada, &these(&[his]), Some(UserId(999))).await;
    assert!(matches!(test.operations().assign(&ada.edit(object.id).unwrap(), &order).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn what_a_view_has_of_others_is_counted_however_few_change_hands(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    test.contact(&ada, "Hers", "hers@example.com").await;
    test.contact(&ben, "His", "his@example.com").await;
    let receipt = assign(&test, &ben, &everything(), None).await;
    assert_eq!((receipt.state, receipt.done, receipt.skipped), (OperationState::Done, 1, 1));
}

#[rstest]
#[tokio::test]
async fn a_confirm_of_what_moved_changes_nothing_and_one_sent_twice_is_one(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    let object = test.contacts().await;
    let permit = ada.edit(object.id).unwrap();
    let order = assign_order(&test, &ada, &these(&ids), None).await;
    delete(&test, &ada, &these(&ids[..1])).await;
    let Err(OrderRefused::Moved(moved)) = test.operations().assign(&permit, &order).await.unwrap() else { panic!() };
    assert_eq!((moved.before, moved.now.count, moved.went), (Some(2), 1, vec!["a".to_owned()]));
    assert_eq!(living(&test, &ada, ids[1]).await.owner_id(), Some(ada.user));
    let order = assign_order(&test, &ada, &these(&ids[1..]), None).await;
    let (one, two) = tokio::join!(test.operations().assign(&permit, &order), test.operations().assign(&permit, &order));
    assert_eq!(one.unwrap().unwrap().operation, two.unwrap().unwrap().operation);
    assert_eq!(living(&test, &ada, ids[1]).await.version, 2);
}

#[rstest]
#[tokio::test]
async fn a_large_change_of_owner_runs_in_chunks_and_is_put_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    test.fill_demo(1_300, Some(0)).await.unwrap();
    let object = test.contacts().await;
    let owner = |id| {
        let (test, ada) = (&test, &ada);
        async move { living(test, ada, RecordId(id)).await.owner_id() }
    };
    let before = [owner(1).await, owner(700).await, owner(1_300).await];
    let receipt = assign(&test, &ada, &everything(), Some(ben.user)).await;
    assert_eq!(receipt.state, OperationState::Running);
    let mut runner = test.engine.runner();
    assert!(runner.round().await.unwrap());
    assert_eq!([owner(1).await, owner(1_300).await], [Some(ben.user), before[2]]);
    let back = test.operations().control_operation(&ada, receipt.operation, Control::PutBack).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!([owner(1).await, owner(700).await, owner(1_300).await], before);
    assert_eq!(operation(&test, &ada, back.operation).await.undoes, Some(receipt.operation));

    let receipt = assign(&test, &ada, &everything(), Some(ben.user)).await;
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.done + view.skipped, view.undoable), (1_300, view.done));
    test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!([owner(1).await, owner(700).await, owner(1_300).await], before);
    assert_eq!(operation(&test, &ada, receipt.operation).await.undoable, 0);
    let page = test
        .records()
        .list_records(&ada.view(object.id).unwrap(), None, &object, &domain::view::IndexQuery::default())
        .await
        .unwrap();
    assert_eq!(page.total, domain::view::Total::exact(1_300));
}

#[rstest]
#[tokio::test]
async fn the_undo_of_a_restore_deletes_again_and_gives_the_keys_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let plain = test.contact(&ada, "Plain", "plain@example.com").await;
    let bare = test.contact(&ada, "Bare", "bare@example.com").await;
    let wanted = test.contact(&ada, "Wanted", "wanted@example.com").await;
    let gone = delete(&test, &ada, &these(&[plain, bare, wanted])).await;
    let holder = test.contact(&ada, "Holder", "wanted@example.com").await;
    test.contact(&ada, "Other", "bare@example.com").await;
    let choices = Choices { all: None, by_record: [(bare, Choice::Without), (wanted, Choice::TakeBack)].into() };
    let restored = restore(&test, &ada, TrashSet::Deletion(gone.operation), choices).await.unwrap();
    assert_eq!(restored.done, 3);
    assert_eq!(living(&test, &ada, bare).await.key, None);
    assert_eq!(living(&test, &ada, holder).await.key, None);

    let view = operation(&test, &ada, restored.operation).await;
    assert_eq!((view.undoable, view.may_undo), (3, true));
    let undone = test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!((undone.kind, undone.done), (OperationKind::Delete, 3));
    assert_eq!(deleted(&test, &ada, bare).await.key.as_deref(), Some("bare@example.com"));
    assert_eq!(deleted(&test, &ada, wanted).await.key.as_deref(), Some("wanted@example.com"));
    assert_eq!(living(&test, &ada, holder).await.key.as_deref(), Some("wanted@example.com"));
    let view = operation(&test, &ada, undone.operation).await;
    assert_eq!((view.undoes, view.undoable), (Some(restored.operation), 3));
    // Restores again, with the same conflicts.
    assert!(restore(&test, &ada, TrashSet::Deletion(undone.operation), Choices::default()).await.is_err());
    assert_eq!(restore(&test, &ada, TrashSet::Deletion(undone.operation), all(Choice::Skip)).await.unwrap().done, 1);
}

#[rstest]
#[tokio::test]
async fn one_that_gave_keys_to_several_gets_them_back_from_each(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(test.contact(&ada, name, &format!("{name}@example.com")).await);
    }
    let gone = delete(&test, &ada, &these(&ids)).await;
    let mine = domain::record::RecordInput {
        secondary_keys: "b@example.com\nc@example.com".to_owned(),
        ..form(&[("first_name", "Holder"), ("email", "a@example.com")])
    };
    let permit = ada.create(object.id).unwrap();
    let holder = test.records().create_record(&permit, &object, &mine, Surface::Index).await.unwrap().unwrap();
    let keys = async || {
        let view = living(&test, &ada, holder).await;
        (view.key, view.secondary_keys)
    };
    let had = keys().await;
    let set = TrashSet::Deletion(gone.operation);
    let restored = restore(&test, &ada, set, all(Choice::TakeBack)).await.unwrap();
    assert_eq!(keys().await, (None, vec![]));
    test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!(keys().await, had);

    // Restored as single records too, in any order.
    let again = TrashSet::Records(ids.clone());
    let restored = restore(&test, &ada, again, all(Choice::TakeBack)).await.unwrap();
    test.operations().undo(&ada, restored.operation, &ids[2..]).await.unwrap().unwrap();
    assert_eq!(keys().await, (None, vec!["c@example.com".to_owned()]));
    test.operations().undo(&ada, restored.operation, &ids[..1]).await.unwrap().unwrap();
    test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!(keys().await, had);
}

#[rstest]
#[tokio::test]
async fn the_undo_of_a_restore_keeps_what_is_newer(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(test.contact(&ben, name, &format!("{name}@example.com")).await);
    }
    let gone = delete(&test, &ben, &these(&ids)).await;
    let restored = restore(&test, &ben, TrashSet::Deletion(gone.operation), Choices::default()).await.unwrap();
    // One deleted and restored by a user since, one reassigned to another user.
    let again = delete(&test, &ada, &these(&ids[..1])).await;
    restore(&test, &ada, TrashSet::Deletion(again.operation), Choices::default()).await.unwrap();
    assign(&test, &ada, &these(&ids[1..2]), Some(ada.user)).await;
    assert_eq!(operation(&test, &ben, restored.operation).await.undoable, 2);
    let undone = test.operations().undo(&ben, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!((undone.done, undone.skipped), (1, 1), "what is not his any more stays");
    assert_eq!(
        outcomes(&test, &ada, &undone).await,
        [(ids[1], Outcome::Skipped { reason: SkipReason::NotYours }), (ids[2], Outcome::Done),]
    );
    for id in &ids[..2] {
        living(&test, &ada, *id).await;
    }
    deleted(&test, &ada, ids[2]).await;
}

#[rstest]
#[tokio::test]
async fn a_large_restore_is_undone_in_chunks(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.fill_demo(1_300, Some(0)).await.unwrap();
    let gone = delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(gone.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    let (one, two) = tokio::join!(
        test.operations().undo(&ada, restored.operation, &[]),
        test.operations().undo(&ada, restored.operation, &[])
    );
    let (one, two) = (one.unwrap().unwrap(), two.unwrap().unwrap());
    assert_eq!(one.operation, two.operation, "two undos at once are one");
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, one.operation).await;
    assert_eq!(
        (view.state, view.done, view.undoable, view.undoes),
        (OperationState::Done, 1_300, 1_300, Some(restored.operation))
    );
    assert_eq!(view.days_left, 90);
}

#[rstest]
#[tokio::test]
async fn what_a_later_operation_did_not_come_to_is_still_as_a_restore_left_it(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    let gone = delete(&test, &ada, &these(&ids)).await;
    run_to_the_end(&test).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(gone.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    let later = delete(&test, &ada, &these(&ids)).await;
    assert_eq!(operation(&test, &ada, restored.operation).await.undoable, 2, "it has done nothing yet");
    let mut runner = test.engine.runner();
    assert!(runner.round().await.unwrap());
    test.operations().control_operation(&ada, later.operation, Control::Stop).await.unwrap();
    assert_eq!(operation(&test, &ada, restored.operation).await.undoable, 1);
    assert_eq!(test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap().done, 1);
    deleted(&test, &ada, ids[1]).await;
}

#[rstest]
#[tokio::test]
async fn the_undo_of_a_restore_keeps_what_was_moved_before_its_chunk(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    let gone = delete(&test, &ada, &these(&ids)).await;
    run_to_the_end(&test).await;
    let restored = restore(&test, &ada, TrashSet::Deletion(gone.operation), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    let undone = test.operations().undo(&ada, restored.operation, &[]).await.unwrap().unwrap();
    assert_eq!(undone.state, OperationState::Running);
    delete(&test, &ada, &these(&ids[1..])).await;
    restore(&test, &ada, TrashSet::Records(ids[1..].to_vec()), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!(
        outcomes(&test, &ada, &undone).await,
        [(ids[0], Outcome::Done), (ids[1], Outcome::Skipped { reason: SkipReason::Newer }),]
    );
    living(&test, &ada, ids[1]).await;
}

#[rstest]
#[tokio::test]
async fn a_restore_that_was_stopped_before_it_began_left_nothing_to_undo(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    delete(&test, &ada, &these(&ids)).await;
    run_to_the_end(&test).await;
    let set = TrashSet::Records(ids.to_vec());
    let one = restore(&test, &ada, set.clone(), Choices::default()).await.unwrap();
    let two = restore(&test, &ada, set, Choices::default()).await.unwrap();
    test.operations().control_operation(&ada, two.operation, Control::Stop).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!(operation(&test, &ada, one.operation).await.undoable, 2);
    assert_eq!(operation(&test, &ada, two.operation).await.undoable, 0);
    assert_eq!(test.operations().undo(&ada, two.operation, &[]).await.unwrap(), Err(OrderRefused::Nothing));
    living(&test, &ada, ids[0]).await;
}
