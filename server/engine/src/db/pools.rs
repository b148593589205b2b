//! The connection pools: opening, counting, closing, and schema changes outside of transactions.
//!
//! SQLite allows one writer at a time: it has a pool of one connection for writing and a pool of readers. PostgreSQL
//! has one pool.

use super::Database;
use crate::{
    Result,
    address_key::KeyFile,
    clock::{Clock, Entropy},
};
use domain::time::Timestamp;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    migrate::{Migrate, Migrator},
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fmt::Write, str::FromStr, sync::Arc, time::Duration};

pub(super) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a caller waits for a connection, or for SQLite's writer, before [`crate::Error::Busy`].
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
const READERS: u32 = 8;
/// Rows that the thread of a SQLite connection reads ahead: about the queries of one page, so that the thread does not
/// wait for the reader.
const ROWS: usize = 512;
/// How long a PostgreSQL connection is idle before it is pinged when it is acquired.
const FRESH: Duration = Duration::from_secs(1);
/// Page cache of a connection, in KiB; SQLite wants it negative. The operating system caches the file too, so that
/// eight readers need little of their own; the writer changes the same pages again and again.
const READER_CACHE: &str = "-4096";
const WRITER_CACHE: &str = "-49152";
/// Bytes of the file that a reader maps into memory, to avoid a system call for each page: SQLite's maximum.
const READER_MAP: &str = "2147418112";

/// The open database, with the clock and the source of randomness by which it is changed.
#[derive(Clone)]
pub(crate) struct Store {
    pub(super) pools: Pools,
    /// One more connection to PostgreSQL, which cancels queries: all others may be busy with queries to cancel.
    pub(super) stops: Option<PgPool>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// The IP address of the client that the handle is for.
    pub(super) client: Option<Arc<str>>,
    /// The key of the blocklist, which transactions compare keys of records with.
    pub(super) address_key: KeyFile,
}

/// Its connections.
#[derive(Clone)]
pub(super) enum Pools {
    /// Of SQLite.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// Of PostgreSQL.
    Postgres(PgPool),
}

impl Store {
    /// Connects. Creates the file of a SQLite database, and its folder, if it does not exist.
    pub async fn open(database: &Database, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
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
                    // Checkpoint every 64 MB of the write-ahead log instead of every 4 MB: the chunks of a large
                    // operation change the same index pages again and again, and each page is then copied once.
                    .pragma("wal_autocheckpoint", "16384")
                    .disable_statement_logging();
                // A caller that waits too long gets an error, which is logged. A warning for each slow wait would flood
                // the log under load.
                let pool = |size| {
                    // A file does not hang up.
                    let pool = SqlitePoolOptions::new().max_connections(size).test_before_acquire(false);
                    pool.acquire_timeout(PATIENCE).acquire_slow_threshold(PATIENCE)
                };
                let writer = pool(1).connect_with(options.clone().pragma("cache_size", WRITER_CACHE)).await?;
                let readers = pool(READERS).after_release(|connection, _| {
                    Box::pin(async move {
                        // The progress handler of a cancelled query must not affect the next one.
                        connection.lock_handle().await?.remove_progress_handler();
                        Ok(true)
                    })
                });
                let options = options.pragma("cache_size", READER_CACHE).pragma("mmap_size", READER_MAP);
                let readers = readers.connect_with(options).await?;
                let (pools, address_key) = (Pools::Sqlite { writer, readers }, KeyFile::default());
                Ok(Self { pools, stops: None, clock, entropy, client: None, address_key })
            }
            Database::Postgres(address) => {
                let options = PgConnectOptions::from_str(address)?
                    .application_name("reprieve")
                    // No statement takes so long that compiling it first would pay.
                    .options([("jit", "off")])
                    .disable_statement_logging();
                let pool = PgPoolOptions::new().max_connections(READERS * 2).test_before_acquire(false);
                let pool = pool.acquire_timeout(PATIENCE).acquire_slow_threshold(PATIENCE);
                // A connection that was used a moment ago is alive; a ping each time would take as long as a query.
                let pool = pool.before_acquire(|connection, state| {
                    Box::pin(async move { Ok(state.idle_for < FRESH || connection.ping().await.is_ok()) })
                });
                let stops = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.clone());
                let pools = Pools::Postgres(pool.connect_with(options).await?);
                Ok(Self { pools, stops: Some(stops), clock, entropy, client: None, address_key: KeyFile::default() })
            }
        }
    }

    /// Migrates the schema.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await?,
            Pools::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Whether every migration of this program is applied.
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

    /// Whether several processes can serve the database at once: on PostgreSQL.
    pub fn is_shared(&self) -> bool {
        matches!(self.pools, Pools::Postgres(_))
    }

    /// The open connections by pool: all, and idle ones.
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

    /// The same database, with the key of its blocklist in this file.
    pub fn with_address_key(self, address_key: KeyFile) -> Self {
        Self { address_key, ..self }
    }

    /// The same database, for requests from this IP address. An empty address means none.
    pub fn for_client(&self, client: &str) -> Self {
        Self { client: Some(client).filter(|client| !client.is_empty()).map(Into::into), ..self.clone() }
    }

    /// The current time, by the clock that was passed in.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `N` random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }

    /// A random token that makes a repeated request idempotent.
    pub fn token(&self) -> String {
        self.random::<16>().iter().fold(String::new(), |mut token, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(token, "{byte:02x}");
            token
        })
    }

    /// Creates the index `name` on `on`, after dropping a partial one. Both must be text of the program. On PostgreSQL
    /// it is built concurrently, so that others can write, and so outside of a transaction.
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

    /// Drops an index if it exists. `name` must be text of the program.
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
