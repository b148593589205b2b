//! Tests of the home page and of the recently viewed records.

use crate::{
    raw_sql,
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh,
        operations::{delete, run_to_the_end, these},
    },
};
use domain::{
    home::{Home, RECENT_MAX},
    ids::{ObjectId, RecordId, StageId},
    operation::{OperationQuery, PurgeOrder, TrashSet, Whose},
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::RecordInput,
    surface::Surface,
    value::Money,
};
use rstest::rstest;
use std::time::Duration;

async fn make(test: &TestEngine, by: &Actor, slug: &str, values: &[(&str, &str)]) -> RecordId {
    let object = test.objects().object(slug).await.unwrap();
    let input = RecordInput { owner: by.user.to_string(), ..form(values) };
    test.records()
        .create_record(&by.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap()
}

async fn deal(test: &TestEngine, by: &Actor, name: &str, amount: &str, stage: i64) {
    let object = test.objects().object("deals").await.unwrap();
    let values = form(&[("name", name), ("amount", amount)]);
    let input = RecordInput { owner: by.user.to_string(), stage: StageId(stage).to_string(), ..values };
    test.records()
        .create_record(&by.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap();
}

async fn home(test: &TestEngine, who: &Actor) -> Home {
    test.home().overview(who).await.unwrap()
}

async fn recent(test: &TestEngine, who: &Actor) -> Vec<String> {
    let records = test.home().recent_records(who, 99).await.unwrap();
    records.into_iter().map(|record| record.name).collect()
}

async fn purge(test: &TestEngine, who: &Actor, id: RecordId) {
    let permit = fresh(who.purge(test.contacts().await.id).unwrap());
    let set = TrashSet::Records(vec![id]);
    let preview = test.operations().preview_purge(&permit, &set).await.unwrap();
    let order = PurgeOrder { set, confirm: preview.confirm(Some(1)), surface: Surface::Trash, reason: None };
    test.engine.operations().purge(&permit, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
}

/// The actor, limited to `reach` for seeing records of an object.
fn within(mut actor: Actor, object: ObjectId, reach: Reach) -> Actor {
    let grants = actor.grants.objects.get_mut(&object).unwrap();
    grants.view = ScopedGrant { reach, unassigned: false };
    actor
}

#[rstest]
#[tokio::test]
async fn what_was_looked_at_last_comes_first(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let one = test.contact(&ada, "One", "one@example.com").await;
    let two = test.contact(&ada, "Two", "two@example.com").await;
    assert!(recent(&test, &ada).await.is_empty());
    for id in [one, two, one] {
        test.home().note_opened(ada.user, id);
    }
    // The view shows at once, and the same after it was written.
    assert_eq!(recent(&test, &ada).await, ["One", "Two"]);
    test.home().write_opened().await.unwrap();
    assert_eq!(recent(&test, &ada).await, ["One", "Two"]);
    test.home().note_opened(ada.user, two);
    assert_eq!(recent(&test, &ada).await, ["Two", "One"]);
    test.home().write_opened().await.unwrap();
    assert_eq!(recent(&test, &ada).await, ["Two", "One"]);
    assert!(recent(&test, &ben).await.is_empty(), "what one looked at is one's own");
    assert_eq!(test.home().recent_records(&ada, 1).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_busy_writer_keeps_nobody_waiting(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let one = test.contact(&ada, "One", "one@example.com").await;
    let busy = raw_sql::busy(&test).await;
    test.home().note_opened(ada.user, one);
    let seen = tokio::time::timeout(Duration::from_secs(3), recent(&test, &ada)).await.unwrap();
    assert_eq!(seen, ["One"]);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), test.home().write_opened()).await.is_err(),
        "another transaction writes"
    );
    drop(busy);
    test.home().write_opened().await.unwrap();
    assert_eq!(recent(&test, &ada).await, ["One"]);
}

#[rstest]
#[tokio::test]
async fn only_so_many_are_kept(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut last = String::new();
    for index in 0..RECENT_MAX + 5 {
        last = format!("Contact {index}");
        let id = test.contact(&ada, &last, &format!("c{index}@example.com")).await;
        test.home().note_opened(ada.user, id);
    }
    for _ in 0..2 {
        let names = recent(&test, &ada).await;
        assert_eq!((i64::try_from(names.len()).unwrap(), &names[0]), (RECENT_MAX, &last));
        test.home().write_opened().await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn what_is_gone_or_out_of_sight_is_not_shown(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let theirs = test.contact(&ada, "Theirs", "theirs@example.com").await;
    let gone = test.contact(&ben, "Gone", "gone@example.com").await;
    let stays = test.contact(&ben, "Stays", "stays@example.com").await;
    for id in [theirs, gone, stays, RecordId(999)] {
        test.home().note_opened(ben.user, id);
    }
    test.home().write_opened().await.unwrap();
    assert_eq!(recent(&test, &ben).await, ["Stays", "Gone", "Theirs"]);
    delete(&test, &ada, &these(&[gone])).await;
    assert_eq!(recent(&test, &ben).await, ["Stays", "Theirs"]);
    let own = within(ben.clone(), test.contacts().await.id, Reach::Owned);
    assert_eq!(recent(&test, &own).await, ["Stays"]);
    let mut nothing = ben.clone();
    nothing.grants.objects.clear();
    assert!(recent(&test, &nothing).await.is_empty());
    // A purged record leaves no entry, even when a view of it is written after the purge.
    purge(&test, &ada, gone).await;
    test.home().note_opened(ben.user, gone);
    test.home().write_opened().await.unwrap();
    assert_eq!(recent(&test, &ben).await, ["Stays", "Theirs"]);
}

#[rstest]
#[tokio::test]
async fn a_new_installation_is_told_apart(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let page = home(&test, &ada).await;
    assert!(page.new && page.tasks.unwrap().rows.is_empty() && page.deals.unwrap().stages.is_empty());
    assert_eq!((page.expiring, page.activities), (Some(vec![]), Some(vec![])));
    test.contact(&ada, "Anna", "anna@example.com").await;
    assert!(!home(&test, &ada).await.new);
}

#[rstest]
#[tokio::test]
async fn tasks_are_mine_open_and_in_the_order_they_are_due(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    // Today is 1 November 2026.
    let tasks = [
        ("Later", "2026-11-20", "no"),
        ("Someday", "", "no"),
        ("Late", "2026-10-31", ""),
        ("Today", "2026-11-01", "no"),
        ("Done", "2026-10-01", "yes"),
    ];
    for (title, due, done) in tasks {
        make(&test, &ada, "tasks", &[("title", title), ("due", due), ("done", done)]).await;
    }
    make(&test, &ben, "tasks", &[("title", "Ben's"), ("due", "2026-10-30")]).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let firm = make(&test, &ada, "companies", &[("name", "Firm")]).await;
    let object = test.objects().object("tasks").await.unwrap();
    for (title, with) in [("For Firm", firm), ("For Anna", anna)] {
        let input = RecordInput { owner: ada.user.to_string(), ..form(&[("title", title), ("due", "2026-11-02")]) };
        test.records().create_record_once(&ada, &object, &input, Some(with), "").await.unwrap().unwrap();
    }
    let tasks = home(&test, &ada).await.tasks.unwrap();
    let with: Vec<_> = tasks.rows.iter().map(|task| task.with.as_deref()).collect();
    assert_eq!(with, [None, None, Some("Firm"), Some("Anna"), None, None]);
    delete(&test, &ada, &these(&[anna])).await;
    let tasks = home(&test, &ada).await.tasks.unwrap();
    assert_eq!(tasks.rows[3].with, None, "what is in the trash has no name here");
    let names: Vec<&str> = tasks.rows.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(names, ["Late", "Today", "For Firm", "For Anna", "Later", "Someday"]);
    assert_eq!((tasks.open.count, tasks.overdue.count), (6, 1));
    assert_eq!(tasks.rows[5].due, None);
    assert_eq!(tasks.rows[0].due.unwrap().iso(), "2026-10-31");
}

#[rstest]
#[tokio::test]
async fn deals_are_mine_open_and_added_up_by_stage(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    for (name, amount, stage) in [
        ("A", "100 EUR", 1),
        ("B", "20.50 EUR", 1),
        ("C", "7 USD", 2),
        ("D", "", 2),
        ("Won", "900 EUR", 4),
        ("Lost", "1 EUR", 5),
    ] {
        deal(&test, &ada, name, amount, stage).await;
    }
    deal(&test, &ben, "Ben's", "5 EUR", 1).await;
    let deals = home(&test, &ada).await.deals.unwrap();
    let text = |sums: &[Money]| sums.iter().map(Money::to_text).collect::<Vec<_>>().join(" ");
    let stages: Vec<_> = deals.stages.iter().map(|sum| (sum.stage.id.0, sum.count, text(&sum.sums))).collect();
    assert_eq!(stages, [(1, 2, "120.50 EUR".to_owned()), (2, 2, "7.00 USD".to_owned())]);
    assert_eq!((deals.count, text(&deals.sums)), (4, "120.50 EUR 7.00 USD".to_owned()));
}

#[rstest]
#[tokio::test]
async fn a_card_is_not_shown_where_its_object_is_not(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let page = home(&test, &rita).await;
    assert!(page.expiring.is_none() && page.tasks.is_some() && page.activities.is_some());
    let mut nothing = ada;
    nothing.grants.objects.clear();
    let page = home(&test, &nothing).await;
    assert!(page.new && page.tasks.is_none() && page.deals.is_none());
    assert!(page.expiring.is_none() && page.activities.is_none());
}

#[rstest]
#[tokio::test]
async fn what_leaves_the_trash_this_week_is_told_of(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let mine = test.contact(&ben, "Mine", "mine@example.com").await;
    let theirs = test.contact(&ada, "Theirs", "theirs@example.com").await;
    let receipt = delete(&test, &ada, &these(&[mine, theirs])).await;
    assert_eq!(home(&test, &ada).await.expiring, Some(vec![]));
    test.clock.forward_days(83);
    let later = test.contact(&ada, "Later", "later@example.com").await;
    delete(&test, &ada, &these(&[later])).await;
    let told = home(&test, &ada).await.expiring.unwrap();
    let told: Vec<_> = told.iter().map(|row| (row.operation, row.records.count, row.days_left)).collect();
    assert_eq!(told, [(receipt.operation, 2, 7)]);
    let own = within(ben, test.contacts().await.id, Reach::Owned);
    assert_eq!(home(&test, &own).await.expiring.unwrap()[0].records.count, 1);
    // A record on hold is not purged.
    raw_sql::sql(&test, "INSERT INTO hold (record_id, created_at, reason) SELECT id, 0, 'a case' FROM record").await;
    assert_eq!(home(&test, &ada).await.expiring, Some(vec![]));
}

#[rstest]
#[tokio::test]
async fn activities_of_deleted_records_still_count(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let anna = test.contact(&ben, "Anna", "anna@example.com").await;
    let calls = test.objects().object("calls").await.unwrap();
    let input = RecordInput { owner: ben.user.to_string(), ..form(&[("title", "First talk")]) };
    test.records().create_record_once(&ben, &calls, &input, Some(anna), "").await.unwrap().unwrap();
    make(&test, &ada, "notes", &[("body", "A note")]).await;
    let counts = async || {
        let counts = home(&test, &ada).await.activities.unwrap();
        counts.into_iter().map(|count| (count.owner.unwrap().name, count.slug, count.count)).collect::<Vec<_>>()
    };
    let logged = [("Ben Member".to_owned(), "calls".to_owned(), 1), ("Ada Admin".to_owned(), "notes".to_owned(), 1)];
    assert_eq!(counts().await, logged);
    delete(&test, &ada, &these(&[anna])).await;
    assert_eq!(counts().await, logged, "R4.6");
    purge(&test, &ada, anna).await;
    assert_eq!(counts().await, logged, "R4.6");
    let own = within(ben, calls.id, Reach::Owned);
    assert_eq!(home(&test, &own).await.activities.unwrap().len(), 2);
    test.clock.forward_days(30);
    assert!(counts().await.is_empty(), "of the last thirty days");
}

#[rstest]
#[tokio::test]
async fn an_operation_says_whether_it_can_be_undone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let one = test.contact(&ada, "One", "one@example.com").await;
    let deletion = delete(&test, &ada, &these(&[one])).await;
    let everyone = OperationQuery { whose: Whose::Everyone, ..OperationQuery::default() };
    let may = async |who: &Actor| {
        let page = test.operations().list_operations(who, &everyone).await.unwrap();
        page.rows.iter().map(|row| (row.id, row.may_undo)).collect::<Vec<_>>()
    };
    assert_eq!(may(&ada).await, [(deletion.operation, true)]);
    assert_eq!(may(&ben).await, [(deletion.operation, false)], "a member restores what they deleted");
    assert_eq!(may(&rita).await, []);
    let undo = support::operations::restore(
        &test,
        &ada,
        TrashSet::Deletion(deletion.operation),
        domain::operation::Choices::default(),
    );
    let undo = undo.await.unwrap();
    assert_eq!(may(&ada).await, [(undo.operation, true), (deletion.operation, false)]);
    let second = delete(&test, &ada, &these(&[one])).await;
    test.clock.forward_days(91);
    assert!(may(&ada).await.contains(&(second.operation, false)), "what is over cannot be undone");
}
