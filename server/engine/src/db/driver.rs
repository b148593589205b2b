//! Transactions and queries. SQLite takes one writer: it begins `IMMEDIATE`, so that it waits at the start and never fails in
//! the middle.

use super::{
    Db, Row, Sql, Way,
    arguments::{postgres, sqlite},
    pools::Pools,
    tally::Timed,
};
use crate::{Error, Result, db::row::Column};
use domain::ids::RecordId;
use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Sqlite, Transaction};
use std::sync::Arc;
use tokio_stream::StreamExt;

/// A transaction. Dropping it rolls back.
pub(crate) struct Tx {
    pub(super) open: Open,
    client: Option<Arc<str>>,
}

/// Its connection.
pub(super) enum Open {
    /// To SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// To PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a query on something that both drivers have one of.
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

impl Db {
    /// Begins a transaction that will change something.
    pub async fn write(&self) -> Result<Tx> {
        let open = match &self.pools {
            Pools::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Open::Postgres(begin(pool, "BEGIN").await?),
        };
        Ok(Tx { open, client: self.client.clone() })
    }

    /// Begins a transaction whose reads all see the same moment.
    pub async fn snapshot(&self) -> Result<Tx> {
        self.snapshot_by(Way::Any).await
    }

    /// The same, with the way its queries go: told with the beginning, it takes no time of its own.
    pub async fn snapshot_by(&self, way: Way) -> Result<Tx> {
        let open = match &self.pools {
            Pools::Sqlite { readers, .. } => Open::Sqlite(readers.begin_with("BEGIN").await?),
            Pools::Postgres(pool) => Open::Postgres(begin(pool, AssertSqlSafe(way.begin())).await?),
        };
        Ok(Tx { open, client: self.client.clone() })
    }

    /// All rows of a query that reads.
    pub async fn all(&self, sql: Sql) -> Result<Vec<Row>> {
        self.snapshotless().await?.all(sql).await
    }

    /// The row of a query that reads at most one.
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

    /// Whether others write at the same time.
    pub const fn is_shared(&self) -> bool {
        matches!(self.open, Open::Postgres(_))
    }

    /// The address of the client that asks for it, where one does.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// All rows.
    pub async fn all(&mut self, sql: Sql) -> Result<Vec<Row>> {
        Ok(run!(self.on(), sql, fetch_all, rows)?)
    }

    /// The row, where there is one.
    pub async fn optional(&mut self, sql: Sql) -> Result<Option<Row>> {
        Ok(run!(self.on(), sql, fetch_optional, row)?)
    }

    /// The one column of the one row, where there is one.
    pub async fn value<T: Column>(&mut self, sql: Sql) -> Result<Option<T>> {
        self.optional(sql).await?.map(|row| row.get("value")).transpose()
    }

    /// The numbers of the one column of a query, one after the other: a million of them take eight megabytes, where a
    /// million rows would take hundreds.
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

    /// The numbers in the column `id` of a query, some ten thousand at most: as one text, because a row for each costs more than
    /// finding it.
    pub async fn few_ints(&mut self, sql: Sql) -> Result<Vec<i64>> {
        let sql = sql.after("SELECT string_agg(CAST(few.id AS TEXT), ',') AS value FROM (").push(") AS few");
        let text = self.value::<Option<String>>(sql).await?.flatten().unwrap_or_default();
        let int = |word: &str| word.parse().map_err(|_| Error::Corrupt(format!("a number {word:?}")));
        text.split_terminator(',').map(int).collect()
    }

    /// Runs it and says how many rows it changed.
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

    /// Makes the changes last.
    pub async fn commit(self) -> Result<()> {
        match self.open {
            Open::Sqlite(tx) => tx.commit().await?,
            Open::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Waits until no other transaction holds one of these locks, and keeps others from them until the end of this
    /// one. Give them in one order everywhere. SQLite has one writer, so there is nothing to wait for.
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

    /// Keeps everybody else from changing the records `r` of a query until the end of this transaction. On SQLite nobody
    /// else changes anything.
    pub async fn hold(&mut self, records: Sql) -> Result<()> {
        if let Open::Postgres(_) = self.open {
            self.ints(records.push(" ORDER BY r.id FOR UPDATE OF r")).await?;
        }
        Ok(())
    }

    /// All rows of a query of records `r`, which are kept from everybody else as [`Self::hold`] keeps them.
    pub async fn all_held(&mut self, records: Sql) -> Result<Vec<Row>> {
        let records = match self.open {
            Open::Sqlite(_) => records,
            Open::Postgres(_) => records.push(" ORDER BY r.id FOR UPDATE OF r"),
        };
        self.all(records).await
    }

    /// Hands out ids for new records; none is handed out twice, even if the transaction fails.
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

/// Begins a transaction, even if whoever asked for it leaves meanwhile: sqlx would then not know that the connection is in one,
/// and give it to the next who asks as it is. Who leaves while they wait for a connection waits no more.
async fn begin(pool: &PgPool, statement: impl SqlSafeStr) -> Result<Transaction<'static, Postgres>> {
    let connection = pool.acquire().await?;
    let begun = tokio::spawn(Transaction::begin(connection, Some(statement.into_sql_str())));
    // It ends without an answer only where the program ends.
    Ok(begun.await.map_err(|_| Error::Busy)??)
}

fn rows<R>(wrap: fn(R) -> Row) -> impl FnOnce(Vec<R>) -> Vec<Row> {
    move |rows| rows.into_iter().map(wrap).collect()
}

fn row<R>(wrap: fn(R) -> Row) -> impl FnOnce(Option<R>) -> Option<Row> {
    move |row| row.map(wrap)
}
