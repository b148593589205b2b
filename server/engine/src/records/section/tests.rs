//! That each section is served in order by an index, on the database that keeps no statistics to find it by.

use super::*;
use crate::{
    Database,
    clock::{SystemClock, SystemEntropy},
    people::NewUser,
};
use domain::{ids::RecordId, policy::BuiltInRole, view::Sort};
use std::sync::Arc;

/// Whether SQLite would sort the rows of a section, instead of reading them in order.
async fn sorted(tx: &mut Tx, sql: Sql) -> bool {
    let plan = tx.all(sql.after("EXPLAIN QUERY PLAN ")).await.unwrap();
    plan.iter().any(|row| row.text("detail").unwrap().contains("TEMP B-TREE"))
}

#[tokio::test]
async fn what_an_index_has_in_order_is_not_sorted() {
    let folder = std::env::temp_dir().join(format!("reprieve-sections-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = Database::Sqlite(folder.join("test.db"));
    let engine = Engine::open(&database, Arc::new(SystemClock), Arc::new(SystemEntropy)).await.unwrap();
    engine.migrate().await.unwrap();
    let ada = NewUser { name: "Ada Admin".into(), email: "ada@example.com".into(), password: "correct horse".into() };
    let ada = engine.create_user(&ada, BuiltInRole::Admin).await.unwrap().unwrap();
    let ada = engine.actor(ada).await.unwrap();
    let mut asked = 0;
    for object in engine.objects().await.unwrap() {
        let permit = ada.view(object.id).unwrap();
        let indexed = object.properties.iter().filter(|property| property.indexed);
        let sorts = [SortBy::Name, SortBy::Created, SortBy::Updated, SortBy::Key, SortBy::Stage]
            .into_iter()
            .chain(indexed.map(|property| SortBy::Property(property.key.clone())));
        let filter = Filter::default();
        let sight = Sight { permit: &permit, filter: &filter, term: None, found: &Found::All };
        for by in sorts {
            let query = IndexQuery { sort: Sort { by, descending: false }, ..IndexQuery::default() };
            let mut tx = engine.db.snapshot().await.unwrap();
            for section in engine.sections(&mut tx, &permit, &object, &query).await.unwrap() {
                let value = match &section {
                    Section::Ordered(..) => Some("1".to_owned()),
                    Section::Stage(stage) => Some(format!("{stage}~1")),
                    _ => None,
                };
                let from = Cursor { side: Side::After, position: 1, id: RecordId(1), value };
                for (from, descending) in [(None, false), (None, true), (Some(&from), false), (Some(&from), true)] {
                    let sql = engine.section_rows("r.id", &sight, &section, from, descending).push(" LIMIT ").bind(51);
                    let by = &query.sort.by;
                    assert!(!sorted(&mut tx, sql).await, "{} by {by:?}, {descending}, {from:?}", object.slug);
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 150, "{asked} sections were asked for");
    engine.close().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
