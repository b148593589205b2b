//! Tests of all objects: what holds for contacts holds for each of them, with their own properties and stages.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
};
use domain::{
    association::TimelineFilter,
    filter::Filter,
    ids::{RecordId, StageId},
    object::{Object, STAGE},
    operation::{Choices, DeleteOrder, RecordQuery, RestoreOrder, Selection, Source, TrashSet},
    policy::{Actor, BuiltInRole},
    record::{Change, NotSaved, RecordInput, RecordState, RecordView, What},
    saved_view::{Share, ViewProblem},
    surface::Surface,
    value::Problem,
    view::{IndexQuery, Sort, SortBy, Total},
};
use rstest::rstest;

async fn object(test: &TestEngine, slug: &str) -> Object {
    test.objects().object(slug).await.unwrap()
}

async fn create(test: &TestEngine, actor: &Actor, object: &Object, input: &RecordInput) -> RecordId {
    try_create(test, actor, object, input).await.unwrap()
}

async fn try_create(
    test: &TestEngine,
    actor: &Actor,
    object: &Object,
    input: &RecordInput,
) -> Result<RecordId, Vec<(String, Problem)>> {
    let permit = actor.create(object.id).unwrap();
    let created = test.records().create_record(&permit, object, input, Surface::Index).await.unwrap();
    created.map_err(|errors| errors.into_iter().map(|error| (error.field, error.problem)).collect())
}

async fn living(test: &TestEngine, actor: &Actor, object: &Object, id: RecordId) -> RecordView {
    match test.records().record(actor, object, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is deleted"),
    }
}

/// The names in a view, read to its end in pages of 25.
async fn names(test: &TestEngine, actor: &Actor, object: &Object, sort: Sort) -> Vec<String> {
    let permit = actor.view(object.id).unwrap();
    let mut query = IndexQuery { sort, size: 25, ..IndexQuery::default() };
    let mut names = Vec::new();
    loop {
        let page = test.records().list_records(&permit, None, object, &query).await.unwrap();
        names.extend(page.rows.into_iter().map(|row| row.name));
        match page.next {
            Some(next) => query = query.at(Some(next)),
            None => return names,
        }
    }
}

/// A form with a valid value for each kind of property.
fn filled(object: &Object, number: usize) -> RecordInput {
    use domain::object::PropertyKind;

    let value = |property: &domain::object::Property| match property.kind {
        PropertyKind::Text | PropertyKind::LongText => format!("{} {number}", property.key),
        PropertyKind::Number => format!("{number}.5"),
        PropertyKind::Money => format!("{number} USD"),
        PropertyKind::Date => "2026-11-04".to_owned(),
        PropertyKind::DateTime => "2026-11-04T10:00".to_owned(),
        PropertyKind::YesNo => "yes".to_owned(),
        PropertyKind::OneOf => property.options.last().unwrap().en.clone(),
        PropertyKind::ManyOf => property.options.iter().map(|option| option.it.clone()).collect::<Vec<_>>().join(","),
        PropertyKind::Email => format!("someone{number}@example.com"),
        PropertyKind::Phone => format!("+39 06 {number}"),
        PropertyKind::Link => format!("example.com/{number}"),
        PropertyKind::Domain => format!("https://www.firm{number}.example/"),
        PropertyKind::User => "1".to_owned(),
    };
    let values = object.properties.iter().map(|property| (property.key.clone(), value(property))).collect();
    RecordInput { values, ..RecordInput::default() }
}

#[rstest]
#[tokio::test]
async fn each_object_is_created_found_deleted_and_restored_exactly(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let objects = test.objects().active().await.unwrap();
    assert_eq!(objects.len(), 9);
    for object in objects {
        let id = create(&test, &ada, &object, &filled(&object, 7)).await;
        let before = living(&test, &ada, &object, id).await;
        // Everything typed is stored, and reads back into a form that changes nothing.
        for property in &object.properties {
            assert!(before.field(&object, &property.key).is_some(), "{} {}", object.slug, property.key);
        }
        let permit = ada.edit(object.id).unwrap();
        let same = before.as_input(&object);
        let edited = test.records().edit_record(&permit, &object, id, before.version, &same, Surface::RecordPage).await;
        assert_eq!(edited.unwrap(), Ok(before.version));
        // Every column of the table that offers sorting can be sorted.
        for property in object.properties.iter().filter(|property| property.indexed) {
            for descending in [false, true] {
                let by = SortBy::Property(property.key.clone());
                assert_eq!(names(&test, &ada, &object, Sort { by, descending }).await, [before.name.as_str()]);
            }
        }
        assert_eq!(names(&test, &ada, &object, Sort { by: SortBy::Key, descending: false }).await.len(), 1);

        let delete = ada.delete(object.id).unwrap();
        let selection = Selection::Records(vec![id]);
        let preview = test.operations().preview_delete(&delete, &selection).await.unwrap();
        let order = DeleteOrder { selection, confirm: preview.confirm(Some(1)), surface: Surface::Index, reason: None };
        drop(test.operations().delete(&delete, &order).await.unwrap());
        assert!(matches!(test.records().record(&ada, &object, id).await.unwrap(), RecordState::Deleted(_)));
        assert_eq!(names(&test, &ada, &object, Sort::default()).await, Vec::<String>::new());

        let order =
            RestoreOrder { set: TrashSet::Records(vec![id]), choices: Choices::default(), surface: Surface::Trash };
        assert_eq!(test.operations().restore(&ada, &object, &order).await.unwrap().unwrap().done, 1);
        assert_eq!(living(&test, &ada, &object, id).await, before);
    }
}

#[rstest]
#[tokio::test]
async fn numbers_and_amounts_are_sorted_as_numbers(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let deals = object(&test, "deals").await;
    let amounts = ["900", "10000", "-5", "1000.50", "1000.5 USD", ""];
    for (index, amount) in amounts.into_iter().enumerate() {
        create(&test, &ada, &deals, &form(&[("name", &format!("{index}")), ("amount", amount)])).await;
    }
    let by = SortBy::Property("amount".to_owned());
    assert_eq!(
        names(&test, &ada, &deals, Sort { by: by.clone(), descending: false }).await,
        ["2", "0", "3", "4", "1", "5"]
    );
    assert_eq!(names(&test, &ada, &deals, Sort { by, descending: true }).await, ["1", "4", "3", "0", "2", "5"]);
}

#[rstest]
#[tokio::test]
async fn pages_of_a_number_follow_one_another(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let companies = object(&test, "companies").await;
    for number in 0..60 {
        // Many records share a value, so that a page ends between two of them.
        let employees = (number / 10 * 10).to_string();
        create(&test, &ada, &companies, &form(&[("name", &format!("{number:02}")), ("employees", &employees)])).await;
    }
    let by = SortBy::Property("employees".to_owned());
    let expected: Vec<String> = (0..60).map(|number| format!("{number:02}")).collect();
    assert_eq!(names(&test, &ada, &companies, Sort { by: by.clone(), descending: false }).await, expected);
    let backward: Vec<String> = expected.into_iter().rev().collect();
    assert_eq!(names(&test, &ada, &companies, Sort { by, descending: true }).await, backward);
}

#[rstest]
#[tokio::test]
async fn a_record_with_stages_has_one_and_moves(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let deals = object(&test, "deals").await;
    let id = create(&test, &ada, &deals, &form(&[("name", "Showroom")])).await;
    let view = living(&test, &ada, &deals, id).await;
    assert_eq!(view.stage, Some(StageId(1)), "the first one");
    let stage = |stage: &str| RecordInput { stage: stage.to_owned(), ..view.as_input(&deals) };
    let permit = ada.edit(deals.id).unwrap();
    let wrong = test.records().edit_record(&permit, &deals, id, 1, &stage("6"), Surface::RecordPage).await.unwrap();
    let Err(NotSaved::Invalid(errors)) = wrong else { panic!("a ticket's stage is none of a deal") };
    assert_eq!(errors[0].problem, Problem::NoSuchStage);
    let moved = test.records().edit_record(&permit, &deals, id, 1, &stage("vinta"), Surface::RecordPage).await.unwrap();
    assert_eq!(moved, Ok(2));
    assert_eq!(living(&test, &ada, &deals, id).await.stage, Some(StageId(4)));
    let timeline = test.records().timeline(&ada, &deals, id, TimelineFilter::Changes, 9).await.unwrap();
    let change = Change { field: STAGE.to_owned(), old: Some("1".to_owned()), new: Some("4".to_owned()) };
    assert_eq!(timeline.entries[0].what, What::Edited(vec![change]));
}

#[rstest]
#[tokio::test]
async fn a_domain_belongs_to_one_living_company(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let companies = object(&test, "companies").await;
    let first = create(&test, &ada, &companies, &form(&[("name", "Lumen"), ("domain", "lumen.example")])).await;
    let again = form(&[("name", "Lumen again"), ("domain", "https://WWW.lumen.example/about")]);
    let taken = Problem::KeyTaken { key: "lumen.example".to_owned(), holder: Some((first, "Lumen".to_owned())) };
    assert_eq!(try_create(&test, &ada, &companies, &again).await, Err(vec![("domain".to_owned(), taken)]));
    // The same key is free for a record of another object, and for objects without a unique property.
    let contact = form(&[("first_name", "lumen.example"), ("email", "a@lumen.example")]);
    create(&test, &ada, &test.contacts().await, &contact).await;
}

#[rstest]
#[tokio::test]
async fn rights_hold_for_each_object(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    for object in test.objects().active().await.unwrap() {
        let id = create(&test, &ada, &object, &filled(&object, 3)).await;
        assert!(rita.create(object.id).is_err() && rita.delete(object.id).is_err());
        let RecordState::Living(view) = test.records().record(&ben, &object, id).await.unwrap() else { panic!() };
        assert!(!view.may_edit && !view.may_delete, "{} has no owner", object.slug);
    }
}

#[rstest]
#[tokio::test]
async fn a_filter_shows_and_deletes_what_is_like_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mira = test.user("Mira Member", BuiltInRole::Member).await;
    let deals = object(&test, "deals").await;
    let deal =
        |name: &str, amount: &str, close: &str, priority: &str, stage: &str, owner: Option<&Actor>| RecordInput {
            stage: stage.to_owned(),
            owner: owner.map(|owner| owner.user.to_string()).unwrap_or_default(),
            ..form(&[("name", name), ("amount", amount), ("close_date", close), ("priority", priority)])
        };
    for input in [
        deal("Ärger 100%", "900", "2026-11-01", "low", "1", Some(&ada)),
        deal("Bett_1", "10000", "2026-11-05", "high", "2", Some(&mira)),
        deal("Bett 1", "-5", "2026-10-31", "", "4", None),
        deal("Dach", "", "", "urgent", "2", Some(&ada)),
    ] {
        create(&test, &ada, &deals, &input).await;
    }
    let shown = async |text: &str| {
        let filter = Filter::from_text(text).checked(&deals);
        assert_eq!(filter.to_text(), text, "nothing of it is left out");
        let query = IndexQuery { filter, ..IndexQuery::default() };
        let page = test.records().list_records(&ada.view(deals.id).unwrap(), None, &deals, &query).await.unwrap();
        assert_eq!(page.total, Total::exact(i64::try_from(page.rows.len()).unwrap()));
        page.rows.iter().map(|row| row.name.chars().next().unwrap()).collect::<String>()
    };
    let me = ada.user;
    // Sorted by name: Ärger, Bett 1, Bett_1, Dach.
    for (text, expected) in [
        ("+name.has.arg", "Ä"),
        ("+name.has.%", "Ä"),
        ("+name.has._", "B"),
        ("+name.starts.bett", "BB"),
        ("+name.is.BETT 1,dach", "BD"),
        ("+name.not.dach", "ÄBB"),
        ("+name.lacks.bett", "ÄD"),
        ("amount.gt.899~d5", "ÄB"),
        ("amount.lt.0", "B"),
        ("amount.eq.900,-5", "ÄB"),
        ("amount.ne.900", "BBD"),
        ("amount.within.-5,900", "ÄB"),
        ("amount.unknown.", "D"),
        ("amount.known.;amount.lt.1000", "ÄB"),
        ("close_date.on.2026-11-01", "Ä"),
        ("close_date.before.2026-11-01", "B"),
        ("close_date.after.2026-11-01", "B"),
        ("close_date.between.2026-10-31,2026-11-01", "ÄB"),
        // It is 1 November.
        ("close_date.last.1", "Ä"),
        ("close_date.last.2", "ÄB"),
        ("close_date.next.5", "ÄB"),
        ("close_date.next.4", "Ä"),
        ("+created.last.1", "ÄBBD"),
        ("+created.before.2026-11-01", ""),
        ("+updated.on.2026-11-01", "ÄBBD"),
        ("priority.is.high,low", "ÄB"),
        ("priority.not.high", "ÄBD"),
        ("priority.unknown.", "B"),
        ("+stage.is.2", "BD"),
        ("+stage.not.2,4", "Ä"),
        ("+owner.is.me", "ÄD"),
        ("+owner.unknown.", "B"),
        (&format!("+owner.not.{me}"), "BB"),
        ("priority.is.urgent|amount.lt.0|amount.gt.5000;+stage.is.2", "BBD"),
    ] {
        assert_eq!(shown(text).await, expected, "{text}");
    }
    // An unknown condition matches no record, rather than every record.
    let strange = Filter::from_text("shoe.is.38;name.gt.1;amount.has.9").checked(&deals);
    assert_eq!(strange.to_text(), "+gone.known.;+gone.known.;+gone.known.");

    // The deletion covers all records in the view and no others.
    let delete = ada.delete(deals.id).unwrap();
    let filter = Filter::from_text("amount.gt.0").checked(&deals);
    let selection = Selection::Query(RecordQuery { filter, ..RecordQuery::all(Source::Index) });
    let preview = test.operations().preview_delete(&delete, &selection).await.unwrap();
    assert_eq!(preview.count, 2);
    let order = DeleteOrder { selection, confirm: preview.confirm(Some(2)), surface: Surface::Index, reason: None };
    drop(test.operations().delete(&delete, &order).await.unwrap());
    assert_eq!(shown("+name.known.").await, "BD");
}

#[rstest]
#[tokio::test]
async fn several_choices_are_found_one_by_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let contacts = test.contacts().await;
    for (name, interests) in [("a", "news;offers"), ("b", "offers"), ("c", "")] {
        create(&test, &ada, &contacts, &form(&[("first_name", name), ("interests", interests)])).await;
    }
    for (text, expected) in [
        ("interests.any.news", "a"),
        ("interests.any.news,offers", "ab"),
        ("interests.none.news", "bc"),
        ("interests.unknown.", "c"),
        ("+key.unknown.", "abc"),
        ("+key.has.example", ""),
    ] {
        let query = IndexQuery { filter: Filter::from_text(text).checked(&contacts), ..IndexQuery::default() };
        let page = test.records().list_records(&ada.view(contacts.id).unwrap(), None, &contacts, &query).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.name.as_str()).collect::<String>(), expected, "{text}");
    }
}

#[rstest]
#[tokio::test]
async fn a_view_is_its_maker_s_or_everyone_s(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let mira = test.user("Mira Member", BuiltInRole::Member).await;
    let id = object(&test, "tasks").await.id;
    let view = |actor: &Actor| actor.view(id).unwrap();
    let save = async || test.views().save_view(&view(&ben), "  My   tasks ", "sort=due", Share::No).await.unwrap();
    let (one, two) = tokio::join!(save(), save());
    let mine = one.unwrap();
    assert_eq!(two, Ok(mine), "a form that is sent twice is one view");
    let shared = test.views().save_view(&view(&ben), "Everyone’s", "", Share::Everyone).await.unwrap().unwrap();
    for (name, problem) in [
        (" ", ViewProblem::Nameless),
        ("a\u{7}", ViewProblem::Nameless),
        ("MY TASKS", ViewProblem::Twice),
        (&"x".repeat(61), ViewProblem::TooLong),
    ] {
        assert_eq!(test.views().save_view(&view(&ben), name, "", Share::No).await.unwrap(), Err(problem));
    }
    let seen = async |actor: &Actor| {
        let views = test.views().saved_views(actor, &view(actor)).await.unwrap();
        views.into_iter().map(|view| (view.name, view.may_remove)).collect::<Vec<_>>()
    };
    let named = |name: &str, may_remove| (name.to_owned(), may_remove);
    assert_eq!(seen(&ben).await, [named("Everyone’s", true), named("My tasks", true)]);
    assert_eq!(seen(&mira).await, [named("Everyone’s", false)]);
    assert_eq!(seen(&ada).await, [named("Everyone’s", true)]);
    for (actor, id) in [(&mira, shared), (&mira, mine), (&ada, mine)] {
        assert!(matches!(test.views().remove_view(actor, id).await, Err(engine::Error::NotFound)));
    }
    test.views().remove_view(&ada, shared).await.unwrap();
    test.views().remove_view(&ben, mine).await.unwrap();
    assert_eq!(seen(&ben).await, []);
    for number in 0..50 {
        test.views().save_view(&view(&ben), &number.to_string(), "", Share::No).await.unwrap().unwrap();
    }
    assert_eq!(test.views().save_view(&view(&ben), "x", "", Share::No).await.unwrap(), Err(ViewProblem::TooMany));
}
