//! Transactions and queries.
//!
//! SQLite allows one writer at a time: a write transaction begins `IMMEDIATE`, so that it waits at the start and cannot fail with
//! `SQLITE_BUSY` in the middle.

use super::{
    PlannerHint, Row, Sql, Store, Value,
    arguments::{postgres, sqlite},
    pools::Pools,
    query_metrics::Timed,
};
use crate::{Error, Result, address_key::KeyFile, db::row::Column};
use domain::ids::RecordId;
use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Sqlite, Transaction};
use std::sync::Arc;
use tokio_stream::StreamExt;

/// A transaction. It rolls back when it is dropped.
pub(crate) struct Tx {
    pub(super) open: Open,
    client: Option<Arc<str>>,
    address_key: KeyFile,
}

/// The open transaction of a driver.
pub(super) enum Open {
    /// To SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// To PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a query on a connection of either driver.
macro_rules! run {
    ($on:expr, $sql:expr, $method:ident, $map:expr) => {{
        let sql: Sql = $sql;
        let _timed = Timed::start();
        match $on {
            On::Sqlite(on) => {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), sqlite(sql.values)?).persistent(sql.keep);
                query.$method(on).await.map($map(Row::Sqlite))
            }
            On::Postgres(on) => {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), postgres(sql.values)?).persistent(sql.keep);
                query.$method(on).await.map($map(Row::Postgres))
            }
        }
    }};
}

impl Store {
    /// Begins a write transaction.
    pub async fn write(&self) -> Result<Tx> {
        let open = match &self.pools {
            Pools::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Open::Postgres(begin(pool, "BEGIN").await?),
        };
        Ok(Tx { open, client: self.client.clone(), address_key: self.address_key.clone() })
    }

    /// Begins a read-only transaction whose queries see one snapshot.
    pub async fn snapshot(&self) -> Result<Tx> {
        self.snapshot_with(PlannerHint::None).await
    }

    /// The same with a planner hint, which is sent with the `BEGIN` and so costs no round trip.
    pub async fn snapshot_with(&self, hint: PlannerHint) -> Result<Tx> {
        let open = match &self.pools {
            Pools::Sqlite { readers, .. } => Open::Sqlite(readers.begin_with("BEGIN").await?),
            Pools::Postgres(pool) => Open::Postgres(begin(pool, AssertSqlSafe(hint.begin())).await?),
        };
        Ok(Tx { open, client: self.client.clone(), address_key: self.address_key.clone() })
    }

    /// All rows of a read-only query.
    pub async fn all(&self, sql: Sql) -> Result<Vec<Row>> {
        self.snapshotless().await?.all(sql).await
    }

    /// The row of a read-only query that returns at most one.
    pub async fn optional(&self, sql: Sql) -> Result<Option<Row>> {
        self.snapshotless().await?.optional(sql).await
    }

    async fn snapshotless(&self) -> Result<Reader> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }
}

enum Reader {
    Sqlite(sqlx::pool::PoolConnection<Sqlite>),
    Postgres(sqlx::pool::PoolConnection<Postgres>),
}

enum On<'a> {
    Sqlite(&'a mut sqlx::SqliteConnection),
    Postgres(&'a mut sqlx::PgConnection),
}

impl Reader {
    fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(connection) => On::Sqlite(connection),
            Self::Postgres(connection) => On::Postgres(connection),
        }
    }

    async fn all(&mut self, sql: Sql) -> Result<Vec<Row>> {
        Ok(run!(self.on(), sql, fetch_all, rows)?)
    }

    async fn optional(&mut self, sql: Sql) -> Result<Option<Row>> {
        Ok(run!(self.on(), sql, fetch_optional, row)?)
    }
}

impl Tx {
    fn on(&mut self) -> On<'_> {
        match &mut self.open {
            Open::Sqlite(tx) => On::Sqlite(tx),
            Open::Postgres(tx) => On::Postgres(tx),
        }
    }

    /// Whether other transactions can write at the same time: on PostgreSQL.
    pub const fn is_shared(&self) -> bool {
        matches!(self.open, Open::Postgres(_))
    }

    /// The IP address of the client that the transaction is for.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// The key of the blocklist.
    pub fn address_key(&self) -> &KeyFile {
        &self.address_key
    }

    /// All rows.
    pub async fn all(&mut self, sql: Sql) -> Result<Vec<Row>> {
        Ok(run!(self.on(), sql, fetch_all, rows)?)
    }

    /// The first row.
    pub async fn optional(&mut self, sql: Sql) -> Result<Option<Row>> {
        Ok(run!(self.on(), sql, fetch_optional, row)?)
    }

    /// The column `value` of the first row.
    pub async fn value<T: Column>(&mut self, sql: Sql) -> Result<Option<T>> {
        self.optional(sql).await?.map(|row| row.get("value")).transpose()
    }

    /// The numbers of a query's one column, read as a stream: a million of them take eight megabytes, a million rows hundreds.
    pub async fn ints(&mut self, sql: Sql) -> Result<Vec<i64>> {
        let _timed = Timed::start();
        let mut ints = Vec::new();
        match &mut self.open {
            Open::Sqlite(tx) => {
                let query = sqlx::query_scalar_with(AssertSqlSafe(sql.text), sqlite(sql.values)?).persistent(sql.keep);
                let mut rows = query.fetch(&mut **tx);
                while let Some(int) = rows.next().await {
                    ints.push(int?);
                }
            }
            Open::Postgres(tx) => {
                let query =
                    sqlx::query_scalar_with(AssertSqlSafe(sql.text), postgres(sql.values)?).persistent(sql.keep);
                let mut rows = query.fetch(&mut **tx);
                while let Some(int) = rows.next().await {
                    ints.push(int?);
                }
            }
        }
        Ok(ints)
    }

    /// The numbers in the column `id` of a query that returns at most some ten thousand. They are aggregated into one text, because a
    /// row costs more to transfer than to find.
    pub async fn ids_aggregated(&mut self, sql: Sql) -> Result<Vec<i64>> {
        let sql = sql.prepend("SELECT string_agg(CAST(few.id AS TEXT), ',') AS value FROM (").push(") AS few");
        let text = self.value::<Option<String>>(sql).await?.flatten().unwrap_or_default();
        let int = |word: &str| word.parse().map_err(|_| Error::Corrupt(format!("a number {word:?}")));
        text.split_terminator(',').map(int).collect()
    }

    /// Runs a statement and returns the number of rows it changed.
    pub async fn execute(&mut self, sql: Sql) -> Result<i64> {
        let _timed = Timed::start();
        let changed = match &mut self.open {
            Open::Sqlite(tx) => {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), sqlite(sql.values)?).persistent(sql.keep);
                query.execute(&mut **tx).await?.rows_affected()
            }
            Open::Postgres(tx) => {
                let query = sqlx::query_with(AssertSqlSafe(sql.text), postgres(sql.values)?).persistent(sql.keep);
                query.execute(&mut **tx).await?.rows_affected()
            }
        };
        Ok(changed.cast_signed())
    }

    /// Commits the transaction.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Takes advisory locks until the end of the transaction. All callers must give them in the same order. A no-op on SQLite, which
    /// has one writer.
    pub async fn lock(&mut self, shared: Option<i64>, exclusive: &[i64]) -> Result<()> {
        let Open::Postgres(_) = self.open else { return Ok(()) };
        if let Some(lock) = shared {
            self.all(Sql::new("SELECT TRUE AS value FROM pg_advisory_xact_lock_shared($1)").with(lock)).await?;
        }
        if !exclusive.is_empty() {
            let locks: Vec<String> = exclusive.iter().map(|lock| format!("({lock})")).collect();
            let text = format!(
                "SELECT count(pg_advisory_xact_lock(lock)) FROM (VALUES {}) AS wanted (lock)",
                locks.join(", ")
            );
            self.all(Sql { keep: false, ..Sql::new(&text) }).await?;
        }
        Ok(())
    }

    /// Locks the records `r` of a query until the end of the transaction, in the order of their ids. A no-op on SQLite.
    pub async fn hold(&mut self, records: Sql) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.ints(records.push(" ORDER BY r.id FOR UPDATE OF r")).await?;
        }
        Ok(())
    }

    /// All rows of a query of records `r`, which it locks as [`Self::hold`] does.
    pub async fn all_held(&mut self, records: Sql) -> Result<Vec<Row>> {
        let records = match self.open {
            Open::Sqlite(_) => records,
            Open::Postgres(_) => records.push(" ORDER BY r.id FOR UPDATE OF r"),
        };
        self.all(records).await
    }

    /// Locks the row with this id until the end of this transaction and returns whether it exists: of two transactions
    /// that lock it the second waits here, and its next query sees what the first committed. SQLite, which has one writer,
    /// has nothing to lock.
    pub async fn lock_row(&mut self, table: &str, id: impl Into<Value>) -> Result<bool> {
        let sql = Sql::new(&format!("SELECT id FROM {table} WHERE id = ")).bind(id);
        Ok(!self.all_locked(sql).await?.is_empty())
    }

    /// All rows of a query of one table, which it locks as [`Self::lock_row`] does. Rows that refer to these can still be
    /// inserted meanwhile.
    pub async fn all_locked(&mut self, rows: Sql) -> Result<Vec<Row>> {
        let rows = match self.open {
            Open::Sqlite(_) => rows,
            Open::Postgres(_) => rows.push(" FOR NO KEY UPDATE"),
        };
        self.all(rows).await
    }

    /// Lets the ids of new rows of a table begin after `last`, which another database used. `table` must be text of the program.
    pub async fn skip_ids(&mut self, table: &str, last: i64) -> Result<()> {
        match &self.open {
            Open::Sqlite(_) => {
                let known = Sql::new(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT $1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $1)",
                );
                self.execute(known.with(table)).await?;
                let sql = Sql::new("UPDATE sqlite_sequence SET seq = max(seq, $1) WHERE name = $2");
                self.execute(sql.with(last).with(table)).await?;
            }
            Open::Postgres(_) => {
                let text = format!(
                    "SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest($1, (SELECT last_value FROM {table}_id_seq))) AS value"
                );
                self.all(Sql::new(&text).with(last)).await?;
            }
        }
        Ok(())
    }

    /// Allocates ids for new records. An id is never allocated twice, even if the transaction rolls back.
    pub async fn record_ids(&mut self, count: usize) -> Result<Vec<RecordId>> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        match &mut self.open {
            Open::Sqlite(_) => {
                let sql = Sql::new("UPDATE record_sequence SET last = last + $1 RETURNING last AS value").with(count);
                let last = self.value::<i64>(sql).await?.unwrap_or(count);
                Ok((last - count + 1..=last).map(RecordId).collect())
            }
            Open::Postgres(_) => {
                let sql = Sql::new("SELECT nextval('record_sequence') AS value FROM generate_series(1, $1)");
                let rows = self.all(sql.with(count)).await?;
                rows.iter().map(|row| row.int("value").map(RecordId)).collect()
            }
        }
    }
}

/// Begins a transaction in a task of its own, so that it completes when the caller is dropped meanwhile: sqlx would return the
/// connection to the pool without knowing that it is inside a transaction. Waiting for a connection stays cancellable.
async fn begin(pool: &PgPool, statement: impl SqlSafeStr) -> Result<Transaction<'static, Postgres>> {
    let connection = pool.acquire().await?;
    let begun = tokio::spawn(Transaction::begin(connection, Some(statement.into_sql_str())));
    // The task is cancelled only when the runtime shuts down.
    Ok(begun.await.map_err(|_| Error::Busy)??)
}

fn rows<R>(wrap: fn(R) -> Row) -> impl FnOnce(Vec<R>) -> Vec<Row> {
    move |rows| rows.into_iter().map(wrap).collect()
}

fn row<R>(wrap: fn(R) -> Row) -> impl FnOnce(Option<R>) -> Option<Row> {
    move |row| row.map(wrap)
}
