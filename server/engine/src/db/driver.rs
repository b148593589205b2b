//! The drivers: pools and transactions.
//!
//! SQLite takes one writer: it has a pool of one connection that begins `IMMEDIATE`, so that a writer waits at the
//! start and never fails in the middle, and a pool of readers. PostgreSQL has one pool.

use super::{Database, Row, Sql, Value, Way, tally::Timed};
use crate::{Error, Result, db::row::Column};
use domain::ids::RecordId;
use sqlx::{
    Arguments, AssertSqlSafe, ConnectOptions, Connection, Postgres, SqlSafeStr, Sqlite, Transaction,
    migrate::{Migrate, Migrator},
    postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
    },
};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio_stream::StreamExt;

pub(super) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long anybody waits for a connection or for SQLite's writer before the answer is "busy".
const PATIENCE: Duration = Duration::from_secs(15);
const READERS: u32 = 8;
/// Rows that the thread of a connection to SQLite reads ahead: a page and what stands on it, so that it need not wait for us.
const ROWS: usize = 512;
/// How long a connection to PostgreSQL waits unused before it is asked whether it is there still.
const FRESH: Duration = Duration::from_secs(1);
/// Kibibytes, negative as SQLite has it, of pages that a connection keeps. The pages of the file are kept by the system
/// too, so that eight readers need little of their own; the writer changes the same ones again and again.
const READER_CACHE: &str = "-4096";
const WRITER_CACHE: &str = "-49152";

/// The open database.
#[derive(Clone)]
pub(crate) struct Db {
    pub(super) pools: Pools,
    /// One more connection to PostgreSQL, which ends what nobody waits for: all others may be busy with just that.
    pub(super) stops: Option<PgPool>,
    client: Option<Arc<str>>,
}

/// Its connections.
#[derive(Clone)]
pub(super) enum Pools {
    /// Of SQLite.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Of PostgreSQL.
    Postgres(PgPool),
}

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
    /// Connects; creates the file of a SQLite database that is not there yet, and its folder.
    pub async fn open(database: &Database) -> Result<Self> {
        match database {
            Database::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    tokio::fs::create_dir_all(folder).await?;
                }
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE)
                    .row_buffer_size(ROWS)
                    .pragma("secure_delete", "on")
                    .pragma("temp_store", "memory")
                    // The log is copied into the file each 64 MB rather than each 4: the chunks of a large operation
                    // change the same pages of the indexes again and again, and each is then copied once.
                    .pragma("wal_autocheckpoint", "16384")
                    .disable_statement_logging();
                // Who waits too long is told so, and it is logged; a line for each who waits would fill the log just when
                // there is much to do.
                let pool = |size| {
                    // A file does not hang up.
                    let pool = SqlitePoolOptions::new().max_connections(size).test_before_acquire(false);
                    pool.acquire_timeout(PATIENCE).acquire_slow_threshold(PATIENCE)
                };
                let writer = pool(1).connect_with(options.clone().pragma("cache_size", WRITER_CACHE)).await?;
                let readers = pool(READERS).after_release(|connection, _| {
                    Box::pin(async move {
                        // What somebody stopped waiting for is no matter of the next.
                        connection.lock_handle().await?.remove_progress_handler();
                        Ok(true)
                    })
                });
                let readers = readers.connect_with(options.pragma("cache_size", READER_CACHE)).await?;
                Ok(Self { pools: Pools::Sqlite { writer, readers }, stops: None, client: None })
            }
            Database::Postgres(address) => {
                let options = PgConnectOptions::from_str(address)?
                    .application_name("reprieve")
                    // No statement of ours takes so long that translating it first would pay.
                    .options([("jit", "off")])
                    .disable_statement_logging();
                let pool = PgPoolOptions::new().max_connections(READERS * 2).test_before_acquire(false);
                let pool = pool.acquire_timeout(PATIENCE).acquire_slow_threshold(PATIENCE);
                // One that was at work a moment ago is there still; to ask each time would take as long as a query.
                let pool = pool.before_acquire(|connection, state| {
                    Box::pin(async move { Ok(state.idle_for < FRESH || connection.ping().await.is_ok()) })
                });
                let stops = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.clone());
                let pools = Pools::Postgres(pool.connect_with(options).await?);
                Ok(Self { pools, stops: Some(stops), client: None })
            }
        }
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await?,
            Pools::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Whether every migration this program knows is done.
    pub async fn ready(&self) -> Result<bool> {
        let (done, known) = match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let mut connection = readers.acquire().await?;
                (connection.list_applied_migrations(&SQLITE.table_name).await?, &SQLITE)
            }
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                (connection.list_applied_migrations(&POSTGRES.table_name).await?, &POSTGRES)
            }
        };
        Ok(known.iter().all(|migration| done.iter().any(|applied| applied.version == migration.version)))
    }

    /// Whether several programs may serve it at once.
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// The connections that are open, by pool: all of them, and those that wait.
    pub fn connections(&self) -> Vec<(&'static str, u32, usize)> {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                vec![("writer", writer.size(), writer.num_idle()), ("readers", readers.size(), readers.num_idle())]
            }
            Pools::Postgres(pool) => vec![("all", pool.size(), pool.num_idle())],
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
        if let Some(stops) = &self.stops {
            stops.close().await;
        }
    }

    /// The same, for what a client at this address asks for. Nobody is asked for at no address.
    pub fn for_client(&self, client: &str) -> Self {
        Self {
            pools: self.pools.clone(),
            stops: self.stops.clone(),
            client: Some(client).filter(|client| !client.is_empty()).map(Into::into),
        }
    }

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

    /// Makes the index `name`, which is on `on`, in place of one that was left half-made. Words of ours alone. PostgreSQL
    /// lets others write meanwhile, and so has no transaction around it.
    pub async fn create_index(&self, name: &str, on: &str) -> Result<()> {
        self.drop_index(name).await?;
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::raw_sql(AssertSqlSafe(format!("CREATE INDEX {name} ON {on}"))).execute(writer).await?;
            }
            Pools::Postgres(pool) => {
                let text = AssertSqlSafe(format!("CREATE INDEX CONCURRENTLY {name} ON {on}"));
                sqlx::raw_sql(text).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// Drops an index, if it is there. A name of ours alone.
    pub async fn drop_index(&self, name: &str) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::raw_sql(AssertSqlSafe(format!("DROP INDEX IF EXISTS {name}"))).execute(writer).await?;
            }
            Pools::Postgres(pool) => {
                let text = AssertSqlSafe(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"));
                sqlx::raw_sql(text).execute(pool).await?;
            }
        }
        Ok(())
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

fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Json(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value.map(without_nul)),
            Value::Json(value) => arguments.add(value.map(json_without_nul)),
            Value::Bytes(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A text that PostgreSQL takes: it has none with the character NUL, which means nothing to anybody.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

fn json_without_nul(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;

    match value {
        Json::String(text) => Json::String(without_nul(text)),
        Json::Array(values) => Json::Array(values.into_iter().map(json_without_nul).collect()),
        Json::Object(members) => {
            let clean = |(key, value)| (without_nul(key), json_without_nul(value));
            Json::Object(members.into_iter().map(clean).collect())
        }
        other => other,
    }
}
