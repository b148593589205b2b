//! Tests of purging: chosen records, the records of a view, expired records; and of changes to the retention.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, fresh,
        operations::{delete, everything, later, operation, restore, run_to_the_end, these},
    },
};
use domain::{
    ids::RecordId,
    operation::{
        Choices, OperationItem, OperationKind, OperationQuery, OperationState, OrderRefused, Outcome, Preview,
        PurgeOrder, Receipt, SelectionSummary, Skip, SkipReason, TrashSet, Whose,
    },
    policy::{Actor, BuiltInRole, Right, ScopedGrant},
    record::RecordState,
    retention::RetentionChange,
    roles::RoleDraft,
    surface::Surface,
    trash::TrashQuery,
};
use engine::{Database, Error};
use rstest::rstest;

async fn preview(test: &TestEngine, actor: &Actor, set: &TrashSet) -> engine::Result<Preview> {
    test.operations().preview_purge(&actor.purge(test.contacts().await.id).unwrap(), set).await
}

fn order(set: &TrashSet, shown: &Preview, typed: i64) -> PurgeOrder {
    let confirm = shown.confirm(Some(typed));
    PurgeOrder { set: set.clone(), confirm, surface: Surface::Trash, reason: Some(" law ".to_owned()) }
}

async fn purge(test: &TestEngine, actor: &Actor, set: &TrashSet) -> Receipt {
    let shown = preview(test, actor, set).await.unwrap();
    let permit = fresh(actor.purge(test.contacts().await.id).unwrap());
    test.engine.operations().purge(&permit, &order(set, &shown, shown.count)).await.unwrap().unwrap()
}

async fn in_trash(test: &TestEngine, actor: &Actor) -> i64 {
    let object = test.contacts().await;
    test.trash()
        .list_trash(&actor.see_trash(object.id).unwrap(), None, &object, &TrashQuery::default())
        .await
        .unwrap()
        .total
}

async fn is_gone(test: &TestEngine, actor: &Actor, id: RecordId) -> bool {
    matches!(test.records().record(actor, &test.contacts().await, id).await, Err(Error::NotFound))
}

async fn items(test: &TestEngine, actor: &Actor, receipt: &Receipt) -> Vec<OperationItem> {
    test.operations().operation_items(actor, receipt.operation, "", false, None, 2_000).await.unwrap().items
}

/// The latest purge that the program started by itself.
async fn expiry(test: &TestEngine, actor: &Actor) -> Option<domain::operation::OperationRow> {
    let query =
        OperationQuery { whose: Whose::Everyone, kind: Some(OperationKind::Purge), ..OperationQuery::default() };
    let page = test.operations().list_operations(actor, &query).await.unwrap();
    page.rows.into_iter().find(|row| row.surface == Surface::Retention)
}

/// Puts a record on hold, so that it is not purged.
async fn hold(test: &TestEngine, id: RecordId) {
    assert_eq!(id, RecordId(1), "the statement is a literal");
    raw_sql::sql(test, "INSERT INTO hold (record_id, created_at, reason) VALUES (1, 0, 'a case')").await;
}

#[rstest]
#[tokio::test]
async fn chosen_records_go_for_good_and_leave_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ids = [
        test.contact(&ada, "Zoraida", "zoraida@example.com").await,
        test.contact(&ada, "Other", "other@example.com").await,
        test.contact(&ada, "Kept", "kept@example.com").await,
    ];
    delete(&test, &ada, &these(&ids)).await;
    let set = TrashSet::Records(ids[..2].to_vec());
    let shown = preview(&test, &ada, &set).await.unwrap();
    assert_eq!((shown.count, shown.names.len(), shown.until), (2, 2, None));
    let permit = fresh(ada.purge(test.contacts().await.id).unwrap());
    let wrong = test.engine.operations().purge(&permit, &order(&set, &shown, 3)).await.unwrap();
    assert_eq!(wrong.unwrap_err(), OrderRefused::WrongCount { expected: 2 });
    let receipt = test.engine.operations().purge(&permit, &order(&set, &shown, 2)).await.unwrap().unwrap();
    assert_eq!((receipt.kind, receipt.state), (OperationKind::Purge, OperationState::Running));
    assert!(!is_gone(&test, &ada, ids[0]).await, "always in the background, so that it can be stopped");
    let twice = test.engine.operations().purge(&permit, &order(&set, &shown, 2)).await.unwrap().unwrap();
    assert_eq!(twice.operation, receipt.operation);
    run_to_the_end(&test).await;
    assert!(is_gone(&test, &ada, ids[0]).await && is_gone(&test, &ada, ids[1]).await);
    assert_eq!(in_trash(&test, &ada).await, 1);
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.undoable, view.may_undo), (OperationState::Done, 2, 0, false));
    assert_eq!((view.reason.as_deref(), view.selection), (Some("law"), Some(SelectionSummary::Records)));
    let told = items(&test, &ada, &receipt).await;
    assert!(told.iter().all(|item| item.name.is_none() && item.outcome == Outcome::Done), "{told:?}");
    // The address is free for a new contact, and the search finds nothing of the purged one.
    test.contact(&ada, "New", "zoraida@example.com").await;
    let query = TrashQuery { search: "zoraida".to_owned(), ..TrashQuery::default() };
    let object = test.contacts().await;
    assert_eq!(
        test.trash().list_trash(&ada.see_trash(object.id).unwrap(), None, &object, &query).await.unwrap().total,
        0
    );
}

#[rstest]
#[tokio::test]
async fn a_view_of_the_trash_is_emptied_by_those_who_may(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let object = test.contacts().await;
    assert!(ben.purge(object.id).is_err());
    let mut careful = ada.clone();
    careful.grants.rights.remove(&domain::policy::Right::EmptyTrash);
    test.fill_demo(1_300, Some(0)).await.unwrap();
    let his = test.contact(&ben, "His", "his@example.com").await;
    delete(&test, &ben, &these(&[his])).await;
    delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    let bens = TrashSet::Trash(TrashQuery { by: Some(ben.user), ..TrashQuery::default() });
    assert!(matches!(preview(&test, &careful, &bens).await, Err(Error::Forbidden(_))));
    assert_eq!(preview(&test, &careful, &TrashSet::Records(vec![his])).await.unwrap().count, 1);
    let receipt = purge(&test, &ada, &bens).await;
    run_to_the_end(&test).await;
    assert_eq!((operation(&test, &ada, receipt.operation).await.done, in_trash(&test, &ada).await), (1, 1_300));
    let receipt = purge(&test, &ada, &TrashSet::Trash(TrashQuery::default())).await;
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.done, view.skipped, in_trash(&test, &ada).await), (1_300, 0, 0));
    assert!(matches!(preview(&test, &ada, &TrashSet::Trash(TrashQuery::default())).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn what_is_restored_before_its_chunk_comes_is_kept(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.fill_demo(1_300, Some(0)).await.unwrap();
    let gone = delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    let receipt = purge(&test, &ada, &TrashSet::Deletion(gone.operation)).await;
    let mut runner = test.engine.runner();
    assert!(runner.round().await.unwrap());
    let late = RecordId(1_300);
    restore(&test, &ada, TrashSet::Records(vec![late]), Choices::default()).await.unwrap();
    while runner.round().await.unwrap() {}
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.skipped), (OperationState::Done, 1_299, 1));
    assert_eq!(
        items(&test, &ada, &receipt).await.last().unwrap().outcome,
        Outcome::Skipped { reason: SkipReason::Newer }
    );
    assert!(!is_gone(&test, &ada, late).await);
}

#[rstest]
#[tokio::test]
async fn what_is_restored_and_deleted_again_before_its_chunk_comes_waits_its_own_time(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "a", "a@example.com").await;
    delete(&test, &ada, &these(&[id])).await;
    let receipt = purge(&test, &ada, &TrashSet::Records(vec![id])).await;
    restore(&test, &ada, TrashSet::Records(vec![id]), Choices::default()).await.unwrap();
    delete(&test, &ada, &these(&[id])).await;
    run_to_the_end(&test).await;
    assert_eq!(items(&test, &ada, &receipt).await[0].outcome, Outcome::Skipped { reason: SkipReason::Newer });
    assert_eq!(in_trash(&test, &ada).await, 1);
}

#[rstest]
#[tokio::test]
async fn a_record_that_cannot_go_stays_alone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.fill_demo(1_300, Some(0)).await.unwrap();
    let gone = delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    raw_sql::sql(&test, "CREATE TABLE elsewhere (record_id BIGINT REFERENCES record (id))").await;
    raw_sql::sql(&test, "INSERT INTO elsewhere VALUES (700)").await;
    let receipt = purge(&test, &ada, &TrashSet::Deletion(gone.operation)).await;
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done, view.skipped), (OperationState::Done, 1_299, 1));
    let skipped = test.operations().operation_items(&ada, receipt.operation, "", true, None, 10).await.unwrap().items;
    assert_eq!(skipped.len(), 1);
    assert_eq!(
        (skipped[0].record, &skipped[0].outcome),
        (RecordId(700), &Outcome::Skipped { reason: SkipReason::Failed })
    );
    assert!(!is_gone(&test, &ada, RecordId(700)).await);
}

#[rstest]
#[tokio::test]
async fn day_89_is_restorable_day_91_is_gone_and_a_hold_is_kept(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut ids = Vec::new();
    for name in ["held", "expired", "restored"] {
        ids.push(test.contact(&ada, name, &format!("{name}@example.com")).await);
    }
    hold(&test, ids[0]).await;
    let gone = delete(&test, &ada, &these(&ids)).await;
    test.clock.forward_days(89);
    run_to_the_end(&test).await;
    assert_eq!(in_trash(&test, &ada).await, 3, "day 89");
    restore(&test, &ada, TrashSet::Records(vec![ids[2]]), Choices::default()).await.unwrap();
    test.clock.forward_days(2);
    run_to_the_end(&test).await;
    assert!(is_gone(&test, &ada, ids[1]).await, "day 91");
    assert!(!is_gone(&test, &ada, ids[0]).await, "a hold keeps it");
    assert!(matches!(
        test.records().record(&ada, &test.contacts().await, ids[2]).await.unwrap(),
        RecordState::Living(_)
    ));
    let row = expiry(&test, &ada).await.unwrap();
    assert_eq!((row.by, row.total, row.done, row.skipped), (None, 1, 1, 0), "what is held is not even tried");
    // The program does not start another purge for records on hold.
    test.clock.forward_days(1);
    run_to_the_end(&test).await;
    assert_eq!(expiry(&test, &ada).await.unwrap().id, row.id);
    // A purge by hand does not either.
    assert_eq!(
        preview(&test, &ada, &TrashSet::Deletion(gone.operation)).await.unwrap().skipped[0].reason,
        SkipReason::Held
    );
    let held = preview(&test, &ada, &TrashSet::Records(vec![ids[0]])).await.unwrap();
    assert_eq!(held.count, 0);
    let permit = fresh(ada.purge(test.contacts().await.id).unwrap());
    let refused =
        test.engine.operations().purge(&permit, &order(&TrashSet::Records(vec![ids[0]]), &held, 0)).await.unwrap();
    assert_eq!(refused.unwrap_err(), OrderRefused::Nothing);
}

#[rstest]
#[tokio::test]
async fn a_hold_that_comes_late_is_kept_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    delete(&test, &ada, &these(&ids)).await;
    let receipt = purge(&test, &ada, &TrashSet::Records(ids.to_vec())).await;
    hold(&test, ids[0]).await;
    run_to_the_end(&test).await;
    assert!(!is_gone(&test, &ada, ids[0]).await && is_gone(&test, &ada, ids[1]).await);
    assert_eq!(items(&test, &ada, &receipt).await[0].outcome, Outcome::Skipped { reason: SkipReason::Held });
}

#[rstest]
#[tokio::test]
async fn a_longer_retention_is_at_once_and_a_shorter_one_for_later(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    assert!(ben.administer().is_err());
    let admin = ada.administer().unwrap();
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    let first = delete(&test, &ada, &these(&ids[..1])).await;
    let retentions = test.trash().retentions(admin).await.unwrap();
    assert!(retentions.iter().all(|row| row.days == 90));
    let waiting = retentions.iter().map(|row| (row.slug.as_str(), row.waiting)).filter(|(_, waiting)| *waiting > 0);
    assert_eq!(waiting.collect::<Vec<_>>(), [("contacts", 1)]);
    assert_eq!(test.trash().set_retention(admin, "contacts", 90).await.unwrap(), RetentionChange::Same);
    assert_eq!(test.trash().set_retention(admin, "contacts", 10).await.unwrap(), RetentionChange::Shorter);
    assert_eq!(operation(&test, &ada, first.operation).await.days_left, 90);
    let second = delete(&test, &ada, &these(&ids[1..])).await;
    assert_eq!(operation(&test, &ada, second.operation).await.days_left, 10);
    assert_eq!(test.trash().set_retention(admin, "contacts", 120).await.unwrap(), RetentionChange::Longer);
    for receipt in [&first, &second] {
        assert_eq!(operation(&test, &ada, receipt.operation).await.days_left, 120);
    }
    let page = test
        .trash()
        .list_trash(
            &ada.see_trash(test.contacts().await.id).unwrap(),
            None,
            &test.contacts().await,
            &TrashQuery::default(),
        )
        .await
        .unwrap();
    assert!(page.rows.iter().all(|row| row.days_left == 120));
    assert!(matches!(test.trash().set_retention(admin, "unicorns", 9).await, Err(Error::NotFound)));
    test.clock.forward_days(119);
    run_to_the_end(&test).await;
    assert_eq!(in_trash(&test, &ada).await, 2);
    test.clock.forward_days(2);
    run_to_the_end(&test).await;
    assert_eq!(in_trash(&test, &ada).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_longer_retention_is_for_what_is_being_deleted_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let admin = ada.administer().unwrap();
    for round in 0..24 {
        test.trash().set_retention(admin, "contacts", 90).await.unwrap();
        let ids = [test.contact(&ada, "Anna", "").await];
        let (set, longer) = (these(&ids), test.trash().set_retention(admin, "contacts", 120));
        let (deleted, changed) = tokio::join!(delete(&test, &ada, &set), later(round, longer));
        assert_eq!(changed.unwrap(), RetentionChange::Longer);
        assert_eq!(operation(&test, &ada, deleted.operation).await.days_left, 120);
    }
}

#[rstest]
#[tokio::test]
async fn two_programs_begin_one_purge_of_what_expired(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.fill_demo(1_300, Some(0)).await.unwrap();
    delete(&test, &ada, &everything()).await;
    run_to_the_end(&test).await;
    test.clock.forward_days(91);
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
    test.clock.forward_seconds(31);
    run_to_the_end(&test).await;
    assert_eq!(in_trash(&test, &ada).await, 0);
    let query =
        OperationQuery { whose: Whose::Everyone, kind: Some(OperationKind::Purge), ..OperationQuery::default() };
    let rows = test.operations().list_operations(&ada, &query).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| (row.done, row.skipped)).collect::<Vec<_>>(), [(1_300, 0)]);
    assert!(matches!(test.database, Database::Sqlite(_) | Database::Postgres(_)));
}

/// A user who sees every contact, deletes their own, and may purge and empty the trash.
async fn purger_of_own(test: &TestEngine, ada: &Actor) -> Actor {
    let mina = test.user("Mina Manager", BuiltInRole::Manager).await;
    let by = fresh(ada.administer_users().unwrap());
    let role = test.role_id(BuiltInRole::Manager).await;
    let mut draft = RoleDraft { name: "Manager".to_owned(), grants: mina.grants.clone() };
    let grants = draft.grants.objects.get_mut(&test.contacts().await.id).unwrap();
    (grants.view, grants.delete) = (ScopedGrant::EVERYTHING, ScopedGrant::OWNED);
    draft.grants.rights.extend([Right::SeeTrash, Right::Purge, Right::EmptyTrash]);
    test.people().save_role(&by, role, &draft).await.unwrap().unwrap();
    test.people().actor(mina.user).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn purge_with_delete_own_skips_records_of_others(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mina = purger_of_own(&test, &ada).await;
    let hers = test.contact(&mina, "Hers", "hers@example.com").await;
    let adas = test.contact(&ada, "Ada’s", "adas@example.com").await;
    let free = test.contact_of(&ada, None, "Free", "free@example.com").await;
    delete(&test, &ada, &these(&[hers, adas, free])).await;

    let others = preview(&test, &mina, &TrashSet::Records(vec![adas, free])).await.unwrap();
    assert_eq!((others.count, others.names.len()), (0, 0));
    let permit = fresh(mina.purge(test.contacts().await.id).unwrap());
    let refused = test
        .engine
        .operations()
        .purge(&permit, &order(&TrashSet::Records(vec![adas, free]), &others, 0))
        .await
        .unwrap();
    assert_eq!(refused.unwrap_err(), OrderRefused::Nothing);

    for set in [TrashSet::Records(vec![hers, adas, free]), TrashSet::Trash(TrashQuery::default())] {
        let shown = preview(&test, &mina, &set).await.unwrap();
        assert_eq!((shown.count, &shown.names[..]), (1, &["Hers".to_owned()][..]));
        assert_eq!(shown.skipped, [Skip { reason: SkipReason::NotYours, count: 2 }]);
    }
    let receipt = purge(&test, &mina, &TrashSet::Trash(TrashQuery::default())).await;
    run_to_the_end(&test).await;
    assert!(is_gone(&test, &ada, hers).await);
    assert!(!is_gone(&test, &ada, adas).await && !is_gone(&test, &ada, free).await);
    let view = operation(&test, &mina, receipt.operation).await;
    assert_eq!((view.total, view.done, view.skipped), (3, 1, 2));
}

#[rstest]
#[tokio::test]
async fn purge_skips_record_that_changed_hands_before_its_batch(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mina = purger_of_own(&test, &ada).await;
    let ids = [test.contact(&mina, "a", "a@example.com").await, test.contact(&mina, "b", "b@example.com").await];
    delete(&test, &ada, &these(&ids)).await;
    let receipt = purge(&test, &mina, &TrashSet::Records(ids.to_vec())).await;
    assert_eq!((ids[0], ada.user.0), (RecordId(1), 1), "the statement is a literal");
    raw_sql::sql(&test, "UPDATE record SET owner_id = 1 WHERE id = 1").await;
    run_to_the_end(&test).await;
    assert!(!is_gone(&test, &ada, ids[0]).await && is_gone(&test, &ada, ids[1]).await);
    assert_eq!(items(&test, &ada, &receipt).await[0].outcome, Outcome::Skipped { reason: SkipReason::NotYours });
}
