//! Tests of labels that an admin defines: they are given, replaced and given back as built-in labels are. Archived,
//! they stay on their associations, hidden; permanently removed, they leave the associations and the timelines.

mod actions;
mod archiving;
mod one_only;

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine,
    refusal::Split,
};
use actions::*;
use domain::{
    association::{LabelInput, LinkRole},
    audit::{AuditQuery, Definition, Event},
    ids::{LabelId, ObjectId, RecordId},
    import::{Counts, Target},
    object::{ArchiveBarrier, DefineProblem, FIRST_CUSTOM, Part},
};
use engine::{Error, ImportFile};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn a_label_is_made_renamed_and_seen_from_both_ends(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let van = vehicle(&test, &ada, "Van").await;
    let driver = LabelInput { name_it: "Autista".to_owned(), ..input("contacts", "Driver", "Drives") };
    let id = define(&test, &ada, "vehicles", &driver).await;
    assert!(id.0 >= FIRST_CUSTOM && !id.is_standard());
    let made = label(&test, id).await;
    assert_eq!((made.from, made.to, made.tag.as_str()), (CONTACT, ObjectId(FIRST_CUSTOM), "drives"));
    assert_eq!((made.name_it.as_str(), made.inverse_it.as_str(), made.one_per_from), ("Drives", "Autista", false));

    link(&test, &ada, "vehicles", van, &[anna], "~drives").await.unwrap().unwrap();
    assert_eq!(links(&test, &ada, "vehicles", van).await, ["Anna (~drives)"]);
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["Van (drives)"]);
    let before = rows(&test).await;

    // The label gets another name on each side; no association is changed, and its key stays.
    let renamed = input("companies", "At the wheel of", "Chauffeur");
    assert_eq!(test.objects().save_label(by(&ada), "contacts", Some(id), &renamed).await.unwrap(), id);
    let made = label(&test, id).await;
    assert_eq!((made.to, made.tag.as_str(), made.inverse_en.as_str()), (ObjectId(FIRST_CUSTOM), "drives", "Chauffeur"));
    assert_eq!(rows(&test).await, before);

    let events = test.audit().list_audit(ada.audit().unwrap(), &AuditQuery::default(), 2).await.unwrap();
    let told: Vec<_> = events
        .rows
        .iter()
        .filter_map(|row| match row.event()? {
            Event::ObjectDefined { object, part, change } => Some((object, part.word().to_owned(), change)),
            _ => None,
        })
        .collect();
    let part = format!("label.{id}");
    assert_eq!(
        told,
        [(CONTACT, part.clone(), Definition::Changed), (ObjectId(FIRST_CUSTOM), part, Definition::Created),]
    );
}

#[rstest]
#[tokio::test]
async fn no_two_labels_have_the_same_name(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let taken = |field: &str| vec![(field.to_owned(), DefineProblem::Taken)];
    let id = define(&test, &ada, "vehicles", &input("contacts", "Driver", "Drives")).await;
    assert_eq!(wrong(&test, &ada, "vehicles", None, &input("contacts", "DRIVER", "x")).await, taken("name_en"));
    assert_eq!(wrong(&test, &ada, "contacts", None, &input("vehicles", "x", "driver")).await, taken("inverse_en"));
    // An archived label keeps its names, and cannot be changed meanwhile.
    archive(&test, &ada, "contacts", id).await;
    assert_eq!(wrong(&test, &ada, "contacts", None, &input("vehicles", "x", "driver")).await, taken("inverse_en"));
    let other = define(&test, &ada, "contacts", &input("vehicles", "Driver", "Drives")).await;
    assert_eq!(label(&test, other).await.tag, "driver");
    let none = vec![("other".to_owned(), DefineProblem::NoSuchChoice)];
    assert_eq!(wrong(&test, &ada, "contacts", None, &input("boats", "x", "y")).await, none);
    for (slug, id) in [("vehicles", id), ("vehicles", LabelId(1)), ("deals", other), ("deals", LabelId(999))] {
        let saved = test.objects().save_label(by(&ada), slug, Some(id), &input("contacts", "x", "y")).await.split();
        assert!(matches!(saved, Err(Error::NotFound)), "{slug} {id}");
    }
    // Defined from both ends at once, one of the two is created.
    let (one, other) = (input("vehicles", "Owns", "Owner"), input("contacts", "Owner", "Owns"));
    let both = tokio::join!(
        test.objects().save_label(by(&ada), "contacts", None, &one),
        test.objects().save_label(by(&ada), "vehicles", None, &other),
    );
    assert_eq!(usize::from(both.0.split().unwrap().is_ok()) + usize::from(both.1.split().unwrap().is_ok()), 1);
}

#[rstest]
#[tokio::test]
async fn what_comes_with_the_product_is_called_otherwise_and_stays(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let primary = LabelId(1);
    let renamed = input("", "Employer", "Employs");
    assert_eq!(test.objects().save_label(by(&ada), "contacts", Some(primary), &renamed).await.unwrap(), primary);
    let label = label(&test, primary).await;
    assert_eq!((label.tag.as_str(), label.name_en.as_str(), label.one_per_from), ("primary", "Employer", true));
    let part = Part::Label(primary);
    assert_eq!(
        test.objects().archive(by(&ada), "contacts", &part).await.split().unwrap(),
        Err(ArchiveBarrier::Standard)
    );
    let companies = test.objects().object("companies").await.unwrap();
    assert_eq!(test.objects().part_usage(by(&ada), &companies, &part).await.unwrap().1, Some(ArchiveBarrier::Standard));
    assert!(matches!(test.objects().archive(by(&ada), "deals", &part).await.split(), Err(Error::NotFound)));
    assert!(matches!(test.objects().unarchive(by(&ada), "contacts", &part).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn what_two_are_to_each_other_is_one_link_from_either_end(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    define(&test, &ada, "vehicles", &input("vehicles", "Twin", "")).await;
    let (one, other) = (vehicle(&test, &ada, "One").await, vehicle(&test, &ada, "Other").await);
    link(&test, &ada, "vehicles", one, &[other], "twin").await.unwrap().unwrap();
    let before = rows(&test).await;
    link(&test, &ada, "vehicles", other, &[one], "twin").await.unwrap().unwrap();
    link(&test, &ada, "vehicles", other, &[one], "twin;~twin").await.unwrap().unwrap();
    assert_eq!(rows(&test).await, before);
    assert_eq!(told(&test, &ada, "vehicles", other).await, ["added One (~twin)"]);
}

#[rstest]
#[tokio::test]
async fn a_column_gives_a_label_beside_others_and_takes_none(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_vehicles(&test).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (van, bus) = (vehicle(&test, &ada, "Van").await, vehicle(&test, &ada, "Bus").await);
    let own = LabelInput { one: true, ..input("vehicles", "Own", "Owner") };
    let own = define(&test, &ada, "contacts", &own).await;
    let rent = define(&test, &ada, "contacts", &input("vehicles", "Rent", "Renter")).await;
    link(&test, &ada, "contacts", anna, &[van], "own;rent").await.unwrap().unwrap();
    archive(&test, &ada, "contacts", rent).await;
    let import = async |role: Option<&str>, cells: &str| {
        let path = test.folder.join("links.csv");
        std::fs::write(&path, format!("Email,Vehicle\nanna@example.com,{cells}\n")).unwrap();
        let permit = ada.import(CONTACT).unwrap();
        let file = ImportFile { name: "links.csv", path: &path, size: 50, uploaded: true };
        let id = test.imports().begin_import(&permit, file).await.unwrap();
        let role: Option<LinkRole> = role.map(|role| role.parse().unwrap());
        let mapping = [Target::Property("email".to_owned()), Target::link("vehicles", role.as_ref())];
        test.imports().start_import(&permit, id, &mapping).await.unwrap();
        test.imports().run_import(id, |_| {}).await.unwrap();
        test.imports().import(&ada, id).await.unwrap().1.counts
    };
    let counts = |updated, unchanged, refused| Counts { updated, unchanged, refused, ..Counts::default() };
    let row = |to: RecordId, label: &str| format!("{anna} {to} {label}");
    // Without a label, the labels that are there stay.
    assert_eq!(import(None, "Van;Bus").await, counts(1, 0, 0));
    assert_eq!(rows_of(&test).await, [row(van, "own"), row(van, "rent"), row(bus, "")]);
    // A label that only one record can have: the other loses it, and keeps the hidden archived label.
    assert_eq!(import(Some("own"), "Bus").await, counts(1, 0, 0));
    assert_eq!(rows_of(&test).await, [row(van, "rent"), row(bus, "own")]);
    assert_eq!(told(&test, &ada, "vehicles", van).await[0], "labelled Anna ()");
    assert_eq!(import(Some("own"), "Bus").await, counts(0, 1, 0));
    assert_eq!(import(Some("own"), "Bus;Van").await, counts(0, 0, 1));
    // A column cannot give an archived label.
    assert_eq!(import(Some("rent"), "Bus").await, counts(0, 0, 1));
    archive(&test, &ada, "contacts", own).await;
    assert_eq!(import(Some("own"), "Van").await, counts(0, 0, 1));
    assert_eq!(rows_of(&test).await, [row(van, "rent"), row(bus, "own")]);
}
