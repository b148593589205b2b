//! A dump of all that a database holds, as text. Only the engine's own tests name the database.

use crate::support::TestEngine;
use engine::Database;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

/// A connection of its own, beside the engine.
pub enum Beside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Tables in which an operation leaves rows of its own, undone or not; and the schedule of recurring jobs.
const TRACES: [&str; 10] = [
    "operation",
    "operation_item",
    "record_version",
    "record_sequence",
    "sqlite_sequence",
    "audit_event",
    "audit_seal",
    "audit_unsealed",
    "audit_anchor",
    "job",
];

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Everything but the operations and their versions, byte for byte.
    Bytes,
    /// As `Bytes`, and also without what an undo sets anew if it is an edit or a deletion: a record's version number,
    /// the time of its last change, and the deletion it waits for. Nor the operations' events on links, the layout of
    /// the search index on disk, and totals of zero.
    Values,
}

impl Beside {
    pub async fn open(test: &TestEngine) -> Self {
        match &test.database {
            Database::Sqlite(path) => {
                Self::Sqlite(SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap())
            }
            Database::Postgres(address) => Self::Postgres(PgConnection::connect(address).await.unwrap()),
        }
    }

    async fn texts(&mut self, sql: String) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql);
        match self {
            Self::Sqlite(on) => sqlx::query(sql).fetch_all(on).await.unwrap().iter().map(|row| row.get(0)).collect(),
            Self::Postgres(on) => sqlx::query(sql).fetch_all(on).await.unwrap().iter().map(|row| row.get(0)).collect(),
        }
    }

    /// Every row of every table, sorted.
    pub async fn dump(&mut self, compared: Compared) -> Vec<String> {
        let values = compared == Compared::Values;
        let tables = match self {
            Self::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            Self::Postgres(_) => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
        };
        let mut rows = Vec::new();
        for table in self.texts(tables.to_owned()).await {
            // The search table is an index without rows of its own; its contents are in its shadow tables.
            let skipped = TRACES.contains(&table.as_str()) || table == "record_fts";
            if skipped || (values && table.starts_with("record_fts")) {
                continue;
            }
            let columns = match self {
                Self::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
                Self::Postgres(_) => format!(
                    "SELECT attname::text FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 \
                     AND NOT attisdropped ORDER BY attnum"
                ),
            };
            let columns = self.texts(columns).await;
            let shown: Vec<String> = columns
                .iter()
                .filter(|column| !(values && table == "record" && ["version", "updated_at"].contains(&column.as_str())))
                .map(|column| self.shown(column, values && table == "record" && column == "deletion"))
                .collect();
            let only = match table.as_str() {
                "record_count" if values => " WHERE active <> 0 OR trashed <> 0",
                "stage_count" if values => " WHERE active <> 0",
                // The event of a label conflict stays after the undo.
                "association_event" if values => " WHERE operation_id IS NULL",
                _ => "",
            };
            let sql = format!("SELECT '{table}: ' || {} FROM \"{table}\"{only} ORDER BY 1", shown.join(" || ', ' || "));
            rows.extend(self.texts(sql).await);
        }
        rows
    }

    fn shown(&self, column: &str, only_whether: bool) -> String {
        let column = if only_whether { format!("(\"{column}\" IS NULL)") } else { format!("\"{column}\"") };
        match self {
            Self::Sqlite(_) => format!("quote({column})"),
            Self::Postgres(_) => format!("quote_nullable({column}::text)"),
        }
    }

    /// Whether the search index agrees with the texts. PostgreSQL keeps its indexes consistent by itself.
    pub async fn search_is_whole(&mut self) -> bool {
        let Self::Sqlite(on) = self else { return true };
        let sql = "INSERT INTO record_fts (record_fts, rank) VALUES ('integrity-check', 1)";
        sqlx::query(sql).execute(on).await.is_ok()
    }
}
