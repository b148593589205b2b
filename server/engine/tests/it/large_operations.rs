//! Tests of operations too large for one transaction: completed, run in chunks, interrupted, undone.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::{
            all, confirm, delete, everything, offsets, one_by_one, operation, order, order_typed, preview, race,
            restore, run_to_the_end, these,
        },
    },
};
use domain::{
    association::TimelineFilter,
    ids::RecordId,
    operation::{
        Choice, Choices, Control, Fingerprint, OperationState, OrderRefused, Outcome, RecordQuery, RestoreRefused,
        Selection, SkipReason, Source, TrashSet,
    },
    policy::{Actor, BuiltInRole},
    record::What,
    trash::TrashQuery,
    view::{IndexQuery, RecordPage},
};
use engine::Error;
use rstest::rstest;

/// More records than one transaction takes, and more than the first two chunks hold.
const MANY: u64 = 1_300;

/// An installation with many contacts, and an admin with every right on them.
async fn filled(test: &TestEngine) -> Actor {
    let ada = test.admin().await;
    test.fill_demo(MANY, Some(0)).await.unwrap();
    ada
}

async fn index(test: &TestEngine, actor: &Actor) -> RecordPage {
    let object = test.contacts().await;
    let query = IndexQuery { size: 100, ..IndexQuery::default() };
    test.records().list_records(&actor.view(object.id).unwrap(), None, &object, &query).await.unwrap()
}

async fn in_trash(test: &TestEngine, actor: &Actor) -> i64 {
    let object = test.contacts().await;
    test.trash()
        .list_trash(&actor.see_trash(object.id).unwrap(), None, &object, &TrashQuery::default())
        .await
        .unwrap()
        .total
}

#[rstest]
#[tokio::test]
async fn a_large_deletion_and_its_undo_leave_everything_as_it_was(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let before = index(&test, &ada).await;
    let kept = before.rows[0].id;
    let receipt =
        delete(&test, &ada, &Selection::Query(RecordQuery { except: vec![kept], ..RecordQuery::all(Source::Index) }))
            .await;
    assert_eq!((receipt.state, receipt.done), (OperationState::Running, 1_299));
    assert_eq!(in_trash(&test, &ada).await, 0, "the set is frozen, and nothing is done in the request");
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!(
        (view.state, view.total, view.done, view.skipped, view.undoable),
        (OperationState::Done, 1_299, 1_299, 0, 1_299)
    );
    assert_eq!(view.reason.as_deref(), Some("spring cleaning"));
    let after = index(&test, &ada).await;
    assert_eq!((after.total.count, after.rows[0].id, in_trash(&test, &ada).await), (1, kept, 1_299));

    let undone = restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    assert_eq!((undone.state, undone.done), (OperationState::Running, 1_299));
    run_to_the_end(&test).await;
    assert_eq!(operation(&test, &ada, undone.operation).await.done, 1_299);
    assert_eq!((index(&test, &ada).await, in_trash(&test, &ada).await), (before, 0));
}

#[rstest]
#[tokio::test]
async fn a_runner_that_dies_is_followed_by_another(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let mut first = test.engine.runner();
    assert!(first.round().await.unwrap());
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done), (OperationState::Running, 500), "one chunk of it");
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 2_000).await.unwrap().items;
    assert_eq!(items.iter().filter(|item| item.outcome == Outcome::Done).count(), 500);
    assert_eq!(items.iter().filter(|item| item.outcome == Outcome::Waiting).count(), 800);

    let mut second = test.engine.runner();
    assert!(!second.round().await.unwrap(), "the first may still live");
    drop(first);
    test.clock.forward_seconds(31);
    while second.round().await.unwrap() {}
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.undoable), (OperationState::Done, 1_300, 1_300));
}

#[rstest]
#[tokio::test]
async fn a_program_that_starts_goes_on_at_once_where_it_is_the_only_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let mut first = test.engine.runner();
    assert!(first.round().await.unwrap());
    drop(first);
    test.operations().take_over_operations().await.unwrap();
    let alone = matches!(test.database, engine::Database::Sqlite(_));
    let mut second = test.engine.runner();
    assert_eq!(second.round().await.unwrap(), alone);
    assert_eq!(operation(&test, &ada, receipt.operation).await.done, if alone { 1_000 } else { 500 });
}

#[rstest]
#[tokio::test]
async fn two_runners_do_each_record_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let (one, two) = (test.engine.clone(), test.engine.clone());
    tokio::join!(
        async {
            let mut runner = one.runner();
            while runner.round().await.unwrap() {}
        },
        async {
            let mut runner = two.runner();
            while runner.round().await.unwrap() {}
        },
    );
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.skipped, view.undoable), (OperationState::Done, 1_300, 0, 1_300));
}

#[rstest]
#[tokio::test]
async fn an_operation_is_paused_resumed_stopped_and_put_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let mut runner = test.engine.runner();
    assert!(runner.round().await.unwrap());
    assert_eq!(
        operation(&test, &ada, receipt.operation).await.controls,
        [Control::Pause, Control::Stop, Control::PutBack]
    );
    test.operations().control_operation(&ada, receipt.operation, Control::Pause).await.unwrap();
    assert!(!runner.round().await.unwrap());
    assert_eq!(in_trash(&test, &ada).await, 500);
    assert_eq!(
        operation(&test, &ada, receipt.operation).await.controls,
        [Control::Resume, Control::Stop, Control::PutBack]
    );
    assert!(matches!(
        test.operations().control_operation(&ada, receipt.operation, Control::Pause).await,
        Err(Error::Forbidden(_))
    ));
    test.operations().control_operation(&ada, receipt.operation, Control::Resume).await.unwrap();
    assert!(runner.round().await.unwrap());

    let back = test.operations().control_operation(&ada, receipt.operation, Control::PutBack).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.undoable, view.controls.len()), (OperationState::Stopped, 0, 0));
    assert!(view.done < 1_300 && view.done == operation(&test, &ada, back.operation).await.done);
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 2_000).await.unwrap().items;
    assert_eq!(items.last().unwrap().outcome, Outcome::Skipped { reason: SkipReason::NotReached });
    assert_eq!((index(&test, &ada).await.total.count, in_trash(&test, &ada).await), (1_300, 0));
}

#[rstest]
#[tokio::test]
async fn what_changes_while_it_runs_is_skipped_and_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let object = test.contacts().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let receipt = delete(&test, &ada, &everything()).await;
    // After the set was frozen, one of its records is deleted and another record is created.
    let last = RecordId(1_300);
    let by_hand = delete(&test, &ada, &these(&[last])).await;
    test.contact(&ben, "Late", "late@example.com").await;
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.done, view.skipped, view.undoable), (1_299, 1, 1_299));
    let items = test
        .operations()
        .operation_items(&ada, receipt.operation, "", false, Some(RecordId(1_299)), 9)
        .await
        .unwrap()
        .items;
    assert_eq!(items[0].outcome, Outcome::Skipped { reason: SkipReason::Already });
    assert_eq!(operation(&test, &ada, by_hand.operation).await.undoable, 1);
    assert_eq!(index(&test, &ada).await.rows.into_iter().map(|row| row.name).collect::<Vec<_>>(), ["Late"]);
    assert!(ben.delete(object.id).is_ok());
}

#[rstest]
#[tokio::test]
async fn a_member_deletes_all_of_theirs_and_the_rest_is_counted(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    test.contact(&ben, "His", "his@example.com").await;
    let shown = preview(&test, &ben, &everything()).await.unwrap();
    assert_eq!((shown.count, shown.names.clone()), (1, vec!["His".to_owned()]));
    assert_eq!((shown.skipped[0].reason, shown.skipped[0].count), (SkipReason::NotYours, 1_300));
    let receipt = confirm(&test, &ben, &order(&everything(), &shown)).await.unwrap();
    assert_eq!((receipt.state, receipt.done, receipt.skipped), (OperationState::Done, 1, 1_300));
    assert_eq!(index(&test, &ada).await.total.count, 1_300);
}

#[rstest]
#[tokio::test]
async fn a_large_set_that_moved_is_shown_again_and_a_confirm_sent_twice_is_one(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let shown = preview(&test, &ada, &everything()).await.unwrap();
    delete(&test, &ada, &these(&[RecordId(7)])).await;
    let Err(OrderRefused::Moved(moved)) = confirm(&test, &ada, &order(&everything(), &shown)).await else { panic!() };
    assert_eq!((moved.before, moved.came.len(), moved.went.len()), (Some(1_300), 0, 1));
    let now = moved.now;
    assert_eq!(now.count, 1_299);
    let wrong = order_typed(&everything(), &now, Some(1_300));
    assert_eq!(confirm(&test, &ada, &wrong).await, Err(OrderRefused::WrongCount { expected: 1_299 }));
    let sent = order(&everything(), &now);
    let one = confirm(&test, &ada, &sent).await.unwrap();
    let two = confirm(&test, &ada, &sent).await.unwrap();
    assert_eq!((one.operation, one.done), (two.operation, two.done));
    run_to_the_end(&test).await;
    assert_eq!(in_trash(&test, &ada).await, 1_300);
}

#[rstest]
#[tokio::test]
async fn conflicts_of_a_large_restore_are_counted_and_decided_for_all(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let taken: Vec<String> = index(&test, &ada).await.rows.into_iter().filter_map(|row| row.key).take(3).collect();
    delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    for key in &taken {
        test.contact(&ada, "New", key).await;
    }
    let set = TrashSet::Trash(TrashQuery::default());
    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ada, set.clone(), Choices::default()).await else {
        panic!()
    };
    assert_eq!((plan.count, plan.conflict_count, plan.conflicts.len()), (1_300, 3, 3));
    let receipt = restore(&test, &ada, set, all(Choice::Without)).await.unwrap();
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.done, view.skipped), (1_300, 0));
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 2_000).await.unwrap().items;
    assert_eq!(items.iter().filter(|item| matches!(item.outcome, Outcome::Without { .. })).count(), 3);
    assert_eq!((index(&test, &ada).await.total.count, in_trash(&test, &ada).await), (1_303, 0));
}

#[rstest]
#[tokio::test]
async fn what_is_left_alone_from_the_start_is_of_the_whole(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    for (owner, name) in [(&ada, "a"), (&ada, "b"), (&ada, "c"), (&ben, "d"), (&ben, "e")] {
        test.contact(owner, name, &format!("{name}@example.com")).await;
    }
    let receipt = delete(&test, &ben, &everything()).await;
    assert_eq!((receipt.state, receipt.done, receipt.skipped), (OperationState::Running, 2, 3));
    let view = operation(&test, &ben, receipt.operation).await;
    assert_eq!((view.total, view.done, view.skipped), (5, 0, 3), "two are still to come");
    run_to_the_end(&test).await;
    let view = operation(&test, &ben, receipt.operation).await;
    assert_eq!((view.total, view.done, view.skipped), (5, 2, 3));
}

#[rstest]
#[tokio::test]
async fn a_restore_takes_no_key_back_from_what_it_brought_back_itself(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let mut ids = Vec::new();
    for name in ["First", "Second"] {
        ids.push(test.contact(&ada, name, "same@example.com").await);
        delete(&test, &ada, &these(&ids[ids.len() - 1..])).await;
    }
    let receipt = restore(&test, &ada, TrashSet::Records(ids.clone()), all(Choice::TakeBack)).await.unwrap();
    assert_eq!(receipt.state, OperationState::Running);
    run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    let outcomes: Vec<_> = items.into_iter().map(|item| item.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Skipped { reason: SkipReason::KeyTaken }]);
    assert_eq!(index(&test, &ada).await.rows[0].key.as_deref(), Some("same@example.com"));
}

#[rstest]
#[tokio::test]
async fn a_restore_leaves_alone_what_was_restored_and_deleted_again_before_its_chunk(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    delete(&test, &ada, &these(&ids)).await;
    run_to_the_end(&test).await;
    let receipt = restore(&test, &ada, TrashSet::Records(ids.to_vec()), Choices::default()).await.unwrap();
    restore(&test, &ada, TrashSet::Records(ids[1..].to_vec()), Choices::default()).await.unwrap();
    delete(&test, &ada, &these(&ids[1..])).await;
    run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    assert_eq!(items[1].outcome, Outcome::Skipped { reason: SkipReason::Newer });
    assert_eq!((index(&test, &ada).await.total.count, in_trash(&test, &ada).await), (1, 1));
}

#[rstest]
#[tokio::test]
async fn a_set_that_could_not_be_frozen_leaves_nothing_and_the_same_confirm_begins_anew(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let shown = preview(&test, &ada, &everything()).await.unwrap();
    let object = test.contacts().await;
    let sent = order(&everything(), &shown);
    raw_sql::spoil_items(&test).await;
    assert!(test.engine.operations().delete(&ada.delete(object.id).unwrap(), &sent).await.is_err());
    raw_sql::mend_items(&test).await;
    let receipt = confirm(&test, &ada, &sent).await.unwrap();
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.undoable), (OperationState::Done, 1_300, 1_300));
}

#[rstest]
#[tokio::test]
async fn an_operation_that_fails_keeps_no_other_from_going_on(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let half =
        Selection::Query(RecordQuery { except: (1..=100).map(RecordId).collect(), ..RecordQuery::all(Source::Index) });
    let first = delete(&test, &ada, &half).await;
    // The row holds a value that this program never writes.
    raw_sql::sql(&test, "UPDATE operation SET surface = 'nowhere'").await;
    let second = delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    assert_eq!(operation(&test, &ada, second.operation).await.state, OperationState::Done);
    raw_sql::sql(&test, "UPDATE operation SET surface = 'index'").await;
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, first.operation).await;
    assert_eq!((view.state, view.done, view.skipped), (OperationState::Done, 0, 1_200));
}

#[rstest]
#[tokio::test]
async fn the_undo_of_a_deletion_that_runs_stops_it_first_and_sent_twice_is_one(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let mut runner = test.engine.runner();
    while operation(&test, &ada, receipt.operation).await.done < 1_100 {
        assert!(runner.round().await.unwrap());
    }
    let set = TrashSet::Deletion(receipt.operation);
    let one = restore(&test, &ada, set.clone(), Choices::default()).await.unwrap();
    let two = restore(&test, &ada, set, Choices::default()).await.unwrap();
    assert_eq!(one, two);
    run_to_the_end(&test).await;
    assert_eq!((index(&test, &ada).await.total.count, in_trash(&test, &ada).await), (1_300, 0));
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.later.len()), (OperationState::Stopped, 1));
}

#[rstest]
#[tokio::test]
async fn the_undo_of_a_large_deletion_sent_twice_at_once_is_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    for later in offsets(20) {
        let ids = [test.contact(&ada, "Anna", "").await, test.contact(&ada, "Bert", "").await];
        let deletion = delete(&test, &ada, &these(&ids)).await.operation;
        run_to_the_end(&test).await;
        let set = TrashSet::Deletion(deletion);
        let (one, two) = race(later, async || restore(&test, &ada, set.clone(), Choices::default()).await).await;
        assert_eq!(one.unwrap().operation, two.unwrap().operation);
        run_to_the_end(&test).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_right_that_is_taken_away_stops_what_runs(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let receipt = delete(&test, &ada, &everything()).await;
    let mut runner = test.engine.runner();
    assert!(runner.round().await.unwrap());
    // A second admin, who watches the operation.
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    raw_sql::sql(&test, "DELETE FROM role_right WHERE tag = 'bulk_delete'").await;
    while runner.round().await.unwrap() {}
    let view = operation(&test, &eve, receipt.operation).await;
    assert_eq!((view.state, view.done, view.undoable), (OperationState::Stopped, 500, 500));
}

#[rstest]
#[tokio::test]
async fn the_database_sums_a_set_as_the_rules_do(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = filled(&test).await;
    let shown = preview(&test, &ada, &everything()).await.unwrap();
    assert_eq!(shown.fingerprint, Fingerprint::of((1..=1_300).map(RecordId)));
}

#[rstest]
#[tokio::test]
async fn a_timeline_tells_only_what_was_done(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let (anna, bert) =
        (test.contact(&ada, "Anna", "anna@example.com").await, test.contact(&ada, "Bert", "bert@example.com").await);
    let told = async |id: RecordId| {
        let object = test.contacts().await;
        let page = test.records().timeline(&ada, &object, id, TimelineFilter::Changes, 9).await.unwrap();
        page.entries.iter().filter(|entry| matches!(entry.what, What::Deleted { .. })).count()
    };
    let receipt = delete(&test, &ada, &these(&[anna, bert])).await;
    assert_eq!((told(anna).await, told(bert).await), (0, 0), "it did not come to either yet");
    test.engine.runner().round().await.unwrap();
    assert_eq!((told(anna).await, told(bert).await), (1, 0));
    test.operations().control_operation(&ada, receipt.operation, Control::Stop).await.unwrap();
    assert_eq!((told(anna).await, told(bert).await), (1, 0), "it was stopped before it came to the second");
}
