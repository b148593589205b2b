//! Tests of the search over all objects: which records it finds, in which order, for whom; and of the terms that users
//! type.

use crate::support::{
    self,
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{delete, these},
};
use domain::{
    ids::{ObjectId, RecordId},
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::RecordInput,
    search::{Found, GROUP_ROWS, Group, SearchPage},
    surface::Surface,
};
use rstest::rstest;

async fn make(test: &TestEngine, by: &Actor, slug: &str, values: &[(&str, &str)]) -> RecordId {
    let object = test.objects().object(slug).await.unwrap();
    let input = RecordInput { owner: by.user.to_string(), ..form(values) };
    test.records()
        .create_record(&by.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap()
}

async fn search(test: &TestEngine, who: &Actor, typed: &str) -> SearchPage {
    test.search().results(who, typed).await.unwrap()
}

/// The groups of a page, each as `slug: names`.
fn told(groups: &[Group]) -> Vec<String> {
    let names = |rows: &[Found]| rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ");
    groups.iter().map(|group| format!("{}: {}", group.object.slug, names(&group.rows))).collect()
}

/// The names found among active records.
async fn found(test: &TestEngine, who: &Actor, typed: &str) -> Vec<String> {
    told(&search(test, who, typed).await.groups)
}

/// The actor, limited to `reach` for seeing records of an object.
fn within(mut actor: Actor, object: ObjectId, reach: Reach) -> Actor {
    let grants = actor.grants.objects.get_mut(&object).unwrap();
    grants.view = ScopedGrant { reach, unassigned: false };
    actor
}

#[rstest]
#[tokio::test]
async fn all_objects_are_searched_and_the_best_comes_first(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (name, mail) in [("Johanna", "j"), ("Maria Anna", "m"), ("Anna Zeta", "z"), ("Anna", "a"), ("Bob", "anna")] {
        test.contact(&ada, name, &format!("{mail}@example.com")).await;
    }
    make(&test, &ada, "companies", &[("name", "Hannah and sons")]).await;
    make(&test, &ada, "deals", &[("name", "Annapolis harbour")]).await;
    make(&test, &ada, "notes", &[("body", "Ask Anna")]).await;
    let page = search(&test, &ada, " ANNA ").await;
    assert_eq!(
        told(&page.groups),
        [
            "contacts: Anna, Anna Zeta, Bob, Maria Anna, Johanna",
            "deals: Annapolis harbour",
            "notes: Ask Anna",
            "companies: Hannah and sons",
        ]
    );
    // The matching value is shown beside the name; where the name itself matched, the key is.
    let beside = |place: usize| page.groups[0].rows[place].beside.clone().unwrap();
    assert_eq!([beside(0), beside(2)], ["a@example.com", "anna@example.com"]);
    assert!(page.rest.is_empty() && page.trash.is_empty() && !page.short);
    assert!(page.groups.iter().all(|group| !group.more));
}

#[rstest]
#[tokio::test]
async fn a_group_shows_the_first_and_says_how_many_there_are(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for index in 0..9 {
        test.contact(&ada, &format!("Same {index}"), &format!("same{index}@example.com")).await;
    }
    let page = search(&test, &ada, "same").await;
    assert_eq!((page.groups[0].rows.len(), page.groups[0].count, page.groups[0].more), (GROUP_ROWS, 9, false));
    // The matches of a short term are not all counted.
    let page = search(&test, &ada, "sa").await;
    assert_eq!((page.groups[0].rows.len(), page.groups[0].more, page.short), (GROUP_ROWS, true, true));
}

#[rstest]
#[tokio::test]
async fn what_people_type(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    make(&test, &ada, "contacts", &[("first_name", "José Ñuño"), ("phone", "+39 06 555-0134")]).await;
    make(&test, &ada, "companies", &[("name", "100% \"Lumen\" O'Neill AND_co (x*) NEAR"), ("domain", "lumen.example")])
        .await;
    make(&test, &ada, "companies", &[("name", "100 lumens")]).await;
    make(&test, &ada, "contacts", &[("first_name", "李明"), ("email", "li@example.com")]).await;
    for typed in ["", "   ", "\t\n", "\u{0}"] {
        assert_eq!(search(&test, &ada, typed).await, SearchPage::default(), "{typed:?}");
    }
    let jose = ["contacts: José Ñuño"];
    for typed in ["jose nuno", "JOSÉ", "ñu", "+39 06", "06 555-0134", "065550134", "(06) 555 0134", "06.5550.134"] {
        let short = typed.chars().count() < 3;
        assert_eq!(found(&test, &ada, typed).await, if short { vec![] } else { jose.to_vec() }, "{typed:?}");
    }
    // A term that is too short finds the values that begin with it.
    assert_eq!(found(&test, &ada, "jo").await, jose);
    assert_eq!(found(&test, &ada, "李").await, ["contacts: 李明"]);
    assert_eq!(found(&test, &ada, "lu").await, ["companies: 100% \"Lumen\" O'Neill AND_co (x*) NEAR"]);
    // Special characters of SQL, of patterns and of the search index are matched literally.
    let firm = ["companies: 100% \"Lumen\" O'Neill AND_co (x*) NEAR"];
    for typed in ["100%", "0% \"", "\"lumen\"", "o'neill", "and_c", "(x*)", "x*) near", "lumen.example"] {
        assert_eq!(found(&test, &ada, typed).await, firm, "{typed:?}");
    }
    for typed in [
        "%%%",
        "___",
        "a%b",
        "lumen AND o",
        "lumen*",
        "text:lumen",
        "'; DROP TABLE record; --",
        "\\%",
        "NOT x",
        "\"\"\"",
    ] {
        assert_eq!(found(&test, &ada, typed).await, Vec::<String>::new(), "{typed:?}");
    }
    // A term that could be a phone number is also found with its punctuation, where that is in a name.
    make(&test, &ada, "companies", &[("name", "Order 2024-0117")]).await;
    for typed in ["2024-0117", "24-01"] {
        assert_eq!(found(&test, &ada, typed).await, ["companies: Order 2024-0117"], "{typed:?}");
    }
    let long = "lumen ".repeat(500);
    assert_eq!(found(&test, &ada, &long).await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn the_trash_is_a_group_of_its_own_for_those_who_see_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let gone = test.contact(&ada, "Gone Anna", "gone@example.com").await;
    test.contact(&ada, "Anna Lives", "lives@example.com").await;
    delete(&test, &ada, &these(&[gone])).await;
    let page = search(&test, &ada, "anna").await;
    assert_eq!(
        (told(&page.groups), told(&page.trash)),
        (vec!["contacts: Anna Lives".to_owned()], vec!["contacts: Gone Anna".to_owned()])
    );
    let (at, by) = page.trash[0].rows[0].deleted.clone().unwrap();
    assert!(at > support::START && by.unwrap().id == ada.user);
    assert_eq!(page.groups[0].rows[0].deleted, None);
    // A short term is not searched there, and the page says so.
    let page = search(&test, &ada, "go").await;
    assert!(page.short && page.groups.is_empty() && page.trash.is_empty());
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let page = search(&test, &rita, "anna").await;
    assert_eq!((told(&page.groups), page.trash), (vec!["contacts: Anna Lives".to_owned()], vec![]));
}

#[rstest]
#[tokio::test]
async fn what_one_may_not_see_is_not_found(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let theirs = test.contact(&ada, "Anna Theirs", "theirs@example.com").await;
    test.contact(&ben, "Anna Mine", "mine@example.com").await;
    let mine_gone = test.contact(&ben, "Anna Mine Gone", "minegone@example.com").await;
    make(&test, &ada, "deals", &[("name", "Anna deal")]).await;
    delete(&test, &ada, &these(&[theirs, mine_gone])).await;
    test.contact(&ada, "Anna Living", "living@example.com").await;
    let (contacts, deals) = (test.contacts().await.id, test.objects().object("deals").await.unwrap().id);
    let mut own = within(ben, contacts, Reach::Owned);
    own.grants.objects.remove(&deals);
    for typed in ["anna", "an"] {
        assert_eq!(found(&test, &own, typed).await, ["contacts: Anna Mine"], "{typed}");
    }
    assert_eq!(told(&search(&test, &own, "anna").await.trash), ["contacts: Anna Mine Gone"]);
    let mut nothing = own;
    nothing.grants.objects.clear();
    for typed in ["anna", "an"] {
        assert_eq!(search(&test, &nothing, typed).await.groups, vec![]);
    }
}

#[rstest]
#[tokio::test]
async fn one_deal_is_not_lost_among_more_contacts_than_are_looked_at(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    // More matches than are requested from the index, and than are checked one by one.
    test.fill_demo(3_500, Some(0)).await.unwrap();
    let deal = make(&test, &ada, "deals", &[("name", "Sold to the .example firm")]).await;
    let page = search(&test, &ada, ".example").await;
    let deals = page.groups.iter().find(|group| group.object.slug == "deals").unwrap();
    assert_eq!((deals.rows[0].id, deals.more), (deal, false));
    let contacts = page.groups.iter().find(|group| group.object.slug == "contacts").unwrap();
    assert!(contacts.more && contacts.rows.len() == GROUP_ROWS);
    // Values that begin with the term are found wherever they are.
    make(&test, &ada, "contacts", &[("first_name", ".Example"), ("last_name", "Last of all")]).await;
    let page = search(&test, &ada, ".example").await;
    assert_eq!(page.groups[0].rows[0].name, ".Example Last of all");
}
