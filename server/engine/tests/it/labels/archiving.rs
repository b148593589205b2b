//! Tests of associations whose label is archived, restored, or permanently removed.

use crate::{
    labels::actions::*,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        refusal::Split,
    },
};
use domain::{
    association::LabelInput,
    ids::RecordId,
    object::{Part, PartUsage},
};
use engine::Error;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn an_archived_label_stays_on_its_links_unseen(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (van, bus, car) =
        (vehicle(&test, &ada, "Van").await, vehicle(&test, &ada, "Bus").await, vehicle(&test, &ada, "Car").await);
    let id = define(&test, &ada, "contacts", &LabelInput { one: true, ..input("vehicles", "Own", "Owner") }).await;
    define(&test, &ada, "contacts", &input("vehicles", "Rent", "Renter")).await;
    link(&test, &ada, "contacts", anna, &[van], "own").await.unwrap().unwrap();
    link(&test, &ada, "contacts", anna, &[car], "").await.unwrap().unwrap();
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    link(&test, &ada, "contacts", bert, &[bus], "own").await.unwrap().unwrap();
    delete(&test, &ada, "contacts", &[bert]).await;

    let part = Part::Label(id);
    let vehicles = test.objects().object("vehicles").await.unwrap();
    let uses = PartUsage { living: 1, deleted: 1, ..PartUsage::default() };
    assert_eq!(test.objects().part_usage(by(&ada), &vehicles, &part).await.unwrap(), (uses, None));
    archive(&test, &ada, "vehicles", id).await;
    assert!(matches!(test.objects().archive(by(&ada), "vehicles", &part).await.split(), Err(Error::NotFound)));
    assert!(matches!(test.objects().part_usage(by(&ada), &vehicles, &part).await, Err(Error::NotFound)));
    for (slug, name) in [("vehicles", "Owner (contacts)"), ("contacts", "Own (vehicles)")] {
        let archived = test.objects().archived(by(&ada), &test.objects().object(slug).await.unwrap()).await.unwrap();
        assert_eq!((&archived[0].part, archived[0].name_en.as_str(), archived.len()), (&part, name, 1));
    }

    // An archived label is not shown, does not sort first, and cannot be given.
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["Car ()", "Van ()"]);
    assert!(matches!(link(&test, &ada, "contacts", anna, &[bus], "own").await, Err(Error::NotFound)));
    // Other labels of the association still change, from either end.
    link(&test, &ada, "contacts", anna, &[van], "rent").await.unwrap().unwrap();
    assert_eq!(links(&test, &ada, "vehicles", van).await, ["Anna (~rent)"]);
    link(&test, &ada, "vehicles", van, &[anna], "").await.unwrap().unwrap();
    link(&test, &ada, "vehicles", van, &[anna], "").await.unwrap().unwrap();
    assert_eq!(
        told(&test, &ada, "vehicles", van).await,
        ["labelled Anna ()", "labelled Anna (~rent)", "added Anna (~own)",]
    );
    // A record is restored with it.
    restore(&test, &ada, "contacts", &[bert]).await;
    assert_eq!(links(&test, &ada, "contacts", bert).await, ["Bus ()"]);

    test.clock.forward_days(89);
    remove_archived(&test).await;
    test.objects().unarchive(by(&ada), "contacts", &part).await.unwrap();
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["Van (own)", "Car ()"]);
    assert_eq!(links(&test, &ada, "contacts", bert).await, ["Bus (own)"]);
}

#[rstest]
#[tokio::test]
async fn an_archived_label_still_goes_to_one_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (old, new) = (vehicle(&test, &ada, "Old").await, vehicle(&test, &ada, "New").await);
    let id = define(&test, &ada, "contacts", &LabelInput { one: true, ..input("vehicles", "Own", "Owner") }).await;
    link(&test, &ada, "contacts", anna, &[old], "own").await.unwrap().unwrap();
    delete(&test, &ada, "vehicles", &[old]).await;
    link(&test, &ada, "contacts", anna, &[new], "own").await.unwrap().unwrap();
    let before = rows(&test).await;
    archive(&test, &ada, "contacts", id).await;
    let back = restore(&test, &ada, "vehicles", &[old]).await;
    assert_eq!(test.operations().label_conflicts(&ada, back).await.unwrap().len(), 1);
    test.objects().unarchive(by(&ada), "contacts", &Part::Label(id)).await.unwrap();
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["New (own)", "Old ()"]);
    undo(&test, &ada, back).await;
    assert_eq!(rows(&test).await, before);

    // If the label was permanently removed meanwhile, the undo does not bring it back.
    let back = restore(&test, &ada, "vehicles", &[old]).await;
    archive(&test, &ada, "contacts", id).await;
    test.clock.forward_days(91);
    remove_archived(&test).await;
    let plain = [format!("{anna} {old} "), format!("{anna} {new} ")];
    assert_eq!(rows_of(&test).await, plain);
    test.operations().undo(&ada, back, &[]).await.unwrap().unwrap();
    assert_eq!(rows_of(&test).await, plain);
    restore(&test, &ada, "vehicles", &[old]).await;
    assert_eq!(rows_of(&test).await, plain);
}

#[rstest]
#[tokio::test]
async fn after_ninety_days_the_links_stay_without_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (van, bus) = (vehicle(&test, &ada, "Van").await, vehicle(&test, &ada, "Bus").await);
    let id = define(&test, &ada, "contacts", &input("vehicles", "Own", "Owner")).await;
    define(&test, &ada, "contacts", &input("vehicles", "Rent", "Renter")).await;
    let tows = define(&test, &ada, "vehicles", &input("vehicles", "Tows", "Towed by")).await;
    link(&test, &ada, "contacts", anna, &[van], "own").await.unwrap().unwrap();
    link(&test, &ada, "contacts", anna, &[bus], "own;rent").await.unwrap().unwrap();
    // Each vehicle tows the other at times: one association, stored as two rows.
    link(&test, &ada, "vehicles", van, &[bus], "tows;~tows").await.unwrap().unwrap();
    let gone = test.contact(&ada, "Gone", "gone@example.com").await;
    link(&test, &ada, "contacts", gone, &[van], "own").await.unwrap().unwrap();
    delete(&test, &ada, "contacts", &[gone]).await;
    let made = rows(&test).await;
    for id in [id, tows] {
        archive(&test, &ada, "vehicles", id).await;
    }
    test.clock.forward_days(91);
    remove_archived(&test).await;

    let after = rows(&test).await;
    let kept = |from: RecordId, to: RecordId, label: &str, was: &str| {
        let of = |rows: &[String], label: &str| {
            let start = format!("{from} {to} {label} ");
            rows.iter().find_map(|row| row.strip_prefix(&start).map(str::to_owned))
        };
        assert_eq!(of(&after, label), of(&made, was), "{from} {to}: when it was made");
        assert!(of(&after, label).is_some(), "{from} {to} {label}: {after:?}");
    };
    kept(anna, van, "", "own");
    kept(anna, bus, "rent", "rent");
    kept(gone, van, "", "own");
    assert_eq!(after.len(), 4, "{after:?}");
    assert_eq!(links(&test, &ada, "vehicles", van).await, ["Anna ()", "Bus ()"]);

    // The timeline still shows earlier events under the label's names; the label cannot be restored.
    let label = label(&test, id).await;
    assert!(label.is_gone() && label.name_en == "Own");
    assert_eq!(told(&test, &ada, "contacts", anna).await.last().unwrap(), "added Van (own)");
    assert!(matches!(test.objects().unarchive(by(&ada), "contacts", &Part::Label(id)).await, Err(Error::NotFound)));
    assert!(test.objects().archived(by(&ada), &test.contacts().await).await.unwrap().is_empty());
    // Its name is free, its key is not: no old association gets the new label.
    let again = define(&test, &ada, "contacts", &input("vehicles", "Own", "Owner")).await;
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["Bus (rent)", "Van ()"]);
    link(&test, &ada, "contacts", anna, &[van], "own_2").await.unwrap().unwrap();
    archive(&test, &ada, "contacts", again).await;
}

#[rstest]
#[tokio::test]
async fn an_object_that_goes_takes_its_labels_along(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let before = test.records().association_labels().await.unwrap().len();
    let id = define(&test, &ada, "vehicles", &input("contacts", "Driver", "Drives")).await;
    let other = define(&test, &ada, "contacts", &input("vehicles", "Own", "Owner")).await;
    archive(&test, &ada, "contacts", other).await;
    test.objects().archive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    // The label cannot be restored before its object is.
    assert!(test.objects().archived(by(&ada), &test.contacts().await).await.unwrap().is_empty());
    let renamed = input("", "Drives", "Driver");
    let saved = test.objects().save_label(by(&ada), "contacts", Some(id), &renamed).await.split();
    assert!(matches!(saved, Err(Error::NotFound)));
    test.objects().unarchive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    assert_eq!(test.objects().archived(by(&ada), &test.contacts().await).await.unwrap().len(), 1);
    test.objects().archive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    test.clock.forward_days(91);
    remove_archived(&test).await;
    assert_eq!(test.records().association_labels().await.unwrap().len(), before);
}
