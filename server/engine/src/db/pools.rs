//! The connections: opened, counted, closed, and what is done to the schema beside all transactions.
//!
//! SQLite takes one writer: it has a pool of one connection, and a pool of readers. PostgreSQL has one pool.

use super::Database;
use crate::Result;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    migrate::{Migrate, Migrator},
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, sync::Arc, time::Duration};

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
/// Bytes of the file that a reader sees where the system keeps them, without a call for each page, which would take longer
/// than what is done with it: as many as SQLite maps at most.
const READER_MAP: &str = "2147418112";

/// The open database.
#[derive(Clone)]
pub(crate) struct Db {
    pub(super) pools: Pools,
    /// One more connection to PostgreSQL, which ends what nobody waits for: all others may be busy with just that.
    pub(super) stops: Option<PgPool>,
    /// The address of the client that it is for.
    pub(super) client: Option<Arc<str>>,
}

/// Its connections.
#[derive(Clone)]
pub(super) enum Pools {
    /// Of SQLite.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Of PostgreSQL.
    Postgres(PgPool),
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
                let options = options.pragma("cache_size", READER_CACHE).pragma("mmap_size", READER_MAP);
                let readers = readers.connect_with(options).await?;
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
}
