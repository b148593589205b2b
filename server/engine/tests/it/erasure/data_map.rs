//! The data map names every column that the schema has, and no other.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
};
use engine::privacy::DATA_MAP;
use rstest::rstest;
use std::collections::BTreeSet;

/// Tables that the migrations and SQLite's search index keep for themselves. The shadow tables of the index hold trigrams of
/// `record_search`, which is mapped.
const INTERNAL: [&str; 7] = [
    "_sqlx_migrations",
    "record_fts",
    "record_fts_config",
    "record_fts_data",
    "record_fts_docsize",
    "record_fts_idx",
    "sqlite_sequence",
];

#[rstest]
#[tokio::test]
async fn data_map_names_every_column(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let columns = match database {
        Sqlite => {
            "SELECT m.name || '.' || c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
        }
        Postgres => {
            "SELECT c.table_name || '.' || c.column_name FROM information_schema.columns AS c \
             JOIN information_schema.tables AS t USING (table_schema, table_name) \
             WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        }
    };
    let internal = |column: &String| INTERNAL.iter().any(|table| column.split('.').next() == Some(table));
    let schema: BTreeSet<String> =
        raw_sql::texts(&test, columns).await.into_iter().filter(|column| !internal(column)).collect();
    let mut mapped: BTreeSet<String> = DATA_MAP
        .iter()
        .flat_map(|table| table.columns.iter().map(move |(column, _)| format!("{}.{column}", table.name)))
        .collect();
    if database == Postgres {
        // A sequence there, and no table.
        assert!(mapped.remove("record_sequence.last"));
    }
    let missing: Vec<_> = schema.difference(&mapped).collect();
    assert!(missing.is_empty(), "classify in the data map: {missing:?}");
    let unknown: Vec<_> = mapped.difference(&schema).collect();
    assert!(unknown.is_empty(), "not in the schema: {unknown:?}");
    let tables: BTreeSet<&str> = DATA_MAP.iter().map(|table| table.name).collect();
    assert_eq!(tables.len(), DATA_MAP.len(), "each table is mapped once");
}
