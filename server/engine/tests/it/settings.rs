//! Tests of what an admin defines: objects, properties and pipelines, and of archiving and restoring them.

use crate::support::{
    self,
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::one_by_one,
    refusal::Split,
};
use domain::{
    filter::Filter,
    ids::{RecordId, StageId},
    object::{
        ArchiveBarrier, DefineProblem, FIRST_CUSTOM, Object, ObjectInput, OptionInput, Part, PipelineInput,
        PropertyInput, StageInput,
    },
    operation::{
        Choice, Choices, DeleteOrder, Outcome, Receipt, RestoreOrder, RestoreRefused, Selection, SkipReason, TrashSet,
    },
    policy::{Actor, Administrator, BuiltInRole},
    record::{NotSaved, RecordInput, RecordState, RecordView},
    saved_view::Share,
    surface::Surface,
    value::Problem,
    view::{IndexQuery, Sort, SortBy},
};
use engine::{Error, SaveFailure};
use rstest::rstest;

fn by(actor: &Actor) -> Administrator {
    actor.administer().unwrap()
}

fn vehicles() -> ObjectInput {
    ObjectInput {
        singular_en: "Vehicle".to_owned(),
        plural_en: "Vehicles".to_owned(),
        singular_it: "Veicolo".to_owned(),
        plural_it: "Veicoli".to_owned(),
        name_en: "Model".to_owned(),
        code_en: "Plate".to_owned(),
        staged: true,
        ..ObjectInput::default()
    }
}

/// An admin with an object of their own (vehicles).
async fn with_vehicles(test: &TestEngine) -> (Actor, Object) {
    let ada = test.admin().await;
    assert_eq!(test.objects().create_object(by(&ada), &vehicles()).await.unwrap(), "vehicles");
    // Rights are read anew with each request.
    let ada = test.people().actor(ada.user).await.unwrap();
    (ada, test.objects().object("vehicles").await.unwrap())
}

fn property(label: &str, kind: &str) -> PropertyInput {
    PropertyInput { label_en: label.to_owned(), kind: kind.to_owned(), ..PropertyInput::default() }
}

fn option(tag: &str, en: &str) -> OptionInput {
    OptionInput { tag: tag.to_owned(), en: en.to_owned(), it: String::new() }
}

async fn add(test: &TestEngine, actor: &Actor, input: &PropertyInput) -> String {
    test.objects().save_property(by(actor), "vehicles", None, input).await.unwrap()
}

async fn create(test: &TestEngine, actor: &Actor, object: &Object, input: &RecordInput) -> RecordId {
    let permit = actor.create(object.id).unwrap();
    test.records().create_record(&permit, object, input, Surface::Index).await.unwrap().unwrap()
}

async fn living(test: &TestEngine, actor: &Actor, object: &Object, id: RecordId) -> RecordView {
    match test.records().record(actor, object, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is deleted"),
    }
}

async fn edit(test: &TestEngine, actor: &Actor, object: &Object, id: RecordId, pairs: &[(&str, &str)]) {
    let view = living(test, actor, object, id).await;
    let mut input = view.as_input(object);
    input.values.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let permit = actor.edit(object.id).unwrap();
    let edited =
        test.records().edit_record(&permit, object, id, view.version, &input, Surface::RecordPage).await.unwrap();
    edited.unwrap();
}

async fn delete(test: &TestEngine, actor: &Actor, object: &Object, ids: &[RecordId]) -> Receipt {
    let permit = actor.delete(object.id).unwrap();
    let selection = Selection::Records(ids.to_vec());
    let preview = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let confirm = preview.confirm(Some(preview.count));
    let order = DeleteOrder { selection, confirm, surface: Surface::Index, reason: None };
    test.operations().delete(&permit, &order).await.unwrap().unwrap()
}

async fn restore(
    test: &TestEngine,
    actor: &Actor,
    object: &Object,
    ids: &[RecordId],
    choices: Choices,
) -> Result<Receipt, RestoreRefused> {
    let order = RestoreOrder { set: TrashSet::Records(ids.to_vec()), choices, surface: Surface::Trash };
    test.operations().restore(actor, object, &order).await.unwrap()
}

/// The names of the records in a view.
async fn shown(test: &TestEngine, actor: &Actor, object: &Object, filter: &str, sort: Option<&str>) -> Vec<String> {
    let permit = actor.view(object.id).unwrap();
    let by = sort.map_or(SortBy::Name, |key| SortBy::Property(key.to_owned()));
    let filter = Filter::from_text(filter).checked(object);
    let query = IndexQuery { sort: Sort { by, descending: false }, filter, ..IndexQuery::default() };
    let page = test.records().list_records(&permit, None, object, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

/// Records whose stage is archived while they are in the trash.
async fn stage_gone(test: TestEngine) {
    let (ada, object) = with_vehicles(&test).await;
    let stages: Vec<StageId> = object.stages().map(|stage| stage.id).collect();
    let mut ids = Vec::new();
    for (model, stage) in [("Van", stages[1]), ("Bus", stages[1]), ("Bike", stages[0])] {
        let input = RecordInput { stage: stage.to_string(), ..form(&[("model", model)]) };
        ids.push(create(&test, &ada, &object, &input).await);
    }
    let part = Part::Stage(stages[1]);
    assert_eq!(
        test.objects().archive(by(&ada), "vehicles", &part).await.split().unwrap(),
        Err(ArchiveBarrier::Holds(2))
    );
    delete(&test, &ada, &object, &ids).await;
    support::operations::run_to_the_end(&test).await;
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    let object = test.objects().object("vehicles").await.unwrap();

    let Err(RestoreRefused::Conflicts(plan)) = restore(&test, &ada, &object, &ids, Choices::default()).await else {
        panic!("a stage that is gone is a conflict")
    };
    assert_eq!((plan.count, plan.conflict_count), (3, 2));
    let gone = plan.conflicts[0].stage.as_ref().unwrap();
    assert_eq!((gone.name_en.as_str(), gone.instead), ("In progress", Some(stages[0])));
    assert!(plan.conflicts[0].keys.is_empty());

    let by_record = [(ids[1], Choice::Skip)].into();
    let choices = Choices { all: Some(Choice::Without), by_record };
    let receipt = restore(&test, &ada, &object, &ids, choices).await.unwrap();
    support::operations::run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap();
    let outcome = |id| items.items.iter().find(|item| item.record == id).map(|item| item.outcome.clone());
    assert_eq!(outcome(ids[0]), Some(Outcome::Without { keys: Vec::new(), restaged: true, unassigned: false }));
    assert_eq!(outcome(ids[1]), Some(Outcome::Skipped { reason: SkipReason::StageGone }));
    assert_eq!(outcome(ids[2]), Some(Outcome::Done));
    assert_eq!(living(&test, &ada, &object, ids[0]).await.stage, Some(stages[0]));

    // Back in the trash after the undo, the record has its original stage; once the stage is restored, the record
    // returns to it.
    test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    support::operations::run_to_the_end(&test).await;
    test.objects().unarchive(by(&ada), "vehicles", &part).await.unwrap();
    let object = test.objects().object("vehicles").await.unwrap();
    restore(&test, &ada, &object, &ids, Choices::default()).await.unwrap();
    support::operations::run_to_the_end(&test).await;
    for (id, stage) in ids.iter().zip([stages[1], stages[1], stages[0]]) {
        assert_eq!(living(&test, &ada, &object, *id).await.stage, Some(stage));
    }
    // A stage is permanently removed only once no record is in it.
    delete(&test, &ada, &object, &ids).await;
    support::operations::run_to_the_end(&test).await;
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    test.clock.forward_days(89);
    while test.objects().remove_archived().await.unwrap() {}
    test.objects().unarchive(by(&ada), "vehicles", &part).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn an_object_of_ones_own_is_like_any_other(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let (ada, object) = with_vehicles(&test).await;
    assert!(object.id.0 >= FIRST_CUSTOM && !object.id.is_standard());
    assert_eq!((object.names.singular_en.as_str(), object.names.plural_it.as_str()), ("vehicle", "veicoli"));
    let keys: Vec<_> = object.properties.iter().map(|p| (p.key.as_str(), p.required, p.listed)).collect();
    assert_eq!(keys, [("model", true, false), ("plate", false, true)]);
    assert_eq!(object.key_property.as_deref(), Some("plate"));
    let stages: Vec<_> = object.stages().map(|stage| stage.name_en.as_str()).collect();
    assert_eq!(stages, ["New", "In progress", "Done", "Dropped"]);

    // New rights are off: the object is not found for other users.
    let ben = test.people().actor(ben.user).await.unwrap();
    assert!(ben.view(object.id).is_err());
    assert!(test.objects().object_counts(&ben).await.unwrap().iter().all(|count| count.slug != "vehicles"));

    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("plate", "AB 123")])).await;
    let permit = ada.create(object.id).unwrap();
    let again = form(&[("model", "Other"), ("plate", "ab 123")]);
    let refused = test.records().create_record(&permit, &object, &again, Surface::Index).await.unwrap().unwrap_err();
    assert!(matches!(&refused[0].problem, Problem::KeyTaken { key, .. } if key == "ab 123"), "{refused:?}");
    let before = living(&test, &ada, &object, van).await;
    assert_eq!(before.stage, object.stages().next().map(|stage| stage.id));

    delete(&test, &ada, &object, &[van]).await;
    assert!(shown(&test, &ada, &object, "", None).await.is_empty());
    assert_eq!(restore(&test, &ada, &object, &[van], Choices::default()).await.unwrap().done, 1);
    assert_eq!(living(&test, &ada, &object, van).await, before);
}

#[rstest]
#[tokio::test]
async fn two_objects_never_share_an_address(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    let problems = |errors: Vec<domain::object::DefineError>| {
        errors.into_iter().map(|error| (error.field, error.problem)).collect::<Vec<_>>()
    };
    let taken = vec![("slug".to_owned(), DefineProblem::Taken)];
    let refused = test.objects().create_object(by(&ada), &vehicles()).await.split().unwrap().unwrap_err();
    assert_eq!(problems(refused), taken);
    let renamed = ObjectInput { slug: "contacts".to_owned(), ..vehicles() };
    assert_eq!(
        problems(test.objects().edit_object(by(&ada), "vehicles", &renamed).await.split().unwrap().unwrap_err()),
        taken
    );

    let renamed = ObjectInput { slug: "cars".to_owned(), icon: "ticket".to_owned(), ..vehicles() };
    assert_eq!(test.objects().edit_object(by(&ada), "vehicles", &renamed).await.unwrap(), "cars");
    assert!(matches!(test.objects().object("vehicles").await, Err(Error::NotFound)));
    assert_eq!(test.objects().object("cars").await.unwrap().icon, "ticket");

    // The slug of a built-in object stays; the admin can change its names.
    let people = ObjectInput {
        singular_en: "Person".into(),
        plural_en: "People".into(),
        slug: "people".into(),
        ..ObjectInput::default()
    };
    assert_eq!(test.objects().edit_object(by(&ada), "contacts", &people).await.unwrap(), "contacts");
    assert_eq!(test.objects().object("contacts").await.unwrap().names.plural_en, "people");

    // An archived object keeps its slug.
    test.objects().archive(by(&ada), "cars", &Part::Object).await.unwrap();
    let again = ObjectInput { slug: "cars".to_owned(), ..vehicles() };
    assert_eq!(problems(test.objects().create_object(by(&ada), &again).await.split().unwrap().unwrap_err()), taken);
    let new = vehicles();
    let both = tokio::join!(test.objects().create_object(by(&ada), &new), test.objects().create_object(by(&ada), &new));
    assert_eq!(usize::from(both.0.split().unwrap().is_ok()) + usize::from(both.1.split().unwrap().is_ok()), 1);
}

#[rstest]
#[tokio::test]
async fn a_property_changes_while_no_value_is_lost(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    assert_eq!(add(&test, &ada, &property("Seats", "number")).await, "seats");
    // A property with this name exists; a new name with the same key gets another key.
    let twice = test
        .objects()
        .save_property(by(&ada), "vehicles", None, &property("seats", "text"))
        .await
        .split()
        .unwrap()
        .unwrap_err();
    assert_eq!(twice[0].problem, DefineProblem::Taken);
    assert_eq!(add(&test, &ada, &property("Seats!", "text")).await, "seats_2");

    let object = test.objects().object("vehicles").await.unwrap();
    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("seats", "9")])).await;
    let save = async |key: &str, input: PropertyInput| {
        test.objects().save_property(by(&ada), "vehicles", Some(key), &input).await.split().unwrap()
    };
    let refused = save("seats", property("Seats", "date")).await.unwrap_err();
    assert_eq!((refused[0].field.as_str(), &refused[0].problem), ("kind", &DefineProblem::InUse(1)));
    // A record in the trash counts too: it must be restored unchanged.
    delete(&test, &ada, &object, &[van]).await;
    assert!(save("seats", property("Seats", "date")).await.is_err());
    assert_eq!(save("seats", property("Places", "text")).await, Ok("seats".to_owned()));
    // No record has a value of this property.
    assert_eq!(save("seats_2", property("Bought", "date")).await, Ok("seats_2".to_owned()));
    // A unique property cannot change its kind once it has values.
    let plate = |kind| PropertyInput { unique: true, ..property("Plate", kind) };
    assert_eq!(save("plate", plate("number")).await.unwrap_err()[0].problem, DefineProblem::CannotBeUnique);
    assert!(save("plate", plate("domain")).await.is_ok());
    let car = form(&[("model", "Car"), ("plate", "car.example")]);
    create(&test, &ada, &test.objects().object("vehicles").await.unwrap(), &car).await;
    assert!(save("plate", plate("text")).await.is_err());
    assert!(matches!(
        test.objects().save_property(by(&ada), "vehicles", Some("wheels"), &property("Wheels", "text")).await,
        Err(SaveFailure::Engine(Error::NotFound))
    ));
}

#[rstest]
#[tokio::test]
async fn properties_change_places(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    for label in ["A", "B"] {
        add(&test, &ada, &property(label, "text")).await;
    }
    let mut orders = Vec::new();
    for (key, up) in [("b", true), ("b", true), ("model", true), ("a", false), ("model", false)] {
        test.objects().move_property(by(&ada), "vehicles", key, up).await.unwrap();
        let object = test.objects().object("vehicles").await.unwrap();
        orders.push(object.properties.iter().map(|p| p.key.clone()).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(orders, ["model plate b a", "model b plate a", "model b plate a", "model b plate a", "b model plate a"]);
}

#[rstest]
#[tokio::test]
async fn an_index_comes_and_goes_while_people_sort(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    for (label, kind) in [("Seats", "number"), ("Colour", "text")] {
        add(&test, &ada, &PropertyInput { indexed: true, ..property(label, kind) }).await;
    }
    let object = test.objects().object("vehicles").await.unwrap();
    assert!(object.property("seats").unwrap().indexed && object.property("colour").unwrap().indexed);
    for (model, seats, colour) in [("Bus", "40", "red"), ("Van", "9", "Blue"), ("Bike", "", "green")] {
        create(&test, &ada, &object, &form(&[("model", model), ("seats", seats), ("colour", colour)])).await;
    }
    assert_eq!(shown(&test, &ada, &object, "", Some("seats")).await, ["Van", "Bus", "Bike"]);
    assert_eq!(shown(&test, &ada, &object, "", Some("colour")).await, ["Van", "Bike", "Bus"]);
    assert_eq!(shown(&test, &ada, &object, "seats.gt.9", None).await, ["Bus"]);
    let save = async |input: PropertyInput| {
        test.objects().save_property(by(&ada), "vehicles", Some("seats"), &input).await.unwrap();
        test.objects().object("vehicles").await.unwrap()
    };
    // A number that becomes text is sorted as text, by another index.
    let object = save(PropertyInput { indexed: true, ..property("Seats", "text") }).await;
    assert_eq!(shown(&test, &ada, &object, "", Some("seats")).await, ["Bus", "Van", "Bike"]);
    let object = save(property("Seats", "text")).await;
    assert!(!object.property("seats").unwrap().indexed);
    assert_eq!(shown(&test, &ada, &object, "seats.is.9", None).await, ["Van"]);
    // Built-in number properties have indexes with an older name.
    let companies = test.objects().object("companies").await.unwrap();
    let mut employees = PropertyInput::of(&companies, companies.property("employees").unwrap());
    employees.indexed = false;
    test.objects().save_property(by(&ada), "companies", Some("employees"), &employees).await.unwrap();
    assert!(!test.objects().object("companies").await.unwrap().property("employees").unwrap().indexed);
}

#[rstest]
#[tokio::test]
async fn an_archived_property_comes_back_with_every_value(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    add(&test, &ada, &PropertyInput { listed: true, indexed: true, ..property("Colour", "text") }).await;
    let object = test.objects().object("vehicles").await.unwrap();
    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("colour", "red")])).await;
    let bus = create(&test, &ada, &object, &form(&[("model", "Bus"), ("colour", "blue")])).await;
    delete(&test, &ada, &object, &[bus]).await;
    let permit = ada.view(object.id).unwrap();
    test.views().save_view(&permit, "Red ones", "f=colour.is.red", Share::Everyone).await.unwrap().unwrap();
    test.views().save_view(&permit, "By plate", "sort=plate", Share::Everyone).await.unwrap().unwrap();

    let part = Part::Property("colour".to_owned());
    let (uses, barrier) = test.objects().part_usage(by(&ada), &object, &part).await.unwrap();
    assert_eq!((uses.living, uses.deleted, barrier), (1, 1, None));
    assert_eq!(uses.views, [("Red ones".to_owned(), "Ada Admin".to_owned())]);
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    assert!(matches!(test.objects().archive(by(&ada), "vehicles", &part).await.split(), Err(Error::NotFound)));

    let without = test.objects().object("vehicles").await.unwrap();
    assert!(without.property("colour").is_none());
    // A view that filters by it matches no record, rather than every record.
    assert!(shown(&test, &ada, &without, "colour.is.red", None).await.is_empty());
    // An edit meanwhile, with a form that does not contain the property, keeps the value.
    edit(&test, &ada, &without, van, &[("model", "Large van")]).await;
    assert_eq!(add(&test, &ada, &property("Colour", "text")).await, "colour_2");
    let archived = test.objects().archived(by(&ada), &without).await.unwrap();
    assert_eq!((archived.len(), &archived[0].part, archived[0].days_left), (1, &part, 89));

    test.clock.forward_days(89);
    while test.objects().remove_archived().await.unwrap() {}
    test.objects().unarchive(by(&ada), "vehicles", &part).await.unwrap();
    let back = test.objects().object("vehicles").await.unwrap();
    assert!(back.property("colour").unwrap().indexed);
    assert_eq!(living(&test, &ada, &back, van).await.values["colour"], "red");
    assert_eq!(shown(&test, &ada, &back, "colour.is.red", Some("colour")).await, ["Large van"]);
    restore(&test, &ada, &back, &[bus], Choices::default()).await.unwrap();
    assert_eq!(living(&test, &ada, &back, bus).await.values["colour"], "blue");
}

#[rstest]
#[tokio::test]
async fn after_ninety_days_an_archived_property_is_gone_with_its_values(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    add(&test, &ada, &PropertyInput { indexed: true, ..property("Colour", "text") }).await;
    let object = test.objects().object("vehicles").await.unwrap();
    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("colour", "red")])).await;
    let part = Part::Property("colour".to_owned());
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    test.clock.forward_days(91);
    while test.objects().remove_archived().await.unwrap() {}
    assert!(matches!(test.objects().unarchive(by(&ada), "vehicles", &part).await, Err(Error::NotFound)));
    assert!(test.objects().archived(by(&ada), &object).await.unwrap().is_empty());
    let view = living(&test, &ada, &object, van).await;
    assert!(!view.values.contains_key("colour") && view.values.contains_key("model"));
    // Its key is free for another property, which starts without values.
    assert_eq!(add(&test, &ada, &property("Colour", "date")).await, "colour");
}

#[rstest]
#[tokio::test]
async fn what_names_and_what_is_unique_stays(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    let archive = async |slug: &str, part: &str| {
        test.objects().archive(by(&ada), slug, &part.parse().unwrap()).await.split().unwrap()
    };
    assert_eq!(archive("vehicles", "property.model").await, Err(ArchiveBarrier::MakesNames));
    assert_eq!(archive("vehicles", "property.plate").await, Err(ArchiveBarrier::IsKey));
    assert_eq!(archive("contacts", "object").await, Err(ArchiveBarrier::Standard));
    assert_eq!(archive("contacts", "property.email").await, Err(ArchiveBarrier::IsKey));
    let pipeline = test.objects().object("vehicles").await.unwrap().pipelines[0].id;
    assert_eq!(archive("vehicles", &format!("pipeline.{pipeline}")).await, Err(ArchiveBarrier::Last));
    for unknown in ["property.wheels", "option.model.x", "stage.1", "pipeline.1"] {
        let archived = test.objects().archive(by(&ada), "vehicles", &unknown.parse().unwrap()).await.split();
        assert!(matches!(archived, Err(Error::NotFound)), "{unknown}");
        let back = test.objects().unarchive(by(&ada), "vehicles", &unknown.parse().unwrap()).await;
        assert!(matches!(back, Err(Error::NotFound)), "{unknown}");
    }
}

#[rstest]
#[tokio::test]
async fn an_archived_option_stays_with_those_who_have_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, _) = with_vehicles(&test).await;
    let options =
        |kind| PropertyInput { options: vec![option("", "Gas"), option("", "Oil")], ..property("Fuel", kind) };
    add(&test, &ada, &options("many_of")).await;
    let object = test.objects().object("vehicles").await.unwrap();
    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("fuel", "Oil, Gas")])).await;
    let part = Part::Option("fuel".to_owned(), "gas".to_owned());
    assert_eq!(test.objects().part_usage(by(&ada), &object, &part).await.unwrap().0.living, 1);
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    let last = Part::Option("fuel".to_owned(), "oil".to_owned());
    assert_eq!(test.objects().archive(by(&ada), "vehicles", &last).await.split().unwrap(), Err(ArchiveBarrier::Last));

    let object = test.objects().object("vehicles").await.unwrap();
    // A record that has the option keeps it through an edit; no other record gets it by its name.
    edit(&test, &ada, &object, van, &[("model", "Large van")]).await;
    assert_eq!(living(&test, &ada, &object, van).await.values["fuel"], "gas;oil");
    let permit = ada.create(object.id).unwrap();
    let new = form(&[("model", "Bus"), ("fuel", "Gas ")]);
    let refused = test.records().create_record(&permit, &object, &new, Surface::Index).await.unwrap().unwrap_err();
    assert_eq!(refused[0].problem, Problem::NoSuchOption("Gas".to_owned()));
    assert_eq!(shown(&test, &ada, &object, "fuel.any.gas", None).await, ["Large van"]);

    // A form that was opened before the archiving neither restores the value nor loses it.
    test.objects()
        .save_property(by(&ada), "vehicles", Some("fuel"), &options("many_of"))
        .await
        .split()
        .unwrap()
        .unwrap_err();
    let form_of_now = PropertyInput::of(&object, object.property("fuel").unwrap());
    test.objects().save_property(by(&ada), "vehicles", Some("fuel"), &form_of_now).await.unwrap();
    test.clock.forward_days(91);
    while test.objects().remove_archived().await.unwrap() {}
    test.objects().unarchive(by(&ada), "vehicles", &part).await.unwrap();
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    edit(&test, &ada, &object, van, &[("fuel", "oil")]).await;
    test.clock.forward_days(91);
    while test.objects().remove_archived().await.unwrap() {}
    assert!(matches!(test.objects().unarchive(by(&ada), "vehicles", &part).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn a_pipeline_is_arranged_without_moving_a_record(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, object) = with_vehicles(&test).await;
    let van = create(&test, &ada, &object, &form(&[("model", "Van")])).await;
    let first = object.stages().next().unwrap().id;
    let mut input = PipelineInput::of(&object.pipelines[0]);
    input.stages.swap(0, 1);
    "Fresh".clone_into(&mut input.stages[1].name_en);
    input.stages.push(StageInput { name_en: "Sold".to_owned(), kind: "won".to_owned(), ..StageInput::default() });
    let id = object.pipelines[0].id;
    test.objects().save_pipeline(by(&ada), "vehicles", Some(id), &input).await.unwrap();
    let object = test.objects().object("vehicles").await.unwrap();
    let names: Vec<_> = object.stages().map(|stage| stage.name_en.as_str()).collect();
    assert_eq!(names, ["In progress", "Fresh", "Done", "Dropped", "Sold"]);
    assert_eq!(living(&test, &ada, &object, van).await.stage, Some(first));

    let second = PipelineInput {
        name_en: "Leasing".to_owned(),
        stages: vec![input.stages[4].clone()],
        ..PipelineInput::default()
    };
    test.objects().save_pipeline(by(&ada), "vehicles", None, &second).await.unwrap();
    let object = test.objects().object("vehicles").await.unwrap();
    assert_eq!(object.pipelines.len(), 2);
    // The pipeline of deals does not belong to this object.
    let theirs =
        test.objects().save_pipeline(by(&ada), "vehicles", Some(domain::ids::PipelineId(1)), &second).await.split();
    assert!(matches!(theirs, Err(Error::NotFound)));
    // The pipeline is empty, so it can be archived, and restored.
    let part = Part::Pipeline(object.pipelines[1].id);
    test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
    assert_eq!(test.objects().object("vehicles").await.unwrap().pipelines.len(), 1);
    test.objects().unarchive(by(&ada), "vehicles", &part).await.unwrap();
    assert_eq!(test.objects().object("vehicles").await.unwrap().pipelines, object.pipelines);
    // A pipeline that holds a record cannot be archived.
    let held = Part::Pipeline(object.pipelines[0].id);
    assert_eq!(
        test.objects().archive(by(&ada), "vehicles", &held).await.split().unwrap(),
        Err(ArchiveBarrier::Holds(1))
    );
}

#[rstest]
#[tokio::test]
async fn a_record_whose_stage_is_archived_has_ways_out(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    stage_gone(test).await;
}

#[rstest]
#[tokio::test]
async fn many_records_whose_stage_is_archived_have_them_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    stage_gone(test.with_limits(one_by_one())).await;
}

#[rstest]
#[tokio::test]
async fn an_object_goes_when_it_is_empty_and_comes_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, object) = with_vehicles(&test).await;
    let van = create(&test, &ada, &object, &form(&[("model", "Van"), ("plate", "1")])).await;
    let archive = async || test.objects().archive(by(&ada), "vehicles", &Part::Object).await.split().unwrap();
    assert_eq!(archive().await, Err(ArchiveBarrier::Holds(1)));
    let deletion = delete(&test, &ada, &object, &[van]).await.operation;
    assert_eq!(archive().await, Ok(()));
    assert!(matches!(test.objects().object("vehicles").await, Err(Error::NotFound)));
    assert!(test.objects().active().await.unwrap().iter().all(|object| object.slug != "vehicles"));
    let archived = test.objects().archived_objects(by(&ada)).await.unwrap();
    assert_eq!((archived.len(), archived[0].deleted, archived[0].slug.as_str()), (1, 1, "vehicles"));
    // The history of the operation is still shown.
    assert_eq!(test.operations().operation(&ada, deletion).await.unwrap().done, 1);

    test.objects().unarchive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    restore(&test, &ada, &object, &[van], Choices::default()).await.unwrap();
    assert_eq!(living(&test, &ada, &object, van).await.key.as_deref(), Some("1"));

    // With a record in the trash the removal waits; then the object is removed, and its slug is free.
    delete(&test, &ada, &object, &[van]).await;
    assert_eq!(archive().await, Ok(()));
    test.clock.forward_days(91);
    while test.objects().remove_archived().await.unwrap() {}
    assert_eq!(test.objects().archived_objects(by(&ada)).await.unwrap().len(), 1);
    // Runs hourly maintenance as the server does.
    support::operations::run_to_the_end(&test).await;
    while test.objects().remove_archived().await.unwrap() {}
    assert!(test.objects().archived_objects(by(&ada)).await.unwrap().is_empty());
    assert!(matches!(test.objects().unarchive(by(&ada), "vehicles", &Part::Object).await, Err(Error::NotFound)));
    assert_eq!(test.operations().operation(&ada, deletion).await.unwrap().done, 1);
    assert_eq!(test.objects().create_object(by(&ada), &vehicles()).await.unwrap(), "vehicles");
}

#[rstest]
#[tokio::test]
async fn a_required_property_is_asked_for_from_then_on(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, object) = with_vehicles(&test).await;
    let van = create(&test, &ada, &object, &form(&[("model", "Van")])).await;
    add(&test, &ada, &PropertyInput { required: true, ..property("Seats", "number") }).await;
    let object = test.objects().object("vehicles").await.unwrap();
    let view = living(&test, &ada, &object, van).await;
    let permit = ada.edit(object.id).unwrap();
    let same = view.as_input(&object);
    let edited = test.records().edit_record(&permit, &object, van, view.version, &same, Surface::RecordPage).await;
    let Err(NotSaved::Invalid(errors)) = edited.unwrap() else { panic!("it is required") };
    assert_eq!((errors[0].field.as_str(), &errors[0].problem), ("seats", &Problem::Required));
    // A record in the trash is restored without the value: a restore is no edit.
    delete(&test, &ada, &object, &[van]).await;
    restore(&test, &ada, &object, &[van], Choices::default()).await.unwrap();
}
