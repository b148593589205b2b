//! Text normalization on both databases: a filter finds a value however it was typed, and a sort orders values without their
//! accents and case.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form,
    },
};
use domain::{
    filter::Filter,
    ids::RecordId,
    object::{Object, ObjectInput, PropertyInput},
    policy::{Actor, Administrator},
    record::RecordState,
    surface::Surface,
    view::{IndexQuery, Sort, SortBy},
};
use engine::{Engine, clock::SystemEntropy};
use rstest::rstest;
use std::{sync::Arc, time::Duration};

/// The city is indexed for companies, and not for contacts.
const BOTH: [(&str, &str); 2] = [("companies", "name"), ("contacts", "first_name")];

async fn make(test: &TestEngine, ada: &Actor, object: &Object, pairs: &[(&str, &str)]) -> RecordId {
    let permit = ada.create(object.id).unwrap();
    test.records().create_record(&permit, object, &form(pairs), Surface::Index).await.unwrap().unwrap()
}

async fn edit(test: &TestEngine, ada: &Actor, object: &Object, id: RecordId, pairs: &[(&str, &str)]) {
    let RecordState::Living(view) = test.records().record(ada, object, id).await.unwrap() else {
        unreachable!("no record is deleted")
    };
    let permit = ada.edit(object.id).unwrap();
    let saved =
        test.records().edit_record(&permit, object, id, view.version, &form(pairs), Surface::RecordPage).await.unwrap();
    saved.unwrap();
}

/// The names in a view, in its order.
async fn names(
    test: &TestEngine,
    ada: &Actor,
    object: &Object,
    filter: &str,
    sort: Option<&str>,
    descending: bool,
) -> String {
    let filter = Filter::from_text(filter).checked(object);
    let by = sort.map_or(SortBy::Name, |key| SortBy::Property(key.to_owned()));
    let query = IndexQuery { filter, sort: Sort { by, descending }, ..IndexQuery::default() };
    let page = test.records().list_records(&ada.view(object.id).unwrap(), None, object, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

/// Six records of an object in different cities: A to F, one of them without a city.
async fn fill(test: &TestEngine, ada: &Actor, object: &Object, name: &str) -> Vec<RecordId> {
    let cities = ["CITTÀ DI CASTELLO", "Zürich", "Roma", "città di Castello", "", "Évian"];
    let mut ids = Vec::new();
    for (letter, city) in ["A", "B", "C", "D", "E", "F"].into_iter().zip(cities) {
        ids.push(make(test, ada, object, &[(name, letter), ("city", city)]).await);
    }
    ids
}

#[rstest]
#[tokio::test]
async fn a_value_is_found_however_it_was_typed(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (slug, name) in BOTH {
        let object = test.objects().object(slug).await.unwrap();
        let ids = fill(&test, &ada, &object, name).await;
        for (filter, expected) in [
            ("city.is.Città di Castello", "AD"),
            ("city.is.citta di castello", "AD"),
            ("city.not.CITTÀ DI CASTELLO", "BCEF"),
            ("city.is.ZÜRICH,evian", "BF"),
            ("city.has.À", "ACDF"),
            ("city.has.tà di", "AD"),
            ("city.lacks.é", "BCE"),
            ("city.starts.CITTA", "AD"),
            ("city.starts.é", "F"),
            // Accents alone, which normalization removes.
            ("city.has.\u{301}", ""),
            ("city.starts.\u{301}", ""),
            ("city.lacks.\u{301}", "ABCDEF"),
            ("city.starts.roma ", ""),
            ("city.known.", "ABCDF"),
        ] {
            assert_eq!(names(&test, &ada, &object, filter, None, false).await, expected, "{slug} {filter}");
        }
        assert_eq!(names(&test, &ada, &object, "", Some("city"), false).await, "ADFCBE", "{slug}");
        assert_eq!(names(&test, &ada, &object, "", Some("city"), true).await, "BCFDAE", "{slug}");

        // A new value leaves no trace of the old one.
        for (city, is) in [("Ärzte", "arzte"), ("Ost", "OST")] {
            edit(&test, &ada, &object, ids[0], &[(name, "A"), ("city", city)]).await;
            assert_eq!(names(&test, &ada, &object, &format!("city.is.{is}"), None, false).await, "A", "{slug}");
            assert_eq!(names(&test, &ada, &object, "city.is.citta di castello", None, false).await, "D", "{slug}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn filter_finds_values_with_any_characters(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (slug, name) in BOTH {
        fill(&test, &ada, &test.objects().object(slug).await.unwrap(), name).await;
    }
    let companies = test.objects().object("companies").await.unwrap();
    for (name, text) in [
        ("G", "two\nL\u{cc}NES"),
        ("H", "a \\ and a \" or two"),
        ("I", "SO\u{a0}SO"),
        ("J", "ЖАН"),
        ("K", "ΟΔΥΣΣΈΑΣ"),
        ("L", "Nguyễn"),
    ] {
        make(&test, &ada, &companies, &[("name", name), ("description", text)]).await;
    }
    for (slug, _) in BOTH {
        let object = test.objects().object(slug).await.unwrap();
        assert_eq!(names(&test, &ada, &object, "city.is.citta di castello", None, false).await, "AD", "{slug}");
        assert_eq!(names(&test, &ada, &object, "city.is.roma", None, false).await, "C", "{slug}");
    }
    for (filter, expected) in
        [("lines", "G"), ("\\ AND", "H"), ("so\u{a0}s", "I"), ("жан", "J"), ("Οδυσσέας", "K"), ("nguyen", "L")]
    {
        let filter = format!("description.has.{filter}");
        assert_eq!(names(&test, &ada, &companies, &filter, None, false).await, expected, "{filter}");
    }
}

#[rstest]
#[tokio::test]
async fn missing_property_index_is_created_at_start(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    raw_sql::sql(&test, "DROP INDEX property_4").await;
    raw_sql::sql(&test, "UPDATE property SET index_name = NULL WHERE id = 4 OR key = 'amount'").await;
    test.migrate().await.unwrap();
    let missing = "SELECT key FROM property WHERE indexed AND index_name IS NULL";
    assert_eq!(raw_sql::texts(&test, missing).await, [""; 0]);
    // Both indexes exist afterwards: the one that was dropped and the one that was kept.
    raw_sql::sql(&test, "DROP INDEX property_4").await;
    raw_sql::sql(&test, "DROP INDEX property_5").await;
}

#[rstest]
#[tokio::test]
async fn former_key_value_is_normalized(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by: Administrator = ada.administer().unwrap();
    let machines = ObjectInput {
        singular_en: "Machine".to_owned(),
        plural_en: "Machines".to_owned(),
        name_en: "Name".to_owned(),
        ..ObjectInput::default()
    };
    test.objects().create_object(by, &machines).await.unwrap();
    let maker = |unique| PropertyInput {
        label_en: "Maker".to_owned(),
        kind: "text".to_owned(),
        unique,
        ..PropertyInput::default()
    };
    test.objects().save_property(by, "machines", None, &maker(true)).await.unwrap();
    let ada = test.people().actor(ada.user).await.unwrap();
    make(&test, &ada, &test.objects().object("machines").await.unwrap(), &[("name", "A"), ("maker", "Élan")]).await;
    test.objects().save_property(by, "machines", Some("maker"), &maker(false)).await.unwrap();
    let object = test.objects().object("machines").await.unwrap();
    assert_eq!(names(&test, &ada, &object, "maker.is.elan", None, false).await, "A");
}

/// An index whose expression differs from that of a query by a single word is never used, and no other test would
/// notice: this one asks SQLite for its plan of every section, beside the code.
#[tokio::test]
async fn postgresql_uses_the_index_of_each_property() {
    let test = TestEngine::on(Postgres).await;
    let ada = test.admin().await;
    // From the next connection on, SQLite uses another plan only where an index is missing.
    raw_sql::sql(
        &test,
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan TO off', current_database());
         EXECUTE format('ALTER DATABASE %I SET enable_sort TO off', current_database()); END $$",
    )
    .await;
    let again = Engine::open(&test.database, test.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
    for object in again.objects().active().await.unwrap() {
        for property in object.properties.iter().filter(|property| property.indexed) {
            let by = SortBy::Property(property.key.clone());
            let query = IndexQuery { sort: Sort { by, descending: false }, ..IndexQuery::default() };
            again.records().list_records(&ada.view(object.id).unwrap(), None, &object, &query).await.unwrap();
        }
    }
    again.home().overview(&ada).await.unwrap();
    // PostgreSQL counts the scans of its processes when they end.
    again.close().await;
    let unused = "SELECT CAST(indexrelname AS TEXT) FROM pg_stat_user_indexes WHERE idx_scan = 0 AND \
                  (indexrelname = 'task_open' OR indexrelname IN (SELECT index_name FROM property)) ORDER BY 1";
    let mut left = raw_sql::texts(&test, unused).await;
    for _ in 0..200 {
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = raw_sql::texts(&test, unused).await;
    }
    assert!(left.is_empty(), "{left:?} match no query");
    let made = raw_sql::texts(&test, "SELECT index_name FROM property WHERE indexed").await;
    assert!(made.len() >= 19, "{made:?}");
}
