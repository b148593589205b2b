//! Tests of deleting, of the trash, of restoring, and of the conflicts that prevent a restore.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{all, confirm, delete, offsets, order, order_typed, preview, race, restore, these},
};
use domain::{
    association::TimelineFilter,
    ids::{OperationId, RecordId},
    operation::{Choice, Choices, OrderRefused, Outcome, RestoreOrder, RestoreRefused, Skip, SkipReason, TrashSet},
    policy::{Actor, BuiltInRole, Right},
    record::{RecordInput, RecordState, What},
    surface::Surface,
    time::Date,
    trash::{TrashPage, TrashQuery},
    view::IndexQuery,
};
use engine::Error;
use rstest::rstest;
use std::sync::Mutex;

async fn trash(test: &TestEngine, actor: &Actor, query: &TrashQuery) -> TrashPage {
    let object = test.contacts().await;
    let restore = actor.restore(object.id).ok();
    test.trash().list_trash(&actor.see_trash(object.id).unwrap(), restore.as_ref(), &object, query).await.unwrap()
}

async fn names(test: &TestEngine, actor: &Actor) -> Vec<String> {
    let object = test.contacts().await;
    let permit = actor.view(object.id).unwrap();
    let page = test.records().list_records(&permit, None, &object, &IndexQuery::default()).await.unwrap();
    assert_eq!(page.total.count, i64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn state(test: &TestEngine, actor: &Actor, id: RecordId) -> engine::Result<RecordState> {
    test.records().record(actor, &test.contacts().await, id).await
}

#[rstest]
#[tokio::test]
async fn deleted_and_undone_is_as_it_was(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let ben = test.contact(&ada, "Ben", "ben@example.com").await;
    let before = (state(&test, &ada, anna).await.unwrap(), names(&test, &ada).await);

    let shown = preview(&test, &ada, &these(&[anna, ben])).await.unwrap();
    assert_eq!(
        (shown.count, shown.names.clone(), shown.skipped.clone()),
        (2, vec!["Anna".to_owned(), "Ben".to_owned()], vec![])
    );
    let receipt = confirm(&test, &ada, &order(&these(&[ben, anna]), &shown)).await.unwrap();
    assert_eq!((receipt.done, receipt.skipped), (2, 0));
    assert!(names(&test, &ada).await.is_empty());
    let page = trash(&test, &ada, &TrashQuery::default()).await;
    assert_eq!((page.total, page.rows.len()), (2, 2));
    assert!(page.rows.iter().all(|row| row.operation == receipt.operation && row.operation_records == 2));
    assert!(page.rows.iter().all(|row| row.days_left == 90 && row.may_restore && !row.key_taken));
    assert_eq!(page.deleters.len(), 1);

    let RecordState::Deleted(tombstone) = state(&test, &ada, anna).await.unwrap() else { panic!() };
    assert_eq!(tombstone.by.unwrap().name, "Ada Admin");
    assert_eq!((tombstone.operation, tombstone.days_left, tombstone.may_restore), (receipt.operation, 90, true));
    assert_eq!(tombstone.record.key.as_deref(), Some("anna@example.com"));

    let view = test.operations().operation(&ada, receipt.operation).await.unwrap();
    assert_eq!((view.done, view.undoable, view.may_undo), (2, 2, true));
    let undone = restore(&test, &ada, TrashSet::Deletion(receipt.operation), Choices::default()).await.unwrap();
    assert_eq!((undone.done, undone.skipped), (2, 0));
    assert_eq!((state(&test, &ada, anna).await.unwrap(), names(&test, &ada).await), before);
    assert_eq!(trash(&test, &ada, &TrashQuery::default()).await.total, 0);

    let view = test.operations().operation(&ada, receipt.operation).await.unwrap();
    assert_eq!((view.undoable, view.may_undo, view.later.len()), (0, false, 1));
    assert_eq!((view.later[0].id, view.later[0].records), (undone.operation, 2));
    assert_eq!(test.operations().operation(&ada, undone.operation).await.unwrap().undoes, Some(receipt.operation));
    let object = test.contacts().await;
    let timeline = test.records().timeline(&ada, &object, anna, TimelineFilter::Changes, 9).await.unwrap();
    let told: Vec<_> = timeline.entries.into_iter().map(|entry| entry.what).collect();
    assert_eq!(
        told,
        [
            What::Restored { operation: undone.operation, without: vec![] },
            What::Deleted { operation: receipt.operation, others: 1 },
            What::Created,
        ]
    );
}

#[rstest]
#[tokio::test]
async fn the_typed_number_must_be_the_number(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "Anna", "").await, test.contact(&ada, "Ben", "").await];
    let shown = preview(&test, &ada, &these(&ids)).await.unwrap();
    for typed in [0, 1, 3] {
        let wrong = order_typed(&these(&ids), &shown, Some(typed));
        assert_eq!(confirm(&test, &ada, &wrong).await, Err(OrderRefused::WrongCount { expected: 2 }));
    }
    assert_eq!(names(&test, &ada).await.len(), 2);
    assert!(test.operations().operation(&ada, OperationId(1)).await.is_err());
}

#[rstest]
#[tokio::test]
async fn a_set_that_moved_is_shown_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "Anna", "").await, test.contact(&ada, "Ben", "").await];
    let shown = preview(&test, &ada, &these(&ids)).await.unwrap();
    delete(&test, &ada, &these(&ids[..1])).await;
    let Err(OrderRefused::Moved(moved)) = confirm(&test, &ada, &order(&these(&ids), &shown)).await else { panic!() };
    assert_eq!((moved.before, moved.came.len(), moved.went.len()), (Some(2), 0, 1));
    let now = moved.now;
    assert_eq!((now.count, now.skipped.clone()), (1, vec![Skip { reason: SkipReason::Already, count: 1 }]));
    assert_eq!(names(&test, &ada).await, ["Ben"]);
    let receipt = confirm(&test, &ada, &order(&these(&ids), &now)).await.unwrap();
    assert_eq!((receipt.done, receipt.skipped), (1, 1));
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 10).await.unwrap().items;
    assert_eq!(items[0].outcome, Outcome::Skipped { reason: SkipReason::Already });
    assert_eq!(items[1].outcome, Outcome::Done);
    assert_eq!(confirm(&test, &ada, &order(&these(&ids), &shown)).await, Err(OrderRefused::Nothing));
}

#[rstest]
#[tokio::test]
async fn a_confirm_sent_twice_is_one_deletion(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let permit = ada.delete(object.id).unwrap();
    for later in offsets(40) {
        let id = test.contact(&ada, "Anna", "").await;
        let shown = preview(&test, &ada, &these(&[id])).await.unwrap();
        let sent = order(&these(&[id]), &shown);
        let (one, two) = race(later, async || test.operations().delete(&permit, &sent).await.unwrap()).await;
        assert_eq!(one.clone().unwrap().operation, two.unwrap().operation);
        assert_eq!(confirm(&test, &ada, &sent).await, one);
    }
}

#[rstest]
#[tokio::test]
async fn of_two_who_delete_the_same_at_once_one_does_and_the_other_is_told(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    for later in offsets(40) {
        let ids = [test.contact(&ada, "Anna", "").await, test.contact(&ada, "Bert", "").await];
        let shown =
            [preview(&test, &ada, &these(&ids)).await.unwrap(), preview(&test, &eve, &these(&ids)).await.unwrap()];
        let who = Mutex::new([(&ada, &shown[0]), (&eve, &shown[1])].into_iter());
        let (one, two) = race(later, async || {
            let (actor, shown) = who.lock().unwrap().next().unwrap();
            confirm(&test, actor, &order(&these(&ids), shown)).await
        })
        .await;
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_restore_sent_twice_is_one_restore(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for later in offsets(40) {
        // With a unique key and without, restored by its deletion and as a single record.
        let email = if later % 2 == 0 { "anna@example.com" } else { "" };
        let id = test.contact(&ada, "Anna", email).await;
        let deletion = delete(&test, &ada, &these(&[id])).await.operation;
        let set = if later % 4 < 2 { TrashSet::Deletion(deletion) } else { TrashSet::Records(vec![id]) };
        let (one, two) = race(later, async || restore(&test, &ada, set.clone(), Choices::default()).await).await;
        let one = one.unwrap();
        assert_eq!((one.done, Ok(one.clone())), (1, two));
        assert_eq!(restore(&test, &ada, set.clone(), Choices::default()).await, Ok(one));
        delete(&test, &ada, &these(&[id])).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_restore_is_not_answered_with_one_that_was_undone_or_of_another(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let eve = test.user("Eve Admin", BuiltInRole::Admin).await;
    let id = test.contact(&ada, "Anna", "").await;
    let deletion = delete(&test, &ada, &these(&[id])).await.operation;
    let undo = TrashSet::Deletion(deletion);
    restore(&test, &ada, undo.clone(), Choices::default()).await.unwrap();
    let nothing = restore(&test, &eve, TrashSet::Records(vec![id]), Choices::default()).await;
    assert_eq!(nothing, Err(RestoreRefused::Nothing));
    delete(&test, &ada, &these(&[id])).await;
    let object = test.contacts().await;
    let order = RestoreOrder { set: undo, choices: Choices::default(), surface: Surface::Trash };
    assert!(matches!(test.operations().restore(&ada, &object, &order).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_member_deletes_their_own_and_the_rest_is_skipped(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let hers = test.contact(&ada, "Hers", "").await;
    let his = test.contact(&ben, "His", "").await;
    let unassigned = test.contact_of(&ada, None, "Unassigned", "").await;
    let ids = [hers, his, unassigned];
    let shown = preview(&test, &ben, &these(&ids)).await.unwrap();
    assert_eq!((shown.count, shown.names.clone()), (1, vec!["His".to_owned()]));
    assert_eq!(shown.skipped, [Skip { reason: SkipReason::NotYours, count: 2 }]);
    let receipt = confirm(&test, &ben, &order(&these(&ids), &shown)).await.unwrap();
    assert_eq!((receipt.done, receipt.skipped), (1, 2));
    assert_eq!(names(&test, &ada).await, ["Hers", "Unassigned"]);
    // Ben sees in the trash what Ada deleted and may not restore it; he may restore what he deleted himself.
    delete(&test, &ada, &these(&[hers])).await;
    let page = trash(&test, &ben, &TrashQuery::default()).await;
    assert_eq!(page.rows.iter().map(|row| row.may_restore).collect::<Vec<_>>(), [false, true]);
    let not_his = restore(&test, &ben, TrashSet::Records(vec![hers]), Choices::default()).await;
    assert_eq!(not_his, Err(RestoreRefused::Nothing));
    let both = restore(&test, &ben, TrashSet::Records(vec![hers, his]), Choices::default()).await.unwrap();
    assert_eq!((both.done, both.skipped), (1, 1));
}

#[rstest]
#[tokio::test]
async fn who_may_not_see_the_trash_meets_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let reader = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let id = test.contact(&ada, "Anna", "").await;
    let receipt = delete(&test, &ada, &these(&[id])).await;
    assert!(matches!(state(&test, &reader, id).await, Err(Error::NotFound)));
    assert!(matches!(test.operations().operation(&reader, receipt.operation).await, Err(Error::NotFound)));
    assert!(matches!(
        test.operations().operation_items(&reader, receipt.operation, "", false, None, 9).await,
        Err(Error::NotFound)
    ));
    let object = test.contacts().await;
    assert!(reader.see_trash(object.id).is_err() && reader.restore(object.id).is_err());
    assert_eq!(test.objects().object_counts(&reader).await.unwrap()[0].deleted, 0);
    assert_eq!(test.objects().object_counts(&ada).await.unwrap()[0].deleted, 1);
}

#[rstest]
#[tokio::test]
async fn several_need_the_bulk_right(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let mut ada = test.admin().await;
    ada.grants.rights.remove(&Right::BulkDelete);
    let ids = [test.contact(&ada, "Anna", "").await, test.contact(&ada, "Ben", "").await];
    assert!(matches!(preview(&test, &ada, &these(&ids)).await, Err(Error::Forbidden(_))));
    let shown = preview(&test, &ada, &these(&ids[..1])).await.unwrap();
    let object = test.contacts().await;
    let sneaked = test.operations().delete(&ada.delete(object.id).unwrap(), &order(&these(&ids), &shown)).await;
    assert!(matches!(sneaked, Err(Error::Forbidden(_))));
    assert!(confirm(&test, &ada, &order(&these(&ids[..1]), &shown)).await.is_ok());
    assert!(matches!(preview(&test, &ada, &these(&[RecordId(999)])).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_deleted_record_is_read_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "Anna", "").await;
    delete(&test, &ada, &these(&[id])).await;
    let object = test.contacts().await;
    let permit = ada.edit(object.id).unwrap();
    let input = form(&[("first_name", "Changed")]);
    let edited = test.records().edit_record(&permit, &object, id, 1, &input, Surface::RecordPage).await;
    assert!(matches!(edited, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_taken_key_is_a_choice(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let old = test.contact(&ada, "Old", "same@example.com").await;
    delete(&test, &ada, &these(&[old])).await;
    let new = test.contact(&ada, "New", "same@example.com").await;
    assert!(trash(&test, &ada, &TrashQuery::default()).await.rows[0].key_taken);

    let set = TrashSet::Records(vec![old]);
    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ada, set.clone(), Choices::default()).await else {
        panic!()
    };
    assert_eq!(plan.conflicts.len(), 1);
    let key = &plan.conflicts[0].keys[0];
    assert_eq!((key.key.as_str(), key.first, key.may_take_back), ("same@example.com", true, true));
    assert_eq!(key.holder, Some((new, "New".to_owned())));

    assert_eq!(restore(&test, &ada, set.clone(), all(Choice::Skip)).await, Err(RestoreRefused::Nothing));
    let receipt = restore(&test, &ada, set.clone(), all(Choice::Without)).await.unwrap();
    assert_eq!(receipt.done, 1);
    let RecordState::Living(view) = state(&test, &ada, old).await.unwrap() else { panic!() };
    assert_eq!((view.key, view.name.as_str()), (None, "Old"));
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    assert_eq!(
        items[0].outcome,
        Outcome::Without { keys: vec!["same@example.com".to_owned()], restaged: false, unassigned: false }
    );
}

#[rstest]
#[tokio::test]
async fn a_secondary_key_that_is_taken_is_told_in_the_trash(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let input = RecordInput { secondary_keys: "more@example.com".to_owned(), ..form(&[("first_name", "Old")]) };
    let permit = ada.create(object.id).unwrap();
    let old = test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap();
    delete(&test, &ada, &these(&[old])).await;
    assert!(!trash(&test, &ada, &TrashQuery::default()).await.rows[0].key_taken);
    test.contact(&ada, "New", "more@example.com").await;
    assert!(trash(&test, &ada, &TrashQuery::default()).await.rows[0].key_taken);
}

#[rstest]
#[tokio::test]
async fn a_key_can_be_taken_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let input = RecordInput {
        secondary_keys: "more@example.com".to_owned(),
        ..form(&[("first_name", "Old"), ("email", "same@example.com")])
    };
    let permit = ada.create(object.id).unwrap();
    let old = test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap();
    delete(&test, &ada, &these(&[old])).await;
    let new = test.contact(&ada, "", "more@example.com").await;
    let receipt = restore(&test, &ada, TrashSet::Records(vec![old]), all(Choice::TakeBack)).await.unwrap();
    let RecordState::Living(view) = state(&test, &ada, old).await.unwrap() else { panic!() };
    assert_eq!(
        (view.key.as_deref(), view.secondary_keys),
        (Some("same@example.com"), vec!["more@example.com".to_owned()])
    );
    let RecordState::Living(other) = state(&test, &ada, new).await.unwrap() else { panic!() };
    // It had no other name, so it keeps this one.
    assert_eq!((other.key, other.name.as_str(), other.version), (None, "more@example.com", 2));
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    assert_eq!(
        items[0].outcome,
        Outcome::TookBack { keys: vec!["more@example.com".to_owned()], from: vec![new], restaged: false }
    );
}

#[rstest]
#[tokio::test]
async fn taking_back_needs_the_right_on_the_other(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let his = test.contact(&ben, "His", "same@example.com").await;
    delete(&test, &ben, &these(&[his])).await;
    let hers = test.contact(&ada, "Hers", "same@example.com").await;
    let set = TrashSet::Records(vec![his]);
    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ben, set.clone(), all(Choice::TakeBack)).await else {
        panic!()
    };
    assert!(!plan.conflicts[0].keys[0].may_take_back);
    assert_eq!(plan.conflicts[0].ways_out().collect::<Vec<_>>(), [Choice::Without, Choice::Skip]);
    let RecordState::Living(view) = state(&test, &ada, hers).await.unwrap() else { panic!() };
    assert_eq!(view.key.as_deref(), Some("same@example.com"));
    assert!(restore(&test, &ben, set, all(Choice::Without)).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn two_of_one_deletion_can_want_one_key(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let first = test.contact(&ada, "First", "same@example.com").await;
    delete(&test, &ada, &these(&[first])).await;
    let second = test.contact(&ada, "Second", "same@example.com").await;
    delete(&test, &ada, &these(&[second])).await;
    let set = TrashSet::Records(vec![first, second]);
    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ada, set.clone(), Choices::default()).await else {
        panic!()
    };
    assert_eq!((plan.conflicts.len(), plan.conflicts[0].record), (1, second));
    assert!(restore(&test, &ada, set, all(Choice::Without)).await.is_ok());
    assert_eq!(names(&test, &ada).await, ["First", "Second"]);
}

#[rstest]
#[tokio::test]
async fn of_two_that_want_the_key_of_a_third_one_takes_it_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let further = async |name: &str| {
        let object = test.contacts().await;
        let input = RecordInput { secondary_keys: "same@example.com".to_owned(), ..form(&[("first_name", name)]) };
        let permit = ada.create(object.id).unwrap();
        test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap()
    };
    let first = further("First").await;
    delete(&test, &ada, &these(&[first])).await;
    let second = further("Second").await;
    delete(&test, &ada, &these(&[second])).await;
    let holder = test.contact(&ada, "Holder", "same@example.com").await;
    let set = TrashSet::Records(vec![first, second]);
    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ada, set.clone(), all(Choice::TakeBack)).await else {
        panic!()
    };
    let open: Vec<_> = plan.conflicts.iter().map(|conflict| conflict.ways_out().count()).collect();
    assert_eq!(open, [3, 2]);
    let by_record = [(second, Choice::Without)].into();
    restore(&test, &ada, set, Choices { all: Some(Choice::TakeBack), by_record }).await.unwrap();
    for (id, keys) in [(first, 1), (second, 0), (holder, 0)] {
        let RecordState::Living(view) = state(&test, &ada, id).await.unwrap() else { panic!() };
        assert_eq!(view.secondary_keys.len() + usize::from(view.key.is_some()), keys, "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn the_trash_is_searched_filtered_and_paged(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let mut ids = Vec::new();
    for index in 0..30 {
        ids.push(test.contact(&ben, &format!("Anna {index:02}"), &format!("n{index}@example.com")).await);
    }
    delete(&test, &ada, &these(&ids[..10])).await;
    test.clock.forward_days(2);
    delete(&test, &ben, &these(&ids[10..])).await;
    let query = TrashQuery { size: 25, ..TrashQuery::default() };
    let page = trash(&test, &ada, &query).await;
    assert_eq!((page.total, page.rows.len(), page.deleters.len()), (30, 25, 2));
    let next = trash(&test, &ada, &TrashQuery { after: page.next, ..query.clone() }).await;
    assert_eq!((next.rows.len(), next.position, next.next), (5, 25, None));
    assert_eq!(next.rows[4].days_left, 88);
    let by = async |query: TrashQuery| trash(&test, &ada, &query).await.total;
    assert_eq!(by(TrashQuery { by: Some(ada.user), ..query.clone() }).await, 10);
    assert_eq!(by(TrashQuery { search: "anna 1".to_owned(), ..query.clone() }).await, 10);
    assert_eq!(by(TrashQuery { from: Date::parse_iso("2026-11-03"), ..query.clone() }).await, 20);
    assert_eq!(by(TrashQuery { to: Date::parse_iso("2026-11-01"), ..query.clone() }).await, 10);
    assert_eq!(by(TrashQuery { to: Date::parse_iso("2026-10-31"), ..query.clone() }).await, 0);
    // When all records of the last page are restored, the first page is shown again.
    let last: Vec<RecordId> = next.rows.iter().map(|row| row.id).collect();
    restore(&test, &ada, TrashSet::Records(last), Choices::default()).await.unwrap();
    let again = trash(&test, &ada, &TrashQuery { after: page.next, ..query }).await;
    assert_eq!((again.total, again.rows.len(), again.position), (25, 25, 0));
}
