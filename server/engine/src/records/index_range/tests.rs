//! That each range is served in order by an index, on the database that keeps no statistics to find it by.

use super::*;
use crate::{
    Database, Engine,
    clock::{SystemClock, SystemEntropy},
    people::NewUser,
};
use domain::{
    ids::RecordId,
    policy::{Actor, BuiltInRole},
    view::Sort,
};
use std::{path::PathBuf, sync::Arc};

/// What SQLite would do.
async fn plan(tx: &mut Tx, sql: Sql) -> Vec<String> {
    let plan = tx.all(sql.prepend("EXPLAIN QUERY PLAN ")).await.unwrap();
    plan.iter().map(|row| row.text("detail").unwrap()).collect()
}

/// Whether it would sort the rows of a range, instead of reading them in order.
async fn sorted(tx: &mut Tx, sql: Sql) -> bool {
    plan(tx, sql).await.iter().any(|step| step.contains("TEMP B-TREE"))
}

/// A SQLite engine in a folder of its own, and an actor who sees everything.
async fn opened(name: &str) -> (Engine, Actor, PathBuf) {
    let folder = std::env::temp_dir().join(format!("reprieve-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = Database::Sqlite(folder.join("test.db"));
    let engine = Engine::open(&database, Arc::new(SystemClock), Arc::new(SystemEntropy)).await.unwrap();
    engine.migrate().await.unwrap();
    let ada = NewUser { name: "Ada Admin".into(), email: "ada@example.com".into(), password: "correct horse".into() };
    let ada = engine.people().create_user(&ada, BuiltInRole::Admin).await.unwrap().unwrap();
    let ada = engine.people().actor(ada).await.unwrap();
    (engine, ada, folder)
}

#[tokio::test]
async fn a_condition_is_asked_of_its_index_before_the_record_is_read() {
    let (engine, ada, folder) = opened("probes").await;
    let contacts = engine.objects().object("contacts").await.unwrap();
    let permit = ada.view(contacts.id).unwrap();
    let mut tx = engine.records().store.snapshot().await.unwrap();
    for (text, probes) in [
        ("company.is.lumen", "(<expr>=? AND id>? AND id<?)"),
        ("city.has.a;+owner.is.me", "(object_id=? AND owner_id=? AND id>? AND id<?)"),
    ] {
        let filter = Filter::from_text(text);
        let sight =
            Visibility { permit: &permit, object: &contacts, filter: &filter, term: None, found: &Candidates::TooMany };
        let range = IndexRange::Ordered("r.name_normalized".to_owned(), Values::Text, true);
        let steps = plan(&mut tx, engine.records().range_prefix("r.name", &sight, &range, None, false, 100)).await;
        let place = |what: &str| steps.iter().position(|step| step.contains(what)).unwrap();
        assert!(place(probes) < place("INTEGER PRIMARY KEY"), "{text}: {steps:#?}");
        assert!(place("SCAN walked") < place(probes), "{text}: {steps:#?}");
    }
    drop(tx);
    engine.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn what_an_index_has_in_order_is_not_sorted() {
    let (engine, ada, folder) = opened("ranges").await;
    let mut asked = 0;
    for object in engine.objects().active().await.unwrap() {
        let permit = ada.view(object.id).unwrap();
        let indexed = object.properties.iter().filter(|property| property.indexed);
        let sorts = [SortBy::Name, SortBy::Created, SortBy::Updated, SortBy::Key, SortBy::Stage]
            .into_iter()
            .chain(indexed.map(|property| SortBy::Property(property.key.clone())));
        let filter = Filter::default();
        let sight =
            Visibility { permit: &permit, object: &object, filter: &filter, term: None, found: &Candidates::All };
        for by in sorts {
            let query = IndexQuery { sort: Sort { by, descending: false }, ..IndexQuery::default() };
            let mut tx = engine.records().store.snapshot().await.unwrap();
            for range in engine.records().ranges(&mut tx, &permit, &object, &query).await.unwrap() {
                let value = match &range {
                    IndexRange::Ordered(..) => Some("1".to_owned()),
                    IndexRange::Stage(stage) => Some(format!("{stage}~1")),
                    _ => None,
                };
                let from = Cursor { side: Side::After, position: 1, id: RecordId(1), value };
                for (from, descending) in [(None, false), (None, true), (Some(&from), false), (Some(&from), true)] {
                    let sql =
                        engine.records().range_rows("r.id", &sight, &range, from, descending).push(" LIMIT ").bind(51);
                    let by = &query.sort.by;
                    assert!(!sorted(&mut tx, sql).await, "{} by {by:?}, {descending}, {from:?}", object.slug);
                    let like = Filter::from_text("+name.has.a");
                    let narrowed = Visibility { filter: &like, found: &Candidates::TooMany, ..sight };
                    let sql = engine.records().range_prefix("r.id", &narrowed, &range, from, descending, 100);
                    let by = &query.sort.by;
                    assert!(!sorted(&mut tx, sql.push(" LIMIT 51")).await, "first of {} by {by:?}", object.slug);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 150, "{asked} ranges were asked for");
    engine.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
