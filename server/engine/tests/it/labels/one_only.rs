//! Tests of labels that a record can have on one association only.

use crate::{
    labels::actions::*,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::one_by_one,
    },
};
use domain::{
    association::{LabelInput, NotAssociated},
    object::DefineProblem,
};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn of_one_only_the_newer_takes_the_place(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    one_only(&test).await;
}

#[rstest]
#[tokio::test]
async fn the_same_in_chunks(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    one_only(&test.with_limits(one_by_one())).await;
}

#[rstest]
#[tokio::test]
async fn of_two_of_one_object_it_is_the_one_where_the_link_begins(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = with_vehicles(&test).await;
    let tows = LabelInput { one: true, ..input("vehicles", "Towed by", "Tows") };
    define(&test, &ada, "vehicles", &tows).await;
    define(&test, &ada, "vehicles", &input("vehicles", "Replaces", "Replaced by")).await;
    let (cart, old, new) =
        (vehicle(&test, &ada, "Cart").await, vehicle(&test, &ada, "Old").await, vehicle(&test, &ada, "New").await);
    // The old vehicle also replaces the cart: a row of the other direction.
    link(&test, &ada, "vehicles", cart, &[old], "towed_by;~replaces").await.unwrap().unwrap();
    delete(&test, &ada, "vehicles", &[old]).await;
    link(&test, &ada, "vehicles", new, &[cart], "~towed_by").await.unwrap().unwrap();
    let before = rows(&test).await;
    let back = restore(&test, &ada, "vehicles", &[old]).await;
    assert_eq!(links(&test, &ada, "vehicles", cart).await, ["New (towed_by)", "Old (~replaces)"]);
    assert_eq!(rows(&test).await.len(), 2, "what has another label needs no empty one");
    undo(&test, &ada, back).await;
    assert_eq!(rows(&test).await, before);
    // Changed on its own page since, so the undo does not give it back.
    let back = restore(&test, &ada, "vehicles", &[old]).await;
    link(&test, &ada, "vehicles", old, &[cart], "").await.unwrap().unwrap();
    let chosen = rows(&test).await;
    undo(&test, &ada, back).await;
    assert_eq!(rows(&test).await, chosen);
    // One vehicle may tow many others.
    let (a, b) = (vehicle(&test, &ada, "A").await, vehicle(&test, &ada, "B").await);
    link(&test, &ada, "vehicles", new, &[a, b], "~towed_by").await.unwrap().unwrap();
    assert_eq!(links(&test, &ada, "vehicles", new).await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn one_only_is_refused_while_records_have_several(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (van, bus) = (vehicle(&test, &ada, "Van").await, vehicle(&test, &ada, "Bus").await);
    let id = define(&test, &ada, "contacts", &input("vehicles", "Own", "Owner")).await;
    link(&test, &ada, "contacts", anna, &[van, bus], "own").await.unwrap().unwrap();
    let one = LabelInput { one: true, ..input("", "Own", "Owner") };
    let several = vec![("one".to_owned(), DefineProblem::Several(1))];
    assert_eq!(wrong(&test, &ada, "contacts", Some(id), &one).await, several);
    assert!(!label(&test, id).await.one_per_from);
    // The other end has no such limit, so this changes nothing.
    assert_eq!(test.objects().save_label(by(&ada), "vehicles", Some(id), &one).await.unwrap(), id);
    assert!(!label(&test, id).await.one_per_from);
    // A record in the trash is no conflict; it gives up the label when it is restored.
    delete(&test, &ada, "vehicles", &[van]).await;
    let one = LabelInput { name_en: "Owns".to_owned(), ..one };
    assert_eq!(test.objects().save_label(by(&ada), "contacts", Some(id), &one).await.unwrap(), id);
    assert!(label(&test, id).await.one_per_from);
    restore(&test, &ada, "vehicles", &[van]).await;
    assert_eq!(links(&test, &ada, "contacts", anna).await.len(), 2);
    let one_has_it = rows_of(&test).await.iter().filter(|row| row.ends_with(" own")).count();
    assert_eq!(one_has_it, 1);
}

/// A vehicle is deleted, another becomes the only one, the first returns: in one transaction or in chunks.
async fn one_only(test: &TestEngine) {
    let ada = with_vehicles(test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    let (old, new) = (vehicle(test, &ada, "Old").await, vehicle(test, &ada, "New").await);
    define(test, &ada, "contacts", &LabelInput { one: true, ..input("vehicles", "Own", "Owner") }).await;
    let both = link(test, &ada, "contacts", anna, &[old, new], "own").await.unwrap();
    assert_eq!(both, Err(NotAssociated::OnlyOne));
    for contact in [anna, bert] {
        link(test, &ada, "contacts", contact, &[old], "own").await.unwrap().unwrap();
    }
    // Another record takes the label at once, and the first takes it back.
    link(test, &ada, "vehicles", new, &[anna], "~own").await.unwrap().unwrap();
    assert_eq!(links(test, &ada, "contacts", anna).await, ["New (own)", "Old ()"]);
    assert_eq!(told(test, &ada, "vehicles", old).await[0], "labelled Anna ()");
    link(test, &ada, "contacts", anna, &[old], "own").await.unwrap().unwrap();

    delete(test, &ada, "vehicles", &[old]).await;
    link(test, &ada, "contacts", anna, &[new], "own").await.unwrap().unwrap();
    let before = rows(test).await;
    let back = restore(test, &ada, "vehicles", &[old]).await;
    assert_eq!(links(test, &ada, "contacts", anna).await, ["New (own)", "Old ()"]);
    assert_eq!(links(test, &ada, "contacts", bert).await, ["Old (own)"]);
    assert_eq!(told(test, &ada, "vehicles", old).await[0], "gave_way Anna (~own)");
    let gave = test.operations().label_conflicts(&ada, back).await.unwrap();
    assert_eq!((gave.len(), gave[0].record.id, gave[0].other.id, gave[0].tag.as_str()), (1, anna, old, "own"));
    undo(test, &ada, back).await;
    assert_eq!(rows(test).await, before);
}
