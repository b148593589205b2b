//! Tests of the impact of a deletion, shown before it is confirmed.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
};
use domain::{
    ids::{ObjectId, RecordId},
    operation::{DeletionImpact, RecordQuery, Selection, Source},
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::RecordInput,
    surface::Surface,
};
use rstest::rstest;

async fn make(test: &TestEngine, actor: &Actor, slug: &str, pairs: &[(&str, &str)], with: &[RecordId]) -> RecordId {
    let object = test.objects().object(slug).await.unwrap();
    let stage = pairs.iter().find(|(key, _)| *key == "stage").map(|(_, stage)| (*stage).to_owned()).unwrap_or_default();
    let pairs: Vec<_> = pairs.iter().copied().filter(|(key, _)| *key != "stage").collect();
    let input = RecordInput { owner: actor.user.to_string(), stage, ..form(&pairs) };
    let permit = actor.create(object.id).unwrap();
    let id = test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap();
    if !with.is_empty() {
        let roles = std::collections::BTreeSet::new();
        let order = engine::Associate {
            object: &object,
            record: id,
            others: with,
            roles: &roles,
            surface: Surface::RecordPage,
        };
        test.records().associate(actor, order).await.unwrap();
    }
    id
}

async fn impact(test: &TestEngine, actor: &Actor, slug: &str, selection: Selection) -> DeletionImpact {
    let object = test.objects().object(slug).await.unwrap();
    test.operations().preview_impact(actor, &actor.delete(object.id).unwrap(), &selection).await.unwrap()
}

fn money(pairs: &[(&str, i64)]) -> std::collections::BTreeMap<String, i64> {
    pairs.iter().map(|(currency, cents)| ((*currency).to_owned(), *cents)).collect()
}

#[rstest]
#[tokio::test]
async fn everything_that_is_touched_is_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ben, "Bert", "bert@example.com").await;
    let carl = test.contact(&ada, "Carl", "carl@example.com").await;
    let lumen = make(&test, &ada, "companies", &[("name", "Lumen")], &[anna, bert]).await;
    for (name, amount, stage) in [
        ("Open", "1200.50 EUR", "Proposal"),
        ("Also", "99.50 EUR", "Qualified"),
        ("Dollars", "10 USD", "Qualified"),
        ("Won", "5000 EUR", "Won"),
    ] {
        make(&test, &ada, "deals", &[("name", name), ("amount", amount), ("stage", stage)], &[anna, carl]).await;
    }
    make(&test, &ada, "tickets", &[("name", "Broken"), ("stage", "New")], &[bert]).await;
    make(&test, &ada, "tickets", &[("name", "Closed"), ("stage", "Closed")], &[bert]).await;
    make(&test, &ada, "tickets", &[("name", "Elsewhere"), ("stage", "New")], &[carl]).await;
    make(&test, &ada, "calls", &[("title", "Theirs alone")], &[anna, bert]).await;
    make(&test, &ada, "calls", &[("title", "Shared")], &[anna, carl]).await;
    make(&test, &ada, "notes", &[("body", "With the company")], &[anna, lumen]).await;
    make(&test, &ada, "tasks", &[("title", "Due"), ("due", "2026-12-01")], &[bert]).await;
    make(&test, &ada, "tasks", &[("title", "Done"), ("done", "yes")], &[bert]).await;

    let both = Selection::Records(vec![anna, bert]);
    let told = impact(&test, &ada, "contacts", both.clone()).await;
    assert_eq!((told.looked_at, told.whole, told.of_others), (2, true, 1));
    assert_eq!((told.activities, told.still_shown, told.to_do), (5, 2, 1));
    assert_eq!(told.losing.keys().map(|object| object.0).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(told.losing[&ObjectId(2)].count, 1);
    let deals = &told.losing[&ObjectId(3)];
    assert_eq!((deals.count, deals.open.count), (4, 3));
    assert_eq!(deals.open.sums, money(&[("EUR", 130_000), ("USD", 1_000)]));
    let tickets = &told.losing[&ObjectId(4)];
    assert_eq!((tickets.count, tickets.open.count, tickets.open.sums.len()), (2, 1, 0));

    // The whole view has the same impact as all of its records; the excluded records stay out of it.
    let view = Selection::Query(RecordQuery { except: vec![carl], ..RecordQuery::all(Source::Index) });
    assert_eq!(impact(&test, &ada, "contacts", view).await, told);
    let deals = impact(&test, &ada, "deals", Selection::all(Source::Index)).await;
    assert_eq!((deals.open.count, deals.open.sums), (3, money(&[("EUR", 130_000), ("USD", 1_000)])));
    assert_eq!((deals.losing[&ObjectId(1)].count, deals.activities), (2, 0));

    // Records out of sight do not count.
    let mut narrow = ada.clone();
    let own = ScopedGrant { reach: Reach::Owned, unassigned: false };
    narrow.grants.objects.get_mut(&ObjectId(3)).unwrap().view = own;
    narrow.grants.objects.remove(&ObjectId(5));
    narrow.user = ben.user;
    let told = impact(&test, &narrow, "contacts", both).await;
    assert_eq!(told.losing.keys().map(|object| object.0).collect::<Vec<_>>(), [2, 4]);
    assert_eq!((told.activities, told.of_others), (3, 1));
}

#[rstest]
#[tokio::test]
async fn a_record_that_nothing_hangs_on_touches_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    assert!(impact(&test, &ada, "contacts", Selection::Records(vec![anna])).await.is_nothing());
}
