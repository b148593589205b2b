//! Tests of a property that becomes the unique one of its object, and stops being unique.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    refusal::Split,
};
use domain::{
    ids::RecordId,
    object::{DefineProblem, Object, ObjectInput, PropertyInput},
    operation::{Choices, DeleteOrder, RestoreOrder, Selection, TrashSet},
    policy::{Actor, Administrator},
    record::{RecordState, RecordView},
    surface::Surface,
    value::Problem,
    view::IndexQuery,
};
use engine::Error;
use rstest::rstest;

fn by(actor: &Actor) -> Administrator {
    actor.administer().unwrap()
}

fn serial(unique: bool) -> PropertyInput {
    PropertyInput { label_en: "Serial".to_owned(), kind: "text".to_owned(), unique, ..PropertyInput::default() }
}

/// An admin with an object whose records have a serial number that is not unique.
async fn with_machines(test: &TestEngine) -> Actor {
    let ada = test.admin().await;
    let machines = ObjectInput {
        singular_en: "Machine".to_owned(),
        plural_en: "Machines".to_owned(),
        name_en: "Name".to_owned(),
        ..ObjectInput::default()
    };
    test.objects().create_object(by(&ada), &machines).await.unwrap();
    assert_eq!(test.objects().save_property(by(&ada), "machines", None, &serial(false)).await.unwrap(), "serial");
    test.people().actor(ada.user).await.unwrap()
}

async fn machines(test: &TestEngine) -> Object {
    test.objects().object("machines").await.unwrap()
}

async fn save(test: &TestEngine, ada: &Actor, input: PropertyInput) -> Result<String, DefineProblem> {
    let saved = test.objects().save_property(by(ada), "machines", Some("serial"), &input).await.split().unwrap();
    saved.map_err(|errors| errors[0].problem.clone())
}

async fn make(test: &TestEngine, ada: &Actor, name: &str, serial: &str) -> Result<RecordId, Vec<Problem>> {
    let object = machines(test).await;
    let input = form(&[("name", name), ("serial", serial)]);
    let made =
        test.records().create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index).await.unwrap();
    made.map_err(|errors| errors.into_iter().map(|error| error.problem).collect())
}

async fn living(test: &TestEngine, ada: &Actor, id: RecordId) -> RecordView {
    match test.records().record(ada, &machines(test).await, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is deleted"),
    }
}

async fn delete(test: &TestEngine, ada: &Actor, id: RecordId) {
    let permit = ada.delete(machines(test).await.id).unwrap();
    let selection = Selection::Records(vec![id]);
    let preview = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let order = DeleteOrder { selection, confirm: preview.confirm(Some(1)), surface: Surface::Index, reason: None };
    test.operations().delete(&permit, &order).await.unwrap().unwrap();
}

async fn found(test: &TestEngine, ada: &Actor, search: &str) -> Vec<RecordId> {
    let object = machines(test).await;
    let query = IndexQuery { search: search.to_owned(), ..IndexQuery::default() };
    let page = test.records().list_records(&ada.view(object.id).unwrap(), None, &object, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.id).collect()
}

#[rstest]
#[tokio::test]
async fn the_values_of_all_become_keys_and_values_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_machines(&test).await;
    let press = make(&test, &ada, "Press", "AB 1").await.unwrap();
    let drill = make(&test, &ada, "Drill", "ab 2").await.unwrap();
    let saw = make(&test, &ada, "Saw", "").await.unwrap();
    let gone = make(&test, &ada, "Old press", "ab 1").await.unwrap();

    // Two active records have the same normalized value: nothing is changed, and the error names one value.
    let refused = save(&test, &ada, serial(true)).await.unwrap_err();
    assert_eq!(refused, DefineProblem::Shared { records: 2, value: "ab 1".to_owned() });
    assert_eq!(living(&test, &ada, press).await.values["serial"], "AB 1");
    assert_eq!(machines(&test).await.key_property, None);

    // A record in the trash is no duplicate.
    delete(&test, &ada, gone).await;
    let before = living(&test, &ada, drill).await;
    assert!(found(&test, &ada, "ab 2").await.is_empty());
    assert_eq!(save(&test, &ada, serial(true)).await, Ok("serial".to_owned()));
    let object = machines(&test).await;
    assert!(object.is_key("serial"));
    for (id, key) in [(press, Some("ab 1")), (drill, Some("ab 2")), (saw, None)] {
        let view = living(&test, &ada, id).await;
        assert_eq!((view.key.as_deref(), view.values.contains_key("serial"), view.version), (key, false, 1));
    }
    assert_eq!(found(&test, &ada, "ab 2").await, [drill]);
    assert!(matches!(make(&test, &ada, "Copy", "Ab 2").await.unwrap_err()[..], [Problem::KeyTaken { .. }]));

    // The record finds its key taken when it is restored.
    let set = TrashSet::Records(vec![gone]);
    let order = RestoreOrder { set, choices: Choices::default(), surface: Surface::Trash };
    let receipt = test.operations().restore(&ada, &object, &order).await.unwrap();
    assert!(receipt.is_err(), "{receipt:?}");

    // All values are as they were, except for capitals.
    assert_eq!(save(&test, &ada, serial(false)).await, Ok("serial".to_owned()));
    assert_eq!(living(&test, &ada, drill).await, before);
    assert_eq!(machines(&test).await.key_property, None);
    assert!(found(&test, &ada, "ab 2").await.is_empty());
    assert!(make(&test, &ada, "Copy", "ab 2").await.is_ok());
}

#[rstest]
#[tokio::test]
async fn a_new_property_is_unique_at_once_and_only_one_is(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = with_machines(&test).await;
    let mail = PropertyInput {
        label_en: "Mailbox".to_owned(),
        kind: "email".to_owned(),
        unique: true,
        indexed: true,
        ..PropertyInput::default()
    };
    assert_eq!(test.objects().save_property(by(&ada), "machines", None, &mail).await.unwrap(), "mailbox");
    let object = machines(&test).await;
    assert!(object.is_key("mailbox") && object.has_secondary_keys() && !object.property("mailbox").unwrap().indexed);
    assert_eq!(save(&test, &ada, serial(true)).await, Err(DefineProblem::OtherIsUnique));

    let mut input = form(&[("name", "Press"), ("mailbox", "press@example.com")]);
    "press2@example.com".clone_into(&mut input.secondary_keys);
    let press = test
        .records()
        .create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap();
    let not = PropertyInput { unique: false, indexed: false, ..mail.clone() };
    let end = async || test.objects().save_property(by(&ada), "machines", Some("mailbox"), &not).await.split().unwrap();
    assert_eq!(end().await.unwrap_err()[0].problem, DefineProblem::SecondaryKeys(1));
    let without = form(&[("name", "Press"), ("mailbox", "press@example.com")]);
    let permit = ada.edit(object.id).unwrap();
    test.records().edit_record(&permit, &object, press, 1, &without, Surface::RecordPage).await.unwrap().unwrap();
    assert!(end().await.is_ok());
    assert_eq!(living(&test, &ada, press).await.values["mailbox"], "press@example.com");

    // A request that was checked against the old definition is refused, and no value is stored where no form shows it.
    let stale = form(&[("name", "Late"), ("mailbox", "late@example.com")]);
    let late = test.records().create_record(&ada.create(object.id).unwrap(), &object, &stale, Surface::Index).await;
    assert!(matches!(late, Err(Error::Busy)));
    assert_eq!(save(&test, &ada, serial(true)).await, Ok("serial".to_owned()));
}

#[rstest]
#[tokio::test]
async fn contacts_and_companies_keep_theirs(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (slug, key) in [("contacts", "email"), ("companies", "domain")] {
        let object = test.objects().object(slug).await.unwrap();
        let input = PropertyInput { unique: false, ..PropertyInput::of(&object, object.property(key).unwrap()) };
        test.objects().save_property(by(&ada), slug, Some(key), &input).await.unwrap();
        assert!(test.objects().object(slug).await.unwrap().is_key(key));
    }
}
