//! Tests of creating, editing, finding and listing records.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{delete, these},
};
use domain::{
    association::TimelineFilter,
    ids::{RecordId, UserId},
    object::{OWNER, SECONDARY_KEYS},
    policy::{Actor, BuiltInRole},
    record::{Change, NotSaved, RecordInput, RecordState, RecordView, What},
    surface::Surface,
    value::Problem,
    view::{IndexQuery, RecordPage, Sort, SortBy, Total},
};
use engine::Error;
use rstest::rstest;

async fn living(test: &TestEngine, actor: &Actor, id: RecordId) -> RecordView {
    match test.records().record(actor, &test.contacts().await, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is deleted"),
    }
}

async fn create(test: &TestEngine, actor: &Actor, input: &RecordInput) -> Result<RecordId, Vec<Problem>> {
    let object = test.contacts().await;
    let permit = actor.create(object.id).unwrap();
    let created = test.records().create_record(&permit, &object, input, Surface::Index).await.unwrap();
    created.map_err(|errors| errors.into_iter().map(|error| error.problem).collect())
}

async fn edit(
    test: &TestEngine,
    actor: &Actor,
    id: RecordId,
    version: i64,
    input: &RecordInput,
) -> engine::Result<Result<i64, NotSaved>> {
    let object = test.contacts().await;
    let permit = actor.edit(object.id).unwrap();
    test.records().edit_record(&permit, &object, id, version, input, Surface::RecordPage).await
}

async fn list(test: &TestEngine, actor: &Actor, query: &IndexQuery) -> RecordPage {
    let object = test.contacts().await;
    let permit = actor.view(object.id).unwrap();
    test.records().list_records(&permit, actor.delete(object.id).ok().as_ref(), &object, query).await.unwrap()
}

fn names(page: &RecordPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

/// Reads a view forward to its end and back to its beginning; both directions must see the same rows.
async fn walk(test: &TestEngine, actor: &Actor, query: &IndexQuery) -> Vec<String> {
    let mut pages = vec![list(test, actor, query).await];
    while let Some(next) = pages.last().unwrap().next.clone() {
        pages.push(list(test, actor, &query.at(Some(next))).await);
    }
    let mut seen = 0;
    for page in &pages {
        assert_eq!(page.position, seen);
        seen += i64::try_from(page.rows.len()).unwrap();
        assert_eq!(page.total, pages[0].total);
    }
    assert_eq!(Total::exact(seen), pages[0].total);
    let mut back = pages.last().unwrap().previous.clone();
    for page in pages.iter().rev().skip(1) {
        let again = list(test, actor, &query.at(back.take())).await;
        assert_eq!(again.rows, page.rows);
        assert_eq!(again.position, page.position);
        back.clone_from(&again.previous);
    }
    assert_eq!(back, None);
    pages.iter().flat_map(|page| names(page).into_iter().map(str::to_owned)).collect()
}

#[rstest]
#[tokio::test]
async fn a_contact_is_created_whole(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let input = RecordInput {
        secondary_keys: "b@example.com\na@example.com".to_owned(),
        owner: ada.user.to_string(),
        ..form(&[("first_name", "Anna"), ("last_name", "Moretti"), ("email", "Anna@example.com"), ("phone", "+39 06")])
    };
    let id = create(&test, &ada, &input).await.unwrap();
    let view = living(&test, &ada, id).await;
    assert_eq!(view.name, "Anna Moretti");
    assert_eq!(view.key.as_deref(), Some("anna@example.com"));
    assert_eq!(view.secondary_keys, ["b@example.com", "a@example.com"]);
    assert_eq!(view.values.get("phone").map(String::as_str), Some("+39 06"));
    assert_eq!(view.owner_id(), Some(ada.user));
    assert_eq!(view.version, 1);
    assert!(view.may_edit && view.may_delete);
    let object = test.contacts().await;
    let timeline = test.records().timeline(&ada, &object, id, TimelineFilter::Changes, 20).await.unwrap();
    assert_eq!(timeline.entries.len(), 1);
    assert_eq!(timeline.entries[0].what, What::Created);
    assert_eq!(timeline.entries[0].by.as_ref().unwrap().id, ada.user);
}

#[rstest]
#[tokio::test]
async fn keys_are_unique_among_the_living_first_and_further_alike(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let input = RecordInput { secondary_keys: "b@example.com".to_owned(), ..form(&[("email", "a@example.com")]) };
    let id = create(&test, &ada, &input).await.unwrap();
    let taken =
        |key: &str| vec![Problem::KeyTaken { key: key.to_owned(), holder: Some((id, "a@example.com".to_owned())) }];
    assert_eq!(create(&test, &ada, &form(&[("email", "A@example.com")])).await, Err(taken("a@example.com")));
    assert_eq!(create(&test, &ada, &form(&[("email", "b@example.com")])).await, Err(taken("b@example.com")));
    let further = RecordInput { secondary_keys: "a@example.com".to_owned(), ..form(&[("email", "c@example.com")]) };
    assert_eq!(create(&test, &ada, &further).await, Err(taken("a@example.com")));
    // Nothing of the refused records was written.
    assert_eq!(list(&test, &ada, &IndexQuery::default()).await.total, Total::exact(1));
    // A record's own keys are no conflict for itself, in whichever field.
    let swapped = RecordInput { secondary_keys: "a@example.com".to_owned(), ..form(&[("email", "b@example.com")]) };
    assert_eq!(edit(&test, &ada, id, 1, &swapped).await.unwrap(), Ok(2));
}

#[rstest]
#[tokio::test]
async fn of_two_who_want_one_key_at_once_one_gets_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let first = form(&[("email", "a@example.com")]);
    let further = RecordInput { secondary_keys: "a@example.com".to_owned(), ..form(&[("email", "b@example.com")]) };
    let attempts = (0..8).map(|index| {
        if index % 2 == 0 {
            first.clone()
        } else {
            RecordInput { values: form(&[("email", &format!("b{index}@example.com"))]).values, ..further.clone() }
        }
    });
    let attempts: Vec<_> = attempts
        .map(|input| {
            let (engine, ada) = (test.engine.clone(), ada.clone());
            tokio::spawn(async move {
                let object = engine.objects().object("contacts").await.unwrap();
                engine
                    .records()
                    .create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index)
                    .await
                    .unwrap()
                    .is_ok()
            })
        })
        .collect();
    let mut made = 0;
    for attempt in attempts {
        made += usize::from(attempt.await.unwrap());
    }
    assert_eq!(made, 1);
    assert_eq!(list(&test, &ada, &IndexQuery::default()).await.total, Total::exact(1));
}

#[rstest]
#[tokio::test]
async fn an_edit_tells_what_changed(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    let changed = RecordInput {
        secondary_keys: "more@example.com".to_owned(),
        owner: ben.user.to_string(),
        ..form(&[("first_name", "Annabella"), ("email", "ANNA@example.com"), ("phone", "12")])
    };
    assert_eq!(edit(&test, &ada, id, 1, &changed).await.unwrap(), Ok(2));
    // Saving the same values again is no edit.
    assert_eq!(edit(&test, &ada, id, 2, &changed).await.unwrap(), Ok(2));
    let object = test.contacts().await;
    let timeline = test.records().timeline(&ada, &object, id, TimelineFilter::Changes, 20).await.unwrap();
    let change = |field: &str, old: Option<&str>, new: &str| Change {
        field: field.to_owned(),
        old: old.map(str::to_owned),
        new: Some(new.to_owned()),
    };
    assert_eq!(
        timeline.entries[0].what,
        What::Edited(vec![
            change("first_name", Some("Anna"), "Annabella"),
            change("phone", None, "12"),
            change(SECONDARY_KEYS, None, "more@example.com"),
            change(OWNER, Some("Ada Admin"), "Ben Member"),
        ])
    );
    assert_eq!(timeline.entries.len(), 2);
    let page = test.records().timeline(&ada, &object, id, TimelineFilter::Changes, 1).await.unwrap();
    assert_eq!((page.entries.len(), page.more), (1, true));
    let found = list(&test, &ada, &IndexQuery { search: "nnabe".to_owned(), ..IndexQuery::default() }).await;
    assert_eq!(names(&found), ["Annabella"]);
}

#[rstest]
#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    let owner = ada.user.to_string();
    let mine = RecordInput { owner: owner.clone(), ..form(&[("first_name", "Mine"), ("email", "anna@example.com")]) };
    let theirs =
        RecordInput { owner, ..form(&[("first_name", "Theirs"), ("email", "anna@example.com"), ("phone", "1")]) };
    assert_eq!(edit(&test, &ada, id, 1, &theirs).await.unwrap(), Ok(2));
    let NotSaved::Moved(moved) = edit(&test, &ada, id, 1, &mine).await.unwrap().unwrap_err() else { panic!() };
    assert_eq!(moved.current.version, 2);
    assert_eq!(moved.by.unwrap().name, "Ada Admin");
    assert_eq!(
        moved.differences,
        [
            Change { field: "first_name".to_owned(), old: Some("Theirs".to_owned()), new: Some("Mine".to_owned()) },
            Change { field: "phone".to_owned(), old: Some("1".to_owned()), new: None },
        ]
    );
    assert_eq!(living(&test, &ada, id).await.name, "Theirs");
}

#[rstest]
#[tokio::test]
async fn a_form_that_is_sent_twice_saves_once_and_is_held_against_what_would_be_saved(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let calls = test.objects().object("calls").await.unwrap();
    // The values as a browser sends them: a time without its zone, lines that end in two characters.
    let typed = |title: &str| form(&[("title", title), ("at", "2026-11-04T16:58"), ("body", "One\r\ntwo")]);
    let create = ada.create(calls.id).unwrap();
    let id = test.records().create_record(&create, &calls, &typed("First"), Surface::Index).await.unwrap().unwrap();
    let permit = ada.edit(calls.id).unwrap();
    let save = async |title: &str| {
        test.records().edit_record(&permit, &calls, id, 1, &typed(title), Surface::RecordPage).await.unwrap()
    };
    assert_eq!(save("Second").await, Ok(2));
    assert_eq!(save("Second").await, Ok(2));
    let (one, two) = tokio::join!(save("Second"), save("Second"));
    assert_eq!((one, two), (Ok(2), Ok(2)));
    let NotSaved::Moved(moved) = save("Third").await.unwrap_err() else { panic!() };
    let differences: Vec<_> = moved.differences.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(differences, ["title"]);
}

#[rstest]
#[tokio::test]
async fn the_page_behind_what_went_is_the_first_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for name in ["A", "B", "C", "D", "E"] {
        create(&test, &ada, &form(&[("first_name", name)])).await.unwrap();
    }
    let query = IndexQuery { size: 3, ..IndexQuery::default() };
    let first = list(&test, &ada, &query).await;
    let second = IndexQuery { cursor: first.next.clone(), ..query };
    let rows = list(&test, &ada, &second).await.rows;
    delete(&test, &ada, &these(&rows.iter().map(|row| row.id).collect::<Vec<_>>())).await;
    let again = list(&test, &ada, &second).await;
    assert_eq!((again.rows.len(), again.position, again.total), (3, 0, Total::exact(3)));
    assert_eq!(names(&again), names(&first));
    assert_eq!((again.previous, again.next), (None, None));
}

#[rstest]
#[tokio::test]
async fn of_two_edits_at_once_one_is_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    let attempts: Vec<_> = (0..6)
        .map(|index| {
            let (engine, ada) = (test.engine.clone(), ada.clone());
            tokio::spawn(async move {
                let object = engine.objects().object("contacts").await.unwrap();
                let input = form(&[("first_name", &format!("Anna {index}")), ("email", "anna@example.com")]);
                let permit = ada.edit(object.id).unwrap();
                engine
                    .records()
                    .edit_record(&permit, &object, id, 1, &input, Surface::RecordPage)
                    .await
                    .unwrap()
                    .is_ok()
            })
        })
        .collect();
    let mut saved = 0;
    for attempt in attempts {
        saved += usize::from(attempt.await.unwrap());
    }
    assert_eq!(saved, 1);
    assert_eq!(living(&test, &ada, id).await.version, 2);
}

#[rstest]
#[tokio::test]
async fn rights_are_checked_for_each_record(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let hers = test.contact(&ada, "Hers", "hers@example.com").await;
    let his = test.contact(&ben, "His", "his@example.com").await;
    let input = form(&[("first_name", "Changed")]);
    assert!(matches!(edit(&test, &ben, hers, 1, &input).await, Err(Error::Forbidden(_))));
    assert!(matches!(edit(&test, &ben, RecordId(999), 1, &input).await, Err(Error::NotFound)));
    let his_again = RecordInput { owner: ben.user.to_string(), ..input };
    assert_eq!(edit(&test, &ben, his, 1, &his_again).await.unwrap(), Ok(2));
    assert!(!living(&test, &ben, hers).await.may_edit);
    let page = list(&test, &ben, &IndexQuery::default()).await;
    assert_eq!(page.rows.iter().map(|row| row.may_delete).collect::<Vec<_>>(), [true, false]);
}

#[rstest]
#[tokio::test]
async fn an_owner_must_be_somebody(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let input = RecordInput { owner: "999".to_owned(), ..form(&[("first_name", "Anna")]) };
    assert_eq!(create(&test, &ada, &input).await, Err(vec![Problem::NoSuchUser]));
    assert_eq!(test.records().owners().await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn search_finds_any_part_of_name_mail_and_phone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (name, email, phone) in [
        ("José Núñez", "jose@lumen.example", "+39 06 555 0134"),
        ("Anna 100%", "a_b@example.com", "12"),
        ("Zed", "c\"d@example.com", "7"),
    ] {
        let email = if email.contains('"') { "cd@example.com" } else { email };
        create(&test, &ada, &form(&[("first_name", name), ("email", email), ("phone", phone)])).await.unwrap();
    }
    for (typed, found) in [
        ("jose", vec!["José Núñez"]),
        ("NÚÑ", vec!["José Núñez"]),
        ("lumen", vec!["José Núñez"]),
        ("065550", vec!["José Núñez"]),
        ("06 555", vec!["José Núñez"]),
        ("0%", vec!["Anna 100%"]),
        ("100%", vec!["Anna 100%"]),
        ("a_b", vec!["Anna 100%"]),
        ("_", vec!["Anna 100%"]),
        ("a\\", vec![]),
        ("\"", vec![]),
        ("\"\"\" OR", vec![]),
        ("ed", vec!["Zed"]),
        ("z", vec!["José Núñez", "Zed"]),
        ("exam", vec!["Anna 100%", "José Núñez", "Zed"]),
        ("nobody", vec![]),
        ("   ", vec!["Anna 100%", "José Núñez", "Zed"]),
    ] {
        let found: Vec<&str> = found.into_iter().collect();
        let page = list(&test, &ada, &IndexQuery { search: typed.to_owned(), ..IndexQuery::default() }).await;
        assert_eq!(names(&page), found, "{typed:?}");
        assert_eq!(page.total, Total::exact(i64::try_from(found.len()).unwrap()), "{typed:?}");
    }
}

#[rstest]
#[tokio::test]
async fn every_sort_walks_the_whole_view_both_ways(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    for index in 0..60_usize {
        let (name, email) = (format!("N{:02} é", (index * 7) % 60), format!("n{index}@example.com"));
        let phone = format!("{}", index % 5);
        let mut pairs = vec![("first_name", name.as_str())];
        if index % 4 != 0 {
            pairs.push(("email", &email));
        }
        if index % 3 != 0 {
            pairs.extend([("phone", phone.as_str()), ("city", &phone)]);
        }
        let owner = [Some(ada.user), Some(ben.user), None][index % 3];
        let owner = owner.map(|owner: UserId| owner.to_string()).unwrap_or_default();
        create(&test, &ada, &RecordInput { owner, ..form(&pairs) }).await.unwrap();
    }
    let property = |key: &str| SortBy::Property(key.to_owned());
    // No index covers the first name and the city, and some records have no city.
    let properties = ["phone", "company", "first_name", "city"].map(property);
    let others = [SortBy::Name, SortBy::Created, SortBy::Updated, SortBy::Owner, SortBy::Key];
    for by in others.into_iter().chain(properties) {
        for descending in [false, true] {
            let query = IndexQuery { sort: Sort { by: by.clone(), descending }, size: 25, ..IndexQuery::default() };
            let mut seen = walk(&test, &ada, &query).await;
            if by == SortBy::Name {
                let mut sorted = seen.clone();
                sorted.sort();
                if descending {
                    sorted.reverse();
                }
                assert_eq!(seen, sorted);
            }
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 60, "{by:?}");
            let found = walk(&test, &ada, &IndexQuery { search: "n1".to_owned(), ..query }).await;
            assert!(found.len() > 10, "{by:?} {}", found.len());
        }
    }
}

#[rstest]
#[tokio::test]
async fn what_has_no_value_comes_last_whichever_way(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (name, phone) in [("A", "2"), ("B", ""), ("C", "1")] {
        create(&test, &ada, &form(&[("first_name", name), ("phone", phone)])).await.unwrap();
    }
    let by = SortBy::Property("phone".to_owned());
    let query = |descending| IndexQuery { sort: Sort { by: by.clone(), descending }, ..IndexQuery::default() };
    assert_eq!(names(&list(&test, &ada, &query(false)).await), ["C", "A", "B"]);
    assert_eq!(names(&list(&test, &ada, &query(true)).await), ["A", "C", "B"]);
}

#[rstest]
#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_record(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let object = test.contacts().await;
    let send = async |actor: &Actor, name: &str, email: &str, token: &str| {
        test.records()
            .create_record_once(actor, &object, &form(&[("first_name", name), ("email", email)]), None, token)
            .await
            .unwrap()
    };
    let first = send(&ada, "Anna", "anna@example.com", "t").await.unwrap();
    assert_eq!(send(&ada, "Anna", "anna@example.com", "t").await, Ok(first));
    // Sent concurrently, with a unique key and without one.
    for email in ["bea@example.com", ""] {
        let token = format!("at once {email}");
        let (one, two) = tokio::join!(send(&ada, "Bea", email, &token), send(&ada, "Bea", email, &token));
        assert_eq!(one.as_ref().unwrap(), two.as_ref().unwrap());
    }
    // Another user's token, another form, and a form without a token each create their own record.
    assert!(send(&ben, "Cleo", "", "t").await.unwrap() > first);
    let (one, two) = (send(&ada, "Dora", "", "").await.unwrap(), send(&ada, "Dora", "", "").await.unwrap());
    assert_ne!(one, two);
    // A refused request is not remembered.
    assert!(send(&ada, "Elsa", "nobody", "wrong").await.is_err());
    assert!(send(&ada, "Elsa", "elsa@example.com", "wrong").await.is_ok());
    assert_eq!(list(&test, &ada, &IndexQuery::default()).await.rows.len(), 7);
    // The token is forgotten after a day.
    test.clock.forward_days(2);
    send(&ada, "Fay", "", "later").await.unwrap();
    assert_ne!(send(&ada, "Anna", "anna2@example.com", "t").await.unwrap(), first);
}
